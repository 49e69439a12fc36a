"""Evidence that is told in words keeps to the vocabulary, so that it can be shown in the reader's language."""

from importlib.resources import files

import polars as pl
import pytest
from tests.risk.cases import precursors

from darvoza.consignment import (
    ConsignmentBatch,
    EquipmentKind,
    Flow,
    Mode,
    Role,
)
from darvoza.goods import goods_words
from darvoza.language import Language
from darvoza.parties.ties.links import HOW
from darvoza.risk import all_indicators, evaluate
from darvoza.risk.indicators import history_parties, timing
from darvoza.risk.reference import Reference
from darvoza.signals import Word, signal_texts

_KNOWN = {word.value for words in (EquipmentKind, Flow, Mode, Role, Word) for word in words}


@pytest.mark.parametrize(
    "words",
    [
        timing._FIELDS,
        tuple(history_parties._NEW_THINGS),
        ("phone", "mail address", "address", "declarant"),
        ("consignee", "destination"),
        HOW,
    ],
)
def test_what_indicators_say_in_words_is_in_the_vocabulary(words: tuple[str, ...]) -> None:
    assert set(words) <= _KNOWN


def test_kinds_of_documents_are_in_the_vocabulary() -> None:
    kinds = Reference().document_kinds
    assert set(kinds.select(pl.col("kind").unique())["kind"]) <= _KNOWN


def _listed_names() -> set[str]:
    """What goods are called in every list of the risk indicators."""
    folder = files("darvoza.risk").joinpath("data", "goods")
    names = [path.name.removesuffix(".yaml") for path in folder.iterdir() if path.name != "own_exports.yaml"]
    of_lists = {what for name in names for what in Reference().goods(name).codes.values()}
    return of_lists | set(Reference().own_exports["what"])


_SPELLED_ALIKE = {"piperonal"}


@pytest.mark.parametrize("language", [each for each in Language if each is not Language.ENGLISH])
def test_goods_of_every_list_have_a_name_in_every_language(language: Language) -> None:
    words = goods_words(language)
    assert {name for name in _listed_names() if not words.get(name)} <= _SPELLED_ALIKE


def test_a_reader_of_russian_is_told_of_the_goods_in_russian() -> None:
    fires = precursors.CASES["PRC-01"].fires
    [controlled] = [each for each in all_indicators() if each.id == "PRC-01"]
    signals = evaluate(ConsignmentBatch.of(fires), indicators=[controlled]).signals
    told = signal_texts(signals, Language.RUSSIAN, goods_words(Language.RUSSIAN)).to_list()
    assert len(told) == len(fires)
    assert all(text.startswith("уксусный ангидрид") for text in told)
