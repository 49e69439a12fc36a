"""Interchanges: envelopes, separators, alphabets, and what is damaged in them."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.intake import Content, Context, Limits, Message, Receipt, Status, read_message
from darvoza.intake.edifact import Tokenizer, detect, find_interchange
from darvoza.intake.problems import Problems

SMALL = (
    b"UNB+UNOA:3+UTY+CUSTOMSUZ+261121:0852+R1'UNH+1+CUSCAR:D:95B:UN'BGM+785+M1+9'TDT+20+14+2'LOC+60+UZTMZ'"
    b"CNI+1+B1'RFF+BM:B1'NAD+CN+++NUR TRADE'GID+1+3:CT'FTX+AAA+++TILES'"
    b"CNI+2+B2'RFF+BM:B2'NAD+CN+++DON?'T TIP?+'GID+1+4:CT'FTX+AAA+++LAMPS'"
    b"CNI+3+B3'RFF+BM:B3'NAD+CN+++SAMSUN'GID+1+5:CT'FTX+AAA+++YARN'UNT+20+1'UNZ+1+R1'"
)


def read_bytes(data: bytes, context: Context | None = None) -> tuple[Receipt, Content]:
    return read_message(Message.of("message.edi", data), context)


def references(data: bytes) -> list[str]:
    return [each.reference for each in read_bytes(data)[1].consignments]


def test_the_message_that_the_others_are_made_from_is_sound() -> None:
    receipt, _ = read_bytes(SMALL)
    assert (receipt.status, receipt.consignments) == (Status.ACCEPTED, 3)


@pytest.mark.parametrize(
    "dress",
    [
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: b"QD TASUZHY\r\n.PVGCACA 211130\r\n\x02" + data + b"\r\n\x03\x0c",
        lambda data: b"From: uty@example\nSubject: manifest\n\n" + data + b"\n\nScanned for viruses\n",
        lambda data: data.replace(b"'", b"'\r\n").replace(b"?'\r\n", b"?'"),
        lambda data: data.replace(b"'", b"'\n").replace(b"?'\n", b"?'"),
        lambda data: data + b"\x00" * 300,
        lambda data: b"\x00" * 16 + b"UNA:+.? '\r\n" + data,
        lambda data: b"\n".join(data[at : at + 69] for at in range(0, len(data), 69)),
        lambda data: b"\r\n".join(data[at : at + 80] for at in range(0, len(data), 80)),
    ],
    ids=["BOM", "teletype", "mail", "CRLF", "LF", "NUL padding", "UNA", "folded at 69", "folded at 80"],
)
def test_what_carriers_and_mailers_put_around_a_message_changes_nothing(dress: Callable[[bytes], bytes]) -> None:
    receipt, content = read_bytes(dress(SMALL))
    assert receipt.status is Status.ACCEPTED
    assert [each.parties[0].name for each in content.consignments] == ["NUR TRADE", "DON'T TIP+", "SAMSUN"]


def test_other_separators_are_those_that_una_names() -> None:
    text = SMALL.decode().replace("?'", "`").replace("'", "#").replace("`", "'")
    data = "UNA:*.? #" + text.replace("?+", "`").replace("+", "*").replace("`", "+")
    receipt, content = read_bytes(data.encode())
    assert receipt.status is Status.ACCEPTED
    assert content.consignments[1].parties[0].name == "DON'T TIP+"


def test_a_foreign_component_separator_leaves_colons_to_values() -> None:
    data = b"UNA-+.? 'UNB+UNOA-3+UTY+C+261121-0852+R1'UNH+1+CUSCAR-D-95B-UN'BGM+785+M1'CNI+1+B:1'UNT+4+1'UNZ+1+R1'"
    receipt, content = read_bytes(data)
    assert receipt.status is Status.ACCEPTED
    assert content.consignments[0].reference == "B:1"


def test_level_b_separators_are_known_without_una() -> None:
    data = SMALL.replace(b"?'", b" ").replace(b"?+", b"").translate(bytes.maketrans(b"'+:", b"\x1c\x1d\x1f"))
    receipt, content = read_bytes(data)
    assert receipt.status is Status.ACCEPTED
    assert len(content.consignments) == 3


def test_a_una_that_cannot_be_is_said_and_passed_over() -> None:
    receipt, content = read_bytes(b"UNA++.? '" + SMALL)
    assert [problem.field for problem in receipt.problems] == ["UNA"]
    assert len(content.consignments) == 3


def test_several_interchanges_in_a_file_are_all_read() -> None:
    assert references(SMALL + b"\r\n" + SMALL.replace(b"+B", b"+X").replace(b":B", b":X"))[3:] == ["X1", "X2", "X3"]


def test_thousands_of_small_interchanges_take_no_longer_than_one_large_one() -> None:
    data = (SMALL + b"\n") * 2_000
    receipt, content = read_bytes(data)
    assert (receipt.status, len(content.consignments)) == (Status.ACCEPTED, 6_000)


@pytest.mark.parametrize(
    ("damage", "field"),
    [
        ((b"UNT+20+1'", b"UNT+19+1'"), "segments"),
        ((b"UNT+20+1'", b"UNT+20+2'"), "message reference"),
        ((b"UNZ+1+R1'", b"UNZ+2+R1'"), "messages"),
        ((b"UNZ+1+R1'", b"UNZ+1+R9'"), "interchange reference"),
        ((b"UNZ+1+R1'", b""), "UNZ"),
        ((b"UNT+20+1'", b""), "UNT"),
        ((b"GID+1+4:CT'", b"?GID+1+4:CT'"), "segment"),
    ],
)
def test_what_the_sender_counted_is_checked_and_never_a_reason_to_refuse(
    damage: tuple[bytes, bytes], field: str
) -> None:
    receipt, content = read_bytes(SMALL.replace(*damage))
    assert receipt.status is Status.PARTLY_ACCEPTED
    assert field in {problem.field for problem in receipt.problems}
    assert len(content.consignments) == 3


def test_a_release_character_at_the_very_end_is_said_at_its_byte() -> None:
    data = SMALL[: SMALL.index(b"UNT")] + b"FTX+AAA+++END?"
    receipt, _ = read_bytes(data)
    dangling = [problem for problem in receipt.problems if problem.value == "?"]
    assert [problem.offset for problem in dangling] == [len(data) - 1]


def test_a_release_character_before_a_terminator_is_said_and_the_next_consignment_is_not_lost() -> None:
    data = SMALL.replace(b"TILES'", b"TILES?'")
    receipt, content = read_bytes(data)
    assert [problem.offset for problem in receipt.problems] == [data.index(b"?'CNI")]
    assert (len(content.consignments), content.consignments[0].goods[0].description) == (3, "TILES")


def test_a_lost_terminator_does_not_merge_two_consignments() -> None:
    data = SMALL.replace(b"TILES'CNI", b"TILESCNI")
    receipt, content = read_bytes(data)
    assert [each.reference for each in content.consignments] == ["B1", "B2", "B3"]
    assert receipt.problems[0].offset == data.index(b"CNI+2")


def test_a_segment_without_end_is_left_out() -> None:
    data = SMALL.replace(b"TILES", b"T" * 500)
    receipt, content = read_bytes(data, Context(limits=Limits(segment_bytes=400, text_characters=100)))
    assert any(problem.limit == "400" for problem in receipt.problems)
    assert len(content.consignments) == 3


def test_an_acknowledgement_is_accepted_with_a_note() -> None:
    receipt, _ = read_bytes(b"UNB+UNOA:2+A+B+261121:0852+7'UNH+1+CONTRL:4:1:UN'UCI+R1+A+B+7'UNT+3+1'UNZ+1+7'")
    assert (receipt.status, receipt.format, receipt.consignments) == (Status.ACCEPTED, "edifact", 0)
    assert receipt.note


def test_a_message_type_that_is_not_read_is_named() -> None:
    receipt, _ = read_bytes(b"UNB+UNOA:2+A+B+261121:0852+7'UNH+1+ORDERS:D:96A:UN'BGM+220+1'UNT+3+1'UNZ+1+7'")
    assert receipt.status is Status.QUARANTINED
    assert receipt.problems[0].value == "ORDERS"
    assert receipt.problems[0].offset == 29


def test_a_cargo_report_among_other_messages_is_read_and_the_others_are_named() -> None:
    other = b"UNH+9+PAXLST:D:05B:UN'BGM+745'UNT+3+9'"
    data = SMALL.replace(b"UNH+1+", other + b"UNH+1+").replace(b"UNZ+1+", b"UNZ+2+")
    receipt, content = read_bytes(data)
    assert len(content.consignments) == 3
    assert [problem.value for problem in receipt.problems] == ["PAXLST"]


def test_a_cargo_report_beyond_what_is_looked_at_first_is_still_found() -> None:
    other = b"UNH+9+PAXLST:D:05B:UN'BGM+745'UNT+3+9'" * 400
    receipt, content = read_bytes(SMALL.replace(b"UNH+1+", other + b"UNH+1+").replace(b"UNZ+1+", b"UNZ+401+"))
    assert (receipt.format, len(content.consignments)) == ("edifact", 3)


@pytest.mark.parametrize("damage", [(b"UNB+", b"NB+"), (b"UNH+1", b"NH+1"), (b"UNH+1", b"UNH1")])
def test_a_damaged_header_does_not_hide_the_consignments(damage: tuple[bytes, bytes]) -> None:
    receipt, content = read_bytes(SMALL.replace(*damage))
    assert receipt.status is Status.PARTLY_ACCEPTED
    assert len(content.consignments) == 3


@pytest.mark.parametrize(
    ("text", "written", "declared", "read_as", "doubted"),
    [
        ("PLAIN", "ascii", "UNOA", "ascii", False),
        ("ТОШКЕНТ", "utf-8", "UNOY", "utf-8", False),
        ("ТОШКЕНТ", "utf-8", "UNOW", "utf-8", False),
        ("ТОШКЕНТ", "utf-8", "UNOC", "utf-8", True),
        ("ТАШКЕНТ", "iso8859-5", "UNOE", "iso8859-5", False),
        ("ТАШКЕНТ", "cp1251", "UNOA", "cp1251", True),
        ("MÜNCHEN", "iso8859-1", "UNOC", "iso8859-1", False),
        ("İSTANBUL", "iso8859-9", "UNOK", "iso8859-9", False),
        ("ŁÓDŹ", "iso8859-2", "UNOD", "iso8859-2", False),
        ("CAFÉ", "iso8859-1", "UNOA", "iso8859-1", True),
        ("ΑΘΗΝΑ", "iso8859-7", "UNOF", "iso8859-7", False),
    ],
)
def test_the_alphabet_is_the_one_that_the_bytes_are_in(
    text: str, written: str, declared: str, read_as: str, *, doubted: bool
) -> None:
    charset = detect(text.encode(written), declared)
    assert (charset.name, charset.doubt is not None) == (read_as, doubted)
    assert text.encode(written).decode(charset.name) == text


def test_one_damaged_letter_does_not_change_the_alphabet_of_a_message() -> None:
    data = bytearray(("ТЕРМИЗ ШАҲРИ, " * 20).encode())
    data[9] = 0xFF
    assert detect(bytes(data), "UNOY").name == "utf-8"


letters = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=20)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(letters, min_size=1, max_size=4), min_size=1, max_size=5))
def test_any_values_that_are_released_come_back_as_they_were_at_the_byte_they_stand(rows: list[list[str]]) -> None:
    def released(value: str) -> str:
        return "".join(f"?{each}" if each in "?+:'" else each for each in value)

    segments = ["ABC+" + "+".join(map(released, row)) for row in rows]
    data = "'".join(["UNB+UNOY:4", *segments, ""]).encode()
    text = data.decode("latin-1")
    extent = find_interchange(text, 0)
    assert extent is not None
    problems = Problems(Limits())
    tokens = Tokenizer(text, extent, detect(data, "UNOY"), Limits(), problems)
    found = [segment for block in tokens.blocks() for segment in block][1:]
    assert [[each.replace("\x1a", ":") for each in elements[1:]] for elements, _, _ in found] == rows
    for (_, offset, raw), segment in zip(found, segments, strict=True):
        assert data[offset:].startswith(segment.encode())
        assert sum(map(len, raw)) + len(raw) - 1 == len(segment.encode())


@settings(max_examples=150, deadline=2000)
@given(
    st.integers(0, len(SMALL) - 1),
    st.sampled_from(["delete", "insert", "replace", "swap", "truncate"]),
    st.sampled_from([b"'", b"+", b":", b"?", b"\n", b"\x00", b"A", b"7", b"\xff", b"UNZ+1'", b"UNB+"]),
)
def test_no_damage_raises_or_reaches_consignments_far_from_it(at: int, how: str, what: bytes) -> None:
    damaged = {
        "delete": SMALL[:at] + SMALL[at + 1 :],
        "insert": SMALL[:at] + what + SMALL[at:],
        "replace": SMALL[:at] + what + SMALL[at + 1 :],
        "swap": SMALL[:at] + SMALL[at + 1 : at + 2] + SMALL[at : at + 1] + SMALL[at + 2 :],
        "truncate": SMALL[:at],
    }[how]
    receipt, content = read_bytes(damaged)
    assert receipt.status in set(Status)
    starts = [SMALL.index(b"CNI+%d" % n) for n in (1, 2, 3)] + [SMALL.index(b"UNT")]
    header = SMALL.index(b"BGM")
    if how == "truncate" or at < header or what in {b"UNZ+1'", b"UNB+"}:
        return
    found = [each.reference for each in content.consignments]
    for number, (start, end) in enumerate(pairwise(starts), start=1):
        if not start - 2 <= at <= end:
            assert f"B{number}" in found


def test_every_public_sample_gets_its_answer(shared: Path) -> None:
    folders = ("CUSCAR", "EDIFACT-bad", "CONTRL", "PAXLST", "IFTSTA", "BAPLIE", "COARRI", "COPRAR", "PNRGOV")
    files = [each for folder in folders for each in sorted((shared / "data" / "messages" / folder).glob("*"))]
    if not files:
        pytest.skip("no EDIFACT samples in the shared data")
    for path in files:
        receipt, _ = read_message(Message.of(str(path), path.read_bytes()))
        assert receipt.format in {"cuscar", "edifact"}, path.name
        if path.parent.name == "CUSCAR":
            assert receipt.consignments, path.name
        elif path.parent.name == "CONTRL":
            assert receipt.note, path.name
        else:
            assert receipt.status is Status.QUARANTINED, path.name
            assert receipt.problems[0].field == "message type", path.name


@pytest.mark.parametrize(
    "flood",
    [b"EQD+CN+X1'" + b"SEL+%d'", b"NAD+CA+%d+++NAME'", b"LOC+9+%d'", b"NAD+CN+1'" + b"RFF+VA:%d'", b"TDT+20+1+2++%d'"],
    ids=["seals", "parties", "places", "numbers", "carriers"],
)
def test_a_flood_of_segments_costs_time_in_proportion_and_no_consignment(flood: bytes) -> None:
    opening, _, repeated = flood.rpartition(b"'")[0].rpartition(b"'")
    many = b"'".join([*([opening] if opening else []), *(repeated % n for n in range(30_000))]) + b"'"
    for place in (b"CNI+1+B1'", b"GID+1+3:CT'"):
        receipt, content = read_bytes(SMALL.replace(place, many + place if place.startswith(b"CNI") else place + many))
        assert len(content.consignments) == 3
        assert len(receipt.problems) < 10
    assert sum(len(each.provenance) for each in content.consignments) < 2_000_000
