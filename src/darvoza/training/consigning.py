"""What networks send in a week: consignments under each of their plans, behind the companies that the plan has."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Final

import numpy as np
import polars as pl

from darvoza.consignment import Consignment, ConsignmentBatch, Party, Role
from darvoza.training.case import Case, Difficulty, Sign, desk_of
from darvoza.training.chance import Chance
from darvoza.training.networks import PLANS, USUAL_CONDUCT, Conduct, Network, Skill, sent, skill
from darvoza.training.planting import facts_of
from darvoza.training.tricks import FORWARDER, instead, replace, trader_role
from darvoza.training.watchlist import listed_parties
from darvoza.training.world import world

_SHOWN: Final = {Difficulty.EASY: (0.75, 0.3), Difficulty.MEDIUM: (0.4, 0.2)}  # strong and weak signs
_RING_SERVES: Final = 0.7
_USUAL_PARTNER: Final = 0.6
_KEEPS_PARTIES: Final = frozenset(("listed-party", "splitting", "reused-papers", "cloned-container", "seal-switch"))


@dataclass(frozen=True, slots=True)
class Sent:
    """One consignment of a network under one of its plans; ``slot`` is the same for all plans of one sending."""

    network: int
    plan: int
    slot: int
    base: int
    consignment: Consignment
    difficulty: Difficulty
    shows: tuple[str, ...]
    duty: float


@dataclass(slots=True)
class Trail:
    """What a plan has come to use: the company, the partner abroad, and what its consignments look like."""

    trader: Party | None = None
    partner: Party | None = None
    heading: str | None = None
    dispatch: str | None = None


@dataclass(slots=True)
class Underworld:
    """The networks of a season and what they have come to use so far."""

    seed: int
    networks: Sequence[Network]
    conduct: Conduct = USUAL_CONDUCT
    trails: dict[tuple[int, int, int], Trail] = field(default_factory=dict)
    rings: dict[tuple[int, str, Role], Party] = field(default_factory=dict)
    slots: int = 0


def send(
    under: Underworld, week: int, day: date, pool: ConsignmentBatch, formats: pl.DataFrame
) -> tuple[list[Sent], list[int]]:
    """Everything that networks may send in a week, made of the pool's lawful consignments, and the rows used."""
    facts = facts_of(pool, formats)
    wanted = _wanted(under, week)
    rows = _bases(under, week, facts, wanted)
    used = [base for bases in rows for base in bases]
    objects = iter(pool.take(pl.Series(used, dtype=pl.UInt32)).objects() if used else [])
    made: list[Sent] = []
    for (network, plan, slot, _), bases in zip(wanted, rows, strict=True):
        lawful = [next(objects) for _ in bases]
        if lawful:
            made += _case(under, week, day, network, plan, slot, bases, lawful)
    return made, used


_Job = tuple[Network, int, int, int]
"""Who sends, under which plan, which sending it is, and how many consignments it takes."""


def _wanted(under: Underworld, week: int) -> list[_Job]:
    found = []
    for network in under.networks:
        if network.start <= week < network.end:
            chance = Chance(under.seed, "sends", network.number, week)
            for _ in range(sent(chance, network)):
                plans = PLANS if network.adapts else 1
                count = chance.number(*network.scheme.members)
                found += [(network, plan, under.slots, count) for plan in range(plans)]
                under.slots += 1
    return found


def _bases(under: Underworld, week: int, facts: pl.DataFrame, wanted: list[_Job]) -> list[list[int]]:
    """Lawful consignments of the pool for each: such as suit the scheme, at the plan's desk, most like the last.

    Each is used once; where none is left, nothing is sent.
    """
    suits = {each.scheme.id: each.scheme.suits for each, *_ in wanted}
    if not suits:
        return []
    suited = facts.select(expression.fill_null(value=False).alias(name) for name, expression in suits.items())
    marks = {name: suited[name].to_numpy().copy() for name in suits}
    offices, modes = facts["office"].to_numpy(), facts["mode"].cast(pl.String).to_numpy()
    at_desk = [(offices == desk.office) & (modes == desk.mode) for desk in world().desks]
    headings = facts["hs"].str.slice(0, 4).to_numpy()
    dispatch = facts["country_of_dispatch"].to_numpy()
    free = np.ones(facts.height, dtype=bool)
    ticket = Chance(under.seed, "bases", week).uniform(facts.height)
    chosen: list[list[int]] = []
    for network, plan, _, count in wanted:
        fits = marks[network.scheme.id] & free
        here = fits & at_desk[network.desks[plan]]
        fits = here if here.sum() >= count else fits
        if fits.sum() < count:
            chosen.append([])
            continue
        trail = under.trails.get(_key(under, network, plan, week))
        like = ticket.copy()
        if trail is not None:
            like += 2.0 * (headings == trail.heading) + 1.0 * (dispatch == trail.dispatch)
        rows = np.argsort(np.where(fits, -like, 1.0), kind="stable")[:count]
        free[rows] = False
        chosen.append(rows.tolist())
        row = int(rows[0])
        if trail is None:
            under.trails[_key(under, network, plan, week)] = Trail(heading=headings[row], dispatch=dispatch[row])
    return chosen


def _key(under: Underworld, network: Network, plan: int, week: int) -> tuple[int, int, int]:
    """A plan behind a company on paper begins afresh every few weeks; one behind a lawful trader does not."""
    company = 0 if network.insiders[plan] else (week - network.start) // under.conduct.front_weeks
    return network.number, plan, company


def _case(
    under: Underworld,
    week: int,
    day: date,
    network: Network,
    plan: int,
    slot: int,
    bases: Sequence[int],
    lawful: list[Consignment],
) -> list[Sent]:
    chance = Chance(under.seed, "sent", slot, plan)
    hiding = skill(under.seed, network, plan, under.conduct)
    allowed = _allowed(chance, network.scheme.signs, hiding)
    case = Case(chance, hiding.difficulty, allowed, list(lawful), day, listed_parties(under.seed))
    done = network.scheme.plant(case)
    found = []
    for base, before, planted in zip(bases, lawful, done.consignments, strict=True):
        lost = _lost(before, planted)
        hidden = planted
        if network.scheme.id not in _KEEPS_PARTIES:
            hidden = _behind(under, week, network, plan, before, planted, case)
        hidden = _served(under, network, chance, _natural(network, chance, before, hidden))
        found.append(Sent(network.number, plan, slot, base, hidden, hiding.difficulty, done.shows, lost))
    return found


@cache
def _made_in() -> dict[str, tuple[str, ...]]:
    """Where goods of each heading are usually made, the most usual first."""
    found: dict[str, dict[str, int]] = {}
    for kind in world().kinds:
        places = found.setdefault(kind.hs[:4], {})
        for country, weight in kind.origins.items():
            places[country] = places.get(country, 0) + weight
    return {heading: tuple(sorted(places, key=lambda name: -places[name])) for heading, places in found.items()}


def _natural(network: Network, chance: Chance, lawful: Consignment, planted: Consignment) -> Consignment:
    """With goods from where such goods come, unless it is the scheme's point that they do not."""
    if network.scheme.id in _ABOUT_ORIGIN or planted.goods == lawful.goods:
        return planted
    goods = []
    for item in planted.goods:
        usual = _made_in().get((item.hs_code or "")[:4], ())
        strange = usual and item.origin is not None and item.origin not in usual
        goods.append(replace(item, origin=chance.choice(usual[:3])) if strange else item)
    return replace(planted, goods=tuple(goods))


_ABOUT_ORIGIN: Final = frozenset(("unnatural-goods", "embargo-border"))


def _allowed(chance: Chance, signs: Sequence[Sign], hiding: Skill) -> frozenset[str]:
    """Which signs show this time; of those that hide well one or two weak ones, or always none."""
    if hiding.silent:
        return frozenset()
    if hiding.difficulty is Difficulty.HARD:
        weak = [sign.name for sign in signs if sign.weak]
        return frozenset(chance.sample(weak, chance.number(1, 2)))
    strong, weak_share = _SHOWN[hiding.difficulty]
    found = {sign.name for sign in signs if chance.happens(weak_share if sign.weak else strong)}
    return frozenset(found or {chance.choice(signs).name})


def _lost(lawful: Consignment, planted: Consignment) -> float:
    """What the deceit costs in duty and tax, in US dollars: of the value kept quiet, else of the value declared."""
    rate = world().rates
    true = (lawful.value or 0.0) * rate.get(lawful.currency or "USD", 1.0)
    told = (planted.value or 0.0) * rate.get(planted.currency or "USD", 1.0)
    return round(_DUTY * (true - told if true > told else told), 2)


_DUTY: Final = 0.25
"""Duty and tax together on dutiable goods: about a fifth to a third of the value in the region (judgement)."""


def _behind(
    under: Underworld, week: int, network: Network, plan: int, lawful: Consignment, planted: Consignment, case: Case
) -> Consignment:
    """The consignment behind the plan's company, and mostly with its usual partner abroad."""
    trail = under.trails[_key(under, network, plan, week)]
    role = trader_role(planted)
    other = Role.CONSIGNEE if role is Role.CONSIGNOR else Role.CONSIGNOR
    if trail.trader is None:
        own = next((party for party in lawful.parties if party.role is role), None)
        country = own.country if own else desk_of(lawful).country
        trail.trader = own if network.insiders[plan] and own else case.stranger(lawful, role, country)
        trail.partner = next((party for party in lawful.parties if party.role is other), None)
    if not any(party.role is role for party in planted.parties):
        return planted
    if not (FORWARDER.name in case.allowed and role is Role.CONSIGNEE):
        planted = instead(planted, _written(trail.trader, role, planted))
    if trail.partner is not None and case.chance.happens(_USUAL_PARTNER):
        planted = instead(planted, _written(trail.partner, other, planted))
    return planted


def _written(party: Party, role: Role, consignment: Consignment) -> Party:
    """The party in this role, with the address that a sign on this consignment rests on."""
    old = next((each for each in consignment.parties if each.role is role), None)
    email = party.email if old is None or old.email is not None else None
    return replace(party, role=role, email=email)


def _served(under: Underworld, network: Network, chance: Chance, planted: Consignment) -> Consignment:
    """With the ring's broker and carrier, who serve lawful traders too; whoever a ring meets first becomes its own."""
    if network.ring < 0:
        return planted
    trader = next((party.name for party in planted.parties if party.role is trader_role(planted)), None)
    for role in (Role.DECLARANT, Role.CARRIER):
        own = next((party for party in planted.parties if party.role is role), None)
        if own is None or own.name == trader:
            continue
        ring = under.rings.setdefault((network.ring, f"{planted.office} {planted.mode}", role), own)
        if chance.happens(_RING_SERVES):
            planted = instead(planted, replace(ring, role=role))
    return planted
