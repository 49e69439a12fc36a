"""WCO declarations become consignments; what breaks off keeps what was whole; nothing hostile gets in."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.consignment import Consignment, ConsignmentBatch, Document, Place, TransportEquipment, locate
from darvoza.intake import Content, Context, Limits, Message, Receipt, Status, read_message

GOLDEN = Path(__file__).parents[1] / "golden" / "wco"
IMPORT = (GOLDEN / "import-two-items.xml").read_bytes()


def taken_in(data: bytes | str, context: Context | None = None) -> tuple[Receipt, list[Consignment]]:
    receipt, content = read(data, context)
    assert isinstance(content.consignments, list)
    ConsignmentBatch.of(content.consignments)  # whatever was read fits the columns
    return receipt, content.consignments


def read(data: bytes | str, context: Context | None = None) -> tuple[Receipt, Content]:
    return read_message(Message.of("m.xml", data if isinstance(data, bytes) else data.encode()), context)


def declared(inside: str) -> str:
    return f'<Declaration xmlns="urn:wco:datamodel:WCO:DEC-DMS:2">{inside}</Declaration>'


class TestImport:
    def test_the_message_is_known_for_what_it_is(self) -> None:
        receipt, _ = taken_in(IMPORT)

        assert (receipt.format, receipt.version, receipt.charset) == ("wco-declaration", "3.6", "utf-8")
        assert (receipt.status, receipt.consignments, receipt.sender) == (Status.ACCEPTED, 1, "GB603202734852")

    def test_the_consignment(self) -> None:
        receipt, (consignment,) = taken_in(IMPORT)

        assert consignment.id == f"{receipt.id}-0"
        assert (consignment.reference, consignment.declaration_type) == ("LRN-0001", "IMA")
        assert (consignment.flow, consignment.mode, consignment.procedure) == ("import", "road", "4000")
        assert consignment.lodged == datetime(2026, 3, 31, 9, 30)  # noqa: DTZ001 - brought to UTC and kept without zone
        assert (consignment.office, consignment.incoterm, consignment.ucr) == ("UZ26001", "DAP", "6UZ301234567-77")
        assert (consignment.means_id, consignment.means_nationality) == ("01A777BC", "UZ")
        assert (consignment.transport_document, consignment.transport_document_type) == ("CMR 4471", "730")
        assert (consignment.country_of_dispatch, consignment.country_of_destination) == ("CN", "UZ")
        assert (consignment.gross_mass_kg, consignment.packages) == (12400, 14)
        assert (consignment.value, consignment.currency) == (48250.5, "USD")

    def test_its_goods(self) -> None:
        _, (consignment,) = taken_in(IMPORT)

        pump, isocyanate = consignment.goods
        assert pump.description == "Насос центробежный, сталь"
        assert (pump.hs_code, pump.origin, pump.equipment) == ("8413702100", "CN", ("MSKU1234565",))
        assert (pump.gross_mass_kg, pump.net_mass_kg, pump.quantity, pump.unit) == (900, 850.5, 4, "NAR")
        assert (pump.value, pump.currency) == (40250.5, "USD")
        assert (pump.packages, pump.package_type, pump.marks) == (4, "CS", "P1-P4")
        assert (isocyanate.hs_code, isocyanate.un_numbers, isocyanate.gross_mass_kg) == ("292910", ("2078",), 11500)
        assert isocyanate.value is None

    def test_its_parties(self) -> None:
        _, (consignment,) = taken_in(IMPORT)

        assert [(party.role, party.name, party.identifiers) for party in consignment.parties] == [
            ("declarant", None, ("ID:301234567",)),
            ("declarant", None, ("EORI:GB603202734852",)),
            ("exporter", "Shanghai Pump Works & Co", ()),
            ("consignee", "ООО «Насос Сервис»", ()),
        ]
        exporter = consignment.parties[2]
        assert (exporter.address, exporter.city, exporter.postcode) == ("88 Pudong Road", "Shanghai", "200120")
        assert (exporter.country, exporter.phone) == ("CN", "+86 21 5550 1234")

    def test_its_way_its_equipment_and_its_documents(self) -> None:
        _, (consignment,) = taken_in(IMPORT)

        assert consignment.equipment == (TransportEquipment(kind="container", id="MSKU1234565", seals=("CN88121",)),)
        assert consignment.places == (
            Place(role="loading", code="CNSHA"),
            Place(role="transit", country="KZ"),
            Place(role="border", code="UZ26001"),
        )
        assert consignment.documents == (
            Document(type="952", number="TIR XK123"),
            Document(type="730", number="CMR 4471"),
            Document(type="N935", number="INV-77", item=0),
        )

    @pytest.mark.parametrize(
        ("table", "field", "position", "text"),
        [
            ("consignments", "declaration", 0, "LRN-0001"),
            ("consignments", "mode", 0, "3"),
            ("goods", "hs_code", 0, "84137021"),
            ("goods", "description", 1, "Изоцианат"),
            ("parties", "name", 3, "ООО «Насос Сервис»"),
            ("equipment", "id", 0, "MSKU1234565"),
        ],
    )
    def test_fields_lead_back_to_their_bytes(self, table: str, field: str, position: int, text: str) -> None:
        _, (consignment,) = taken_in(IMPORT)

        span = locate(consignment.provenance, table, field, position)
        assert span
        assert IMPORT[span.offset : span.offset + span.length].decode() == text

    def test_a_field_without_a_mark_leads_to_the_whole_declaration(self) -> None:
        _, (consignment,) = taken_in(IMPORT)

        span = locate(consignment.provenance, "documents", "number", 2)
        assert span
        assert IMPORT[span.offset :].startswith(b"<Declaration")
        assert IMPORT[span.offset + span.length :].startswith(b"</Declaration>")

    def test_provenance_can_be_left_out(self) -> None:
        _, (consignment,) = taken_in(IMPORT, Context(provenance=False))

        assert consignment.provenance == b""

    @pytest.mark.parametrize("charset", ["utf-16", "cp1251", "utf-8-sig"])
    def test_encodings_and_blank_lines_make_no_difference(self, charset: str) -> None:
        named = {"utf-16": "UTF-16", "cp1251": "windows-1251", "utf-8-sig": "UTF-8"}[charset]
        data = IMPORT.decode().replace('encoding="UTF-8"', f'encoding="{named}"').encode(charset, "xmlcharrefreplace")
        _, (consignment,) = taken_in(data)

        assert consignment.goods[1].description == "Изоцианат"
        _, (after_blanks,) = taken_in(b"\r\n\n" + IMPORT)
        span = locate(after_blanks.provenance, "goods", "hs_code")
        assert span
        assert span.offset == IMPORT.index(b"84137021") + 3


class TestOtherDocuments:
    def test_a_response_is_sound_and_holds_nothing(self) -> None:
        receipt, consignments = taken_in((GOLDEN / "response-cleared.xml").read_bytes())

        assert (receipt.status, consignments) == (Status.ACCEPTED, [])
        assert receipt.note == "A response from customs: the declaration is cleared. It holds no consignment."

    def test_a_movement_message_is_sound_and_holds_nothing(self) -> None:
        receipt, consignments = taken_in('<l:inventoryLinkingMovementRequest xmlns:l="urn:l"/>')

        assert (receipt.status, consignments) == (Status.ACCEPTED, [])
        assert receipt.note

    def test_a_cancellation_is_sound_and_holds_nothing(self) -> None:
        receipt, consignments = taken_in(
            declared("<FunctionCode>13</FunctionCode><ID>26UZ1</ID><TypeCode>INV</TypeCode>")
        )

        assert (receipt.status, consignments) == (Status.ACCEPTED, [])
        assert "cancel" in (receipt.note or "")

    def test_an_amendment_is_read_as_what_it_holds(self) -> None:
        item = (
            "<GovernmentAgencyGoodsItem><Commodity><Description>X</Description></Commodity></GovernmentAgencyGoodsItem>"
        )
        text = declared(f"<FunctionCode>13</FunctionCode><ID>26UZ1</ID><GoodsShipment>{item}</GoodsShipment>")
        receipt, (consignment,) = taken_in(text)

        assert (consignment.reference, consignment.goods[0].description) == ("26UZ1", "X")
        assert "change" in (receipt.note or "")

    def test_several_shipments_and_declarations_are_several_consignments(self) -> None:
        shipments = "<GoodsShipment/><GoodsShipment/>"
        text = f'<w:MetaData xmlns:w="urn:wco:datamodel:WCO:x">{declared(shipments)}{declared(shipments)}</w:MetaData>'
        receipt, consignments = taken_in(text)

        assert [each.id for each in consignments] == [f"{receipt.id}-{number}" for number in range(4)]

    @pytest.mark.parametrize("text", ["<html><body/></html>", "<ASYCUDA/>", "<MetaData/>", "<Declaration/>"])
    def test_other_xml_is_left_to_others(self, text: str) -> None:
        receipt, _ = taken_in(text)

        assert receipt.format != "wco-declaration"

    @pytest.mark.parametrize(
        ("kind", "procedure", "flow"),
        [
            ("EXA", "10", "export"),
            ("COA", "40", "import"),
            ("COA", "10", "export"),
            ("COA", "", None),
            ("T1", "", "transit"),
        ],
    )
    def test_the_way_goods_go_is_known_by_type_or_procedure(self, kind: str, procedure: str, flow: str | None) -> None:
        item = f"<GovernmentProcedure><CurrentCode>{procedure}</CurrentCode></GovernmentProcedure>"
        shipment = f"<GoodsShipment><GovernmentAgencyGoodsItem>{item}</GovernmentAgencyGoodsItem></GoodsShipment>"
        _, (consignment,) = taken_in(declared(f"<TypeCode>{kind}</TypeCode>{shipment}"))

        assert consignment.flow == flow


class TestWhatIsWrong:
    @pytest.mark.parametrize(
        ("old", "new", "where", "value"),
        [
            ("<ModeCode>3<", "<ModeCode>cart<", "/MetaData/Declaration/BorderTransportMeans/ModeCode", "cart"),
            (">48250.50<", ">48 250,50<", "/MetaData/Declaration/InvoiceAmount", "48 250,50"),
            (">14<", ">14.5<", "/MetaData/Declaration/TotalPackageQuantity", "14.5"),
            (">14<", ">1e300<", "/MetaData/Declaration/TotalPackageQuantity", "1e300"),
            ('unitCode="TNE">12.4', 'unitCode="ST">12.4', "/MetaData/Declaration/TotalGrossMassMeasure", "ST"),
            ("20260331143000+05", "20261331", "/MetaData/Declaration/AcceptanceDateTime/DateTimeString", "20261331"),
            ("20260331143000+05", "00010101000000+05", "/MetaData/Declaration/AcceptanceDateTime/DateTimeString", None),
            (
                ">900<",
                ">nan<",
                "/MetaData/Declaration/GoodsShipment/GovernmentAgencyGoodsItem[1]/Commodity/GoodsMeasure/GrossMassMeasure",
                "nan",
            ),
            (
                "<ID>MSKU1234565</ID><Seal>",
                "<Seal>",
                "/MetaData/Declaration/GoodsShipment/Consignment/TransportEquipment",
                "CN88121",
            ),
        ],
    )
    def test_a_value_that_cannot_be_is_told_at_its_element(
        self, old: str, new: str, where: str, value: str | None
    ) -> None:
        data = IMPORT.decode().replace(old, new, 1)
        receipt, (consignment,) = taken_in(data)

        assert receipt.status is Status.PARTLY_ACCEPTED
        (problem,) = receipt.problems
        assert problem.where == where
        assert value is None or problem.value == value
        tag = data.encode()[problem.offset :].split(b">")[0].decode()
        assert tag.startswith("<")
        assert problem.field in tag
        assert consignment.reference == "LRN-0001"

    def test_what_was_whole_before_a_break_is_kept(self) -> None:
        cut = IMPORT.index("Изоцианат".encode()) + 2
        receipt, (consignment,) = taken_in(IMPORT[:cut])

        assert receipt.status is Status.PARTLY_ACCEPTED
        assert [item.hs_code for item in consignment.goods] == ["8413702100"]
        assert receipt.problems[0].where.startswith("byte ")
        assert receipt.problems[0].offset is not None

    def test_the_break_is_told_at_its_byte_and_line(self) -> None:
        bad = IMPORT.replace("Изоцианат".encode(), b"a & b")
        receipt, (consignment,) = taken_in(bad)

        line = bad[: bad.index(b"a & b")].count(b"\n") + 1
        assert receipt.problems[0].where.endswith(f"line {line}")
        assert abs((receipt.problems[0].offset or 0) - bad.index(b"& b")) <= 1
        assert len(consignment.goods) == 1

    def test_a_break_before_the_first_item_refuses_the_message(self) -> None:
        receipt, consignments = taken_in(IMPORT[: IMPORT.index(b"</GovernmentAgencyGoodsItem>")])

        assert (receipt.status, consignments) == (Status.QUARANTINED, [])
        assert receipt.format == "wco-declaration"

    def test_limits_cut_and_say_so(self) -> None:
        limits = Limits(goods_per_consignment=1, text_characters=20)
        receipt, (consignment,) = taken_in(IMPORT, Context(limits=limits))

        assert len(consignment.goods) == 1
        assert consignment.goods[0].description == "Насос центробежный,"
        assert {problem.limit for problem in receipt.problems} == {"1", "20"}


class TestHostile:
    LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    OUTSIDE = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    REMOTE = '<!DOCTYPE x SYSTEM "http://example.org/x.dtd">'

    @pytest.mark.parametrize("doctype", [LAUGHS, OUTSIDE, REMOTE])
    def test_document_types_and_entities_are_refused_where_they_stand(self, doctype: str) -> None:
        data = IMPORT.decode().replace("<md:MetaData", doctype + "<md:MetaData", 1).replace("LRN-0001", "&b;&f;")
        receipt, consignments = taken_in(data)

        assert (receipt.status, consignments) == (Status.QUARANTINED, [])
        assert receipt.problems[0].field == "document type"
        assert data.encode()[receipt.problems[0].offset :].startswith((b"<!DOCTYPE", b"[", b"SYSTEM", b" ", b">"))

    def test_deep_nesting_is_refused(self) -> None:
        receipt, _ = taken_in(declared("<GoodsShipment>" * 100_000))

        assert receipt.status is Status.QUARANTINED
        assert receipt.problems[0].limit == "64"

    def test_too_many_elements_are_refused(self) -> None:
        receipt, _ = taken_in(declared("<GoodsShipment/>" * 1_000_001))

        assert receipt.problems[0].rule == "The message has {value} elements, more than {limit}."

    @pytest.mark.parametrize("encoding", ["utf-7", "hex", "no-such", "UTF-16"])
    def test_strange_encodings_are_refused(self, encoding: str) -> None:
        receipt, _ = taken_in(IMPORT.decode().replace('encoding="UTF-8"', f'encoding="{encoding}"'))

        assert receipt.status is Status.QUARANTINED


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_mutated_declaration_always_gives_a_status(data: st.DataObject) -> None:
    mutated = bytearray(IMPORT[: data.draw(st.integers(0, len(IMPORT)) | st.just(len(IMPORT)))])
    for _ in range(data.draw(st.integers(0, 6))):
        if mutated:
            place = data.draw(st.integers(0, len(mutated) - 1))
            mutated[place : place + data.draw(st.integers(0, 30))] = data.draw(
                st.sampled_from(
                    [b"", b"<", b">", b"&", b"\xff", b"\0", b"9", b"<ID>", b"</GoodsShipment>", b"<!--", b"<![CDATA["]
                )
            )
    receipt, consignments = taken_in(bytes(mutated))

    assert receipt.status in set(Status)
    assert receipt.status is not Status.QUARANTINED or not consignments
    assert receipt.status is Status.ACCEPTED or receipt.problems


def test_public_declarations_and_responses_are_all_accounted_for(shared: Path) -> None:
    receipts = [
        taken_in(path.read_bytes())[0] for path in sorted((shared / "data" / "messages" / "WCO-DEC").glob("*.xml"))
    ]

    assert {receipt.format for receipt in receipts} == {"wco-declaration"}
    assert sum(receipt.status is Status.ACCEPTED for receipt in receipts) >= len(receipts) - 1
    assert all(receipt.consignments or receipt.note for receipt in receipts if receipt.status is Status.ACCEPTED)
    (refused,) = [receipt for receipt in receipts if receipt.status is not Status.ACCEPTED]
    assert refused.problems[0].where == "byte 4523, line 72"
