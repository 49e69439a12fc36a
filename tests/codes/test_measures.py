"""Units and packages: what a declared quantity is in units that can be compared."""

import csv
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.codes import in_base_unit, package_types, unit_dimension, units

DIMENSIONS = {"mass", "volume", "length", "area", "count", "energy", "power", "radioactivity", "pure alcohol"}


def converted(quantity: float | None, unit: str | None, dimension: str) -> float | None:
    frame = pl.DataFrame({"q": [quantity], "u": [unit]}, schema={"q": pl.Float64, "u": pl.String})
    return frame.select(in_base_unit(pl.col("q"), pl.col("u"), dimension)).item()


@pytest.mark.parametrize(
    ("quantity", "unit", "dimension", "expected"),
    [
        (2, "TNE", "mass", 2000),
        (500, "GRM", "mass", 0.5),
        (1, "LBR", "mass", 0.45359237),
        (1, "tne ", "mass", 1000),
        (1, "MTQ", "volume", 1000),
        (1, "BLL", "volume", 158.987294928),
        (3, "DZN", "count", 36),
        (5, "PR", "count", 10),
        (1, "CUR", "radioactivity", 3.7e10),
        (1, "KWH", "energy", 3.6e6),
    ],
)
def test_a_quantity_in_its_base_unit(quantity: float, unit: str, dimension: str, expected: float) -> None:
    assert converted(quantity, unit, dimension) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(("quantity", "unit"), [(None, "KGM"), (1, None), (1, "LTR"), (1, "???")])
def test_what_cannot_be_converted_is_missing(quantity: float | None, unit: str | None) -> None:
    assert converted(quantity, unit, "mass") is None


def test_a_dimension_that_nothing_measures_is_refused_with_those_that_exist() -> None:
    with pytest.raises(ValueError, match=r"'weight'.*count.*mass"):
        in_base_unit(pl.col("q"), pl.col("u"), "weight")


def test_the_table_has_one_base_unit_for_each_dimension() -> None:
    assert {each.dimension for each in units().values()} == DIMENSIONS
    base = {(each.dimension, each.base_unit) for each in units().values()}
    assert len(base) == len(DIMENSIONS)
    for dimension in DIMENSIONS:
        assert 1.0 in {each.factor for each in units().values() if each.dimension == dimension}
    assert all(each.factor > 0 for each in units().values())


@settings(max_examples=50)
@given(st.floats(0, 1e9), st.sampled_from(sorted(units())))
def test_every_unit_converts_within_its_own_dimension_only(quantity: float, unit: str) -> None:
    own = units()[unit]
    for dimension in DIMENSIONS:
        expected = quantity * own.factor if dimension == own.dimension else None
        assert converted(quantity, unit, dimension) == expected
    assert pl.select(unit_dimension(pl.lit(unit))).item() == own.dimension


def test_there_are_enough_kinds_of_packages() -> None:
    assert len(package_types()) >= 60
    assert package_types()["PK"] == "package"


def test_codes_are_those_of_the_recommendations(shared: Path) -> None:
    folder = shared / "data" / "codes"
    with (folder / "unece_rec21.csv").open(encoding="utf-8") as file:
        assert set(package_types()) <= {row["Code"] for row in csv.DictReader(file)}
    with (folder / "unece_rec20.csv").open(encoding="utf-8") as file:
        published = {row["Common Code"]: row for row in csv.DictReader(file)}
    # The copy at hand has the units with a physical dimension only; counted units are in the Recommendation's Annex II.
    counted = {code for code, unit in units().items() if unit.dimension in {"count", "pure alcohol"}}
    assert set(units()) - counted - {"CTM"} <= set(published)
    assert not [code for code in set(units()) & set(published) if published[code]["Status"]]
