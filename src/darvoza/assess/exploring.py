"""What to explore: what stands just beyond the edge of the stops by risk, or what an examination would teach most of.

How much it would teach depends on how little is known of a consignment's like, and how much of it comes again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from darvoza.codes import hs4
from darvoza.consignment import ConsignmentBatch, Role
from darvoza.history import History
from darvoza.selection import Capacity, beyond_the_edge, worth_knowing

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


def beyond(candidates: pl.DataFrame, capacity: int | Mapping[str, Capacity], *, by_risk: float) -> pl.DataFrame:
    """The candidates with ``uncertainty``: the score of those beyond the places that are left for risk, 0 before.

    ``by_risk`` is the share of the capacity that goes by risk; what is mandatory takes its places first. Where each
    post has places of its own, each has its own edge.
    """
    likely = candidates["score"].fill_null(0.0).clip(_LEAST).to_numpy()
    mandatory = candidates["mandatory"].fill_null(value=False).to_numpy()
    found = np.zeros(candidates.height)
    if isinstance(capacity, int):
        posts, office_of = {"": capacity}, np.full(candidates.height, "")
    else:
        posts = {name: each.total for name, each in capacity.items()}
        office_of = candidates["office"].fill_null("").to_numpy()
    for office in sorted(set(office_of.tolist())):
        here = office_of == office
        at = np.flatnonzero(here & ~mandatory)
        left = max(posts.get(office, 0) - int(here.sum() - at.size), 0)
        found[at] = beyond_the_edge(likely[at], round(left * by_risk))
    return candidates.with_columns(uncertainty=pl.Series(found))


def uncertainty(batch: ConsignmentBatch, likely: pl.Series, explored: Explored) -> pl.Series:
    """How much an examination of each consignment would teach, times how likely it is to find something (``likely``).

    Where nothing was explored, all that is known of a group is how much of it comes.
    """
    told = worth_knowing(lasting_groups(batch), explored.groups, explored.weeks_ago)
    return pl.Series("uncertainty", told * likely.fill_null(0.0).clip(_LEAST).to_numpy())
