"""What is in lawful consignments: goods items with their words, masses, packages, quantities and prices."""

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from darvoza.training.chance import Chance, Flags, Floats, Integers
from darvoza.training.population import Habits, kind_shares
from darvoza.training.world import FLOWS, Desk, world

_ITEMS: Final = {
    "road": (0.80, 0.10, 0.05, 0.03, 0.02),
    "rail": (0.95, 0.03, 0.02),
    "river": (0.92, 0.06, 0.02),
    "air": (1.0,),
}
_ROAD_MOST: Final = 23_000.0
_CONTAINER_MOST: Final = 26_000.0
_WAGON_MOST: Final = 66_000.0
WHOLE_LOAD: Final = 19_000.0
"""Goods of which a truck carries this much fill wagons and holds; lighter goods go in containers."""
_AIR_USUAL: Final = 110.0


@dataclass(frozen=True, slots=True)
class Cargo:
    """Goods items as columns, with the consignment (``row``) and place (``position``) of each.

    Masses in kilograms, ``usd`` the price of the line in US dollars; ``quantity`` is NaN where goods are counted by
    mass. ``units`` is how many wagons or containers a consignment fills, ``loose`` whether it fills wagons or a hold.
    """

    row: Integers
    position: Integers
    kind: Integers
    net: Floats
    gross: Floats
    packages: Integers
    quantity: Floats
    usd: Floats
    units: Integers
    loose: Flags


@dataclass(frozen=True, slots=True)
class _Kinds:
    pack: Floats
    load: Floats
    usd: Floats
    spread: Floats
    unit: Floats
    tare: Floats


@cache
def _kinds() -> _Kinds:
    kinds = world().kinds
    return _Kinds(
        pack=np.array([kind.pack_kg for kind in kinds]),
        load=np.array([kind.load_kg for kind in kinds]),
        usd=np.array([kind.usd for kind in kinds]),
        spread=np.array([kind.spread for kind in kinds]),
        unit=np.array([kind.unit_kg or np.nan for kind in kinds]),
        tare=np.array([_TARE.get(kind.package, 0.06) for kind in kinds]),
    )


_TARE: Final = {
    "VR": 0.0,
    "VL": 0.0,
    "VQ": 0.0,
    "NE": 0.0,
    "BG": 0.008,
    "BE": 0.004,
    "CL": 0.006,
    "DR": 0.07,
    "BL": 0.02,
}


def load_cargo(chance: Chance, desk: Desk, habits: Habits, habit: Integers) -> Cargo:
    """The goods of one consignment for each habit that happens."""
    facts, size = _kinds(), len(habit)
    kind = habits.kind[habit]
    bulky = facts.pack[kind] == 0
    count = np.where(bulky, 1, 1 + chance.pick(_ITEMS[desk.mode], size))
    row = np.repeat(np.arange(size), count)
    position = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    item_kind = _companions(chance, desk, habits.flow[habit][row], kind[row], position > 0)
    total, units, loose = _masses(chance, desk, habits, habit)
    share = (0.25 + chance.uniform(len(row))) * np.where(position == 0, 2.0, 1.0)
    wanted = total[row] * share / np.bincount(row, share)[row]
    net, packages = _packed(desk, facts, item_kind, wanted)
    decimals = 1 if desk.mode == "air" else 0
    tare = facts.tare[item_kind] * (0.6 + 0.8 * chance.uniform(len(row)))
    gross = np.maximum(np.round(net * (1 + tare), decimals), net)
    price = facts.usd[item_kind] * habits.price[habit][row] * chance.factors(facts.spread[item_kind], len(row))
    return Cargo(
        row=row,
        position=position,
        kind=item_kind,
        net=net,
        gross=gross,
        packages=packages,
        quantity=np.maximum(np.round(net / facts.unit[item_kind]), 1.0),
        usd=np.maximum(np.round(net * price, 2), 1.0),
        units=units,
        loose=loose,
    )


def _companions(chance: Chance, desk: Desk, flow: Integers, kind: Integers, further: Flags) -> Integers:
    """What else travels in a mixed consignment: goods of the same family, usual at the desk."""
    family, found = world().family, kind.copy()
    for number, name in enumerate(FLOWS):
        weights = kind_shares(desk, name) * (_kinds().pack > 0)
        for each in np.unique(family[kind[further & (flow == number)]]):
            these = np.flatnonzero(further & (flow == number) & (family[kind] == each))
            if (weights * (family == each)).sum() > 0:
                found[these] = chance.pick(weights * (family == each), len(these))
    return found


def _masses(chance: Chance, desk: Desk, habits: Habits, habit: Integers) -> tuple[Floats, Integers, Flags]:
    """How heavy each consignment is meant to be, how many wagons or containers that is, and whether it goes loose."""
    kind, size = habits.kind[habit], len(habit)
    load = _kinds().load[kind]
    factor = habits.size[habit] * chance.factors(_SIZE_SPREAD, size)
    full = load >= WHOLE_LOAD
    several = 1 + np.floor(chance.uniform(size) ** 3 * 5).astype(np.int64)
    if desk.mode == "road":
        part = np.where(full, np.maximum(np.minimum(factor, 1.08), 0.55), factor)
        return np.minimum(np.minimum(load, 22_000) * part, _ROAD_MOST), np.ones(size, dtype=np.int64), full
    if desk.mode == "air":
        return np.minimum(load, _AIR_USUAL * factor**2) + 0.5, np.ones(size, dtype=np.int64), np.zeros(size, bool)
    fill = 0.88 + 0.12 * chance.uniform(size)
    one = np.where(full, np.where(desk.mode == "rail", np.clip(load * 2.9, 0, _WAGON_MOST), 90_000.0) * fill, 0)
    boxed = np.minimum(load * np.minimum(factor, 1.6), _CONTAINER_MOST)
    units = np.where(full, several, np.where(chance.uniform(size) < _ONE_BOX, 1, 2))
    return np.where(full, one, boxed) * units, units, full


_SIZE_SPREAD: Final = 0.3
_ONE_BOX: Final = 0.8


def _packed(desk: Desk, facts: _Kinds, kind: Integers, wanted: Floats) -> tuple[Floats, Integers]:
    """Net masses and package counts: whole packages of the kind's usual weight, or the bulk as it is."""
    pack = facts.pack[kind]
    # By air a package is never heavier than the consignment is meant to be: less is put in it.
    pack = np.where((desk.mode == "air") & (pack > wanted), wanted, pack)
    packages = np.maximum(np.round(wanted / np.where(pack > 0, pack, np.inf)), 1).astype(np.int64)
    net = np.where(pack > 0, packages * pack, wanted)
    if desk.mode == "air":
        return np.maximum(np.round(net, 1), 0.2), packages
    return np.maximum(np.round(net), 1.0), packages
