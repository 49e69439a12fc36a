"""Who selects in a simulated season: the whole system, and what it has to beat."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks._learning import FEWEST, Trees
from benchmarks._watching import Watched
from darvoza.selection import beyond_the_edge, select
from darvoza.training import Findings, Season, Stops, Truth

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass
class Blind:
    """Stops drawn by chance alone."""

    seed: int

    def choose(self, season: Season, week: int, present: Integers, capacity: int) -> Stops:  # noqa: ARG002 - a selector's signature
        """Any."""
        chance = np.random.default_rng([self.seed, week])
        return Stops.fully(chance.permutation(present)[:capacity])

    def learn(self, week: int, stops: Stops, findings: Findings) -> None:
        """Nothing."""


@dataclass
class ByColumn:
    """The highest of one number that is known beforehand; ties are drawn."""

    seed: int
    column: Floats

    def choose(self, season: Season, week: int, present: Integers, capacity: int) -> Stops:  # noqa: ARG002 - a selector's signature
        """The highest."""
        tie = np.random.default_rng([self.seed, week]).random(len(present))
        return Stops.fully(present[np.lexsort((tie, -self.column[present]))[:capacity]])

    def learn(self, week: int, stops: Stops, findings: Findings) -> None:
        """Nothing."""


@dataclass
class ByImporter:
    """Those whose importers (exporters, of exports) were found in breach most often, drawn to the mean; ties drawn."""

    seed: int
    importer: Integers
    hits: Floats = field(init=False)
    seen: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.hits = np.zeros(int(self.importer.max()) + 2)
        self.seen = np.zeros(int(self.importer.max()) + 2)

    def choose(self, season: Season, week: int, present: Integers, capacity: int) -> Stops:  # noqa: ARG002 - a selector's signature
        """Those with the worst past."""
        base = self.hits.sum() / max(self.seen.sum(), 1)
        who = self.importer[present] + 1
        rate = np.where(who > 0, (self.hits[who] + 5 * base) / (self.seen[who] + 5), base)
        tie = np.random.default_rng([self.seed, week]).random(len(present))
        return Stops.fully(present[np.lexsort((tie, -rate))[:capacity]])

    def learn(self, week: int, stops: Stops, findings: Findings) -> None:  # noqa: ARG002 - likewise
        """Each importer's past grows."""
        np.add.at(self.hits, self.importer[stops.rows] + 1, findings.breach)
        np.add.at(self.seen, self.importer[stops.rows] + 1, 1)


@dataclass
class Learning:
    """Signs, facts and past findings together, or some, refitted every week; with stops by chance or without.

    The expected harm of a consignment orders it: trees are fitted to breaches weighted by the harm of their kind. It
    explores just beyond the edge of what it would stop anyway, each the likelier the more harm is expected of it.
    """

    seed: int
    watched: Watched
    signs: bool = True
    random_share: float = 0.05
    exploratory_share: float = 0.05
    rows: list[Integers] = field(default_factory=list)
    breach: list[Floats] = field(default_factory=list)
    selections: list[pl.DataFrame] = field(default_factory=list)
    harm_of: Floats | None = None
    codes: Integers = field(init=False)

    def __post_init__(self) -> None:
        known = self.watched.codes
        self.codes = np.column_stack([known, *(_together(known[:, one], known[:, other]) for one, other in _PAIRS)])

    def choose(self, season: Season, week: int, present: Integers, capacity: int) -> Stops:  # noqa: ARG002 - a selector's signature
        """What is expected to do most harm, some by chance and some to learn from."""
        likely = self._opinion(week, present)
        places = round(capacity * (1 - self.random_share - self.exploratory_share))
        candidates = pl.DataFrame(
            {
                "row": present,
                "id": pl.Series(present).cast(pl.String).str.zfill(8),
                "office": "",
                "score": likely,
                "mandatory": False,
                "uncertainty": beyond_the_edge(likely, places) * self._teaches(present),
            }
        )
        chosen = select(
            candidates,
            capacity=capacity,
            seed=self.seed * 1_000 + week,
            random_share=self.random_share,
            exploratory_share=self.exploratory_share,
        ).rows
        self.selections.append(chosen.select("row", "ground", "by_risk", "probability", "score"))
        return Stops.fully(chosen.filter("selected")["row"].to_numpy())

    def learn(self, week: int, stops: Stops, findings: Findings) -> None:  # noqa: ARG002 - likewise
        """Keep what was found, and of what kind it was."""
        self.rows.append(stops.rows)
        self.breach.append(findings.breach.astype(np.float64))

    def _teaches(self, present: Integers) -> Floats:
        """What to explore beside what is likely: here, nothing."""
        return np.ones(len(present))

    def _facts(self, rows: Integers) -> Floats:
        parts = [self.watched.facts[rows]] + ([self.watched.signs[rows]] if self.signs else [])
        return np.column_stack(parts)

    def _opinion(self, week: int, present: Integers) -> Floats:
        first = self.watched.score if self.signs else None
        rows = np.concatenate([*self.rows, np.zeros(0, dtype=np.int64)])
        breach = np.concatenate([*self.breach, np.zeros(0)])
        if breach.sum() < FEWEST:
            return (
                first[present]
                if first is not None
                else np.random.default_rng([self.seed, week, 5]).random(len(present))
            )
        trees = Trees(self.seed * 100 + week)
        weight = self._weights(rows, breach)
        trees.fit(self._facts(rows), self.codes[rows], None if first is None else first[rows], breach, weight)
        return trees.predict(self._facts(present), self.codes[present], None if first is None else first[present])

    def _weights(self, rows: Integers, breach: Floats) -> Floats:
        """A breach weighs as the harm found, drawn to the middle, so that one bad find does not drown all others."""
        assert self.harm_of is not None  # noqa: S101 - given before the season is played
        found = self.harm_of[rows]
        usual = float(np.mean(found[breach > 0]))
        weight = np.where(breach > 0, np.clip((found / usual) ** 0.5, 0.4, 2.5), 1.0)
        return np.where(breach > 0, weight, 1.0)


_PAIRS = ((0, 4), (1, 4), (0, 8), (3, 4))
"""Columns of codes that say more together: a trader's goods, a partner's, a trader's ways, a carrier's goods."""


def _together(one: Integers, other: Integers) -> Integers:
    """A code for each pair of codes; below 0 where either is not known."""
    paired = np.unique(one * (other.max(initial=0) + 2) + other, return_inverse=True)[1]
    return np.where((one < 0) | (other < 0), -1, paired)


@dataclass
class WhoComesAgain(Learning):
    """As :class:`Learning`, but explores whoever comes often and was never or seldom examined.

    What a find teaches is worth as much as comes again. So it looks first into what is likely and comes often, over the
    square of what was examined of the trader, as ``darvoza.selection.worth_knowing`` does for what outlives traders:
    where networks last, traders do too. How often one comes is counted over the weeks so far, at most over twelve.
    """

    come: Floats = field(init=False)
    weeks: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        self.come = np.zeros(int(self.codes[:, 0].max()) + 2)

    def _teaches(self, present: Integers) -> Floats:
        trader = self.codes[:, 0] + 1
        np.add.at(self.come, trader[present], 1.0)
        self.come[0] = 0.0
        self.weeks += 1
        rows = np.concatenate([*self.rows, np.zeros(0, dtype=np.int64)])
        examined = np.bincount(trader[rows], minlength=len(self.come))
        a_week = self.come[trader[present]] / min(self.weeks, _WEEKS)
        return np.asarray((_ANYONE + a_week) / (1 + examined[trader[present]]) ** 2)


_WEEKS = 12
_ANYONE = 0.2
"""How much is thought to come in a week of a trader of whom nothing came before."""


@dataclass
class Told(Learning):
    """As :class:`Learning`, but somebody tells it, for nothing, of a few schemes a week that it let pass.

    Nobody can: it bounds from above what so many stops to learn from can ever bring by what they teach.
    """

    truth: Truth | None = None
    each_week: int = 4
    present: Integers = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def choose(self, season: Season, week: int, present: Integers, capacity: int) -> Stops:
        """As it would without."""
        self.present = present
        return super().choose(season, week, present, capacity)

    def learn(self, week: int, stops: Stops, findings: Findings) -> None:
        """What was found, and what somebody tells of the rest."""
        assert self.truth is not None  # noqa: S101 - given before the season is played
        missed = np.setdiff1d(self.present[self.truth.breach[self.present]], stops.rows)
        told = np.random.default_rng([self.seed, week, 6]).permutation(missed)[: self.each_week]
        self.rows.append(np.concatenate([stops.rows, told]))
        self.breach.append(np.concatenate([findings.breach, np.ones(len(told))]).astype(np.float64))


@dataclass
class ReleasedAreLawful(Learning):
    """As :class:`Learning`, but takes some of what it released for lawful: as many a week as it stopped, drawn evenly.

    What was released is unknown, and nearly all of it lawful. Whoever learns from examined consignments only takes who
    was never examined to be as suspicious as those who were; this one does not, and so does not look there by itself.
    """

    present: Integers = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def choose(self, season: Season, week: int, present: Integers, capacity: int) -> Stops:
        """As it would, by what it learned."""
        self.present = present
        return super().choose(season, week, present, capacity)

    def learn(self, week: int, stops: Stops, findings: Findings) -> None:
        """What was found, and some of the rest as if it had been examined."""
        released = np.setdiff1d(self.present, stops.rows)
        drawn = np.random.default_rng([self.seed, week, 7]).permutation(released)[: len(stops.rows)]
        self.rows.append(np.concatenate([stops.rows, drawn]))
        self.breach.append(np.concatenate([findings.breach, np.zeros(len(drawn))]).astype(np.float64))
