"""The Harmonized System's structure: which codes can exist, and what they are cut to."""

import csv
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.codes import HS_CHAPTERS, hs2, hs4, hs6, hs_section, hs_section_of, is_hs_shape


def of(expression: pl.Expr, values: list[str | None]) -> list[object]:
    frame = pl.DataFrame({"hs_code": pl.Series(values, dtype=pl.String)})
    return frame.select(expression.alias("answer"))["answer"].to_list()


CODE = pl.col("hs_code")
ROMAN = tuple("I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX XXI".split())  # noqa: SIM905 - numerals read as a row


def test_there_are_96_chapters_in_21_sections_and_77_is_reserved() -> None:
    assert sorted(HS_CHAPTERS) == [*range(1, 77), *range(78, 98)]
    assert {hs_section(chapter) for chapter in HS_CHAPTERS} == set(range(1, 22))
    assert [hs_section(chapter) for chapter in (0, 77, 98, -1)] == [None] * 4
    sections = [hs_section(chapter) for chapter in sorted(HS_CHAPTERS)]
    assert sections == sorted(sections, key=int)


@pytest.mark.parametrize(
    ("chapter", "section"),
    [
        (5, 1),
        (6, 2),
        (15, 3),
        (16, 4),
        (27, 5),
        (28, 6),
        (71, 14),
        (72, 15),
        (84, 16),
        (86, 17),
        (90, 18),
        (93, 19),
        (97, 21),
    ],
)
def test_a_chapter_stands_in_its_section(chapter: int, section: int) -> None:
    assert hs_section(chapter) == section


def test_a_code_is_cut_to_chapter_heading_and_subheading() -> None:
    codes = ["8401.30.0000", "840130", "8401", "8401 30 00 00", "99", "", None, "none"]
    assert of(hs2(CODE), codes) == ["84", "84", "84", "84", None, None, None, None]
    assert of(hs4(CODE), codes) == ["8401", "8401", "8401", "8401", None, None, None, None]
    assert of(hs6(CODE), codes) == ["840130", "840130", None, "840130", None, None, None, None]
    assert of(hs_section_of(CODE), codes) == [16, 16, 16, 16, None, None, None, None]


def test_shapes_that_no_code_has() -> None:
    impossible = ["000000", "770100", "980100", "84013", "84", "8401300000000", "8401x0", "８４０１３０", ""]
    assert of(is_hs_shape(CODE), impossible) == [False] * len(impossible)
    assert of(is_hs_shape(CODE), [None]) == [None]


@settings(max_examples=80)
@given(st.text("0123456789", max_size=14))
def test_shape_is_a_chapter_that_exists_and_a_length_that_is_used(digits: str) -> None:
    expected = len(digits) in {4, *range(6, 13)} and int(digits[:2]) in HS_CHAPTERS
    assert of(is_hs_shape(CODE), [digits]) == [expected]
    assert (of(hs2(CODE), [digits]) != [None]) is expected


@settings(max_examples=60)
@given(st.lists(st.one_of(st.none(), st.text(max_size=12)), max_size=20))
def test_cuts_are_beginnings_of_one_another(values: list[str | None]) -> None:
    for two, four, six in zip(of(hs2(CODE), values), of(hs4(CODE), values), of(hs6(CODE), values), strict=True):
        assert four is None or str(four).startswith(str(two))
        assert six is None or str(six).startswith(str(four))


def test_every_code_of_the_published_system_has_the_shape(shared: Path) -> None:
    with (shared / "data" / "codes" / "hs2022_en.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["level"] in {"4", "6"} and row["hscode"].isdigit()]
    codes = [row["hscode"] for row in rows if int(row["hscode"][:2]) in range(1, 98)]
    assert len(codes) > 6000
    assert all(of(is_hs_shape(CODE), codes))
    published = {row["hscode"]: row["section"] for row in rows}
    assert [ROMAN[section - 1] for section in of(hs_section_of(CODE), codes)] == [published[code] for code in codes]
