"""What is declared beside a name, and what it says: countries and days of birth against those of a listed party."""

from collections.abc import Sequence
from itertools import accumulate, chain
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from darvoza.parties.compiled import compiled
from darvoza.parties.likeness.match import (
    BIRTH_WEIGHT,
    COUNTRY_WEIGHT,
    DAY_WEIGHT,
    OTHER_BIRTH_WEIGHT,
    OTHER_COUNTRY_WEIGHT,
    OTHER_DAY_WEIGHT,
)
from darvoza.parties.lists.dates import days_of
from darvoza.parties.lists.listed import ListedParty
from darvoza.parties.names.written import Longs

Ints = npt.NDArray[np.int32]


class Parties(NamedTuple):
    """Countries of listed parties by number, and their days of birth: first and last by turns, as 19710302."""

    country_starts: Longs
    countries: Ints
    birth_starts: Longs
    births: Ints


def beside_names(parties: Sequence[ListedParty], number: dict[str, int]) -> Parties:
    """What these parties have beside their names; countries get their numbers in ``number``."""
    births = [
        [days for born in party.birth_dates if (days := days_of(born))] if party.birth_dates else ()
        for party in parties
    ]
    return Parties(
        _starts([party.countries for party in parties]),
        np.array([number.setdefault(each, len(number)) for party in parties for each in party.countries], np.int32),
        _starts(births),
        np.array(list(chain.from_iterable(chain.from_iterable(births))), np.int32),
    )


def _starts(lists: Sequence[Sequence[object]]) -> Longs:
    return np.fromiter(accumulate(map(len, lists), initial=0), np.int64, len(lists) + 1)


@compiled
def country_weight(parties: Parties, party: int, country: int) -> float:
    """What a declared country says; nothing when either side does not tell."""
    starts, countries = parties.country_starts, parties.countries
    if country < 0 or starts[party] == starts[party + 1]:
        return 0.0
    for at in range(starts[party], starts[party + 1]):
        if countries[at] == country:
            return COUNTRY_WEIGHT
    return OTHER_COUNTRY_WEIGHT


_FIRST_DAY: Final = 101  # of a year: written when only the year is known
_YEAR, _MONTH = 10_000, 100


@compiled
def birth_weight(parties: Parties, party: int, first: int, last: int) -> float:
    """What a declared day or year of birth says: the best of what it says against each that is listed.

    One year more or less is not held against anybody, and day and month may have changed places.
    """
    starts, births = parties.birth_starts, parties.births
    if first == 0 or starts[party] == starts[party + 1]:
        return 0.0
    best = OTHER_BIRTH_WEIGHT
    for at in range(starts[party], starts[party + 1]):
        its_first, its_last = births[2 * at], births[2 * at + 1]
        years = first // _YEAR - 1 <= its_last // _YEAR and its_first // _YEAR <= last // _YEAR + 1
        same_year = first // _YEAR <= its_last // _YEAR and its_first // _YEAR <= last // _YEAR
        day, its_day = first % _YEAR, its_first % _YEAR
        exact = first == last and its_first == its_last and _FIRST_DAY not in (day, its_day)
        if not same_year:
            says = 0.0 if years else OTHER_BIRTH_WEIGHT
        elif not exact:
            says = BIRTH_WEIGHT
        elif day == its_day:
            says = DAY_WEIGHT
        elif day // _MONTH == its_day % _MONTH and day % _MONTH == its_day // _MONTH:
            says = BIRTH_WEIGHT
        else:
            says = OTHER_DAY_WEIGHT
        best = max(best, says)
    return best
