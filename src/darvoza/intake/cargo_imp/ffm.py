"""FFM, the manifest of a flight: each air waybill aboard is a consignment, with the unit load device it lies in."""

import re
from typing import Final

from darvoza.consignment import Level, PlaceRole
from darvoza.intake.cargo_imp import groups
from darvoza.intake.cargo_imp.draft import Draft
from darvoza.intake.cargo_imp.fwb import carrier, consignment_detail
from darvoza.intake.cargo_imp.lines import Field, Group, ImpMessage
from darvoza.intake.cargo_imp.values import quantity
from darvoza.intake.edifact import Reading

_GROUPS: Final = frozenset({"ULD", "OSI", "OCI", "DIM", "COR", "SCI", "CUS", "REF", "SSR"})
_FLIGHT: Final = re.compile(r"([A-Z0-9]{2})(\d{1,4}[A-Z]?)", re.ASCII)
_AIRPORT: Final = re.compile(r"[A-Z]{3}")
_HANDLING: Final = re.compile(r"[A-Z]{3}")
_UNIT: Final = re.compile(r"[A-Z][A-Z0-9]{2}\d{4,5}[A-Z0-9]{2,3}", re.ASCII)


class _Flight:
    """What the manifest says once for all aboard."""

    number: Field | None = None
    loading: Field | None = None
    aircraft: Field | None = None
    unloading: Field | None = None
    unit: Field | None = None


def read_ffm(message: ImpMessage, reading: Reading) -> None:
    """Reads one FFM message."""
    flight = _Flight()
    draft: Draft | None = None
    for group in message.groups:
        if group.tag == "AWB":
            if draft is not None:
                draft.finish(reading, group.offset)
            draft = _waybill(group, flight, reading)
        elif group.tag == "MAN":
            _flight(flight, group)
        elif group.tag == "ULD":
            _unit(flight, group)
        elif group.tag in {"OSI", "SSR"} and draft is not None:
            groups.remark(draft, group)
        elif group.tag == "OCI" and draft is not None:
            groups.customs_information(draft, group)
        elif group.tag not in _GROUPS:
            flight.unloading = Field(group.tag, group.offset, len(group.tag))
            flight.unit = None
    if draft is not None:
        draft.finish(reading, message.end)


def _flight(flight: _Flight, group: Group) -> None:
    """The flight, the airport it leaves and the aircraft; its day is left out, since it comes without a year."""
    fields = dict(enumerate(group.lines[0]))
    flight.number, flight.loading, flight.aircraft = fields.get(1), fields.get(3), fields.get(4)


def _unit(flight: _Flight, group: Group) -> None:
    source = next(group.each(), None)
    if source is not None:
        name = source.value.partition("-")[0]
        flight.unit = Field(name, source.offset, len(name)) if _UNIT.fullmatch(name) else source


def _waybill(group: Group, flight: _Flight, reading: Reading) -> Draft:
    draft = Draft(group.offset, Level.SIMPLE, "740")
    consignment_detail(draft, group, reading, PlaceRole.ORIGIN)
    if flight.number is not None and (number := _FLIGHT.fullmatch(flight.number.value)):
        draft.put("journey", flight.number.value, flight.number)
        carrier(draft, number[1], flight.number)
    if flight.aircraft is not None and flight.aircraft.value:
        draft.put("means_id", flight.aircraft.value, flight.aircraft)
    for role, airport in ((PlaceRole.LOADING, flight.loading), (PlaceRole.UNLOADING, flight.unloading)):
        if airport is not None and _AIRPORT.fullmatch(airport.value):
            draft.stop(role, airport.value, airport)
    _goods(draft, group, flight, reading)
    return draft


def _goods(draft: Draft, group: Group, flight: _Flight, reading: Reading) -> None:
    head, *rest = group.lines
    described = head[2:]
    draft.goods.append({})
    amount = quantity(head[1].value) if len(head) > 1 else None
    if amount is not None:
        draft.describe_item(0, "packages", amount.pieces, head[1])
        draft.describe_item(0, "gross_mass_kg", amount.mass_kg, head[1])
    for source in described:
        if source.value:
            groups.describe(draft, 0, source, reading.context.limits.text_characters)
    if flight.unit is not None:
        draft.equipment.setdefault(flight.unit.value, flight.unit)
        draft.goods[0]["equipment"] = (flight.unit.value,)
        draft.mark("goods", "equipment", 0, flight.unit)
    if "CONSOLIDATION" in draft.goods[0].get("description", ""):
        draft.fields["level"], draft.fields["transport_document_type"] = Level.MASTER, "741"
    for line in rest:
        for source in line:
            if _HANDLING.fullmatch(source.value):
                draft.handling(source.value)
