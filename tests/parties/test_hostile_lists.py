"""A list that is wrong, cut, spoilt or made to do harm is refused in words, and never read by half."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from darvoza.parties import UnreadableListError, WatchList, load_lists, write_snapshot

WRITTEN = {file.name: file.read_text(encoding="utf-8") for file in sorted((Path(__file__).parent / "lists").iterdir())}


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("sdn.xml", "<Record_Count>2<", "<Record_Count>3<", "says that it has 3 entries"),
        ("sdn.xml", "<uid>13</uid>", "<uid>12</uid>", "already used"),
        ("advanced.xml", 'FixedRef="11"', 'FixedRef="12"', "already used"),
        ("uk.xml", "<UniqueID>RUS0001</UniqueID>", "", "has a UniqueID"),
        ("uk.csv", ",(1)", "", "columns"),
        ("conlist.csv", ",7173", ",", "no number of its party"),
        ("seco.xml", 'target ssid="101"', "target", "A target has an ssid"),
        ("csl.json", '"total": 2', '"total": 3', "says that it has 3 entries"),
    ],
)
def test_a_wrong_file_says_what_is_wrong(tmp_path: Path, file: str, old: str, new: str, says: str) -> None:
    text = WRITTEN[file]
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(UnreadableListError, match=says):
        load_lists([tmp_path / file])


@pytest.mark.parametrize(
    "start", ['{"results": [{"name": "a", "source": ', '{"id":"a","schema":"Person","properties":{"x":']
)
def test_json_may_not_nest_without_end(tmp_path: Path, start: str) -> None:
    file = tmp_path / "deep.json"
    file.write_text(start + "[" * 100_000, encoding="utf-8")
    with pytest.raises(UnreadableListError):
        load_lists([file])


def _entries(path: Path) -> tuple[object, ...]:
    (only,) = load_lists([path]).lists
    return only.entries


def _read_or_refused(path: Path) -> tuple[object, ...] | UnreadableListError:
    try:
        return _entries(path)
    except UnreadableListError as error:
        return error


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_file_cut_anywhere_is_refused_or_ends_with_a_whole_row(tmp_path: Path, data: st.DataObject) -> None:
    """What is not marked by its publisher as complete can lose whole rows at its end, but never a part of one."""
    name = data.draw(st.sampled_from(sorted(WRITTEN)))
    whole = WRITTEN[name].encode()
    full, cut = tmp_path / name, tmp_path / f"cut-{name}"
    full.write_bytes(whole)
    at = data.draw(st.integers(0, len(whole.rstrip()) - 1))
    cut.write_bytes(whole[:at])
    got = _read_or_refused(cut)
    if isinstance(got, UnreadableListError):
        assert got.rule
        assert got.advice
        return
    assert name.endswith((".csv", ".ftm.json")), "XML and JSON are whole or nothing"
    lines = whole[:at].decode().count("\n")
    expected = tmp_path / f"rows-{name}"
    expected.write_text("".join(WRITTEN[name].splitlines(keepends=True)[:lines]), encoding="utf-8")
    assert got == _entries(expected)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(WRITTEN)), st.integers(0, 4000), st.binary(min_size=1, max_size=8))
def test_a_spoilt_byte_never_crashes_a_reader(tmp_path: Path, name: str, at: int, new: bytes) -> None:
    data = WRITTEN[name].encode()
    at %= len(data)
    file = tmp_path / name
    file.write_bytes(data[:at] + new + data[at + len(new) :])
    got = _read_or_refused(file)
    assert not isinstance(got, UnreadableListError) or got.advice


def test_an_entry_without_end_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "uk.xml"
    file.write_text(
        "<Designations><Designation>" + "<DOB/>" * 500_001 + "</Designation></Designations>", encoding="utf-8"
    )
    with pytest.raises(UnreadableListError, match="more than 500000 elements"):
        load_lists([file])
    file.write_text(f"<Designations><Designation>{'x' * 4_000_001}</Designation></Designations>", encoding="utf-8")
    with pytest.raises(UnreadableListError, match="longer than 4000000 characters"):
        load_lists([file])


@pytest.mark.parametrize("wrong", ["../../etc", "a/b", "..", "/x", "a\\b", "a:b"])
def test_a_lists_id_can_never_be_a_path(tmp_path: Path, wrong: str) -> None:
    file = tmp_path / "kept.jsonl"
    write_snapshot(
        WatchList(id=wrong, title="X", source="x", sha256="0", licence="own", entries=()),
        file,
    )
    with pytest.raises(UnreadableListError, match="signs that it cannot have"):
        load_lists([file])


def test_a_file_named_like_a_path_gets_a_plain_id(tmp_path: Path) -> None:
    file = tmp_path / "...csv"
    file.write_text("entity_id,name\n1,Ann Bee\n", encoding="utf-8")
    assert load_lists([file]).lists[0].id == "list"


def test_only_line_breaks_end_a_row(tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text("entity_id,name\n1,Ann\u2028Bee\n2,Cy\x0bDee\n", encoding="utf-8")
    assert [party.name for party in load_lists([file]).lists[0].entries] == ["Ann\u2028Bee", "Cy\x0bDee"]
