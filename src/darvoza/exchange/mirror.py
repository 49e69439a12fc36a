"""Mirror trade: what one country says it exported beside what the other says it imported, and where that cannot be.

Two honest figures differ: imports are valued with the carriage to the border and exports without it, and what leaves at
the end of a month arrives in the next. So each total of the exporter gives an interval in which the importer's should
lie, and only what is outside is a gap.

Sources: United Nations, International Merchandise Trade Statistics 2010 (exports FOB, imports CIF); IMF, Direction of
Trade Statistics Yearbook 2017 (6 per cent between both on average of the world; inland countries pay more).
"""

from enum import StrEnum
from typing import Final

import msgspec
import polars as pl

from darvoza.exchange.figures import FIGURES_SCHEMA, Figures

OWN_SCHEMA: Final = pl.Schema({**FIGURES_SCHEMA, "count": pl.Int64(), "unvalued": pl.Int64(), "unweighed": pl.Int64()})
"""Totals of one's own declarations: of ``count`` goods items, so many have no value in the currency, or no net mass."""

MIRROR_SCHEMA: Final = pl.Schema(
    {
        "period": pl.String(),
        "hs_code": pl.String(),
        "ours": pl.Float64(),
        "theirs": pl.Float64(),
        "ours_kg": pl.Float64(),
        "theirs_kg": pl.Float64(),
        "count": pl.Int64(),
        "low": pl.Float64(),
        "high": pl.Float64(),
        "gap": pl.Float64(),
        "gap_kg": pl.Float64(),
        "reading": pl.String(),
    }
)
"""A total of both sides: the importer's value should lie from ``low`` to ``high``.

``gap`` is how far it lies above (positive) or below (negative), 0 inside, null where that cannot be told; ``gap_kg``
the same of net masses. ``reading`` is one of :class:`Reading`.
"""


class Reading(StrEnum):
    """What a gap looks like, to be asked about: never what it is."""

    NOT_DECLARED = "nothing was declared at import"
    NOT_EXPORTED = "nothing was reported at export"
    OTHER_CODE = "the whole heading agrees: another code"
    VALUE = "the mass agrees, the value does not"
    LESS = "less was imported than exported"
    MORE = "more was imported than exported"
    AGREES = "agrees"
    UNTOLD = "cannot be told"


class Allowance(msgspec.Struct, frozen=True, kw_only=True):
    """How far honest figures may differ: carriage as a share of the value, and days that goods are under way."""

    carriage: float = 0.2
    days: int = 15

    def shifted(self, periods: pl.Series) -> float:
        """The share of a period's exports that may arrive in the next one."""
        length = 365.0 if periods.str.len_bytes().max() == _YEAR else 30.0
        return min(self.days / length, 1.0)


_YEAR: Final = 4
_SLACK: Final = 0.02
"""Scales and rounding: how far two weighings of the same goods may differ."""


def mirror(ours: pl.DataFrame, theirs: Figures, allowance: Allowance | None = None) -> pl.DataFrame:
    """Every total of both sides with its gap, the largest first; after them those whose whole heading agrees.

    ``ours`` is :data:`OWN_SCHEMA`, counted here of declarations in the currency of ``theirs``; periods of it before
    and after those of the partner's table serve only to tell what was under way. A gap in value is untold where it
    could be filled by goods whose value here is not known.

    >>> sold = pl.DataFrame({"period": ["2026"], "hs_code": ["540710"], "value": [90e3], "kg": [8e3]})
    >>> told = Figures(reporter="TJ", partner="UZ", flow="export", currency="USD", frame=sold)
    >>> here = sold.with_columns(value=pl.lit(30e3), count=pl.lit(2), unvalued=pl.lit(0), unweighed=pl.lit(0))
    >>> mirror(here, told).select("low", "high", "gap", "reading").row(0)
    (86301.0, 112438.0, -56301.0, 'the mass agrees, the value does not')
    """
    allowance = allowance or Allowance()
    codes = 6 if (theirs.frame["hs_code"].str.len_bytes() == 6).any() else 4
    here = _cut(ours, codes)
    both = _judged(here, theirs, allowance)
    heading = _cut(theirs.frame, 4), _cut(here, 4)
    whole = _judged(heading[1], msgspec.structs.replace(theirs, frame=heading[0]), allowance)
    agreeing = whole.filter(pl.col("gap") == 0).select("period", heading="hs_code", whole=True)
    return (
        both.with_columns(heading=pl.col("hs_code").str.slice(0, 4))
        .join(agreeing, on=["period", "heading"], how="left")
        .with_columns(reading=_reading(codes))
        .select(list(MIRROR_SCHEMA))
        .with_columns(pl.col("ours", "theirs", "low", "high", "gap").round(0))
        .sort(
            *(pl.col("reading") == Reading.OTHER_CODE.value, pl.col("gap").abs(), "period", "hs_code"),
            descending=[False, True, False, False],
            nulls_last=True,
        )
    )


def _cut(rows: pl.DataFrame, digits: int) -> pl.DataFrame:
    """The same totals at so many digits; codes that have fewer are left out."""
    cut = rows.filter(pl.col("hs_code").str.len_bytes() >= digits).with_columns(pl.col("hs_code").str.slice(0, digits))
    amounts = [pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name) for name in ("value", "kg")]
    counts = [pl.col(name).sum() for name in ("count", "unvalued", "unweighed") if name in rows.columns]
    return cut.group_by("period", "hs_code").agg(*amounts, *counts)


def _judged(here: pl.DataFrame, theirs: Figures, allowance: Allowance) -> pl.DataFrame:
    """Both sides of each total of the periods that the partner's table has, with its interval and its gap."""
    periods = theirs.frame["period"].unique()
    sent = "theirs" if theirs.flow == "export" else "ours"
    # what left before the exporter's first period is not known: it may have been nothing, or twice as much
    first = periods.min() if sent == "theirs" else here["period"].min()
    begins = pl.col("period").eq_missing(pl.lit(first, dtype=pl.String))  # never, where nothing was declared at all
    full = _beside(here, theirs)
    before = full.select("hs_code", period=_next_period(), before=pl.col(sent), before_kg=pl.col(f"{sent}_kg"))
    full = full.join(before, on=["period", "hs_code"], how="left").filter(pl.col("period").is_in(periods.implode()))
    share = allowance.shifted(periods)
    for kind, lacking, below, above in (
        ("", "unvalued", 1.0, 1 + allowance.carriage),
        ("_kg", "unweighed", 1 - _SLACK, 1 + _SLACK),
    ):
        low, high = _arriving(pl.col(f"{sent}{kind}"), pl.col(f"before{kind}"), begins, share)
        full = full.with_columns((low * below).alias(f"low{kind}"), (high * above).alias(f"high{kind}"))
        full = full.with_columns(_gap(kind, sent, pl.col(lacking)).alias(f"gap{kind}"))
    return full


def _beside(here: pl.DataFrame, theirs: Figures) -> pl.DataFrame:
    """Both sides' totals in one row; a side that has none had nothing, unless items of it have no amount."""
    there = theirs.frame.rename({"value": "theirs", "kg": "theirs_kg"}).with_columns(reported=True)
    full = here.rename({"value": "ours", "kg": "ours_kg"}).join(
        there, on=["period", "hs_code"], how="full", coalesce=True
    )
    nothing = [
        pl.when(pl.col(told).is_null()).then(0.0).otherwise(pl.col(name)).alias(name)
        for told, names in (("count", ("ours", "ours_kg")), ("reported", ("theirs", "theirs_kg")))
        for name in names
    ]
    full = full.with_columns(*nothing).with_columns(pl.col("count", "unvalued", "unweighed").fill_null(0))
    return full.with_columns(_known("ours", "unvalued"), _known("ours_kg", "unweighed"))


def _arriving(sent: pl.Expr, before: pl.Expr, edge: pl.Expr, share: float) -> tuple[pl.Expr, pl.Expr]:
    """The least and the most that can have arrived of what left in this period and in the one before."""
    mixed = sent * (1 - share) + before.fill_null(0.0) * share
    low = pl.when(edge).then(sent * (1 - share)).otherwise(pl.min_horizontal(sent, mixed))
    high = pl.when(edge).then(sent * (1 + share)).otherwise(pl.max_horizontal(sent, mixed))
    return low, high


def _gap(kind: str, sent: str, lacking: pl.Expr) -> pl.Expr:
    """How far the importer's figure is outside its interval; null where goods without an amount could fill it."""
    came = pl.col(f"ours{kind}" if sent == "theirs" else f"theirs{kind}")
    low, high = pl.col(f"low{kind}"), pl.col(f"high{kind}")
    gap = (
        pl.when(came > high)
        .then(came - high)
        .when(came < low)
        .then(came - low)
        .when(came.is_not_null() & high.is_not_null())
        .then(0.0)
    )
    fills = gap < 0 if sent == "theirs" else gap > 0
    return pl.when(~((lacking > 0) & fills).fill_null(value=False)).then(gap)


def _known(name: str, lacking: str) -> pl.Expr:
    """What is not known of every item is not known at all."""
    return (
        pl.when(pl.col(name).is_null() | ((pl.col(lacking) >= pl.col("count")) & (pl.col("count") > 0)))
        .then(None)
        .otherwise(pl.col(name))
        .alias(name)
    )


def _next_period() -> pl.Expr:
    """The month or year after."""
    period = pl.col("period")
    year, month = period.str.slice(0, 4).cast(pl.Int32), period.str.slice(5, 2).cast(pl.Int32, strict=False)
    following = pl.format("{}-{}", year + month // 12, (month % 12 + 1).cast(pl.String).str.zfill(2))
    return pl.when(period.str.len_bytes() == _YEAR).then((year + 1).cast(pl.String)).otherwise(following)


def _reading(codes: int) -> pl.Expr:
    gap, gap_kg = pl.col("gap"), pl.col("gap_kg")
    same = pl.col("whole").fill_null(value=False) & (codes > 4)
    return (
        pl.when(gap.is_null())
        .then(pl.lit(Reading.UNTOLD.value))
        .when(gap == 0)
        .then(pl.lit(Reading.AGREES.value))
        .when(same)
        .then(pl.lit(Reading.OTHER_CODE.value))
        .when((gap < 0) & (pl.col("high") > 0) & (pl.min_horizontal("ours", "theirs") == 0))
        .then(pl.lit(Reading.NOT_DECLARED.value))
        .when((gap > 0) & (pl.min_horizontal("ours", "theirs") == 0))
        .then(pl.lit(Reading.NOT_EXPORTED.value))
        .when(gap_kg == 0)
        .then(pl.lit(Reading.VALUE.value))
        .when(gap < 0)
        .then(pl.lit(Reading.LESS.value))
        .otherwise(pl.lit(Reading.MORE.value))
    )
