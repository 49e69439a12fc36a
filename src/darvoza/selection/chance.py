"""Stops by chance: the random sample and the exploratory one, each with probabilities that are known beforehand.

The random sample gives everyone the same probability. The exploratory one gives each a probability in proportion to how
little is known about what it belongs to, so that places where nobody looks are looked at sooner. Both are drawn without
regard to each other; who is drawn by both counts as random. What is on record is the probability of being drawn by
either, which is all that estimates need (D. G. Horvitz and D. J. Thompson, JASA 47, 1952).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Places in the pool that chance drew, and for each of the pool the probability of being drawn by either sample."""

    random: Integers
    exploratory: Integers
    probability: Floats


@dataclass(frozen=True, slots=True)
class Shares:
    """How many stops chance is to draw, on average: a number with a fraction."""

    random: float
    exploratory: float

    @property
    def most(self) -> int:
        """The most places that the two can take."""
        return int(np.ceil(self.random) + np.ceil(self.exploratory))


def shares(places: int, left: int, free: int, *, random: float, exploratory: float) -> Shares:
    """The sizes of both samples: shares of all places, as far as places are left and there is someone to draw."""
    by_random = min(random * places, left, free)
    by_exploring = min(exploratory * places, left - np.ceil(by_random), free)
    return Shares(by_random, float(max(by_exploring, 0.0)))


def inclusion(uncertainty: Floats, size: float) -> Floats:
    """Probabilities in proportion to uncertainty that add up to ``size``, none above 1.

    What is not a number is taken for as uncertain as the most uncertain; if all are certain, all are alike. Where there
    are fewer uncertain ones than ``size``, those are certain to be drawn and the others share what is left.

    >>> inclusion(np.array([1.0, 3.0, 8.0]), 2.0).round(3).tolist()
    [0.25, 0.75, 1.0]
    """
    weight = np.where(np.isfinite(uncertainty), np.maximum(uncertainty, 0.0), np.nan)
    most = np.nanmax(weight, initial=0.0)
    weight = np.where(np.isnan(weight), most if most > 0 else 1.0, weight)
    found = np.zeros(len(weight))
    open_ = np.ones(len(weight), dtype=bool)
    left = min(size, float(len(weight)))
    while left > 0 and open_.any():
        shared = weight * open_
        shared = shared if shared.sum() > 0 else open_.astype(np.float64)
        wanted = left * shared / shared.sum()
        certain = open_ & (wanted >= 1)
        if not certain.any():
            found[open_] = wanted[open_]
            break
        found[certain] = 1.0
        open_ &= ~certain
        left -= float(certain.sum())
    return found


def draw(
    chance: np.random.Generator, ticket: Floats, free: Integers, sizes: Shares, uncertainty: Floats | None
) -> Drawn:
    """Both samples of the ``free`` places of a pool; ``ticket`` is a uniform for each of the pool.

    Exactly as many are drawn as the size says, rounded up or down by chance so that the mean is exact.
    """
    size = int(sizes.random) + int(chance.random() < sizes.random - int(sizes.random))
    random = free[np.argsort(ticket[free], kind="stable")[:size]]
    probability = np.full(len(ticket), np.nan)
    probability[free] = sizes.random / max(free.size, 1)
    if not sizes.exploratory or uncertainty is None:
        return Drawn(random, np.zeros(0, dtype=np.int64), probability)
    each = inclusion(uncertainty[free], sizes.exploratory)
    order = np.argsort(chance.random(free.size), kind="stable")
    # Systematic sampling along a random order: one pointer after another, a whole probability apart.
    ladder = np.floor(np.round(np.cumsum(each[order]), 9) + chance.random())
    hit = np.diff(ladder, prepend=0.0) > 0
    exploratory = np.setdiff1d(free[order[hit]], random)
    probability[free] = 1 - (1 - probability[free]) * (1 - each)
    return Drawn(random, exploratory, probability)
