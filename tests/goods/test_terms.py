"""Terms: how an entry says which words name its goods."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.goods.terms import Anchors, TermError, TermIndex, forms, spaced, tokenize
from darvoza.goods.text import fold_text


def _matches(term: str, text: str) -> bool:
    index = TermIndex()
    index.add(0, forms(term))
    return bool(index.find(tokenize(fold_text(text))))


@pytest.mark.parametrize(
    ("term", "yes", "no"),
    [
        ("heavy water", "Heavy-water, 20 kg", "water, heavy"),
        ("насос*", "НАСОСЫ", "теплонасос"),
        ("carbon (fib*|tow*)", "carbon towels", "carbon black"),
        ("датчик* [абсолютн*] давления", "датчик давления", "датчик перепада давления"),
        ("датчик* ... давления", "датчики избыточного и абсолютного давления", "датчик a b c d давления"),
        ("tungsten & ring*", "rings of tungsten", "tungsten wire"),
        ("ti 6al 4v", "Ti-6Al-4V", "ti 6 al 4 v"),
        ("(жёлтый|синий) лёд", "желтый лед", "лед желтый"),
    ],
)
def test_a_term_finds_what_it_says(term: str, yes: str, no: str) -> None:
    assert _matches(term, yes)
    assert not _matches(term, no)


@pytest.mark.parametrize(
    "term", ["", "  ", "*", "a*b", "... a", "a ...", "(a|)", "&", "a & ", " & ".join("abcdefghij")]
)
def test_a_term_that_says_nothing_is_refused(term: str) -> None:
    with pytest.raises(TermError):
        forms(term)


def test_a_term_of_too_many_forms_is_refused() -> None:
    with pytest.raises(TermError, match="forms"):
        forms(" ".join(["(a|b|c|d)"] * 5))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.text("джб'", min_size=1, max_size=4).filter(lambda word: word.strip("'") == word), min_size=1, max_size=6
    ),
    st.data(),
)
def test_every_text_with_a_term_has_one_of_its_anchors(words: list[str], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(words) - 1))
    index = TermIndex()
    index.add(0, forms(" ".join(words[first : first + 2])))
    text = ", ".join(words)
    assert index.find(tokenize(text))
    whole = pl.DataFrame({"text": [text]}).select(spaced(pl.col("text"))).item()
    assert any(anchor in whole for anchor in index.anchors([0]))
    assert Anchors(index.anchors([0])).in_text(whole)
