"""Playing a season: officers err, capacity is kept to, networks that are caught change their ways."""

from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pytest

from darvoza.selection import TECHNIQUES
from darvoza.training import FULL, TYPOLOGIES, Findings, Officers, Season, Stops, Truth, play, simulate
from darvoza.training.examining import FALSE_FINDINGS


@cache
def world() -> tuple[Season, Truth]:
    return simulate(seed=4, weeks=3, consignments=150, breaches=0.08)


@dataclass
class Knowing:
    """Stops what is really there: nobody can."""

    truth: Truth
    findings: list[Findings] = field(default_factory=list)

    def choose(self, season: Season, week: int, present: np.ndarray, capacity: int) -> Stops:  # noqa: ARG002 - a selector's signature
        return Stops.fully(present[np.argsort(-self.truth.harm[present], kind="stable")[:capacity]])

    def learn(self, week: int, stops: Stops, findings: Findings) -> None:  # noqa: ARG002 - a selector's signature
        self.findings.append(findings)


@dataclass
class Idle:
    """Stops nobody."""

    def choose(self, season: Season, week: int, present: np.ndarray, capacity: int) -> Stops:  # noqa: ARG002 - a selector's signature
        return Stops.fully(present[:0])

    def learn(self, week: int, stops: Stops, findings: Findings) -> None:  # noqa: ARG002 - a selector's signature
        assert not findings.breach.size


@dataclass
class Greedy(Idle):
    """Stops more than it may."""

    def choose(self, season: Season, week: int, present: np.ndarray, capacity: int) -> Stops:  # noqa: ARG002 - a selector's signature
        return Stops.fully(present)


def test_a_season_is_scored_week_by_week() -> None:
    season, truth = world()
    weekly = play(season, truth, Knowing(truth), capacity=0.1)
    assert weekly["week"].to_list() == [0, 1, 2]
    assert (weekly["found"] <= weekly["breaches"]).all()
    assert (weekly["harm_found"] <= weekly["harm"]).all()
    assert (weekly["stopped"] <= (0.1 * weekly["consignments"]).round()).all()
    assert weekly["harm_found"].sum() > 0.6 * weekly["harm"].sum()


def test_whoever_stops_nobody_finds_nothing_and_touches_nobody() -> None:
    season, truth = world()
    weekly = play(season, truth, Idle())
    assert weekly["found"].sum() == weekly["lawful_stopped"].sum() == 0


def test_more_stops_than_places_are_refused() -> None:
    season, truth = world()
    with pytest.raises(ValueError, match="more than the"):
        play(season, truth, Greedy())


def test_networks_that_are_caught_go_over_to_another_plan_and_others_do_not() -> None:
    season, truth = world()
    seen: dict[str, list[np.ndarray]] = {"caught": [], "left": []}
    play(season, truth, Knowing(truth), capacity=0.2, watch=lambda _, present, __: seen["caught"].append(present))
    play(season, truth, Idle(), watch=lambda _, present, __: seen["left"].append(present))
    assert (seen["caught"][0] == seen["left"][0]).all()
    plans = {name: set(season.plan[np.concatenate(rows)]) - {-1} for name, rows in seen.items()}
    assert plans["left"] == {0}
    assert len(plans["caught"]) > 1


def test_officers_miss_some_and_are_wrong_about_few() -> None:
    season, truth = world()
    officers = Officers(season.seed)
    rows = np.arange(len(season.batch))
    found = officers.examine(truth, rows, np.full(len(rows), FULL))
    assert 0.7 < found.breach[truth.breach].mean() < 1
    assert found.breach[~truth.breach].mean() < 6 * FALSE_FINDINGS
    assert found.alarm[~truth.breach].mean() > found.breach[~truth.breach].mean()


def test_everything_together_finds_more_than_any_technique_and_each_season_has_officers_of_its_own() -> None:
    kinds = np.arange(len(TYPOLOGIES))
    one, other = Officers(1), Officers(2)
    full = one.finds(kinds, np.full(len(kinds), FULL))
    for technique in range(len(TECHNIQUES)):
        assert (full >= one.finds(kinds, np.full(len(kinds), technique)) - 1e-12).all()
    assert not np.allclose(full, other.finds(kinds, np.full(len(kinds), FULL)))


def test_the_same_examination_finds_the_same() -> None:
    season, truth = world()
    rows = np.flatnonzero(truth.breach)
    technique = np.zeros(len(rows), dtype=int)
    once, again = (Officers(season.seed).examine(truth, rows, technique) for _ in range(2))
    assert (once.breach == again.breach).all()
