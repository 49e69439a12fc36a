"""What stops by chance tell of everything that was not stopped: breach rates, misses and drift, with their intervals.

Each stop by chance stands for as many consignments as one over its probability says (the estimator of Horvitz and
Thompson, as a ratio: J. Hájek, 1971). Such samples are small and breaches are rare, so that the usual interval around a
weighted mean is far too narrow, and has no width at all where nothing was found. The interval here is exact for equal
probabilities (C. J. Clopper and E. S. Pearson, Biometrika 26, 1934) and, for unequal ones, that of as many equal ones
as the sample is worth (E. L. Korn and B. I. Graubard, Survey Methodology 24, 1998).
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, lgamma, log, log1p
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from darvoza.selection import BY_CHANCE

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rate:
    """A share estimated from a weighted sample: ``sampled`` examined, ``hits`` of them in breach.

    ``worth`` is how many equally likely draws the sample is worth. ``value`` is None where nothing was sampled; the
    interval is then everything.
    """

    sampled: int
    hits: int
    worth: float
    value: float | None
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Missed:
    """What selection by risk leaves: of ``population`` consignments that only chance would stop, so many in breach.

    ``found`` breaches were stopped by duty or risk; ``rate`` is the share of all breaches that was not, None where
    there is no breach in sight at all.
    """

    population: int
    sample: Rate
    missed: float | None
    missed_lower: float
    missed_upper: float
    found: int
    rate: float | None
    rate_lower: float
    rate_upper: float


@dataclass(frozen=True, slots=True)
class Drift:
    """How a rate changed between two periods; ``changed`` only if the interval of the difference excludes 0."""

    before: Rate
    after: Rate
    difference: float | None
    lower: float
    upper: float

    @property
    def changed(self) -> bool:
        """Whether chance alone hardly explains the difference."""
        return not self.lower <= 0 <= self.upper


def weighted_rate(breach: Floats, probability: Floats, *, confidence: float = 0.95) -> Rate:
    """The share in breach of those that a sample stands for, each drawn with its own probability.

    >>> rate = weighted_rate(np.array([1.0, 0.0, 0.0, 0.0]), np.full(4, 0.02))
    >>> rate.value, round(rate.upper, 3)
    (0.25, 0.806)

    Raises:
        ValueError: a probability is not above 0 and at most 1.
    """
    if len(probability) and not ((probability > 0) & (probability <= 1)).all():
        raise ValueError("a stop by chance has a probability that is not above 0 and at most 1")
    size, hits = len(breach), int(breach.sum())
    if not size:
        return Rate(0, 0, 0.0, None, 0.0, 1.0)
    weight = 1 / probability
    worth = float(weight.sum() ** 2 / (weight**2).sum())
    value = float((weight * breach).sum() / weight.sum())
    lower, upper = exact_interval(value * worth, worth, confidence=confidence)
    return Rate(size, hits, worth, value, lower, upper)


def chance_rate(rows: pl.DataFrame, *, confidence: float = 0.95) -> Rate:
    """How common breaches are among all that nobody was obliged to stop, from random and exploratory stops together.

    ``rows`` are those of a :class:`~darvoza.selection.Selection`, or of several, with ``breach`` (null where unknown).

    >>> rows = pl.DataFrame({"ground": ["random", "risk"], "probability": [0.1, 0.1], "breach": [False, True]})
    >>> chance_rate(rows).value
    0.0
    """
    sample = _sample(rows)
    return weighted_rate(_breach(sample), sample["probability"].to_numpy(), confidence=confidence)


def missed(rows: pl.DataFrame, *, confidence: float = 0.95) -> Missed:
    """How much of what was there selection by risk missed, from the stops by chance among what it would have released.

    ``rows`` has ``ground``, ``by_risk``, ``probability`` and ``breach`` (null where not examined). What is said holds
    for what a full examination finds; what nobody can find is not counted.

    >>> rows = pl.DataFrame(
    ...     {
    ...         "ground": ["risk", "random", "released", "released"],
    ...         "by_risk": [True, False, False, False],
    ...         "probability": [0.25] * 4,
    ...         "breach": [True, False, None, None],
    ...     }
    ... )
    >>> missed(rows).population, missed(rows).found, missed(rows).rate
    (3, 1, 0.0)
    """
    left = rows.filter(pl.col("by_risk").not_().fill_null(value=False))
    others = rows.filter(pl.col("by_risk").fill_null(value=True))
    sample = _sample(left)
    rate = weighted_rate(_breach(sample), sample["probability"].to_numpy(), confidence=confidence)
    population, found = left.height, int(others["breach"].sum() or 0)
    # No fewer are in breach than chance itself met, and no more than are left besides those it met and cleared.
    lower = max(rate.lower * population, float(rate.hits))
    upper = min(rate.upper * population, float(population - (rate.sampled - rate.hits)))
    estimate = None if rate.value is None else rate.value * population

    def share(number: float) -> float | None:
        return number / (number + found) if number + found else None

    return Missed(
        population=population,
        sample=rate,
        missed=estimate,
        missed_lower=lower,
        missed_upper=upper,
        found=found,
        rate=None if estimate is None else share(estimate),
        rate_lower=share(lower) or 0.0,
        rate_upper=1.0 if upper + found == 0 else share(upper) or 0.0,
    )


def drift(before: Rate, after: Rate) -> Drift:
    """Whether a rate changed: the difference with an interval made of those of both (R. G. Newcombe, 1998, method 10).

    >>> many, few = (
    ...     weighted_rate(np.arange(400) % 4 == 0, np.full(400, 0.1)),
    ...     weighted_rate(np.arange(400) % 40 == 0, np.full(400, 0.1)),
    ... )
    >>> drift(few, many).changed
    True
    """
    if before.value is None or after.value is None:
        return Drift(before, after, None, -1.0, 1.0)
    difference = after.value - before.value
    down = ((after.value - after.lower) ** 2 + (before.upper - before.value) ** 2) ** 0.5
    up = ((after.upper - after.value) ** 2 + (before.value - before.lower) ** 2) ** 0.5
    return Drift(before, after, difference, difference - down, difference + up)


def exact_interval(hits: float, trials: float, *, confidence: float = 0.95) -> tuple[float, float]:
    """The interval of Clopper and Pearson for so many of so many; neither has to be a whole number.

    >>> tuple(round(end, 4) for end in exact_interval(0, 10))
    (0.0, 0.3085)
    """
    tail = (1 - confidence) / 2
    lower = 0.0 if hits <= 0 else _where(lambda p: _beta(p, hits, trials - hits + 1), tail)
    upper = 1.0 if hits >= trials else _where(lambda p: _beta(p, hits + 1, trials - hits), 1 - tail)
    return lower, upper


def _sample(rows: pl.DataFrame) -> pl.DataFrame:
    by_chance = [each.value for each in BY_CHANCE]
    return rows.filter(pl.col("ground").cast(pl.String).is_in(by_chance)).drop_nulls("breach")


def _breach(sample: pl.DataFrame) -> Floats:
    return sample["breach"].cast(pl.Float64).to_numpy()


_HALVINGS: Final = 60


def _where(rising: Callable[[float], float], level: float) -> float:
    """Where a rising function of 0 to 1 reaches a level."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < level else (low, middle)
    return (low + high) / 2


_TERMS: Final = 500
_TINY: Final = 1e-300


def _beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, by its continued fraction (NIST DLMF 8.17.22, Lentz's method)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta(1 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    value, upper, lower = 1.0, 1.0, 0.0
    for term in range(_TERMS):
        half = term // 2
        if term == 0:
            part = 1.0
        elif term % 2:
            part = -(a + half) * (a + b + half) * x / ((a + 2 * half) * (a + 2 * half + 1))
        else:
            part = half * (b - half) * x / ((a + 2 * half - 1) * (a + 2 * half))
        lower = 1 / (1 + part * lower or _TINY)
        upper = 1 + part / (upper or _TINY)
        value *= upper * lower
        if abs(upper * lower - 1) < 1e-13:
            break
    return front * (value - 1)
