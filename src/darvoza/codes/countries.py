"""Countries and currencies by their ISO codes.

Source: ISO 3166-1 and ISO 4217 as the ``pycountry`` package (Debian iso-codes) has them. Missing stays missing: a code
that is not in the list gives null.
"""

from functools import cache
from types import MappingProxyType
from typing import Final

import msgspec
import polars as pl
import pycountry


class Country(msgspec.Struct, frozen=True, kw_only=True):
    """One country or territory of ISO 3166-1, with the short name that people use if the standard has one."""

    alpha2: str
    alpha3: str
    numeric: str
    name: str


class Currency(msgspec.Struct, frozen=True, kw_only=True):
    """One currency of ISO 4217."""

    code: str
    numeric: str
    name: str


@cache
def countries() -> MappingProxyType[str, Country]:
    """Every country of ISO 3166-1 by its two letters."""
    found = (
        Country(
            alpha2=each.alpha_2,
            alpha3=each.alpha_3,
            numeric=each.numeric,
            name=getattr(each, "common_name", each.name),
        )
        for each in pycountry.countries
    )
    return MappingProxyType({country.alpha2: country for country in sorted(found, key=lambda each: each.alpha2)})


@cache
def currencies() -> MappingProxyType[str, Currency]:
    """Every currency of ISO 4217 by its three letters."""
    found = (Currency(code=each.alpha_3, numeric=each.numeric, name=each.name) for each in pycountry.currencies)
    return MappingProxyType({currency.code: currency for currency in sorted(found, key=lambda each: each.code)})


@cache
def _by_any_code() -> dict[str, str]:
    """Two letters by two letters, three letters, and number with or without its leading zeros."""
    found: dict[str, str] = {}
    for country in countries().values():
        for code in (country.alpha2, country.alpha3, country.numeric, str(int(country.numeric))):
            found[code] = country.alpha2
    return found


def country(code: str) -> Country | None:
    """The country with this ISO 3166-1 code: two letters, three letters or number. None if there is none.

    >>> country("TJK").name, country("860").alpha2, country("XX")
    ('Tajikistan', 'UZ', None)
    """
    alpha2 = _by_any_code().get(code.strip().upper())
    return None if alpha2 is None else countries()[alpha2]


def country_alpha2(code: pl.Expr) -> pl.Expr:
    """Country codes of any ISO 3166-1 form as two letters; null where there is no such country.

    >>> pl.DataFrame({"origin": ["CHN", "uz", "ZZ"]}).select(country_alpha2(pl.col("origin")))["origin"].to_list()
    ['CN', 'UZ', None]
    """
    return _look_up(code, _by_any_code())


def country_name(code: pl.Expr) -> pl.Expr:
    """English names for country codes of any ISO 3166-1 form; null where there is no such country."""
    return _look_up(code, {each: countries()[alpha2].name for each, alpha2 in _by_any_code().items()})


def is_country(code: pl.Expr) -> pl.Expr:
    """Whether a filed value is a two-letter country code of ISO 3166-1 as it stands; null where it is missing."""
    return code.is_in(list(countries()))


def is_currency(code: pl.Expr) -> pl.Expr:
    """Whether a filed value is a currency code of ISO 4217 as it stands; null where it is missing."""
    return code.is_in(list(currencies()))


def _look_up(code: pl.Expr, table: dict[str, str]) -> pl.Expr:
    cleaned = code.cast(pl.String).str.strip_chars().str.to_uppercase()
    return cleaned.replace_strict(table, default=None, return_dtype=pl.String)


_NEIGHBOURS: Final = {
    "AF": "CN IR PK TJ TM UZ",
    "CN": "AF BT IN KG KP KZ LA MM MN NP PK RU TJ VN",
    "IR": "AF AM AZ IQ PK TM TR",
    "KG": "CN KZ TJ UZ",
    "KZ": "CN KG RU TM UZ",
    "PK": "AF CN IN IR",
    "TJ": "AF CN KG UZ",
    "TM": "AF IR KZ UZ",
    "UZ": "AF KG KZ TJ TM",
}


@cache
def country_neighbours() -> MappingProxyType[str, frozenset[str]]:
    """The countries of the region and those they share a land border with.

    >>> sorted(country_neighbours()["TJ"])
    ['AF', 'CN', 'KG', 'UZ']
    """
    return MappingProxyType({code: frozenset(across.split()) for code, across in _NEIGHBOURS.items()})
