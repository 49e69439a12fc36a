"""The world that traffic moves in: what goods there are, where places lie, and which desks see what.

Read once from the tables in ``data/``: goods.csv, places.csv, desks.yaml. Prices are in US dollars a kilogram; all
figures are ours, chosen to be plausible for the region, and none is a statistic.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from io import StringIO
from typing import Any, Final

import numpy as np
import yaml

from darvoza.training.chance import Flags, Floats, Integers

FLOWS: Final = ("import", "export", "transit")
MODES: Final = ("road", "rail", "river", "air")
_MODE_LETTERS: Final = {"D": "road", "R": "rail", "V": "river", "A": "air"}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of goods: what it is called, where it comes from, how it is packed, what it costs.

    ``usd`` is the usual price per kilogram and ``spread`` that of its logarithm; ``pack_kg`` is 0 for goods in bulk;
    ``load_kg`` a usual truckload; ``unit_kg`` the kilograms in one ``unit``.
    """

    name: str
    family: str
    hs: str
    origins: dict[str, int]
    usd: float
    spread: float
    package: str
    pack_kg: float
    load_kg: float
    modes: frozenset[str]
    flows: dict[str, int]
    weight: float
    unit: str | None
    unit_kg: float
    english: tuple[str, ...]
    russian: tuple[str, ...]
    local: dict[str, str]


@dataclass(frozen=True, slots=True)
class City:
    """A place that goods are sent from or go to."""

    country: str
    name: str
    cyrillic: str
    locode: str | None
    iata: str | None
    weight: float


@dataclass(frozen=True, slots=True)
class Desk:
    """An office and a mode, with the shares of what is usual there."""

    office: str
    mode: str
    country: str
    share: float
    flows: dict[str, float]
    reach: tuple[str, ...]
    hubs: dict[str, float]
    export_to: dict[str, float]
    transit_to: dict[str, float]
    plates: dict[str, float]

    @property
    def name(self) -> str:
        """The desk's own word, for streams of chance.

        >>> world().desks[0].name
        'TJDU2 road'
        """
        return f"{self.office} {self.mode}"


class World:
    """Everything that is the same on every simulated day."""

    def __init__(self) -> None:
        facts: dict[str, Any] = yaml.safe_load(_text("desks.yaml"))
        self.kinds = tuple(map(_kind, _rows("goods.csv")))
        self.cities = tuple(map(_city, _rows("places.csv")))
        self.desks = tuple(Desk(**{**desk, "reach": tuple(desk["reach"])}) for desk in facts["desks"])
        self.airlines: dict[str, str] = facts["airlines"]
        self.rates: dict[str, float] = facts["currencies"]
        self.phones: dict[str, str] = facts["phones"]
        self.via: dict[str, list[str]] = facts["via"]
        self._distance: dict[str, int] = facts["distance"]
        self._far: int = facts["far"]
        self._cultures: dict[str, str] = facts["cultures"]
        self.countries = tuple(dict.fromkeys(city.country for city in self.cities))
        self.country_number = {country: number for number, country in enumerate(self.countries)}
        self.kind_number = {kind.name: number for number, kind in enumerate(self.kinds)}
        self.families = tuple(dict.fromkeys(kind.family for kind in self.kinds))

    def culture(self, country: str) -> str:
        """Whose names a country's companies bear."""
        return self._cultures.get(country, "eu")

    @cached_property
    def days(self) -> Integers:
        """Days on the road from each country, by its number."""
        return np.array([self._distance.get(country, self._far) for country in self.countries])

    @cached_property
    def family(self) -> Integers:
        """The number of each kind's family."""
        return np.array([self.families.index(kind.family) for kind in self.kinds])

    @cached_property
    def origins(self) -> Floats:
        """How often each kind (rows) comes from each country (columns)."""
        table = np.zeros((len(self.kinds), len(self.countries)))
        for row, kind in enumerate(self.kinds):
            for country, weight in kind.origins.items():
                table[row, self.country_number[country]] = weight
        return table

    def goes_by(self, mode: str) -> Flags:
        """Which kinds go by this mode."""
        return np.array([mode in kind.modes for kind in self.kinds])

    def share_of(self, flow: str) -> Floats:
        """How usual each kind is in this flow."""
        return np.array([kind.flows.get(flow, 0) * kind.weight for kind in self.kinds], dtype=np.float64)

    def weights(self, shares: dict[str, float]) -> Floats:
        """Shares of countries as a column over all of them."""
        return np.array([shares.get(country, 0) for country in self.countries], dtype=np.float64)

    def city_weights(self, *, airports: bool) -> Floats:
        """How often each city (columns) is the one meant in a country (rows); ``airports``: only those with one."""
        table = np.zeros((len(self.countries), len(self.cities)))
        for column, city in enumerate(self.cities):
            if city.iata or not airports:
                table[self.country_number[city.country], column] = city.weight
        return table


@cache
def world() -> World:
    """The world, read once."""
    return World()


def draw_rows(table: Floats, rows: Integers, uniforms: Floats) -> Integers:
    """A column for each row drawn with that row's weights; one uniform decides each."""
    ladders = np.cumsum(table, axis=1)
    found = np.zeros(len(rows), dtype=np.int64)
    for row in np.unique(rows):
        here = rows == row
        ladder = ladders[row]
        found[here] = np.searchsorted(ladder, uniforms[here] * ladder[-1], side="right")
    return np.asarray(np.minimum(found, table.shape[1] - 1))


def _text(name: str) -> str:
    return files("darvoza.training").joinpath("data", name).read_text("utf-8")


def _rows(name: str) -> Iterable[dict[str, str]]:
    return csv.DictReader(StringIO(_text(name)), delimiter=";")


def _kind(row: dict[str, str]) -> Kind:
    return Kind(
        name=row["kind"],
        family=row["family"],
        hs=row["hs"],
        origins={part[:2]: int(part[2:]) for part in row["origins"].split()},
        usd=float(row["usd"]),
        spread=float(row["spread"]),
        package=row["pack"],
        pack_kg=float(row["kg"]),
        load_kg=float(row["load"]),
        modes=frozenset(_MODE_LETTERS[letter] for letter in row["modes"]),
        flows={_FLOW_LETTERS[part[0]]: int(part[1:]) for part in row["flows"].split()},
        weight=float(row["weight"]),
        unit=row["unit"] or None,
        unit_kg=float(row["unit_kg"]),
        english=tuple(row["en"].split("|")),
        russian=tuple(row["ru"].split("|")),
        local={part[:2]: part[3:] for part in row["local"].split("|") if part},
    )


_FLOW_LETTERS: Final = {"I": "import", "E": "export", "T": "transit"}


def _city(row: dict[str, str]) -> City:
    return City(
        country=row["country"],
        name=row["city"],
        cyrillic=row["cyrillic"],
        locode=row["locode"] or None,
        iata=row["iata"] or None,
        weight=float(row["weight"]),
    )
