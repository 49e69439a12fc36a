"""The stops of each consignment: where it is loaded, which countries it passes, where it goes."""

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from darvoza.training.frames import placed
from darvoza.training.people import plain
from darvoza.training.world import world

if TYPE_CHECKING:
    from darvoza.training.lawful import Day


def places_of(day: "Day") -> pl.DataFrame:
    """Where goods are loaded, pass, cross the border, and go."""
    here, desk = world(), day.desk
    air = desk.mode == "air"
    codes = [(city.iata if air else city.locode) for city in here.cities]
    names = [plain(city.name) if desk.mode in {"river", "air"} else city.name for city in here.cities]
    frames = []
    for role, cities in (("loading", day.from_city), ("destination", day.to_city)):
        numbers = cities.tolist()
        frames.append(
            pl.DataFrame(
                {
                    "row": pl.Series(np.arange(len(day)), dtype=pl.UInt32),
                    "role": [role] * len(day),
                    "code": pl.Series([codes[number] for number in numbers], dtype=pl.String),
                    "name": pl.Series([names[number] for number in numbers], dtype=pl.String),
                    "country": [here.cities[number].country for number in numbers],
                }
            )
        )
    if desk.mode in {"road", "rail"}:
        frames.insert(1, _passed(day))
    return placed(pl.concat(frames))


def _passed(day: "Day") -> pl.DataFrame:
    """Countries passed on the way there and on the way on."""
    here = world()
    pairs = {}
    for start in np.unique(day.dispatch).tolist():
        for end in np.unique(day.destination).tolist():
            a, b = here.countries[start], here.countries[end]
            way = [*here.via.get(a, ["KZ", "UZ"]), day.desk.country, *reversed(here.via.get(b, ["UZ"]))]
            passed = [country for country in dict.fromkeys(way) if country not in {a, b}]
            pairs[start, end] = passed[:4]
    rows = [
        (row, "transit", None, None, country)
        for row, pair in enumerate(zip(day.dispatch.tolist(), day.destination.tolist(), strict=True))
        for country in pairs[pair]
    ]
    schema = {"row": pl.UInt32, "role": pl.String, "code": pl.String, "name": pl.String, "country": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")
