"""One simulated season played by everyone, and kept, so that a long run can be stopped and gone on with.

What is kept is keyed by the text of all that bears on it: the rooms that make, watch and select, and these modules. A
change in any of them makes older seasons of no use, and they are played again. Worlds are kept apart
(:mod:`benchmarks._worlds`): they do not change with how one selects.
"""

import json
import os
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks import _worlds
from benchmarks._selectors import Blind, ByColumn, ByImporter, Learning, ReleasedAreLawful, Told, WhoComesAgain
from benchmarks._worlds import World, hashed, world
from darvoza.statistics import missed, missed_by_period
from darvoza.training import FULL, Officers, Selector, play

Played = dict[str, list[pl.DataFrame]]
"""For each who plays: the season a row a week, once for each time that it was played."""

WHOLE = "whole system"
UNEXPLORING = "whole system, not exploring"
TOLD = "whole system, told of four a week that it missed"
AGAIN = "whole system, exploring who comes again"
LAWFUL = "released taken for lawful"
LAWFUL_UNEXPLORING = "released taken for lawful, not exploring"
TIMES = {WHOLE: 3, UNEXPLORING: 3, TOLD: 3, LAWFUL: 3, LAWFUL_UNEXPLORING: 3}
"""How often a season is played, each time with other draws: those that are compared most closely, more than once."""

_ROOMS = ("selection", "statistics")
_MODULES = ("_seasons.py", "_selectors.py", "_learning.py")


ELSEWHERE = {UNEXPLORING: 2, AGAIN: 2}
"""Who plays, and how often, where the world is not the usual one: what is asked there is whether exploring pays."""


def play_or_recall(seed: int, weeks: int, kind: str = "usual") -> Played:
    """The season with this seed, from the cache if it was played before by the same code."""
    return recall(seed, weeks, kind) or _keep(
        _path(seed, weeks, kind), played(seed, world(seed, weeks, _folder(), kind), kind)
    )


def played(seed: int, stage: World, kind: str = "usual") -> Played:
    """Everyone's season; that of the whole system with its estimated miss rates."""
    found: Played = {}
    players = _players(stage)
    times = {name: TIMES.get(name, 1) for name in players if name != AGAIN} if kind == "usual" else ELSEWHERE
    for name, often in times.items():
        player = players[name]
        found[name] = []
        for time in range(often):
            selector = player(seed + 1_000 * time)
            weekly = play(stage.season, stage.truth, selector)
            if name == WHOLE:
                assert isinstance(selector, Learning)  # noqa: S101 - just made
                weekly = weekly.hstack(_estimates(selector, stage))
            found[name].append(weekly)
    return found


def _players(stage: World) -> dict[str, Callable[[int], Selector]]:
    watched, truth = stage.watched, stage.truth

    def learning(**how: Any) -> Callable[[int], Selector]:  # noqa: ANN401 - the learner's own settings
        return lambda luck: Learning(luck, watched, harm_of=truth.harm, **how)

    return {
        WHOLE: learning(),
        UNEXPLORING: learning(exploratory_share=0.0),
        AGAIN: lambda luck: WhoComesAgain(luck, watched, harm_of=truth.harm),
        TOLD: lambda luck: Told(luck, watched, harm_of=truth.harm, exploratory_share=0.0, truth=truth),
        LAWFUL: lambda luck: ReleasedAreLawful(luck, watched, harm_of=truth.harm),
        LAWFUL_UNEXPLORING: lambda luck: ReleasedAreLawful(luck, watched, harm_of=truth.harm, exploratory_share=0.0),
        "model alone": learning(signs=False),
        "indicators alone": lambda luck: ByColumn(luck, watched.score),
        "importer history": lambda luck: ByImporter(luck, watched.importer),
        "stake only": lambda luck: ByColumn(luck, watched.stake),
        "random": Blind,
    }


def _estimates(selector: Learning, stage: World) -> pl.DataFrame:
    """Each week's estimated miss rate with its intervals, and the true one: of what full examinations would find.

    ``miss_lower`` and ``miss_upper`` come from all weeks so far, ``design_`` from their stops by chance alone, and
    ``alone_`` from the week's own stops by chance.
    """
    officers = Officers(stage.season.seed)
    rows, told = [], []
    for week, (chosen, stopped, breach) in enumerate(
        zip(selector.selections, selector.rows, selector.breach, strict=True)
    ):
        known = pl.DataFrame({"row": stopped, "breach": breach > 0})
        here = chosen.join(known, on="row", how="left", maintain_order="left").with_columns(period=pl.lit(week))
        rows.append(here)
        present = here["row"].to_numpy()
        there = officers.examine(stage.truth, present, np.full(len(present), FULL)).breach
        by_risk = here["by_risk"].fill_null(value=True).to_numpy()
        alone = missed(here)
        told.append((float((there & ~by_risk).sum() / max(there.sum(), 1)), alone.rate_lower, alone.rate_upper))
    pooled = missed_by_period(pl.concat(rows)).select(
        "design_lower", "design_upper", miss_rate="rate", miss_lower="rate_lower", miss_upper="rate_upper"
    )
    names = ("miss_true", "alone_lower", "alone_upper")
    return pooled.hstack(pl.DataFrame(told, schema=dict.fromkeys(names, pl.Float64), orient="row"))


def recall(seed: int, weeks: int, kind: str = "usual") -> Played | None:
    """The season with this seed, if this code has played it; None too where what was kept cannot be read."""
    try:
        kept = json.loads(_path(seed, weeks, kind).read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    return {name: [pl.DataFrame(each) for each in times] for name, times in kept.items()}


def _keep(path: Path, season: Played) -> Played:
    path.parent.mkdir(parents=True, exist_ok=True)
    told = {name: [each.to_dict(as_series=False) for each in times] for name, times in season.items()}
    part = path.with_suffix(".part")
    part.write_text(json.dumps(told), encoding="utf-8")
    part.replace(path)  # whole or not at all, whenever the run is stopped
    return season


def _path(seed: int, weeks: int, kind: str) -> Path:
    return _folder() / "seasons" / version() / f"{_worlds.named(kind)}{weeks}-weeks-seed-{seed}.json"


def _folder() -> Path:
    return Path(os.environ.get("DARVOZA_CACHE") or Path(tempfile.gettempdir()) / "darvoza-cache")


@cache
def version() -> str:
    """A short hash of all the code and data that a played season depends on, as they were when it was first asked."""
    here = Path(__file__).parent
    return hashed(_ROOMS, [here / name for name in _MODULES]) + _worlds.version()[:4]
