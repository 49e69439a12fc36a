"""What an examination would teach: how little is known of a consignment's like, and how much of it comes again."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from darvoza.codes import hs4
from darvoza.consignment import ConsignmentBatch, Role
from darvoza.history import History
from darvoza.selection import worth_knowing

_BACK: Final = timedelta(weeks=26)
_SERVING: Final = (Role.DECLARANT, Role.FORWARDER)
_LEAST: Final = 0.001
"""Something may be found on any consignment, however little is seen on it."""


@dataclass(frozen=True, slots=True)
class Explored:
    """What was examined of late: the groups that each examined consignment belongs to, and how many weeks ago."""

    groups: NDArray[np.int64]
    weeks_ago: NDArray[np.float64]

    @classmethod
    def of(cls, past: History, day: date) -> "Explored":
        """What the history holds of the half year before this day."""
        batch, days = past.examined_consignments(day - _BACK)
        ago = pl.select((pl.lit(day) - pl.lit(days)).dt.total_days().clip(0) / 7).to_series()
        return cls(lasting_groups(batch), ago.to_numpy())


def lasting_groups(batch: ConsignmentBatch) -> NDArray[np.int64]:
    """The groups of each consignment that outlive a single trader, as whole numbers; -1 where one is not known.

    Goods of a heading, the same from a country, the broker, the carrier, and the way: office, from where and to where.
    """
    heads = batch.consignments.with_row_index("row").select(
        "row", "office", "country_of_dispatch", "country_of_destination"
    )
    goods = batch.goods.filter(pl.col("position") == 0).select("row", "origin", heading=hs4(pl.col("hs_code")))
    for part in (goods, _named(batch, _SERVING, "broker"), _named(batch, (Role.CARRIER,), "carrier")):
        heads = heads.join(part, on="row", how="left", maintain_order="left")
    kinds = {
        "heading": pl.col("heading"),
        "heading from": pl.concat_str("heading", "origin", separator=" "),
        "broker": pl.col("broker"),
        "carrier": pl.col("carrier"),
        "way": pl.concat_str("office", "country_of_dispatch", "country_of_destination", separator=" "),
    }
    numbers = heads.select(
        pl.when(kind.is_not_null()).then(kind.hash() // 2).cast(pl.Int64).fill_null(-1).alias(name)
        for name, kind in kinds.items()
    )
    return numbers.to_numpy()


def _named(batch: ConsignmentBatch, roles: tuple[Role, ...], name: str) -> pl.DataFrame:
    """The first party in one of these roles, by its identifier, else by its name in capitals."""
    who = pl.coalesce(pl.col("identifiers").list.first(), pl.col("name").str.to_uppercase())
    found = batch.parties.filter(pl.col("role").is_in([role.value for role in roles])).select("row", who.alias(name))
    return found.drop_nulls(name).unique("row", keep="first", maintain_order=True)


def uncertainty(batch: ConsignmentBatch, likely: pl.Series, explored: Explored | None) -> pl.Series:
    """How much an examination of each consignment would teach, times how likely it is to find something (``likely``).

    Without anything explored, all that is known of a group is how much of it comes.
    """
    groups = lasting_groups(batch)
    known = explored or Explored(np.zeros((0, groups.shape[1]), dtype=np.int64), np.zeros(0))
    told = worth_knowing(groups, known.groups, known.weeks_ago)
    return pl.Series("uncertainty", told * likely.fill_null(0.0).clip(_LEAST).to_numpy())
