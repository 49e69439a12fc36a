"""An invented watch list: persons and companies that exist in no list, with aliases as lists spell them.

Their names are made of the same parts as lawful traders' names, and a coined word that no trader has, as listed parties
mostly have something rare about their names. A few do without: a list always holds some names that honest people bear.
"""

import re
from functools import lru_cache
from typing import Final

import numpy as np
import polars as pl

from darvoza.training.chance import Chance
from darvoza.training.people import make_people
from darvoza.training.world import draw_rows, world

COLUMNS: Final = ("entity_id", "name", "type", "name_kind", "identifier", "country", "address", "programme", "remarks")
_SIZE: Final = 60
_COUNTRIES: Final = ("AF", "IR", "RU", "AE", "CN", "TJ", "UZ", "TR", "KZ", "AF", "IR", "PK")
_PROGRAMMES: Final = ("PROLIFERATION", "NARCOTICS", "EXPORT-DENIED", "TERRORISM", "OWN-CASES")


@lru_cache(maxsize=16)
def listed_parties(seed: int) -> pl.DataFrame:
    """The list in the layout of an administration's own list, one row a name."""
    here = world()
    chance = Chance(seed, "watch list")
    countries = [_COUNTRIES[number % len(_COUNTRIES)] for number in range(_SIZE)]
    numbers = np.array([here.country_number[country] for country in countries])
    cities = draw_rows(here.city_weights(airports=False), numbers, chance.uniform(_SIZE))
    people = make_people(chance, countries, cities)
    programmes = chance.integers(0, len(_PROGRAMMES), _SIZE).tolist()
    rows = []
    coined = [_coin(chance) for _ in range(_SIZE)]
    for number, party in enumerate(people.iter_rows(named=True)):
        person = is_person(party["latin"])
        latin, cyrillic = coined[number] if number % _EVERYBODYS else ("", "")
        names = [(_with_word(party["latin"], latin), "primary")]
        if party["cyrillic"]:
            names.append((_with_word(party["cyrillic"], cyrillic), "native script"))
        rows += [
            {
                "entity_id": f"SIM-{number + 1:04d}",
                "name": name,
                "type": "person" if person else "organisation",
                "name_kind": kind,
                "identifier": party["identifier"] if kind == "primary" else None,
                "country": party["country"],
                "address": ", ".join(part for part in (party["address"], party["city"]) if part),
                "programme": _PROGRAMMES[programmes[number]],
                "remarks": "Simulated for training: exists nowhere.",
            }
            for name, kind in names
        ]
    return pl.DataFrame(rows)


_EVERYBODYS: Final = 15  # one listed name in so many is made of common parts only
_SYLLABLES: Final = (
    ("qor", "қор"),
    ("vesh", "веш"),
    ("dal", "дал"),
    ("min", "мин"),
    ("tur", "тур"),
    ("zab", "заб"),
    ("kel", "кел"),
    ("rush", "руш"),
    ("gam", "гам"),
    ("fod", "фод"),
    ("sin", "син"),
    ("bol", "бол"),
)


def _coin(chance: Chance) -> tuple[str, str]:
    """A word that nobody else's name has, in Latin and Cyrillic."""
    picked = [_SYLLABLES[place] for place in chance.integers(0, len(_SYLLABLES), 3).tolist()]
    latin, cyrillic = ("".join(parts) for parts in zip(*picked, strict=True))
    return latin.capitalize(), cyrillic.capitalize()


_OPENING: Final = re.compile(r"^[^«]*«|^(?:[A-ZА-ЯЁЎҚҒҲҶӢӮ/.]{2,}s?|Haji|M/s|Хаджи|Mohammad|Мухаммад|ИП|IP)\s+")


def _with_word(name: str, word: str) -> str:
    """The name with this word after its legal form or title, or first."""
    if not word:
        return name
    opening = _OPENING.match(name)
    start = opening.end() if opening else 0
    return f"{name[:start]}{word} {name[start:]}"


_PERSONS: Final = ("IP ", "Haji ", "YTT ", "FH ", "Mohammad ")
_FIRMS: Final = ("Ltd", "LLC", "Trading", "Co", "Company")


def is_person(name: str) -> bool:
    """Whether an invented name is a person's."""
    words = name.replace(".", "").split()
    return name.startswith(_PERSONS) and not any(word in _FIRMS for word in words)
