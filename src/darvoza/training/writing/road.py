"""Truck declarations in XML: one Declaration of the WCO Data Model 3 in its MetaData envelope."""

from datetime import datetime
from typing import Final
from xml.sax.saxutils import escape

from darvoza.consignment import Consignment, GoodsItem, Mode, Party, PlaceRole, Role

_DATA: Final = "urn:wco:datamodel:WCO:DEC-DMS:2"
_META: Final = "urn:wco:datamodel:WCO:DocumentMetaData-DMS:2"
_MODES: Final = {Mode.ROAD: "3", Mode.RAIL: "2", Mode.AIR: "4", Mode.RIVER: "8"}
_IN_SHIPMENT: Final = {Role.CONSIGNEE: "Consignee", Role.CONSIGNOR: "Consignor"}
_IN_CARRIAGE: Final = {Role.CARRIER: "Carrier", Role.FORWARDER: "FreightForwarder", Role.NOTIFY_PARTY: "NotifyParty"}


def declaration(consignment: Consignment) -> str:
    """The declaration of one consignment."""
    body = "".join(
        [
            _tag("FunctionCode", "9"),
            _tag("FunctionalReferenceID", consignment.declaration or consignment.reference),
            _time("IssueDateTime", consignment.lodged),
            _tag("TypeCode", consignment.declaration_type),
            _tag("GoodsItemQuantity", str(len(consignment.goods))),
            _amount("InvoiceAmount", consignment.value, consignment.currency),
            _mass("TotalGrossMassMeasure", consignment.gross_mass_kg),
            _tag("TotalPackageQuantity", _whole(consignment.packages)),
            _border(consignment),
            *(_party("Declarant", party) for party in consignment.parties if party.role is Role.DECLARANT),
            _tag("DeclarationOffice", _tag("ID", consignment.office), raw=True),
            _shipment(consignment),
        ]
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<md:MetaData xmlns:md="{_META}" xmlns="{_DATA}">'
        "<md:WCODataModelVersionCode>3.6</md:WCODataModelVersionCode><md:WCOTypeName>DEC</md:WCOTypeName>"
        f"<Declaration>{body}</Declaration></md:MetaData>\n"
    )


def _border(consignment: Consignment) -> str:
    inside = "".join(
        [
            _time("ArrivalDateTime", consignment.arrival),
            _time("DepartureDateTime", consignment.departure),
            _tag("ID", consignment.means_id),
            _tag("JourneyID", consignment.journey),
            _tag("ModeCode", _MODES.get(consignment.mode) if consignment.mode else None),
            _tag("RegistrationNationalityCode", consignment.means_nationality),
        ]
    )
    return _tag("BorderTransportMeans", inside, raw=True)


def _shipment(consignment: Consignment) -> str:
    inside = "".join(
        [
            *(_document(each.type, each.number, each.issued) for each in consignment.documents),
            *(_party(_IN_SHIPMENT[each.role], each) for each in consignment.parties if each.role in _IN_SHIPMENT),
            _carriage(consignment),
            _tag(
                "CustomsValuation", _amount("FreightChargeAmount", consignment.freight, consignment.currency), raw=True
            ),
            _tag("Destination", _tag("CountryCode", consignment.country_of_destination), raw=True),
            _tag("ExportCountry", _tag("ID", consignment.country_of_dispatch), raw=True),
            *(_item(item, place, consignment.procedure) for place, item in enumerate(consignment.goods, 1)),
            _tag("TradeTerms", _tag("ConditionCode", consignment.incoterm), raw=True),
        ]
    )
    return _tag("GoodsShipment", inside, raw=True)


def _carriage(consignment: Consignment) -> str:
    stops = {role: [each for each in consignment.places if each.role is role] for role in PlaceRole}
    loading = [_location("LoadingLocation", each.code, each.name, each.country) for each in stops[PlaceRole.LOADING]]
    unloading = [
        _location("UnloadingLocation", each.code, each.name, each.country) for each in stops[PlaceRole.UNLOADING]
    ]
    crossed = [
        _tag("Itinerary", _tag("SequenceNumeric", str(place)) + _tag("RoutingCountryCode", each.country), raw=True)
        for place, each in enumerate(stops[PlaceRole.TRANSIT], 1)
    ]
    boxes = [
        _tag("SequenceNumeric", str(place))
        + _tag("CharacteristicCode", each.size_type)
        + _tag("ID", each.id)
        + "".join(_tag("Seal", _tag("ID", seal), raw=True) for seal in each.seals)
        for place, each in enumerate(consignment.equipment, 1)
    ]
    contract = _tag("ID", consignment.transport_document) + _tag("TypeCode", consignment.transport_document_type)
    inside = "".join(
        [
            _tag("ContainerCode", "1" if boxes else "0"),
            *(_party(_IN_CARRIAGE[each.role], each) for each in consignment.parties if each.role in _IN_CARRIAGE),
            *crossed,
            *loading,
            _tag("TransportContractDocument", contract, raw=True),
            *(_tag("TransportEquipment", box, raw=True) for box in boxes),
            *unloading,
        ]
    )
    return _tag("Consignment", inside, raw=True)


def _item(item: GoodsItem, place: int, procedure: str | None) -> str:
    quantity = ""
    if item.quantity is not None:
        quantity = f'<TariffQuantity unitCode="{item.unit or ""}">{_number(item.quantity)}</TariffQuantity>'
    code = _tag("ID", item.hs_code) + _tag("IdentificationTypeCode", "TSP") if item.hs_code else ""
    commodity = "".join(
        [
            _tag("Description", item.description),
            _tag("Classification", code, raw=True),
            *(_tag("DangerousGoods", _tag("UNDGID", each), raw=True) for each in item.un_numbers),
            _tag(
                "GoodsMeasure",
                _mass("GrossMassMeasure", item.gross_mass_kg)
                + _mass("NetNetWeightMeasure", item.net_mass_kg)
                + quantity,
                raw=True,
            ),
            _tag("InvoiceLine", _amount("ItemChargeAmount", item.value, item.currency), raw=True),
            *(_tag("TransportEquipment", _tag("ID", each), raw=True) for each in item.equipment),
        ]
    )
    packaging = _tag("QuantityQuantity", _whole(item.packages)) + _tag("TypeCode", item.package_type)
    inside = "".join(
        [
            _tag("SequenceNumeric", str(place)),
            _tag("Commodity", commodity, raw=True),
            _tag("GovernmentProcedure", _tag("CurrentCode", procedure), raw=True),
            _tag("Origin", _tag("CountryCode", item.origin), raw=True),
            _tag("Packaging", packaging, raw=True),
        ]
    )
    return _tag("GovernmentAgencyGoodsItem", inside, raw=True)


def _party(name: str, party: Party) -> str:
    number = next((each.partition(":")[2] for each in party.identifiers), None)
    address = "".join(
        [
            _tag("CityName", party.city),
            _tag("CountryCode", party.country),
            _tag("Line", party.address),
            _tag("PostcodeID", party.postcode),
        ]
    )
    reached = "".join(
        _tag("Communication", _tag("ID", value) + _tag("TypeCode", kind), raw=True)
        for kind, value in (("TE", party.phone), ("EM", party.email))
        if value
    )
    return _tag(
        name, _tag("Name", party.name) + _tag("ID", number) + _tag("Address", address, raw=True) + reached, raw=True
    )


def _document(kind: str | None, number: str | None, issued: object) -> str:
    inside = _tag("ID", number) + _tag("IssueDateTime", str(issued) if issued else None) + _tag("TypeCode", kind)
    return _tag("AdditionalDocument", inside, raw=True)


def _location(name: str, code: str | None, place: str | None, country: str | None) -> str:
    inside = _tag("Name", place) + _tag("ID", code) + _tag("Address", _tag("CountryCode", country), raw=True)
    return _tag(name, inside, raw=True)


def _tag(name: str, content: str | None, *, raw: bool = False) -> str:
    """An element; nothing where there is nothing to say. ``raw`` content is elements, not text."""
    if not content:
        return ""
    return f"<{name}>{content if raw else escape(content)}</{name}>"


def _amount(name: str, value: float | None, currency: str | None) -> str:
    return "" if value is None else f'<{name} currencyID="{currency or ""}">{_number(value)}</{name}>'


def _mass(name: str, value: float | None) -> str:
    return "" if value is None else f'<{name} unitCode="KGM">{_number(value)}</{name}>'


def _time(name: str, value: datetime | None) -> str:
    return "" if value is None else f"<{name}>{value:%Y-%m-%dT%H:%M:%S}</{name}>"


def _whole(value: int | None) -> str | None:
    return None if value is None else str(value)


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")
