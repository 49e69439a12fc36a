"""Counting past findings: by group, never from the future, and never among a consignment's own precedents."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

Codes = NDArray[np.int64]
Floats = NDArray[np.float64]

UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Column:
    """The values of one column that were seen when the model was fitted; missing is a value like any other.

    A value's code is its place, from 1; 0 is missing, and -1 a value that was never seen.
    """

    values: tuple[str, ...]

    @classmethod
    def seen(cls, series: pl.Series) -> "Column":
        """The different values of a column, sorted."""
        return cls(tuple(_texts(series).drop_nulls().unique().sort().to_list()))

    def codes(self, series: pl.Series) -> Codes:
        """The code of each row's value."""
        texts = _texts(series).alias("value")
        known = pl.DataFrame(
            {"value": pl.Series(self.values, dtype=pl.String)},
        ).with_row_index("code", offset=1)
        joined = texts.to_frame().join(known, on="value", how="left", maintain_order="left")
        code = joined.select(
            pl.when(pl.col("value").is_null()).then(0).otherwise(pl.col("code").cast(pl.Int64).fill_null(UNKNOWN))
        )
        return code.to_series().to_numpy()


def _texts(series: pl.Series) -> pl.Series:
    if series.dtype == pl.String:
        return series
    return series.cast(pl.Float64).round(3).cast(pl.String)


@dataclass(frozen=True, slots=True)
class Groups:
    """The different combinations of a pair of codes that were seen; a combination's code is its place from 0."""

    size: int
    pairs: Codes

    @classmethod
    def seen(cls, left: Codes, right: Codes) -> "Groups":
        """The combinations in these rows."""
        size = int(right.max(initial=0)) + 1
        return cls(size, np.unique(left * size + right))

    def codes(self, left: Codes, right: Codes) -> Codes:
        """The code of each row's combination; -1 where it was never seen."""
        pair = left * self.size + right
        if not len(self.pairs):
            return np.full(len(pair), UNKNOWN)
        at = np.searchsorted(self.pairs, pair).clip(max=len(self.pairs) - 1)
        known = (self.pairs[at] == pair) & (left >= 0) & (right >= 0) & (right < self.size)
        return np.where(known, at, UNKNOWN)


def past_sums(codes: Codes, days: Codes, values: Floats) -> tuple[Floats, Floats]:
    """For each row, how many rows of its group lie on earlier days, and the sum of their values.

    Rows of one day do not see one another. Rows with a code below 0 have no past.

    >>> count, total = past_sums(np.array([1, 1, 1, 2]), np.array([5, 6, 6, 7]), np.array([1.0, 0.0, 1.0, 1.0]))
    >>> count.tolist(), total.tolist()
    ([0.0, 1.0, 1.0, 0.0], [0.0, 1.0, 1.0, 0.0])
    """
    rows = len(codes)
    order = np.lexsort((days, codes))
    code, day = codes[order], days[order]
    place = np.arange(rows)
    new_group = np.concatenate([[True], code[1:] != code[:-1]])[:rows]
    new_day = new_group | np.concatenate([[True], day[1:] != day[:-1]])[:rows]
    group_start = np.maximum.accumulate(np.where(new_group, place, 0)) if rows else place
    day_start = np.maximum.accumulate(np.where(new_day, place, 0)) if rows else place
    running = np.concatenate([[0.0], np.cumsum(values[order])])
    count, total = np.empty(rows), np.empty(rows)
    count[order] = day_start - group_start
    total[order] = running[day_start] - running[group_start]
    count[codes < 0] = total[codes < 0] = 0
    return count, total


def past_of_others(codes: Codes, own: Codes, days: Codes, values: Floats) -> tuple[Floats, Floats]:
    """As :func:`past_sums`, without the rows that are precedents of the row itself (the same code in ``own``).

    Precedents speak for themselves; counted again in every broader group they would be taken for evidence of it.
    """
    count, total = past_sums(codes, days, values)
    both = Groups.seen(codes, own)
    own_count, own_total = past_sums(np.where(own < 0, UNKNOWN, both.codes(codes, own)), days, values)
    return count - own_count, total - own_total


def elsewhere(codes: Codes, part: Codes, values: Floats) -> tuple[Floats, Floats]:
    """For each row, how many rows of its group lie in other parts of the data, and the sum of their values.

    >>> count, total = elsewhere(np.array([1, 1, 1]), np.array([0, 0, 1]), np.array([1.0, 0.0, 1.0]))
    >>> count.tolist(), total.tolist()
    ([1.0, 1.0, 2.0], [1.0, 1.0, 1.0])
    """
    groups, parts = int(codes.max(initial=-1)) + 1, int(part.max(initial=-1)) + 1
    inside = np.where(codes < 0, UNKNOWN, codes * parts + part)
    count = at(sums(codes, groups), codes) - at(sums(inside, groups * parts), inside)
    total = at(sums(codes, groups, values), codes) - at(sums(inside, groups * parts, values), inside)
    return count, total


def sums(codes: Codes, groups: int, values: Floats | None = None) -> Floats:
    """How many rows each group has, or the sum of their values."""
    inside = codes >= 0
    weights = None if values is None else values[inside]
    return np.bincount(codes[inside], weights, groups).astype(np.float64)


def at(table: Floats, codes: Codes) -> Floats:
    """Each row's entry of a table by group; 0 where the group was never seen."""
    if not len(table):
        return np.zeros(len(codes))
    return np.where(codes >= 0, table[codes.clip(min=0)], 0.0)
