"""Gradient-boosted trees: LightGBM behind four functions, imported when first needed."""

from dataclasses import dataclass
from types import ModuleType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from darvoza.risk.model.counting import Floats

Matrix = NDArray[np.float32]

THREADS: Final = 1  # trees this small are built faster alone than by threads that wait for one another
_MOST_ROUNDS: Final = 80
_FEWEST_ROUNDS: Final = 10
_PARAMETERS: Final[dict[str, Any]] = {
    "num_leaves": 7,
    "learning_rate": 0.1,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 20.0,
    "max_bin": 63,
    "num_threads": THREADS,
    "deterministic": True,
    "force_col_wise": True,
    "verbose": -1,
}
"""Small trees, strongly regularised: what there is to learn beyond the rates is faint, and noise is plenty."""


class ModelNotInstalled(ImportError):  # noqa: N818 - it says what is the case
    """The learned model needs LightGBM, and it is not installed."""


def lightgbm() -> ModuleType:
    """The package, imported when first needed: not everyone fits or uses a model.

    Raises:
        ModelNotInstalled: the extra ``darvoza[model]`` is not installed.
    """
    try:
        import lightgbm as package  # noqa: PLC0415 - see above
    except ImportError as error:
        raise ModelNotInstalled(
            "The learned model needs LightGBM, which is not installed: pip install 'darvoza[model]'"
        ) from error
    return package


@dataclass(frozen=True, slots=True)
class Folds:
    """Trees fitted on all but one part of the rows each, and what they say of the part that they did not see.

    ``texts`` are the trees in LightGBM's own text format; ``held_out`` are raw scores (log-odds, or the number itself).
    """

    texts: tuple[str, ...]
    held_out: Floats


def fit_folds(
    matrix: Matrix, outcome: Floats, fold: NDArray[np.int64], *, objective: str, seed: int, train: NDArray[np.bool_]
) -> Folds:
    """Trees for each fold, as many as serve the rows that were held out best, averaged over folds.

    Only rows in ``train`` are learned from; all rows get the score of the trees that have not seen their fold.
    """
    package = lightgbm()
    leaf = int(np.clip(train.sum() / 200, 5, 60))
    parameters = {**_PARAMETERS, "objective": objective, "seed": seed, "min_data_in_leaf": leaf}
    if objective == "binary":
        parameters["metric"] = "binary_logloss"
    # Sorted into bins once for all folds: where bins begin is no outcome, so nothing held out is told of.
    rows = np.flatnonzero(train)
    part = fold[rows]
    data = package.Dataset(matrix[rows], outcome[rows], params=parameters).construct()
    boosters, weights = [], []
    for each in range(int(fold.max(initial=-1)) + 1):
        outside = part == each
        if outside.any() and not outside.all():
            learned, held = data.subset(np.flatnonzero(~outside)), data.subset(np.flatnonzero(outside))
            boosters.append((each, package.Booster(parameters, learned).add_valid(held, "held out")))
            weights.append(int(outside.sum()))
    rounds = _grow([booster for _, booster in boosters], weights)
    held_out = np.zeros(len(outcome))
    for each, booster in boosters:
        unseen = fold == each
        if unseen.any():
            held_out[unseen] = booster.predict(
                matrix[unseen], raw_score=True, num_iteration=rounds, num_threads=THREADS
            )
    return Folds(tuple(booster.model_to_string(num_iteration=rounds) for _, booster in boosters), held_out)


def _grow(boosters: list[Any], weights: list[int]) -> int:
    """Let all grow; the number of rounds that served the rows held out best."""
    best, rounds = np.inf, 0
    for grown in range(1, _MOST_ROUNDS + 1):
        for booster in boosters:
            booster.update()
        loss = float(np.average([booster.eval_valid()[0][2] for booster in boosters], weights=weights))
        if loss < best:
            best, rounds = loss, grown
    return max(_FEWEST_ROUNDS, rounds)


def contributions(texts: tuple[str, ...], matrix: Matrix) -> Floats:
    """What each column adds to the raw score of each row (TreeSHAP, by LightGBM); last comes the starting point.

    Raises:
        ModelNotInstalled: LightGBM is not installed.
    """
    package = lightgbm()
    total = np.zeros((len(matrix), matrix.shape[1] + 1))
    for text in texts if len(matrix) else ():
        total += package.Booster(model_str=text).predict(matrix, pred_contrib=True, num_threads=THREADS)
    return total / max(len(texts), 1)
