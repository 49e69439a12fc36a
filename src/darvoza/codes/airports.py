"""Airports by their IATA codes.

Source: the ``airportsdata`` package. The list is read when it is first asked for (a quarter of a second).
"""

from functools import cache
from types import MappingProxyType

import airportsdata
import msgspec
import polars as pl


class Airport(msgspec.Struct, frozen=True, kw_only=True):
    """One airport: latitude and longitude in degrees, country as two letters; city None where the list has none."""

    iata: str
    name: str
    city: str | None
    country: str
    latitude: float
    longitude: float


@cache
def airports() -> MappingProxyType[str, Airport]:
    """Every airport that has an IATA code, by that code."""
    return MappingProxyType(
        {
            iata: Airport(
                iata=iata,
                name=each["name"],
                city=each["city"] or None,
                country=each["country"],
                latitude=each["lat"],
                longitude=each["lon"],
            )
            for iata, each in airportsdata.load("IATA").items()
        },
    )


def airport(iata: str) -> Airport | None:
    """The airport with this IATA code, or None.

    >>> airport("DYU").country
    'TJ'
    """
    return airports().get(iata.strip().upper())


def airport_country(iata: pl.Expr) -> pl.Expr:
    """The country of each airport as two letters; null where there is no such airport."""
    codes, countries = _countries()
    given = iata.str.strip_chars().str.to_uppercase()
    return given.replace_strict(codes, countries, default=None, return_dtype=pl.String)


@cache
def _countries() -> tuple[pl.Series, pl.Series]:
    return pl.Series(list(airports())), pl.Series([each.country for each in airports().values()])
