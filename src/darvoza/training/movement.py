"""What carries the goods across: trucks, trains, barges and flights, and their transport documents."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from darvoza.training.chance import Chance
from darvoza.training.numbers import air_waybills, plate
from darvoza.training.world import FLOWS, world

if TYPE_CHECKING:
    from darvoza.training.lawful import Day


@dataclass(frozen=True, slots=True)
class Movement:
    """How each consignment moves: its transport document, the means, its journey, and where the means is registered."""

    documents: list[str]
    means: list[str]
    journeys: list[str | None]
    nationalities: list[str]


def movement_of(chance: Chance, day: "Day") -> Movement:
    """How each consignment of the day moves."""
    return {"road": _trucks, "rail": _trains, "river": _barges, "air": _flights}[day.desk.mode](chance, day)


def _trucks(chance: Chance, day: "Day") -> Movement:
    size = len(day)
    turns = chance.integers(0, 10**9, size).tolist()
    return Movement(
        documents=[f"CMR{turn % 10**7:07d}{day.serial % 7}{row:05d}" for row, turn in enumerate(turns)],
        means=[plate(country, turn) for country, turn in zip(day.plate_country, turns, strict=True)],
        journeys=[None] * size,
        nationalities=list(day.plate_country),
    )


_ON_A_TRAIN: Final = 40
_MOST_TRAINS: Final = 24


def _trains(_: Chance, day: "Day") -> Movement:
    """Trains in the order of arrival, each with about as many consignments."""
    size = len(day)
    trains = max(1, min(_MOST_TRAINS, -(-size // _ON_A_TRAIN)))
    order = np.empty(size, dtype=np.int64)
    order[np.argsort(day.arrival, kind="stable")] = np.arange(size)
    names = [f"{2_401 + 2 * int(place)}" for place in order * trains // size]
    return Movement(
        documents=[f"SMGS{day.day:%y%j}{day.serial + row:06d}" for row in range(size)],
        means=names,
        journeys=list(names),
        nationalities=["UZ"] * size,
    )


_BARGES: Final = ("Amudaryo", "Surxon", "Termiz", "Sharq", "Osiyo", "Panj", "Vaxsh", "Hayraton")


def _barges(chance: Chance, day: "Day") -> Movement:
    size = len(day)
    barges = chance.integers(0, len(_BARGES), size).tolist()
    return Movement(
        documents=[f"TRZ{day.day:%y%j}{day.serial + row:07d}" for row in range(size)],
        means=[_BARGES[number] for number in barges],
        journeys=[f"{day.day:%j}{number + 1}" for number in barges],
        nationalities=["AF" if number % 3 == 2 else "UZ" for number in barges],
    )


_HOME_AIRLINE: Final = "HY"
_ELSEWHERE: Final = ("TK", _HOME_AIRLINE, "QR")
_AIRLINES: Final = {
    "CN": ("CZ", _HOME_AIRLINE),
    "HK": ("CZ", _HOME_AIRLINE),
    "TR": ("TK", _HOME_AIRLINE),
    "RU": ("SU", _HOME_AIRLINE),
    "AE": ("EK", "FZ"),
    "KR": ("KE", _HOME_AIRLINE),
    "KZ": ("KC", _HOME_AIRLINE),
    "DE": ("LH", _HOME_AIRLINE),
    "IN": (_HOME_AIRLINE, "FZ"),
}
_REGISTERED: Final = {
    _HOME_AIRLINE: "UZ",
    "TK": "TR",
    "SU": "RU",
    "CZ": "CN",
    "EK": "AE",
    "KC": "KZ",
    "FZ": "AE",
    "LH": "DE",
    "KE": "KR",
    "QR": "QA",
}


def _flights(chance: Chance, day: "Day") -> Movement:
    """Flights between Tashkent and the airport abroad; each has one number."""
    here, size = world(), len(day)
    abroad = np.where(day.flow == FLOWS.index("export"), day.to_city, day.from_city).tolist()
    draws = chance.uniform(size).tolist()
    served = [_AIRLINES.get(here.cities[city].country, _ELSEWHERE) for city in abroad]
    airlines = [served_by[int(draw * len(served_by))] for served_by, draw in zip(served, draws, strict=True)]
    flights = [
        f"{airline}{(city * 13 + ord(airline[0])) % 800 + 100}" for airline, city in zip(airlines, abroad, strict=True)
    ]
    # Days are far enough apart that no waybill is numbered twice.
    serials = (day.day.toordinal() * 131_071 + day.serial + np.arange(size)) % 10_000_000
    return Movement(
        documents=air_waybills([here.airlines[airline] for airline in airlines], serials.tolist()),
        means=list(flights),
        journeys=list(flights),
        nationalities=[_REGISTERED[airline] for airline in airlines],
    )
