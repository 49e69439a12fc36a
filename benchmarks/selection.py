"""Whether the whole system selects better than what it has to beat, over simulated seasons with a change of regime.

Each season has 26 weeks of 1,500 consignments, of which one in fifty is a scheme and one in twenty can be examined; in
week 13 most networks give up and others begin, with other schemes and less to show. Everyone plays the same season;
networks react to whoever catches them. Seeds are independent, so intervals are Student's over seeds, of paired
differences.

A season takes a minute of processor time to make and to watch, and another to play. Both are kept in the folder that
``DARVOZA_CACHE`` names, so that a run that was stopped goes on where it was, and worlds serve any way to select.
``--world`` names another world than the usual one, in which conditions differ that may decide whether exploring pays;
only one who explores and one who does not play there. Further options: ``--seeds 20`` or ``--seeds 3-7``,
``--weeks 26``, ``--workers 1``, and ``--kept``, which plays none and sums up those that are there.
"""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context

import numpy as np
import polars as pl
from scipy import stats

from benchmarks._seasons import (
    AGAIN,
    LAWFUL,
    LAWFUL_UNEXPLORING,
    TOLD,
    UNEXPLORING,
    WHOLE,
    Played,
    play_or_recall,
    recall,
    version,
)
from benchmarks._worlds import WORLDS

_WHAT = {
    "harm found": ("harm_found", "harm"),
    "breaches found": ("found", "breaches"),
    "hit rate": ("found", "stopped"),
    "duty found": ("duty_found", "duty"),
    "silent found": ("silent_found", "silent"),
}
Shares = dict[str, float]


def _shares(times: list[pl.DataFrame], since: int = 0) -> Shares:
    """What was found of what there was, the mean of the times that a season was played."""
    found: list[Shares] = []
    for weekly in times:
        total = weekly.filter(pl.col("week") >= since).select(pl.selectors.numeric().sum()).row(0, named=True)
        shares = {name: total[part] / max(total[whole], 1e-9) for name, (part, whole) in _WHAT.items()}
        found.append({**shares, "lawful untouched": 1 - total["lawful_stopped"] / max(total["lawful"], 1)})
    return {name: float(np.mean([each[name] for each in found])) for name in found[0]}


def _interval(values: Sequence[float]) -> list[float | None]:
    """The mean and its interval over seeds (Student's, 95 %); no interval from one."""
    mean = float(np.mean(values))
    if len(values) < 2:
        return [round(mean, 4), None, None]
    half = float(stats.t.ppf(0.975, len(values) - 1) * np.std(values, ddof=1) / np.sqrt(len(values)))
    return [round(mean, 4), round(mean - half, 4), round(mean + half, 4)]


def _ahead(seasons: list[Played], other: str, what: str, since: int = 0, who: str = WHOLE) -> list[float | None]:
    pairs = [(_shares(each[who], since), _shares(each[other], since)) for each in seasons]
    return _interval([mine[what] - theirs[what] for mine, theirs in pairs])


def summary(seasons: list[Played], weeks: int) -> dict[str, object]:
    """Everyone's figures as ``[mean, lower, upper]`` over seeds, and by how much the whole system is ahead."""
    names = list(seasons[0])
    others = [name for name in names if name not in {WHOLE, UNEXPLORING, TOLD, LAWFUL, LAWFUL_UNEXPLORING}]
    shares = {name: [_shares(each[name]) for each in seasons] for name in names}
    found = ("harm found", "breaches found", "silent found")
    return {
        "seasons": {
            name: {what: _interval([each[what] for each in told]) for what in told[0]} for name, told in shares.items()
        },
        "whole system ahead, harm found": {other: _ahead(seasons, other, "harm found") for other in others},
        "whole system ahead, breaches found": {other: _ahead(seasons, other, "breaches found") for other in others},
        "exploring ahead": {what: _ahead(seasons, UNEXPLORING, what) for what in found},
        "exploring ahead, after the change": {what: _ahead(seasons, UNEXPLORING, what, weeks // 2) for what in found},
        "told of four a week ahead of not exploring": {
            what: _ahead(seasons, UNEXPLORING, what, who=TOLD) for what in found
        },
        "where released are taken for lawful, exploring ahead": {
            what: _ahead(seasons, LAWFUL_UNEXPLORING, what, who=LAWFUL) for what in found
        },
        "where released are taken for lawful, exploring ahead, after the change": {
            what: _ahead(seasons, LAWFUL_UNEXPLORING, what, weeks // 2, LAWFUL) for what in found
        },
        "taking released for lawful ahead, none exploring": {
            what: _ahead(seasons, UNEXPLORING, what, who=LAWFUL_UNEXPLORING) for what in found
        },
        "miss rate": _miss_rate(seasons),
    }


def exploring(seasons: list[Played], weeks: int) -> dict[str, object]:
    """By how much exploring who comes again is ahead of not exploring, in all and after the change of regime."""
    names = ("harm found", "breaches found", "silent found")
    shares = {name: [_shares(each[name]) for each in seasons] for name in seasons[0]}
    return {
        "seasons": {
            name: {what: _interval([each[what] for each in told]) for what in names} for name, told in shares.items()
        },
        "exploring ahead": {what: _ahead(seasons, UNEXPLORING, what, who=AGAIN) for what in names},
        "exploring ahead, after the change": {
            what: _ahead(seasons, UNEXPLORING, what, weeks // 2, who=AGAIN) for what in names
        },
    }


def _miss_rate(seasons: list[Played]) -> dict[str, object]:
    """In which share of weeks each interval of the estimated miss rate holds the true one, and how wide it is."""
    of_seed = [pl.concat(each[WHOLE]) for each in seasons]
    true = [each["miss_true"].mean() for each in of_seed]
    kinds = {"from all weeks so far": "miss", "by design alone": "design", "from the week alone": "alone"}
    return {
        "weeks": sum(each.height for each in of_seed),
        "true": _interval([float(each) for each in true if isinstance(each, float)]),
        **{name: _held(of_seed, kind) for name, kind in kinds.items()},
    }


def _held(of_seed: list[pl.DataFrame], kind: str) -> dict[str, object]:
    lower, upper, true = pl.col(f"{kind}_lower"), pl.col(f"{kind}_upper"), pl.col("miss_true")
    covered = true.is_between(lower - 1e-9, upper + 1e-9).mean().alias("covered")
    settled = pl.col("week") >= pl.col("week").max().clip(upper_bound=_SETTLED)
    later = (upper - lower).filter(settled).mean().alias("later")
    told = [each.select(covered, later, width=(upper - lower).mean()).row(0, named=True) for each in of_seed]
    return {
        "covered": _interval([each["covered"] for each in told]),
        "fewest covered in a season": round(min(each["covered"] for each in told), 4),
        "mean width": _interval([each["width"] for each in told]),
        f"mean width from week {_SETTLED} on": _interval([each["later"] for each in told]),
    }


_SETTLED = 4


def _seeds(told: str) -> list[int]:
    first, _, last = told.rpartition("-")
    return list(range(int(first or 1), int(last) + 1))


def _all(seeds: list[int], weeks: int, workers: int, kind: str) -> dict[int, Played]:
    """All seasons, told of on the error stream as they are finished."""
    os.environ.setdefault("POLARS_MAX_THREADS", "1")  # the frames are small: more threads cost more than they bring
    found: dict[int, Played] = {}
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        waiting = {pool.submit(play_or_recall, seed, weeks, kind): seed for seed in seeds}
        for done in as_completed(waiting):
            found[waiting[done]] = done.result()
            harm = _shares(found[waiting[done]][UNEXPLORING])["harm found"]
            print(f"seed {waiting[done]}: {harm:.3f} of the harm found without exploring", file=sys.stderr, flush=True)
    return found


def run(options: list[str] | None = None) -> dict[str, object]:
    """The seasons that are asked for, and what they show."""
    asked = argparse.ArgumentParser(prog="benchmarks selection")
    asked.add_argument("--seeds", type=_seeds, default=_seeds("20"), help="how many, or from which to which")
    asked.add_argument("--weeks", type=int, default=26)
    asked.add_argument("--workers", type=int, default=1)
    asked.add_argument("--world", choices=sorted(WORLDS), default="usual", help="which world is played in")
    asked.add_argument("--kept", action="store_true", help="play none, sum up those that are kept")
    given = asked.parse_args(options or [])
    started = time.perf_counter()
    if given.kept:
        kept = {seed: recall(seed, given.weeks, given.world) for seed in given.seeds}
        seasons = {seed: season for seed, season in kept.items() if season is not None}
    else:
        seasons = _all(given.seeds, given.weeks, given.workers, given.world)
    told: dict[str, object] = {"code": version(), "world": given.world, "seeds": sorted(seasons), "weeks": given.weeks}
    if not seasons:
        return told
    summed = summary if given.world == "usual" else exploring
    ordered = [seasons[seed] for seed in sorted(seasons)]
    return {**told, "seasons_s": round(time.perf_counter() - started), **summed(ordered, given.weeks)}
