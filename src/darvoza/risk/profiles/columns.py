"""The consignment view's columns: everything that a profile may ask about, and what it means.

The view has one row for each goods item, with what is known of its consignment beside it; a consignment without goods
items has one row, with every column of an item missing.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Final

import polars as pl

from darvoza.consignment import Flow, Level, Lodgement, Mode, Service
from darvoza.history import FEATURES, ITEM_FEATURES, Feature
from darvoza.risk.profiles.tree import Kind


class Form(StrEnum):
    """How texts of a column are written in the view, so that a condition that can never hold is refused."""

    FILED = "as filed"
    CAPITALS = "in capitals"
    DIGITS = "digits only"
    WORDS = "one of a few words"


class Source(StrEnum):
    """Where a column's values come from."""

    FILED = "message"
    DERIVED = "worked out from the message"
    HISTORY = "history"
    ASSESSMENT = "assessment"


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewColumn:
    """One column of the consignment view.

    ``of_item`` columns differ between the goods items of a consignment. ``words`` names the column of the folded words
    that ``mentions`` looks in; ``options`` are all values of a column that has few.
    """

    name: str
    kind: Kind
    meaning: str
    of_item: bool = False
    form: Form = Form.FILED
    source: Source = Source.FILED
    words: str | None = None
    options: tuple[str, ...] = ()
    hidden: bool = False


def _text(name: str, meaning: str, form: Form = Form.FILED, *, item: bool = False) -> ViewColumn:
    return ViewColumn(name=name, kind=Kind.TEXT, meaning=meaning, form=form, of_item=item)


def _code(name: str, meaning: str, *, item: bool = False) -> ViewColumn:
    return _text(name, meaning, Form.CAPITALS, item=item)


def _words(name: str, meaning: str, options: type[StrEnum]) -> ViewColumn:
    values = tuple(option.value for option in options)
    return ViewColumn(name=name, kind=Kind.TEXT, meaning=meaning, form=Form.WORDS, options=values)


def _searched(name: str, meaning: str, *, item: bool = False) -> tuple[ViewColumn, ViewColumn]:
    """A text, and the column of its folded words."""
    words = f"{name}_words"
    return (
        ViewColumn(name=name, kind=Kind.TEXT, meaning=meaning, of_item=item, words=words),
        ViewColumn(
            name=words,
            kind=Kind.TEXT,
            meaning=meaning,
            of_item=item,
            source=Source.DERIVED,
            hidden=True,
        ),
    )


def _number(name: str, meaning: str, *, item: bool = False, source: Source = Source.FILED) -> ViewColumn:
    return ViewColumn(name=name, kind=Kind.NUMBER, meaning=meaning, of_item=item, source=source)


def _day(name: str, meaning: str) -> ViewColumn:
    return ViewColumn(name=name, kind=Kind.DATE, meaning=meaning)


def _list(
    name: str, meaning: str, form: Form = Form.CAPITALS, *, item: bool = False, source: Source = Source.FILED
) -> ViewColumn:
    return ViewColumn(name=name, kind=Kind.TEXTS, meaning=meaning, form=form, of_item=item, source=source)


def _party(side: str, who: str) -> tuple[ViewColumn, ...]:
    return (
        *_searched(f"{side}_name", f"Name of {who}"),
        _code(f"{side}_id", f"First identifier of {who}, with its scheme: TIN:301234567"),
        _code(f"{side}_country", f"Country of {who}, two letters"),
        *_searched(f"{side}_address", f"Address of {who}, with its city"),
    )


_DERIVED: Final = Source.DERIVED
_CONSIGNMENT: Final = (
    _code("reference", "What officers call it by: number of the transport document or declaration"),
    _words("lodgement", "Whether a carrier says it in a manifest or a trader in a declaration", Lodgement),
    _words("level", "Whether the transport document stands alone, is a master document or one under it", Level),
    _words("mode", "How it crosses the border", Mode),
    _words("flow", "Which way the goods go, seen from the office", Flow),
    _words("service", "Ordinary cargo, an express operator's parcel, or the post", Service),
    _code("office", "Customs post, by its code"),
    _code("procedure", "Customs procedure as filed"),
    _code("declaration_type", "Type of declaration as filed"),
    _code("transport_document_type", "Type of transport document as filed"),
    _code("transport_document", "Number of the transport document"),
    _code("master_document", "Number of the master document"),
    _code("incoterm", "Delivery term, three letters"),
    _day("lodged_on", "Day it was lodged"),
    _number("lodged_hour", "Hour of the day it was lodged, 0 to 23", source=_DERIVED),
    _number("lodged_weekday", "Weekday it was lodged: 1 Monday to 7 Sunday", source=_DERIVED),
    _day("arrival_on", "Day of arrival"),
    _number("arrival_hour", "Hour of arrival, 0 to 23", source=_DERIVED),
    _number("arrival_weekday", "Weekday of arrival: 1 Monday to 7 Sunday", source=_DERIVED),
    _day("departure_on", "Day of departure"),
    _number("notice_hours", "Hours from lodgement to arrival; below 0 when lodged after it", source=_DERIVED),
    _code("means_id", "Truck, wagon, aircraft or vessel that crosses the border: its plate or number"),
    _code("means_nationality", "Country of the transport means, two letters"),
    _code("journey", "Flight, voyage or train"),
    _code("dispatch", "Country of dispatch, two letters"),
    _code("destination", "Country of destination, two letters"),
    _list("transit_countries", "Countries of the transit and border places that are neither dispatch nor destination"),
    _number("transit_country_count", "How many those are; 0 when every place named is at an end", source=_DERIVED),
    _code("loading_place", "Place of loading, by its code"),
    _code("unloading_place", "Place of unloading, by its code"),
    *_party("consignor", "the consignor, else the exporter, else the seller"),
    *_party("consignee", "the consignee, else the importer, else the buyer"),
    *_party("declarant", "the declarant, else the forwarder"),
    *_party("carrier", "the carrier"),
    *_searched("notify_name", "Name of the first notify party"),
    *_searched("end_user_name", "Name of the end user"),
    *_searched("driver_name", "Name of the driver"),
    _number("gross_mass_kg", "Gross mass of the consignment, else the sum of its items, in kilograms"),
    _number("net_mass_kg", "Net mass of the consignment, else the sum of its items, in kilograms"),
    _number("volume_m3", "Volume in cubic metres"),
    _number("packages", "Packages of the consignment, else the sum of its items"),
    _number("value", "Value of the consignment, else the sum of its items if all are in one currency"),
    _code("currency", "Currency of that value, three letters"),
    _number("value_usd", "That value in US dollars; missing where no rate is known", source=_DERIVED),
    _number("freight", "Freight charge, in the currency filed"),
    _number("items", "How many goods items the consignment has; 0 if none is filed", source=_DERIVED),
    _list("containers", "Numbers of the containers"),
    _list("equipment", "Numbers of all transport equipment: containers, trailers, wagons, load devices"),
    _list("equipment_types", "Size and type codes of the transport equipment"),
    _number("container_count", "How many containers; missing where no equipment is filed", source=_DERIVED),
    _list("seals", "Seal numbers"),
    _number("seal_count", "How many seals; missing where no equipment is filed", source=_DERIVED),
    ViewColumn(name="empty", kind=Kind.TRUTH, meaning="Some transport equipment is declared empty"),
    _list("document_types", "Types of the documents referred to"),
    _list("document_numbers", "Numbers of the documents referred to"),
    *_searched("remarks", "Remarks"),
    _list(
        "signals",
        "Ids of all that fired in the assessment before profiles: indicators, control entries, party matches",
        Form.FILED,
        source=Source.ASSESSMENT,
    ),
    _number("score", "Risk score from those signals, 0 to 1", source=Source.ASSESSMENT),
)

_ITEM: Final = (
    _number("item_number", "Place of the goods item in the consignment, from 1", item=True, source=_DERIVED),
    *_searched("description", "Description of the goods", item=True),
    _text("hs_code", "HS code, all digits as filed", Form.DIGITS, item=True),
    _text("hs2", "HS chapter, two digits", Form.DIGITS, item=True),
    _text("hs4", "HS heading, four digits", Form.DIGITS, item=True),
    _text("hs6", "HS subheading, six digits", Form.DIGITS, item=True),
    _code("origin", "Country of origin of the goods, two letters", item=True),
    _number("item_gross_mass_kg", "Gross mass of the item in kilograms", item=True),
    _number("item_net_mass_kg", "Net mass of the item in kilograms", item=True),
    _number("quantity", "Quantity of the item in its unit", item=True),
    _code("unit", "Unit of that quantity, UN/ECE Recommendation 20", item=True),
    _number("item_value", "Value of the item; that of the consignment if it is its only item", item=True),
    _code("item_currency", "Currency of that value, else of the consignment", item=True),
    _number("item_value_usd", "That value in US dollars; missing where no rate is known", item=True, source=_DERIVED),
    _number(
        "value_per_kg",
        "US dollars per kilogram of net mass, else of gross mass; missing where no rate is known",
        item=True,
        source=_DERIVED,
    ),
    _number("item_packages", "Packages of the item", item=True),
    _code("package_type", "Package type, UN/ECE Recommendation 21", item=True),
    _code("marks", "Marks and numbers on the packages", item=True),
    _list("un_numbers", "UN numbers of dangerous goods", item=True),
    _list("cas_numbers", "CAS numbers of chemicals", item=True),
)

_FEATURE_KINDS: Final = {
    pl.Int64(): Kind.NUMBER,
    pl.Float64(): Kind.NUMBER,
    pl.Boolean(): Kind.TRUTH,
    pl.String(): Kind.TEXT,
}


def _feature(feature: Feature, *, of_item: bool) -> ViewColumn:
    return ViewColumn(
        name=feature.name,
        kind=_FEATURE_KINDS[feature.dtype],
        meaning=feature.meaning,
        of_item=of_item,
        source=Source.HISTORY,
    )


def _all() -> dict[str, ViewColumn]:
    own = {column.name: column for column in (*_CONSIGNMENT, *_ITEM)}
    of_items = {each.name: _feature(each, of_item=True) for each in ITEM_FEATURES}
    # Where both know a column (a price ratio of an item, the lowest of all items), the item's own is the sounder.
    whole = {each.name: _feature(each, of_item=False) for each in FEATURES if each.name not in of_items}
    return {**whole, **of_items, **own}


COLUMNS: Final = MappingProxyType(_all())
"""Every column of the consignment view by its name."""

DTYPES: Final = MappingProxyType(
    {
        Kind.TEXT: pl.String(),
        Kind.NUMBER: pl.Float64(),
        Kind.TRUTH: pl.Boolean(),
        Kind.DATE: pl.Date(),
        Kind.TEXTS: pl.List(pl.String),
    }
)
"""How each kind of value is kept in the view."""

KEYS: Final = MappingProxyType({"row": pl.UInt32(), "position": pl.UInt32()})
"""The view's keys: the consignment's row in the batch, and the item's position; null where there is no item."""


@cache
def view_schema() -> pl.Schema:
    """The view's keys and columns with their types."""
    return pl.Schema({**KEYS, **{name: DTYPES[column.kind] for name, column in COLUMNS.items()}})
