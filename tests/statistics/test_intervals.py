"""Shares, their intervals, and what chance finds."""

import math
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.statistics import found_by_chance, share, with_share
from darvoza.statistics.intervals import _chances


@pytest.mark.parametrize(
    ("successes", "trials", "lower", "upper"),
    [
        (0, 10, 0.0, 0.2775),
        (2, 10, 0.0567, 0.5098),
        (5, 10, 0.2366, 0.7634),
        (10, 10, 0.7225, 1.0),
        (15, 1000, 0.0091, 0.0246),
    ],
)
def test_intervals_are_wilson_s(successes: int, trials: int, lower: float, upper: float) -> None:
    made = share(successes, trials)
    assert made.lower == pytest.approx(lower, abs=1e-4)
    assert made.upper == pytest.approx(upper, abs=1e-4)


def test_the_share_of_nothing_is_unknown_rather_than_zero() -> None:
    made = share(0, 0)
    assert (made.value, made.lower, made.upper) == (None, None, None)


def test_a_missing_count_gives_no_share() -> None:
    frame = pl.DataFrame({"hits": [None, 1], "done": [4, None]}, schema={"hits": pl.Int64, "done": pl.Int64})
    made = with_share(frame, "hits", "done")
    assert made.select("share", "share_lower", "share_upper").null_count().row(0) == (2, 2, 2)


@pytest.mark.parametrize(("successes", "trials"), [(3, 2), (-1, 2)])
def test_counts_that_are_no_share_are_refused(successes: int, trials: int) -> None:
    with pytest.raises(ValueError, match="is no share"):
        share(successes, trials)


def test_a_confidence_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="confidence of 95"):
        share(1, 2, confidence=95)


@given(st.integers(0, 500), st.integers(0, 500))
def test_an_interval_holds_its_share_within_0_and_1(one: int, other: int) -> None:
    successes, trials = sorted((one, other))
    made = share(successes, trials)
    if made.value is None or made.lower is None or made.upper is None:
        assert trials == 0
    else:
        assert 0 <= made.lower <= made.value + 1e-12
        assert made.value <= made.upper + 1e-12
        assert made.upper <= 1


@settings(max_examples=60)
@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_chances_are_exactly_hypergeometric(one: int, two: int, three: int) -> None:
    total = max(one, two, three)
    breaches, selected = sorted((one, two, three))[:2]
    fewest = max(0, breaches + selected - total)
    exact = [
        float(Fraction(math.comb(breaches, k) * math.comb(total - breaches, selected - k), math.comb(total, selected)))
        for k in range(fewest, min(breaches, selected) + 1)
    ]
    assert list(_chances(total, breaches, selected)) == pytest.approx(exact, abs=1e-12)


@settings(max_examples=60)
@given(st.integers(1, 400), st.data())
def test_the_range_of_chance_holds_its_mean_and_can_happen(total: int, data: st.DataObject) -> None:
    breaches = data.draw(st.integers(0, total))
    selected = data.draw(st.integers(0, total))
    chance = found_by_chance(total, breaches, selected)
    assert chance.mean == pytest.approx(breaches * selected / total)
    assert max(0, breaches + selected - total) <= chance.lower <= chance.upper <= min(breaches, selected)
    assert chance.lower - 1 <= chance.mean <= chance.upper + 1


def test_a_nation_s_year_is_counted_too() -> None:
    chance = found_by_chance(4_000_000, 120_000, 200_000)
    assert chance.mean == 6000
    assert 5800 < chance.lower < 6000 < chance.upper < 6200


@pytest.mark.parametrize(("total", "breaches", "selected"), [(10, 11, 1), (10, 1, 11), (10, -1, 1)])
def test_counts_that_do_not_fit_are_refused(total: int, breaches: int, selected: int) -> None:
    with pytest.raises(ValueError, match="do not fit"):
        found_by_chance(total, breaches, selected)
