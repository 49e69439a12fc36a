"""What the model remembers of past findings: counts for every level, and the rates that they come to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from darvoza.risk.model.counting import Codes, Column, Floats, Groups, at, elsewhere, past_of_others, past_sums, sums
from darvoza.risk.model.levels import PRECEDENT, Level

SHRINK = 10.0
"""How many findings of its own a level needs to count as much as the level above it."""

OWN = "precedents"


@dataclass(frozen=True, slots=True)
class Evidence:
    """For each row: the findings on each level, the rate they come to, and those of its own precedents."""

    support: dict[str, Floats]
    rates: dict[str, Floats]
    precedents: Floats
    precedent_hits: Floats


@dataclass(frozen=True, slots=True)
class Memory:
    """Counts of findings by level, and for each head (``breach``, ``critical``) how many of them hold.

    ``columns`` knows the values that were seen, ``chains`` the combinations. Everything is plain numbers and texts, so
    that it can be kept as JSON.
    """

    levels: tuple[Level, ...]
    columns: dict[str, Column]
    chains: dict[str, tuple[Groups, ...]]
    precedent: tuple[str, ...]
    counts: dict[str, Floats] = field(default_factory=dict)
    totals: dict[str, dict[str, Floats]] = field(default_factory=dict)
    base: dict[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, frame: pl.DataFrame, levels: Sequence[Level], outcomes: Mapping[str, Floats]) -> "Memory":
        """The findings of these rows, counted; ``outcomes`` has 0 or 1 for each row and head."""
        precedent = tuple(name for name in PRECEDENT if name in frame.columns)
        names = dict.fromkeys(name for level in levels for name in level.columns)
        columns = {name: Column.seen(frame[name]) for name in (*names, *precedent)}
        codes = {name: column.codes(frame[name]) for name, column in columns.items()}
        chains = {level.name: _chain(level.columns, codes) for level in levels}
        chains[OWN] = _chain(precedent, codes)
        memory = cls(tuple(levels), columns, chains, precedent)
        placed = memory.place(frame)
        for name, code in placed.items():
            memory.counts[name] = sums(code, memory.size(name))
        for head, outcome in outcomes.items():
            memory.totals[head] = {name: sums(code, memory.size(name), outcome) for name, code in placed.items()}
            memory.base[head] = float(outcome.mean()) if len(outcome) else 0.0
        return memory

    @property
    def rated(self) -> tuple[Level, ...]:
        """The levels whose rates trees look at."""
        return tuple(level for level in self.levels if level.rated)

    def size(self, name: str) -> int:
        """How many groups a level has."""
        chain = self.chains[name]
        if chain:
            return len(chain[-1].pairs)
        column = self.precedent[0] if name == OWN else self._level(name).columns[0]
        return len(self.columns[column].values) + 1

    def place(self, frame: pl.DataFrame) -> dict[str, Codes]:
        """The group of each row on each level, and among precedents; -1 where it was never seen."""
        codes = {name: column.codes(frame[name]) for name, column in self.columns.items()}
        placed: dict[tuple[str, ...], Codes] = {}
        found = {level.name: self._walk(level.name, level.columns, codes, placed) for level in self.levels}
        own = self._walk(OWN, self.precedent, codes, {}) if self.precedent else np.full(frame.height, -1)
        if "mass" in self.precedent:  # without its mass nothing tells a precedent from other goods of its kind
            own = np.where(codes["mass"] == 0, -1, own)
        if "hs6" in self.precedent:
            own = np.where(codes["hs6"] == 0, -1, own)
        found[OWN] = own if {"mass", "hs6"} <= set(self.precedent) else np.full(frame.height, -1)
        return found

    def _walk(
        self, name: str, columns: tuple[str, ...], codes: Mapping[str, Codes], placed: dict[tuple[str, ...], Codes]
    ) -> Codes:
        code = codes[columns[0]]
        for step, (column, groups) in enumerate(zip(columns[1:], self.chains[name], strict=True), start=2):
            code = groups.codes(code, codes[column])
            placed[columns[:step]] = code
        return code

    def _level(self, name: str) -> Level:
        return next(level for level in self.levels if level.name == name)

    def recall(self, placed: Mapping[str, Codes], head: str) -> Evidence:
        """What all remembered findings tell of new rows. Precedents are not counted again in broader groups."""
        own = placed[OWN]
        own_count, own_hits = at(self.counts[OWN], own), at(self.totals[head][OWN], own)
        support: dict[str, Floats] = {}
        totals: dict[str, Floats] = {}
        for level in self.rated:
            count = at(self.counts[level.name], placed[level.name])
            total = at(self.totals[head][level.name], placed[level.name])
            inside = set(level.columns) <= set(self.precedent)
            support[level.name] = count - own_count if inside else count
            totals[level.name] = total - own_hits if inside else total
        return Evidence(support, self._rates(support, totals, head), own_count, own_hits)

    def past(
        self, placed: Mapping[str, Codes], days: Codes, outcome: Floats, head: str, levels: Collection[Level]
    ) -> Evidence:
        """What was known of each remembered row before its day, on these levels: never the future, never itself."""
        own = placed[OWN]
        support: dict[str, Floats] = {}
        totals: dict[str, Floats] = {}
        for level in levels:
            support[level.name], totals[level.name] = past_of_others(placed[level.name], own, days, outcome)
        own_count, own_hits = past_sums(own, days, outcome)
        return Evidence(support, self._rates(support, totals, head), own_count, own_hits)

    def others(self, placed: Mapping[str, Codes], part: Codes, past: Evidence, outcome: Floats, head: str) -> Evidence:
        """What the other parts of the data tell of each remembered row, whenever it was; its precedents are ``past``'s.

        Precedents of one another are in one part, so that no row is told by a repeat of itself.
        """
        support: dict[str, Floats] = {}
        totals: dict[str, Floats] = {}
        for level in self.rated:
            support[level.name], totals[level.name] = elsewhere(placed[level.name], part, outcome)
        return Evidence(support, self._rates(support, totals, head), past.precedents, past.precedent_hits)

    def _rates(self, support: Mapping[str, Floats], totals: Mapping[str, Floats], head: str) -> dict[str, Floats]:
        """Each level's rate, leaning on the level above; levels come after their parents."""
        rates: dict[str, Floats] = {}
        for level in self.rated:
            if level.name not in support:
                continue
            above = rates.get(level.parent or "", self.base[head])
            rates[level.name] = (totals[level.name] + SHRINK * above) / (support[level.name] + SHRINK)
        return rates


def _chain(columns: tuple[str, ...], codes: Mapping[str, Codes]) -> tuple[Groups, ...]:
    made = []
    code = codes[columns[0]] if columns else np.empty(0, dtype=np.int64)
    for column in columns[1:]:
        groups = Groups.seen(code, codes[column])
        code = groups.codes(code, codes[column])
        made.append(groups)
    return tuple(made)
