"""A run's files: read again when they change, and what is said when they are not there or not sound."""

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from darvoza.intake import Status
from darvoza.office.run import Run

Make = Callable[..., Any]


def test_an_empty_folder_says_what_to_do(open_folder: Make, tmp_path: Path) -> None:
    for address in ("/", "/released", "/messages", "/consignment/1", "/message/1"):
        response = open_folder(tmp_path).get(address)
        assert response.status_code == 200
        assert "darvoza demo --out demo" in response.content.decode()


def test_health_tells_whether_there_is_a_run(
    open_folder: Make, open_run: Make, assessment: Make, tmp_path: Path
) -> None:
    browser = open_folder(tmp_path)
    assert browser.get("/health").status_code == 503
    assert browser.get("/health").json() == {"status": "no run"}
    open_run([assessment(0, selected=True), assessment(1, selected=False)])
    assert browser.get("/health").status_code == 200
    assert browser.get("/health").json() == {"status": "ok", "consignments": 2, "messages": 0}


def test_a_new_run_is_shown_without_starting_again(open_run: Make, assessment: Make, receipt: Make) -> None:
    browser = open_run([assessment(0, selected=True)])
    assert "CMR-2026-00000" in browser.get("/").content.decode()
    open_run([assessment(7, selected=True), assessment(8, selected=True)], [receipt(1, Status.ACCEPTED)])
    page = browser.get("/").content.decode()
    assert "CMR-2026-00007" in page
    assert "CMR-2026-00000" not in page
    assert browser.get("/consignment/9f86d081884c-0").status_code == 404
    assert "cuscar-001.edi" in browser.get("/messages").content.decode()


def test_a_file_that_did_not_change_is_not_read_again(open_run: Make, assessment: Make, tmp_path: Path) -> None:
    open_run([assessment(0, selected=True)])
    run = Run(tmp_path)
    assert run.assessments() is run.assessments()
    before = run.assessments()
    os.utime(tmp_path / "assessments.parquet", (1, 1))
    assert run.assessments() is not before


def test_many_readers_at_once_read_the_file_once(open_run: Make, assessment: Make, tmp_path: Path) -> None:
    open_run([assessment(number, selected=True) for number in range(20)])
    run = Run(tmp_path)
    found: list[object] = []
    readers = [threading.Thread(target=lambda: found.append(run.assessments())) for _ in range(8)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert len(found) == 8
    assert len({id(each) for each in found}) == 1


@pytest.mark.parametrize("content", [b"", b"PAR1", b"not a table at all" * 10])
def test_a_damaged_file_is_said_to_be_damaged(open_run: Make, tmp_path: Path, content: bytes) -> None:
    browser = open_run([])
    (tmp_path / "assessments.parquet").write_bytes(content)
    response = browser.get("/")
    assert response.status_code == 503
    assert "assessments.parquet is damaged or was made by another version of Darvoza" in response.content.decode()
    assert str(tmp_path) not in response.content.decode()
    assert browser.get("/health").json() == {"status": "unreadable run"}


def test_a_run_of_another_version_is_said_to_be_one(open_run: Make, tmp_path: Path) -> None:
    browser = open_run([])
    path = tmp_path / "assessments.parquet"
    pl.read_parquet(path).drop("signals").write_parquet(path)
    response = browser.get("/")
    assert response.status_code == 503
    assert "there is no column signals" in response.content.decode()


@pytest.mark.parametrize("content", [b"{", b'{"id": 1}\n', b"\xff\xfe\n"])
def test_damaged_receipts_leave_the_queue_readable(
    open_run: Make, assessment: Make, tmp_path: Path, content: bytes
) -> None:
    browser = open_run([assessment(0, selected=True)])
    (tmp_path / "receipts.jsonl").write_bytes(content)
    assert browser.get("/messages").status_code == 503
    assert browser.get("/").status_code == 200


def test_columns_of_a_later_version_do_no_harm(open_run: Make, assessment: Make, tmp_path: Path) -> None:
    browser = open_run([assessment(0, selected=True)])
    path = tmp_path / "assessments.parquet"
    pl.read_parquet(path).with_columns(mood=pl.lit("calm")).write_parquet(path)
    assert browser.get("/").status_code == 200


def test_a_folder_with_odd_signs_in_its_name(
    open_folder: Make, open_run: Make, assessment: Make, tmp_path: Path
) -> None:
    open_run([assessment(0, selected=True)])
    odd = tmp_path / "shift [1] *?"
    odd.mkdir()
    for name in ("assessments.parquet", "receipts.jsonl"):
        (tmp_path / name).rename(odd / name)
    assert "CMR-2026-00000" in open_folder(odd).get("/").content.decode()
