"""Check digits agree with the standards' own examples, with a slow formulation, and column with scalar."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza import codes
from darvoza.codes import air_waybill_check, container_check, imo_check, wagon8_check, wagon12_check

CHECKS = [air_waybill_check, container_check, imo_check, wagon8_check, wagon12_check]
DIGITS = "0123456789"


def column(check: codes.Check, values: list[str | None]) -> list[bool | None]:
    return pl.select(check(pl.lit(pl.Series(values, dtype=pl.String))).alias("fits"))["fits"].to_list()


@pytest.mark.parametrize(
    ("check", "number"),
    [
        (container_check, "CSQU3054383"),  # the standard's own example
        (container_check, "csqu 305438-3"),
        (container_check, "TOLU4734787"),
        (wagon12_check, "21 81 2471217-3"),
        (wagon12_check, "51 80 0843001-0"),
        (wagon12_check, "21-80-524-6-003-5"),
        (wagon12_check, "50 51 26-18 001-5"),
        (wagon12_check, "21 74 335 3 998-8"),
        (wagon8_check, "45488855"),
        (air_waybill_check, "020-12345675"),
        (imo_check, "IMO 9074729"),
        (imo_check, "9074729"),
    ],
)
def test_a_real_number_fits_and_its_neighbours_do_not(check: codes.Check, number: str) -> None:
    assert check(number) is True
    assert column(check, [number]) == [True]
    for digit in set(DIGITS) - {number[-1]}:
        assert check(number[:-1] + digit) is False


@pytest.mark.parametrize("check", CHECKS)
def test_what_has_another_shape_is_neither_right_nor_wrong(check: codes.Check) -> None:
    others = [
        None,
        "",
        "-",
        "n/a",
        "ABC",
        "CSQU305438",
        "CSQU30543833",
        "CS1U3054383",
        "123456",
        "1234567890123",
        "٣٤٥",
    ]
    assert [check(value) for value in others] == [None] * len(others)
    assert column(check, others) == [None] * len(others)


def test_a_container_whose_sum_leaves_ten_ends_in_nought() -> None:
    with_ten = next(f"MSCU{serial:06}" for serial in range(1000) if iso6346_remainder(f"MSCU{serial:06}") == 10)
    assert container_check(with_ten + "0") is True


def iso6346_remainder(body: str) -> int:
    """The standard's steps one by one, the letters' values counted out rather than looked up."""
    total = 0
    for place, sign in enumerate(body):
        if sign.isdigit():
            value = int(sign)
        else:
            value = 9
            for _ in range(ord("A"), ord(sign) + 1):
                value += 1
                if value in {11, 22, 33}:
                    value += 1
        total += value * 2**place
    return total - total // 11 * 11


@settings(max_examples=60)
@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=4, max_size=4), st.integers(0, 9_999_999))
def test_container_check_is_the_standards(owner: str, serial: int) -> None:
    number = f"{owner}{serial:07}"
    assert container_check(number) is (iso6346_remainder(number[:10]) % 10 == int(number[10]))


def luhn_body_digit(body: str) -> int:
    """Writes the products side by side and adds up what is written, as the railways' leaflets explain it."""
    written = "".join(str(int(digit) * (2 if place % 2 == 0 else 1)) for place, digit in enumerate(body))
    return -sum(int(digit) for digit in written) % 10


@settings(max_examples=60)
@given(st.integers(0, 10**11 - 1))
def test_wagon_checks_are_the_railways(number: int) -> None:
    for check, length in ((wagon12_check, 11), (wagon8_check, 7)):
        body = f"{number:011}"[-length:]
        right = str(luhn_body_digit(body))
        assert [check(body + digit) for digit in DIGITS] == [digit == right for digit in DIGITS]


@settings(max_examples=60)
@given(st.integers(0, 999), st.integers(0, 9_999_999))
def test_air_waybill_check_is_the_remainder_by_seven(airline: int, serial: int) -> None:
    right = [air_waybill_check(f"{airline:03}-{serial:07}{digit}") for digit in range(10)].index(True)
    assert right == serial % 7


@settings(max_examples=60)
@given(st.integers(0, 999_999))
def test_imo_check_is_the_weighted_sums_last_digit(serial: int) -> None:
    first, second, third, fourth, fifth, sixth = (int(digit) for digit in f"{serial:06}")
    total = 7 * first + 6 * second + 5 * third + 4 * fourth + 3 * fifth + 2 * sixth
    assert imo_check(f"IMO{serial:06}{total % 10}") is True


numbers_like = st.one_of(
    st.none(),
    st.text(max_size=14),
    st.text("ABCU0123456789 -./\t\x1f\u00a0ßıµ", max_size=16),
    st.from_regex(r"(IMO ?)?[0-9]{7,12}", fullmatch=True),
    st.from_regex(r"[A-Za-z]{4} ?[0-9]{6}-?[0-9]", fullmatch=True),
)


@settings(max_examples=40)
@given(st.lists(numbers_like, min_size=1, max_size=30))
def test_a_column_says_of_each_value_what_the_scalar_says(values: list[str | None]) -> None:
    for check in CHECKS:
        assert column(check, values) == [check(value) for value in values]


@settings(max_examples=60)
@given(st.integers(0, 10**7 - 1), st.data())
def test_one_mistyped_digit_of_a_wagon_number_never_passes(serial: int, data: st.DataObject) -> None:
    body = f"{serial:07}"
    number = body + str(luhn_body_digit(body))
    place = data.draw(st.integers(0, 7))
    wrong = data.draw(st.sampled_from(sorted(set(DIGITS) - {number[place]})))
    assert wagon8_check(number[:place] + wrong + number[place + 1 :]) is False
