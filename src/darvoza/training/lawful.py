"""A day of lawful traffic at one desk: habits that happen again, as the frames of a consignment batch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import polars as pl

from darvoza.consignment import ConsignmentBatch
from darvoza.training import papers
from darvoza.training.cargo import Cargo, load_cargo
from darvoza.training.chance import Chance, Flags, Floats, Integers
from darvoza.training.people import stack
from darvoza.training.population import BLOCK, Habits, block, joined_habits, newcomers, services
from darvoza.training.words import describe
from darvoza.training.world import FLOWS, Desk, world

TRADER_SHARE: Final = 1 / 6
"""Traders for each consignment of a day."""

_NEW_SHARE: Final = 0.04
_FEWEST: Final = 24
_BROKERED: Final = {"road": 0.62, "rail": 0.0, "river": 0.0, "air": 0.0}
_NOTIFIED: Final = {"road": 0.0, "rail": 0.35, "river": 0.75, "air": 0.2}
_CYRILLIC: Final = {"road": 0.58, "rail": 0.9, "river": 0.0, "air": 0.0}


@dataclass(frozen=True, slots=True)
class Day:
    """What a desk's consignments of one day have in common, as columns: who, what, from where, when.

    Party columns number the rows of ``people`` (-1: nobody). Times are minutes from midnight of ``day``.
    """

    desk: Desk
    day: date
    serial: int
    people: pl.DataFrame
    flow: Integers
    consignor: Integers
    consignee: Integers
    declarant: Integers
    carrier: Integers
    notify: Integers
    forwarder: Integers
    dispatch: Integers
    destination: Integers
    origin: Integers
    from_city: Integers
    to_city: Integers
    plate_country: Sequence[str]
    cyrillic: Flags
    arrival: Integers
    departure: Integers
    lodged: Integers
    freight: Floats
    currency: Sequence[str]
    rate: Floats
    cargo: Cargo

    def __len__(self) -> int:
        return len(self.flow)


def lawful_day(
    seed: int, desk_number: int, count: int, day: date, serial: int, *, habits: Habits | None = None, busy: int = 0
) -> ConsignmentBatch:
    """``count`` lawful consignments at a desk, numbered from ``serial``.

    ``habits`` are those of the desk's traders where they are not those of one day; ``busy`` is how many consignments
    the desk's brokers, carriers and forwarders are enough for, if more than ``count``.
    """
    facts = draw_day(seed, desk_number, count, day, serial, habits=habits, busy=max(busy, count))
    chance = Chance(seed, "papers", facts.desk.name, day.toordinal())
    words = describe(chance, facts)
    return papers.batch(chance, facts, words)


def draw_day(
    seed: int, desk_number: int, count: int, day: date, serial: int, *, habits: Habits | None, busy: int
) -> Day:
    """Which habits happen on this day, and everything about them that is a number."""
    here, desk = world(), world().desks[desk_number]
    chance = Chance(seed, "day", desk.name, day.toordinal())
    habits = habits or _habits(seed, desk_number, count, day)
    habit = chance.pick(habits.weight, count)
    brokers = services(seed, desk_number, "broker", max(3, busy // 300))
    carriers = services(seed, desk_number, "carrier", max(9, busy // 60))
    forwarders = services(seed, desk_number, "forwarder", max(3, busy // 150))
    people, (_, first_broker, first_carrier, first_forwarder) = stack([habits.people, brokers, carriers, forwarders])
    flow, exports = habits.flow[habit], habits.flow[habit] == FLOWS.index("export")
    local, partner = habits.local[habit], habits.partner[habit]
    consignor, consignee = np.where(exports, local, partner), np.where(exports, partner, local)
    broker = first_broker + (local * 7 + chance.below(np.full(count, 2))) % brokers.height
    declarant = np.where(chance.uniform(count) < _BROKERED[desk.mode], broker, np.where(exports, consignor, consignee))
    carrier, plates = _carriers(chance, desk, habits.plate[habit], carriers.height)
    cargo = load_cargo(chance, desk, habits, habit)
    cities = here.city_weights(airports=desk.mode == "air")
    dispatch, destination = habits.dispatch[habit], habits.destination[habit]
    arrival, departure, lodged = _times(chance, desk, dispatch, exports)
    names = tuple(here.rates)
    currency = _currencies(chance, dispatch, exports)
    return Day(
        desk=desk,
        day=day,
        serial=serial,
        people=people,
        flow=flow,
        consignor=consignor,
        consignee=consignee,
        declarant=declarant if desk.mode == "road" else np.full(count, -1),
        carrier=first_carrier + carrier,
        notify=np.where(chance.uniform(count) < _NOTIFIED[desk.mode], consignee, -1),
        forwarder=np.where(
            (desk.mode == "air") | (chance.uniform(count) < _FORWARDED),
            first_forwarder + (local * 5) % forwarders.height,
            -1,
        ),
        dispatch=dispatch,
        destination=destination,
        origin=habits.origin[habit],
        from_city=_home_city(desk, people, consignor, dispatch, cities, habits.wording[habit]),
        to_city=_home_city(desk, people, consignee, destination, cities, habits.wording[habit]),
        plate_country=plates,
        cyrillic=(habits.wording[habit] * 0.8 + 0.2 * chance.uniform(count)) < _CYRILLIC[desk.mode],
        arrival=arrival,
        departure=departure,
        lodged=lodged,
        freight=_freight(
            chance, desk, dispatch, destination, np.bincount(cargo.row, cargo.gross, count).astype(np.float64)
        ),
        currency=[names[number] for number in currency.tolist()],
        rate=np.array([here.rates[name] for name in names])[currency],
        cargo=cargo,
    )


_FORWARDED: Final = 0.12


def _habits(seed: int, desk_number: int, count: int, day: date) -> Habits:
    """The habits of the desk's traders and of those who trade here for the first time, newcomers last."""
    traders = max(_FEWEST, int(count * TRADER_SHARE))
    blocks = [block(seed, desk_number, number) for number in range(-(-traders // BLOCK))]
    weights = [each.weight * (each.local + number * BLOCK < traders) for number, each in enumerate(blocks)]
    first_timers = max(2, int(count * _NEW_SHARE))
    for number in range(-(-first_timers // BLOCK)):
        new = newcomers(seed, desk_number, number, words=("new", day.toordinal()))
        blocks.append(new)
        weights.append(new.weight * (new.local + number * BLOCK < first_timers))
    known = sum(float(each.sum()) for each in weights[: -(-traders // BLOCK)])
    fresh = sum(float(each.sum()) for each in weights[-(-traders // BLOCK) :])
    scale = known * _NEW_SHARE / fresh
    weights = [each if number < -(-traders // BLOCK) else each * scale for number, each in enumerate(weights)]
    return joined_habits(blocks, weights)


def _carriers(chance: Chance, desk: Desk, plate: Integers, carriers: int) -> tuple[Integers, Sequence[str]]:
    """A carrier from the country of the plates: carriers take turns by country, as ``services`` makes them."""
    countries = tuple(desk.plates)
    several = carriers // len(countries)
    turn = np.floor(chance.uniform(len(plate)) ** 1.7 * several).astype(np.int64)
    return plate + turn * len(countries), [countries[number] for number in plate.tolist()]


def _home_city(
    desk: Desk, people: pl.DataFrame, party: Integers, country: Integers, cities: Floats, draw: Floats
) -> Integers:
    """Where goods are loaded or go: the party's own city if it lies in that country, else a usual one there."""
    here = world()
    number = {city.name: place for place, city in enumerate(here.cities)}
    home = people["city"].replace_strict(number, return_dtype=pl.Int64).to_numpy()[party]
    city_country = np.array([here.country_number[city.country] for city in here.cities])
    served = cities.sum(axis=0) > 0
    ladders = np.cumsum(cities, axis=1)
    found = np.zeros(len(party), dtype=np.int64)
    for each in np.unique(country):
        these = country == each
        found[these] = np.searchsorted(ladders[each], draw[these] * ladders[each][-1], side="right")
    own = (city_country[home] == country) & served[home]
    place = np.where(own, home, np.minimum(found, len(here.cities) - 1))
    if desk.mode == "air":  # the desk's own airport is where its country's goods are loaded and unloaded
        capital = next(
            number for number, city in enumerate(here.cities) if city.country == desk.country and city.iata == _HOME
        )
        place = np.where(country == here.country_number[desk.country], capital, place)
    return place


_HOME: Final = "TAS"
_HOURS: Final = {"road": (13.0, 3.4), "rail": (12.0, 6.0), "river": (13.0, 3.0), "air": (11.0, 6.5)}
_LEAD_HOURS: Final = {"road": (1.0, 34.0), "rail": (6.0, 90.0), "river": (12.0, 60.0), "air": (1.0, 11.0)}


def _times(chance: Chance, desk: Desk, dispatch: Integers, exports: Flags) -> tuple[Integers, Integers, Integers]:
    """Arrival at the desk, departure and lodging, in minutes from midnight."""
    size = len(dispatch)
    middle, spread = _HOURS[desk.mode]
    arrival = np.clip((middle + chance.bell(size) * spread) * 60, 5, 24 * 60 - 6).astype(np.int64)
    shortest, longest = _LEAD_HOURS[desk.mode]
    lead = (shortest + (longest - shortest) * chance.uniform(size) ** 1.6) * 60
    late = chance.uniform(size) < _LATE_SHARE
    lead = np.where(late, -30 + 45 * chance.uniform(size), lead)
    days = world().days[dispatch] * {"road": 1.0, "rail": 2.5, "river": 1.6, "air": 0.12}[desk.mode]
    days = np.where(exports, 0.3, days)
    journey = days * (0.8 + 0.6 * chance.uniform(size)) * 24 * 60 + 90
    lodged = arrival - lead.astype(np.int64)
    return arrival, np.minimum(arrival - journey.astype(np.int64), lodged - 20), lodged


_LATE_SHARE: Final = 0.035


def _currencies(chance: Chance, dispatch: Integers, exports: Flags) -> Integers:
    """US dollars mostly; euros from Europe, yuan from China, roubles from Russia."""
    here, size = world(), len(dispatch)
    names = tuple(here.rates)
    local = np.zeros(size, dtype=np.int64)
    local[dispatch == here.country_number["CN"]] = names.index("CNY")
    local[dispatch == here.country_number["RU"]] = names.index("RUB")
    europe = [here.country_number[country] for country in ("DE", "IT", "FR", "NL", "AT", "FI", "LV", "LT", "PL")]
    local[np.isin(dispatch, europe)] = names.index("EUR")
    share = np.where(local == names.index("EUR"), 0.75, np.where(local == names.index("CNY"), 0.14, 0.22))
    return np.where(~exports & (chance.uniform(size) < share), local, 0)


_FREIGHT: Final = {"road": (0.012, 0.018), "rail": (0.008, 0.008), "river": (0.006, 0.005), "air": (0.9, 0.17)}


def _freight(chance: Chance, desk: Desk, dispatch: Integers, destination: Integers, gross: Floats) -> Floats:
    """What the carriage costs in US dollars: so much a kilogram and day, small loads paying for a minimum."""
    start, daily = _FREIGHT[desk.mode]
    days = np.maximum(world().days[dispatch], world().days[destination])
    least = 15.0 if desk.mode == "air" else 250.0
    rate = (start + daily * days) * chance.factors(0.18, len(gross))
    return np.round(rate * np.maximum(gross, least), 2)
