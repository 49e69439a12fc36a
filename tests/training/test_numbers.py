"""Numbers on things are as their standards make them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.codes import air_waybill_check, container_check, wagon8_check
from darvoza.training.chance import Chance
from darvoza.training.numbers import air_waybills, containers, plate, taxpayer, wagons

_COUNTRIES = ("TJ", "UZ", "KZ", "KG", "RU", "CN", "IR", "TR", "AF", "TM", "PK")
_SHAPES = {
    "TJ": r"\d{4}[A-Z]{2}0[1-7]|\d{4}[A-Z]T0[1-8]",
    "UZ": r"\d{2}\d{3}[A-Z]{3}",
    "KZ": r"\d{3}[A-Z]{3}\d{2}",
    "KG": r"\d{2}KG\d{3}[A-Z]{3}",
    "RU": r"[ABCEHKMOPTXY]\d{3}[ABCEHKMOPTXY]{2}\d{2,3}",
    "CN": r".[A-Z]\d{5}",
    "TR": r"\d{2}[A-Z]{2}\d{3}",
    "AF": r"(BLK|KBL|KDZ|HRT)\d{5}",
}


def test_every_container_number_has_its_check_digit() -> None:
    numbers = containers(Chance(1, "boxes"), 500)
    assert all(container_check(number) for number in numbers)
    assert len(set(numbers)) > 490


def test_every_wagon_number_has_its_check_digit() -> None:
    assert all(wagon8_check(number) for number in wagons(Chance(1, "wagons"), 500))


def test_covered_wagons_begin_with_two_mostly() -> None:
    numbers = wagons(Chance(1, "wagons"), 500, covered=True)
    assert sum(number.startswith("2") for number in numbers) > 350


@given(st.lists(st.integers(0, 9_999_999), min_size=1, max_size=20))
@settings(max_examples=30)
def test_every_air_waybill_has_its_check_digit(serials: list[int]) -> None:
    numbers = air_waybills(["250"] * len(serials), serials)
    assert all(air_waybill_check(number) for number in numbers)


@pytest.mark.parametrize("country", sorted(_SHAPES))
@given(number=st.integers(0, 10**12))
@settings(max_examples=25)
def test_plates_have_the_shape_of_their_country(country: str, number: int) -> None:
    import re  # noqa: PLC0415 - used by this test alone

    assert re.fullmatch(_SHAPES[country], plate(country, number))


@given(number=st.integers(0, 10**12), country=st.sampled_from(_COUNTRIES))
@settings(max_examples=60)
def test_taxpayers_numbers_have_the_length_of_their_country(number: int, country: str) -> None:
    lengths = {"TJ": 9, "UZ": 9, "RU": 10, "KZ": 12, "KG": 14, "CN": 18}
    found = taxpayer(country, number)
    assert (len(found) if found else None) == lengths.get(country)
    assert taxpayer(country, number) == found
