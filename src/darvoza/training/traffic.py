"""A day's traffic: lawful consignments of every desk, a small share turned into schemes, and the truth about them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import polars as pl

from darvoza.consignment import ConsignmentBatch
from darvoza.training.chance import Chance, Integers
from darvoza.training.lawful import lawful_day
from darvoza.training.lodging import as_lodged, lodge, on_one_voyage
from darvoza.training.noise import with_noise
from darvoza.training.planting import plant
from darvoza.training.watchlist import listed_parties
from darvoza.training.world import world


@dataclass(frozen=True, slots=True)
class Traffic:
    """One simulated day.

    ``batch`` is what the messages will say, no more: fields that a consignment's message format cannot carry are null.
    ``lodgings`` has a row for each consignment in batch order: ``row``, ``reference``, ``format`` (``fwb``, ``ffm``,
    ``cuscar``, ``wco_declaration``, ``table``, ``table-ru``) and ``file``, the message it goes in, and ``office``,
    ``mode`` and ``flow`` even where the message does not say them. ``truth`` has a row
    for each consignment of a scheme: ``reference``, ``case`` (consignments of one case belong together), ``scheme``,
    ``typology``, ``difficulty``, ``signs`` (those that show, by name) and ``indicators`` (their published ids).
    ``watchlist`` is a list of invented parties in the layout of an administration's own list.
    """

    seed: int
    day: date
    batch: ConsignmentBatch
    lodgings: pl.DataFrame
    truth: pl.DataFrame
    watchlist: pl.DataFrame

    def __len__(self) -> int:
        return len(self.batch)


_MOST: Final = 2_000_000


def generate(
    *,
    seed: int,
    consignments: int,
    day: date,
    schemes_share: float = 0.02,
    posts: Collection[str] | None = None,
) -> Traffic:
    """A day of simulated traffic with planted schemes of known truth, the same for the same seed on every machine.

    Trucks at Dushanbe-2, Nizhny Pyanj and Khujand, trains and barges at Ayritom, aircraft at Aviayuklar; ``posts``
    limits it to these office codes. The traders are the same from day to day for one seed, so that days add up to a
    history. ``schemes_share`` of the consignments belong to schemes (:func:`schemes`), rounded to whole cases.

    Raises:
        ValueError: a number out of its range, or a post that is not simulated.

    >>> traffic = generate(seed=7, consignments=60, day=date(2026, 11, 21), posts=["UZAVY"])
    >>> len(traffic), traffic.batch.consignments["mode"].unique().to_list()
    (60, ['air'])
    """
    if not 0 < consignments <= _MOST:
        raise ValueError(f"consignments must be from 1 to {_MOST}, not {consignments}")
    if not 0 <= schemes_share <= 1:
        raise ValueError(f"schemes_share must be from 0 to 1, not {schemes_share}")
    counts = _shared_out(Chance(seed, "desks", day.toordinal()), consignments, posts)
    batches, serial = [], 1
    for number, count in enumerate(counts.tolist()):
        if count:
            batches.append(lawful_day(seed, number, count, day, serial))
            serial += count
    lawful = ConsignmentBatch.concat(batches)
    formats = lodge(Chance(seed, "lodging", day.toordinal()), lawful)
    noisy = with_noise(Chance(seed, "noise", day.toordinal()), lawful)
    planted, truth = plant(seed, day, noisy, formats, schemes_share)
    batch = as_lodged(on_one_voyage(planted, formats), formats)
    lodgings = formats.with_columns(
        batch.consignments["reference"], *lawful.consignments.select("office", "mode", "flow")
    )
    return Traffic(
        seed=seed,
        day=day,
        batch=batch,
        lodgings=lodgings.select("row", "reference", "office", "mode", "flow", "format", "file"),
        truth=truth,
        watchlist=listed_parties(seed),
    )


def _shared_out(chance: Chance, consignments: int, posts: Collection[str] | None) -> Integers:
    """How many consignments each desk has, by its share."""
    desks = world().desks
    known = {desk.office for desk in desks}
    if posts is not None and (unknown := set(posts) - known):
        raise ValueError(f"{min(unknown)!r} is not simulated; posts are {', '.join(sorted(known))}")
    shares = [desk.share * (posts is None or desk.office in posts) for desk in desks]
    return np.bincount(chance.pick(shares, consignments), minlength=len(desks))
