"""What changes from week to week: seasons of goods, prices that drift, and traders that come and go."""

from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Final

import numpy as np
import polars as pl

from darvoza.consignment import ConsignmentBatch
from darvoza.training.chance import Chance, Floats
from darvoza.training.population import BLOCK, Habits, block, joined_habits, newcomers
from darvoza.training.world import world

_PEAKS: Final = {
    "produce": (9, 0.75),
    "food": (12, 0.2),
    "beverage": (7, 0.45),
    "textile": (11, 0.15),
    "garment": (10, 0.35),
    "footwear": (10, 0.3),
    "fuel": (11, 0.3),
    "building": (6, 0.4),
    "fertiliser": (3, 0.7),
    "appliance": (6, 0.25),
    "auto": (4, 0.15),
    "electronics": (12, 0.3),
}
"""The month in which most of a family is traded, and how much more than on average. Judgement, for this climate."""

_WEEKLY_DRIFT: Final = 0.012
"""Spread of a week's change of a kind's price: about 9 % in a year's half, as food and metals move (judgement)."""

SPOT_SHARE: Final = 0.08
"""Consignments of known traders with a partner they never dealt with before: ordinary business (judgement)."""

_NEW_CONTACT: Final = 0.03
"""Parties that write from another mail address or telephone than before (judgement)."""

ENTRANTS_SHARE: Final = 0.10
_ONCE: Final = 0.45
_TRADERS_OF_A_DESK: Final = 200


def season(month: int) -> Floats:
    """How much of each kind of goods is traded in a month, over its average.

    >>> bool(season(9)[world().kind_number["onions"]] > season(3)[world().kind_number["onions"]])
    True
    """
    peaks = [_PEAKS.get(kind.family, (1, 0.0)) for kind in world().kinds]
    months = np.array([peak for peak, _ in peaks])
    strengths = np.array([strength for _, strength in peaks])
    return np.asarray(1 + strengths * np.cos((month - months) * 2 * np.pi / 12))


@lru_cache(maxsize=64)
def prices(seed: int, weeks: int) -> Floats:
    """The price of each kind (columns) in each week (rows), over that of the first week: a random walk of its own."""
    kinds = len(world().kinds)
    steps = Chance(seed, "prices").bell(weeks * kinds).reshape(weeks, kinds) * _WEEKLY_DRIFT
    steps[0] = 0
    return np.asarray(np.round(np.exp(np.cumsum(steps, axis=0)), 6))


def habits_of_week(seed: int, desk_number: int, week: int, weeks: int, day: date) -> Habits:
    """The habits of a desk's traders in a week: the known ones, and entrants that come in their week.

    Nearly half of the entrants trade once and never again; the others stay. Prices and seasons bear on both.
    """
    blocks = [block(seed, desk_number, 0), _entrants(seed, desk_number)]
    known, new = blocks
    chance = Chance(seed, "entrants", desk_number)
    first = chance.integers(0, max(weeks, 1), BLOCK)
    stays = chance.uniform(BLOCK) >= _ONCE
    here = (first == week) | (stays & (first < week))
    weights = [known.weight * (known.local < _TRADERS_OF_A_DESK), new.weight * here[new.local]]
    fresh = float(weights[1].sum())
    if fresh:
        share = ENTRANTS_SHARE * (0.4 + 0.6 * week / max(weeks - 1, 1))
        weights[1] = weights[1] * (float(weights[0].sum()) * share / fresh)
    joined = joined_habits(blocks, weights)
    return replace(
        joined,
        weight=joined.weight * season(day.month)[joined.kind],
        price=joined.price * prices(seed, weeks)[week][joined.kind],
    )


@lru_cache(maxsize=64)
def _entrants(seed: int, desk_number: int) -> Habits:
    return newcomers(seed, desk_number, 0, words=("entrants",))


def unusual(chance: Chance, batch: ConsignmentBatch) -> ConsignmentBatch:
    """The week's lawful consignments with the unusual things of ordinary business: new partners, new contacts.

    Some are with a partner of somebody else at the same desk and in the same direction; some parties write from a new
    mail address and telephone. Without these, everything new would be a sign.
    """
    whole = batch.consignments.with_row_index("row")
    spot = pl.Series(chance.flags(SPOT_SHARE, len(batch)))
    order = pl.Series(chance.uniform(len(batch)))
    partner = pl.when(pl.col("flow") == "export").then(pl.lit("consignee")).otherwise(pl.lit("consignor"))
    swapped = (
        whole.select("row", "office", "mode", "flow", role=partner)
        .with_columns(order=order)
        .filter(spot)
        .sort("order")
        .with_columns(giver=pl.col("row").shift(1).over("office", "mode", "flow"))
        .drop_nulls("giver")
        .select("row", "giver", "role")
    )
    parties = batch.parties
    role = pl.col("role").cast(pl.String)
    given = parties.with_columns(role.alias("_role")).drop("position", "role")
    places = parties.with_columns(role.alias("_role")).select("row", "position", "role", "_role")
    new = (
        swapped.rename({"role": "_role"})
        .join(given.rename({"row": "giver"}), on=["giver", "_role"], how="inner")
        .join(places, on=["row", "_role"], how="inner")
        .unique(["row", "position"], keep="first")
        .select(parties.columns)
    )
    kept = parties.join(new.select("row", "position"), on=["row", "position"], how="anti")
    return replace(batch, parties=_with_new_contacts(chance, pl.concat([kept, new]).sort("row", "position")))


def _with_new_contacts(chance: Chance, parties: pl.DataFrame) -> pl.DataFrame:
    changed = pl.Series(chance.flags(_NEW_CONTACT, parties.height))
    number = pl.Series(chance.integers(1_000, 9_999, parties.height)).cast(pl.String)
    email = pl.when(changed).then(pl.lit("office") + number + "@" + pl.col("email").str.split("@").list.last())
    phone = pl.when(changed).then(pl.col("phone").str.head(-4) + number)
    return parties.with_columns(email=email.otherwise("email"), phone=phone.otherwise("phone"))
