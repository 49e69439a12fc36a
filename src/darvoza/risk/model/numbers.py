"""Numbers that the model looks at beside rates: mass, value, what a kilogram costs, and that against what is usual."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from darvoza.risk.model.counting import Floats
from darvoza.risk.model.observe import SIGN

_ENOUGH_SIGNS = 20
_OUTSIDE = {"mass", "value", "packages", "items", "tax_rate"}


@dataclass(frozen=True, slots=True)
class Usual:
    """What a kilogram of these goods usually costs (as a logarithm) and what they are usually taxed, by HS code."""

    by_hs6: dict[str, float]
    tax_by_hs6: dict[str, float]
    tax: float | None

    @classmethod
    def of(cls, frame: pl.DataFrame) -> "Usual":
        """The medians of these rows."""
        unit = frame.select("hs6", unit=_unit_value()).drop_nulls().group_by("hs6").agg(pl.col("unit").median())
        by_hs6 = dict(sorted(unit.iter_rows()))
        if "tax_rate" not in frame.columns:
            return cls(by_hs6, {}, None)
        taxed = frame.select("hs6", "tax_rate").drop_nulls()
        medians = taxed.group_by("hs6").agg(pl.col("tax_rate").median())
        overall = taxed["tax_rate"].median()
        return cls(by_hs6, dict(sorted(medians.iter_rows())), overall if isinstance(overall, float) else None)


def number_names(frame: pl.DataFrame) -> tuple[str, ...]:
    """The numbers that a model of these rows looks at; a sign that hardly ever fired is left out."""
    own = ["log mass", "log value", "log unit value", "unit value against usual", "dispatch is not origin"]
    own += ["log items", "log packages"]
    if "tax_rate" in frame.columns:
        own.append("tax rate")
    for name, dtype in frame.schema.items():
        seen = frame[name].count()
        if dtype.is_float() and name not in _OUTSIDE and (seen >= _ENOUGH_SIGNS or not name.startswith(SIGN)):
            own.append(name)
    return tuple(own)


def numbers(frame: pl.DataFrame, names: tuple[str, ...], usual: Usual) -> dict[str, Floats]:
    """Each of these numbers for each row, NaN where it is missing."""
    known = pl.DataFrame(
        {"hs6": list(usual.by_hs6), "usual": list(usual.by_hs6.values())},
        schema={"hs6": pl.String, "usual": pl.Float64},
    )
    rows = frame.join(known, on="hs6", how="left", maintain_order="left")
    made = {
        "log mass": pl.col("mass").clip(0).log1p(),
        "log value": pl.col("value").clip(0).log1p(),
        "log unit value": _unit_value(),
        "unit value against usual": _unit_value() - pl.col("usual"),
        "dispatch is not origin": (pl.col("origin") != pl.col("dispatch")).cast(pl.Float64),
        "log items": pl.col("items").log1p(),
        "log packages": pl.col("packages").clip(0).log1p(),
        "tax rate": pl.col("tax_rate") if "tax_rate" in frame.columns else pl.lit(None, pl.Float64),
    }
    chosen = {}
    for name in names:
        if name in made:
            chosen[name] = made[name]
        elif name in frame.columns:
            chosen[name] = pl.col(name).fill_null(0.0) if name.startswith(SIGN) else pl.col(name)
        else:
            chosen[name] = pl.lit(0.0 if name.startswith(SIGN) else None, pl.Float64)
    values = rows.select(value.cast(pl.Float64).alias(name) for name, value in chosen.items())
    if values.height != frame.height:  # all were literals
        values = pl.concat([values] * frame.height) if frame.height else values.clear()
    return {name: values[name].to_numpy().astype(np.float64) for name in names}


BANDS = ("mass_band", "value_band", "price_band")


def with_bands(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows with mass, value and price of a kilogram in bands, each about half as wide again as the one below."""
    bands = {
        "mass_band": pl.col("mass").clip(0).log1p() * 2,
        "value_band": pl.col("value").clip(0).log1p() * 1.5,
        "price_band": _unit_value() * 1.5,
    }
    return frame.with_columns(
        band.floor().cast(pl.Int64, strict=False).cast(pl.String).alias(name) for name, band in bands.items()
    )


def stake(frame: pl.DataFrame, usual: Usual) -> Floats:
    """Revenue that hangs on a declaration: its value at the higher of its tax rate and what such goods usually pay.

    NaN without a value, or where no tax rate is known at all.
    """
    known = pl.DataFrame(
        {"hs6": list(usual.tax_by_hs6), "usual tax": list(usual.tax_by_hs6.values())},
        schema={"hs6": pl.String, "usual tax": pl.Float64},
    )
    rows = frame.join(known, on="hs6", how="left", maintain_order="left")
    declared = pl.col("tax_rate") if "tax_rate" in frame.columns else pl.lit(None, pl.Float64)
    rate = pl.max_horizontal(declared, pl.col("usual tax").fill_null(pl.lit(usual.tax, pl.Float64)))
    least = pl.lit(_LEAST_RATE)
    revenue = pl.col("value").clip(0) * pl.max_horizontal(rate, pl.when(rate.is_not_null()).then(least)) / 100
    return rows.select(revenue.cast(pl.Float64).alias("stake"))["stake"].to_numpy().astype(np.float64)


_LEAST_RATE = 1.0  # per cent: goods free of duty still bear fees and taxes of their own


def _unit_value() -> pl.Expr:
    return pl.when((pl.col("mass") > 0) & (pl.col("value") > 0)).then((pl.col("value") / pl.col("mass")).log())
