"""Weeks of traffic as columns: lawful trade with its habits, and what smuggling networks may send, truth kept apart.

The lawful part is the same whatever officers do. What networks send depends on whom officers catch, so each of their
consignments is made under every plan of its network; which of these really comes is decided week by week, by whoever
plays the season (:func:`darvoza.training.play`).
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

import numpy as np
import polars as pl

from darvoza.consignment import ConsignmentBatch
from darvoza.selection import harm
from darvoza.signals import Typology
from darvoza.training.calendar import habits_of_week, unusual
from darvoza.training.chance import Chance, Flags, Floats, Integers
from darvoza.training.consigning import Sent, Underworld, send
from darvoza.training.lawful import lawful_day
from darvoza.training.lodging import as_lodged, lodge
from darvoza.training.networks import PLANS, USUAL_CONDUCT, Conduct, Network, networks
from darvoza.training.noise import with_noise
from darvoza.training.watchlist import listed_parties
from darvoza.training.world import world

_POOL: Final = 0.35
"""Further lawful consignments, as a share of a week's, that networks' consignments are made of."""

LAWFUL: Final = -1
_FOUND_AGAIN: Final = ("office", "flow", "country_of_dispatch", "country_of_destination", "lodged")
TYPOLOGIES: Final = tuple(each.value for each in Typology)


@dataclass(frozen=True, slots=True)
class Season:
    """Weeks of traffic for whoever selects: no truth in here.

    ``batch`` holds everything that may come, week after week; ``week`` says in which each row does. ``plan`` and
    ``network`` are for the play alone: they say under which plan of which network a row comes (-1: it always does).
    ``watchlist`` is the invented list in the layout of an administration's own. ``start`` is the first day.
    """

    seed: int
    weeks: int
    start: date
    batch: ConsignmentBatch
    week: Integers
    network: Integers = field(repr=False)
    plan: Integers = field(repr=False)
    watchlist: pl.DataFrame

    def present(self, week: int, plans: Integers) -> Integers:
        """The rows that come in a week when each network works by the plan given (counted on; they come round)."""
        here = np.flatnonzero(self.week == week)
        network = self.network[here]
        current = np.where(network >= 0, plans[network] % PLANS, 0)
        fixed = (network < 0) | (self.plan[here] < 0)
        return np.asarray(here[fixed | (self.plan[here] == current)])


@dataclass(frozen=True, slots=True)
class Truth:
    """What is really in each row of a season's batch: only the play and the scoring look.

    ``breach`` (Boolean), ``typology`` (number in :data:`TYPOLOGIES`, -1 for lawful), ``harm`` (as selection weighs it),
    ``duty`` (US dollars lost), ``hard`` and ``silent`` (shows no sign at all) are columns over rows. ``luck`` are
    uniforms that decide what an examination finds: the same for everyone who plays the season. ``adapts`` has how
    likely each network goes over to its next plan when caught. ``frame`` tells schemes.
    """

    breach: Flags
    typology: Integers
    harm: Floats
    duty: Floats
    hard: Flags
    silent: Flags
    luck: Floats
    adapts: Floats
    networks: tuple[Network, ...]
    frame: pl.DataFrame


def simulate(
    *,
    seed: int,
    weeks: int = 26,
    consignments: int = 1_500,
    breaches: float = 0.02,
    change: int | None = None,
    start: date = date(2026, 1, 5),
    conduct: Conduct = USUAL_CONDUCT,
) -> tuple[Season, Truth]:
    """Weeks of simulated traffic and, apart from it, the truth; the same for the same seed on every machine.

    About ``consignments`` come a week, of which about ``breaches`` (a share) are schemes. ``change`` is the week of a
    change of regime (:func:`~darvoza.training.networks.networks`). ``conduct`` is how networks behave:
    with another than the usual it is another world.

    >>> season, truth = simulate(seed=3, weeks=1, consignments=60)
    >>> len(season.batch) == len(truth.breach), season.weeks
    (True, 1)

    Raises:
        ValueError: no weeks, no consignments, or a share that is none.
    """
    if weeks < 1 or consignments < 1 or not 0 <= breaches < 1:
        raise ValueError(f"{weeks} weeks of {consignments} consignments with {breaches} breaches cannot be simulated")
    wanted = consignments * breaches
    under = Underworld(seed, networks(seed, weeks, wanted, change, conduct), conduct)
    parts, formats, sent, week_of = [], [], [], []
    for week in range(weeks):
        batch, format_, here = _week(
            under,
            week,
            weeks,
            start + timedelta(days=7 * week),
            round(consignments - wanted * (1 + conduct.look_alikes)),
        )
        parts.append(batch)
        formats.append(format_)
        sent.append((len(batch) - len(here), here))
        week_of.append(np.full(len(batch), week))
    whole = _lodged(ConsignmentBatch.concat(parts), pl.concat(formats))
    truth, network, plan = _truth(seed, tuple(under.networks), sent, len(whole))
    season = Season(seed, weeks, start, whole, np.concatenate(week_of), network, plan, listed_parties(seed))
    return season, truth


def _week(
    under: Underworld, week: int, weeks: int, day: date, lawful_count: int
) -> tuple[ConsignmentBatch, pl.Series, list[Sent]]:
    """A week's lawful consignments, then all that networks may send, and the format that each is lodged in."""
    seed = under.seed
    extra = round(lawful_count * _POOL)
    shares = [desk.share for desk in world().desks]
    counts = np.bincount(Chance(seed, "desks", week).pick(shares, lawful_count + extra), minlength=len(shares))
    days = []
    for number, count in enumerate(counts.tolist()):
        if count:
            habits = habits_of_week(seed, number, week, weeks, day)
            serial = week * 100_000 + number * 12_000 + 1
            days.append(lawful_day(seed, number, count, day, serial, habits=habits, busy=count * 7))
    lawful = ConsignmentBatch.concat(days)
    formats = lodge(Chance(seed, "lodging", week), lawful)
    usual = unusual(Chance(seed, "unusual", week), lawful)
    noisy = _over_the_week(Chance(seed, "weekdays", week), with_noise(Chance(seed, "noise", week), usual))
    aside = np.zeros(len(lawful), dtype=bool)
    aside[np.argsort(Chance(seed, "pool", week).uniform(len(lawful)), kind="stable")[:extra]] = True
    pooled = pl.Series(np.flatnonzero(aside), dtype=pl.UInt32)
    pool = noisy.take(pooled)
    sent, used = send(under, week, day, pool, formats[pooled].with_columns(pl.int_range(pl.len()).alias("row")))
    crossing = pl.Series(np.flatnonzero(~aside), dtype=pl.UInt32)
    made = ConsignmentBatch.of([each.consignment for each in sent])
    whole = ConsignmentBatch.concat([noisy.take(crossing), made]) if sent else noisy.take(crossing)
    which = pl.concat([crossing, pooled.gather(used)]) if sent else crossing
    return whole, formats[which]["format"], sent


def _lodged(whole: ConsignmentBatch, formats: pl.Series) -> ConsignmentBatch:
    """The batch without what the messages cannot say, but with what an assessment finds again by its places."""
    rows = pl.DataFrame({"row": pl.int_range(len(whole), dtype=pl.UInt32, eager=True), "format": formats})
    lodged = as_lodged(whole, rows)
    kept = whole.consignments.select(_FOUND_AGAIN)
    frames = {name: getattr(lodged, name) for name in ("parties", "goods", "equipment", "places", "documents")}
    return ConsignmentBatch(lodged.consignments.with_columns(kept), **frames)


def _over_the_week(chance: Chance, batch: ConsignmentBatch) -> ConsignmentBatch:
    """Times spread over the week; what is aboard one train, barge or flight crosses on one day."""
    days = chance.integers(0, 7, len(batch))
    whole = batch.consignments.with_columns(_day=pl.Series(days))
    together = pl.col("_day").first().over("office", "mode", "journey")
    whole = whole.with_columns(_day=pl.when(pl.col("journey").is_null()).then("_day").otherwise(together))
    moved = [(pl.col(name) + pl.duration(days="_day")).alias(name) for name in ("lodged", "departure", "arrival")]
    frames = {name: getattr(batch, name) for name in ("parties", "goods", "equipment", "places", "documents")}
    return ConsignmentBatch(whole.with_columns(moved).drop("_day"), **frames)


def _truth(
    seed: int, known: tuple[Network, ...], sent: list[tuple[int, list[Sent]]], size: int
) -> tuple[Truth, Integers, Integers]:
    network, plan = np.full(size, LAWFUL), np.full(size, LAWFUL)
    typology = np.full(size, LAWFUL)
    weight, duty = np.zeros(size), np.zeros(size)
    hard, silent = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
    luck = Chance(seed, "luck").uniform(size)
    weigh, at, rows = harm(), 0, []
    for lawful, here in sent:
        at += lawful
        for each in here:
            of = known[each.network]
            kind = of.scheme.typology.value
            if of.honest:
                at += 1
                continue
            network[at] = each.network
            plan[at] = each.plan if of.adapts else LAWFUL
            typology[at] = TYPOLOGIES.index(kind)
            duty[at] = each.duty if kind in weigh.staked else 0.0
            weight[at] = weigh.of(kind, each.duty)
            hard[at], silent[at] = each.difficulty == "hard", not each.shows
            rows.append((at, each.network, each.plan, each.slot, of.scheme.id, kind, each.difficulty, list(each.shows)))
            at += 1
    frame = pl.DataFrame(rows, schema=_TOLD, orient="row")
    adapts = np.array([each.adapts for each in known], dtype=np.float64)
    return Truth(typology >= 0, typology, weight, duty, hard, silent, luck, adapts, known, frame), network, plan


_TOLD: Final = pl.Schema(
    {
        "row": pl.Int64(),
        "network": pl.Int64(),
        "plan": pl.Int64(),
        "slot": pl.Int64(),
        "scheme": pl.String(),
        "typology": pl.String(),
        "difficulty": pl.String(),
        "signs": pl.List(pl.String()),
    }
)
