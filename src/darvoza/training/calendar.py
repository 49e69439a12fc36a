"""What changes from week to week: seasons of goods, prices that drift, and traders that come and go."""

from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Final

import numpy as np

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
    blocks = [block(seed, desk_number, 0), newcomers(seed, desk_number, 0, words=("entrants",))]
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
