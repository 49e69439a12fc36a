"""An invented watch list: persons and companies that exist in no list, with aliases as lists spell them."""

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
    for number, party in enumerate(people.iter_rows(named=True)):
        person = is_person(party["latin"])
        names = [(party["latin"], "primary")]
        if party["cyrillic"]:
            names.append((party["cyrillic"], "native script"))
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


_PERSONS: Final = ("IP ", "Haji ", "YTT ", "FH ", "Mohammad ")
_FIRMS: Final = ("Ltd", "LLC", "Trading", "Co", "Company")


def is_person(name: str) -> bool:
    """Whether an invented name is a person's."""
    words = name.replace(".", "").split()
    return name.startswith(_PERSONS) and not any(word in _FIRMS for word in words)
