"""Days of simulated traffic with the schemes that an exercise plants, as many and as hard as its level says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import polars as pl

from darvoza.consignment import ConsignmentBatch
from darvoza.training.case import Difficulty, Scheme
from darvoza.training.chance import Chance
from darvoza.training.exercises.scenario import Exercise, Level, Plant
from darvoza.training.lawful import lawful_day
from darvoza.training.lodging import as_lodged, lodge, on_one_voyage
from darvoza.training.noise import with_noise
from darvoza.training.planting import Plan, allowed_signs, carry_out, facts_of, take_rows, ways_of
from darvoza.training.schemes import all_schemes
from darvoza.training.traffic import Traffic
from darvoza.training.watchlist import listed_parties
from darvoza.training.world import world

FIRST_DAY: Final = date(2026, 10, 5)
"""The Monday on which the days of exercises begin."""

_STEPS: Final = tuple(Difficulty)
_STEP_SHARES: Final = (0.25, 0.5, 0.25)
"""How often a case is a step easier than its level, as hard, or a step harder."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Days of traffic, and the truth about them: as :class:`Traffic` has it, cases numbered over all days."""

    days: tuple[Traffic, ...]
    truth: pl.DataFrame


def scene(exercise: Exercise, level: Level, seed: int) -> Scene:
    """The traffic of an exercise at this level; the same for the same seed on every machine."""
    chance = Chance(seed, "scene")
    cases = _cases(chance, exercise.schemes, level)
    of_day = np.sort(chance.integers(0, exercise.days, len(cases)))
    counts = np.bincount(chance.integers(0, exercise.days, level.count), minlength=exercise.days)
    days, truths, serial = [], [], 1
    for number, count in enumerate(counts.tolist()):
        wanted = [case for case, day in zip(cases, of_day.tolist(), strict=True) if day == number]
        day = FIRST_DAY + timedelta(days=number)
        traffic, truth = _day(seed, exercise.posts, day, count, serial, wanted)
        serial += count
        days.append(traffic)
        truths.append(truth.with_columns(pl.col("case") + 1_000 * number))
    return Scene(tuple(days), pl.concat(truths))


@dataclass(frozen=True, slots=True)
class _Wanted:
    scheme: Scheme
    difficulty: Difficulty
    avoid: frozenset[str]


def _cases(chance: Chance, plants: Sequence[Plant], level: Level) -> list[_Wanted]:
    """Which schemes are planted: by their shares, each as hard as the level says and a step to either side."""
    known = {scheme.id: scheme for scheme in all_schemes()}
    shares = np.array([plant.share for plant in plants])
    exact = shares / shares.sum() * level.planted
    counts = np.floor(exact).astype(np.int64)
    for place in np.argsort(counts - exact, kind="stable")[: level.planted - int(counts.sum())]:
        counts[place] += 1
    found = []
    for plant, count in zip(plants, counts.tolist(), strict=True):
        for step in chance.pick(_STEP_SHARES, count).tolist():
            place = min(max(_STEPS.index(level.difficulty) + step - 1 + plant.harder, 0), len(_STEPS) - 1)
            found.append(_Wanted(known[plant.scheme], _STEPS[place], frozenset(plant.avoid)))
    order = np.argsort(chance.uniform(len(found)), kind="stable").tolist()
    return [found[place] for place in order]


def _day(
    seed: int, posts: Sequence[str], day: date, count: int, serial: int, wanted: Sequence[_Wanted]
) -> tuple[Traffic, pl.DataFrame]:
    desks = world().desks
    shares = [desk.share * (not posts or desk.office in posts) for desk in desks]
    chance = Chance(seed, "exercise day", day.toordinal())
    counts = np.bincount(chance.pick(shares, count), minlength=len(desks)).tolist()
    batches = []
    for number, here in enumerate(counts):
        if here:
            batches.append(lawful_day(seed, number, here, day, serial))
            serial += here
    lawful = ConsignmentBatch.concat(batches)
    formats = lodge(Chance(seed, "lodging", day.toordinal()), lawful)
    noisy = with_noise(Chance(seed, "noise", day.toordinal()), lawful)
    planted, truth = carry_out(seed, day, noisy, _plans(chance, noisy, formats, wanted))
    batch = as_lodged(on_one_voyage(planted, formats), formats)
    named = formats.with_columns(batch.consignments["reference"], *lawful.consignments.select("office", "mode", "flow"))
    lodgings = named.select("row", "reference", "office", "mode", "flow", "format", "file")
    # No seed and no truth travel with the traffic: trainees are given it.
    return Traffic(0, day, batch, lodgings, truth.clear(), listed_parties(seed)), truth


def _plans(chance: Chance, batch: ConsignmentBatch, formats: pl.DataFrame, wanted: Sequence[_Wanted]) -> list[Plan]:
    """Where each goes: in consignments that suit it, each used once; what finds no place is left out."""
    facts = facts_of(batch, formats)
    ways, names = ways_of(facts), facts["format"].to_list()
    suited: dict[str, list[int]] = {}
    used: set[int] = set()
    plans = []
    for case in wanted:
        scheme = case.scheme
        if scheme.id not in suited:
            fit = facts.select(scheme.suits.fill_null(False)).to_series().arg_true().to_numpy()
            suited[scheme.id] = fit[np.argsort(chance.uniform(len(fit)), kind="stable")].tolist()
        few, many = scheme.members
        rows = _some(suited[scheme.id], used, ways if scheme.together else None, few, chance.number(few, many))
        if len(rows) < few:
            continue
        used.update(rows)
        avoided = {sign.name for sign in scheme.signs if sign.indicator in case.avoid}
        allowed = allowed_signs(chance, scheme.signs, case.difficulty) - avoided
        plans.append(Plan(scheme, rows, [names[row] for row in rows], case.difficulty, allowed))
    return plans


def _some(suited: list[int], used: set[int], ways: Sequence[str] | None, few: int, count: int) -> list[int]:
    """Rows for one case; where a first one has not enough company on its way, the next is tried."""
    rows: list[int] = []
    while suited and len(rows) < few:
        rows = take_rows(suited, used, ways, count)
    return rows
