"""Air cargo in IATA's Cargo-IMP: air waybills as FWB/16, and flight manifests as FFM/8."""

from datetime import date, timedelta
from typing import Final
from zlib import crc32

from darvoza.consignment import Consignment, Party, PlaceRole, Role

_NAME: Final = 35
_TOWN: Final = 17
_TEXT: Final = 20
_MANIFEST_TEXT: Final = 15
_HOME: Final = "TAS"
_LINES: Final = {Role.CONSIGNOR: "SHP", Role.CONSIGNEE: "CNE"}


def air_waybills(consignments: list[Consignment], day: date) -> str:
    """The air waybills of one flight of this day, one FWB message after another."""
    return "".join("\r\n".join(_waybill(each, day)) + "\r\n" for each in consignments)


def manifest(consignments: list[Consignment]) -> str:
    """The manifest of one flight."""
    first = consignments[0]
    arrival = f"{first.arrival:%d%b%H%M}".upper() if first.arrival else "01JAN0000"
    start, _ = _ends(first)
    lines = ["FFM/8", f"1/{first.journey}/{arrival}/{start}"]
    by_end: dict[str, list[Consignment]] = {}
    for each in consignments:
        by_end.setdefault(_ends(each)[1], []).append(each)
    for end, those in by_end.items():
        lines.append(end)
        for each in those:
            text = next((item.description for item in each.goods if item.description), "GENERAL CARGO")
            lines.append(f"{_head(each)}/{text[:_MANIFEST_TEXT].strip()}")
    return "\r\n".join([*lines, "LAST"]) + "\r\n"


def _ends(consignment: Consignment) -> tuple[str, str]:
    """Airports of departure and destination."""
    codes = {each.role: each.code for each in consignment.places}
    return codes.get(PlaceRole.LOADING) or "XXX", codes.get(PlaceRole.DESTINATION) or "XXX"


def _head(consignment: Consignment) -> str:
    start, end = _ends(consignment)
    pieces = consignment.packages or sum(item.packages or 1 for item in consignment.goods) or 1
    volume = f"MC{consignment.volume_m3:.2f}" if consignment.volume_m3 is not None else ""
    return f"{consignment.transport_document}{start}{end}/T{pieces}K{consignment.gross_mass_kg or 0:.1f}{volume}"


def _waybill(consignment: Consignment, day: date) -> list[str]:
    parties = {party.role: party for party in consignment.parties}
    lines = [
        "FWB/16",
        _head(consignment),
        f"FLT/{consignment.journey}/{day:%d}",
        f"RTG/{_route(consignment)}",
    ]
    for role in (Role.CONSIGNOR, Role.CONSIGNEE):
        if role in parties:
            lines += [_LINES[role], *_address(parties[role])]
    if Role.FORWARDER in parties:
        agent = parties[Role.FORWARDER]
        code = crc32((agent.name or "").encode()) % 10_000_000
        lines += [f"AGT//{code:07d}", f"/{(agent.name or '')[:_NAME]}", f"/{(agent.city or '')[:_TOWN]}"]
    if Role.NOTIFY_PARTY in parties:
        notified = _address(parties[Role.NOTIFY_PARTY])
        lines += [f"NFY{notified[0]}", *notified[1:]]
    customs = "NCV" if consignment.value is None else f"{consignment.value:.2f}"
    lines.append(f"CVD/{consignment.currency}//PP/NVD/{customs}/XXX")
    lines += _rating(consignment)
    total = f"{consignment.freight or 0:.2f}"
    lines += [f"PPD/WT{total}/CT{total}"]
    lines.append(f"ISU/{day - timedelta(days=1):%d%b%y}/".upper() + _ends(consignment)[0])
    lines += _numbers(consignment)
    return lines


def _route(consignment: Consignment) -> str:
    """The airports flown to, each with its carrier: all at this desk come through Tashkent."""
    start, end = _ends(consignment)
    carrier = (consignment.journey or "XX")[:2]
    return f"{end}{carrier}" if _HOME in {start, end} else f"{_HOME}{carrier}/{end}{carrier}"


def _address(party: Party) -> list[str]:
    reach = f"/TE/{party.phone.lstrip('+')}" if party.phone else ""
    last = f"/{party.country or 'XX'}/{party.postcode or ''}".rstrip("/") + reach
    return [
        f"/{(party.name or '')[:_NAME]}",
        f"/{(party.address or '')[:_NAME]}",
        f"/{(party.city or '')[:_TOWN]}",
        last,
    ]


def _rating(consignment: Consignment) -> list[str]:
    rated = [item.gross_mass_kg for item in consignment.goods if item.gross_mass_kg is not None]
    mass = round(sum(rated), 1) if rated else consignment.gross_mass_kg or 0.0
    total = consignment.freight or 0.0
    rate = total / mass if mass else 0.0
    pieces = consignment.packages or sum(item.packages or 1 for item in consignment.goods) or 1
    lines = [f"RTD/1/P{pieces}/K{mass:.1f}/CQ/W{mass:.1f}/R{rate:.2f}/T{total:.2f}"]
    details = []
    for item in consignment.goods:
        details += [f"NG/{piece}" for piece in _cut(item.description or "GENERAL CARGO")]
        details += [f"NH/{item.hs_code}"] if item.hs_code else []
        details += [f"NO/{item.origin}"] if item.origin else []
    return [*lines, *(f"/{number}/{detail}" for number, detail in enumerate(details, 2))]


def _cut(text: str) -> list[str]:
    pieces = [""]
    for word in text.split():
        if pieces[-1] and len(pieces[-1]) + 1 + len(word) > _TEXT:
            pieces.append("")
        pieces[-1] = f"{pieces[-1]} {word}".strip()[:_TEXT]
    return pieces


def _numbers(consignment: Consignment) -> list[str]:
    """Taxpayers' numbers as other customs information."""
    found = [
        f"/{party.country or ''}/{_LINES[party.role]}/T/TIN{each.partition(':')[2]}"
        for party in consignment.parties
        if party.role in _LINES
        for each in party.identifiers
    ]
    return [f"OCI{found[0]}", *found[1:]] if found else []
