"""Looking up what was known of many things at many moments: counts, first and last days, sums, all before a day."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from darvoza.history.baselines.hashing import Hashes

_DAYS: Final = 23  # bits that hold a day
_MIDDLE: Final = 2**22  # days before 1970 too

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Shelf:
    """The ledger of one kind, sorted so that the past of a thing before a day is one stretch of it."""

    def __init__(self, rows: pl.DataFrame) -> None:
        """``rows`` has ``key on n`` and may have ``total squares``; several rows of one key and day add up."""
        ordered = rows.sort("key", "on")
        keys = ordered["key"].to_numpy()
        self.days: Ints = ordered["on"].to_numpy().astype(np.int64)
        new = np.append(len(keys) > 0, keys[1:] != keys[:-1])[: len(keys)]
        self.begins: Ints = np.flatnonzero(new)
        self.ends: Ints = np.append(self.begins[1:], len(keys))[: len(self.begins)]
        self.keys: Hashes = keys[self.begins]
        codes = np.cumsum(new) - 1
        self.moments: Ints = (codes << _DAYS) + self.days + _MIDDLE
        self.sums: dict[str, Floats | Ints] = {
            name: np.concatenate([[0], np.cumsum(ordered[name].fill_null(0).to_numpy())])
            for name in ("n", "total", "squares")
            if name in ordered.columns
        }

    def at(self, keys: Hashes, days: Ints) -> "Past":
        """The past of each of these things before each of these days."""
        if not len(self.keys):
            nothing = np.zeros(len(keys), dtype=np.int64)
            return Past(self, nothing, nothing, nothing, days)
        code = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        known = self.keys[code] == keys
        begin = np.where(known, self.begins[code], 0)
        wanted = (code.astype(np.int64) << _DAYS) + days + _MIDDLE
        end = np.where(known, self.ends[code], 0)
        # All that is known of most things lies before the day: only for the others is it searched where that day is.
        later = np.flatnonzero(known & (self.days[end - 1] >= days))
        end[later] = np.searchsorted(self.moments, wanted[later])
        return Past(self, begin, end, wanted, days)


@dataclass(frozen=True, slots=True)
class Past:
    """What a shelf holds of each thing asked for, before the day asked for."""

    shelf: Shelf
    begin: Ints
    end: Ints
    wanted: Ints
    days: Ints

    def seen(self, within: int | None = None) -> Ints:
        """How often it was seen, ever or in so many days before."""
        return self._sum("n", within).astype(np.int64)

    def first(self) -> Floats:
        """Days since it was first seen; not a number if never."""
        return self._since(self.begin)

    def last(self) -> Floats:
        """Days since it was last seen; not a number if never."""
        return self._since(self.end - 1)

    def mean(self) -> Floats:
        """The mean of its measure; not a number where there is none."""
        count = self._sum("n", None)
        mean: Floats = np.divide(self._sum("total", None), count, out=np.full(len(count), np.nan), where=count > 0)
        return mean

    def deviation(self) -> Floats:
        """The standard deviation of its measure; not a number for fewer than two."""
        count, mean = self._sum("n", None), self.mean()
        spread = self._sum("squares", None) - count * mean * mean
        variance: Floats = np.divide(np.maximum(spread, 0), count - 1, out=np.full(len(count), np.nan), where=count > 1)
        return np.sqrt(variance)

    def _sum(self, name: str, within: int | None) -> Floats | Ints:
        sums = self.shelf.sums[name]
        begin = self.begin
        if within is not None:
            begin = begin.copy()
            earlier = np.flatnonzero((self.end > begin) & (self._day(begin) < self.days - within))
            found = np.searchsorted(self.shelf.moments, self.wanted[earlier] - within)
            begin[earlier] = np.minimum(found, self.end[earlier])
        difference: Floats | Ints = sums[self.end] - sums[begin]
        return difference

    def _day(self, place: Ints) -> Ints:
        """The days at these places; whatever day where nothing is."""
        return self.shelf.days[np.minimum(place, len(self.shelf.days) - 1)] if len(self.shelf.days) else self.days

    def _since(self, place: Ints) -> Floats:
        seen = self.end > self.begin
        days: Floats = np.full(len(seen), np.nan)
        days[seen] = self.days[seen] - self.shelf.days[place[seen]]
        return days


def firsts(rows: pl.DataFrame) -> pl.DataFrame:
    """The ledger of how many different things someone had: each thing on the first day it was seen, under ``of``."""
    return (
        rows.drop_nulls("of")
        .group_by("key")
        .agg(pl.col("of").first(), pl.col("on").min())
        .select(pl.col("of").alias("key"), "on", n=pl.lit(1, pl.Int64))
    )
