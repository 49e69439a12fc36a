"""Reading a CUSCAR message, a carrier's cargo report: the manifest as a whole, then its consignments.

A CNI opens a consignment; a second transport document (RFF) after goods opens another one under the same CNI, as the
message's structure allows. A message without CNI is one consignment. What the manifest says of the whole transport
(mode, means, arrival, office, carrier) holds for each consignment that does not say otherwise.
"""

from typing import Any, Final

from darvoza.consignment import (
    WHOLE,
    Consignment,
    Document,
    GoodsItem,
    Level,
    Lodgement,
    Mode,
    Party,
    Place,
    TransportEquipment,
    consignment_id,
    pack_marks,
)
from darvoza.intake.cuscar import codes
from darvoza.intake.cuscar.documents import Documents
from darvoza.intake.cuscar.draft import CONSIGNMENT, KEYS, Draft, joined, place
from darvoza.intake.cuscar.itinerary import Route, order_stops
from darvoza.intake.cuscar.movement import Movement, kind_of
from darvoza.intake.cuscar.parties import Parties
from darvoza.intake.edifact import Reading, first, split

_EQUIPMENT: Final = KEYS["equipment"]
_TOTALS: Final = {
    "7": ("gross_mass_kg", 2),
    "29": ("net_mass_kg", 2),
    "11": ("packages", 2),
    "8": ("packages", 1),
    "15": ("volume_m3", 2),
    "26": ("volume_m3", 1),
}
"""6069, control totals: the field each gives, and how telling it is."""
_CONSIGNMENTS: Final = "10"
_CACHED: Final = 65_536


class CuscarReader(Parties, Documents, Movement):
    """Reads the messages of an interchange, one after another."""

    def __init__(self, reading: Reading) -> None:
        super().__init__(reading)
        self._consignments = reading.consignments
        self._before = len(reading.consignments)
        self._stated: tuple[str, int] | None = None
        self._parties: tuple[Party, ...] = ()
        self._documents: tuple[Document, ...] = ()
        self._marks = b""
        self._routes: dict[tuple[tuple[int, str], ...], Route] = {}  # a manifest has few, each many times
        self._full = False
        self._shared = False
        self.handlers = {
            "BGM": self.bgm,
            "CNI": self.cni,
            "CNT": self.cnt,
            "COM": self.com,
            "CST": self.cst,
            "CTA": self.cta,
            "DGS": self.dgs,
            "DOC": self.doc,
            "DTM": self.dtm,
            "EQD": self.eqd,
            "FTX": self.ftx,
            "GEI": self.gei,
            "GID": self.gid_or_first,
            "GIS": self.gis,
            "LOC": self.loc,
            "MEA": self.mea,
            "MOA": self.moa,
            "NAD": self.nad,
            "PAC": self.pac,
            "PCI": self.pci,
            "PIA": self.pia,
            "RFF": self.rff,
            "SEL": self.sel,
            "SGP": self.sgp,
            "TDT": self.tdt,
            "TOD": self.tod,
        }

    def bgm(self, e: list[str], at: int, raw: list[str]) -> None:
        """BGM: what document the message is, and its number."""
        self.group = "BGM"
        self.draft.start = at
        if len(e) > 2 and e[2]:
            self.draft.reference = (first(e[2]).strip(), *place(at, raw, 2))
        flow = codes.FLOWS_BY_DOCUMENT.get(first(e[1])) if len(e) > 1 else None
        if flow is not None:
            self.put("flow", flow, 2, at, raw, 1)

    def cni(self, e: list[str], at: int, raw: list[str]) -> None:
        """CNI: the next consignment."""
        self._flush(at)
        number = first(e[1]) if len(e) > 1 else ""
        self._open(at, number)
        document = first(e[2]).strip() if len(e) > 2 else ""
        if document:
            self.draft.reference = (document, *place(at, raw, 2))

    def rff(self, e: list[str], at: int, raw: list[str]) -> None:
        """RFF: the transport document, its master, the declaration, the UCR, or another document referred to."""
        if len(e) < 2:
            return
        parts = split(e[1])
        qualifier, value = parts[0], parts[1].strip() if len(parts) > 1 else ""
        if not value:
            return
        if self.group in {"NAD", "CTA"} and qualifier in codes.PARTY_REFERENCES:
            self.party_reference(qualifier, value, at, raw)
            return
        kind = codes.TRANSPORT_DOCUMENTS.get(qualifier)
        if kind is not None:
            self._transport_document(qualifier, kind, value, at, raw)
        elif qualifier in codes.MASTERS:
            self.draft.master = codes.MASTERS[qualifier]
            self.put("master_document", value, 1, at, raw, 1)
        elif qualifier in codes.DECLARATIONS:
            self.put("declaration", value, codes.DECLARATIONS[qualifier], at, raw, 1)
        elif qualifier in codes.UCR:
            self.put("ucr", value, 1, at, raw, 1)
        elif self.draft is not self.header and self.group not in {"NAD", "TDT"}:
            self.refer(qualifier, value, at, raw, type_index=1, number_index=1)
            self.group = "RFF" if self.group != "GID" else "DOC"

    def _transport_document(self, qualifier: str, kind: str, value: str, at: int, raw: list[str]) -> None:
        draft = self.draft
        if draft.goods and draft is not self.header:  # another document of the same CNI, with goods of its own
            self._flush(at)
            self._open(at, draft.number)
        house = qualifier in codes.HOUSES
        self.put("transport_document", value, 2 if house else 1, at, raw, 1)
        if self.draft.fields.get("transport_document") == value:
            self.put("transport_document_type", kind, 2 if house else 1, at, raw, 1)
        self.draft.house |= house

    def cnt(self, e: list[str], at: int, raw: list[str]) -> None:
        """CNT: totals of the consignment, or how many consignments the manifest has."""
        if len(e) < 2:
            return
        parts = split(e[1])
        text = parts[1] if len(parts) > 1 else ""
        if parts[0] == _CONSIGNMENTS and self.draft is self.header:
            self._stated = (text, at)
            return
        field, rank = _TOTALS.get(parts[0], ("", 0))
        if not field:
            return
        unit = parts[2] if len(parts) > 2 else ""
        if field == "packages":
            packages = self.count(text, field, at, raw, 1)
            if packages is not None:
                self.put(field, packages, rank, at, raw, 1)
            return
        units = codes.CUBIC_METRES if field == "volume_m3" else codes.KILOGRAMS
        factor = units.get(unit, 1.0 if not unit else None)
        value = self.number(text, field, at, raw, 1)
        if value is not None and factor is not None:
            self.put(field, value * factor, rank, at, raw, 1)

    def gis(self, e: list[str], at: int, raw: list[str]) -> None:
        """GIS: which way the goods go."""
        if len(e) > 1 and self.group != "EQD":
            flow = codes.FLOWS.get(first(e[1]))
            if flow is not None:
                self.put("flow", flow, 3, at, raw, 1)

    def gei(self, e: list[str], at: int, raw: list[str]) -> None:
        """GEI: the same in later directories, one element on."""
        if len(e) > 2 and self.group != "EQD":
            flow = codes.FLOWS.get(first(e[2]))
            if flow is not None:
                self.put("flow", flow, 3, at, raw, 2)

    def gid_or_first(self, e: list[str], at: int, raw: list[str]) -> None:
        """GID, which without a CNI before it opens the message's one consignment."""
        if self.draft is self.header and not self._full:
            self._open(at, "")
        self.gid(e, at, raw)

    def ftx(self, e: list[str], at: int, raw: list[str]) -> None:
        """FTX: the description of goods, or a remark."""
        if len(e) < 5 or not e[4]:
            return
        if self.group == "GID" and e[1] == "AAA":
            self.description(e, at, raw)
            return
        if self.draft is self.header or self.group == "EQD":
            return
        text, fields = joined(e[4]), self.draft.fields
        known = fields.get("remarks")
        if known is None and text:
            self.put("remarks", text, 1, at, raw, 4)
        elif known and len(known) + len(text) < self.limits.text_characters:
            fields["remarks"] = f"{known} {text}"

    def mea(self, e: list[str], at: int, raw: list[str]) -> None:
        """MEA: a measure of the goods; those of equipment and transport are not the consignment's."""
        if self.group in {"GID", "DOC"}:
            self.measure(e, at, raw)

    def moa(self, e: list[str], at: int, raw: list[str]) -> None:
        """MOA: an amount of the goods item, or of the consignment."""
        parts = split(e[1]) if len(e) > 1 else [""]
        text = parts[1] if len(parts) > 1 else ""
        rank = codes.VALUES.get(parts[0])
        freight = parts[0] in codes.FREIGHT
        if not text or self.draft is self.header or (rank is None and not freight):
            return
        value = self.number(text, "value", at, raw, 1)
        if value is None:
            return
        currency = parts[2].strip() or None if len(parts) > 2 else None
        if freight:
            self.put("freight", value, 1, at, raw, 1)
        elif rank is not None and self.group == "GID":
            self.amount(rank, value, currency, at, raw)
        elif rank is not None:
            self.put("value", value, rank, at, raw, 1)
            if currency and self.draft.fields.get("value") == value:
                self.put("currency", currency, rank, at, raw, 1)

    def tod(self, e: list[str], at: int, raw: list[str]) -> None:
        """TOD: the terms of delivery (Incoterms)."""
        if len(e) > 3 and first(e[3]):
            self.put("incoterm", first(e[3]), 1, at, raw, 3)

    def finish(self, end: int) -> None:
        """The message is over: its last consignment is complete, or its header is all there is."""
        if self.draft is self.header and not self._shared and self.header.reference is not None:
            self._whole_header(end)
        self._flush(end)
        read = len(self._consignments) - self._before
        if self._stated is not None and self._stated[0] != str(read) and not self._full:
            self.problems.place = ""
            self.problems.add(
                self._stated[1],
                field="consignments",
                value=self._stated[0],
                limit=str(read),
                rule="The sender counted {value} {field}, but {limit} arrived.",
                advice="Check with the sender that nothing was lost on the way.",
            )

    def _whole_header(self, end: int) -> None:
        """A cargo report without consignments, such as that of empty containers, is one consignment itself."""
        report = self.header
        self.header = Draft(report.start)
        self._open(report.start, "")
        report.number = ""
        self.draft = report
        self._flush(end)

    def _open(self, at: int, number: str) -> None:
        if not self._shared:
            self._share()
        header = self.header
        self.group, self.party, self.item, self.unit = "CNI", None, None, None
        self.crowded.clear()
        self.problems.place = f"CNI {number}" if number else ""
        if len(self._consignments) >= self.limits.consignments and not self._full:
            self._full = True
            for tag in self.handlers:
                self.handlers[tag] = _ignore
            self.problems.add(
                at,
                field="consignments",
                limit=str(self.limits.consignments),
                rule="The message holds more than {limit} consignments; the rest were left out.",
                advice="Send them in several messages.",
            )
            self.draft = header
            return
        self.draft = Draft(at, number, len(self._parties), len(self._documents))

    def _share(self) -> None:
        """What the manifest says once for all of its consignments."""
        header = self.header
        self._shared = True
        self._parties = tuple(Party(**party) for party in header.parties)
        self._documents = tuple(Document(**document) for document in header.documents)
        for total in ("gross_mass_kg", "net_mass_kg", "packages", "volume_m3"):
            header.fields.pop(total, None)  # of the whole manifest, not of one consignment
            header.ranks.pop(total, None)
        self._marks = pack_marks(header.marks) if self.traced else b""

    def _flush(self, end: int) -> None:
        """The consignment being read is complete: everything before ``end`` is its own."""
        draft, header = self.draft, self.header
        if draft is header:
            return
        self.draft = header
        fields = header.fields | draft.fields
        marks = draft.marks
        self._identify(fields, draft, marks)
        mode: Mode | None = fields.get("mode")
        parties = self._parties + tuple([Party(**party) for party in draft.parties])
        goods = tuple([self._item(item, draft.origin or header.origin) for item in draft.goods])
        places = self._itinerary(draft, marks)
        equipment = self._equipment(draft, marks, mode) if draft.equipment or not draft.goods else ()
        documents = self._documents + tuple([Document(**document) for document in draft.documents])
        provenance = b""
        if self.traced:
            marks += (WHOLE, draft.start, end - draft.start)
            provenance = pack_marks(marks) + self._marks
        reading = self.reading
        self._consignments.append(
            Consignment(
                id=consignment_id(reading.message, len(self._consignments)),
                message=reading.message,
                lodgement=Lodgement.MANIFEST,
                provenance=provenance,
                parties=parties,
                goods=goods,
                equipment=equipment,
                places=places,
                documents=documents,
                **fields,
            ),
        )

    def _identify(self, fields: dict[str, Any], draft: Draft, marks: list[int]) -> None:
        """What officers call the consignment by, and where its document stands among others."""
        own: str | None = fields.get("transport_document")
        if own is None and draft.reference is not None and draft.number:
            own, offset, length = draft.reference
            fields["transport_document"] = own
            if self.traced:
                marks += (CONSIGNMENT["transport_document"], offset, length)
        master: str | None = fields.get("master_document")
        if master is not None and own in {None, master}:
            fields["level"], fields["transport_document"] = Level.MASTER, master
            fields["transport_document_type"] = draft.master or self.header.master
            fields["master_document"] = None
        elif master is not None or draft.house:
            fields["level"] = Level.HOUSE
        reference = draft.reference or self.header.reference
        fields["reference"] = (
            fields.get("transport_document") or fields.get("declaration") or (reference[0] if reference else "")
        ) or consignment_id(self.reading.message, len(self._consignments))

    @staticmethod
    def _item(item: dict[str, Any], origin: str | None) -> GoodsItem:
        item.pop("_value_rank", None)
        if origin is not None and "origin" not in item:
            item["origin"] = origin
        return GoodsItem(**item)

    def _itinerary(self, draft: Draft, marks: list[int]) -> tuple[Place, ...]:
        """The stops of manifest and consignment, in the order that goods pass them, each once."""
        stated = draft.places + self.header.places
        route = tuple([(order, element) for order, element, _, _ in stated])
        known = self._routes.get(route)
        if known is None:
            known = order_stops(route)
            if len(self._routes) < _CACHED:
                self._routes[route] = known
        places, sources = known
        if self.traced:
            for key, source in sources:
                _, _, offset, length = stated[source]
                marks += (key, offset, length)
        return places

    def _equipment(self, draft: Draft, marks: list[int], mode: Mode | None) -> tuple[TransportEquipment, ...]:
        """The equipment that goods are in, as the manifest describes it; all of it where no goods are described."""
        described = self.header.equipment
        alone = not draft.equipment and not draft.goods and not self._known_consignments()
        units = draft.equipment or (described if alone else {})
        found = []
        for position, (name, own) in enumerate(units.items()):
            unit = described.get(name, {}) | own
            traces = [*own.pop("_marks", ()), *described.get(name, {}).get("_marks", ())]
            unit.pop("_marks", None)
            if "kind" not in unit:
                unit["kind"] = kind_of(name, mode)
            found.append(TransportEquipment(**unit))
            if self.traced:
                for field, offset, length in traces:
                    marks += (_EQUIPMENT[field] | position, offset, length)
        return tuple(found)

    def _known_consignments(self) -> bool:
        return len(self._consignments) > self._before


def _ignore(_e: list[str], _at: int, _raw: list[str]) -> None:
    """Beyond the limit nothing more is read."""
