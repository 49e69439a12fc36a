"""A straight line beside the trees: what each group by itself adds to the log-odds, every group held back alike.

Trees see the rates of groups and cut them; a line knows each group by its own name and so can say something of the
finest ones. The two err differently, and together they order better than either (D. Wolpert, Neural Networks 5, 1992).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from darvoza.risk.model.calibrating import chance, log_odds
from darvoza.risk.model.counting import Codes, Floats, at

HELD_BACK: Final = 30.0
"""How strongly a group is held to adding nothing: where one in five is in breach, 190 examinations count for half."""

_ROUNDS: Final = 40
_SETTLED: Final = 0.01  # log-odds, of which a fifth is heard
_FEWEST: Final = 2


@dataclass(frozen=True, slots=True)
class Line:
    """What each group of each level adds to the log-odds, and where they start. Groups never seen add nothing."""

    start: float = 0.0
    added: dict[str, Floats] = field(default_factory=dict)

    def parts(self, placed: Mapping[str, Codes], rows: int) -> Floats:
        """What each level adds to each row's log-odds: a column for each, in the order of ``added``."""
        return np.column_stack([np.zeros((rows, 0)), *(at(table, placed[name]) for name, table in self.added.items())])

    def score(self, placed: Mapping[str, Codes], rows: int) -> Floats:
        """The log-odds of each row."""
        total = np.full(rows, self.start)
        for name, table in self.added.items():
            total += at(table, placed[name])
        return total


@dataclass(frozen=True, slots=True)
class FittedLine:
    """The mean of lines fitted to all but one part of the rows each, and what they say of the part left out."""

    line: Line
    held_out: Floats


def fit_line(
    placed: Mapping[str, Codes],
    sizes: Mapping[str, int],
    outcome: Floats,
    fold: Codes,
    *,
    train: NDArray[np.bool_],
) -> FittedLine:
    """Lines for each fold, from the rows in ``train``; every row is scored by the line that has not seen its fold."""
    names = tuple(sizes)
    parts: list[Line] = []
    held_out = np.zeros(len(outcome))
    for each in range(int(fold.max(initial=-1)) + 1):
        inside = fold == each
        line = _fitted(names, placed, sizes, outcome, np.flatnonzero(train & ~inside))
        held_out[inside] = line.score({name: placed[name][inside] for name in names}, int(inside.sum()))
        parts.append(line)
    return FittedLine(_mean(parts), held_out)


def _mean(lines: Sequence[Line]) -> Line:
    if not lines:
        return Line()
    names = lines[0].added
    added = {name: np.mean([line.added[name] for line in lines], axis=0) for name in names}
    return Line(
        float(np.mean([line.start for line in lines])), {name: np.asarray(table) for name, table in added.items()}
    )


def _fitted(
    names: Sequence[str], placed: Mapping[str, Codes], sizes: Mapping[str, int], outcome: Floats, rows: Codes
) -> Line:
    """A logistic regression on the groups that these rows belong to, held back (S. le Cessie and others, 1992).

    Groups of one level have no rows in common, so each level in turn takes a Newton step for all its groups at once.
    """
    found = outcome[rows]
    start = float(log_odds(np.array([(found.sum() + 0.5) / (len(found) + 1)]))[0])
    levels = [_Step.of(placed[name][rows], sizes[name]) for name in names]
    score = np.full(len(rows), start)
    for _ in range(_ROUNDS):
        furthest = 0.0
        for level in levels:
            furthest = max(furthest, level.take(score, found))
        said = chance(score)
        step = float((found - said).sum() / max((said * (1 - said)).sum(), 1e-9))
        start, score = start + step, score + step
        if max(furthest, abs(step)) < _SETTLED:
            break
    return Line(start, {name: level.added for name, level in zip(names, levels, strict=True)})


@dataclass(frozen=True, slots=True)
class _Step:
    """One level while its groups' parts are being found: each row's group, and which groups have rows enough."""

    code: Codes
    often: NDArray[np.bool_]
    added: Floats

    @classmethod
    def of(cls, code: Codes, size: int) -> "_Step":
        return cls(code, np.bincount(code, minlength=size) >= _FEWEST, np.zeros(size))

    def take(self, score: Floats, found: Floats) -> float:
        """One step, by which ``score`` moves too; how far the furthest group went."""
        return float(_step(self.code, score, found, self.added, self.often, HELD_BACK))


# Compiled to machine code, which neither sees type hints nor is seen by coverage.
@njit(cache=True, nogil=True)
def _step(code, score, found, added, often, held_back):  # type: ignore[no-untyped-def] # pragma: no cover - compiled # noqa: ANN001, ANN202 - see above
    """One Newton step for the groups of one level: ``added`` and ``score`` move, and the furthest step comes back."""
    step, spread = np.zeros(len(added)), np.zeros(len(added))
    for row in range(len(code)):
        said = 1 / (1 + np.exp(-score[row]))
        step[code[row]] += found[row] - said
        spread[code[row]] += said * (1 - said)
    furthest = 0.0
    for group in range(len(added)):
        step[group] = (step[group] - held_back * added[group]) / (spread[group] + held_back) if often[group] else 0.0
        added[group] += step[group]
        furthest = max(furthest, abs(step[group]))
    for row in range(len(code)):
        score[row] += step[code[row]]
    return furthest
