"""Hit rates, facilitation, and a selection held against the truth."""

import numpy as np
import polars as pl
import pytest

from darvoza.selection import select
from darvoza.statistics import breach_rate, compare, facilitation, hit_rates, releases_by_office

ROWS = pl.DataFrame(
    {
        "office": ["UZAYR", "UZAYR", "UZAYR", "UZGAL", "UZGAL", None],
        "ground": ["mandatory", "random", "released", "risk", "released", "released"],
        "selected": [True, True, False, True, False, False],
        "breach": [True, False, None, True, None, None],
    }
)


def test_hit_rates_are_told_for_each_group() -> None:
    rates = hit_rates(ROWS.filter("selected"), ["office"])
    assert rates.select("office", "inspections", "hits", "hit_rate").rows() == [
        ("UZAYR", 2, 1, 0.5),
        ("UZGAL", 1, 1, 1.0),
    ]
    assert (rates["hit_rate_lower"] <= rates["hit_rate"]).all()
    assert (rates["hit_rate"] <= rates["hit_rate_upper"]).all()


def test_an_inspection_without_a_result_is_no_inspection_without_a_hit() -> None:
    assert hit_rates(ROWS).select("inspections", "hits").row(0) == (3, 2)


def test_no_inspections_give_no_hit_rate() -> None:
    assert hit_rates(ROWS.head(0)).row(0) == (0, 0, None, None, None)
    assert hit_rates(ROWS.head(0), ["office"]).is_empty()


def test_facilitation_is_the_share_that_passed_untouched() -> None:
    assert facilitation(ROWS)["facilitation"].item() == 0.5
    by_office = facilitation(ROWS, ["office"])
    assert by_office.select("office", "consignments", "released").rows() == [
        ("UZAYR", 3, 1),
        ("UZGAL", 2, 1),
        (None, 1, 1),
    ]


def test_releases_are_counted_by_office_and_ground() -> None:
    counts = releases_by_office(ROWS)
    assert counts.select("office", "consignments", "mandatory", "random", "risk", "released").rows() == [
        ("UZAYR", 3, 1, 1, 0, 1),
        ("UZGAL", 2, 0, 0, 1, 1),
        (None, 1, 0, 0, 0, 1),
    ]


def test_only_the_random_sample_tells_how_common_breaches_are() -> None:
    assert breach_rate(ROWS).select("sampled", "breaches", "rate").row(0) == (1, 0, 0.0)
    assert breach_rate(ROWS)["rate_upper"].item() > 0.5


def test_a_selection_is_held_against_the_truth_and_against_chance() -> None:
    rows = pl.DataFrame(
        {"selected": [True] * 20 + [False] * 80, "breach": ([True] * 8 + [False] * 12) + [True] * 2 + [False] * 78}
    )
    outcome = compare(rows)
    assert (outcome.found.successes, outcome.found.trials, outcome.found.value) == (8, 10, 0.8)
    assert outcome.precision.value == 0.4
    assert (outcome.by_chance.mean, outcome.by_chance.lower, outcome.by_chance.upper) == (2.0, 0, 5)
    assert outcome.better_than_chance


def test_what_is_unknown_counts_nowhere() -> None:
    outcome = compare(ROWS)
    assert (outcome.consignments, outcome.unknown) == (3, 3)
    assert outcome.found.value == 1.0
    assert not outcome.better_than_chance


def test_nothing_selected_and_nothing_there_is_no_perfect_score() -> None:
    outcome = compare(pl.DataFrame({"selected": [False], "breach": [False]}))
    assert (outcome.found.value, outcome.precision.value) == (None, None)
    assert compare(ROWS.head(0)).by_chance.mean == 0.0


def test_over_many_shifts_the_sample_s_interval_covers_the_true_rate() -> None:
    chance = np.random.default_rng(3)
    covered = 0
    shifts = 120
    for seed in range(shifts):
        breach = chance.random(400) < 0.1
        frame = pl.DataFrame(
            {
                "row": np.arange(400),
                "id": [f"s{seed}-{number}" for number in range(400)],
                "office": "UZAYR",
                "score": np.where(breach, chance.beta(3, 4, 400), chance.beta(2, 6, 400)),
                "mandatory": False,
            }
        )
        rows = select(frame, capacity=120, random_share=0.5, seed=seed).rows.with_columns(breach=pl.Series(breach))
        estimate = breach_rate(rows).row(0, named=True)
        covered += estimate["rate_lower"] <= breach.mean() <= estimate["rate_upper"]
    assert covered / shifts == pytest.approx(0.95, abs=0.06)
