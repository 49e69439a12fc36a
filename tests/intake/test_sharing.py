"""Files shared among processes are read as they are one after another."""

from datetime import date
from pathlib import Path

import pytest

from darvoza.consignment import ConsignmentBatch
from darvoza.intake import Intake, Receipt, Status, find_messages, read, read_shared, sharing
from darvoza.training import generate, write


@pytest.fixture(scope="module")
def messages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("day")
    write(generate(seed=3, consignments=250, day=date(2026, 11, 20), schemes_share=0.04), folder, damage=3)
    files = find_messages([folder / "messages"])
    twin = folder / "messages" / "zz-sent-again.txt"
    twin.write_bytes(files[0].read_bytes())
    return [*files, twin, folder / "messages" / "not-there.edi"]


def _whole(stretches: list[Intake]) -> tuple[list[Receipt], ConsignmentBatch]:
    receipts = [receipt for stretch in stretches for receipt in stretch.receipts]
    return receipts, ConsignmentBatch.concat([stretch.batch for stretch in stretches])


@pytest.mark.parametrize("workers", [1, 2])
def test_what_is_read_does_not_depend_on_the_workers(
    messages: list[Path], workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing, "_WORTH_SHARING", 1)
    receipts, batch = _whole(list(read_shared(messages, workers=workers)))
    expected_receipts, expected = _whole(list(read(messages)))
    assert receipts == expected_receipts
    assert batch.nested().equals(expected.nested())


def test_a_message_met_by_two_workers_is_read_once(messages: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "_WORTH_SHARING", 1)
    receipts, batch = _whole(list(read_shared(messages, workers=2)))
    twin = next(receipt for receipt in receipts if receipt.path.endswith("zz-sent-again.txt"))
    assert twin.status is Status.QUARANTINED
    assert batch.consignments["id"].is_unique().all()


def test_little_is_read_without_starting_anybody(messages: list[Path]) -> None:
    receipts, _ = _whole(list(read_shared(messages[:3], workers=8)))
    assert len(receipts) == 3
