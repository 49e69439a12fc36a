"""A view by codes: each column as small numbers into a list of what it can be, so that work is done once for each.

What a test says of a value depends on the value alone, so it is worked out for each different value, or for each
stretch of numbers between the limits that some condition names, and looked up for each row. Code 0 is a missing value.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from darvoza.risk.profiles.columns import COLUMNS, DTYPES
from darvoza.risk.profiles.tree import Kind

Codes = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.uint32]

_JOINT: Final = "\x1f"  # ASCII unit separator: stands in no customs message's text


@dataclass(frozen=True, slots=True)
class CodedColumn:
    """One column: a code for each row, and what each code from 0 stands for (0 is null)."""

    codes: Codes
    values: pl.Series


class CodedView:
    """The columns of a view by codes, each worked out when a condition first asks for it, then kept."""

    def __init__(self, view: pl.DataFrame) -> None:
        self.view = view
        self._columns: dict[str, CodedColumn] = {}

    def prepare(self, names: Collection[str]) -> "CodedView":
        """Work out these columns now; numbers are coded for the limits of the conditions, later."""
        for name in names:
            if COLUMNS[name].kind is not Kind.NUMBER:
                self.column(name)
        return self

    def column(self, name: str) -> CodedColumn:
        """A column of anything but numbers."""
        if name not in self._columns:
            self._columns[name] = _coded(self.view[name], COLUMNS[name].kind)
        return self._columns[name]

    def number(self, name: str, limits: NDArray[np.float64]) -> CodedColumn:
        """A column of numbers, for conditions that compare it with these limits (ascending) only.

        The codes from 2 up stand for a limit itself and for what lies above it and below the next.
        """
        steps = np.unique(np.concatenate([limits, np.nextafter(limits, np.inf)]))
        numbers = self.view[name].to_numpy()
        codes = np.searchsorted(steps, numbers, side="right").astype(np.uint16)
        codes += 1
        codes[np.isnan(numbers)] = 0
        values = pl.Series(name, [None, -np.inf, *steps.tolist()], dtype=pl.Float64)
        return CodedColumn(codes, values)


def _coded(series: pl.Series, kind: Kind) -> CodedColumn:
    if kind is Kind.TRUTH:
        codes = series.cast(pl.UInt8).fill_null(2).to_numpy()
        table = np.array([1, 2, 0], dtype=np.uint8)
        return CodedColumn(table[codes], pl.Series(series.name, [None, False, True], dtype=pl.Boolean))
    plain = series.list.join(_JOINT) if kind is Kind.TEXTS else series
    codes, values = _ranked(plain)
    if kind is Kind.TEXTS:
        # An empty list joins to an empty text, and no list of the view has an empty text in it.
        lists = values.str.split(_JOINT)
        none = pl.lit([], DTYPES[kind])
        both = pl.select(pl.when(values != "").then(lists).when(values.is_not_null()).then(none))
        values = both.to_series().alias(series.name)
    return CodedColumn(codes, values)


def _ranked(series: pl.Series) -> tuple[Codes, pl.Series]:
    """A code for each row, in the order in which values first appear, and the values, null first."""
    if isinstance(series.dtype, pl.Categorical | pl.Enum):
        physical = series.to_physical().cast(pl.UInt32)
    elif series.dtype == pl.Date:
        physical = (series.to_physical().cast(pl.Int64) - (series.to_physical().min() or 0)).cast(pl.UInt32)
    else:
        distinct = series.drop_nulls().unique()
        physical = series.cast(pl.Enum(distinct)).to_physical().cast(pl.UInt32)
        return _narrow((physical + 1).fill_null(0).to_numpy(), len(distinct)), _with_null(distinct)
    given = physical.drop_nulls()
    if given.is_empty():
        return np.zeros(len(series), dtype=np.uint8), series.head(0).extend_constant(None, 1)
    highest = int(given.max())  # type: ignore[arg-type]  # a number
    place = np.full(highest + 2, -1, dtype=np.int64)
    raw = (physical + 1).fill_null(0).to_numpy()
    place[raw] = np.arange(raw.size)
    seen = np.flatnonzero(place[1:] >= 0) + 1
    renumbered = np.zeros(highest + 2, dtype=np.uint32)
    renumbered[seen] = np.arange(1, seen.size + 1)
    values = series.gather(place[seen])
    if not isinstance(series.dtype, pl.Date):
        values = values.cast(pl.String)
    return _narrow(renumbered[raw], seen.size), _with_null(values)


def _with_null(values: pl.Series) -> pl.Series:
    return pl.concat([pl.Series(values.name, [None], dtype=values.dtype), values])


def _narrow(codes: NDArray[np.uint32], highest: int) -> Codes:
    """The codes in as few bytes as hold them: what is looked up a thousand times should fit the processor's cache."""
    if highest <= np.iinfo(np.uint8).max:
        return codes.astype(np.uint8)
    return codes.astype(np.uint16) if highest <= np.iinfo(np.uint16).max else codes
