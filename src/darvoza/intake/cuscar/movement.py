"""How and where the goods of a CUSCAR message move: TDT, LOC, DTM, EQD and SEL."""

import re
from typing import Any, Final

from darvoza.consignment import EquipmentKind, Mode, Role
from darvoza.intake.cuscar import codes
from darvoza.intake.cuscar.draft import KEYS, MANY, joined, place
from darvoza.intake.cuscar.goods import Goods
from darvoza.intake.cuscar.itinerary import PLACE_ORDER
from darvoza.intake.edifact import split

_OFFICE: Final = re.compile(r"[A-Z]{2}[A-Z0-9]{3,6}|\d{4,8}", re.ASCII)
_CONTAINER: Final = re.compile(r"[A-Z]{3}[UJZ]\d{7}", re.ASCII)
_WAGON: Final = re.compile(r"\d{8}|\d{12}", re.ASCII)
_BY_MODE: Final = {
    Mode.RAIL: EquipmentKind.WAGON,
    Mode.ROAD: EquipmentKind.TRAILER,
    Mode.AIR: EquipmentKind.UNIT_LOAD_DEVICE,
}
_PARTY: Final = KEYS["parties"]


class Movement(Goods):
    """Reads the transport means, the itinerary and the equipment."""

    unit: dict[str, Any] | None = None

    def tdt(self, e: list[str], at: int, raw: list[str]) -> None:
        """TDT: mode, journey, carrier and means of transport, of the stage that crosses the border."""
        self.group = "TDT"
        size = len(e)
        stage = codes.STAGES.get(e[1] if size > 1 else "", 1)
        if size > 2 and e[2]:
            self.put("journey", joined(e[2]), stage, at, raw, 2)
        if size > 3 and e[3]:
            mode = codes.MODES.get(split(e[3])[0])
            if mode is not None:
                self.put("mode", mode, stage, at, raw, 3)
        if size > 5 and e[5]:
            self._carrier(e[5], at, raw)
        if size > 8 and e[8]:
            parts = split(e[8])
            name = parts[0] or (parts[3] if len(parts) > 3 else "")
            if name.strip():
                self.put("means_id", name.strip(), stage, at, raw, 8)
            if len(parts) > 4 and parts[4]:
                country = self.country(parts[4], at, raw, 8)
                if country is not None:
                    self.put("means_nationality", country, stage, at, raw, 8)

    def _carrier(self, element: str, at: int, raw: list[str]) -> None:
        draft = self.draft
        if "carrier" in draft.ranks or "carrier" in self.header.ranks:
            return
        parts = split(element)
        party: dict[str, Any] = {"role": Role.CARRIER}
        position = draft.first_party + len(draft.parties)
        where = place(at, raw, 5)
        if parts[0].strip():
            party["identifiers"] = (f"CARRIER:{parts[0].strip()}",)
            if self.traced:
                draft.marks += (_PARTY["identifiers"] | position, *where)
        if len(parts) > 3 and parts[3].strip():
            party["name"] = parts[3].strip()
            if self.traced:
                draft.marks += (_PARTY["name"] | position, *where)
        if len(party) > 1:
            draft.parties.append(party)
            draft.ranks["carrier"] = 1

    def loc(self, e: list[str], at: int, raw: list[str]) -> None:
        """LOC: a stop of the itinerary, a country, or a customs office."""
        if len(e) < 3 or not e[2] or self.group == "EQD":
            return
        kind = e[1]
        order = PLACE_ORDER.get(kind)
        if order is not None and self.room(len(self.draft.places), "places", at):
            self.draft.places.append((order, e[2], at + len(raw[0]) + len(raw[1]) + 2, len(raw[2])))
            if kind not in codes.OFFICES:
                return
        self._country_or_office(kind, e[2], at, raw)

    def _country_or_office(self, kind: str, element: str, at: int, raw: list[str]) -> None:
        code = split(element)[0].strip()
        rank = codes.OFFICES.get(kind)
        if rank is not None:
            if _OFFICE.fullmatch(code):
                self.put("office", code, rank, at, raw, 2)
            flow = codes.FLOWS_BY_OFFICE.get(kind)
            if flow is not None:
                self.put("flow", flow, 1, at, raw, 2)
        elif kind in codes.DISPATCH or kind in codes.DESTINATION:
            country = self.country(code, at, raw, 2)
            if country is not None:
                name = "country_of_dispatch" if kind in codes.DISPATCH else "country_of_destination"
                self.put(name, country, 1, at, raw, 2)
        elif kind == codes.ORIGIN:
            country = self.country(code, at, raw, 2)
            if country is not None:
                if self.group == "GID":
                    self.item_origin(country, at, raw)
                else:
                    self.draft.origin = country

    def dtm(self, e: list[str], at: int, raw: list[str]) -> None:
        """DTM: arrival, departure, lodgement, or the date of the document before it."""
        if len(e) < 2:
            return
        parts = split(e[1])
        kind = parts[0]
        if kind in codes.ARRIVAL:
            value = self.date(parts, "arrival", at, raw)
            if value is not None:
                self.put("arrival", value, codes.ARRIVAL[kind], at, raw, 1)
        elif kind in codes.DEPARTURE:
            value = self.date(parts, "departure", at, raw)
            if value is not None:
                self.put("departure", value, codes.DEPARTURE[kind], at, raw, 1)
        elif self.group in {"DOC", "RFF"} and self.draft.documents:
            value = self.date(parts, "issued", at, raw)
            if value is not None:
                self.draft.documents[-1].setdefault("issued", value.date())
        elif kind == codes.LODGED:
            value = self.date(parts, "lodged", at, raw)
            if value is not None:
                self.put("lodged", value, 1, at, raw, 1)

    def eqd(self, e: list[str], at: int, raw: list[str]) -> None:
        """EQD: a container, trailer, wagon or unit load device."""
        self.group = "EQD"
        self.unit = None
        name = split(e[2])[0].replace(" ", "") if len(e) > 2 else ""
        if not name:
            return
        self.unit = unit = self.draft.equipment.setdefault(name, {})
        unit["id"] = name
        kind = codes.EQUIPMENT.get(e[1])
        if kind is not None:
            unit["kind"] = kind
        unit["_marks"] = marks = [("id", *place(at, raw, 2))]
        if len(e) > 3 and e[3]:
            unit["size_type"] = split(e[3])[0] or None
            marks.append(("size_type", *place(at, raw, 3)))
        if len(e) > 6 and e[6] in codes.EMPTY:
            unit["empty"] = codes.EMPTY[e[6]]
            marks.append(("empty", *place(at, raw, 6)))

    def sel(self, e: list[str], at: int, raw: list[str]) -> None:
        """SEL: a seal on the equipment before it."""
        unit = self.unit
        seal = split(e[1])[0].strip() if len(e) > 1 else ""
        if unit is None or not seal:
            return
        known = unit.get("seals", ())
        if not known:
            unit["_marks"].append(("seals", *place(at, raw, 1)))
        if seal not in known and len(known) < MANY:
            unit["seals"] = (*known, seal)

    def sgp(self, e: list[str], at: int, raw: list[str]) -> None:
        """SGP: the equipment that goods are in."""
        name = split(e[1])[0].replace(" ", "") if len(e) > 1 else ""
        if not name:
            return
        if name not in self.draft.equipment and self.room(len(self.draft.equipment), "equipment", at):
            self.draft.equipment[name] = {"id": name, "_marks": [("id", *place(at, raw, 1))]}
        self.item_equipment(name, at, raw)


def kind_of(name: str, mode: Mode | None) -> EquipmentKind:
    """What an equipment's number says it is, or else what the mode of transport makes likely.

    >>> kind_of("MSCU1234566", Mode.RAIL), kind_of("01777AAA", Mode.ROAD)
    (<EquipmentKind.CONTAINER: 'container'>, <EquipmentKind.TRAILER: 'trailer'>)
    """
    if _CONTAINER.fullmatch(name):
        return EquipmentKind.CONTAINER
    if _WAGON.fullmatch(name) and mode is not Mode.AIR:
        return EquipmentKind.WAGON
    return _BY_MODE.get(mode, EquipmentKind.CONTAINER) if mode else EquipmentKind.CONTAINER
