"""Small work on frames that several parts of the papers share."""

from datetime import date
from typing import Final

import polars as pl

from darvoza.training.chance import Integers

EPOCH_DAY: Final = date(1970, 1, 1).toordinal()


def placed(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows in the order of their consignments, each with its place in it."""
    return frame.sort("row", maintain_order=True).with_columns(
        position=pl.int_range(pl.len(), dtype=pl.UInt32).over("row")
    )


def moments(day: date, minutes: Integers) -> pl.Series:
    """Minutes from the day's midnight as times without zone."""
    start = (day.toordinal() - EPOCH_DAY) * 24 * 60
    return pl.Series((minutes + start) * 60_000_000).cast(pl.Datetime("us"))
