"""Fitting the model to what was found, in seconds, so that it can be done every week."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from darvoza.risk.model.boosting import fit_folds
from darvoza.risk.model.counting import Codes, Floats
from darvoza.risk.model.head import FittedHead, Look, first_of_kind, fit_head, fold_of, matrix_of
from darvoza.risk.model.levels import Level, levels_for
from darvoza.risk.model.line import fit_line
from darvoza.risk.model.memory import OWN, Evidence, Memory
from darvoza.risk.model.metrics import auc_with_error
from darvoza.risk.model.model import BREACH, CRITICAL, Model, Revenue
from darvoza.risk.model.numbers import Usual, number_names, numbers, stake, with_bands

FEWEST = 100
"""A model is not fitted to fewer examined consignments than this."""

_LOOKS = 2
_PARTS = 5
_APART = 1000  # seeds of cuts lie this far apart, those of calls next to one another
_FEWEST_BREACHES = 10
_FEWEST_AMOUNTS = 50
_TELLING = 2.0  # standard errors that a level's own history must order outcomes better than chance
_OBSERVED = {"id", "day"}


class TooFewFindingsError(ValueError):
    """There is too little to learn from."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted model, and for the rows it was fitted on what it said of each without having seen it.

    ``rows`` says which rows of the given ones were examined and so learned from; the rest is in their order.
    """

    model: Model
    rows: NDArray[np.int64]
    probability: Floats
    critical: Floats | None
    first: NDArray[np.bool_]


def fit(observed: pl.DataFrame, outcomes: pl.DataFrame, *, seed: int = 0) -> Fit:
    """Learn from consignments that were examined: ``observed`` as of :func:`observe`, ``outcomes`` row for row.

    ``outcomes`` has ``breach``, and if known ``critical``, ``revenue`` (the additional revenue) and ``inspected``;
    rows that were not inspected, or whose breach is missing, are not learned from. A row's precedents lie on earlier
    days (days that are missing count as the first); groups that it belongs to are told by other parts of the data.

    Raises:
        TooFewFindingsError: fewer than 100 examined rows, or fewer than ten breaches or non-breaches.
        ModelNotInstalled: LightGBM is not installed.
    """
    rows = _examined(outcomes)
    frame, found = with_bands(observed[rows]), outcomes[rows]
    breach = found["breach"].cast(pl.Float64).to_numpy()
    _check(breach)
    days = frame["day"].to_physical().fill_null(frame["day"].to_physical().min() or 0).to_numpy().astype(np.int64)
    given = {BREACH: breach, **_critical(found)}
    memory = Memory.of(frame, _levels(frame), given)
    placed = memory.place(frame)
    memory = _telling(memory, breach, placed, days)
    usual = Usual.of(frame)
    names = number_names(frame)
    values = numbers(frame, names, usual)
    first = first_of_kind(placed[OWN], days)
    heads: dict[str, FittedHead] = {}
    looks: dict[str, list[Look]] = {}
    for number, (name, outcome) in enumerate(given.items()):
        past = memory.past(placed, days, outcome, name, ())
        looks[name] = _looks(memory, placed, past, outcome, name, values, seed)
        sizes = {level.name: memory.size(level.name) for level in memory.levels}
        beside = fit_line(placed, sizes, outcome, looks[name][0].fold, train=first)
        heads[name] = fit_head(looks[name], outcome, past, beside, first=first, seed=seed + number)
    revenue = _revenue(found, breach, looks[BREACH][0], stake(frame, usual), seed)
    model = Model(
        memory=memory,
        numbers=names,
        usual=usual,
        heads={name: fitted.head for name, fitted in heads.items()},
        revenue=revenue,
        required=_required(frame),
    )
    critical = heads[CRITICAL].held_out if CRITICAL in heads else None
    return Fit(model, rows, heads[BREACH].held_out, critical, first)


def _looks(
    memory: Memory,
    placed: Mapping[str, Codes],
    past: Evidence,
    outcome: Floats,
    head: str,
    values: Mapping[str, Floats],
    seed: int,
) -> list[Look]:
    """The same rows several times, each time told by the other parts of a new cut of the data.

    What earlier days alone tell grows as they go by: trees that learned from it would trust a full memory too little.
    """
    levels = tuple(level.name for level in memory.rated)
    looks = []
    for place in range(_LOOKS):
        cut = seed + _APART * place
        part, fold = fold_of(placed[OWN], cut + 1, _PARTS), fold_of(placed[OWN], cut)
        evidence = memory.others(placed, part, past, outcome, head)
        looks.append(Look(matrix_of(levels, evidence, values), fold))
    return looks


def _examined(outcomes: pl.DataFrame) -> NDArray[np.int64]:
    known = pl.col("breach").is_not_null()
    if "inspected" in outcomes.columns:
        known &= pl.col("inspected").fill_null(value=False)
    return np.flatnonzero(outcomes.select(known).to_series().to_numpy())


def _check(breach: Floats) -> None:
    hits = int(breach.sum())
    if len(breach) < FEWEST or min(hits, len(breach) - hits) < _FEWEST_BREACHES:
        raise TooFewFindingsError(
            f"{len(breach)} examined consignments with {hits} breaches are too few to learn from: it takes {FEWEST}, "
            f"with at least {_FEWEST_BREACHES} breaches and as many without."
        )


def _critical(found: pl.DataFrame) -> dict[str, Floats]:
    if "critical" not in found.columns:
        return {}
    critical = found["critical"].fill_null(value=False).cast(pl.Float64).to_numpy()
    enough = _FEWEST_BREACHES <= critical.sum() <= len(critical) - _FEWEST_BREACHES
    return {CRITICAL: critical} if enough else {}


def _levels(frame: pl.DataFrame) -> tuple[Level, ...]:
    codes = tuple(name for name, dtype in frame.schema.items() if dtype == pl.String and name not in _OBSERVED)
    present = frozenset(name for name in frame.columns if frame[name].count() > 0)
    levels = levels_for(codes, present)
    names = {level.name for level in levels}
    return tuple(replace(level, parent=None) if level.parent not in names else level for level in levels)


def _telling(memory: Memory, breach: Floats, placed: Mapping[str, Codes], days: Codes) -> Memory:
    """Without the levels whose own past does not order outcomes better than chance would."""
    doubtful = [level for level in memory.levels if not level.always]
    past = memory.past(placed, days, breach, BREACH, doubtful)

    def tells(level: Level) -> bool:
        own = past.support[level.name] > 0
        auc, error = auc_with_error(breach[own], past.rates[level.name][own])
        return auc - 0.5 > _TELLING * error

    kept = [level for level in memory.levels if level.always or tells(level)]
    kept_names = {level.name for level in kept} | {OWN}
    return replace(
        memory,
        levels=tuple(replace(level, parent=None) if level.parent not in kept_names else level for level in kept),
        chains={name: chain for name, chain in memory.chains.items() if name in kept_names},
        counts={name: count for name, count in memory.counts.items() if name in kept_names},
        totals={
            head: {name: total for name, total in totals.items() if name in kept_names}
            for head, totals in memory.totals.items()
        },
        columns={
            name: column
            for name, column in memory.columns.items()
            if name in memory.precedent or any(name in level.columns for level in kept)
        },
    )


def _revenue(found: pl.DataFrame, breach: Floats, look: Look, staked: Floats, seed: int) -> Revenue:
    """Trees for the revenue of a breach, against the stake; robust: absolute errors of logarithms, the top trimmed."""
    if "revenue" not in found.columns:
        return Revenue()
    revenue = found["revenue"].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    known = (breach > 0) & np.isfinite(revenue) & (revenue >= 0)
    if known.sum() < _FEWEST_AMOUNTS:
        return Revenue()
    usual = (
        float(np.median(staked[np.isfinite(staked)])) if np.isfinite(staked).any() else float(np.median(revenue[known]))
    )
    basis = np.log1p(np.where(np.isfinite(staked), staked, usual))
    target = np.where(known, np.log1p(np.where(known, revenue, 0)) - basis, 0.0)
    trees = fit_folds(look.matrix, target, look.fold, objective="regression_l1", seed=seed, train=known)
    said = np.expm1(np.clip(basis + trees.held_out, 0, None))[known]
    top = np.quantile(revenue[known], 0.99)
    factor = float(np.minimum(revenue[known], top).sum() / max(said.sum(), 1e-9))
    return Revenue(trees.texts, float(np.clip(factor, 0.1, 10.0)), usual)


def _required(frame: pl.DataFrame) -> tuple[str, ...]:
    """Columns that a mapping gave beside the consignment: without them other rows cannot be scored the same way."""
    return tuple(name for name in ("hs6", "origin", "mass", "value") if name in frame.columns)
