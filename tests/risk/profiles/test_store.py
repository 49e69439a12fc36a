"""Profiles in a folder: versions that are only ever added, and two people who stand for each."""

from datetime import date
from pathlib import Path

import pytest

from darvoza.risk.profiles import ProfileStore, Record, RecordRefused, StoreRefused, read_record

TEXT = """\
id: CHEAP
title: Cheap machines
condition: mode = 'road' and unit_price_ratio < {limit}
author: A. Karimov
purpose: Undervalued machines
typology: revenue
weight: 0.4
start: 2026-01-01
end: 2026-12-31
review: 2026-06-01
"""
TODAY = date(2026, 11, 21)


def a_record(folder: Path, text: str = TEXT, limit: str = "0.4") -> Record:
    path = folder / "profile.yaml"
    path.write_text(text.replace("{limit}", limit), "utf-8")
    return read_record(path)


@pytest.fixture
def store(tmp_path: Path) -> ProfileStore:
    return ProfileStore(tmp_path / "profiles")


def test_a_draft_is_not_in_force_until_somebody_else_approves_it(store: ProfileStore, tmp_path: Path) -> None:
    store.add(a_record(tmp_path))
    assert len(store.in_force(TODAY)) == 0
    with pytest.raises(StoreRefused, match="somebody else"):
        store.approve("CHEAP", 1, by=" a.  KARIMOV ")
    store.approve("CHEAP", 1, by="B. Rahimova")
    (profile,) = store.in_force(TODAY)
    assert (profile.id, profile.version, profile.approver) == ("CHEAP", 1, "B. Rahimova")


def test_it_holds_from_its_start_to_its_end(store: ProfileStore, tmp_path: Path) -> None:
    store.add(a_record(tmp_path))
    store.approve("CHEAP", 1, by="B")
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1)]
    assert [len(store.in_force(day)) for day in days] == [0, 1, 1, 0]


def test_the_last_approved_version_counts(store: ProfileStore, tmp_path: Path) -> None:
    store.add(a_record(tmp_path))
    store.approve("CHEAP", 1, by="B")
    store.add(a_record(tmp_path, limit="0.3"))
    assert [each.version for each in store.in_force(TODAY)] == [1]
    store.approve("CHEAP", 2, by="B")
    assert [each.version for each in store.in_force(TODAY)] == [2]
    assert [kept.version for kept in store.all()] == [1, 2]


def test_a_retired_profile_brings_no_older_version_back(store: ProfileStore, tmp_path: Path) -> None:
    for number, limit in enumerate(("0.4", "0.3"), start=1):
        store.add(a_record(tmp_path, limit=limit))
        store.approve("CHEAP", number, by="B")
    with pytest.raises(StoreRefused, match="say why"):
        store.retire("CHEAP", by="B", reason=" ")
    retired = store.retire("CHEAP", by="B", reason="found nothing")
    assert retired.retired is not None
    assert retired.retired.reason == "found nothing"
    assert len(store.in_force(TODAY)) == 0
    with pytest.raises(StoreRefused, match="already"):
        store.retire("CHEAP", by="B", reason="again")


def test_nothing_is_decided_twice_or_kept_twice(store: ProfileStore, tmp_path: Path) -> None:
    store.add(a_record(tmp_path))
    with pytest.raises(StoreRefused, match="unchanged"):
        store.add(a_record(tmp_path))
    store.approve("CHEAP", 1, by="B")
    with pytest.raises(StoreRefused, match="before"):
        store.approve("CHEAP", 1, by="C")
    with pytest.raises(StoreRefused, match="no version 7"):
        store.approve("CHEAP", 7, by="C")
    with pytest.raises(StoreRefused, match="no profile"):
        store.retire("OTHER", by="C", reason="why")


def test_a_version_changed_after_approval_is_refused(store: ProfileStore, tmp_path: Path) -> None:
    store.add(a_record(tmp_path))
    store.approve("CHEAP", 1, by="B")
    file = tmp_path / "profiles" / "CHEAP" / "0001.yaml"
    file.write_text(file.read_text("utf-8").replace("< 0.4", "< 4.0"), "utf-8")
    with pytest.raises(StoreRefused, match="changed after it was approved"):
        store.in_force(TODAY)


def test_an_approval_written_by_hand_for_oneself_is_refused(store: ProfileStore, tmp_path: Path) -> None:
    store.add(a_record(tmp_path))
    store.approve("CHEAP", 1, by="B")
    decision = tmp_path / "profiles" / "CHEAP" / "0001.approved.yaml"
    decision.write_text(decision.read_text("utf-8").replace("by: B", "by: A. Karimov"), "utf-8")
    with pytest.raises(StoreRefused, match="its author approved it"):
        store.all()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("mode", "mood", "There is no column mood. Did you mean mode?"),
        ("weight: 0.4", "weight: heavy", "weight"),
        ("weight: 0.4", "weight: 4", "from 0 to 1"),
        ("typology: revenue", "typology: mischief", "mischief"),
        ("author: A. Karimov", "autor: A. Karimov", "autor"),
        ("end: 2026-12-31", "end: 2025-12-31", "between start and end"),
        ("id: CHEAP", "id: [", "profile.yaml"),
        (TEXT, "just words", "id"),
        ("title", "x: " + "y" * 70_000 + "\ntitle", "at most"),
    ],
)
def test_a_record_that_cannot_be_taken_says_why(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(RecordRefused) as refused:
        a_record(tmp_path, TEXT.replace(old, new))
    assert said in str(refused.value)


def test_an_id_is_no_path(store: ProfileStore, tmp_path: Path) -> None:
    with pytest.raises(StoreRefused, match="is no id"):
        store.add(a_record(tmp_path, TEXT.replace("id: CHEAP", "id: ../out")))
    assert store.versions("../out") == []


def test_json_is_taken_too(tmp_path: Path) -> None:
    path = tmp_path / "profile.json"
    path.write_text(
        '{"id": "J", "title": "t", "condition": "empty", "author": "A", "purpose": "p", "typology": "drugs",'
        ' "weight": 1, "start": "2026-01-01", "end": "2026-12-31", "review": "2026-06-01", "mandatory": true}',
        "utf-8",
    )
    assert read_record(path).mandatory
