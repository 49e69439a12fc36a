"""The ledger: how often each thing was seen on each day. Ledgers add up, so it is built one run at a time."""

from collections.abc import Callable, Iterable
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from darvoza.history.baselines.hashing import Hashes, mixed
from darvoza.history.baselines.kinds import FOUND, KINDS, Kind, breached, inspected
from darvoza.history.baselines.traces import Traces

LEDGER_SCHEMA: Final = pl.Schema(
    {
        "kind": pl.String(),
        "key": pl.UInt64(),
        "of": pl.UInt64(),
        "on": pl.Int32(),
        "n": pl.Int64(),
        "total": pl.Float64(),
        "squares": pl.Float64(),
    }
)
"""``n`` times the thing ``key`` of a kind was seen ``on`` a day (since 1970); ``total`` and ``squares`` are sums of a
measure and of its squares, null where the kind has none."""

BEGINNING: Final = "consignments"
"""The kind under which all consignments of a day are counted together: it tells how far the history reaches back."""

_DAYS: Final = 23  # bits that hold a day


def counted(traces: Traces) -> pl.DataFrame:
    """What these consignments add to the ledger; those without a day add nothing."""
    dated = traces.heads.select("day").drop_nulls()
    every = dated.group_by(pl.col("day").alias("on")).agg(n=pl.len().cast(pl.Int64)).sort("on")
    return pl.concat([_rows(BEGINNING, every.with_columns(key=pl.lit(0, pl.UInt64))), *_counts(KINDS, traces, _name)])


def counted_findings(traces: Traces, examined: pl.DataFrame) -> pl.DataFrame:
    """What these examinations add: ``row`` and ``day`` of each, and whether it was a ``breach``."""
    found = examined.filter("breach")
    return pl.concat(
        [
            *_counts(FOUND, _on_days(traces, examined), inspected),
            *_counts(FOUND, _on_days(traces, found), breached),
        ]
    )


def together(ledgers: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """One ledger of several, in order."""
    sums = [pl.col("n").sum(), *(_total(name) for name in ("total", "squares"))]
    return (
        pl.concat([pl.DataFrame(schema=LEDGER_SCHEMA), *ledgers])
        .group_by("kind", "key", "on")
        .agg(pl.col("of").first(), *sums)
        .select(*LEDGER_SCHEMA)
        .sort("kind", "key", "on")
    )


def _name(kind: Kind) -> str:
    return kind.name


def _counts(kinds: Iterable[Kind], traces: Traces, name: Callable[[Kind], str]) -> list[pl.DataFrame]:
    return [_rows(name(kind), _count(kind, traces)) for kind in kinds if kind.asks is None]


def _count(kind: Kind, traces: Traces) -> pl.DataFrame:
    """How often each thing of this kind was seen on each day, by key and day.

    In arrays, since there are dozens of kinds with a row for nearly every consignment each: to sort keys that are whole
    numbers is several times faster than to group by them.
    """
    keys = kind.keys(traces)
    key, days = keys.key, keys.days
    measure, owner = keys.measure, keys.of
    if measure is None and kind.frame != "heads":  # a consignment counts once, however many of its items show the thing
        once = _once(key, days, keys.rows)
        key, days, owner = key[once], days[once], None if owner is None else owner[once]
    order, begins = _runs(key, days)
    first = order[begins]
    counts = pl.DataFrame(
        {"key": key[first], "on": days[first].astype(np.int32), "n": np.diff(np.append(begins, len(order)))},
        schema={"key": pl.UInt64, "on": pl.Int32, "n": pl.Int64},
    )
    if owner is not None:
        counts = counts.with_columns(of=pl.Series(owner[first], dtype=pl.UInt64))
    if measure is not None and len(begins):
        sums = {"total": measure[order], "squares": measure[order] ** 2}
        counts = counts.with_columns(pl.Series(name, np.add.reduceat(each, begins)) for name, each in sums.items())
    return counts


def _once(key: Hashes, days: NDArray[np.int64], rows: NDArray[np.uint32]) -> NDArray[np.int64]:
    """The places of the first of each thing in each consignment on each day."""
    alone = np.bincount(rows)[rows] == 1  # nothing of it can be there twice
    several = np.flatnonzero(~alone)
    pair = mixed(mixed(key[several]) + (rows[several].astype(np.uint64) << np.uint64(32)))
    pair = mixed(pair + days[several].astype(np.uint64))
    return np.sort(np.concatenate([np.flatnonzero(alone), several[np.unique(pair, return_index=True)[1]]]))


def _runs(key: Hashes, days: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """An order by key and day, and where in it a new key or day begins."""
    order = np.argsort(key)
    ordered = key[order]
    new = np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)]
    if len(days) and days.min() != days.max():
        moments = (np.cumsum(new) << _DAYS) + days[order] - days.min()
        repeated = np.flatnonzero(~(new & np.append(new[1:], True)))  # what is there once is in its place
        inside = repeated[np.argsort(moments[repeated])]
        order[repeated], moments[repeated] = order[inside], moments[inside]
        new = np.append(True, moments[1:] != moments[:-1])
    return order, np.flatnonzero(new)


def _rows(kind: str, counts: pl.DataFrame) -> pl.DataFrame:
    return counts.select(
        (pl.lit(kind) if name == "kind" else pl.col(name) if name in counts.columns else pl.lit(None))
        .cast(dtype)
        .alias(name)
        for name, dtype in LEDGER_SCHEMA.items()
    )


def _on_days(traces: Traces, examined: pl.DataFrame) -> Traces:
    """The traces of what was examined, on the days of the examinations."""
    days = examined.select("row", "day")

    def moved(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.drop("day").join(days, on="row", how="inner", maintain_order="left")

    return Traces(
        heads=moved(traces.heads),
        goods=moved(traces.goods),
        boxes=moved(traces.boxes),
        seals=moved(traces.seals),
        contacts={side: moved(frame) for side, frame in traces.contacts.items()},
    )


def _total(name: str) -> pl.Expr:
    return pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name)
