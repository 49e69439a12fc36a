"""A consignment while the groups of its Cargo-IMP message come in."""

from typing import Any, Final

from darvoza.consignment import (
    COLUMNS,
    WHOLE,
    Consignment,
    Document,
    EquipmentKind,
    GoodsItem,
    Level,
    Lodgement,
    Mode,
    Party,
    Place,
    PlaceRole,
    Role,
    Service,
    TransportEquipment,
    consignment_id,
    field_code,
    mark_key,
    pack_marks,
)
from darvoza.intake.cargo_imp.lines import Field
from darvoza.intake.cargo_imp.values import AirWaybill, Quantity
from darvoza.intake.edifact import Reading

_KEYS: Final = {
    table: {name: mark_key(field_code(table, name)) for name in columns} for table, columns in COLUMNS.items()
}
_SERVICES: Final = {"MAL": Service.POSTAL, "COU": Service.EXPRESS, "XPS": Service.EXPRESS}
"""IATA special handling codes that say what carriage was sold: mail, courier consignments, priority small packages."""
MANY: Final = 99
"""How many stops, parties, documents or numbers of one kind a waybill may list: more than any message has room for."""
_PARTS: Final = {"P": "part", "S": "split", "D": "part, divided", "M": "part, mixed"}


class Draft:
    """Rows of parts as keyword arguments of their types, fields, and the marks of where each was read."""

    def __init__(self, start: int, level: Level, document_type: str) -> None:
        self.start = start
        self.fields: dict[str, Any] = {"level": level, "transport_document_type": document_type, "mode": Mode.AIR}
        self.parties: list[dict[str, Any]] = []
        self.goods: list[dict[str, Any]] = []
        self.places: list[tuple[Place, Field]] = []
        self.equipment: dict[str, Field] = {}
        self.documents: list[dict[str, Any]] = []
        self.marks: list[int] = []
        self.notes: list[str] = []
        self.dangerous: list[tuple[str, Field]] = []  # United Nations numbers in remarks

    def put(self, name: str, value: object, source: Field) -> None:
        """Fills a field of the consignment, the first time it is stated."""
        if value is not None and self.fields.get(name) is None:
            self.fields[name] = value
            self.mark("consignments", name, 0, source)

    def mark(self, table: str, name: str, position: int, source: Field) -> None:
        """A field was read from here."""
        self.marks += (_KEYS[table][name] | position, source.offset, source.length)

    def describe_party(self, position: int, name: str, value: object, source: Field) -> None:
        """Fills a field of a party, the first time it is stated."""
        row = self.parties[position]
        if value is not None and value != "" and row.get(name) is None:
            row[name] = value
            self.marks += (_KEYS["parties"][name] | position, source.offset, source.length)

    def describe_item(self, position: int, name: str, value: object, source: Field) -> None:
        """Fills a field of a goods item, the first time it is stated."""
        row = self.goods[position]
        if value is not None and value != "" and row.get(name) is None:
            row[name] = value
            self.marks += (_KEYS["goods"][name] | position, source.offset, source.length)

    def party(self, role: Role, *, again: bool = False) -> int:
        """Where the party with this role stands; ``again`` for another one of the same role."""
        for position, party in enumerate(self.parties):
            if party["role"] is role and not again:
                return position
        if len(self.parties) < MANY:
            self.parties.append({"role": role})
        return len(self.parties) - 1

    def waybill(self, waybill: AirWaybill, source: Field, field: str = "transport_document") -> None:
        """The air waybill that the consignment moves under."""
        self.put(field, waybill.number, source)

    def amount(self, amount: Quantity, source: Field) -> None:
        """Pieces, weight and volume, and whether they are only a part."""
        self.put("packages", amount.pieces, source)
        self.put("gross_mass_kg", amount.mass_kg, source)
        self.put("volume_m3", amount.volume_m3, source)
        if amount.part in _PARTS:
            of = f" of {amount.total}" if amount.total else ""
            self.notes.append(f"{_PARTS[amount.part].capitalize()} consignment: {amount.pieces}{of} pieces")

    def stop(self, role: PlaceRole, airport: str | None, source: Field) -> None:
        """An airport of the itinerary, by its IATA code."""
        if (
            airport
            and len(self.places) < MANY
            and not any(place.role is role and place.code == airport for place, _ in self.places)
        ):
            self.places.append((Place(role=role, code=airport), source))

    def handling(self, code: str) -> None:
        """A special handling code: kept as a remark, and what it says of the service sold."""
        service = _SERVICES.get(code)
        if service is not None:
            self.fields.setdefault("service", service)
        self.notes.append(code)

    def hazard(self, position: int, number: str, source: Field) -> None:
        """An item is dangerous goods of this United Nations number."""
        known = self.goods[position].get("un_numbers", ())
        if number not in known:
            self.goods[position]["un_numbers"] = (*known, number)
            self.mark("goods", "un_numbers", position, source)

    def finish(self, reading: Reading, end: int) -> None:
        """The consignment is complete and read."""
        for number, source in self.dangerous:
            if not self.goods:
                self.goods.append({})
            self.hazard(0, number, source)
        order = list(PlaceRole)
        self.places.sort(key=lambda stop: order.index(stop[0].role))
        for position, (_, source) in enumerate(self.places):
            self.mark("places", "code", position, source)
        for position, source in enumerate(self.equipment.values()):
            self.mark("equipment", "id", position, source)
        provenance = b""
        if reading.context.provenance:
            provenance = pack_marks([*self.marks, WHOLE, self.start, max(end - self.start, 0)])
        remarks = "; ".join(dict.fromkeys(self.notes))[: reading.context.limits.text_characters]
        identity = consignment_id(reading.message, len(reading.consignments))
        reading.consignments.append(
            Consignment(
                id=identity,
                message=reading.message,
                reference=self.fields.get("transport_document") or identity,
                lodgement=Lodgement.MANIFEST,
                remarks=remarks or None,
                provenance=provenance,
                parties=tuple(Party(**party) for party in self.parties),
                goods=tuple(GoodsItem(**item) for item in self.goods),
                equipment=tuple(
                    TransportEquipment(kind=EquipmentKind.UNIT_LOAD_DEVICE, id=name) for name in self.equipment
                ),
                places=tuple(place for place, _ in self.places),
                documents=tuple(Document(**document) for document in self.documents),
                **self.fields,
            ),
        )
