"""From a raw score to a probability: a smooth curve fitted on scores of rows that the trees had not seen."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darvoza.risk.model.counting import Floats

_STEPS = 60
_RIDGE = 1.0  # a prior of one unit on the slope around 1: with few findings the score stays nearly as it is
_CLIP = 30.0


@dataclass(frozen=True, slots=True)
class Curve:
    """A probability is ``1 / (1 + exp(-(intercept + slope * score)))``; the slope is never negative (Platt, 1999)."""

    intercept: float = 0.0
    slope: float = 1.0

    def probability(self, score: Floats) -> Floats:
        """The calibrated probability of each score in log-odds.

        >>> Curve().probability(np.array([0.0])).tolist()
        [0.5]
        """
        return chance(self.intercept + self.slope * score)


def chance(log_odds: Floats) -> Floats:
    """Log-odds as a probability."""
    return 1 / (1 + np.exp(-np.clip(log_odds, -_CLIP, _CLIP)))


def log_odds(probability: Floats) -> Floats:
    """A probability as log-odds, kept finite."""
    inside = np.clip(probability, 1e-9, 1 - 1e-9)
    return np.log(inside / (1 - inside))


def fit_curve(score: Floats, outcome: Floats, weight: Floats | None = None) -> Curve:
    """The curve under which these outcomes are likeliest, by Newton's method; left alone without data."""
    if not len(score) or outcome.min() == outcome.max():
        return _without_contrast(outcome)
    weight = np.ones(len(score)) if weight is None else weight
    intercept, slope = 0.0, 1.0
    for _ in range(_STEPS):
        p = chance(intercept + slope * score)
        miss, spread = weight * (p - outcome), weight * p * (1 - p)
        gradient = np.array([miss.sum(), (miss * score).sum() + _RIDGE * (slope - 1)])
        cross = (spread * score).sum()
        hessian = np.array([[spread.sum() + 1e-9, cross], [cross, (spread * score**2).sum() + _RIDGE]])
        step = np.linalg.solve(hessian, gradient)
        step *= min(1.0, 2.0 / max(np.abs(step).max(), 1e-12))
        intercept, slope = intercept - step[0], slope - step[1]
        if np.abs(step).max() < 1e-9:
            break
    return Curve(float(intercept), float(max(slope, 0.0)))


def _without_contrast(outcome: Floats) -> Curve:
    rate = (float(outcome.sum()) + 0.5) / (len(outcome) + 1)
    return Curve() if not len(outcome) else Curve(float(np.log(rate / (1 - rate))), 0.0)


_CONCENTRATIONS = np.exp(np.linspace(np.log(0.02), np.log(200), 40))


def with_precedents(prior: Floats, count: Floats, hits: Floats, concentration: float) -> Floats:
    """A prior probability after ``hits`` of ``count`` precedents were in breach; the prior is worth ``concentration``.

    >>> with_precedents(np.array([0.2]), np.array([3.0]), np.array([3.0]), 1.0).round(3).tolist()
    [0.8]
    """
    return (hits + concentration * prior) / (count + concentration)


def fit_concentration(prior: Floats, count: Floats, hits: Floats, outcome: Floats) -> float:
    """How many precedents a prior is worth, so that outcomes of rows that have precedents are likeliest.

    1 where fewer than twenty rows have any: then a precedent counts as much as all else together.
    """
    has = count > 0
    if has.sum() < _FEW:
        return 1.0
    prior, count, hits, outcome = (each[has] for each in (prior, count, hits, outcome))

    def loss(concentration: float) -> float:
        return log_loss(with_precedents(prior, count, hits, concentration), outcome)

    return float(min(_CONCENTRATIONS, key=loss))


_FEW = 20


def log_loss(probability: Floats, outcome: Floats) -> float:
    """How unlikely these outcomes are under these probabilities: the sum of their logarithms, turned round."""
    inside = np.clip(probability, 1e-6, 1 - 1e-6)
    return float(-np.where(outcome > 0, np.log(inside), np.log(1 - inside)).sum())


def calibration_error(probability: Floats, outcome: Floats, bins: int = 10) -> float:
    """The expected calibration error: how far probabilities lie from what happened, on average over tenths of rows.

    >>> calibration_error(np.array([0.5, 0.5]), np.array([0.0, 1.0]))
    0.0
    """
    return float(sum(abs(said - was) * share for said, was, share in reliability(probability, outcome, bins)))


def reliability(probability: Floats, outcome: Floats, bins: int = 10) -> list[tuple[float, float, float]]:
    """For each tenth of the rows by probability: the mean said, the share that held, and the share of the rows."""
    if not len(probability):
        return []
    edges = np.unique(np.quantile(probability, np.linspace(0, 1, bins + 1)[1:-1]))
    which: NDArray[np.int64] = np.searchsorted(edges, probability, side="left")
    table = []
    for each in range(len(edges) + 1):
        inside = which == each
        if inside.any():
            table.append((float(probability[inside].mean()), float(outcome[inside].mean()), float(inside.mean())))
    return table
