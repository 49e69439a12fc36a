"""The miss rate of each week: held by its interval, narrower than a week alone allows, and never from the future."""

from functools import cache

import numpy as np
import polars as pl
import pytest

from darvoza.statistics import MISSED_SCHEMA, missed, missed_by_period

WEEKS, SIZE, PLACES = 20, 600, 34


def weeks(seed: int, *, telling: float, hidden: float = 0.0, draw: int = 0) -> pl.DataFrame:
    """Weeks of selections: 3 % in breach, scores that tell of them more or less, a share in breach that never shows.

    The highest scores are stopped; chance draws each with a probability of its own. ``draw`` draws the same weeks anew.
    """
    luck, chance = np.random.default_rng(seed), np.random.default_rng([seed, draw, 1])
    told = []
    for week in range(WEEKS):
        bad, unseen = luck.random((2, SIZE)) < [[0.03], [hidden]]
        score = 1 / (1 + np.exp(-(luck.normal(size=SIZE) + telling * bad - 2)))
        score = np.where(unseen, 0.1 * score, score)
        by_risk = np.argsort(np.argsort(-score)) < PLACES
        probability = 0.007 + 0.003 * score / score.mean()
        drawn = chance.random(SIZE) < probability
        ground = np.where(drawn, "random", np.where(by_risk, "risk", "released"))
        frame = pl.DataFrame(
            {"score": score, "by_risk": by_risk, "probability": probability, "ground": ground, "there": bad | unseen}
        )
        examined = pl.when(pl.Series(drawn | by_risk)).then("there")
        told.append(frame.with_columns(period=pl.lit(week), breach=examined))
    return pl.concat(told)


@cache
def estimated(seed: int, telling: float, hidden: float = 0.0) -> pl.DataFrame:
    rows = weeks(seed, telling=telling, hidden=hidden)
    released = pl.col("there") & ~pl.col("by_risk")
    true = rows.group_by("period").agg(true=released.sum() / pl.col("there").sum(), left=released.sum())
    return missed_by_period(rows).join(true, on="period")


def held(told: pl.DataFrame, lower: str, upper: str) -> float:
    inside = pl.col("true").is_between(pl.col(lower) - 1e-9, pl.col(upper) + 1e-9)
    return float(told.select(inside.mean()).item())


def test_the_interval_holds_what_was_missed_in_95_of_100_weeks_where_scores_tell_of_it() -> None:
    told = pl.concat([estimated(seed, 2.0) for seed in range(3)])
    assert held(told, "rate_lower", "rate_upper") >= 0.95


@pytest.mark.parametrize(("telling", "hidden"), [(0.5, 0.0), (2.0, 0.01), (3.5, 0.05)])
def test_by_design_it_holds_whatever_scores_are_worth(telling: float, hidden: float) -> None:
    told = pl.concat([estimated(seed, telling, hidden) for seed in range(3)])
    assert held(told, "design_lower", "design_upper") >= 0.95


def test_it_says_much_more_than_a_week_alone() -> None:
    rows = weeks(1, telling=3.5)
    alone = [missed(week) for (_,), week in rows.group_by("period", maintain_order=True)]
    width = float(np.mean([each.rate_upper - each.rate_lower for each in alone]))
    pooled = estimated(1, 3.5).select((pl.col("rate_upper") - pl.col("rate_lower")).mean()).item()
    assert pooled < 0.8 * width


def test_by_design_it_is_right_on_average_whatever_scores_are_worth() -> None:
    left = pl.col("there") & ~pl.col("by_risk")
    for telling, hidden in ((0.5, 0.0), (3.5, 0.02)):
        draws = [weeks(5, telling=telling, hidden=hidden, draw=draw) for draw in range(10)]
        told = [missed_by_period(each, half_known=1e9).drop_nulls("expected") for each in draws]
        counted = draws[0].filter(left & pl.col("period").is_in(told[0]["period"].implode()))
        last = [each["unbiased"][-1] for each in told]
        assert abs(np.mean(last) - counted.height / told[0].height) < 3.5 * np.std(last) / len(last) ** 0.5


def test_much_that_never_shows_is_believed_when_chance_meets_it() -> None:
    told = pl.concat([estimated(seed, 3.5, 0.05) for seed in range(4)]).filter(pl.col("period") >= WEEKS // 2)
    assert told["missed"].mean() > 1.5 * told["expected"].mean()


def test_nothing_is_known_from_the_future() -> None:
    rows = weeks(2, telling=2.0)
    whole, first = missed_by_period(rows), missed_by_period(rows.filter(pl.col("period") < WEEKS // 2))
    assert whole.head(WEEKS // 2).equals(first)
    assert whole.schema == MISSED_SCHEMA


def test_without_anything_found_a_week_stands_alone() -> None:
    rows = weeks(3, telling=2.0).filter(pl.col("period") == 0)
    told, alone = missed_by_period(rows).row(0, named=True), missed(rows)
    assert told["expected"] is None
    assert (told["rate_lower"], told["rate_upper"]) == (alone.rate_lower, alone.rate_upper)
    assert missed_by_period(rows.clear()).height == 0
