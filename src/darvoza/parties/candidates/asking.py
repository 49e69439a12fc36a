"""Declared parties as the index is asked for them: their names in columns, and what else was declared of each."""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import msgspec
import numpy as np

from darvoza.parties.candidates.finding import Asked, Bytes, Floats, Ints
from darvoza.parties.candidates.index import KIND_NUMBER, NameIndex
from darvoza.parties.likeness import match as weights
from darvoza.parties.likeness.beside import birth_weight, country_weight
from darvoza.parties.lists.dates import days_of
from darvoza.parties.lists.listed import PartyKind
from darvoza.parties.names.book import WrittenNames
from darvoza.parties.names.many import numbered


class Declared(msgspec.Struct, frozen=True, gc=False):
    """What was declared of one party, as far as it helps to tell who it is.

    ``country`` is ISO 3166-1 alpha-2, ``birth_date`` ISO 8601 as far as it is known (``1971``, ``1971-03-02``), and
    identifiers are written ``SCHEME:value`` or as bare numbers.
    """

    name: str | None
    country: str | None = None
    identifiers: tuple[str, ...] = ()
    kind: PartyKind | None = None
    birth_date: str | None = None
    address: str | None = None


_NO_DAYS: Final = (0, 0)


def asked_for(declared: Sequence[Declared], index: NameIndex, threshold: float) -> tuple[Asked, WrittenNames]:
    """Declared parties, to be searched for in this index, and their names as written.

    Those are kept whose score may come to the threshold.
    """
    book = index.word_book()
    starts, words = numbered([each.name or "" for each in declared], book, declared=True)
    least = math.log(threshold / (1 - threshold)) if 0 < threshold < 1 else math.copysign(math.inf, threshold - 0.5)
    beside = _beside(tuple(_told(each, index) for each in declared), least)
    return Asked(starts, words, book.entries, *beside), book.written(starts, words)


_Told = tuple[int, int, tuple[int, int], float]


def _told(each: Declared, index: NameIndex) -> _Told:
    return KIND_NUMBER[each.kind], _country(each, index), _days(each), _may_be_added(each)


def _beside(told: tuple[_Told, ...], least: float) -> tuple[Bytes, Ints, Ints, Floats]:
    """What else was declared of each, in columns: its kind, country, days of birth, and what its odds must come to."""
    return _columns(told, least) if len(told) == 1 else _columns.__wrapped__(told, least)


@lru_cache(maxsize=1 << 10)
def _columns(told: tuple[_Told, ...], least: float) -> tuple[Bytes, Ints, Ints, Floats]:
    kinds, countries, days, added = zip(*told, strict=True) if told else ((), (), (), ())
    return (
        np.array(kinds, np.uint8),
        np.array(countries, np.int32),
        np.array(days, np.int32).ravel(),
        (least - np.array(added, np.float64)).astype(np.float32),
    )


_NOWHERE: Final = 1 << 20
"""The number of a country that no listed party has."""


class Beside(NamedTuple):
    """What is added to the odds of a name by what stands beside it."""

    kind: float
    weak: float
    country: float
    birth: float


def beside_name(declared: Declared, name: int, index: NameIndex) -> Beside:
    """What is said beside a listed name, as the search weighs it."""
    party = int(index.name_party[name])
    kind, listed = KIND_NUMBER[declared.kind], int(index.party_kind[party])
    return Beside(
        weights.KIND_WEIGHT if kind and listed and kind != listed else 0.0,
        weights.WEAK_WEIGHT if index.name_weak[name] else 0.0,
        country_weight(index.party_beside, party, _country(declared, index)) if declared.country else 0.0,
        birth_weight(index.party_beside, party, *_days(declared)) if declared.birth_date else 0.0,
    )


def _country(declared: Declared, index: NameIndex) -> int:
    return index.country_number.get(declared.country, _NOWHERE) if declared.country else -1


def _days(declared: Declared) -> tuple[int, int]:
    return (declared.birth_date and days_of(declared.birth_date)) or _NO_DAYS


def _may_be_added(declared: Declared) -> float:
    """What may still be added to the odds after the search."""
    return (weights.IDENTIFIER_WEIGHT if declared.identifiers else 0.0) + (
        weights.ADDRESS_WEIGHT if declared.address else 0.0
    )
