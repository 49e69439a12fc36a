"""A closed real case made into an exercise: every name, number, date and place replaced, consistently.

What is replaced: parties with all that identifies them, references and document numbers, containers, trucks, seals,
journeys, offices and places (by others of the same country), dates (all moved by the same number of weeks), amounts
(all scaled by the same two factors and rounded). What stays, since it is what is learned from: countries, modes, HS
codes, packages, and how parties, numbers and times hang together. Descriptions lose words that name a party or place,
numbers of five digits and more, addresses of mail and web. Remarks and marks are dropped, and so is where in which
message a field stood.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Final

import numpy as np
import polars as pl

from darvoza.consignment import ConsignmentBatch
from darvoza.training.chance import Chance
from darvoza.training.numbers import container_digit
from darvoza.training.people import make_people, plain
from darvoza.training.world import draw_rows, world

_CONTAINER: Final = re.compile(r"[A-Z]{4}\d{7}")
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_TELLING: Final = re.compile(r"\S*@\S+|https?://\S+|www\.\S+|\+?\d[\d\-/ ]{3,}\d|\S*\d{5,}\S*")
_COMMON: Final = frozenset(
    ("ltd", "llc", "ooo", "mchj", "trading", "company", "trade", "export", "import", "group", "general", "cargo", "and")
)
_FARTHEST: Final = 400
_GONE: Final = "…"


def anonymise(batch: ConsignmentBatch, secret: int) -> ConsignmentBatch:
    """These consignments with everything replaced that could tell whose they were.

    The same value gets the same replacement throughout, so that what ties consignments together still does. ``secret``
    decides the replacements; whoever knows it cannot turn them back, but could try guesses: do not keep it.

    >>> len(anonymise(ConsignmentBatch.empty(), 1))
    0
    """
    if not len(batch):
        return batch
    chance = Chance(secret, "anonymise")
    words = _telling_words(batch)
    numbers = _Numbers(secret)
    parties = _parties(batch.parties, secret)
    frames = {
        "consignments": _whole(batch.consignments, numbers, chance),
        "parties": parties,
        "goods": _goods(batch.goods, words, numbers),
        "equipment": batch.equipment.with_columns(
            id=_mapped(batch.equipment["id"], numbers.of),
            seals=_lists(batch.equipment["seals"], numbers.of),
        ),
        "places": _places(batch.places, secret),
        "documents": batch.documents.with_columns(
            number=_mapped(batch.documents["number"], numbers.of), issuer=pl.lit(None, pl.String)
        ),
    }
    days, (mass, money) = _shift(chance), _scales(chance)
    frames["documents"] = frames["documents"].with_columns(pl.col("issued") + days)
    whole = frames["consignments"]
    whole = whole.with_columns(
        *(pl.col(name) + days for name in ("lodged", "departure", "arrival")),
        *(_scaled(name, mass) for name in ("gross_mass_kg", "net_mass_kg", "volume_m3")),
        *(_scaled(name, money) for name in ("value", "freight")),
    )
    frames["consignments"] = whole
    frames["goods"] = frames["goods"].with_columns(
        *(_scaled(name, mass) for name in ("gross_mass_kg", "net_mass_kg", "quantity")), _scaled("value", money)
    )
    return ConsignmentBatch(**{name: frame.select(getattr(batch, name).columns) for name, frame in frames.items()})


class _Numbers:
    """Numbers for numbers: as long, letters for letters and digits for digits, each always the same."""

    def __init__(self, secret: int) -> None:
        self._secret = secret
        self._known: dict[str, str] = {}

    def of(self, value: str) -> str:
        """The replacement of one number."""
        if value not in self._known:
            fresh = next(
                each for turn in range(_TURNS) if (each := self._drawn(value, turn)) != value or turn == _TURNS - 1
            )
            if _CONTAINER.fullmatch(value):
                right = container_digit(value[:10]) == value[10]
                digit = container_digit(fresh[:10])
                fresh = fresh[:10] + (digit if right else str((int(digit) + 1) % 10))
            self._known[value] = fresh
        return self._known[value]

    def _drawn(self, value: str, turn: int) -> str:
        chance = Chance(self._secret, "number", value, turn)
        return "".join(
            str(chance.number(0, 9))
            if sign.isdigit()
            else chr(ord("A") + chance.number(0, 25))
            if sign.isalpha()
            else sign
            for sign in value
        )


_TURNS: Final = 20
"""Draws until a short number differs from what it replaces; one without digits and letters cannot."""


def _mapped(column: pl.Series, replace: Callable[[str], str]) -> pl.Series:
    """The column with each distinct value replaced."""
    known = column.cast(pl.String).drop_nulls().unique()
    table = {value: replace(value) for value in known.to_list()}
    return column.cast(pl.String).replace_strict(table, default=None, return_dtype=pl.String)


def _lists(column: pl.Series, replace: Callable[[str], str]) -> pl.Series:
    """The same for a column of lists."""
    values = [None if each is None else [replace(value) for value in each] for each in column.to_list()]
    return pl.Series(column.name, values, dtype=column.dtype)


_NUMBERED: Final = (
    "reference",
    "transport_document",
    "master_document",
    "declaration",
    "ucr",
    "means_id",
    "journey",
)


def _whole(frame: pl.DataFrame, numbers: _Numbers, chance: Chance) -> pl.DataFrame:
    offices = sorted(frame["office"].drop_nulls().unique().to_list())
    desks = sorted({desk.office for desk in world().desks})
    moved = {
        office: desks[(place + chance.number(0, len(desks) - 1)) % len(desks)] for place, office in enumerate(offices)
    }
    size = frame.height
    return frame.with_columns(
        *(_mapped(frame[name], numbers.of).alias(name) for name in _NUMBERED),
        id=pl.Series([f"case-{place}" for place in range(size)]),
        message=pl.lit("case"),
        office=frame["office"].replace_strict(moved, default=None, return_dtype=pl.String),
        remarks=pl.lit(None, pl.String),
        provenance=pl.lit(b""),
    )


def _forms(name: str | None) -> set[str]:
    """What a name looks like whatever the capitals and spaces, as filed and as air and river messages carry it."""
    return {" ".join((name or "").casefold().split()), plain(name or "").casefold()} - {""}


def _key(name: str | None, country: str | None) -> str:
    return " ".join((name or "").casefold().split()) + "|" + (country or "")


def _parties(frame: pl.DataFrame, secret: int) -> pl.DataFrame:
    """Invented parties for real ones: the same name and country give the same, whatever its role."""
    here = world()
    keys = [_key(name, country) for name, country in zip(frame["name"], frame["country"], strict=True)]
    real = frozenset(form for name in frame["name"].drop_nulls().unique() for form in _forms(name))

    def drawn(key: str, turn: int) -> dict[str, str | None]:
        country = key.rpartition("|")[2]
        culture = country if country in here.country_number else "AE"
        number = np.array([here.country_number[culture]])
        chance = Chance(secret, "party", key, turn)
        city = draw_rows(here.city_weights(airports=False), number, chance.uniform(1))
        person: dict[str, str | None] = make_people(chance, [culture], city).row(0, named=True)
        return person

    def invented(key: str) -> dict[str, str | None]:
        # an invented name may by chance be that of somebody in the case
        people = (drawn(key, turn) for turn in range(_TURNS))
        others = (each for each in people if not any(_forms(each[name]) & real for name in ("latin", "cyrillic")))
        return next(others, None) or drawn(key, _TURNS)

    fresh = {key: invented(key) for key in dict.fromkeys(keys)}
    rows = [fresh[key] for key in keys]

    def column(name: str, other: str | None = None, *, latin: bool = False) -> pl.Series:
        given = frame[name].to_list()
        values = []
        for row, value in zip(rows, given, strict=True):
            cyrillic = other is not None and value is not None and not value.isascii() and row[other]
            told = row[other or name] if cyrillic else row["latin" if latin else name]
            values.append(None if value is None else told)
        return pl.Series(name, values, dtype=pl.String)

    names = column("name", "cyrillic", latin=True)
    capitals = [
        plain(told) if told and given and given.isascii() and given == given.upper() else told
        for told, given in zip(names.to_list(), frame["name"].to_list(), strict=True)
    ]
    identifiers = [
        [row["identifier"] or "TIN:000000000"] if given else []
        for row, given in zip(rows, frame["identifiers"].to_list(), strict=True)
    ]
    return frame.with_columns(
        pl.Series("name", capitals, dtype=pl.String),
        pl.Series("identifiers", identifiers, dtype=frame.schema["identifiers"]),
        column("address", "address_cyrillic"),
        column("city", "city_cyrillic"),
        column("postcode"),
        column("phone"),
        column("email"),
    )


def _goods(frame: pl.DataFrame, words: frozenset[str], numbers: _Numbers) -> pl.DataFrame:
    def scrub(text: str) -> str:
        text = _TELLING.sub(_GONE, text)
        return _WORD.sub(lambda word: _GONE if word.group().casefold() in words else word.group(), text)

    return frame.with_columns(
        description=_mapped(frame["description"], scrub),
        marks=pl.lit(None, pl.String),
        equipment=_lists(frame["equipment"], numbers.of),
    )


def _telling_words(batch: ConsignmentBatch) -> frozenset[str]:
    """The words of all names and places: what may not stay in a description."""
    columns: Iterable[pl.Series] = (
        *(batch.parties[name] for name in ("name", "address", "city", "email")),
        batch.places["name"],
        batch.documents["issuer"],
    )
    found = {
        word.group().casefold() for column in columns for text in column.drop_nulls() for word in _WORD.finditer(text)
    }
    return frozenset(found - _COMMON)


def _places(frame: pl.DataFrame, secret: int) -> pl.DataFrame:
    """Another place of the same country for each; without a known country only the country stays."""
    here = world()
    of: Mapping[str, list[int]] = {
        country: [number for number, city in enumerate(here.cities) if city.country == country]
        for country in here.countries
    }
    names, codes = [], []
    for code, name, country in frame.select("code", "name", "country").iter_rows():
        options = of.get(country or "", [])
        city = None
        if options and (code or name):
            city = here.cities[Chance(secret, "place", f"{code}|{name}").choice(options)]
        names.append(city.name if city is not None and name else None)
        codes.append(city.locode if city is not None and code else None)
    return frame.with_columns(pl.Series("name", names, dtype=pl.String), pl.Series("code", codes, dtype=pl.String))


def _shift(chance: Chance) -> timedelta:
    """Whole weeks, so that days of the week stay what they are; never none."""
    return timedelta(days=7 * (chance.number(3, _FARTHEST // 7)) * (1 if chance.happens(0.5) else -1))


def _scales(chance: Chance) -> tuple[float, float]:
    return chance.between(0.9, 1.1), chance.between(0.85, 1.15)


def _scaled(name: str, factor: float) -> pl.Expr:
    """Scaled and rounded to three significant digits: an exact amount could be looked up."""
    return (pl.col(name) * factor).round_sig_figs(3).alias(name)
