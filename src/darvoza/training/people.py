"""Who trades, ships and declares: invented companies and persons, with the names they write in two scripts.

Names are put together from parts (``data/names.yaml``). A company keeps its number with the tax office, address,
telephone and e-mail; some share the address of a business centre, and many write from a free mailbox as small firms do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
import polars as pl
import yaml

from darvoza.training.chance import Chance, Integers
from darvoza.training.numbers import taxpayer
from darvoza.training.world import world

_FREE_MAIL: Final = ("mail.ru", "gmail.com", "yandex.ru", "inbox.ru", "yahoo.com", "qq.com", "hotmail.com")
_CENTRES: Final = ("Karvon Business Centre", "Sharq Plaza", "Trade House Baraka", "Orion Tower")
_SERVICES: Final = {
    "broker": (("Broker", "Брокер"), ("Customs Service", "Таможсервис"), ("Deklarant", "Декларант")),
    "carrier": (("Trans", "Транс"), ("Avto", "Авто"), ("Logistics", "Логистик"), ("Karvon Trans", "Карвон Транс")),
    "forwarder": (
        ("Forwarding", "Форвардинг"),
        ("Cargo", "Карго"),
        ("Freight Logistics", "Фрейт Логистик"),
        ("Ekspeditsiya", "Экспедиция"),
    ),
}
_FREE_SHARE: Final = {"tj": 0.42, "uz": 0.34, "af": 0.55, "kg": 0.45, "ru": 0.22, "kz": 0.28, "cn": 0.40}
PERSONS_SHARE: Final = 0.12
CENTRE_SHARE: Final = 0.045


@dataclass(frozen=True, slots=True)
class _Culture:
    forms: tuple[Sequence[str], Sequence[str]]
    persons: tuple[Sequence[str], Sequence[str]]
    words: dict[str, list[tuple[str, str | None]]]


@cache
def _cultures() -> dict[str, _Culture]:
    text = files("darvoza.training").joinpath("data", "names.yaml").read_text("utf-8")
    given: dict[str, dict[str, Any]] = yaml.safe_load(text)
    found = {}
    for name, parts in given.items():
        words = {
            slot: [_both(str(word)) for word in parts[slot]]
            for slot in ("first", "second", "trade", "given", "family", "father", "streets")
        }
        found[name] = _Culture(
            (parts["forms_latin"], parts["forms_cyrillic"]), (parts["persons_latin"], parts["persons_cyrillic"]), words
        )
    return found


def _both(word: str) -> tuple[str, str | None]:
    latin, bar, cyrillic = word.partition("|")
    return latin, cyrillic if bar else None


PEOPLE_COLUMNS: Final = (
    "latin",
    "cyrillic",
    "identifier",
    "address",
    "address_cyrillic",
    "city",
    "city_cyrillic",
    "postcode",
    "country",
    "phone",
    "email",
)


def make_people(chance: Chance, countries: Sequence[str], cities: Integers, service: str | None = None) -> pl.DataFrame:
    """One invented party for each country and city given; ``service`` makes brokers, carriers or forwarders.

    Columns are :data:`PEOPLE_COLUMNS`, all text; ``cyrillic`` and ``address_cyrillic`` are null where the party writes
    Latin in all documents.
    """
    size = len(countries)
    draws = chance.uniform(size * _DRAWS).reshape(size, _DRAWS).tolist()
    rows = [
        _one(country, int(city), draw, service)
        for country, city, draw in zip(countries, cities.tolist(), draws, strict=True)
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(PEOPLE_COLUMNS, pl.String), orient="row")


_DRAWS: Final = 16


def _of(options: Sequence[Any], draw: float) -> Any:  # noqa: ANN401 - one of whatever there is
    return options[int(draw * len(options))]


def _one(country: str, city_number: int, draw: list[float], service: str | None) -> tuple[str | None, ...]:
    place, culture_name = world().cities[city_number], world().culture(country)
    culture = _cultures()[culture_name]
    if service is None and draw[0] < PERSONS_SHARE and culture_name not in {"cn", "eu", "ea", "ae"}:
        latin, cyrillic = _person(culture, draw)
    else:
        latin, cyrillic = _company(culture, draw, place.name, service)
    street, street_cyrillic = _of(culture.words["streets"], draw[6])
    house = int(draw[7] * 240) + 1
    if draw[8] < CENTRE_SHARE:
        centre = int(draw[7] * len(_CENTRES))
        street = culture.words["streets"][centre % len(culture.words["streets"])][0]
        address = f"{_CENTRES[centre]}, {street} {centre * 31 + 14}"
        cyrillic_address: str | None = address if street_cyrillic else None
    else:
        address = f"{street} {house}"
        cyrillic_address = f"ул. {street_cyrillic}, {house}" if street_cyrillic else None
    number = int(draw[9] * 2**31)
    tin = taxpayer(country, number)
    return (
        latin,
        cyrillic,
        f"TIN:{tin}" if tin and draw[10] > _NO_TIN else None,
        address,
        cyrillic_address,
        place.name,
        place.cyrillic if cyrillic else None,
        _postcode(country, city_number, house),
        country,
        f"+{world().phones[country]}{number % 899_999_999 + 100_000_000}" if draw[11] < _PHONE else None,
        _email(latin, country, culture_name, draw) if draw[12] < _EMAIL else None,
    )


_NO_TIN: Final = 0.03
_PHONE: Final = 0.8
_EMAIL: Final = 0.55


def _person(culture: _Culture, draw: list[float]) -> tuple[str, str | None]:
    parts = [_of(culture.words[slot], draw[place]) for slot, place in (("family", 1), ("given", 2), ("father", 3))]
    latin = " ".join(part[0] for part in parts if part[0])
    cyrillic = " ".join(part[1] for part in parts if part[1])
    if not culture.persons[1]:
        return _of(culture.persons[0], draw[4]).format(person=latin), None
    forms = _of(culture.persons[0], draw[4]), _of(culture.persons[1], draw[4])
    return forms[0].format(person=latin), forms[1].format(person=cyrillic)


def _company(culture: _Culture, draw: list[float], city: str, service: str | None) -> tuple[str, str | None]:
    words = culture.words
    first, second, trade = (_of(words[slot], draw[n]) for slot, n in (("first", 1), ("second", 2), ("trade", 3)))
    if service:
        latin_word, cyrillic_word = _of(_SERVICES[service], draw[3])
        parts = (
            [first, second, (latin_word, cyrillic_word)] if draw[5] < _HALF else [first, (latin_word, cyrillic_word)]
        )
    elif draw[5] < _PLAIN:
        parts = [first, second]
    elif draw[5] < _TRADING:
        parts = [first, second, trade]
    elif draw[5] < _FAMILY:
        parts = [_of(words["family"], draw[13]), second, trade]
    else:
        serial = str(int(draw[13] * 97) + 2)
        parts = [first, trade, (serial, serial)]
    latin = _of(culture.forms[0], draw[4]).format(name=" ".join(part[0] for part in parts), city=city)
    if not culture.forms[1]:
        return latin, None
    cyrillic = " ".join(part[1] or part[0] for part in parts)
    return latin, _of(culture.forms[1], draw[4]).format(name=cyrillic)


_HALF: Final = 0.5
_PLAIN, _TRADING, _FAMILY = 0.22, 0.62, 0.82


def _postcode(country: str, city: int, house: int) -> str | None:
    match country:
        case "TJ":
            return f"73{city % 10}0{house % 60:02d}"
        case "UZ":
            return f"1{city % 10}{house % 100:02d}00"
        case "RU" | "KZ" | "CN" | "BY" | "KG":
            return f"{(city * 9_311 + house * 7) % 600_000 + 100_000}"
        case _:
            return None


def _email(latin: str, country: str, culture: str, draw: list[float]) -> str:
    slug = "".join(sign for sign in latin.lower() if "a" <= sign <= "z")[:18] or "office"
    if draw[14] < _FREE_SHARE.get(culture, 0.12):
        return f"{slug}{int(draw[15] * 90) + 10}@{_of(_FREE_MAIL, draw[15])}"
    domain = {"TJ": "tj", "UZ": "uz", "KZ": "kz", "RU": "ru", "CN": "cn", "TR": "com.tr", "KG": "kg"}
    return f"{('info', 'office', 'export', 'sales')[int(draw[15] * 4)]}@{slug}.{domain.get(country, 'com')}"


def plain(name: str, limit: int = 35) -> str:
    """A name as air and river messages carry it: capitals and digits of the Latin alphabet, at most 35 signs.

    >>> plain('OOO "Karvon & Co.", Toshkent')
    'OOO KARVON CO. TOSHKENT'
    """
    kept = "".join(sign if sign.isascii() and (sign.isalnum() or sign in " .-") else " " for sign in name.upper())
    return " ".join(kept.split())[:limit].rstrip(" .-")


def stack(frames: Sequence[pl.DataFrame]) -> tuple[pl.DataFrame, list[int]]:
    """Frames of people one under the other, and where each begins."""
    starts = np.cumsum([0, *(frame.height for frame in frames[:-1])]).tolist()
    return pl.concat(frames), starts
