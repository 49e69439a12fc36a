"""One simulated season played by everyone, and kept, so that a long run can be stopped and gone on with.

What is kept is keyed by the text of all that bears on it: the rooms that make, watch and select, and these modules. A
change in any of them makes older seasons of no use, and they are played again.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

import darvoza
from benchmarks._selectors import Blind, ByColumn, ByImporter, Learning
from benchmarks._watching import watch
from darvoza.statistics import missed
from darvoza.training import FULL, Officers, Season, Selector, Truth, play, simulate

Played = dict[str, list[pl.DataFrame]]
"""For each who plays: the season a row a week, once for each time that it was played."""

WHOLE = "whole system"
UNEXPLORING = "whole system, not exploring"
TIMES = {WHOLE: 3, UNEXPLORING: 3}
"""How often a season is played, each time with other draws: the two that are compared most closely, more than once."""

_CONSIGNMENTS = 1_500
_ROOMS = (
    "codes",
    "consignment",
    "goods",
    "history",
    "parties",
    "risk",
    "selection",
    "signals",
    "statistics",
    "training",
)
_MODULES = ("_seasons.py", "_selectors.py", "_learning.py", "_watching.py")


def play_or_recall(seed: int, weeks: int) -> Played:
    """The season with this seed, from the cache if it was played before by the same code."""
    return recall(seed, weeks) or _keep(seed, weeks, played(seed, *simulate_season(seed, weeks)))


def simulate_season(seed: int, weeks: int) -> tuple[Season, Truth]:
    """Weeks of 1,500 consignments, with a change of regime when half of them are over."""
    return simulate(seed=seed, weeks=weeks, consignments=_CONSIGNMENTS, change=weeks // 2)


def played(seed: int, season: Season, truth: Truth) -> Played:
    """Everyone's season; that of the whole system with its estimated miss rates."""
    found: Played = {}
    for name, player in _players(season, truth).items():
        found[name] = []
        for time in range(TIMES.get(name, 1)):
            selector = player(seed + 1_000 * time)
            weekly = play(season, truth, selector)
            if name == WHOLE:
                assert isinstance(selector, Learning)  # noqa: S101 - just made
                weekly = weekly.hstack(_estimates(selector, season, truth))
            found[name].append(weekly)
    return found


def _players(season: Season, truth: Truth) -> dict[str, Callable[[int], Selector]]:
    watched = watch(season)

    def learning(**how: Any) -> Callable[[int], Selector]:  # noqa: ANN401 - the learner's own settings
        return lambda luck: Learning(luck, watched, harm_of=truth.harm, **how)

    return {
        WHOLE: learning(),
        UNEXPLORING: learning(exploratory_share=0.0),
        "model alone": learning(signs=False),
        "indicators alone": lambda luck: ByColumn(luck, watched.score),
        "importer history": lambda luck: ByImporter(luck, watched.importer),
        "stake only": lambda luck: ByColumn(luck, watched.stake),
        "random": Blind,
    }


def _estimates(selector: Learning, season: Season, truth: Truth) -> pl.DataFrame:
    """Each week's estimated miss rate with its interval, and the true one: of what full examinations would find."""
    officers = Officers(season.seed)
    found = []
    for chosen, stopped, breach in zip(selector.selections, selector.rows, selector.breach, strict=True):
        known = pl.DataFrame({"row": stopped, "breach": breach > 0})
        rows = chosen.join(known, on="row", how="left", maintain_order="left")
        estimate = missed(rows)
        present = rows["row"].to_numpy()
        there = officers.examine(truth, present, np.full(len(present), FULL)).breach
        by_risk = rows["by_risk"].fill_null(value=True).to_numpy()
        true = float((there & ~by_risk).sum() / max(there.sum(), 1))
        found.append((estimate.rate, estimate.rate_lower, estimate.rate_upper, true))
    names = ("miss_rate", "miss_lower", "miss_upper", "miss_true")
    return pl.DataFrame(found, schema=dict.fromkeys(names, pl.Float64), orient="row")


def recall(seed: int, weeks: int) -> Played | None:
    """The season with this seed, if this code has played it; None too where what was kept cannot be read."""
    try:
        kept = json.loads(_path(seed, weeks).read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    return {name: [pl.DataFrame(each) for each in times] for name, times in kept.items()}


def _keep(seed: int, weeks: int, season: Played) -> Played:
    path = _path(seed, weeks)
    path.parent.mkdir(parents=True, exist_ok=True)
    told = {name: [each.to_dict(as_series=False) for each in times] for name, times in season.items()}
    part = path.with_suffix(".part")
    part.write_text(json.dumps(told), encoding="utf-8")
    part.replace(path)  # whole or not at all, whenever the run is stopped
    return season


def _path(seed: int, weeks: int) -> Path:
    folder = os.environ.get("DARVOZA_CACHE") or str(Path(tempfile.gettempdir()) / "darvoza-cache")
    return Path(folder) / "seasons" / version() / f"{weeks}-weeks-seed-{seed}.json"


@cache
def version() -> str:
    """A short hash of all the code and data that a played season depends on, as they were when it was first asked."""
    package, here = Path(darvoza.__file__).parent, Path(__file__).parent
    files = [path for room in _ROOMS for path in (package / room).rglob("*") if path.is_file()]
    files = [path for path in files if "__pycache__" not in path.parts]
    told = hashlib.sha256()
    for path in sorted(files) + [here / name for name in _MODULES]:
        told.update(path.name.encode() + b"\0" + path.read_bytes())
    return told.hexdigest()[:16]
