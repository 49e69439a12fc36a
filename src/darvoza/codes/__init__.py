"""Codes: countries, currencies, places, offices, packages, units, the HS's structure, and check digits."""

from darvoza.codes.airports import Airport, airport, airport_country, airports
from darvoza.codes.checks import air_waybill_check, container_check, imo_check, wagon8_check, wagon12_check
from darvoza.codes.countries import (
    Country,
    Currency,
    countries,
    country,
    country_alpha2,
    country_name,
    country_neighbours,
    currencies,
    is_country,
    is_currency,
)
from darvoza.codes.hs import HS_CHAPTERS, hs2, hs4, hs6, hs_digits, hs_section, hs_section_of, is_hs_shape
from darvoza.codes.offices import Office, find_office, office, offices, resolve_offices

__all__ = [
    "HS_CHAPTERS",
    "Airport",
    "Country",
    "Currency",
    "Office",
    "air_waybill_check",
    "airport",
    "airport_country",
    "airports",
    "container_check",
    "countries",
    "country",
    "country_alpha2",
    "country_name",
    "country_neighbours",
    "currencies",
    "find_office",
    "hs2",
    "hs4",
    "hs6",
    "hs_digits",
    "hs_section",
    "hs_section_of",
    "imo_check",
    "is_country",
    "is_currency",
    "is_hs_shape",
    "office",
    "offices",
    "resolve_offices",
    "wagon8_check",
    "wagon12_check",
]
