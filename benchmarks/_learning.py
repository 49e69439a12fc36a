"""What learns from findings: a small protocol, and boosted trees that go beyond a first opinion.

Findings are few and chosen. So trees are small and heavily held back; they start from what a straight line makes of a
first opinion (the signs' score, where there is one), and the fewer findings there are, the closer they stay to it.
"""

from typing import Protocol

import lightgbm
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


class Learner(Protocol):
    """Whatever is fitted to findings and then says how likely each consignment is in breach."""

    def fit(self, facts: Floats, codes: Codes, first: Floats | None, breach: Floats, weight: Floats) -> None:
        """Learn from examined consignments."""
        ...

    def predict(self, facts: Floats, codes: Codes, first: Floats | None) -> Floats:
        """How likely each is in breach, weighted as it was fitted."""
        ...


_PRIOR = 4.0
_FOLDS = 5
_SETTINGS = {
    "objective": "binary",
    "num_leaves": 7,
    "learning_rate": 0.08,
    "min_data_in_leaf": 8,
    "min_sum_hessian_in_leaf": 0.2,
    "lambda_l2": 8.0,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "max_bin": 63,
    "num_threads": 1,
    "verbose": -1,
    "deterministic": True,
    "force_row_wise": True,
}
_ROUNDS = 60
FEWEST = 8
"""Breaches found before anything is learned at all."""


class Trees:
    """Boosted trees over facts and the rates of past findings on who and what a consignment is about."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._booster: lightgbm.Booster | None = None
        self._line = np.array([0.0, 0.0])
        self._codes: Codes = np.zeros((0, 0), dtype=np.int64)
        self._breach: Floats = np.zeros(0)
        self._base = 0.02

    def fit(self, facts: Floats, codes: Codes, first: Floats | None, breach: Floats, weight: Floats) -> None:
        """Learn from examined consignments, rates of each taken from the others only."""
        self._codes, self._breach = codes, breach
        self._base = float(np.average(breach, weights=weight))
        self._line = _line(_opinion(first, len(breach)), breach, weight)
        fold = np.random.default_rng(self._seed).permutation(len(breach)) % _FOLDS
        rates = np.zeros((len(breach), 2 * codes.shape[1]))
        for each in range(_FOLDS):
            out = fold == each
            rates[out] = _rates(codes[~out], breach[~out], codes[out], self._base)
        start = self._line[0] + self._line[1] * _opinion(first, len(breach))
        data = lightgbm.Dataset(np.column_stack([facts, rates]), breach, weight=weight, init_score=start)
        self._booster = lightgbm.train({**_SETTINGS, "seed": self._seed}, data, _ROUNDS)

    def predict(self, facts: Floats, codes: Codes, first: Floats | None) -> Floats:
        """How likely each is in breach; by the first opinion alone before anything was learned."""
        raw = self._line[0] + self._line[1] * _opinion(first, len(facts))
        if self._booster is not None:
            rates = _rates(self._codes, self._breach, codes, self._base)
            raw = raw + self._booster.predict(np.column_stack([facts, rates]), raw_score=True, num_threads=1)
        return np.asarray(1 / (1 + np.exp(-np.clip(raw, -30, 30))))


def _opinion(first: Floats | None, size: int) -> Floats:
    if first is None:
        return np.zeros(size)
    sure = np.clip(first, 0.01, 0.99)
    return np.asarray(np.log(sure / (1 - sure)))


def _line(opinion: Floats, breach: Floats, weight: Floats) -> Floats:
    """A logistic regression on the opinion by Newton's method, its slope drawn to one by a prior."""
    line = np.array([np.log(np.average(breach, weights=weight) + 1e-3) - opinion.mean(), 1.0])
    across = np.column_stack([np.ones(len(opinion)), opinion])
    prior = np.array([0.01, _PRIOR])
    for _ in range(60):
        chance = 1 / (1 + np.exp(-np.clip(across @ line, -30, 30)))
        slope = across.T @ (weight * (breach - chance)) - prior * (line - [line[0], 1.0])
        bend = (across * (weight * chance * (1 - chance))[:, None]).T @ across + np.diag(prior)
        line = line + np.clip(np.linalg.solve(bend, slope), -0.5, 0.5)
    return line


def _rates(codes: Codes, breach: Floats, asked: Codes, base: float) -> Floats:
    """For each code of those asked: the rate of breaches among those examined, drawn to the base; and how many."""
    found = np.empty((len(asked), 2 * asked.shape[1]))
    for column in range(asked.shape[1]):
        known = codes[:, column] + 1
        size = int(max(known.max(initial=0), asked[:, column].max(initial=-1) + 1)) + 1
        hits, seen = np.bincount(known, breach, size), np.bincount(known, minlength=size)
        hits[0] = seen[0] = 0
        at = asked[:, column] + 1
        found[:, 2 * column] = (hits[at] + 3 * base) / (seen[at] + 3)
        found[:, 2 * column + 1] = np.log1p(seen[at])
    return found
