"""What a carrier's cargo report says about each consignment, and where it says it."""

from datetime import date
from pathlib import Path

import pytest

from darvoza.consignment import Consignment, EquipmentKind, Flow, Level, Mode, PlaceRole, Role, locate
from darvoza.intake import Content, Context, Limits, Message, Receipt, Status, read_message

GOLDEN = Path(__file__).parents[1] / "golden" / "messages"


def read_bytes(data: bytes, context: Context | None = None) -> tuple[Receipt, Content]:
    return read_message(Message.of("manifest.edi", data), context)


def golden(name: str) -> tuple[Receipt, list[Consignment]]:
    receipt, content = read_bytes((GOLDEN / name).read_bytes())
    return receipt, list(content.consignments)


def cuscar(*segments: str, header: tuple[str, ...] = ("BGM+785+MNF1+9",)) -> bytes:
    body = ("UNH+1+CUSCAR:D:95B:UN", *header, *segments)
    text = "'".join((*body, f"UNT+{len(body) + 1}+1"))
    return f"UNB+UNOA:3+CARRIER+CUSTOMS+261121:0852+R1'{text}'UNZ+1+R1'".encode()


def one(*segments: str, header: tuple[str, ...] = ("BGM+785+MNF1+9",)) -> Consignment:
    receipt, content = read_bytes(cuscar(*segments, header=header))
    assert not receipt.problems
    (consignment,) = content.consignments
    return consignment


def test_a_rail_manifest_is_read_whole() -> None:
    receipt, (first, second) = golden("cuscar_rail_termez.edi")
    assert receipt.status is Status.ACCEPTED
    assert (receipt.format, receipt.version, receipt.sender) == ("cuscar", "D.95B", "UTY")
    assert (first.mode, first.flow, first.office) == (Mode.RAIL, Flow.IMPORT, "UZTMZ")
    assert (first.reference, first.transport_document_type, first.ucr) == ("SMGS7001", "720", "6UZ301234567-117")
    assert (str(first.lodged), str(first.arrival)) == ("2026-11-21 08:52:00", "2026-11-29 03:30:00")
    assert (first.means_id, first.means_nationality, first.journey) == ("94012345", "UZ", "1423")
    assert (first.country_of_dispatch, first.country_of_destination) == ("CN", "UZ")
    assert (first.gross_mass_kg, first.packages, first.volume_m3) == (12400.5, 310, 18.5)
    assert (first.value, first.currency, first.freight) == (48200.5, "USD", 1900.0)
    assert (second.level, second.transport_document, second.master_document) == (Level.HOUSE, "H-7002", "M-7000")


def test_parties_come_with_names_numbers_addresses_and_contacts() -> None:
    _, (first, second) = golden("cuscar_rail_termez.edi")
    carrier, consignor, consignee, notify = first.parties
    assert (carrier.role, carrier.name) == (Role.CARRIER, "OZBEKISTON TEMIR YOLLARI")
    assert (consignor.role, consignor.name) == (Role.CONSIGNOR, "XINJIANG BEARING WORKS CO. LTD")
    assert (consignor.address, consignor.city, consignor.country) == ("88 PORT ROAD, BUILDING 2", "URUMQI", "CN")
    assert consignee.identifiers == ("TIN:301234567", "VAT:3120001")
    assert (consignee.phone, consignee.email) == ("998711234567", "NUR+CARGO@NURTRADE.EXAMPLE")
    assert notify.role is Role.NOTIFY_PARTY
    assert second.parties[2].identifiers == ("GLN:400:1",)


def test_an_unstructured_name_takes_the_first_line_and_leaves_the_rest_as_address() -> None:
    consignment = one("CNI+1+B1", "NAD+CN+T1+NUR TRADE:NAVOIY 4:TOSHKENT")
    (party,) = consignment.parties
    assert (party.name, party.address) == ("NUR TRADE", "NAVOIY 4, TOSHKENT")


def test_goods_come_with_codes_masses_marks_and_dangers() -> None:
    _, (first, _) = golden("cuscar_rail_termez.edi")
    bearings, adhesive = first.goods
    assert bearings.description == "BALL BEARINGS 6204 CHROME STEEL"
    assert (bearings.hs_code, bearings.origin, bearings.marks) == ("8482101000", "CN", "NUR TASHKENT")
    assert (bearings.gross_mass_kg, bearings.net_mass_kg) == (12000.0, 11500.0)
    assert (bearings.packages, bearings.package_type) == (300, "CT")
    assert adhesive.description == "ADHESIVE, DON'T TIP+KEEP COOL"
    assert (adhesive.gross_mass_kg, adhesive.un_numbers) == (400.5, ("1133",))


def test_equipment_is_that_of_the_goods_with_its_seals() -> None:
    _, (first, second) = golden("cuscar_rail_termez.edi")
    (container,) = first.equipment
    assert (container.kind, container.id, container.size_type) == (EquipmentKind.CONTAINER, "TGHU1234560", "45G1")
    assert (container.seals, container.empty) == (("UZ778899", "CN001"), False)
    (wagon,) = second.equipment
    assert (wagon.kind, wagon.empty) == (EquipmentKind.WAGON, True)


def test_the_itinerary_is_in_the_order_of_travel_and_names_each_stop_once() -> None:
    _, (first, _) = golden("cuscar_rail_termez.edi")
    assert [(stop.role, stop.code, stop.name) for stop in first.places] == [
        (PlaceRole.LOADING, "CNURC", None),
        (PlaceRole.UNLOADING, "UZTMZ", "TERMIZ"),
        (PlaceRole.DESTINATION, "UZTAS", "TOSHKENT"),
    ]


def test_documents_say_which_item_they_are_for() -> None:
    _, (first, _) = golden("cuscar_rail_termez.edi")
    invoice, licence = first.documents
    assert (invoice.type, invoice.number, invoice.issued) == ("IV", "INV-55", date(2026, 11, 1))
    assert (licence.type, licence.number, licence.item) == ("811", "LIC-9", 1)


@pytest.mark.parametrize(
    ("table", "field", "position", "bytes_there"),
    [
        ("consignments", "arrival", 0, b"132:202611290330:203"),
        ("consignments", "means_id", 0, b"94012345:146::TRAIN 1423:UZ"),
        ("consignments", "gross_mass_kg", 0, b"7:12400,5:KGM"),
        ("consignments", "reference", 0, b"CNI+1"),
        ("parties", "name", 0, b"OZBEKISTON TEMIR YOLLARI"),
        ("parties", "name", 1, b"XINJIANG BEARING WORKS:CO. LTD"),
        ("parties", "country", 2, b"UZ"),
        ("parties", "email", 2, b"NUR?+CARGO@NURTRADE.EXAMPLE:EM"),
        ("goods", "description", 1, b"ADHESIVE, DON?'T TIP?+KEEP COOL"),
        ("goods", "hs_code", 0, b"8482101000:122"),
        ("equipment", "seals", 0, b"UZ778899"),
        ("places", "code", 2, b"UZTAS:139:6:TOSHKENT"),
        ("documents", "number", 1, b"LIC-9:::RU"),
    ],
)
def test_every_field_knows_the_bytes_it_was_read_from(
    table: str, field: str, position: int, bytes_there: bytes
) -> None:
    data = (GOLDEN / "cuscar_rail_termez.edi").read_bytes()
    _, content = read_bytes(data)
    span = locate(content.consignments[0].provenance, table, field, position)
    assert span is not None
    assert data[span.offset :].startswith(bytes_there)
    if field != "reference":
        assert span.length == len(bytes_there)


def test_bytes_are_counted_not_letters() -> None:
    data = (GOLDEN / "cuscar_road_ayritom_unoy.edi").read_bytes()
    _, content = read_bytes(data)
    span = locate(content.consignments[0].provenance, "goods", "description", 0)
    assert span is not None
    assert data[span.offset : span.offset + span.length].decode() == "ҚУРИТИЛГАН ЎРИК, МЕВА"


def test_cyrillic_parties_at_ayritom_read_in_each_alphabet_they_are_sent_in() -> None:
    receipt, (truck,) = golden("cuscar_road_ayritom_unoy.edi")
    assert (receipt.charset, receipt.status) == ("utf-8", Status.ACCEPTED)
    assert (truck.mode, truck.office, truck.flow) == (Mode.ROAD, "26012", Flow.TRANSIT)
    assert (truck.means_id, truck.means_nationality) == ("01A777AA", "AF")
    assert [party.name for party in truck.parties] == [
        "АФҒОН ТРАНЗИТ",
        "ҲАЙРАТОН САВДО ҲАЙРАТОН",
        "ООО «ДЎСТЛИК ТРАНС»",
    ]
    receipt, (truck,) = golden("cuscar_road_ayritom_unoe.edi")
    assert (receipt.charset, receipt.status) == ("iso8859-5", Status.ACCEPTED)
    assert truck.parties[1].name == "АЙРИТОМ ТЕРМИНАЛ"


def test_a_wrongly_declared_alphabet_is_read_and_said() -> None:
    receipt, (truck,) = golden("cuscar_road_declared_unoc_is_1251.edi")
    assert (receipt.charset, receipt.status) == ("cp1251", Status.PARTLY_ACCEPTED)
    assert truck.parties[0].name == "ЗАВОД ПОДШИПНИКОВ"
    (problem,) = receipt.problems
    data = (GOLDEN / "cuscar_road_declared_unoc_is_1251.edi").read_bytes()
    assert problem.offset is not None
    assert data[problem.offset] == "М".encode("cp1251")[0]


def test_a_report_of_empty_containers_is_one_consignment() -> None:
    _, (train,) = golden("cuscar_header_only.edi")
    assert (train.reference, train.office) == ("EMPTY-9", "UZTMZ")
    assert [(unit.id, unit.empty, unit.seals) for unit in train.equipment] == [
        ("TGHU1234560", True, ("K1",)),
        ("MSCU7654321", True, ()),
    ]


def test_totals_of_the_manifest_are_not_those_of_a_consignment() -> None:
    consignment = one("CNT+7:90000:KGM", "CNI+1+B1", "RFF+BM:B1", "GID+1+3:CT")
    assert consignment.gross_mass_kg is None


def test_several_transport_documents_with_goods_under_one_cni_are_several_consignments() -> None:
    _, content = read_bytes(
        cuscar("CNI+1+M1", "RFF+BM:H1", "NAD+CN+++A", "GID+1+1:CT", "RFF+BM:H2", "NAD+CN+++B", "GID+1+2:CT"),
    )
    assert [(each.reference, each.parties[0].name) for each in content.consignments] == [("H1", "A"), ("H2", "B")]


def test_goods_without_a_cni_are_a_consignment() -> None:
    consignment = one("GID+1+5:BG", "FTX+AAA+++RICE")
    assert (consignment.reference, consignment.goods[0].description) == ("MNF1", "RICE")


@pytest.mark.parametrize(
    ("segments", "flow"),
    [
        (("BGM+933+M",), Flow.IMPORT),
        (("BGM+833+M",), Flow.EXPORT),
        (("BGM+785+M", "LOC+42+UZTMZ"), Flow.EXPORT),
        (("BGM+785+M", "GIS+24"), Flow.TRANSIT),
        (("BGM+785+M",), None),
    ],
)
def test_the_flow_is_what_document_indicator_or_office_say(segments: tuple[str, ...], flow: Flow | None) -> None:
    assert one("CNI+1+B1", header=segments).flow is flow


def test_an_own_transport_stage_does_not_hide_the_main_carriage() -> None:
    header = ("BGM+785+M", "TDT+20+1423+2")
    assert one("CNI+1+B1", "RFF+BM:B1", "TDT+10+77+3", header=header).mode is Mode.RAIL
    assert one("CNI+1+B1", "RFF+BM:B1", "TDT+20+77+3", header=header).mode is Mode.ROAD


def test_a_place_that_looks_like_no_office_leaves_the_office_open_but_stays_a_place() -> None:
    consignment = one("CNI+1+B1", header=("BGM+785+M", "LOC+60+MAIN GATE"))
    assert consignment.office is None
    assert consignment.places[0].code == "MAIN GATE"


@pytest.mark.parametrize(
    ("segment", "said"),
    [
        ("MEA+AAE+G+KGM:HEAVY", "HEAVY"),
        ("DGS+ADR+3+99", "99"),
        ("NAD+CN+++A+++++UZB", "UZB"),
        ("DTM+132:20261399:102", "20261399"),
        ("GID+2+1.5:CT", "1.5"),
    ],
)
def test_a_value_that_cannot_be_is_said_at_its_byte_and_the_rest_is_read(segment: str, said: str) -> None:
    data = cuscar("CNI+1+B1", "GID+1+1:CT", segment, "CNI+2+B2")
    receipt, content = read_bytes(data)
    (problem,) = receipt.problems
    assert (problem.value, receipt.status, len(content.consignments)) == (said, Status.PARTLY_ACCEPTED, 2)
    assert problem.offset is not None
    assert said in data[problem.offset : problem.offset + 24].decode()
    assert "CNI 1" in problem.where


def test_consignments_that_the_sender_counted_but_did_not_send_are_missed() -> None:
    receipt, _ = read_bytes(cuscar("CNT+10:3", "CNI+1+B1", "CNI+2+B2"))
    (problem,) = receipt.problems
    assert (problem.field, problem.value, problem.limit) == ("consignments", "3", "2")


def test_limits_cut_and_say_so() -> None:
    limits = Limits(consignments=2, goods_per_consignment=1, text_characters=40)
    segments = [
        each for n in range(5) for each in (f"CNI+{n}+B{n}", "GID+1+1:CT", "GID+2+1:CT", f"FTX+AAA+++{'X' * 60}")
    ]
    receipt, content = read_bytes(cuscar(*segments), Context(limits=limits))
    assert len(content.consignments) == 2
    assert [len(each.goods) for each in content.consignments] == [1, 1]
    assert {problem.field for problem in receipt.problems} >= {"consignments", "goods", "text"}


def test_without_provenance_nothing_else_changes() -> None:
    data = (GOLDEN / "cuscar_rail_termez.edi").read_bytes()
    _, traced = read_bytes(data)
    _, plain = read_bytes(data, Context(provenance=False))
    assert all(each.provenance for each in traced.consignments)
    assert not any(each.provenance for each in plain.consignments)
    assert [each.parties for each in traced.consignments] == [each.parties for each in plain.consignments]
    assert [each.goods for each in traced.consignments] == [each.goods for each in plain.consignments]


def test_ids_are_the_same_each_time_and_unique() -> None:
    first, again = golden("cuscar_rail_termez.edi")[1], golden("cuscar_rail_termez.edi")[1]
    assert [each.id for each in first] == [each.id for each in again]
    assert len({each.id for each in first}) == len(first)
