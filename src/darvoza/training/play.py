"""Playing a season: week by week somebody selects, officers examine, networks that are caught change their ways."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import polars as pl

from darvoza.training.chance import Chance, Flags, Floats, Integers
from darvoza.training.examining import FULL, Findings, Officers
from darvoza.training.season import Season, Truth


@dataclass(frozen=True, slots=True)
class Stops:
    """Who is stopped in a week: rows of the season's batch, and with which technique (its number; ``FULL`` for all)."""

    rows: Integers
    technique: Integers

    @classmethod
    def fully(cls, rows: Integers) -> "Stops":
        """These rows, each examined with everything there is."""
        return cls(rows, np.full(len(rows), FULL))


class Selector(Protocol):
    """Whoever selects: sees the season without its truth, and learns what was found on those stopped."""

    def choose(self, season: Season, week: int, present: Integers, capacity: int) -> Stops:
        """Whom to stop of those present in this week: at most ``capacity``."""
        ...

    def learn(self, week: int, stops: Stops, findings: Findings) -> None:
        """What the examinations found, in the order of the stops."""
        ...


@dataclass(frozen=True, slots=True)
class Week:
    """How a week went: what came, what was stopped and found. Sums of counts, harm and duty in US dollars."""

    week: int
    consignments: int
    stopped: int
    breaches: int
    found: int
    harm: float
    harm_found: float
    duty: float
    duty_found: float
    hard: int
    hard_found: int
    silent: int
    silent_found: int
    lawful: int
    lawful_stopped: int


def play(
    season: Season,
    truth: Truth,
    selector: Selector,
    *,
    capacity: float = 0.05,
    watch: Callable[[int, Integers, Stops], None] | None = None,
) -> pl.DataFrame:
    """The whole season with this selector: one row a week, columns as :class:`Week` has them.

    ``capacity`` is the share of a week's consignments that can be examined. ``watch`` is told of each week's stops, for
    scoring that needs the truth; the selector is not. A network that is caught goes over to its next plan at once, with
    the probability that is its own; luck is bound to the sending, so that two selectors who catch the same meet the
    same reaction.
    """
    officers = Officers(season.seed)
    plans = np.zeros(max(len(truth.adapts), 1), dtype=np.int64)
    reaction = Chance(season.seed, "reactions").uniform(len(truth.breach))
    weeks = []
    for week in range(season.weeks):
        present = season.present(week, plans)
        places = round(capacity * len(present))
        stops = selector.choose(season, week, present, places)
        _check(stops, present, places)
        findings = officers.examine(truth, stops.rows, stops.technique)
        selector.learn(week, stops, findings)
        if watch is not None:
            watch(week, present, stops)
        weeks.append(_week(week, truth, present, stops.rows, findings.breach & truth.breach[stops.rows]))
        caught = stops.rows[findings.breach & truth.breach[stops.rows]]
        moving = caught[reaction[caught] < truth.adapts[season.network[caught]]]
        plans[np.unique(season.network[moving])] += 1
    return pl.DataFrame(weeks)


def _check(stops: Stops, present: Integers, places: int) -> None:
    if len(stops.rows) > places:
        raise ValueError(f"{len(stops.rows)} stops are more than the {places} places")
    if len(np.unique(stops.rows)) != len(stops.rows) or not np.isin(stops.rows, present).all():
        raise ValueError("a stop is of a consignment that is not there this week, or is stopped twice")


def _week(week: int, truth: Truth, present: Integers, stopped: Integers, found: Flags) -> Week:
    hits = stopped[found]
    breach = truth.breach

    def total(column: Floats | Flags, rows: Integers) -> float:
        return float(column[rows].sum())

    return Week(
        week=week,
        consignments=len(present),
        stopped=len(stopped),
        breaches=int(total(breach, present)),
        found=len(hits),
        harm=total(truth.harm, present),
        harm_found=total(truth.harm, hits),
        duty=total(truth.duty, present),
        duty_found=total(truth.duty, hits),
        hard=int(total(truth.hard, present)),
        hard_found=int(total(truth.hard, hits)),
        silent=int(total(truth.silent, present)),
        silent_found=int(total(truth.silent, hits)),
        lawful=int((~breach[present]).sum()),
        lawful_stopped=int((~breach[stopped]).sum()),
    )
