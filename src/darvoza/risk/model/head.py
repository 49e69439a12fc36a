"""One question that the model answers of a consignment (is there a breach, is it security-critical), end to end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from darvoza.risk.model.boosting import Folds, Matrix, fit_folds
from darvoza.risk.model.calibrating import (
    Curve,
    fit_concentration,
    fit_curve,
    log_loss,
    log_odds,
    with_precedents,
)
from darvoza.risk.model.counting import Codes, Floats
from darvoza.risk.model.line import FittedLine, Line
from darvoza.risk.model.memory import Evidence

FOLDS = 4
_APART = 1000  # seeds of looks lie this far apart, those of heads next to one another


@dataclass(frozen=True, slots=True)
class Head:
    """How a raw score becomes a probability.

    ``line`` speaks beside the trees, and ``line_share`` of what both say is its. ``alone`` calibrates that;
    ``concentration`` is how many precedents it is worth; ``after`` calibrates the probability of rows that have
    precedents.
    """

    texts: tuple[str, ...]
    alone: Curve
    concentration: float
    after: Curve
    line: Line = field(default_factory=Line)
    line_share: float = 0.0

    def together(self, trees: Floats, placed: Mapping[str, Codes]) -> Floats:
        """What trees and line say of each row, as one raw score."""
        if not self.line_share:
            return trees
        return (1 - self.line_share) * trees + self.line_share * self.line.score(placed, len(trees))

    def probability(self, raw: Floats, evidence: Evidence) -> Floats:
        """The probability of each row, from what trees and line say together and its precedents."""
        prior = self.alone.probability(raw)
        posterior = with_precedents(prior, evidence.precedents, evidence.precedent_hits, self.concentration)
        return np.where(evidence.precedents > 0, self.after.probability(log_odds(posterior)), prior)


@dataclass(frozen=True, slots=True)
class FittedHead:
    """A head, and the probability that it gave each row by trees that had not seen it and precedents before it."""

    head: Head
    held_out: Floats


def matrix_of(levels: tuple[str, ...], evidence: Evidence, numbers: Mapping[str, Floats]) -> Matrix:
    """What the trees look at: rate and support of each level, then the numbers."""
    columns = [evidence.rates[name] for name in levels]
    columns += [np.log1p(evidence.support[name]) for name in levels]
    columns += list(numbers.values())
    rows = len(evidence.precedents)
    return np.column_stack(columns).astype(np.float32) if columns else np.zeros((rows, 0), dtype=np.float32)


def fold_of(own: Codes, seed: int, folds: int = FOLDS) -> NDArray[np.int64]:
    """A fold for each row; precedents of one another are always in the same one."""
    chance = np.random.default_rng(seed)
    alone = np.flatnonzero(own < 0)
    fold = np.empty(len(own), dtype=np.int64)
    by_group = chance.permutation(int(own.max(initial=-1)) + 1) % folds
    fold[own >= 0] = by_group[own[own >= 0]]
    fold[alone] = chance.permutation(len(alone)) % folds
    return fold


def first_of_kind(own: Codes, days: Codes) -> NDArray[np.bool_]:
    """The first row of each set of precedents, and every row that has none: repeats would only be learned by heart."""
    order = np.lexsort((days, own))
    code = own[order]
    new = np.concatenate([[True], code[1:] != code[:-1]])[: len(own)] | (code < 0)
    first = np.zeros(len(own), dtype=np.bool_)
    first[order[new]] = True
    return first


@dataclass(frozen=True, slots=True)
class Look:
    """One way to look at the rows that are learned from, and the parts that the data is cut into for it."""

    matrix: Matrix
    fold: Codes


def fit_head(
    looks: Sequence[Look],
    outcome: Floats,
    evidence: Evidence,
    beside: FittedLine,
    *,
    first: NDArray[np.bool_],
    seed: int,
) -> FittedHead:
    """Fit trees to each look on first rows of a kind, then the precedents' worth and both curves on rows held out.

    The trees of all looks speak with one voice, their mean: at the very top of an ordering a single one errs by luck.
    How much the line ``beside`` them has to say is what serves first rows held out best.
    """
    trees: list[Folds] = [
        fit_folds(look.matrix, outcome, look.fold, objective="binary", seed=seed + _APART * place, train=first)
        for place, look in enumerate(looks)
    ]
    of_trees = np.mean([each.held_out for each in trees], axis=0)
    share = _share(of_trees[first], beside.held_out[first], outcome[first])
    held_out = (1 - share) * of_trees + share * beside.held_out
    alone = fit_curve(held_out[first], outcome[first])
    prior = alone.probability(held_out)
    count, hits = evidence.precedents, evidence.precedent_hits
    concentration = fit_concentration(prior, count, hits, outcome)
    has = count > 0
    posterior = log_odds(with_precedents(prior, count, hits, concentration))
    after = fit_curve(posterior[has], outcome[has]) if has.any() else Curve()
    texts = tuple(text for each in trees for text in each.texts)
    head = Head(texts, alone, concentration, after, beside.line if share else Line(), share)
    return FittedHead(head, np.where(has, after.probability(posterior), prior))


def _share(trees: Floats, line: Floats, outcome: Floats) -> float:
    """The line's share under which these outcomes are likeliest; what says nothing new gets none."""

    def loss(share: float) -> float:
        score = (1 - share) * trees + share * line
        return log_loss(fit_curve(score, outcome).probability(score), outcome)

    return min(_SHARES, key=loss)


_SHARES = (0.0, 0.2)
"""A line that says more than a fifth serves the whole of an ordering a little, and its very top less."""
