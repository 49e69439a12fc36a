"""Screening declared parties against watch lists: one name, or all parties of a batch of consignments."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import polars as pl

from darvoza.consignment import ConsignmentBatch
from darvoza.parties.candidates.asking import Declared
from darvoza.parties.candidates.index import NameIndex
from darvoza.parties.candidates.search import search
from darvoza.parties.candidates.together import Together
from darvoza.parties.likeness.match import PartyMatch
from darvoza.parties.lists.dates import iso_date
from darvoza.parties.lists.listed import PartyKind
from darvoza.parties.screening.columns import MATCHED, in_columns
from darvoza.parties.screening.explain import explained

THRESHOLD: Final = 0.5
"""The score from which a match is worth an officer's look: fewer than one ordinary party in a hundred reach it.

Measured on 3,370 names of nobody listed, with 54,062 names on the lists."""

MATCH_SCHEMA: Final = pl.Schema(
    {"row": pl.UInt32(), "position": pl.UInt32(), "role": pl.String(), "declared": pl.String(), **MATCHED}
)
"""Matches as columns: ``row`` and ``position`` are those of the party in the batch, ``declared`` its name as filed."""

_SHARE: Final = 1_000  # parties that one of several workers takes at a time
_STRETCH: Final = 20_000  # parties compared at a time, so that memory does not grow with the batch
_TOLD: Final = ("name", "country", "identifiers", "driver")


def screen(
    batch: ConsignmentBatch, index: NameIndex, *, threshold: float = THRESHOLD, workers: int = 1
) -> pl.DataFrame:
    """Compare every declared party of a batch with the watch lists; returns :data:`MATCH_SCHEMA`.

    The same party declared many times is compared once. A party without name and identifiers matches nobody. Ordered
    by ``row``, ``position`` and then the best match first. With several ``workers``, as many threads search; what is
    found does not depend on how many.
    """
    parties = batch.parties.select(
        "row",
        "position",
        "name",
        "country",
        "identifiers",
        pl.col("role").cast(pl.String),
        driver=pl.col("role") == "driver",
    ).filter(pl.col("name").is_not_null() | (pl.col("identifiers").list.len() > 0))
    unique = parties.select(_TOLD).unique(maintain_order=True).with_row_index("_asked")
    declared = [
        Declared(
            name,
            country.upper() if country else None,
            tuple(identifiers),
            PartyKind.PERSON if driver else None,
        )
        for name, country, identifiers, driver in unique.select(_TOLD).iter_rows()
    ]
    found = pl.concat([_found(0, [], index, threshold), *_all_found(declared, index, threshold, workers)])
    return (
        parties.join(unique, on=_TOLD, how="inner", nulls_equal=True)
        .rename({"name": "declared"})
        .join(found, on="_asked", how="inner")
        .sort("row", "position", "score", "entity_id", descending=[False, False, True, False])
        .select(*MATCH_SCHEMA)
        .cast(MATCH_SCHEMA)
    )


def _all_found(declared: list[Declared], index: NameIndex, threshold: float, workers: int) -> list[pl.DataFrame]:
    """The matches of these unique parties, a stretch at a time; each worker takes the next stretch.

    Learning and searching let other threads run, and parting names into words and saying why do not: so one worker
    searches while another explains.
    """
    size = _STRETCH if workers == 1 else _SHARE
    starts = range(0, len(declared), size)
    if workers == 1 or len(starts) <= 1:
        return [_found(start, declared[start : start + size], index, threshold) for start in starts]
    together = Together()

    def found(start: int) -> pl.DataFrame:
        return _found(start, declared[start : start + size], index, threshold, together)

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(found, starts))


def _found(
    start: int, declared: list[Declared], index: NameIndex, threshold: float, together: Together | None = None
) -> pl.DataFrame:
    """The matches of a stretch of unique parties, of which the first has the number ``start``."""
    hits = search(declared, index, threshold=threshold, together=together)
    asked = pl.Series("_asked", hits.declared + start, dtype=pl.UInt32)
    return in_columns(explained(hits, declared, index)).with_columns(asked)


def screen_name(
    name: str,
    index: NameIndex,
    *,
    country: str | None = None,
    kind: PartyKind | None = None,
    birth_date: str | None = None,
    address: str | None = None,
    identifiers: Sequence[str] = (),
    limit: int = 10,
    threshold: float = 0.0,
) -> list[PartyMatch]:
    """The listed parties that one name may be, best first, at most ``limit``.

    ``country`` is ISO 3166-1 alpha-2, ``birth_date`` ISO 8601 as far as it is known (``1971``, ``1971-03-02``);
    ``identifiers`` are written ``SCHEME:value`` or as bare numbers. What is not given speaks neither for nor against
    anybody.

    >>> from darvoza.parties import ListedName, ListedParty, WatchList, WatchLists
    >>> party = ListedParty(entity_id="7", names=(ListedName("Khurshid GAFUROV"),))
    >>> own = WatchList(id="own", title="Own", source="own.csv", sha256="", licence="own", entries=(party,))
    >>> (match,) = screen_name("Ғафуров Хуршед", NameIndex.build(WatchLists((own,))))
    >>> match.entity_id, match.reasons[1].say()
    ('7', 'Words that sound alike: ғафуров = gafurov (100%), хуршед = khurshid (93%).')
    """
    declared = Declared(
        name, country.upper() if country else None, tuple(identifiers), kind, iso_date(birth_date), address
    )
    hits = search([declared], index, threshold=threshold, limit=limit)
    return explained(hits, [declared], index)
