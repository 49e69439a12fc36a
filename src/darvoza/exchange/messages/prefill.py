"""A request begun from what is on an officer's screen: a consignment, a party, a case or a gap in mirror trade.

Only the parts that the article lets be told are taken over, and what was left out is named. What reads well is for the
officer to write; what is known is there already.
"""

from collections.abc import Iterable
from datetime import date
from uuid import uuid4

import msgspec

from darvoza.consignment import Consignment, ConsignmentBatch, Document, GoodsItem, Party, Place
from darvoza.exchange.agreements.agreement import Article, Form, Part
from darvoza.exchange.agreements.terms import Caveats, Purpose
from darvoza.exchange.messages.envelope import Message
from darvoza.exchange.messages.kinds import Consent, ConsentRequest, Item, Request
from darvoza.exchange.messages.subjects import (
    Address,
    ConsignmentData,
    Contents,
    DocumentData,
    EquipmentData,
    GoodsData,
    MeansData,
    PartyData,
    PlaceData,
    TradeGapData,
)
from darvoza.language import Language, say

_NAME = 500
_WORDS = 20_000


def consent_to(request: Message, *, until: date | None = None) -> Consent:
    """Consent to exactly what a consent request asks for; until a day, at the latest the one asked for.

    Raises:
        ValueError: the message is no consent request.
    """
    asked = request.body
    if not isinstance(asked, ConsentRequest):
        raise ValueError("the message asks for no consent")  # noqa: TRY004 - a message of another kind
    return Consent(
        request=request.id,
        granted=True,
        items=asked.items,
        action=asked.action,
        purpose=asked.purpose,
        users=asked.users,
        to=asked.to,
        until=min((day for day in (until, asked.until) if day is not None), default=None),
    )


class CaseFile(msgspec.Struct, frozen=True, kw_only=True):
    """What of a case may be told: its reference and title, a summary written for others, and what it ties together.

    ``parties`` are as filed; ``persons`` are those whom the case names without saying what they are in it.
    """

    reference: str
    title: str
    summary: str | None = None
    consignments: tuple[Consignment, ...] = ()
    parties: tuple[Party, ...] = ()
    persons: tuple[PartyData, ...] = ()


class TradeGap(msgspec.Struct, frozen=True, kw_only=True):
    """What one country reports as exported and the other as imported, of one HS code in one period.

    Values in ``currency``, masses in kilograms; None where a side reports nothing. By the figures of ``source``,
    imports should lie from ``least`` to ``most``.
    """

    hs_code: str
    period: str
    exporter: str
    importer: str
    export_value: float | None = None
    import_value: float | None = None
    export_kg: float | None = None
    import_kg: float | None = None
    currency: str | None = None
    least: float | None = None
    most: float | None = None
    source: str | None = None


class Prefill(msgspec.Struct, frozen=True, kw_only=True):
    """The beginning of a request: its body, the item that goes with it, and the parts that the article left out."""

    request: Request
    items: tuple[Item, ...]
    left_out: tuple[Part, ...]


def from_consignment(
    consignment: Consignment,
    article: Article,
    *,
    form: Form = Form.ON_REQUEST,
    purpose: Purpose | None = None,
    language: Language = Language.ENGLISH,
) -> Prefill:
    """A request about a consignment.

    >>> from darvoza.consignment import Lodgement
    >>> truck = Consignment(id="a-0", message="a", reference="CMR-7", lodgement=Lodgement.MANIFEST, value=900.0)
    >>> article = Article(number="3", title="On request", forms=(Form.ON_REQUEST,), parts=(Part.CONSIGNMENT,))
    >>> begun = from_consignment(truck, article)
    >>> begun.items[0].contents.consignments[0].invoice_amount, Part.VALUES in begun.left_out
    (None, True)
    """
    told, left_out = _allowed(article)
    data = _consignment(consignment, told)
    known = Contents(consignments=(data,))
    reference = consignment.reference if Part.CONSIGNMENT in told else "—"
    facts = say("Consignment {reference}: see the data that goes with this request.", language, reference=reference)
    return _begun(known, reference, facts, data.parties, left_out, form=form, purpose=purpose)


def from_row(
    batch: ConsignmentBatch,
    row: int,
    article: Article,
    *,
    form: Form = Form.ON_REQUEST,
    purpose: Purpose | None = None,
    language: Language = Language.ENGLISH,
) -> Prefill:
    """A request about one row of a batch.

    Raises:
        IndexError: the batch has no such row.
    """
    rows = batch.consignments.with_row_index("_row")["_row"]
    if not 0 <= row < len(batch):
        raise IndexError(f"the batch has {len(batch)} consignments, none at {row}")
    (consignment,) = batch.take(rows[row : row + 1]).objects()
    return from_consignment(consignment, article, form=form, purpose=purpose, language=language)


def from_party(
    party: Party,
    article: Article,
    *,
    form: Form = Form.ON_REQUEST,
    purpose: Purpose | None = None,
    language: Language = Language.ENGLISH,
) -> Prefill:
    """A request about a person or company."""
    told, left_out = _allowed(article)
    parties = _parties((party,), told)
    name = (party.name or "—") if parties else "—"
    facts = say("{name} is party to consignments declared here.", language, name=name)
    return _begun(Contents(parties=parties), name, facts, parties, left_out, form=form, purpose=purpose)


def from_case(
    case: CaseFile,
    article: Article,
    *,
    form: Form = Form.ON_REQUEST,
    purpose: Purpose | None = Purpose.INVESTIGATION,
) -> Prefill:
    """A request from a case: its reference, its summary, and what it ties together."""
    told, left_out = _allowed(article)
    parties = _parties(case.parties, told) + (case.persons if Part.PARTIES in told else ())
    known = Contents(
        text=_cut(case.summary, _WORDS),
        consignments=tuple(_consignment(each, told) for each in case.consignments),
        parties=parties,
    )
    everybody = tuple(dict.fromkeys(parties + tuple(party for each in known.consignments for party in each.parties)))
    return _begun(
        known, case.reference, case.summary, everybody, left_out, form=form, purpose=purpose, matter=case.title
    )


def from_gap(
    gap: TradeGap,
    article: Article,
    *,
    form: Form = Form.ON_REQUEST,
    purpose: Purpose | None = Purpose.REVENUE_COLLECTION,
    language: Language = Language.ENGLISH,
) -> Prefill:
    """A request about a gap between what one side exported and the other imported.

    Totals of trade are no consignment's values, so they are told whatever parts the article allows of consignments.
    """
    _, left_out = _allowed(article)
    data = TradeGapData(
        classification=gap.hs_code,
        period=gap.period,
        export_country_code=gap.exporter,
        import_country_code=gap.importer,
        export_value_amount=gap.export_value,
        import_value_amount=gap.import_value,
        export_net_mass_measure=gap.export_kg,
        import_net_mass_measure=gap.import_kg,
        currency_code=gap.currency,
    )
    facts = say(
        "Exports of HS {code} from {exporter} and imports of it into {importer} differ in {period}.",
        language,
        code=gap.hs_code,
        exporter=gap.exporter,
        importer=gap.importer,
        period=gap.period,
    )
    if gap.least is not None and gap.most is not None:
        facts += " " + say(
            "With carriage and time allowed for, imports should lie from {least} to {most}.",
            language,
            least=_amount(gap.least, gap.currency),
            most=_amount(gap.most, gap.currency),
        )
    if gap.source:
        facts += " " + say("Source of the partner's figures: {source}.", language, source=gap.source)
    title = f"HS {gap.hs_code}, {gap.exporter}-{gap.importer}, {gap.period}"
    known = Contents(trade_gaps=(data,))
    return _begun(known, title, facts, (), left_out, form=form, purpose=purpose, matter=title)


def _amount(value: float, currency: str | None) -> str:
    return f"{value:,.0f}".replace(",", "\u00a0") + (f" {currency}" if currency else "")


def _begun(
    known: Contents,
    title: str,
    facts: str | None,
    parties: tuple[PartyData, ...],
    left_out: tuple[Part, ...],
    *,
    form: Form,
    purpose: Purpose | None,
    matter: str | None = None,
) -> Prefill:
    request = Request(
        matter=_cut(matter, _WORDS),
        form=form,
        facts=_cut(facts, _WORDS),
        parties=parties,
        persons_unknown=not parties,
        purpose=purpose,
    )
    item = Item(id=str(uuid4()), title=_cut(title, _NAME) or "—", contents=known, caveats=Caveats())
    return Prefill(request=request, items=(item,), left_out=left_out)


def _allowed(article: Article) -> tuple[frozenset[Part], tuple[Part, ...]]:
    told = frozenset(Part if article.parts is None else article.parts)
    return told, tuple(part for part in Part if part not in told)


def _consignment(consignment: Consignment, told: frozenset[Part]) -> ConsignmentData:
    """The consignment, with the parts that may be told."""
    values: dict[str, object] = {}
    if Part.CONSIGNMENT in told:
        values |= _whole(consignment)
    if Part.VALUES in told:
        values |= {"invoice_amount": consignment.value, "invoice_currency_code": consignment.currency}
    if Part.TRANSPORT in told:
        values["border_transport_means"] = MeansData(
            mode_code=consignment.mode.value if consignment.mode else None,
            id=_cut(consignment.means_id, _NAME),
            registration_nationality_code=consignment.means_nationality,
            journey_id=_cut(consignment.journey, _NAME),
        )
        values["transport_equipment"] = tuple(
            EquipmentData(id=each.id, characteristic_code=each.size_type, seals=each.seals)
            for each in consignment.equipment
        )
    if Part.GOODS in told:
        values["goods_items"] = tuple(_goods(each, told) for each in consignment.goods)
    if Part.ITINERARY in told:
        values["itinerary"] = tuple(map(_place, consignment.places))
    if Part.DOCUMENTS in told:
        values["additional_documents"] = tuple(map(_document, consignment.documents))
    values["parties"] = _parties(consignment.parties, told)
    return msgspec.structs.replace(ConsignmentData(), **values)


def _whole(consignment: Consignment) -> dict[str, object]:
    """What a consignment as such is known by and when it moved."""
    document = consignment.transport_document
    declaration = consignment.declaration
    return {
        "reference_id": _cut(consignment.reference, _NAME),
        "transport_contract_document": DocumentData(type_code=consignment.transport_document_type, id=document)
        if document
        else None,
        "previous_document": DocumentData(id=consignment.master_document) if consignment.master_document else None,
        "declaration": DocumentData(type_code=consignment.declaration_type, id=declaration) if declaration else None,
        "ucr": consignment.ucr,
        "customs_office": consignment.office,
        "procedure_code": consignment.procedure,
        "acceptance_date_time": consignment.lodged,
        "departure_date_time": consignment.departure,
        "arrival_date_time": consignment.arrival,
        "export_country_code": consignment.country_of_dispatch,
        "destination_country_code": consignment.country_of_destination,
        "total_gross_mass_measure": consignment.gross_mass_kg,
        "total_package_quantity": consignment.packages,
    }


def _goods(item: GoodsItem, told: frozenset[Part]) -> GoodsData:
    values = Part.VALUES in told
    return GoodsData(
        description=_cut(item.description, _WORDS),
        classification=item.hs_code,
        origin_country_code=item.origin if item.origin and len(item.origin) == len("TJ") else None,
        gross_mass_measure=item.gross_mass_kg,
        net_mass_measure=item.net_mass_kg,
        quantity=item.quantity,
        quantity_unit_code=item.unit,
        packaging_quantity=item.packages,
        packaging_type_code=item.package_type,
        statistical_value_amount=item.value if values else None,
        currency_code=item.currency if values else None,
    )


def _parties(parties: Iterable[Party], told: frozenset[Part]) -> tuple[PartyData, ...]:
    """Parties by name and identifiers; addresses and telephone numbers only where contacts may be told."""
    if Part.PARTIES not in told:
        return ()
    contacts = Part.CONTACTS in told
    return tuple(
        PartyData(
            role_code=party.role.value,
            name=_cut(party.name, _NAME),
            ids=party.identifiers,
            address=_address(party) if contacts else None,
            communication=tuple(each for each in (party.phone, party.email) if each) if contacts else (),
        )
        for party in parties
    )


def _address(party: Party) -> Address | None:
    if not any((party.address, party.city, party.postcode, party.country)):
        return None
    country = party.country if party.country and len(party.country) == len("TJ") else None
    return Address(
        line=_cut(party.address, _NAME),
        city_name=_cut(party.city, _NAME),
        postcode_id=party.postcode,
        country_code=country,
    )


def _place(place: Place) -> PlaceData:
    return PlaceData(
        role_code=place.role.value, id=place.code, name=_cut(place.name, _NAME), country_code=place.country
    )


def _document(document: Document) -> DocumentData:
    return DocumentData(
        type_code=document.type, id=_cut(document.number, _NAME), issuer=document.issuer, issue_date=document.issued
    )


def _cut(text: str | None, most: int) -> str | None:
    """The text as it may stand in a message; what is empty is absent."""
    return text[:most] if text and text.strip() else None
