"""Barges' cargo reports: UN/EDIFACT CUSCAR D.95B, one message for the voyage, a CNI group for each consignment."""

from typing import Final

from darvoza.consignment import Consignment, GoodsItem, Mode, Party, Place, PlaceRole, Role, TransportEquipment

_ROLES: Final = {
    Role.CONSIGNOR: "CZ",
    Role.CONSIGNEE: "CN",
    Role.NOTIFY_PARTY: "NI",
    Role.FORWARDER: "FW",
    Role.CARRIER: "CA",
    Role.DECLARANT: "DT",
}
_FLOWS: Final = {"export": "22", "import": "23", "transit": "24"}
_PLACES: Final = {
    PlaceRole.LOADING: "9",
    PlaceRole.UNLOADING: "11",
    PlaceRole.DESTINATION: "7",
    PlaceRole.TRANSIT: "13",
}
_LINE: Final = 70
_NAME: Final = 35
_MODES: Final = {Mode.RIVER: "8", Mode.RAIL: "2", Mode.ROAD: "3", Mode.AIR: "4"}


def cuscar(consignments: list[Consignment], number: int) -> str:
    """The cargo report of one voyage; ``number`` is the interchange's own."""
    first = consignments[0]
    segments = [*_header(first, number), *_equipment(consignments)]
    for place, consignment in enumerate(consignments, 1):
        segments += _consignment(consignment, place)
    segments.append(f"UNT+{len(segments) + 1}+1")
    stamp = f"{first.arrival:%y%m%d:%H%M}" if first.arrival else "260101:0000"
    interchange = f"UNB+UNOC:3+TERMIZPORT+{first.office}+{stamp}+{number:06d}"
    return "UNA:+.? '" + "'\n".join([interchange, *segments, f"UNZ+1+{number:06d}"]) + "'\n"


def _header(first: Consignment, number: int) -> list[str]:
    lodged = f"{first.lodged:%Y%m%d%H%M}" if first.lodged else ""
    arrival = f"{first.arrival:%Y%m%d%H%M}" if first.arrival else ""
    mode = _MODES.get(first.mode, "8") if first.mode else "8"
    means = f"{_free(first.means_id or '')}:::{_free(first.means_id or '')}:{first.means_nationality or ''}"
    return [
        "UNH+1+CUSCAR:D:95B:UN",
        f"BGM+785+{number:06d}+9",
        *([f"DTM+137:{lodged}:203"] if lodged else []),
        f"TDT+20+{first.journey or ''}+{mode}+++++{means}",
        f"LOC+22+{first.office}",
        *([f"DTM+132:{arrival}:203"] if arrival else []),
    ]


def _equipment(consignments: list[Consignment]) -> list[str]:
    segments = []
    for consignment in consignments:
        for unit in consignment.equipment:
            segments += _unit(unit)
    return segments


def _unit(unit: TransportEquipment) -> list[str]:
    kind = "CN" if unit.kind == "container" else "RR"
    return [f"EQD+{kind}+{unit.id}+{unit.size_type or ''}+++5", *(f"SEL+{_free(seal)}" for seal in unit.seals)]


def _consignment(consignment: Consignment, place: int) -> list[str]:
    document = _free(consignment.transport_document or consignment.reference)
    segments = [f"CNI+{place}+{document}", f"RFF+BM:{document}"]
    if consignment.gross_mass_kg is not None:
        segments.append(f"CNT+7:{_plain(consignment.gross_mass_kg)}:KGM")
    if consignment.packages is not None:
        segments.append(f"CNT+8:{consignment.packages}")
    if consignment.value is not None:
        segments.append(f"MOA+39:{_plain(consignment.value)}:{consignment.currency or ''}")
    segments += [each for stop in consignment.places if (each := _place(stop))]
    if consignment.country_of_dispatch:
        segments.append(f"LOC+35+{consignment.country_of_dispatch}:162")
    if consignment.country_of_destination:
        segments.append(f"LOC+36+{consignment.country_of_destination}:162")
    if consignment.flow:
        segments.append(f"GIS+{_FLOWS[consignment.flow]}")
    if consignment.incoterm:
        segments.append(f"TOD+3++{consignment.incoterm}")
    for party in consignment.parties:
        segments += _party(party)
    for number, item in enumerate(consignment.goods, 1):
        segments += _goods(item, number)
    return segments


def _place(stop: Place) -> str | None:
    kind = _PLACES.get(stop.role)
    if kind is None or not (stop.code or stop.name):
        return None
    return (
        f"LOC+{kind}+{stop.code or ''}:139:6:{_free(stop.name or '')}" if stop.name else f"LOC+{kind}+{stop.code}:139:6"
    )


def _party(party: Party) -> list[str]:
    number = next((each.removeprefix("TIN:") for each in party.identifiers), "")
    coded = f"{_free(number)}:167" if number else ""
    name = ":".join(_cut(party.name or "", _NAME))
    street = ":".join(_cut(party.address or "", _NAME))
    town = f"{_free(party.city or '')}++{party.postcode or ''}+{party.country or ''}"
    nad = f"NAD+{_ROLES[party.role]}+{coded}++{name}+{street}+{town}"
    return [nad.rstrip("+"), *([f"COM+{_free(party.phone)}:TE"] if party.phone else [])]


def _goods(item: GoodsItem, number: int) -> list[str]:
    packed = f"+{item.packages}:{item.package_type or ''}".rstrip(":") if item.packages is not None else ""
    segments = [f"GID+{number}{packed}"]
    if item.description:
        segments.append(f"FTX+AAA+++{':'.join(_cut(item.description, _LINE))}")
    if item.gross_mass_kg is not None:
        segments.append(f"MEA+AAE+G+KGM:{_plain(item.gross_mass_kg)}")
    if item.net_mass_kg is not None:
        segments.append(f"MEA+AAE+AAF+KGM:{_plain(item.net_mass_kg)}")
    if item.value is not None:
        segments.append(f"MOA+38:{_plain(item.value)}:{item.currency or ''}")
    segments += [f"SGP+{_free(box)}" for box in item.equipment]
    if item.marks:
        segments.append(f"PCI+28+{':'.join(_cut(item.marks, _NAME))}")
    if item.hs_code:
        segments.append(f"CST+{number}+{item.hs_code}:122")
    if item.origin:
        segments.append(f"LOC+27+{item.origin}:162")
    return segments


def _cut(text: str, width: int) -> list[str]:
    """A text in pieces that fit, cut between words."""
    pieces = [""]
    for word in text.split():
        if pieces[-1] and len(pieces[-1]) + 1 + len(word) > width:
            pieces.append("")
        pieces[-1] = f"{pieces[-1]} {word}".strip()
    return [_free(piece[:width]) for piece in pieces]


def _free(text: str) -> str:
    """Text with EDIFACT's separators released."""
    for sign in "?'+:":
        text = text.replace(sign, "?" + sign)
    return text


def _plain(number: float) -> str:
    return f"{number:.3f}".rstrip("0").rstrip(".")
