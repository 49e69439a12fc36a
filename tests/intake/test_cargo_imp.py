"""Air cargo messages: waybills, flight manifests, house lists, and what is wrong with some of them."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.consignment import Consignment, EquipmentKind, Level, Mode, Party, PlaceRole, Role, Service, locate
from darvoza.intake import Content, Context, Limits, Message, Receipt, Status, read_message

GOLDEN = Path(__file__).parents[1] / "golden" / "messages"


def read_bytes(data: bytes, context: Context | None = None) -> tuple[Receipt, Content]:
    return read_message(Message.of("message.txt", data), context)


def golden(name: str) -> tuple[Receipt, list[Consignment]]:
    receipt, content = read_bytes((GOLDEN / name).read_bytes())
    return receipt, list(content.consignments)


def party(consignment: Consignment, role: Role) -> Party:
    return next(each for each in consignment.parties if each.role is role)


def test_an_air_waybill_is_read_whole() -> None:
    receipt, (waybill,) = golden("fwb16_shanghai_tashkent.txt")
    assert (receipt.format, receipt.version, receipt.status) == ("fwb", "16", Status.ACCEPTED)
    assert (waybill.reference, waybill.transport_document_type, waybill.level) == ("250-12345675", "740", Level.SIMPLE)
    assert (waybill.mode, waybill.service, waybill.journey) == (Mode.AIR, Service.EXPRESS, "HY506")
    assert (waybill.packages, waybill.gross_mass_kg, waybill.volume_m3) == (12, 345.5, 2.1)
    assert (waybill.value, waybill.currency, waybill.freight) == (4500.0, "USD", 863.75)
    assert waybill.declaration == "26UZ00117"
    assert waybill.remarks == "DANGEROUS GOODS UN 3480 AS PER DGD; RLI; XPS"


def test_parties_of_a_waybill_come_with_trader_numbers_from_customs_information() -> None:
    _, (waybill,) = golden("fwb16_shanghai_tashkent.txt")
    consignor, consignee = party(waybill, Role.CONSIGNOR), party(waybill, Role.CONSIGNEE)
    assert consignor.name == "SILK ROAD FREIGHT CO"
    assert consignor.identifiers == ("USCI:91310000MA1FL00001", "ACCOUNT:ACC778")
    assert (consignor.address, consignor.city, consignor.postcode) == ("1 AIRPORT ROAD", "SHANGHAI", "200000")
    assert (consignee.identifiers, consignee.country) == (("TIN:301234567",), "UZ")
    assert (consignee.phone, consignee.email) == ("998711234567", "CARGO AT NUR")
    assert party(waybill, Role.NOTIFY_PARTY).name == "TOSHKENT BROKER"
    assert party(waybill, Role.FORWARDER).identifiers == ("IATA:1234567",)
    assert party(waybill, Role.CARRIER).identifiers == ("CARRIER:HY",)


def test_goods_of_a_waybill_have_an_item_for_each_tariff_code() -> None:
    _, (waybill,) = golden("fwb16_shanghai_tashkent.txt")
    batteries, parts = waybill.goods
    assert batteries.description == "LITHIUM BATTERIES FOR TELEPHONES"
    assert (batteries.hs_code, batteries.origin, batteries.un_numbers) == ("850760", "CN", ("3480",))
    assert (batteries.packages, batteries.gross_mass_kg, batteries.equipment) == (12, 345.5, ("AKE12345HY",))
    assert (parts.hs_code, parts.gross_mass_kg) == ("851770", None)


def test_airports_stay_iata_codes_and_countries_are_not_guessed() -> None:
    _, (waybill,) = golden("fwb16_shanghai_tashkent.txt")
    assert [(stop.role, stop.code) for stop in waybill.places] == [
        (PlaceRole.LOADING, "PVG"),
        (PlaceRole.TRANSIT, "IST"),
        (PlaceRole.DESTINATION, "TAS"),
    ]
    assert (waybill.country_of_dispatch, waybill.country_of_destination) == (None, None)


def test_documents_of_a_waybill_are_its_own_issue_and_the_licence() -> None:
    _, (waybill,) = golden("fwb16_shanghai_tashkent.txt")
    own, licence, reference = waybill.documents
    assert (own.type, own.number, own.issued) == ("740", "250-12345675", date(2026, 11, 20))
    assert (licence.type, licence.number) == ("L", "LIC-77")
    assert reference.number == "PO-4471"


@pytest.mark.parametrize(
    ("table", "field", "position", "there"),
    [
        ("consignments", "transport_document", 0, b"250-12345675PVGTAS"),
        ("consignments", "gross_mass_kg", 0, b"T12K345.5MC2.10"),
        ("consignments", "freight", 0, b"CT863.75"),
        ("parties", "name", 2, b"NUR TRADE LLC"),
        ("parties", "phone", 2, b"998711234567"),
        ("goods", "hs_code", 0, b"850760"),
        ("goods", "un_numbers", 0, b"DANGEROUS GOODS UN 3480 AS PER DGD"),
        ("places", "code", 1, b"ISTHY"),
        ("documents", "issued", 0, b"20NOV26"),
    ],
)
def test_every_field_knows_the_bytes_it_was_read_from(table: str, field: str, position: int, there: bytes) -> None:
    data = (GOLDEN / "fwb16_shanghai_tashkent.txt").read_bytes()
    _, content = read_bytes(data)
    span = locate(content.consignments[0].provenance, table, field, position)
    assert span is not None
    assert data[span.offset : span.offset + span.length] == there


def test_several_messages_in_a_file_are_read_and_one_quoted_in_a_rejection_is_not() -> None:
    receipt, (first, second) = golden("fwb17_two_and_rejection.txt")
    assert receipt.status is Status.PARTLY_ACCEPTED
    assert [each.reference for each in (first, second)] == ["160-76543213", "250-12345670"]
    assert (first.level, first.transport_document_type) == (Level.MASTER, "741")
    consignor = party(first, Role.CONSIGNOR)
    assert (consignor.name, consignor.address, consignor.city) == ("HUA WEI TRADING", "9 QUEENS ROAD", "HONG KONG")
    assert (consignor.country, consignor.phone) == ("HK", "85221234567")
    assert first.gross_mass_kg == pytest.approx(45.359237)


def test_a_wrong_check_digit_is_said_at_its_byte_and_the_waybill_is_read() -> None:
    data = (GOLDEN / "fwb17_two_and_rejection.txt").read_bytes()
    receipt, content = read_bytes(data)
    (problem,) = receipt.problems
    assert (problem.offset, problem.limit) == (data.index(b"250-12345670"), "5")
    assert content.consignments[1].remarks == "Part consignment: 3 of 9 pieces"


def test_a_flight_manifest_gives_each_waybill_its_flight_airports_and_unit() -> None:
    receipt, (bulk, phones, machines) = golden("ffm8_hy506.txt")
    assert (receipt.format, receipt.version, receipt.status) == ("ffm", "8", Status.ACCEPTED)
    assert {each.journey for each in (bulk, phones, machines)} == {"HY506"}
    assert {each.means_id for each in (bulk, phones, machines)} == {"UK67001"}
    assert (bulk.level, bulk.equipment) == (Level.MASTER, ())
    (unit,) = phones.equipment
    assert (unit.kind, unit.id, unit.seals) == (EquipmentKind.UNIT_LOAD_DEVICE, "AKE12345HY", ())
    assert (phones.packages, phones.service) == (4, Service.EXPRESS)
    assert phones.remarks == "Part consignment: 4 of 10 pieces; ELI; COU; LITHIUM UN3481"
    assert phones.goods[0].un_numbers == ("3481",)
    assert [(stop.role, stop.code) for stop in machines.places] == [
        (PlaceRole.ORIGIN, "IST"),
        (PlaceRole.LOADING, "PVG"),
        (PlaceRole.UNLOADING, "SKD"),
        (PlaceRole.DESTINATION, "SKD"),
    ]
    assert machines.equipment == ()


def test_houses_stand_under_their_master() -> None:
    receipt, (bearings, pump) = golden("fhl4_two_houses.txt")
    assert (receipt.format, receipt.version) == ("fhl", "4")
    assert {(each.level, each.master_document) for each in (bearings, pump)} == {(Level.HOUSE, "250-12345675")}
    assert (bearings.reference, bearings.packages, bearings.gross_mass_kg) == ("SHA260001", 5, 120.0)
    assert (bearings.value, bearings.currency) == (1200.0, "USD")
    assert bearings.goods[0].description == "BALL BEARINGS 6204 CHROME STEEL"
    assert party(bearings, Role.CONSIGNOR).identifiers == ("USCI:91310000MA1FL00002",)
    assert party(bearings, Role.CONSIGNEE).country == "UZ"
    assert [each.hs_code for each in pump.goods] == ["841410", "841490"]


@pytest.mark.parametrize("kind", [b"FNA", b"FMA"])
def test_an_acknowledgement_is_accepted_with_a_note(kind: bytes) -> None:
    receipt, _ = read_bytes(kind + b"\nACK/AWB0050 INVALID\nFWB/16\n250-12345675PVGTAS/T12K0\n")
    assert (receipt.status, receipt.consignments) == (Status.ACCEPTED, 0)
    assert receipt.note


def test_a_message_that_is_not_read_is_named() -> None:
    receipt, _ = read_bytes(b"FSU/14\n250-12345675PVGTAS/T12K0\nRCF/HY506/21NOV/TAS/T12\n")
    assert receipt.status is Status.QUARANTINED
    assert receipt.problems[0].value == "FSU"


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (b"PVGTAS/T12K345.5", "line"),
        (b"250-1234567/T12K345.5", "air waybill"),
        (b"250-12345675PVGTAS/TWELVE", "quantity"),
    ],
)
def test_a_damaged_waybill_line_is_said_and_the_parties_are_read(line: bytes, field: str) -> None:
    receipt, content = read_bytes(b"FWB/16\n" + line + b"\nSHP\n/SILK ROAD\n/1 ROAD\n/PEKIN\n/CN\n")
    assert receipt.status is Status.PARTLY_ACCEPTED
    assert receipt.problems[0].field == field
    assert content.consignments[0].parties[0].name == "SILK ROAD"


def test_cyrillic_names_are_read_in_the_alphabet_they_are_in() -> None:
    text = "FWB/16\n250-12345675PVGTAS/T1K2\nCNE\n/ООО НУР САВДО\n/АМИР ТЕМУР 10\n/ТОШКЕНТ\n/UZ/100000\n"
    for charset in ("utf-8", "cp1251"):
        receipt, content = read_bytes(text.encode(charset))
        assert receipt.charset == charset
        assert content.consignments[0].parties[0].name == "ООО НУР САВДО"


def test_limits_cut_and_say_so() -> None:
    data = b"FWB/16\n250-12345675PVGTAS/T1K2\n" * 5
    receipt, content = read_bytes(data, Context(limits=Limits(consignments=2)))
    assert len(content.consignments) == 2
    assert receipt.problems[0].limit == "2"


TWO = b"FWB/16\n250-12345675PVGTAS/T12K345.5\nSHP\n/SILK ROAD\n/1 ROAD\n/PEKIN\n/CN\nRTD/1/P12/K345.5\n/NG/TILES\n=\n"
THIRD = b"FWB/16\n160-76543213HKGTAS/T1K5\nCNE\n/NUR TRADE\n/NAVOIY\n/TASHKENT\n/UZ\n=\n"


@settings(max_examples=150, deadline=2000)
@given(
    at=st.integers(0, len(TWO) - 1),
    what=st.sampled_from([b"", b"/", b"\n", b"=", b"A", b"9", b"\x00", b"\xff", b"FNA"]),
    keep=st.booleans(),
)
def test_no_damage_raises_or_reaches_the_next_message(at: int, what: bytes, *, keep: bool) -> None:
    receipt, content = read_bytes(TWO[:at] + what + TWO[at + (not keep) :] + THIRD)
    assert receipt.status in set(Status)
    if what not in {b"FNA", b"="} and len(b"FWB/16\n") < at < len(TWO) - 3:
        assert content.consignments[-1].reference == "160-76543213"


@settings(max_examples=60, deadline=2000)
@given(st.sampled_from([b"FWB/16\n", b"FFM/8\n", b"FHL/4\n"]), st.binary(max_size=200))
def test_any_bytes_after_an_identifier_get_an_answer(opening: bytes, data: bytes) -> None:
    receipt, _ = read_bytes(opening + data)
    assert receipt.format is not None


def test_every_public_sample_gets_its_answer(shared: Path) -> None:
    files = sorted((shared / "data" / "messages" / "CIMP").glob("*"))
    if not files:
        pytest.skip("no Cargo-IMP samples in the shared data")
    for path in files:
        receipt, _ = read_message(Message.of(str(path), path.read_bytes()))
        assert receipt.status is not Status.QUARANTINED, path.name
        assert receipt.consignments or receipt.note, path.name
