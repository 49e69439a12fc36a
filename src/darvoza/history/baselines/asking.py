"""Asking the ledger about a batch: only what the batch has is looked up, and each answer keeps its place."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from darvoza.history.baselines.kinds import FOUND, KINDS, Kind, breached, inspected
from darvoza.history.baselines.ledger import BEGINNING
from darvoza.history.baselines.shelf import Past, Shelf, firsts
from darvoza.history.baselines.traces import Traces

_KINDS: Final = {kind.name: kind for kind in KINDS}
_FOUND: Final = {kind.name: kind for kind in FOUND}

Values = NDArray[np.int64] | NDArray[np.float64] | NDArray[np.bool_] | pl.Series


@dataclass(frozen=True, slots=True)
class Answer:
    """The past of the things of one kind, and in which rows of their frame they stand."""

    past: Past
    places: NDArray[np.int64]
    height: int

    def column(self, values: Values) -> pl.Series:
        """These values, one for each thing, at their places in the frame; null elsewhere, and for what is no number."""
        series = values if isinstance(values, pl.Series) else pl.Series(values, nan_to_null=True)
        if self.height == len(self.places):
            return series
        where = np.zeros(self.height, dtype=np.uint32)
        where[self.places] = np.arange(len(self.places), dtype=np.uint32)
        there = np.zeros(self.height, dtype=np.bool_)
        there[self.places] = True
        if not len(self.places):
            return pl.Series([None] * self.height, dtype=series.dtype)
        return pl.select(pl.when(pl.Series(there)).then(series.gather(where))).to_series()

    def seen(self, within: int | None = None) -> pl.Series:
        """How often it was seen before, ever or in so many days."""
        return self.column(self.past.seen(within))

    def first(self) -> pl.Series:
        """Days since it was first seen; 0 if it never was."""
        return self.column(self.past.first().fill_null(0))

    def last(self) -> pl.Series:
        """Days since it was last seen."""
        return self.column(self.past.last())


class Asking:
    """The things of a batch and their stretches of the ledger."""

    def __init__(self, traces: Traces, ledger: pl.LazyFrame) -> None:
        self.traces = traces
        self._keys = {kind.name: kind.keys(traces).drop_nulls("day") for kind in (*FOUND, *KINDS)}
        rows = self._relevant(ledger)
        self._rows = {name: part for (name,), part in rows.partition_by("kind", as_dict=True).items()}
        self._none = rows.clear()
        self._shelves: dict[tuple[str, bool], Shelf] = {}

    def _relevant(self, ledger: pl.LazyFrame) -> pl.DataFrame:
        """The rows of the ledger that speak of something in the batch."""
        beginning = pl.Series("key", [0], dtype=pl.UInt64)
        keys = pl.concat([beginning, *(keys["key"].unique() for keys in self._keys.values())]).unique()
        owners = [keys["of"].drop_nulls().unique() for keys in self._keys.values()]
        owned = pl.concat([pl.Series("of", [], dtype=pl.UInt64), *owners]).unique()
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

    def _answer(self, kind: Kind, keys: pl.DataFrame, column: str, shelf: Shelf) -> Answer:
        past = shelf.at(keys[column].to_numpy(), keys["day"].to_numpy().astype(np.int64))
        return Answer(past, keys["place"].to_numpy().astype(np.int64), self.traces.of(kind.frame).height)

    def of(self, name: str) -> Answer:
        """The past of the batch's things of this kind."""
        kind = _KINDS[name]
        return self._answer(kind, self._keys[name], "key", self._shelf(kind.counts))

    def inspections(self, name: str) -> Answer:
        """The past examinations of the batch's things of this kind."""
        kind = _FOUND[name]
        return self._answer(kind, self._keys[name], "key", self._shelf(inspected(kind)))

    def breaches(self, name: str) -> Answer:
        """The past breaches found with the batch's things of this kind."""
        kind = _FOUND[name]
        return self._answer(kind, self._keys[name], "key", self._shelf(breached(kind)))

    def different(self, name: str) -> Answer:
        """How many different things of this kind their owners had: ``seen`` counts them."""
        kind = _KINDS[name]
        owner = str(kind.of)
        frame = self.traces.of(kind.frame).select("day", "row", of=pl.col(owner)).with_row_index("place")
        return self._answer(kind, frame.drop_nulls(), "of", self._shelf(name, firsts))

    @cached_property
    def reach(self) -> pl.Series:
        """Days that the history reaches back before each consignment; null where it holds nothing before it."""
        heads = self.traces.heads.select("day").with_row_index("place").drop_nulls()
        keys = np.zeros(heads.height, dtype=np.uint64)
        past = self._shelf(BEGINNING).at(keys, heads["day"].to_numpy().astype(np.int64))
        return Answer(past, heads["place"].to_numpy().astype(np.int64), self.traces.heads.height).column(past.first())
