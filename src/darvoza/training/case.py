"""What a scheme is, and the case it works on: lawful consignments to turn, and which signs may show."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

import numpy as np
import polars as pl

from darvoza.consignment import Consignment, Party, Role
from darvoza.signals import Typology
from darvoza.training.chance import Chance
from darvoza.training.people import make_people, plain
from darvoza.training.world import Desk, draw_rows, world


class Difficulty(StrEnum):
    """How much of a scheme shows in the papers: most of its signs, some, or one or two weak ones and often none."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing about a consignment that may give its scheme away.

    ``indicator`` is the published indicator it is an instance of; a ``weak`` sign is seen in lawful trade too.
    ``needs`` are the fields (``parties.email``) a message must be able to carry for the sign to show.
    """

    name: str
    indicator: str
    weak: bool = False
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scheme:
    """One way of deceiving customs, from a published typology.

    ``suits`` says which lawful consignments it can be planted in: a condition on the consignment's columns and on
    ``format``, ``boxed``, ``hs`` and ``first_origin`` (of its first goods item). ``members`` is how few and how many
    consignments a case has, and whether they cross ``together``: at one desk, from one country, on one flight.
    ``weight`` is how common it is on a simulated day (0: never), ``weight_in_seasons`` over simulated weeks, where that
    differs.
    ``plant`` turns a case's consignments and says which of the signs it was allowed to show do show.
    """

    id: str
    title: str
    typology: Typology
    source: str
    source_url: str
    signs: tuple[Sign, ...]
    suits: pl.Expr
    plant: "Callable[[Case], Planted]"
    weight: float = 1.0
    members: tuple[int, int] = (1, 1)
    together: bool = True
    weight_in_seasons: float | None = None

    @property
    def usual(self) -> float:
        """How common it is over simulated weeks."""
        return self.weight if self.weight_in_seasons is None else self.weight_in_seasons

    @property
    def indicators(self) -> tuple[str, ...]:
        """The published indicators its signs are instances of."""
        return tuple(dict.fromkeys(sign.indicator for sign in self.signs))


@dataclass(frozen=True, slots=True)
class Planted:
    """A case's consignments as the deceiver lodges them, in the order given, and the signs that show."""

    consignments: list[Consignment]
    shows: tuple[str, ...]


LATIN_MODES: Final = frozenset(("river", "air"))


@dataclass(slots=True)
class Case:
    """The work in hand: consignments to turn, the signs allowed to show, and chance."""

    chance: Chance
    difficulty: Difficulty
    allowed: frozenset[str]
    consignments: list[Consignment]
    day: date
    listed: pl.DataFrame

    @property
    def one(self) -> Consignment:
        """The first consignment, for schemes of one."""
        return self.consignments[0]

    def may(self, sign: str) -> bool:
        """Whether this sign is to show."""
        return sign in self.allowed

    def strength(self, easy: float, hard: float) -> float:
        """A figure between these by difficulty, with some scatter: how far something is off."""
        place = {Difficulty.EASY: 0.15, Difficulty.MEDIUM: 0.5, Difficulty.HARD: 0.85}[self.difficulty]
        return easy + (hard - easy) * min(max(place + self.chance.between(-0.15, 0.15), 0), 1)

    def text(self, consignment: Consignment, english: str, russian: str) -> str:
        """A description in the language and script that the consignment's papers are in."""
        if consignment.mode in LATIN_MODES:
            return plain(english, 68)
        described = consignment.goods[0].description if consignment.goods else None
        return english if described and described.isascii() else russian

    def stranger(self, consignment: Consignment, role: Role, country: str | None, service: str | None = None) -> Party:
        """An invented party that trades here for the first time, as the consignment's papers would write it."""
        here = world()
        country = country if country in here.country_number else "AE"
        number = np.array([here.country_number[country]])
        city = draw_rows(here.city_weights(airports=False), number, self.chance.uniform(1))
        row = make_people(self.chance, [country], city, service).row(0, named=True)
        latin = consignment.mode in LATIN_MODES or not any(
            party.name and not party.name.isascii() for party in consignment.parties
        )
        name = row["latin"] if latin or not row["cyrillic"] else row["cyrillic"]
        capitals = consignment.mode in LATIN_MODES
        return Party(
            role=role,
            name=plain(name) if capitals else name,
            identifiers=(row["identifier"],) if row["identifier"] else (),
            address=plain(row["address"]) if capitals else row["address"],
            city=plain(row["city"]) if capitals else row["city"],
            postcode=row["postcode"],
            country=country,
            phone=row["phone"],
            email=None if capitals else row["email"],
        )


def desk_of(consignment: Consignment) -> Desk:
    """The desk that a consignment crosses at."""
    return next(d for d in world().desks if d.office == consignment.office and d.mode == consignment.mode)


def shown(case: Case, *names: str) -> tuple[str, ...]:
    """Those of the names that the case allows, in this order."""
    return tuple(name for name in names if case.may(name))


def indicators_of(signs: Iterable[Sign], names: Iterable[str]) -> list[str]:
    """The published indicators of the signs with these names."""
    wanted = set(names)
    return list(dict.fromkeys(sign.indicator for sign in signs if sign.name in wanted))
