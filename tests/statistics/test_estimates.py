"""Estimates from stops by chance: right on average, and intervals that hold even where nothing was found."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.selection import select
from darvoza.selection.chance import inclusion
from darvoza.statistics import chance_rate, drift, exact_interval, missed, share, weighted_rate


@pytest.mark.parametrize(
    ("hits", "trials", "lower", "upper"),
    # Clopper and Pearson's interval, as tables of the binomial distribution have it.
    [
        (0, 10, 0.0, 0.3085),
        (1, 10, 0.0025, 0.4450),
        (5, 10, 0.1871, 0.8129),
        (10, 10, 0.6915, 1.0),
        (2, 200, 0.0012, 0.0357),
    ],
)
def test_the_exact_interval_is_that_of_the_tables(hits: int, trials: int, lower: float, upper: float) -> None:
    assert exact_interval(hits, trials) == pytest.approx((lower, upper), abs=6e-5)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 400), st.data())
def test_it_holds_the_share_and_is_no_narrower_than_wilsons(trials: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, trials))
    lower, upper = exact_interval(hits, trials)
    assert 0 <= lower <= hits / trials <= upper <= 1
    wilson = share(hits, trials)
    assert wilson.lower is not None
    assert wilson.upper is not None
    assert upper - lower >= 0.9 * (wilson.upper - wilson.lower)


def test_unequal_draws_are_worth_fewer_than_they_are() -> None:
    equal = weighted_rate(np.array([1.0, 0, 0, 0]), np.full(4, 0.1))
    unequal = weighted_rate(np.array([1.0, 0, 0, 0]), np.array([0.1, 0.1, 0.1, 0.9]))
    assert equal.worth == pytest.approx(4)
    assert unequal.worth < 3.5
    assert weighted_rate(np.zeros(0), np.zeros(0)).value is None
    with pytest.raises(ValueError, match="not above 0"):
        weighted_rate(np.zeros(1), np.zeros(1))


@pytest.mark.parametrize("breaches", [0.0, 0.01, 0.05, 0.3])
@pytest.mark.parametrize("size", [4.0, 8.0, 40.0])
def test_the_interval_of_a_weighted_rate_holds_the_truth(breaches: float, size: float) -> None:
    """Small samples with unequal probabilities of a population of 1,000: the interval holds in 95 of 100 at least."""
    chance = np.random.default_rng(int(1_000 * breaches + size))
    doubt = chance.random(1_000) ** 2 + 0.02
    probability = 1 - (1 - size / 2_000) * (1 - inclusion(doubt, size / 2))
    # Breaches are where doubt is, and elsewhere: the harder case, since weights and breaches go together.
    bad = chance.random(1_000) < breaches * (0.5 + doubt)
    rounds, held = 400, 0
    for _ in range(rounds):
        drawn = chance.random(1_000) < probability
        rate = weighted_rate(bad[drawn].astype(float), probability[drawn])
        held += rate.lower <= bad.mean() <= rate.upper
    assert held >= 0.95 * rounds - 2 * np.sqrt(rounds * 0.95 * 0.05)


def week(chance: np.random.Generator, size: int = 400) -> tuple[pl.DataFrame, np.ndarray]:
    bad = chance.random(size) < 0.05
    score = np.clip(0.3 * bad + chance.random(size) * 0.6, 0, 1)
    frame = pl.DataFrame(
        {
            "row": np.arange(size),
            "id": [f"c{number:04}" for number in range(size)],
            "office": [""] * size,
            "score": score,
            "mandatory": [False] * size,
            "uncertainty": chance.random(size),
        }
    )
    return frame, bad


def test_the_miss_rate_is_held_by_its_interval_in_nearly_all_weeks() -> None:
    chance = np.random.default_rng(12)
    held = []
    for seed in range(150):
        frame, bad = week(chance)
        rows = select(frame, capacity=24, random_share=0.1, exploratory_share=0.1, seed=seed).rows
        known = rows.with_columns(breach=pl.when("selected").then(pl.Series(bad)))
        said = missed(known)
        true = (bad & ~rows["by_risk"].to_numpy()).sum() / bad.sum()
        held.append(said.rate_lower <= true <= said.rate_upper)
        assert said.population == 400 - rows["by_risk"].sum()
    assert np.mean(held) >= 0.95


def test_what_is_not_known_yet_counts_for_nothing() -> None:
    rows = pl.DataFrame(
        {
            "ground": ["random", "random", "exploratory", "risk"],
            "by_risk": [False, False, False, True],
            "probability": [0.1, 0.1, 0.2, 0.1],
            "breach": [True, None, False, None],
        }
    )
    assert chance_rate(rows).sampled == 2
    assert chance_rate(rows).value == pytest.approx(10 / 15)
    assert missed(rows).found == 0
    assert missed(rows).rate == 1


def test_nobody_drawn_says_nothing() -> None:
    rows = pl.DataFrame(
        {"ground": ["risk"], "by_risk": [True], "probability": [0.1], "breach": [True]},
    )
    said = missed(rows)
    assert said.population == 0
    assert said.rate is None
    assert said.rate_upper == 0.0


def test_a_rate_that_stays_has_not_drifted_and_one_that_doubles_has() -> None:
    def of(hits: int, size: int) -> pl.DataFrame:
        breach = [number < hits for number in range(size)]
        return pl.DataFrame({"ground": "random", "probability": 0.05, "breach": breach})

    assert not drift(chance_rate(of(10, 400)), chance_rate(of(12, 400))).changed
    assert drift(chance_rate(of(10, 400)), chance_rate(of(40, 400))).changed
    assert drift(chance_rate(of(0, 0)), chance_rate(of(40, 400))).difference is None
