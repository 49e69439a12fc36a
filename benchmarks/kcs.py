"""The learned model on public synthetic import declarations, beside a plain lookup and a plain LightGBM.

Data: Seondong/Customs-Declaration-Datasets (MIT), ``kcs_train.csv`` and ``kcs_valid.csv`` in the folder that ``--data``
names. Rows repeat some 17,000 source tuples, so two ways of splitting are reported: the publisher's, where most rows to
score repeat a row that was learned from, and five folds by tuple, where none does.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import lightgbm
import numpy as np
import polars as pl
from numpy.typing import NDArray

from darvoza.intake import Message, read_beside, shipped_mappings
from darvoza.risk.model import fit, observe
from darvoza.risk.model.calibrating import calibration_error
from darvoza.risk.model.metrics import auc, interval, precision_at, recall_at, top

TUPLE = ["hs6", "dispatch", "origin", "tax_rate", "tax_type", "mass"]
_FOLDS = 5
_SEEDS = (0, 1)
_STREAM_SEEDS = (0,)
_RATE = 0.10
_FIRST_WEEKS = 4

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


def run(arguments: Sequence[str] = ()) -> dict[str, object]:
    """Official split, grouped folds and weekly stream; ours are means over seeds, where several."""
    parser = argparse.ArgumentParser("kcs")
    parser.add_argument("--data", type=Path, help="folder with kcs_train.csv and kcs_valid.csv")
    folder = parser.parse_args(list(arguments)).data
    if folder is None:
        return {"left_out": "--data names the folder with kcs_train.csv and kcs_valid.csv"}
    train, valid = (_load(folder / f"kcs_{part}.csv") for part in ("train", "valid"))
    both = pl.concat([train, valid])
    told: dict[str, object] = {
        "rows": {"train": train.height, "valid": valid.height, "tuples": int(_groups(both).max()) + 1}
    }
    parts: dict[str, Callable[[], object]] = {
        "official": lambda: _official(both, np.arange(train.height), np.arange(train.height, both.height)),
        "speed": lambda: _speed(train),
        "grouped": lambda: _grouped(both),
        "stream": lambda: _stream(both),
    }
    for name, part in parts.items():
        told[name] = part()
        _progress(f"{name}: {told[name]}")
    return told


def _progress(said: str) -> None:
    """Minutes pass before all is printed: what is done is told at once, beside the result."""
    print(said, file=sys.stderr, flush=True)


def _load(path: Path) -> pl.DataFrame:
    mapping = next(each for each in shipped_mappings() if each.name == "kcs-declarations")
    beside = read_beside(Message.of(str(path), path.read_bytes()), mapping)
    return observe(beside.batch, beside.features).hstack(beside.outcomes)


def _groups(frame: pl.DataFrame) -> Rows:
    return frame.select(pl.struct(TUPLE).rank("dense") - 1).to_series().cast(pl.Int64).to_numpy()


def _truth(frame: pl.DataFrame, name: str) -> Floats:
    return frame[name].cast(pl.Float64).to_numpy()


def _ours(frame: pl.DataFrame, learn: Rows, score: Rows, seed: int) -> tuple[Floats, Floats]:
    outcomes = [name for name in ("breach", "critical") if name in frame.columns]
    features = frame.drop(outcomes)
    fitted = fit(features[learn], frame[learn].select(outcomes), seed=seed).model.score(features[score])
    return fitted["probability"].to_numpy(), fitted["critical_probability"].fill_null(0.0).to_numpy()


def _lookup(frame: pl.DataFrame, learn: Rows, score: Rows, _seed: int) -> tuple[Floats, Floats]:
    """The smoothed rate of the same tuple, else of the HS code; the overall rate where neither was seen."""
    known, asked = frame[learn], frame[score].select("hs6", *TUPLE[1:])
    found = []
    for outcome in ("breach", "critical"):
        overall = float(_truth(known, outcome).mean())
        value = pl.lit(overall)
        for keys in (["hs6"], TUPLE):
            rate = (pl.col(outcome).sum() + 2 * overall) / (pl.len() + 2)
            rates = known.group_by(keys).agg(rate.alias("rate"))
            asked = asked.join(rates, on=keys, how="left", maintain_order="left", nulls_equal=True)
            value = (
                pl.coalesce(pl.col("rate"), value) if keys == ["hs6"] else pl.coalesce(pl.col("rate"), pl.col("wide"))
            )
            asked = asked.with_columns(value.alias("wide")).drop("rate")
        found.append(asked["wide"].to_numpy())
        asked = asked.drop("wide")
    return found[0], found[1]


def _plain(frame: pl.DataFrame, learn: Rows, score: Rows, seed: int) -> tuple[Floats, Floats]:
    """LightGBM on all columns, codes numbered, as published baselines do."""
    columns = [name for name in frame.columns if name not in {"id", "day", "breach", "critical", "items", "packages"}]
    coded = frame.select(
        pl.col(name).rank("dense").cast(pl.Float64) if frame.schema[name] == pl.String else pl.col(name)
        for name in columns
    ).to_numpy()
    parameters = {"objective": "binary", "num_leaves": 63, "learning_rate": 0.05, "feature_fraction": 0.6}
    parameters |= {"seed": seed, "num_threads": 1, "verbose": -1}
    found = []
    for outcome in ("breach", "critical"):
        data = lightgbm.Dataset(coded[learn], _truth(frame, outcome)[learn])
        found.append(
            np.asarray(lightgbm.train(parameters, data, 200 if outcome == "breach" else 100).predict(coded[score]))
        )
    return found[0], found[1]


_METHODS = {"ours": _ours, "plain lookup": _lookup, "plain LightGBM": _plain}


def _official(frame: pl.DataFrame, learn: Rows, score: Rows) -> dict[str, object]:
    breach, critical = _truth(frame, "breach")[score], _truth(frame, "critical")[score]
    groups = _groups(frame)
    seen = np.isin(groups[score], groups[learn])
    told: dict[str, object] = {"share_of_tuples_seen": round(float(seen.mean()), 4)}
    for name, method in _METHODS.items():
        runs = [method(frame, learn, score, seed) for seed in (_SEEDS if name == "ours" else _SEEDS[:1])]
        found = [
            {
                **_figures(breach, said),
                "auc_unseen": auc(breach[~seen], said[~seen]),
                "calibration_error": calibration_error(said, breach),
                "critical_auc": auc(critical, sure),
                "critical_recall_1": recall_at(0.01)(critical, sure),
                "critical_recall_5": recall_at(0.05)(critical, sure),
            }
            for said, sure in runs
        ]
        told[name] = {**_mean(found), "auc_interval": _interval(auc, breach, runs[0][0], groups[score])}
        told[name] |= {
            "critical_recall_1_interval": _interval(recall_at(0.01), critical, runs[0][1], groups[score]),
        }
    return told


def _grouped(frame: pl.DataFrame) -> dict[str, object]:
    """Five folds by tuple, drawn anew for each seed; every row is scored by a model that never saw its tuple."""
    breach, groups = _truth(frame, "breach"), _groups(frame)
    told: dict[str, object] = {}
    for name, method in _METHODS.items():
        found, said = [], np.zeros(frame.height)
        for seed in _SEEDS if name == "ours" else _SEEDS[:1]:
            fold = np.random.default_rng(seed).permutation(int(groups.max()) + 1)[groups] % _FOLDS
            said = np.zeros(frame.height)
            for each in range(_FOLDS):
                learn, score = np.flatnonzero(fold != each), np.flatnonzero(fold == each)
                said[score] = method(frame.drop("critical") if name == "ours" else frame, learn, score, seed)[0]
                _progress(f"grouped, {name}, seed {seed}: fold {each + 1} of {_FOLDS}")
            found.append({**_figures(breach, said), "calibration_error": calibration_error(said, breach)})
        told[name] = {
            **_mean(found),
            "auc_interval": _interval(auc, breach, said, groups),
            "precision_1_interval": _interval(precision_at(0.01), breach, said, groups),
            "precision_5_interval": _interval(precision_at(0.05), breach, said, groups),
            "precision_10_interval": _interval(precision_at(0.10), breach, said, groups),
        }
    return told


def _stream(frame: pl.DataFrame) -> dict[str, object]:
    """One declaration of each tuple, week by week: outcomes are known only of those that were chosen.

    Everything is examined in the first four weeks; then the share falls by ten points a week to one in ten. Precision
    is over that of an examiner who knows all, in the weeks at one in ten (the protocol of Customs-Fraud-Detection).
    """
    once = frame.sort("day", maintain_order=True).unique(TUPLE, keep="first", maintain_order=True)
    week = ((once["day"] - once["day"].min()).dt.total_days() // 7).to_numpy()  # type: ignore[operator] # dates subtract
    breach = _truth(once, "breach")
    per_seed = []
    for seed in _STREAM_SEEDS:
        known = week < _FIRST_WEEKS
        normalised = []
        for now in range(_FIRST_WEEKS, int(week.max()) + 1):
            rows = np.flatnonzero(week == now)
            share = max(_RATE, 1 - 0.1 * (now - _FIRST_WEEKS + 1))
            count = int(len(rows) * share)
            if len(rows) < 30:
                continue
            said = _ours(once.drop("critical"), np.flatnonzero(known), rows, seed)[0]
            chosen = rows[top(said, count / len(rows))]
            known[chosen] = True
            if share == _RATE:
                normalised.append(breach[chosen].mean() / min(breach[rows].sum() / count, 1))
        per_seed.append(normalised)
    weeks = np.mean(per_seed, axis=0)
    error = float(weeks.std(ddof=1) / len(weeks) ** 0.5)
    mean = float(weeks.mean())
    return {
        "weeks": len(weeks),
        "normalised_precision": round(mean, 4),
        "interval": [round(mean - 1.96 * error, 4), round(mean + 1.96 * error, 4)],
        "at_random": round(float(breach.mean()), 4),
    }


def _speed(frame: pl.DataFrame) -> dict[str, float]:
    """CPU seconds of one fit, and rows scored in a CPU second."""
    outcomes = ["breach", "critical"]
    features = frame.drop(outcomes)
    begun = time.process_time()
    model = fit(features, frame.select(outcomes)).model
    fitted = time.process_time() - begun
    model.score(features.head(10))  # reads the trees
    many = pl.concat([features] * 3)
    begun = time.process_time()
    model.score(many)
    scored = time.process_time() - begun
    return {"fit_rows": frame.height, "fit_cpu_s": round(fitted, 2), "scored_rows_a_cpu_s": round(many.height / scored)}


def _figures(breach: Floats, said: Floats) -> dict[str, float]:
    shares = {"precision_1": 0.01, "precision_5": 0.05, "precision_10": 0.10}
    return {"auc": auc(breach, said), **{name: precision_at(share)(breach, said) for name, share in shares.items()}}


def _mean(found: list[dict[str, float]]) -> dict[str, float]:
    return {name: round(float(np.mean([each[name] for each in found])), 4) for name in found[0]}


def _interval(measure: object, outcome: Floats, said: Floats, groups: Rows) -> list[float]:
    return [round(each, 4) for each in interval(measure, outcome, said, groups)]  # type: ignore[arg-type] # a Measure
