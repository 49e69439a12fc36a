"""Item response: how hard items are and how able trainees, on one scale, so that cohorts can be compared.

The Rasch and the two-parameter logistic model, by marginal maximum likelihood (R. D. Bock and M. Aitkin, Psychometrika
46, 1981): ability is integrated out over a normal distribution, items are fitted by EM with weak priors that keep
small cohorts from running away. Scale: ability has mean 0 and spread 1 in the cohort, or, given planted difficulties,
lies on the scale they are planted on.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
import numpy as np

from darvoza.training.chance import Flags, Floats
from darvoza.training.scoring.score import Score

_POINTS: Final = 41
_REACH: Final = 5.0
_ROUNDS: Final = 60
_STEPS: Final = 4
_CLOSE: Final = 1e-4
_PRIOR_B: Final = 2.0
_PRIOR_LOG_A: Final = 0.35


class ItemFit(msgspec.Struct, frozen=True, kw_only=True):
    """How hard an item is (-3 easy to 3 hard), how sharply it tells the able from others, and how sure that is."""

    key: str
    difficulty: float
    error: float
    discrimination: float
    answered: int
    solved: int


class Ability(msgspec.Struct, frozen=True, kw_only=True):
    """How able a trainee showed to be, with its standard error; about 0 is usual, 1 is one spread above."""

    who: str
    ability: float
    error: float
    items: int


class Fitted(msgspec.Struct, frozen=True, kw_only=True):
    """Items and trainees of a cohort on one scale."""

    items: tuple[ItemFit, ...]
    trainees: tuple[Ability, ...]


def responses(scores: Sequence[Score]) -> tuple[list[str], list[str], Floats]:
    """Trainees, items and what each solved: 1, 0, or NaN where one did not have the item.

    Only things that should have been picked or answered are items; a lawful consignment stopped is none.
    """
    solved: dict[tuple[str, str], float] = {}
    for each in scores:
        for outcome in each.outcomes:
            if outcome.planted:
                key = f"{each.exercise}:{each.level}:{outcome.key}"
                solved[each.who, key] = float(outcome.right)
    people = list(dict.fromkeys(who for who, _ in solved))
    items = list(dict.fromkeys(key for _, key in solved))
    table = np.full((len(people), len(items)), np.nan)
    row = {who: place for place, who in enumerate(people)}
    column = {key: place for place, key in enumerate(items)}
    for (who, key), value in solved.items():
        table[row[who], column[key]] = value
    return people, items, table


def fit(
    people: Sequence[str],
    items: Sequence[str],
    table: Floats,
    *,
    sharp: bool = False,
    planted: Mapping[str, float] | None = None,
) -> Fitted:
    """Difficulties and abilities of a cohort; with ``sharp``, items differ in how sharply they tell (two parameters).

    ``planted`` are difficulties that items were made with: what is fitted is moved onto their scale.

    >>> fitted = fit(["a", "b"], ["easy", "hard"], np.array([[1.0, 0.0], [1.0, 1.0]]))
    >>> fitted.items[0].difficulty < fitted.items[1].difficulty
    True

    Raises:
        ValueError: the table is not of these people and items.
    """
    if table.shape != (len(people), len(items)):
        raise ValueError(f"a table of {table.shape} is not of {len(people)} trainees and {len(items)} items")
    theta = np.linspace(-_REACH, _REACH, _POINTS)
    prior = np.exp(-(theta**2) / 2)
    prior /= prior.sum()
    known, right = ~np.isnan(table), np.nan_to_num(table)
    b = _start(right, known)
    a = np.ones(len(items))
    for _ in range(_ROUNDS):
        before = b.copy()
        weight = _posterior(right, known, a, b, theta, prior)
        a, b = _items(right, known, weight, a, b, theta, sharp=sharp)
        if np.abs(b - before).max(initial=0) < _CLOSE:
            break
    weight = _posterior(right, known, a, b, theta, prior)
    able: Floats = np.asarray(weight @ theta)
    error = _spread(weight, theta, able)
    info = _information(known.astype(np.float64).T @ weight, a, b, theta)
    shared = [place for place, key in enumerate(items) if planted and key in planted]
    shift = float(np.mean([(planted or {})[items[place]] - b[place] for place in shared])) if shared else 0.0
    counted, solved = known.sum(axis=0), (right * known).sum(axis=0)
    return Fitted(
        items=tuple(
            ItemFit(
                key=key,
                difficulty=float(b[n] + shift),
                error=float(1 / np.sqrt(info[n] + _PRIOR_B**-2)),
                discrimination=float(a[n]),
                answered=int(counted[n]),
                solved=int(solved[n]),
            )
            for n, key in enumerate(items)
        ),
        trainees=tuple(
            Ability(who=who, ability=float(able[n] + shift), error=float(error[n]), items=int(known[n].sum()))
            for n, who in enumerate(people)
        ),
    )


def ability(solved: Mapping[str, bool], items: Sequence[ItemFit], *, who: str = "") -> Ability:
    """How able one trainee is on items whose difficulty is known from earlier cohorts; what is not known is left out.

    >>> hard = ItemFit(key="x", difficulty=1.0, error=0.1, discrimination=1.0, answered=99, solved=20)
    >>> ability({"x": True}, [hard]).ability > ability({"x": False}, [hard]).ability
    True
    """
    theta = np.linspace(-_REACH, _REACH, _POINTS)
    weight = np.exp(-(theta**2) / 2)
    count = 0
    for item in items:
        if item.key in solved:
            chance = _chance(theta, np.array([item.discrimination]), np.array([item.difficulty]))[:, 0]
            weight = weight * (chance if solved[item.key] else 1 - chance)
            count += 1
    weight /= weight.sum()
    mean = float(weight @ theta)
    spread = float(np.sqrt(max(float(weight @ theta**2) - mean**2, 0.0)))
    return Ability(who=who, ability=mean, error=spread, items=count)


def _spread(weight: Floats, theta: Floats, mean: Floats) -> Floats:
    """How far each trainee's ability may lie from its mean."""
    return np.asarray(np.sqrt(np.maximum(weight @ theta**2 - mean**2, 0)))


def _chance(theta: Floats, a: Floats, b: Floats) -> Floats:
    """How likely each item (columns) is solved at each ability (rows)."""
    return np.asarray(1 / (1 + np.exp(-np.clip(a * (theta[:, None] - b), -30, 30))))


def _start(right: Floats, known: Flags) -> Floats:
    share = ((right * known).sum(axis=0) + 0.5) / (known.sum(axis=0) + 1)
    return np.asarray(-np.log(share / (1 - share)))


def _posterior(  # the table, the items, and the points of ability
    right: Floats,
    known: Flags,
    a: Floats,
    b: Floats,
    theta: Floats,
    prior: Floats,
) -> Floats:
    """How likely each trainee (rows) has each ability (columns)."""
    chance = _chance(theta, a, b)
    log = (right * known) @ np.log(chance).T + ((1 - right) * known) @ np.log1p(-chance).T + np.log(prior)
    log -= log.max(axis=1, keepdims=True)
    weight = np.exp(log)
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))


def _items(  # as above
    right: Floats,
    known: Flags,
    weight: Floats,
    a: Floats,
    b: Floats,
    theta: Floats,
    *,
    sharp: bool,
) -> tuple[Floats, Floats]:
    """A few Newton steps on each item's difficulty, and on its sharpness if that is fitted."""
    there = known.astype(np.float64).T @ weight  # items by points: how many trainees of this ability had it
    solved = (right * known).T @ weight
    for _ in range(_STEPS):
        chance = _chance(theta, a, b).T
        off, spread = solved - there * chance, there * chance * (1 - chance)
        slope = -a * off.sum(axis=1) - b / _PRIOR_B**2
        curve = a**2 * spread.sum(axis=1) + _PRIOR_B**-2
        b = b + np.clip(slope / curve, -1, 1)
        if sharp:
            gap = theta[None, :] - b[:, None]
            slope = a * (off * gap).sum(axis=1) - np.log(a) / _PRIOR_LOG_A**2
            curve = a**2 * (spread * gap**2).sum(axis=1) + _PRIOR_LOG_A**-2
            a = a * np.exp(np.clip(slope / curve, -0.5, 0.5))
    return a, b


def _information(there: Floats, a: Floats, b: Floats, theta: Floats) -> Floats:
    chance = _chance(theta, a, b).T
    return np.asarray(a**2 * (there * chance * (1 - chance)).sum(axis=1))
