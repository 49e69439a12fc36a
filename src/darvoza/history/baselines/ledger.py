"""The ledger: how often each thing was seen on each day. Ledgers add up, so it is built one run at a time."""

from collections.abc import Callable, Iterable
from typing import Final

import numpy as np
import polars as pl

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


def counted(traces: Traces) -> pl.DataFrame:
    """What these consignments add to the ledger; those without a day add nothing."""
    every = traces.heads.select("day").drop_nulls().group_by(pl.col("day").alias("on")).agg(n=pl.len().cast(pl.Int64))
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
    keys = kind.keys(traces)
    seen = pl.DataFrame({"key": keys.key, "on": keys.days.astype(np.int32)})
    if keys.of is not None:
        seen = seen.with_columns(of=keys.of)
    owner = [pl.col("of").first()] if keys.of is not None else []
    if keys.measure is not None:
        measured = seen.with_columns(total=keys.measure, squares=keys.measure * keys.measure)
        return measured.group_by("key", "on").agg(*owner, pl.len().alias("n"), pl.col("total", "squares").sum())
    if kind.frame != "heads":  # one consignment counts once, however many of its items show the thing
        seen = seen.with_columns(row=keys.rows).unique(["row", "key"])
    return seen.group_by("key", "on").agg(*owner, pl.len().alias("n"))


def _rows(kind: str, counts: pl.DataFrame) -> pl.DataFrame:
    return counts.select(
        (pl.lit(kind) if name == "kind" else pl.col(name) if name in counts.columns else pl.lit(None))
        .cast(dtype)
        .alias(name)
        for name, dtype in LEDGER_SCHEMA.items()
    ).sort("key", "on")


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
