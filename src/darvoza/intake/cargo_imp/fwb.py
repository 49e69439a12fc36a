"""FWB, the air waybill as data: one consignment, the master of houses where it says that it is a consolidation."""

import re
from typing import Final

from darvoza.consignment import Level, PlaceRole, Role
from darvoza.intake.cargo_imp import groups
from darvoza.intake.cargo_imp.draft import MANY, Draft
from darvoza.intake.cargo_imp.lines import Field, Group, ImpMessage
from darvoza.intake.cargo_imp.values import air_waybill, day, mass, quantity, volume
from darvoza.intake.edifact import Reading, number, whole_number

_AIR_WAYBILL, _MASTER = "740", "741"
_PIECES: Final = re.compile(r"P(\d{1,6})", re.ASCII)
_TOTAL: Final = re.compile(r"CT([\d.]{1,12})", re.ASCII)
_ROUTE: Final = re.compile(r"([A-Z]{3})([A-Z0-9]{2})?", re.ASCII)
_FLIGHT: Final = re.compile(r"([A-Z0-9]{2})(\d{1,4}[A-Z]?)", re.ASCII)
_LINE_NUMBER: Final = re.compile(r"\d{1,2}", re.ASCII)
_DESCRIPTIONS: Final = frozenset({"NG", "NC"})


def read_fwb(message: ImpMessage, reading: Reading) -> None:
    """Reads one FWB message."""
    draft = Draft(message.offset, Level.SIMPLE, _AIR_WAYBILL)
    position: int | None = None
    lettered = any(each.tag in groups.PARTY_LINES for each in message.groups)
    for group in message.groups:
        tag = group.tag
        if tag in groups.PARTY_LINES and position is not None:
            groups.party_line(draft, position, group)
        elif tag == "AGT":
            position = groups.agent(draft, group)
        elif tag in {"SHP", "CNE"}:
            if lettered:
                position = draft.party(groups.PARTIES[tag])
                _account(draft, position, group)
            else:
                position = groups.party(draft, group, reading.problems, account=True)
        elif tag == "NFY":
            position = (
                groups.party(draft, group, reading.problems, account=False)
                if any(group.each())
                else (draft.party(Role.NOTIFY_PARTY, again=True))
            )
        else:
            _group(draft, group, reading)
    draft.finish(reading, message.end)


def _account(draft: Draft, position: int, group: Group) -> None:
    source = next(group.each(), None)
    if source is not None:
        draft.describe_party(position, "identifiers", (f"ACCOUNT:{source.value}",), source)


def _group(draft: Draft, group: Group, reading: Reading) -> None:  # noqa: C901 - one branch for each group
    match group.tag:
        case "AWB":
            consignment_detail(draft, group, reading, PlaceRole.LOADING)
        case "FLT":
            _flights(draft, group)
        case "RTG":
            _route(draft, group)
        case "RTD":
            _rates(draft, group, reading)
        case "CVD":
            groups.charges(draft, group)
        case "PPD" | "COL":
            _freight(draft, group)
        case "SSR" | "OSI":
            groups.remark(draft, group)
        case "OCI":
            groups.customs_information(draft, group)
        case "SPH":
            for each in group.each():
                draft.handling(each.value)
        case "ISU":
            _issued(draft, group, reading)
        case "SRI":
            _reference(draft, group)


def consignment_detail(draft: Draft, group: Group, reading: Reading, origin: PlaceRole) -> None:
    """The waybill number, its airports, and how much moves under it; a wrong check digit is a problem."""
    line = group.lines[0]
    waybill = air_waybill(line[0].value)
    if waybill is None:
        reading.problems.add(
            line[0].offset,
            field="air waybill",
            value=line[0].value,
            rule="{value} does not start with an air waybill number of eleven digits.",
            advice="Correct the number; the rest of the message was read.",
        )
    else:
        draft.waybill(waybill, line[0])
        draft.stop(origin, waybill.origin, line[0])
        draft.stop(PlaceRole.DESTINATION, waybill.destination, line[0])
        check(waybill.number, waybill.check_digit, sound=waybill.sound, source=line[0], reading=reading)
    if len(line) > 1:
        amount = quantity(line[1].value)
        if amount is not None:
            draft.amount(amount, line[1])
        else:
            unreadable(line[1], "quantity", reading)


def check(number_: str, digit: int, *, sound: bool, source: Field, reading: Reading) -> None:
    """A problem where the last digit of an air waybill number is not what the others make it."""
    if not sound:
        reading.problems.add(
            source.offset,
            field="air waybill",
            value=number_,
            limit=str(digit),
            rule="The check digit of air waybill {value} should be {limit}.",
            advice="Check the number with the carrier: it may be another consignment's.",
        )


def unreadable(source: Field, name: str, reading: Reading) -> None:
    """A problem at a field that has no known form."""
    reading.problems.add(
        source.offset,
        field=name,
        value=source.value,
        rule="{value} cannot be read as {field}.",
        advice="Correct the value; the rest of the message was read.",
    )


def _flights(draft: Draft, group: Group) -> None:
    """FLT: the first flight is the journey; its carrier is a party."""
    source = next(group.each(), None)
    flight = _FLIGHT.fullmatch(source.value) if source else None
    if source is not None and flight is not None:
        draft.put("journey", source.value, source)
        carrier(draft, flight[1], source)


def carrier(draft: Draft, code: str, source: Field) -> None:
    """The airline, by its two-character code."""
    position = draft.party(Role.CARRIER)
    draft.describe_party(position, "identifiers", (f"CARRIER:{code}",), source)


def _route(draft: Draft, group: Group) -> None:
    """RTG: airports on the way, each with its carrier; the last is the destination that the waybill names already."""
    for source in group.each():
        leg = _ROUTE.fullmatch(source.value)
        if leg is None:
            continue
        if leg[2] and not any(party["role"] is Role.CARRIER for party in draft.parties):
            carrier(draft, leg[2], source)
        destination = [place.code for place, _ in draft.places if place.role is PlaceRole.DESTINATION]
        if leg[1] not in destination:
            draft.stop(PlaceRole.TRANSIT, leg[1], source)


def _rates(draft: Draft, group: Group, reading: Reading) -> None:
    """RTD: rate lines, which are goods items, each with what describes the goods."""
    limits = reading.context.limits
    for line in group.lines:
        fields = line[1:] if line and _LINE_NUMBER.fullmatch(line[0].value) else line
        if not fields:
            continue
        pieces = _PIECES.fullmatch(fields[0].value)
        if pieces is not None or not draft.goods:
            if len(draft.goods) >= limits.goods_per_consignment:
                return
            draft.goods.append({})
        position = len(draft.goods) - 1
        if pieces is not None:
            _rate(draft, position, fields, int(pieces[1]))
        elif len(fields) > 1 and fields[1].value:
            _nature(draft, position, fields, limits.text_characters)


def _rate(draft: Draft, position: int, fields: list[Field], pieces: int) -> None:
    draft.describe_item(position, "packages", pieces, fields[0])
    for each in fields[1:3]:
        draft.describe_item(position, "gross_mass_kg", mass(each.value), each)


def _nature(draft: Draft, position: int, fields: list[Field], limit: int) -> None:
    """NG, NC description, NH tariff code, NO origin, NU unit load device, NV volume, NS pieces the shipper counted."""
    kind, source = fields[0].value, fields[1]
    if kind in _DESCRIPTIONS:
        groups.describe(draft, position, source, limit)
        if kind == "NC":
            draft.fields["level"], draft.fields["transport_document_type"] = Level.MASTER, _MASTER
    elif kind == "NH":
        groups.tariff_code(draft, position, source)
    elif kind == "NO" and len(source.value) == len("UZ"):
        draft.describe_item(position, "origin", source.value, source)
    elif kind == "NU":
        draft.equipment.setdefault(source.value, source)
        known = draft.goods[position].get("equipment", ())
        if source.value not in known and len(known) < MANY:
            draft.goods[position]["equipment"] = (*known, source.value)
            draft.mark("goods", "equipment", position, source)
    elif kind == "NV":
        draft.put("volume_m3", volume(source.value), source)
    elif kind == "NS" and (counted := whole_number(source.value)) is not None:
        draft.describe_item(position, "quantity", float(counted), source)


def _freight(draft: Draft, group: Group) -> None:
    """PPD, COL: the total of charges for carriage, prepaid or to collect."""
    for source in group.each():
        total = _TOTAL.fullmatch(source.value)
        if total is not None:
            draft.put("freight", number(total[1]), source)


def _issued(draft: Draft, group: Group, reading: Reading) -> None:
    """ISU: when and where the air waybill was issued."""
    fields = list(group.each())
    if not fields:
        return
    date = day(fields[0].value)
    if date is None:
        unreadable(fields[0], "date", reading)
        return
    position = len(draft.documents)
    draft.documents.append(
        {
            "type": draft.fields["transport_document_type"],
            "number": draft.fields.get("transport_document"),
            "issuer": fields[1].value if len(fields) > 1 else None,
            "issued": date,
        },
    )
    draft.mark("documents", "issued", position, fields[0])


def _reference(draft: Draft, group: Group) -> None:
    """SRI: the shipper's own reference."""
    source = next(group.each(), None)
    if source is not None:
        draft.documents.append({"type": "SRI", "number": source.value})
        draft.mark("documents", "number", len(draft.documents) - 1, source)
