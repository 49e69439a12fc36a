"""The makers of exercises: each module of this folder makes one kind from a scenario, a level and a seed."""

from collections.abc import Callable, Mapping
from typing import Final

from darvoza.training.exercises.kinds import identify, prices, profile, screen, search, targeting, transit
from darvoza.training.exercises.made import Made
from darvoza.training.exercises.scenario import Exercise, Kind, Level

Maker = Callable[[Exercise, Level, int], Made]

MAKERS: Final[Mapping[Kind, Maker]] = {
    Kind.TARGETING: targeting.make,
    Kind.IDENTIFY: identify.make,
    Kind.SCREEN: screen.make,
    Kind.SEARCH: search.make,
    Kind.TRANSIT: transit.make,
    Kind.PRICES: prices.make,
    Kind.PROFILE: profile.make,
    Kind.REQUEST: lambda *_: Made(items=(), truths=()),
    Kind.TABLETOP: lambda *_: Made(items=(), truths=()),
}
"""Requests and table-tops consist of written questions only, which every kind may have."""
