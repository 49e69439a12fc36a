"""One spelling for what keyboards and alphabets make many."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.goods.text import fold_text, read_text, read_texts

_TYPED = st.text(
    alphabet=st.one_of(st.characters(codec="utf-8"), st.sampled_from("асеорхcaeopxмm²³⁶½–—×µёқғҳӯҷ'ʻ 10⁶/")),
    max_size=60,
)
_MANY = 301
"""From so many on, texts are read in columns."""


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Ёмкость", "емкость"),
        ("сarbon fibre", "carbon fibre"),  # a Cyrillic с
        ("нacoc", "насос"),  # Latin twins
        ("Қувур", "кувур"),
        ("Ҷиҳоз", "чихоз"),
        ("oʻlchov", "o'lchov"),
        ("10⁶ м³", "10^6 м3"),
        ("640×512", "640x512"),
        ("−40…+85", "-40...+85"),
    ],
)
def test_spellings_fold_together(written: str, folded: str) -> None:
    assert fold_text(written) == folded


@settings(max_examples=200, deadline=None)
@given(_TYPED)
def test_columns_and_single_texts_fold_alike(text: str) -> None:
    one = read_text(text)
    assert read_texts(pl.Series([text])).row(0) == (one.shown, one.folded)
    assert read_texts(pl.Series([text] * _MANY)).row(0) == (one.shown, one.folded)


@settings(max_examples=200, deadline=None)
@given(_TYPED)
def test_both_forms_have_the_same_length_and_folding_twice_changes_nothing(text: str) -> None:
    read = read_text(text)
    assert len(read.shown) == len(read.folded)
    assert fold_text(read.folded) == read.folded


def test_missing_stays_missing() -> None:
    assert read_texts(pl.Series(["a", None], dtype=pl.String))["folded"].to_list() == ["a", None]
