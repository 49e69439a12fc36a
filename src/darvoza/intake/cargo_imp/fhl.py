"""FHL, the list of house waybills under a master air waybill: each house is a consignment."""

from typing import Final

from darvoza.consignment import Level, PlaceRole
from darvoza.intake.cargo_imp import groups
from darvoza.intake.cargo_imp.draft import Draft
from darvoza.intake.cargo_imp.fwb import check, unreadable
from darvoza.intake.cargo_imp.lines import Field, Group, ImpMessage
from darvoza.intake.cargo_imp.values import AirWaybill, air_waybill, mass
from darvoza.intake.edifact import Reading, whole_number

_HOUSE_WAYBILL: Final = "703"
_AIRPORTS: Final = 6
_CODE: Final = 3


def read_fhl(message: ImpMessage, reading: Reading) -> None:
    """Reads one FHL message."""
    master: tuple[AirWaybill, Field] | None = None
    draft: Draft | None = None
    position: int | None = None
    for group in message.groups:
        tag = group.tag
        if tag == "MBI":
            master = _master(group, reading)
        elif tag == "HBS":
            if draft is not None:
                draft.finish(reading, group.offset)
            draft = _house(group, master, reading)
        elif draft is None:
            continue
        elif tag in groups.PARTY_LINES and position is not None:
            groups.party_line(draft, position, group)
        elif tag in {"SHP", "CNE", "NFY"}:
            if any(group.each()):
                position = groups.party(draft, group, reading.problems, account=False)
            else:
                position = draft.party(groups.PARTIES[tag])
        else:
            _group(draft, group, reading)
    if draft is not None:
        draft.finish(reading, message.end)
    else:
        reading.problems.add(
            message.offset,
            field="HBS",
            rule="The list names no house waybill.",
            advice="Send a line HBS for each house waybill.",
        )


def _group(draft: Draft, group: Group, reading: Reading) -> None:
    match group.tag:
        case "TXT":
            for source in group.each():
                groups.describe(draft, 0, source, reading.context.limits.text_characters)
        case "HTS":
            for source in group.each():
                groups.tariff_code(draft, 0, source)
        case "OCI":
            groups.customs_information(draft, group)
        case "CVD":
            groups.charges(draft, group)
        case "SSR" | "OSI":
            groups.remark(draft, group)


def _master(group: Group, reading: Reading) -> tuple[AirWaybill, Field] | None:
    source = next(group.each(), None)
    waybill = air_waybill(source.value) if source else None
    if source is None or waybill is None:
        unreadable(source or Field("MBI", group.offset, _CODE), "master air waybill", reading)
        return None
    check(waybill.number, waybill.check_digit, sound=waybill.sound, source=source, reading=reading)
    return waybill, source


def _house(group: Group, master: tuple[AirWaybill, Field] | None, reading: Reading) -> Draft:
    """HBS: house waybill, airports, pieces, weight, the shipper's count of pieces, and what the goods are."""
    draft = Draft(group.offset, Level.HOUSE, _HOUSE_WAYBILL)
    head, *rest = group.lines
    fields = dict(enumerate(head))
    draft.goods.append({})
    if master is not None:
        draft.waybill(*master, field="master_document")
    if (number := fields.get(0)) and number.value:
        draft.put("transport_document", number.value, number)
    if (airports := fields.get(1)) and len(airports.value) == _AIRPORTS:
        draft.stop(PlaceRole.LOADING, airports.value[:_CODE], airports)
        draft.stop(PlaceRole.DESTINATION, airports.value[_CODE:], airports)
    _amounts(draft, fields.get(2), fields.get(3), reading)
    if (description := fields.get(5)) and description.value:
        groups.describe(draft, 0, description, reading.context.limits.text_characters)
    for line in rest:
        for source in line:
            if len(source.value) == _CODE:
                draft.handling(source.value)
    return draft


def _amounts(draft: Draft, pieces: Field | None, weight: Field | None, reading: Reading) -> None:
    """Pieces and weight, which are those of the one item that a house waybill describes."""
    if pieces is not None and pieces.value:
        counted = whole_number(pieces.value)
        draft.put("packages", counted, pieces)
        draft.describe_item(0, "packages", counted, pieces)
        if counted is None:
            unreadable(pieces, "number of pieces", reading)
    if weight is not None and weight.value:
        kilograms = mass(weight.value)
        draft.put("gross_mass_kg", kilograms, weight)
        draft.describe_item(0, "gross_mass_kg", kilograms, weight)
        if kilograms is None:
            unreadable(weight, "weight", reading)
