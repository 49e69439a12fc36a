"""Countries, currencies, airports: looked up one by one and by the column."""

import polars as pl
import pytest

from darvoza.codes import (
    airport,
    airport_country,
    airports,
    countries,
    country,
    country_alpha2,
    country_name,
    country_neighbours,
    currencies,
    is_country,
    is_currency,
)


def of(expression: pl.Expr, values: list[str | None]) -> list[object]:
    frame = pl.DataFrame({"code": pl.Series(values, dtype=pl.String)})
    return frame.select(expression.alias("answer"))["answer"].to_list()


CODE = pl.col("code")


@pytest.mark.parametrize("code", ["UZ", "uz", "UZB", "860", " uz "])
def test_a_country_is_found_by_any_of_its_codes(code: str) -> None:
    found = country(code)
    assert found is not None
    assert (found.alpha2, found.alpha3, found.numeric, found.name) == ("UZ", "UZB", "860", "Uzbekistan")


def test_a_number_may_have_lost_its_leading_noughts() -> None:
    assert country("4") == country("004") == country("AF")


@pytest.mark.parametrize("code", ["", "XX", "ZZZ", "0", "999", "Tajikistan"])
def test_what_is_no_code_is_no_country(code: str) -> None:
    assert country(code) is None


def test_a_column_of_codes_becomes_two_letters_and_names() -> None:
    codes = ["CHN", "tj", "860", "XX", None]
    assert of(country_alpha2(CODE), codes) == ["CN", "TJ", "UZ", None, None]
    assert of(country_name(CODE), codes) == ["China", "Tajikistan", "Uzbekistan", None, None]


def test_a_code_as_filed_is_judged_as_it_stands() -> None:
    assert of(is_country(CODE), ["UZ", "uz", "UK", None]) == [True, False, False, None]
    assert of(is_currency(CODE), ["UZS", "TJS", "RUR", None]) == [True, True, False, None]


def test_a_dictionary_coded_column_is_looked_up_too() -> None:
    frame = pl.DataFrame({"code": ["UZB", "TJ"]}, schema={"code": pl.Categorical})
    assert frame.select(country_alpha2(CODE))["code"].to_list() == ["UZ", "TJ"]


def test_every_country_is_found_by_all_its_codes() -> None:
    assert len(countries()) >= 249
    for each in countries().values():
        assert country(each.alpha2) == country(each.alpha3) == country(each.numeric) == each


def test_currencies_have_codes_of_three_letters() -> None:
    assert currencies()["TJS"].numeric == "972"
    assert all(len(code) == 3 and code.isupper() for code in currencies())


def test_neighbours_within_the_region_know_each_other() -> None:
    neighbours = country_neighbours()
    for code, across in neighbours.items():
        assert across <= set(countries())
        assert all(code in neighbours[other] for other in across if other in neighbours)


def test_airports_know_their_country() -> None:
    assert airport("tas").country == "UZ"
    assert airport("???") is None
    assert of(airport_country(CODE), ["TAS", "dyu", "???", None]) == ["UZ", "TJ", None, None]
    assert len(airports()) > 5000
