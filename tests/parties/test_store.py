"""Lists are kept version by version, and a bad or half file never takes the place of a good one."""

from datetime import date
from pathlib import Path

import pytest

from darvoza.parties import ListStore, UnreadableListError, list_changes, load_lists

DAY = date(2026, 11, 2)


def own(tmp_path: Path, count: int) -> Path:
    path = tmp_path / "own.csv"
    rows = "".join(f"{number},Party Number {number}\n" for number in range(count))
    path.write_text(f"entity_id,name\n{rows}", encoding="utf-8")
    return path


def test_versions_are_kept_and_the_newest_is_in_use(tmp_path: Path) -> None:
    store = ListStore(tmp_path / "lists")
    assert len(store.newest()) == 0
    store.keep([own(tmp_path, 10)], on=DAY)
    store.keep([own(tmp_path, 12)], on=date(2026, 11, 3))
    assert len(store.newest()) == 12
    older, newer = (load_lists([path]).lists[0] for path in store.versions("own"))
    assert len(list_changes(older, newer).added) == 2


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    store = ListStore(tmp_path / "lists")
    path = own(tmp_path, 10)
    (first,) = store.keep([path], on=DAY)
    (again,) = store.keep([path], on=date(2026, 11, 9))
    assert (first.new, again.new) == (True, False)
    assert first.path == again.path


def test_a_broken_file_leaves_the_good_version(tmp_path: Path) -> None:
    store = ListStore(tmp_path / "lists")
    path = own(tmp_path, 10)
    store.keep([path], on=DAY)
    path.write_text("entity_id,name\n1,\n", encoding="utf-8")
    with pytest.raises(UnreadableListError, match="Column name is empty"):
        store.keep([path], on=date(2026, 11, 3))
    assert len(store.newest()) == 10


def test_half_a_list_is_refused_unless_it_is_said_to_be_so(tmp_path: Path) -> None:
    store = ListStore(tmp_path / "lists")
    store.keep([own(tmp_path, 10)], on=DAY)
    half = own(tmp_path, 5)
    with pytest.raises(UnreadableListError, match="had 10 entries"):
        store.keep([half], on=date(2026, 11, 3))
    assert len(store.newest()) == 10
    store.keep([half], on=date(2026, 11, 3), shrunk=True)
    assert len(store.newest()) == 5


def test_a_folder_of_versions_is_carried_over_once_and_in_order(tmp_path: Path) -> None:
    here, there = ListStore(tmp_path / "here"), ListStore(tmp_path / "there")
    for count in (10, 9, 12):
        here.keep([own(tmp_path, count)], on=DAY)
    assert [each.new for each in there.keep([here.folder], on=DAY)] == [True, True, True]
    assert [each.new for each in there.keep([here.folder], on=DAY)] == [False, False, False]
    assert [len(load_lists([path]).lists[0]) for path in there.versions("own")] == [10, 9, 12]
    here.keep([own(tmp_path, 13)], on=DAY)
    assert [each.new for each in there.keep([here.folder], on=DAY)] == [False, False, False, True]
    assert [each.number for each in there.kept("own")] == [1, 2, 3, 4]
    assert there.list_ids() == ["own"]


def test_the_version_that_was_imported_last_is_in_use_whatever_the_day(tmp_path: Path) -> None:
    store = ListStore(tmp_path / "lists")
    for count, day in ((10, 9), (11, 9), (12, 3)):  # twice on a day, then with a clock that was set back
        store.keep([own(tmp_path, count)], on=date(2026, 11, day))
        assert len(store.newest()) == count
    store.keep([own(tmp_path, 10)], on=DAY)  # an older version, deliberately
    assert len(store.newest()) == 10


def test_other_files_in_the_folder_are_no_versions(tmp_path: Path) -> None:
    store = ListStore(tmp_path / "lists")
    store.keep([own(tmp_path, 3)], on=DAY)
    (tmp_path / "lists" / "own" / "00002-2026-11-03-abc.jsonl.part").write_text("half", encoding="utf-8")
    (tmp_path / "lists" / "own" / "notes.jsonl").write_text("notes", encoding="utf-8")
    (tmp_path / "lists" / "empty").mkdir()
    assert len(store.newest()) == 3
    assert len(store.versions("own")) == 1


def test_a_list_whose_other_names_are_gone_is_half_too(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    rows = "".join(f"{number},Name {number}\n{number},Alias {number}\n" for number in range(10))
    path.write_text(f"entity_id,name\n{rows}", encoding="utf-8")
    store = ListStore(tmp_path / "lists")
    store.keep([path], on=DAY)
    with pytest.raises(UnreadableListError, match="had 20 names"):
        store.keep([own(tmp_path, 10)], on=DAY)
