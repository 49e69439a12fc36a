"""Codes: countries, currencies, places, offices, packages, units, the HS's structure, and check digits."""

from darvoza.codes.airports import Airport, airport, airport_country, airports
from darvoza.codes.checks import Check, air_waybill_check, container_check, imo_check, wagon8_check, wagon12_check
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
from darvoza.codes.fetching import UpdateRefused, fetch
from darvoza.codes.hs import HS_CHAPTERS, hs2, hs4, hs6, hs_digits, hs_section, hs_section_of, is_hs_shape
from darvoza.codes.locodes import LOCODE_SOURCE, LocodeRecord, Place, locode_record, place, places, update_locodes
from darvoza.codes.measures import Unit, in_base_unit, package_types, unit_dimension, units
from darvoza.codes.nomenclature import (
    NOMENCLATURES,
    NomenclatureRecord,
    NomenclatureSource,
    nomenclature,
    nomenclature_record,
    update_nomenclature,
)
from darvoza.codes.offices import Office, find_office, office, offices, resolve_offices
from darvoza.home import home

__all__ = [
    "HS_CHAPTERS",
    "LOCODE_SOURCE",
    "NOMENCLATURES",
    "Airport",
    "Check",
    "Country",
    "Currency",
    "LocodeRecord",
    "NomenclatureRecord",
    "NomenclatureSource",
    "Office",
    "Place",
    "Unit",
    "UpdateRefused",
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
    "fetch",
    "find_office",
    "home",
    "hs2",
    "hs4",
    "hs6",
    "hs_digits",
    "hs_section",
    "hs_section_of",
    "imo_check",
    "in_base_unit",
    "is_country",
    "is_currency",
    "is_hs_shape",
    "locode_record",
    "nomenclature",
    "nomenclature_record",
    "office",
    "offices",
    "package_types",
    "place",
    "places",
    "resolve_offices",
    "unit_dimension",
    "units",
    "update_locodes",
    "update_nomenclature",
    "wagon8_check",
    "wagon12_check",
]
