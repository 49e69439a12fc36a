"""How good an ordering is: area under the curve, precision and recall at the top, with intervals by groups."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from darvoza.risk.model.counting import Codes, Floats

Measure = Callable[[Floats, Floats], float]


def auc(outcome: Floats, score: Floats) -> float:
    """The chance that a breach is ranked above a consignment without one; ties count half. NaN without both.

    >>> auc(np.array([0.0, 1.0, 1.0]), np.array([0.1, 0.1, 0.9]))
    0.75
    """
    hits = float(outcome.sum())
    misses = len(outcome) - hits
    if not hits or not misses:
        return float("nan")
    _, which, count = np.unique(score, return_inverse=True, return_counts=True)
    rank = (np.cumsum(count) - (count - 1) / 2)[which]
    return float((rank[outcome > 0].sum() - hits * (hits + 1) / 2) / (hits * misses))


def auc_with_error(outcome: Floats, score: Floats) -> tuple[float, float]:
    """The area with its standard error if the score told nothing; (0.5, inf) where it cannot be told."""
    hits = float(outcome.sum())
    misses = len(outcome) - hits
    if not hits or not misses:
        return 0.5, float("inf")
    return auc(outcome, score), float(np.sqrt((hits + misses + 1) / (12 * hits * misses)))


def top(score: Floats, share: float) -> NDArray[np.int64]:
    """The rows in the highest share of scores, at least one; ties in the order of the rows."""
    return np.argsort(-score, kind="stable")[: max(1, round(len(score) * share))]


def precision_at(share: float) -> Measure:
    """The share of breaches among the highest-ranked ``share`` of rows."""
    return lambda outcome, score: float(outcome[top(score, share)].mean())


def recall_at(share: float) -> Measure:
    """The share of all breaches that the highest-ranked ``share`` of rows holds."""
    return lambda outcome, score: float(outcome[top(score, share)].sum() / max(outcome.sum(), 1))


def interval(
    measure: Measure, outcome: Floats, score: Floats, groups: Codes | None = None, *, draws: int = 200, seed: int = 0
) -> tuple[float, float]:
    """A 95 % interval of a measure by redrawing rows, or whole groups of rows that belong together."""
    chance = np.random.default_rng(seed)
    if groups is None:
        picks = (chance.integers(len(outcome), size=len(outcome)) for _ in range(draws))
    else:
        order = np.argsort(groups, kind="stable")
        edges = np.flatnonzero(np.concatenate([[True], np.diff(groups[order]) != 0, [True]]))
        picks = (_redraw(order, edges, chance) for _ in range(draws))
    values = [measure(outcome[pick], score[pick]) for pick in picks]
    low, high = np.nanquantile(values, [0.025, 0.975])
    return float(low), float(high)


def _redraw(order: NDArray[np.int64], edges: NDArray[np.int64], chance: np.random.Generator) -> NDArray[np.int64]:
    drawn = chance.integers(len(edges) - 1, size=len(edges) - 1)
    lengths = edges[drawn + 1] - edges[drawn]
    starts = np.repeat(edges[drawn] - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths)
    drawn_rows: NDArray[np.int64] = order[starts + np.arange(lengths.sum())]
    return drawn_rows
