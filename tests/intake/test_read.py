"""What becomes of each file: none is dropped, none is counted twice, none costs more than its share."""

import os
from pathlib import Path

import pytest

from darvoza.consignment import ConsignmentBatch
from darvoza.intake import Context, Intake, Limits, Message, Receipt, Status, find_messages, read, read_message

MANIFEST = (
    "UNB+UNOA:3+UTY+CUSTOMS+261121:0852+{0}'UNH+1+CUSCAR:D:95B:UN'BGM+785+M{0}'"
    "CNI+1+A{0}'RFF+BM:A{0}'CNI+2+B{0}'RFF+BM:B{0}'UNT+7+1'UNZ+1+{0}'"
)


def manifest(number: int) -> bytes:
    return MANIFEST.format(number).encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "b").mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / "a.edi").write_bytes(manifest(1))
    (tmp_path / "b" / "c.edi").write_bytes(manifest(2))
    (tmp_path / ".hidden.edi").write_bytes(manifest(3))
    (tmp_path / ".git" / "config").write_bytes(b"x")
    return tmp_path


def receipts(stretches: list[Intake]) -> list[Receipt]:
    return [receipt for stretch in stretches for receipt in stretch.receipts]


def test_a_folder_gives_its_files_in_order_and_leaves_hidden_ones_alone(folder: Path) -> None:
    assert [path.name for path in find_messages([folder])] == ["a.edi", "c.edi"]


def test_a_file_named_twice_is_found_once_and_a_hidden_one_that_is_named_is_meant(folder: Path) -> None:
    paths = [folder / "a.edi", folder, folder / ".hidden.edi"]
    assert [path.name for path in find_messages(paths)] == ["a.edi", "c.edi", ".hidden.edi"]


def test_a_hidden_folder_that_is_named_is_looked_into(folder: Path) -> None:
    assert [path.name for path in find_messages([folder / ".git"])] == ["config"]


def test_an_input_that_is_not_there_is_said_before_anything_is_read(folder: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"gone\.edi"):
        find_messages([folder, folder / "gone.edi"])


def test_sound_messages_are_accepted_and_their_consignments_come_in_one_batch(folder: Path) -> None:
    (stretch,) = read(find_messages([folder]))
    assert [(each.status, each.consignments) for each in stretch.receipts] == [(Status.ACCEPTED, 2)] * 2
    assert stretch.batch.consignments["reference"].to_list() == ["A1", "B1", "A2", "B2"]
    assert stretch.batch.consignments["id"].n_unique() == 4


def test_a_receipt_says_what_the_message_was() -> None:
    ((receipt, _),) = [read_message(Message.of("a.edi", manifest(1)))]
    assert (receipt.format, receipt.version, receipt.sender, receipt.size) == ("cuscar", "D.95B", "UTY", 124)
    assert receipt.sha256.startswith(receipt.id)


def test_the_same_bytes_again_are_quarantined_as_a_duplicate(folder: Path) -> None:
    (folder / "z.edi").write_bytes(manifest(1))
    (stretch,) = read(find_messages([folder]))
    duplicate = stretch.receipts[-1]
    assert (duplicate.status, duplicate.consignments) == (Status.QUARANTINED, 0)
    assert duplicate.problems[0].value == str(folder / "a.edi")
    assert len(stretch.batch) == 4


def test_a_message_with_a_problem_is_partly_accepted() -> None:
    receipt, content = read_message(Message.of("a.edi", manifest(1).replace(b"UNT+7", b"UNT+9")))
    assert (receipt.status, receipt.consignments, len(content.consignments)) == (Status.PARTLY_ACCEPTED, 2, 2)


@pytest.mark.parametrize("data", [b"", b"\x00" * 64, b"hello", b"%PDF-1.7", bytes(range(256))])
def test_bytes_in_no_known_format_are_quarantined_not_dropped(data: bytes) -> None:
    receipt, content = read_message(Message.of("what.bin", data))
    assert (receipt.status, receipt.format, receipt.size) == (Status.QUARANTINED, None, len(data))
    assert receipt.problems
    assert len(content.consignments) == 0


def test_an_empty_file_is_said_to_be_empty() -> None:
    receipt, _ = read_message(Message.of("empty.edi", b""))
    assert "empty" in receipt.problems[0].rule


def test_a_file_over_the_limit_is_quarantined_unread(folder: Path) -> None:
    (stretch,) = read([folder / "a.edi"], Context(limits=Limits(message_bytes=100)))
    (receipt,) = stretch.receipts
    assert (receipt.status, receipt.problems[0].field) == (Status.QUARANTINED, "size")
    assert (receipt.problems[0].value, receipt.problems[0].limit) == ("124", "100")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no endless file")
def test_a_file_without_end_is_read_no_further_than_the_limit() -> None:
    (stretch,) = read([Path("/dev/zero")], Context(limits=Limits(message_bytes=1000)))
    assert stretch.receipts[0].problems[0].field == "size"


def test_a_file_that_vanishes_is_quarantined_and_the_others_are_read(folder: Path) -> None:
    (stretch,) = read([folder / "gone.edi", folder / "a.edi"])
    assert [each.status for each in stretch.receipts] == [Status.QUARANTINED, Status.ACCEPTED]
    assert stretch.receipts[0].problems[0].field == "file"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read any file")
def test_a_file_that_may_not_be_read_is_quarantined(folder: Path) -> None:
    (folder / "a.edi").chmod(0)
    (stretch,) = read([folder / "a.edi"])
    assert stretch.receipts[0].problems[0].field == "file"


def test_files_that_cannot_be_read_are_not_each_others_duplicates(folder: Path) -> None:
    (stretch,) = read([folder / "gone.edi", folder / "also-gone.edi"])
    assert {each.problems[0].field for each in stretch.receipts} == {"file"}


def test_stretches_hold_at_least_as_many_consignments_as_asked_for(folder: Path) -> None:
    for number in range(4, 9):
        (folder / f"{number}.edi").write_bytes(manifest(number))
    stretches = list(read(find_messages([folder]), chunk=4))
    assert [len(stretch.batch) for stretch in stretches] == [4, 4, 4, 2]
    assert len(receipts(stretches)) == 7


def test_nothing_to_read_gives_nothing() -> None:
    assert list(read([])) == []


def test_a_run_of_only_unreadable_files_still_gives_their_receipts(folder: Path) -> None:
    (stretch,) = read([folder / ".git" / "config"])
    assert len(stretch.receipts) == 1
    assert len(stretch.batch) == 0
    assert isinstance(stretch.batch, ConsignmentBatch)


def test_problems_are_kept_up_to_the_limit() -> None:
    segments = "'".join(f"CNI+{n}+B{n}'MEA+AAE+G+KGM:1'GID+1+X" for n in range(50))
    data = f"UNB+UNOA:3+A+B+261121:0852+1'UNH+1+CUSCAR:D:95B:UN'BGM+785+M'{segments}'UNT+2+1'UNZ+1+1'".encode()
    receipt, _ = read_message(Message.of("a.edi", data), Context(limits=Limits(problems=5)))
    assert len(receipt.problems) == 5
    assert receipt.consignments == 50
