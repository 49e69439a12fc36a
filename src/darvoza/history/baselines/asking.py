"""Asking the ledger about a batch: only what the batch has is looked up, and each answer keeps its place."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl

from darvoza.history.baselines.kinds import FOUND, KINDS, breached, inspected
from darvoza.history.baselines.ledger import BEGINNING
from darvoza.history.baselines.shelf import Floats, Ints, Past, Shelf, firsts
from darvoza.history.baselines.traces import Traces

_KINDS: Final = {kind.name: kind for kind in KINDS}
_FOUND: Final = {kind.name: kind for kind in FOUND}
_FRAMES: Final = {kind.name: kind.frame for kind in (*FOUND, *KINDS)}


@dataclass(frozen=True, slots=True)
class Answer:
    """The past of the things of one kind, and in which rows of their frame they stand."""

    past: Past
    places: Ints
    height: int

    def column(self, values: Floats | Ints) -> pl.Series:
        """These values, one for each thing, at their places in the frame; null elsewhere, and for what is no number."""
        whole = np.full(self.height, np.nan)
        whole[self.places] = values
        return pl.Series(whole, nan_to_null=True)

    def seen(self, within: int | None = None) -> pl.Series:
        """How often it was seen before, ever or in so many days."""
        return self.column(self.past.seen(within))

    def first(self) -> pl.Series:
        """Days since it was first seen; 0 if it never was."""
        return self.column(np.nan_to_num(self.past.first()))

    def last(self) -> pl.Series:
        """Days since it was last seen."""
        return self.column(self.past.last())


class Asking:
    """The things of a batch and their stretches of the ledger."""

    def __init__(self, traces: Traces, ledger: pl.LazyFrame) -> None:
        self.traces = traces
        self._keys = {kind.name: kind.keys(traces) for kind in (*FOUND, *KINDS)}
        rows = self._relevant(ledger)
        self._rows = {name: part for (name,), part in rows.partition_by("kind", as_dict=True).items()}
        self._none = rows.clear()
        self._shelves: dict[tuple[str, bool], Shelf] = {}

    def _relevant(self, ledger: pl.LazyFrame) -> pl.DataFrame:
        """The rows of the ledger that speak of something in the batch."""
        beginning = np.zeros(1, dtype=np.uint64)
        keys = pl.Series("key", np.concatenate([beginning, *(keys.key for keys in self._keys.values())])).unique()
        owners = [keys.of for keys in self._keys.values() if keys.of is not None]
        owned = pl.Series("of", np.concatenate(owners)).unique()
        by_key = ledger.join(keys.to_frame().lazy(), on="key", how="semi")
        others = ledger.filter(pl.col("of").is_not_null()).join(owned.to_frame().lazy(), on="of", how="semi")
        others = others.join(keys.to_frame().lazy(), on="key", how="anti")
        return pl.concat(pl.collect_all([by_key, others], engine="streaming"))

    def _shelf(self, name: str, make: Callable[[pl.DataFrame], pl.DataFrame] | None = None) -> Shelf:
        known = (name, make is not None)
        if known not in self._shelves:
            rows = self._rows.get(name, self._none)
            self._shelves[known] = Shelf(make(rows) if make else rows)
        return self._shelves[known]

    def _answer(self, name: str, shelf: Shelf) -> Answer:
        keys, height = self._keys[name], self.traces.of(_FRAMES[name]).height
        return Answer(shelf.at(keys.key, keys.days), keys.places, height)

    def of(self, name: str) -> Answer:
        """The past of the batch's things of this kind."""
        return self._answer(name, self._shelf(_KINDS[name].counts))

    def inspections(self, name: str) -> Answer:
        """The past examinations of the batch's things of this kind."""
        return self._answer(name, self._shelf(inspected(_FOUND[name])))

    def breaches(self, name: str) -> Answer:
        """The past breaches found with the batch's things of this kind."""
        return self._answer(name, self._shelf(breached(_FOUND[name])))

    def different(self, name: str) -> Answer:
        """How many different things of this kind their owners had: ``seen`` counts them."""
        kind = _KINDS[name]
        owners, there = self.traces.column(kind.frame, str(kind.of))
        days, dated = self.traces.column(kind.frame, "day")
        known = there & dated
        past = self._shelf(name, firsts).at(owners[known], days[known].astype(np.int64))
        return Answer(past, np.flatnonzero(known), len(known))

    @cached_property
    def reach(self) -> pl.Series:
        """Days that the history reaches back before each consignment; null where it holds nothing before it."""
        days, dated = self.traces.column("heads", "day")
        keys = np.zeros(int(dated.sum()), dtype=np.uint64)
        past = self._shelf(BEGINNING).at(keys, days[dated].astype(np.int64))
        return Answer(past, np.flatnonzero(dated), len(dated)).column(past.first())
