"""What a message tells of: consignments, goods, parties and transport, as they leave for another administration.

Names in the JSON are those of the WCO Data Model in lower camel case. Everything is optional: what is not known, or not
allowed to be told, is absent.
"""

from datetime import date, datetime
from typing import Annotated

import msgspec

Words = Annotated[str, msgspec.Meta(min_length=1, max_length=20_000)]
"""A passage written by an officer."""
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
"""A name, a number or a short line."""
Country = Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")]
"""ISO 3166-1, two letters."""
Amount = Annotated[float, msgspec.Meta(ge=0)]


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel", omit_defaults=True):
    """Anything that stands in a message: unknown fields are refused, absent ones are not written."""


class Address(Record, frozen=True, kw_only=True):
    """Where a party is, as filed."""

    line: Name | None = None
    city_name: Name | None = None
    postcode_id: Name | None = None
    country_code: Country | None = None


class PartyData(Record, frozen=True, kw_only=True):
    """A person or company. ``ids`` are written ``SCHEME:value``."""

    role_code: Name | None = None
    name: Name | None = None
    ids: tuple[Name, ...] = ()
    address: Address | None = None
    communication: tuple[Name, ...] = ()
    birth_date: date | None = None
    nationality_code: Country | None = None


class GoodsData(Record, frozen=True, kw_only=True):
    """One line of goods. Masses in kilograms."""

    description: Words | None = None
    classification: Name | None = None
    origin_country_code: Country | None = None
    gross_mass_measure: Amount | None = None
    net_mass_measure: Amount | None = None
    quantity: Amount | None = None
    quantity_unit_code: Name | None = None
    packaging_quantity: Annotated[int, msgspec.Meta(ge=0)] | None = None
    packaging_type_code: Name | None = None
    statistical_value_amount: Amount | None = None
    currency_code: Name | None = None


class EquipmentData(Record, frozen=True, kw_only=True):
    """A container, trailer, wagon or unit load device, with its seals."""

    id: Name
    characteristic_code: Name | None = None
    seals: tuple[Name, ...] = ()


class MeansData(Record, frozen=True, kw_only=True):
    """The truck, wagon, aircraft or vessel that crosses the border."""

    mode_code: Name | None = None
    id: Name | None = None
    registration_nationality_code: Name | None = None
    journey_id: Name | None = None


class PlaceData(Record, frozen=True, kw_only=True):
    """One stop of the itinerary."""

    role_code: Name
    id: Name | None = None
    name: Name | None = None
    country_code: Name | None = None


class DocumentData(Record, frozen=True, kw_only=True):
    """A document referred to, or attached by its SHA-256."""

    type_code: Name | None = None
    id: Name | None = None
    issuer: Name | None = None
    issue_date: date | None = None
    sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")] | None = None


class ConsignmentData(Record, frozen=True, kw_only=True):
    """A consignment, as far as an article lets it be told."""

    reference_id: Name | None = None
    transport_contract_document: DocumentData | None = None
    declaration: DocumentData | None = None
    previous_document: DocumentData | None = None
    ucr: Name | None = None
    customs_office: Name | None = None
    procedure_code: Name | None = None
    acceptance_date_time: datetime | None = None
    departure_date_time: datetime | None = None
    arrival_date_time: datetime | None = None
    export_country_code: Name | None = None
    destination_country_code: Name | None = None
    total_gross_mass_measure: Amount | None = None
    total_package_quantity: Annotated[int, msgspec.Meta(ge=0)] | None = None
    invoice_amount: Amount | None = None
    invoice_currency_code: Name | None = None
    border_transport_means: MeansData | None = None
    parties: tuple[PartyData, ...] = ()
    goods_items: tuple[GoodsData, ...] = ()
    transport_equipment: tuple[EquipmentData, ...] = ()
    itinerary: tuple[PlaceData, ...] = ()
    additional_documents: tuple[DocumentData, ...] = ()


class TradeGapData(Record, frozen=True, kw_only=True):
    """What one country says it exported of a heading in a period, beside what the other says it imported."""

    classification: Name
    period: Name
    export_country_code: Country
    import_country_code: Country
    export_value_amount: Amount | None = None
    import_value_amount: Amount | None = None
    export_net_mass_measure: Amount | None = None
    import_net_mass_measure: Amount | None = None
    currency_code: Name | None = None


class Contents(Record, frozen=True, kw_only=True):
    """What an item tells: words, and any of the things above."""

    text: Words | None = None
    consignments: tuple[ConsignmentData, ...] = ()
    parties: tuple[PartyData, ...] = ()
    trade_gaps: tuple[TradeGapData, ...] = ()
    documents: tuple[DocumentData, ...] = ()
