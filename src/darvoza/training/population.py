"""A desk's traders and their habits: what each usually sends or receives, from whom, by which way and at what price.

Traders come in blocks that depend only on the seed and the desk, so that tomorrow's traffic, or a bigger day's, is by
the same traders. A habit is one usual transaction of a trader; a consignment is a habit happening once more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import polars as pl

from darvoza.training.chance import Chance, Floats, Integers
from darvoza.training.people import make_people, stack
from darvoza.training.world import FLOWS, Desk, World, draw_rows, world

BLOCK: Final = 256
_MEAN_HABITS: Final = (0.38, 0.36, 0.26)  # shares of traders with one, two and three habits
_FLAT: Final = 6.0
_ZIPF: Final = 0.72
_DIRECT: Final = 0.92
_NEW_PARTNER: Final = 0.55


@dataclass(frozen=True, slots=True)
class Habits:
    """Usual transactions as columns, one row each; party columns number the rows of ``people``.

    ``local`` is the trader near the desk (the consignee of imports and transits, the consignor of exports), ``partner``
    the other side. ``price`` and ``size`` are this trader's own factors. ``people`` holds traders, then partners.
    """

    people: pl.DataFrame
    weight: Floats
    flow: Integers
    kind: Integers
    local: Integers
    partner: Integers
    origin: Integers
    dispatch: Integers
    destination: Integers
    price: Floats
    size: Floats
    wording: Floats
    plate: Integers


@lru_cache(maxsize=1024)
def block(seed: int, desk_number: int, number: int) -> Habits:
    """The ``number``-th block of a desk's traders with their habits; kept, since they trade every day."""
    return newcomers(seed, desk_number, number, words=())


def newcomers(seed: int, desk_number: int, number: int, *, words: tuple[str | int, ...]) -> Habits:
    """The ``number``-th block of another population of a desk, named by ``words``: each with one habit, all as busy."""
    here, desk = world(), world().desks[desk_number]
    chance = Chance(seed, "traders", desk.name, number, *words)
    flow = chance.pick([desk.flows[name] for name in FLOWS], BLOCK)
    count = 1 + (np.zeros(BLOCK, dtype=np.int64) if words else chance.pick(_MEAN_HABITS, BLOCK))
    trader = np.repeat(np.arange(BLOCK), count)
    kind = _kinds(chance, here, desk, flow, trader)
    habit_flow = flow[trader]
    origin, dispatch, destination = _ways(chance, here, desk, habit_flow, kind)
    ends = np.where(habit_flow == FLOWS.index("export"), dispatch, destination)
    home = ends[np.searchsorted(trader, np.arange(BLOCK))]  # a trader lives where the first of its habits has it
    destination = np.where(habit_flow == FLOWS.index("transit"), home[trader], destination)
    abroad = np.where(habit_flow == FLOWS.index("export"), destination, dispatch)
    partner, partner_country = _partners(chance, abroad)
    countries = np.concatenate([home, partner_country])
    people = _named(chance, here, countries, airports=desk.mode == "air")
    rank = np.arange(number * BLOCK, (number + 1) * BLOCK)
    # A trader is big because it comes early in its desk: a few do much of the trade, most very little.
    busy = np.ones(BLOCK) if words else (rank + _FLAT) ** -_ZIPF
    return Habits(
        people=people,
        # A habit that would send goods to where they come from never happens.
        weight=busy[trader] * (0.3 + chance.uniform(len(trader))) * (destination != dispatch) * (destination != origin),
        flow=habit_flow,
        kind=kind,
        local=trader,
        partner=partner + BLOCK,
        origin=origin,
        dispatch=dispatch,
        destination=destination,
        price=chance.factors(_PRICE_HABIT, len(trader)),
        size=chance.factors(_SIZE_HABIT, len(trader)),
        wording=chance.uniform(len(trader)),
        plate=chance.pick([*desk.plates.values()], len(trader)),
    )


def joined_habits(blocks: Sequence[Habits], weights: Sequence[Floats]) -> Habits:
    """Several populations as one, with these weights instead of their own."""
    people, starts = stack([each.people for each in blocks])

    def joined(name: str) -> np.ndarray:
        return np.concatenate([getattr(each, name) for each in blocks])

    def shifted(name: str) -> Integers:
        return np.concatenate([getattr(each, name) + start for each, start in zip(blocks, starts, strict=True)])

    return Habits(
        people=people,
        weight=np.concatenate(weights),
        local=shifted("local"),
        partner=shifted("partner"),
        **{
            name: joined(name)
            for name in ("flow", "kind", "origin", "dispatch", "destination", "price", "size", "wording", "plate")
        },
    )


_PRICE_HABIT: Final = 0.08
_SIZE_HABIT: Final = 0.45


def _kinds(chance: Chance, here: World, desk: Desk, flow: Integers, trader: Integers) -> Integers:
    """What each trader deals in: a first kind by how usual it is at the desk, the others of the same family."""
    first = np.zeros(len(flow), dtype=np.int64)
    shares = [kind_shares(desk, name) for name in FLOWS]
    for number, weights in enumerate(shares):
        here_flow = flow == number
        first[here_flow] = chance.pick(weights, int(here_flow.sum()))
    kind = first[trader]
    later = np.flatnonzero(np.arange(len(trader)) != np.searchsorted(trader, trader))
    for number, weights in enumerate(shares):
        for family in range(len(here.families)):
            these = later[(flow[trader[later]] == number) & (here.family[kind[later]] == family)]
            if len(these):
                kind[these] = chance.pick(weights * (here.family == family), len(these))
    return kind


def kind_shares(desk: Desk, flow: str) -> Floats:
    """How usual each kind of goods is at a desk in a flow."""
    here = world()
    own = here.country_number[desk.country]
    weights = here.share_of(flow) * here.goes_by(desk.mode)
    local = here.origins[:, own] / here.origins.sum(axis=1)
    if flow == "export":
        return np.asarray(weights * local)
    reachable = here.origins.sum(axis=1) - here.origins[:, own]
    return np.asarray(weights * (reachable > 0))


def _ways(
    chance: Chance, here: World, desk: Desk, flow: Integers, kind: Integers
) -> tuple[Integers, Integers, Integers]:
    """Where the goods of each habit are made, sent from and sent to."""
    own, size = here.country_number[desk.country], len(flow)
    exports, transits = flow == FLOWS.index("export"), flow == FLOWS.index("transit")
    table = here.origins.copy()
    table[:, own] = 0
    table[table.sum(axis=1) == 0, own] = 1
    origin = np.where(exports, own, draw_rows(table, kind, chance.uniform(size)))
    hub = chance.pick(here.weights(desk.hubs), size)
    reached = np.isin(origin, [here.country_number[country] for country in desk.reach])
    direct = reached & (chance.uniform(size) < _DIRECT)
    dispatch = np.where(exports, own, np.where(direct, origin, hub))
    dispatch = np.where(~exports & (dispatch == own), origin, dispatch)
    abroad = chance.pick(here.weights(desk.export_to), size)
    onward = chance.pick(here.weights(desk.transit_to), size)
    destination = np.where(exports, abroad, np.where(transits, onward, own))
    # Nothing is sent to where it comes from: such draws go on to the desk's next country in turn.
    names = [here.country_number[country] for country in desk.transit_to]
    for country in names:
        destination = np.where(transits & ((destination == dispatch) | (destination == origin)), country, destination)
    return origin, dispatch, destination


def _partners(chance: Chance, country: Integers) -> tuple[Integers, Integers]:
    """A partner in each country asked for; several habits may share one."""
    fresh = chance.uniform(len(country)) < _NEW_PARTNER
    partner = np.zeros(len(country), dtype=np.int64)
    homes: list[int] = []
    for each in np.unique(country):
        here = np.flatnonzero(country == each)
        new = fresh[here]
        new[0] = True
        made = np.cumsum(new)
        # One that is not fresh goes to a partner already met in that country.
        partner[here] = len(homes) + np.where(new, made - 1, chance.below(made))
        homes += [int(each)] * int(made[-1])
    return partner, np.array(homes, dtype=np.int64)


def _named(chance: Chance, here: World, countries: Integers, *, airports: bool) -> pl.DataFrame:
    cities = draw_rows(here.city_weights(airports=airports), countries, chance.uniform(len(countries)))
    return make_people(chance, [here.countries[number] for number in countries.tolist()], cities)


@lru_cache(maxsize=256)
def services(seed: int, desk_number: int, service: str, count: int) -> pl.DataFrame:
    """A desk's brokers, carriers or forwarders, biggest first: in the desk's country, carriers where the plates are."""
    here, desk = world(), world().desks[desk_number]
    chance = Chance(seed, service, desk.name)
    if service == "carrier":
        numbers = [here.country_number[country] for country in desk.plates]
        countries = np.array([numbers[row % len(numbers)] for row in range(count)])
    else:
        countries = np.full(count, here.country_number[desk.country])
    cities = draw_rows(here.city_weights(airports=False), countries, chance.uniform(count))
    return make_people(chance, [here.countries[number] for number in countries.tolist()], cities, service)
