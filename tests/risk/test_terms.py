"""Finding words whatever the case, the alphabet and the apostrophes."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.risk.terms import Terms, Vocabulary, fold, folded

WORDS = Vocabulary("words", "goods", ("used cars", "металлолом*", "сайғоқ", "oʻzbek", "lom"))


def found(text: str) -> str | None:
    terms = Terms(pl.Series([text]), (WORDS,)).of("words")
    return terms["term"].item() if terms.height else None


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("USED CARS, 3 pcs", "used cars"),
        ("(used)  cars", "used cars"),
        ("Металлолома 5 т", "металлолом"),
        ("сайгок", "сайғоқ"),
        ("O'zbek non", "oʻzbek"),
        ("o‘zbek", "oʻzbek"),
        ("uѕed cars", None),  # a letter that is no neighbour of ours
        ("usеd сars", "used cars"),  # Cyrillic е and с
        ("СаЙҒоҚ", "сайғоқ"),
        ("са\u0438\u0306ғоқ", "сайғоқ"),  # й written as two characters
        ("unused cars", None),
        ("used carsharing", None),
        ("reclaimed", None),
        ("", None),
        ("…", None),
    ],
)
def test_terms_are_found_as_whole_words(text: str, term: str | None) -> None:
    assert found(text) == term


def test_a_turkish_capital_does_not_break_a_word() -> None:
    assert pl.select(fold(pl.lit("TEKSTİL"))).item() == " tekstil "


@settings(max_examples=200, deadline=None)
@given(
    st.text(
        st.one_of(st.characters(max_codepoint=0x2FF), st.sampled_from("авекмғҳқўЁѕςΣßİ²½№Ⅷ—’ʻ\u0306_-'/9 ")),
        max_size=30,
    )
)
def test_one_text_is_folded_as_a_column_is(text: str) -> None:
    assert folded(text) == pl.select(fold(pl.lit(text))).item()


def test_the_longest_term_of_a_text_is_told() -> None:
    vocabulary = Vocabulary("v", "goods", ("cars", "used cars"))
    assert Terms(pl.Series(["used cars"]), (vocabulary,)).of("v")["term"].item() == "used cars"


def test_a_text_of_nothing_but_terms_filler_and_numbers_is_told_apart() -> None:
    vague = Vocabulary("vague", "goods", ("parts", "spare parts"))
    filler = Vocabulary("filler", "filler", ("boxes", "of"))
    texts = pl.Series(["Spare parts, 5 boxes of parts", "parts of pumps", "boxes"])
    assert Terms(texts, (vague,)).only("vague", (filler,))["text"].to_list() == ["Spare parts, 5 boxes of parts"]


def test_few_texts_and_many_have_the_same_terms_in_the_same_order() -> None:
    vocabularies = (WORDS, Vocabulary("cars", "goods", ("cars", "car*", "CARS", "new cars", "x")))
    few = [
        "Used cars and new cars, cartons",
        "лом, metal",
        "cars",
        "carsharing",
        "CAR X",
        "",
        "new  cars; used cars",
        "Новые сайғоқ",
    ]
    many = Terms(pl.Series([*few, *(f"text {number}" for number in range(1000))]), vocabularies)
    found = Terms(pl.Series(few), vocabularies).found
    assert list(found) == list(many.found)
    assert all(found[name].equals(many.found[name]) for name in found)


def test_missing_texts_have_no_terms() -> None:
    assert Terms(pl.Series([None, None], dtype=pl.String), (WORDS,)).of("words").is_empty()


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    frame = pl.DataFrame({"text": [text]}).select(once=fold(pl.col("text")))
    twice = frame.select(fold(pl.col("once"))).item()
    assert twice == frame["once"].item()
