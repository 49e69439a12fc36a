"""Usual prices: how many goods of a kind were declared in a month at each step of price, and the median of that."""

from typing import Final

import numpy as np
import polars as pl

from darvoza.history.baselines.traces import Traces

PRICE_SCHEMA: Final = pl.Schema(
    {
        "hs4": pl.String(),
        "hs6": pl.String(),
        "origin": pl.String(),
        "currency": pl.String(),
        "unit": pl.String(),
        "month": pl.Int32(),
        "step": pl.Int32(),
        "n": pl.Int64(),
    }
)
"""``n`` goods items in a ``month`` (counted from year 0) whose price per ``unit`` lies in a step of a ninth or so."""

KILOGRAM: Final = "KGM"

_STEPS: Final = 8 / np.log(2)  # steps to one unit of natural logarithm: eight for each doubling
_LEVELS: Final = (
    ("hs6 origin", ("hs6", "origin", "currency", "unit")),
    ("hs6", ("hs6", "currency", "unit")),
    ("hs4", ("hs4", "currency", "unit")),
)
_ENOUGH: Final = 30
_MONTHS: Final = 12
_QUANTILES: Final = {"low": 0.1, "median": 0.5, "high": 0.9}


def priced(traces: Traces) -> pl.DataFrame:
    """Every price of these goods: ``row position hs4 hs6 origin currency unit month log``; by kilogram and by piece."""
    goods = traces.goods.with_columns(
        hs4="code4",
        hs6="code6",
        origin="from",
        month=_month(pl.col("day")),
    )
    keys = ("row", "position", "hs4", "hs6", "origin", "currency")
    weighed = goods.select(*keys, "month", unit=pl.lit(KILOGRAM), log="price")
    counted = goods.filter(pl.col("unit").str.to_uppercase() != KILOGRAM).select(
        *keys, "month", unit=pl.col("unit").str.to_uppercase(), log="piece"
    )
    return pl.concat([weighed, counted.select(weighed.columns)]).drop_nulls(["hs4", "currency", "log"])


def counted_prices(traces: Traces) -> pl.DataFrame:
    """What these goods add to the usual prices."""
    step = (pl.col("log") * _STEPS).floor().cast(pl.Int32)
    dated = priced(traces).drop_nulls("month").with_columns(step=step, n=pl.lit(1, pl.Int64))
    return prices_together([dated.select(*PRICE_SCHEMA)])


def prices_together(prices: list[pl.DataFrame]) -> pl.DataFrame:
    """The usual prices of several histories."""
    keys = [name for name in PRICE_SCHEMA if name != "n"]
    whole = pl.concat([pl.DataFrame(schema=PRICE_SCHEMA), *prices])
    return whole.group_by(keys).agg(pl.col("n").sum()).select(*PRICE_SCHEMA).sort(keys)


def usual_prices(asked: pl.DataFrame, prices: pl.DataFrame) -> pl.DataFrame:
    """The usual price for each of the goods ``asked`` about (as :func:`priced` gives them).

    Peers are those of the twelve months before with the same HS6, origin, currency and unit, if 30 are there, else
    without the origin, else of the HS heading. ``row position unit log support alike low median high`` (logarithms);
    goods with too few peers are left out.
    """
    left, found = asked.drop_nulls("month"), []
    for alike, same in _LEVELS:
        usual = _usual(left, prices, list(same))
        judged = left.join(usual, on=[*same, "month"], how="inner", maintain_order="left")
        found.append(judged.with_columns(alike=pl.lit(alike)))
        left = left.join(usual, on=[*same, "month"], how="anti", maintain_order="left")
    return pl.concat(found).select("row", "position", "unit", "log", "support", "alike", *_QUANTILES)


def _usual(asked: pl.DataFrame, prices: pl.DataFrame, same: list[str]) -> pl.DataFrame:
    """For each kind of goods and month asked about: how many peers, and quantiles of the logarithm of their prices."""
    questions = asked.select(*same, "month").drop_nulls().unique()
    steps = prices.drop_nulls(same).group_by([*same, pl.col("month").alias("then"), "step"]).agg(pl.col("n").sum())
    peers = (
        questions.join(steps, on=same, how="inner")
        .filter(pl.col("then").is_between(pl.col("month") - _MONTHS, pl.col("month") - 1))
        .group_by([*same, "month", "step"])
        .agg(pl.col("n").sum())
    )
    kinds = [*same, "month"]
    enough = peers.with_columns(support=pl.col("n").sum().over(kinds)).filter(pl.col("support") >= _ENOUGH)
    reached = enough.sort("step").with_columns(reached=pl.col("n").cum_sum().over(kinds))
    return reached.group_by(kinds).agg(
        pl.col("support").first(),
        *(
            ((pl.col("step").filter(pl.col("reached") >= pl.col("support") * share).min() + 0.5) / _STEPS).alias(name)
            for name, share in _QUANTILES.items()
        ),
    )


def _month(day: pl.Expr) -> pl.Expr:
    when = day.cast(pl.Date)
    return when.dt.year() * 12 + when.dt.month().cast(pl.Int32)
