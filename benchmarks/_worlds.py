"""A simulated season as players need it, made and watched once and kept: what comes does not depend on who plays.

What networks react with is made beforehand too, plan by plan. So making a season and watching it, a minute of processor
time, is done once for everyone who plays it, and once for all runs of the same code. What is kept are columns only.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

import darvoza
from benchmarks._watching import Watched, watch
from darvoza.consignment import ConsignmentBatch
from darvoza.training import Conduct, Season, Truth, simulate

CONSIGNMENTS = 1_500
_LASTING = Conduct(front_weeks=52, adapts=(0.0, 0.0))
WORLDS = {
    "usual": Conduct(),
    "lasting": _LASTING,
    "unseen": replace(_LASTING, show_nothing="late"),
    "hidden": replace(_LASTING, show_nothing="all", loners=0.5, look_alikes=5.0),
    "busy": replace(_LASTING, show_nothing="all", loners=0.5, look_alikes=5.0, busy=2.5),
}
"""The usual world, and others in which, each time, one condition more speaks for exploring. ``lasting``: networks pay
when they are caught, and go on behind the same companies. ``unseen``: those that come with the change of regime show
no sign. ``hidden``: no network ever does, among more lawful trade of the same kind, while half of all schemes are of
those who try once, as visible as usual. ``busy``: the same with fewer networks, each of which sends more."""
Columns = dict[str, NDArray[Any]]
_COLUMNS = ("breach", "typology", "harm", "duty", "hard", "silent", "luck", "adapts")
_ROOMS = ("codes", "consignment", "goods", "history", "parties", "risk", "signals", "training")
_ALSO = ("selection/techniques.py", "selection/data/harm.yaml", "selection/data/techniques.yaml")


@dataclass(frozen=True, slots=True)
class World:
    """A season without its messages, its truth without the networks' own story, and what the rooms said of it."""

    season: Season
    truth: Truth
    watched: Watched


def world(seed: int, weeks: int, folder: Path, kind: str = "usual") -> World:
    """The season with this seed: 1,500 consignments a week, a change of regime when half of the weeks are over."""
    path = folder / "worlds" / version() / f"{named(kind)}{weeks}-weeks-seed-{seed}.npz"
    return _recalled(path) or _kept(path, *_made(seed, weeks, kind))


def named(kind: str) -> str:
    """What the files of a kind of world begin with: nothing for the usual one."""
    return "" if kind == "usual" else f"{kind}-"


def _made(seed: int, weeks: int, kind: str) -> tuple[Season, Truth, Watched]:
    season, truth = simulate(seed=seed, weeks=weeks, consignments=CONSIGNMENTS, change=weeks // 2, conduct=WORLDS[kind])
    return season, truth, watch(season)


def _kept(path: Path, season: Season, truth: Truth, watched: Watched) -> World:
    told = {"seed": season.seed, "weeks": season.weeks, "start": season.start.isoformat()}
    columns = {f"season {name}": getattr(season, name) for name in ("week", "network", "plan")}
    columns |= {f"truth {name}": getattr(truth, name) for name in _COLUMNS}
    columns |= {f"watched {each.name}": getattr(watched, each.name) for each in fields(Watched)}
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        np.savez_compressed(file, told=np.array(json.dumps(told)), **columns)
    part.replace(path)  # whole or not at all, whenever the run is stopped
    return _world(told, columns)


def _recalled(path: Path) -> World | None:
    try:
        with np.load(path, allow_pickle=False) as kept:
            columns = {name: kept[name] for name in kept.files}
    except FileNotFoundError:
        return None
    return _world(json.loads(str(columns.pop("told"))), columns)


def _world(told: dict[str, object], columns: Columns) -> World:
    def of(kind: str, names: Iterable[str]) -> Columns:
        return {name: columns[f"{kind} {name}"] for name in names}

    season = Season(
        seed=int(str(told["seed"])),
        weeks=int(str(told["weeks"])),
        start=date.fromisoformat(str(told["start"])),
        batch=ConsignmentBatch.empty(),
        watchlist=pl.DataFrame(),
        **of("season", ("week", "network", "plan")),
    )
    truth = Truth(**of("truth", _COLUMNS), networks=(), frame=pl.DataFrame())
    return World(season, truth, Watched(**of("watched", [each.name for each in fields(Watched)])))


@cache
def version() -> str:
    """A short hash of all code and data that a season is made and watched by."""
    here = Path(__file__).parent
    return hashed(_ROOMS, [here / name for name in ("_worlds.py", "_watching.py")], _ALSO)


def hashed(rooms: Iterable[str], files: Iterable[Path], also: Iterable[str] = ()) -> str:
    """A short hash of these rooms of the package, of further files of it, and of files elsewhere."""
    package = Path(darvoza.__file__).parent
    found = [path for room in rooms for path in (package / room).rglob("*") if path.is_file()]
    found = [path for path in found if "__pycache__" not in path.parts] + [package / name for name in also]
    told = hashlib.sha256()
    for path in sorted(found) + list(files):
        told.update(path.name.encode() + b"\0" + path.read_bytes())
    return told.hexdigest()[:16]
