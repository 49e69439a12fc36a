"""A WCO Declaration's goods shipments as consignments."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, TypedDict

from darvoza.consignment import Consignment, Document, Flow, Lodgement, Marks, Mode, Party, consignment_id
from darvoza.intake.wco.goods import goods_item
from darvoza.intake.wco.parts import add_parties, documents_of, equipment_of, places_of
from darvoza.intake.wco.values import CODES, Source, text_of
from darvoza.intake.xml import Element

_FLOWS: Final = {
    "IM": Flow.IMPORT,
    "929": Flow.IMPORT,
    "EX": Flow.EXPORT,
    "830": Flow.EXPORT,
    "T1": Flow.TRANSIT,
    "T2": Flow.TRANSIT,
    "TI": Flow.TRANSIT,
}
_MODES: Final = {
    "1": Mode.SEA,
    "2": Mode.RAIL,
    "3": Mode.ROAD,
    "4": Mode.AIR,
    "5": Mode.POST,
    "6": None,
    "7": None,
    "8": Mode.RIVER,
    "9": None,
}
"""UN/ECE Recommendation 19; multimodal, fixed and unknown modes are none of ours."""

_OUTWARD: Final = ("1", "2", "3")
_INWARD: Final = ("4", "5", "6", "7")
_MASTERS: Final = {"704", "741", "N704", "N741"}
_ITEM: Final = "GovernmentAgencyGoodsItem"


def consignments_of(
    source: Source, declaration: Element, message: str, first: int, most_goods: int
) -> list[Consignment]:
    """One consignment for each GoodsShipment of a declaration; ``first`` is the number of the first in the message."""
    shipments = declaration.all("GoodsShipment")
    return [
        _Reading(source, declaration, shipment, most_goods).consignment(message, first + number)
        for number, shipment in enumerate(shipments)
    ]


class _Reading:
    """One goods shipment being read, with the marks of where its fields stand."""

    def __init__(self, source: Source, declaration: Element, shipment: Element, most_goods: int) -> None:
        self.source = source
        self.declaration = declaration
        self.shipment = shipment
        self.marks = Marks()
        self.starts = [{child.name: child for child in reversed(each.children)} for each in (declaration, shipment)]
        items = [each for each in shipment.children if each.name == _ITEM]
        if len(items) > most_goods:
            rule = "The declaration has {value} goods items; those after the first {limit} were left out."
            source.wrong(items[most_goods], str(len(items)), rule, "Send the rest on its own.", str(most_goods))
        self.items = items[:most_goods]
        carriage = (shipment.first("Consignment"), declaration.first("Consignment"))
        self.carriage = [each for each in carriage if each is not None]

    def consignment(self, message: str, number: int) -> Consignment:
        goods = [goods_item(self.source, self.marks, each, place) for place, each in enumerate(self.items)]
        declared = self._text("declaration", ("ID",), ("FunctionalReferenceID",))
        flow = self._flow()
        equipment = equipment_of(self.source, self.marks, self.shipment, *self.carriage, self.declaration)
        if self.source.provenance:
            around = self.declaration
            self.marks.whole(around.offset, max(around.end, self.shipment.end, self.shipment.offset) - around.offset)
        return Consignment(
            id=consignment_id(message, number),
            message=message,
            reference=declared or self._of_shipment("UCR", "TraderAssignedReferenceID") or f"declaration {number + 1}",
            lodgement=Lodgement.DECLARATION,
            flow=flow,
            declaration=declared,
            declaration_type=self._text("declaration_type", ("TypeCode",)),
            procedure=self._procedure(),
            lodged=self.source.time(
                self.declaration.first("IssueDateTime") or self.declaration.first("AcceptanceDateTime")
            ),
            office=self._office(flow),
            ucr=self._of_shipment("UCR", "TraderAssignedReferenceID") or self._of_shipment("UCR", "ID"),
            remarks="; ".join(self._remarks()) or None,
            parties=tuple(self._parties()),
            goods=tuple(goods),
            equipment=tuple(equipment),
            places=tuple(places_of(self.declaration, self.shipment, self.carriage, flow)),
            documents=tuple(self._documents()),
            **self._transport(flow),
            **self._amounts(),
            provenance=self.marks.pack() if self.source.provenance else b"",
        )

    def _find(self, *paths: tuple[str, ...]) -> Element | None:
        """The first of these paths that leads somewhere, from the declaration or from the shipment."""
        for path in paths:
            for start in self.starts:
                found = start.get(path[0])
                if found is not None and len(path) > 1:
                    found = found.first(*path[1:])
                if found is not None and (found.children or text_of(found)):
                    return found
        return None

    def _text(self, field: str, *paths: tuple[str, ...]) -> str | None:
        element = self._find(*paths)
        if element is None:
            return None
        self.source.note(self.marks, CODES["consignments", field], element)
        return text_of(element)

    def _of_shipment(self, *path: str) -> str | None:
        return text_of(self.shipment.first(*path))

    def _procedure(self) -> str | None:
        """The first item's procedure: requested and previous, such as 4000."""
        first = self.items[0].first("GovernmentProcedure") if self.items else None
        if first is None:
            return None
        codes = (text_of(first.first("CurrentCode")), text_of(first.first("PreviousCode")))
        return "".join(code for code in codes if code) or None

    def _flow(self) -> Flow | None:
        """Which way the goods go: by the type of declaration; where that covers both ways, by the procedure."""
        kind = text_of(self.declaration.first("TypeCode")) or ""
        flow = _FLOWS.get(kind) or _FLOWS.get(kind[:2])
        if flow is None and kind[:2] in {"CO", ""}:
            procedure = self._procedure() or ""
            if procedure.startswith(_OUTWARD):
                return Flow.EXPORT
            if procedure.startswith(_INWARD):
                return Flow.IMPORT
        return flow

    def _office(self, flow: Flow | None) -> str | None:
        border = "ExitOffice" if flow is Flow.EXPORT else "EntryOffice"
        return self._text(
            "office",
            ("DeclarationOffice", "ID"),
            ("DeclarationOfficeID",),
            ("PresentationOffice", "ID"),
            (border, "ID"),
        )

    def _transport(self, flow: Flow | None) -> "_Transport":
        border = self.declaration.first("BorderTransportMeans") or self.shipment.first("BorderTransportMeans")
        inland = "DepartureTransportMeans" if flow is Flow.EXPORT else "ArrivalTransportMeans"
        other = next((found for each in self.carriage if (found := each.first(inland)) is not None), None)
        means = [each for each in (border, other) if each is not None]
        contracts = [each for part in self.carriage for each in part.all("TransportContractDocument")]
        masters = [each for each in contracts if text_of(each.first("TypeCode")) in _MASTERS]
        contract = next((each for each in contracts if each not in masters), None)
        return _Transport(
            mode=self._mode(border.first("ModeCode")) if border is not None else None,
            means_id=self._of_means("means_id", means, "ID"),
            means_nationality=self._of_means("means_nationality", means, "RegistrationNationalityCode"),
            journey=self._of_means("journey", means, "JourneyID"),
            arrival=self.source.time(_first_of(means, "ArrivalDateTime")),
            departure=self.source.time(_first_of(means, "DepartureDateTime")),
            transport_document=text_of(_first_of([contract], "ID")),
            transport_document_type=text_of(_first_of([contract], "TypeCode")),
            master_document=text_of(_first_of(masters, "ID")),
            country_of_dispatch=self._text("country_of_dispatch", ("ExportCountry", "ID"))
            or self._of_items("ExportCountry", "ID"),
            country_of_destination=self._text("country_of_destination", ("Destination", "CountryCode"))
            or self._of_items("Destination", "CountryCode"),
        )

    def _of_means(self, field: str, means: list[Element], name: str) -> str | None:
        found = _first_of(means, name)
        if found is not None:
            self.source.note(self.marks, CODES["consignments", field], found)
        return text_of(found)

    def _mode(self, element: Element | None) -> Mode | None:
        if element is None:
            return None
        code = element.text.strip()
        if code and code not in _MODES:
            rule = "{value} is not a mode of transport."
            self.source.wrong(
                element, code, rule, "Use a code of UN/ECE Recommendation 19: {limit}.", ", ".join(_MODES)
            )
        self.source.note(self.marks, CODES["consignments", "mode"], element)
        return _MODES.get(code)

    def _of_items(self, *path: str) -> str | None:
        """What all the items that say it say alike."""
        said = {text for each in self.items if (text := text_of(each.first(*path)))}
        return said.pop() if len(said) == 1 else None

    def _amounts(self) -> "_Amounts":
        number = self.source.number
        invoice = self._find(("InvoiceAmount",), ("Invoice", "Amount"))
        gross = self._find(("TotalGrossMassMeasure",), ("Consignment", "TotalGrossMassMeasure"))
        packages = self._find(("TotalPackageQuantity",), ("Consignment", "TotalPackageQuantity"))
        freight = self._find(("CustomsValuation", "FreightChargeAmount"), ("Consignment", "Freight", "Amount"))
        terms = self._find(("TradeTerms", "ConditionCode"))
        named = {"value": invoice, "gross_mass_kg": gross, "packages": packages, "freight": freight, "incoterm": terms}
        for field, element in named.items():
            if element is not None:
                self.source.note(self.marks, CODES["consignments", field], element)
        currency = invoice.attributes.get("currencyID") if invoice is not None else None
        exchange = self._find(("CurrencyExchange", "CurrencyTypeCode"))
        return _Amounts(
            value=number(invoice),
            gross_mass_kg=self.source.mass(gross),
            packages=self.source.whole(packages),
            freight=number(freight),
            incoterm=text_of(terms),
            currency=currency or text_of(exchange),
        )

    def _remarks(self) -> list[str]:
        stated = [each for start in (self.declaration, self.shipment) for each in start.all("AdditionalInformation")]
        texts = (text_of(each.first("StatementDescription")) or text_of(each.first("Content")) for each in stated)
        return [text for text in texts if text]

    def _parties(self) -> list[Party]:
        parties: list[Party] = []
        add_parties(self.source, self.marks, parties, self.declaration, self.shipment, *self.carriage, *self.items)
        return parties

    def _documents(self) -> list[Document]:
        documents = [
            document
            for each in (self.declaration, self.shipment, *self.carriage)
            for document in documents_of(self.source, each, None)
        ]
        for place, item in enumerate(self.items):
            documents += documents_of(self.source, item, place)
            commodity = item.first("Commodity")
            if commodity is not None:
                documents += documents_of(self.source, commodity, place)
        return documents


class _Transport(TypedDict):
    """Fields of a consignment that say how it is carried."""

    mode: Mode | None
    means_id: str | None
    means_nationality: str | None
    journey: str | None
    arrival: datetime | None
    departure: datetime | None
    transport_document: str | None
    transport_document_type: str | None
    master_document: str | None
    country_of_dispatch: str | None
    country_of_destination: str | None


class _Amounts(TypedDict):
    """Fields of a consignment that say how much it is in all."""

    value: float | None
    gross_mass_kg: float | None
    packages: int | None
    freight: float | None
    incoterm: str | None
    currency: str | None


def _first_of(elements: Iterable[Element | None], name: str) -> Element | None:
    """The first child of this name that says anything, in any of these elements."""
    children = (each.first(name) for each in elements if each is not None)
    return next((each for each in children if each is not None and (each.children or text_of(each))), None)
