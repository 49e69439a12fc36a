"""Parties, equipment, places and documents of a WCO declaration."""

import re
from typing import Final

from darvoza.consignment import (
    Document,
    EquipmentKind,
    Flow,
    Marks,
    Party,
    Place,
    PlaceRole,
    Role,
    TransportEquipment,
)
from darvoza.intake.wco.values import CODES, Source, text_of
from darvoza.intake.xml import Element

_EORI: Final = re.compile(r"[A-Z]{2}[0-9A-Z]{5,15}")
_EMPTY: Final = {"4": True, "5": False}
_STREET: Final = ("StreetName", "Street", "BuildingNumber", "StreetNumberID", "AdditionalStreetName")
_ROLES: Final = {
    "Agent": Role.DECLARANT,
    "Buyer": Role.BUYER,
    "Carrier": Role.CARRIER,
    "Consignee": Role.CONSIGNEE,
    "Consignor": Role.CONSIGNOR,
    "Declarant": Role.DECLARANT,
    "EndUser": Role.END_USER,
    "Exporter": Role.EXPORTER,
    "FreightForwarder": Role.FORWARDER,
    "Importer": Role.IMPORTER,
    "NotifyParty": Role.NOTIFY_PARTY,
    "Seller": Role.SELLER,
    "Submitter": Role.DECLARANT,
}


def add_parties(source: Source, marks: Marks, parties: list[Party], *within: Element | None) -> None:
    """Add the parties that stand directly in these elements, each different one once."""
    for element in within:
        for child in element.children if element is not None else ():
            role = _ROLES.get(child.name)
            if role is not None:
                _add_party(source, marks, parties, role, child)


def _add_party(source: Source, marks: Marks, parties: list[Party], role: Role, element: Element) -> None:
    fields: dict[str, str | None] = {}
    read: dict[str, Element] = {}
    address = element.first("Address")
    for name, found in (
        ("name", element.first("Name")),
        ("identifiers", element.first("ID")),
        ("city", address and address.first("CityName")),
        ("postcode", address and address.first("PostcodeID")),
        ("country", address and address.first("CountryCode")),
        ("address", address and address.first("Line")),
    ):
        if found is not None and (text := text_of(found)):
            fields[name] = text
            read[name] = found
    identifier = fields.pop("identifiers", None)
    if address is not None:
        fields["address"] = _street(address)
    fields.update(_reached_by(element))
    scheme = "EORI" if identifier and _EORI.fullmatch(identifier) else "ID"
    party = Party(role=role, identifiers=(f"{scheme}:{identifier}",) if identifier else (), **fields)
    if party in parties or not (identifier or any(fields.values())):
        return
    for name, found in read.items():
        source.note(marks, CODES["parties", name], found, len(parties))
    parties.append(party)


def _street(address: Element) -> str | None:
    lines = [child.text.strip() for child in address.children if child.name == "Line"]
    lines = lines or [child.text.strip() for child in address.children if child.name in _STREET]
    return ", ".join(filter(None, lines)) or None


def _reached_by(element: Element) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for communication in (*element.all("Communication"), *element.all("Contact", "Communication")):
        kind = (text_of(communication.first("TypeCode")) or "TE").upper()
        field = {"TE": "phone", "EM": "email"}.get(kind)
        if field is not None:
            found.setdefault(field, text_of(communication.first("ID")))
    return found


def equipment_of(source: Source, marks: Marks, shipment: Element, *within: Element | None) -> list[TransportEquipment]:
    """Containers and their seals, wherever in the declaration they are named, each once."""
    found: dict[str, TransportEquipment] = {}
    named = [each for element in within if element is not None for each in element.all("TransportEquipment")]
    named += shipment.all("GovernmentAgencyGoodsItem", "Commodity", "TransportEquipment")
    for element in named:
        number = element.first("ID")
        seals = tuple(seal for each in element.all("Seal") if (seal := text_of(each.first("ID"))))
        if number is None or (id_ := text_of(number)) is None:
            for seal in seals[:1]:
                rule = "The seal {value} stands without the number of what it seals."
                source.wrong(element, seal, rule, "Fill in TransportEquipment/ID.")
            continue
        known = found.get(id_)
        if known is None:
            source.note(marks, CODES["equipment", "id"], number, len(found))
        found[id_] = TransportEquipment(
            kind=EquipmentKind.CONTAINER,
            id=id_,
            size_type=text_of(element.first("CharacteristicCode")) or (known.size_type if known else None),
            empty=_EMPTY.get(text_of(element.first("FullnessCode")) or "", known.empty if known else None),
            seals=tuple(dict.fromkeys((*(known.seals if known else ()), *seals))),
        )
    return list(found.values())


def places_of(declaration: Element, shipment: Element, carriage: list[Element], flow: Flow | None) -> list[Place]:
    """The itinerary: loading, countries crossed, border offices, unloading."""
    loading = [_location(PlaceRole.LOADING, each) for part in carriage for each in part.all("LoadingLocation")]
    unloading = [_location(PlaceRole.UNLOADING, each) for part in carriage for each in part.all("UnloadingLocation")]
    goods_at = [each for part in carriage for each in part.all("GoodsLocation")]
    if flow is Flow.EXPORT and not loading:
        loading = [_goods_location(PlaceRole.LOADING, each) for each in goods_at]
    elif not unloading:
        unloading = [_goods_location(PlaceRole.UNLOADING, each) for each in goods_at]
    crossed = [
        Place(role=PlaceRole.TRANSIT, country=country)
        for part in carriage
        for each in part.all("Itinerary")
        if (country := text_of(each.first("RoutingCountryCode")))
    ]
    offices = (declaration.first("EntryOffice", "ID"), shipment.first("EntryOffice", "ID"))
    exits = (declaration.first("ExitOffice", "ID"), shipment.first("ExitOffice", "ID"))
    border = [Place(role=PlaceRole.BORDER, code=code) for each in (*exits, *offices) if (code := text_of(each))]
    places = [*loading, *crossed, *border, *unloading]
    return list(dict.fromkeys(each for each in places if each.code or each.name or each.country))


def _location(role: PlaceRole, element: Element) -> Place:
    country = text_of(element.first("Address", "CountryCode"))
    return Place(role=role, code=text_of(element.first("ID")), name=text_of(element.first("Name")), country=country)


def _goods_location(role: PlaceRole, element: Element) -> Place:
    """Where the goods may be examined; European codes are put together from country, type, qualifier and number."""
    name = text_of(element.first("Name"))
    country = text_of(element.first("Address", "CountryCode"))
    kind, qualifier = text_of(element.first("TypeCode")), text_of(element.first("Address", "TypeCode"))
    code = text_of(element.first("ID"))
    if code is None and name and country and kind and qualifier:
        code = f"{country}{kind}{qualifier}{name}"
    return Place(role=role, code=code, name=name, country=country)


def documents_of(source: Source, element: Element, item: int | None) -> list[Document]:
    """Additional and previous documents named directly in an element."""
    found = []
    for child in element.children:
        if child.name not in {"AdditionalDocument", "PreviousDocument", "TransportContractDocument"}:
            continue
        kind = text_of(child.first("TypeCode"))
        if child.name == "AdditionalDocument" and kind is not None:
            kind = (text_of(child.first("CategoryCode")) or "") + kind
        issued = source.time(child.first("IssueDateTime"))
        document = Document(
            type=kind,
            number=text_of(child.first("ID")),
            issuer=text_of(child.first("Submitter", "Name")) or text_of(child.first("Issuer", "Name")),
            issued=issued.date() if issued is not None else None,
            item=item,
        )
        if document.type or document.number:
            found.append(document)
    return found
