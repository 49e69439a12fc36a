"""Whether the whole system selects better than what it has to beat, over simulated seasons with a change of regime.

Each season has 26 weeks of 1,500 consignments, of which one in fifty is a scheme and one in twenty can be examined; in
week 13 most networks give up and others begin, with other schemes and less to show. Everyone plays the same season;
networks react to whoever catches them. Seeds are independent, so intervals are Student's over seeds, of paired
differences. ``DARVOZA_SEEDS`` gives another number of seeds than 20, ``DARVOZA_WEEKS`` of weeks than 26.
"""

import os
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from typing import Any

import numpy as np
import polars as pl
from scipy import stats

from benchmarks._selectors import Blind, ByColumn, ByImporter, Learning
from benchmarks._watching import watch
from darvoza.statistics import missed
from darvoza.training import FULL, Officers, Season, Selector, Stops, Truth, play, simulate

_SEEDS = int(os.environ.get("DARVOZA_SEEDS", "20"))
_WEEKS = int(os.environ.get("DARVOZA_WEEKS", "26"))
_WORKERS = min(os.cpu_count() or 1, 2)
WHOLE = "whole system"
UNEXPLORING = "whole system, not exploring"


def _players(seed: int, season: Season, truth: Truth) -> dict[str, Selector]:
    watched = watch(season)

    def learning(**how: Any) -> Learning:  # noqa: ANN401 - the learner's own settings
        return Learning(seed, watched, harm_of=truth.harm, **how)

    return {
        WHOLE: learning(),
        UNEXPLORING: learning(exploratory_share=0.0),
        "model alone": learning(signs=False),
        "indicators alone": ByColumn(seed, watched.score),
        "importer history": ByImporter(seed, watched.importer),
        "stake only": ByColumn(seed, watched.stake),
        "random": Blind(seed),
    }


def one(seed: int, weeks: int = _WEEKS, consignments: int = 1_500) -> dict[str, pl.DataFrame]:
    """Everyone's season with this seed, a row a week; that of the whole system with its estimated miss rates."""
    season, truth = simulate(seed=seed, weeks=weeks, consignments=consignments, change=weeks // 2)
    played: dict[str, pl.DataFrame] = {}
    for name, selector in _players(seed, season, truth).items():
        estimates: list[dict[str, float]] = []
        presents: list[np.ndarray] = []

        def note(week: int, present: np.ndarray, stops: Stops, kept: list[np.ndarray] = presents) -> None:  # noqa: ARG001 - as play tells
            kept.append(present)

        weekly = play(season, truth, selector, watch=note)
        if name == WHOLE:
            assert isinstance(selector, Learning)  # noqa: S101 - just made
            officers = Officers(season.seed)
            for chosen, stopped, breach in zip(selector.selections, selector.rows, selector.breach, strict=True):
                estimates.append(_estimate(chosen, stopped, breach, officers, truth))
            weekly = weekly.hstack(pl.DataFrame(estimates))
        played[name] = weekly
    return played


def _estimate(
    chosen: pl.DataFrame, stopped: np.ndarray, breach: np.ndarray, officers: Officers, truth: Truth
) -> dict[str, float]:
    """The estimated miss rate of a week with its interval, and the true one: of what full examinations would find."""
    known = pl.DataFrame({"row": stopped, "breach": breach > 0})
    rows = chosen.join(known, on="row", how="left", maintain_order="left")
    estimate = missed(rows)
    present = rows["row"].to_numpy()
    there = officers.examine(truth, present, np.full(len(present), FULL)).breach
    by_risk = rows["by_risk"].fill_null(value=True).to_numpy()
    return {
        "miss_rate": estimate.rate if estimate.rate is not None else float("nan"),
        "miss_lower": estimate.rate_lower,
        "miss_upper": estimate.rate_upper,
        "miss_true": float((there & ~by_risk).sum() / max(there.sum(), 1)),
    }


def _shares(weekly: pl.DataFrame, since: int = 0) -> dict[str, float]:
    total = weekly.filter(pl.col("week") >= since).sum().row(0, named=True)
    return {
        "harm found": total["harm_found"] / max(total["harm"], 1e-9),
        "breaches found": total["found"] / max(total["breaches"], 1),
        "hit rate": total["found"] / max(total["stopped"], 1),
        "duty found": total["duty_found"] / max(total["duty"], 1e-9),
        "silent found": total["silent_found"] / max(total["silent"], 1),
        "lawful untouched": 1 - total["lawful_stopped"] / max(total["lawful"], 1),
    }


def _interval(values: list[float]) -> list[float]:
    """The mean and its interval over seeds (Student's, 95 %)."""
    mean = float(np.mean(values))
    half = float(stats.t.ppf(0.975, len(values) - 1) * np.std(values, ddof=1) / np.sqrt(len(values)))
    return [round(mean, 4), round(mean - half, 4), round(mean + half, 4)]


def _summary(seasons: list[dict[str, pl.DataFrame]], weeks: int) -> dict[str, object]:
    names = list(seasons[0])
    shares = {name: [_shares(each[name]) for each in seasons] for name in names}
    late = {name: [_shares(each[name], weeks // 2) for each in seasons] for name in names}

    def ahead(table: dict[str, list[dict[str, float]]], other: str, what: str) -> list[float]:
        pairs = zip(table[WHOLE], table[other], strict=True)
        return _interval([mine[what] - theirs[what] for mine, theirs in pairs])

    others = [name for name in names if name not in {WHOLE, UNEXPLORING}]
    weekly = pl.concat([each[WHOLE].select("miss_lower", "miss_upper", "miss_true") for each in seasons])
    covered = weekly.select(pl.col("miss_true").is_between(pl.col("miss_lower") - 1e-9, pl.col("miss_upper") + 1e-9))
    return {
        "seasons": {
            name: {what: _interval([each[what] for each in shares[name]]) for what in shares[name][0]} for name in names
        },
        "whole system ahead, harm found": {other: ahead(shares, other, "harm found") for other in others},
        "whole system ahead, breaches found": {other: ahead(shares, other, "breaches found") for other in others},
        "exploration after the change": {
            what: ahead(late, UNEXPLORING, what) for what in ("harm found", "breaches found", "silent found")
        },
        "miss rate": {
            "weeks": weekly.height,
            "covered": round(float(covered.to_series().mean() or 0.0), 4),
            "mean width": round(float((weekly["miss_upper"] - weekly["miss_lower"]).mean() or 0.0), 3),
        },
    }


def run() -> dict[str, object]:
    """All seasons, shared among two processes."""
    started = time.perf_counter()
    with ProcessPoolExecutor(_WORKERS, mp_context=get_context("spawn")) as pool:
        waiting = [pool.submit(one, seed) for seed in range(1, _SEEDS + 1)]
        seasons = [done.result() for done in as_completed(waiting)]
    return {"seeds": _SEEDS, "seasons_s": round(time.perf_counter() - started), **_summary(seasons, _WEEKS)}
