"""How much selection by risk misses, week by week, with what earlier weeks and the order of scores say of it.

A week of a small post has a handful of stops by chance, mostly without a finding: alone they say next to nothing. Two
things make more of them. How often the last of the stops by risk were right, in earlier weeks, says how many breaches
to expect among those that follow them in rank and are released: twice as far down, half as many. Stops by chance of
many weeks, older ones counting for less, then say by how much that expectation errs, in each of three bands of ranks.
The ratio of what they met to what was expected is drawn to that of all bands together while a band's own stops are few
(empirical Bayes for standardised ratios: D. Clayton and J. Kaldor, Biometrics 43, 1987; forgetting by a discount:
M. West and J. Harrison, Bayesian Forecasting and Dynamic Models, 1997). Where they met more than such a belief can
explain, the belief is dropped (M. Evans and H. Moshonov, Bayesian Analysis 1, 2006).

The interval's upper end holds as far as that line does: a great mass of schemes that show nothing, hidden evenly among
all that is lawful, is seen only once chance has met it. Its lower end is never above what stops by chance alone allow.

Beside it stand an estimate and an interval that no belief can bend: what was expected plus what chance met beyond it,
each stop weighted by one over its probability (the difference estimator: C.-E. Särndal, B. Swensson and J. Wretman,
Model Assisted Survey Sampling, 1992). Since expectations rest on earlier weeks only, it is right on average whatever
they are; it scatters more, and its interval is wide.
"""

from dataclasses import dataclass, field
from statistics import NormalDist
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from darvoza.selection import BY_CHANCE
from darvoza.statistics.estimates import exact_interval, missed

Floats = NDArray[np.float64]

MISSED_SCHEMA: Final = pl.Schema(
    {
        "period": pl.Int64(),
        "population": pl.Int64(),
        "sampled": pl.Int64(),
        "hits": pl.Int64(),
        "found": pl.Int64(),
        "expected": pl.Float64(),
        "missed": pl.Float64(),
        "missed_lower": pl.Float64(),
        "missed_upper": pl.Float64(),
        "rate": pl.Float64(),
        "rate_lower": pl.Float64(),
        "rate_upper": pl.Float64(),
        "unbiased": pl.Float64(),
        "design_lower": pl.Float64(),
        "design_upper": pl.Float64(),
    }
)
"""What :func:`missed_by_period` returns."""

HALF_KNOWN: Final = 13.0
"""After so many periods a stop by chance counts for half (judgement: a quarter of weeks)."""

_BANDS: Final = 3
_STRENGTH: Final = np.array([2.0, 1.0, 0.5])
_ALL: Final = 1.0
"""How firmly a band's ratio is drawn to that of all, less the further down it lies, and that of all to one: as by so
many expected findings (judgement)."""

_DOUBT: Final = 0.025
_FREE: Final = 0.5  # the shape where nothing is believed beforehand (Jeffreys)

_ENOUGH: Final = 5
"""Breaches among the last of the stops by risk in earlier periods, without which nothing is expected of ranks."""


def missed_by_period(rows: pl.DataFrame, *, half_known: float = HALF_KNOWN, confidence: float = 0.95) -> pl.DataFrame:
    """How much of what was there selection by risk missed in each period (mostly a week), with its interval.

    ``rows`` are those of one :class:`~darvoza.selection.Selection` after another: ``period`` (whole numbers in order of
    time), ``ground``, ``by_risk``, ``probability``, ``score`` and ``breach`` (null where not examined). Returns
    :data:`MISSED_SCHEMA`, one row a period, from that period and earlier ones only: ``population`` consignments that
    risk would have released, of which chance ``sampled`` some, with ``hits``; ``found`` breaches stopped by risk;
    ``expected`` among those released by rank alone; ``missed`` with its interval, and as a share of all breaches
    (``rate``); ``unbiased``, the number missed by design alone, a faded mean over periods, and the rate's interval by
    design alone (``design_lower``, ``design_upper``), which believes nothing of scores. Both intervals are for what was
    really there in that very period, and so no narrower than the luck of one period. Until five breaches are known
    among the last of the stops by risk, ``expected`` is null and all rests on the period's own stops by chance
    (:func:`~darvoza.statistics.missed`).

    >>> week = pl.DataFrame(
    ...     {
    ...         "period": 0,
    ...         "ground": ["risk", "random", "released", "released"],
    ...         "by_risk": [True, False, False, False],
    ...         "probability": [0.25] * 4,
    ...         "score": [0.9, 0.3, 0.2, 0.1],
    ...         "breach": [True, False, None, None],
    ...     }
    ... )
    >>> missed_by_period(week).select("population", "sampled", "found", "missed_upper").row(0)
    (3, 1, 1, 2.0)
    """
    past = _Past(half_known)
    told = []
    for (period,), here in rows.sort("period", maintain_order=True).group_by("period", maintain_order=True):
        told.append((period, *past.next(here, confidence)))
    return pl.DataFrame(told, schema=MISSED_SCHEMA, orient="row")


@dataclass(slots=True)
class _Past:
    """What earlier periods left: what to expect at which rank, and by how much that erred, all of it fading."""

    half_known: float
    places: list[Floats] = field(default_factory=list)
    breach: list[Floats] = field(default_factory=list)
    hits: Floats = field(default_factory=lambda: np.zeros(_BANDS))
    expected: Floats = field(default_factory=lambda: np.zeros(_BANDS))
    by_design: float = 0.0
    periods: float = 0.0
    drawn: Floats = field(default_factory=lambda: np.zeros(3))

    def next(self, rows: pl.DataFrame, confidence: float) -> tuple[float | None, ...]:
        """The figures of the next period, from its rows."""
        week = _Week(rows)
        enough = sum(float(each.sum()) for each in self.breach) >= _ENOUGH
        chances = self._chances(week.place) if enough else None
        last = (
            week.stopped & (week.place <= np.median(week.place[week.stopped])) if week.stopped.any() else week.stopped
        )
        self.places.append(week.place[last])
        self.breach.append(week.breach[last])
        fewest, *design = self._design(week, confidence)
        alone = missed(rows, confidence=confidence)
        counts = (alone.population, alone.sample.sampled, alone.sample.hits, alone.found)
        if chances is None:
            rate = (alone.rate, alone.rate_lower, alone.rate_upper)
            return *counts, None, alone.missed, alone.missed_lower, alone.missed_upper, *rate, alone.missed, *design
        return *counts, *self._weighed(week, chances, fewest, alone.found, confidence), *design

    def _chances(self, place: Floats) -> Floats:
        """How likely a breach is at each place, by a line through what stops by risk found in earlier periods."""
        ages = np.arange(len(self.places), 0, -1)
        weight = np.repeat(0.5 ** (ages / self.half_known), [len(each) for each in self.places])
        return _line(np.concatenate(self.places), np.concatenate(self.breach), weight, place)

    def _design(self, week: "_Week", confidence: float) -> tuple[float, float, float]:
        """The fewest missed and the rate's interval, from stops by chance alone, older ones fading."""
        weight = 1 / week.probability[week.drawn]
        sums = np.array([weight @ week.breach[week.drawn], weight.sum(), (weight**2).sum()])
        fade = 0.5 ** (1 / self.half_known)
        self.drawn = np.array([fade, fade, fade**2]) * self.drawn + sums
        hits, all_, squares = self.drawn
        if not all_:
            return 0.0, 0.0, 1.0
        worth = all_**2 / squares
        lower, upper = exact_interval(hits / all_ * worth, worth, confidence=confidence)
        size, found = int(week.left.sum()), float(week.breach[week.stopped].sum())
        luck = NormalDist().inv_cdf((1 + confidence) / 2)
        few = max(size * lower - luck * (size * lower * (1 - lower)) ** 0.5, 0.0)
        many = min(size * upper + luck * (size * upper * (1 - upper)) ** 0.5, size)
        return few, few / (few + found) if few else 0.0, many / (many + found) if many else 0.0

    def _weighed(
        self, week: "_Week", chances: Floats, fewest: float, found: int, confidence: float
    ) -> tuple[float | None, ...]:
        fade = 0.5 ** (1 / self.half_known)
        left, drawn = week.left, week.drawn
        expected = float(chances[left].sum())
        band = _bands(chances, left)
        each = np.eye(_BANDS)[band]
        self.hits = fade * self.hits + week.breach[drawn] @ each[drawn]
        self.expected = fade * self.expected + chances[drawn] @ each[drawn]
        erred = (week.breach[drawn] - chances[drawn]) / week.probability[drawn]
        self.by_design = fade * self.by_design + expected + float(erred.sum())
        self.periods = fade * self.periods + 1
        overall = (_ALL + self.hits.sum()) / (_ALL + self.expected.sum())
        shape, rate = _ratios(self.hits, self.expected, overall)
        met = float(week.breach[drawn].sum())
        open_ = left & ~drawn
        ahead = chances[open_] @ each[open_]
        size = int(open_.sum())
        lower, upper = _interval(shape, rate, ahead, size, (1 - confidence) / 2)
        middle = met + float((shape / rate) @ ahead)
        unbiased = self.by_design / self.periods
        numbers = (middle, min(met + lower, max(met, fewest)), met + upper)
        shares = [number / (number + found) if number + found else None for number in numbers]
        return expected, *numbers, shares[0], shares[1] or 0.0, 1.0 if shares[2] is None else shares[2], unbiased


class _Week:
    """A period's rows as columns: what is left by risk, what of it chance drew, what is known of whom."""

    def __init__(self, rows: pl.DataFrame) -> None:
        rank = rows["score"].cast(pl.Float64).fill_null(0.0).rank("average", descending=True)
        self.place = -np.log(rank.to_numpy())
        known = rows["breach"].is_not_null()
        by_chance = rows["ground"].cast(pl.String).is_in([each.value for each in BY_CHANCE])
        self.left = rows["by_risk"].not_().fill_null(value=False).to_numpy()
        self.stopped = (known & rows["by_risk"]).fill_null(value=False).to_numpy()
        self.drawn = self.left & (known & by_chance).to_numpy()
        self.breach = rows["breach"].cast(pl.Float64).fill_null(0.0).to_numpy()
        self.probability = rows["probability"].cast(pl.Float64).fill_null(1.0).to_numpy()


def _ratios(hits: Floats, expected: Floats, overall: float) -> tuple[Floats, Floats]:
    """Each band's ratio of breaches to those expected, as a gamma distribution (shape and rate).

    Where chance met more than that of all bands lets one believe, what is believed gives way to what was met.
    """
    believed = _STRENGTH / overall
    step = expected / (believed + expected)
    met = [_counts(firm, each, int(np.ceil(few))) for firm, few, each in zip(_STRENGTH, hits, step, strict=True)]
    doubtful = np.array([1 - each[:-1].sum() < _DOUBT for each in met])
    return np.where(doubtful, _FREE, _STRENGTH) + hits, np.where(doubtful, 0.0, believed) + expected


def _counts(shape: float, step: float, most: int) -> Floats:
    """How likely each number from 0 is, of a gamma ratio times what is expected with chance on top."""
    counts = np.arange(most)
    return np.asarray(np.concatenate([[1.0], np.cumprod((counts + shape) / (counts + 1) * step)]) * (1 - step) ** shape)


def _bands(chances: Floats, left: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The band of each row: the likeliest that together hold a third of what is expected, the next third, the rest."""
    order = np.argsort(-np.where(left, chances, -1.0), kind="stable")
    share = np.cumsum(np.where(left, chances, 0.0)[order]) / max(float(chances[left].sum()), 1e-12)
    band = np.empty(len(chances), dtype=np.int64)
    band[order] = np.minimum((share * _BANDS).astype(np.int64), _BANDS - 1)
    return band


def _interval(shape: Floats, rate: Floats, ahead: Floats, size: int, tail: float) -> tuple[float, float]:
    """Where the number of breaches lies that nobody met: gamma ratios times what is expected, and chance on top."""
    total = np.ones(1)
    for a, b, mean in zip(shape, rate, ahead, strict=True):
        total = np.convolve(total, _counts(a, mean / (b + mean), size))[: size + 1]
    below = np.cumsum(total) / total.sum()
    lower, upper = (int(np.searchsorted(below, end)) for end in (tail, 1 - tail))
    return float(lower), float(min(upper, size))


_FIRM: Final = 16.0
"""How firmly the line's slope is drawn to one (twice as far down, half as likely): as by a spread of a quarter."""

_STEPS: Final = 30


def _line(place: Floats, breach: Floats, weight: Floats, asked: Floats) -> Floats:
    """Logistic regression on the logarithm of ranks, its slope drawn to one, asked of other ranks."""
    middle = float(place.mean())
    across = np.column_stack([np.ones(len(place)), place - middle])
    wanted, prior = np.array([0.0, 1.0]), np.array([0.01, _FIRM])
    line = wanted.copy()
    for _ in range(_STEPS):
        chance = _chance(across @ line)
        slope = across.T @ (weight * (breach - chance)) - prior * (line - wanted)
        bend = (across * (weight * np.maximum(chance * (1 - chance), 1e-3))[:, None]).T @ across + np.diag(prior)
        step = np.linalg.solve(bend, slope)
        line = line + step / max(1.0, float(np.abs(step).max()))
    return _chance(line[0] + max(line[1], 0.0) * (asked - middle))


def _chance(odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -30, 30))))
