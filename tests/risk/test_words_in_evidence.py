"""Evidence that is told in words keeps to the vocabulary, so that it can be shown in the reader's language."""

import polars as pl
import pytest

from darvoza.consignment import EquipmentKind, Flow, Mode, Role
from darvoza.parties.links import HOW
from darvoza.risk.indicators import history_parties, timing
from darvoza.risk.reference import Reference
from darvoza.signals import Word

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
