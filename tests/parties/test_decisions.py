"""A decision that a party is not the listed one holds for one name, one version and a time, and is never hidden."""

from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import polars as pl
import pytest

from darvoza.consignment import Consignment, ConsignmentBatch, Lodgement, Party, Role
from darvoza.parties import (
    Decision,
    DecisionError,
    Identifier,
    ListedName,
    ListedParty,
    NameIndex,
    WatchList,
    WatchLists,
    allow,
    match_signals,
    read_decisions,
    same_parties,
    screen,
    standing,
    version_of,
    withdraw,
)

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
DAY, END = date(2026, 11, 3), date(2027, 11, 2)
NAME = "Zarafshon Kelminsin Veshtur"
PARTY = ListedParty(entity_id="1", names=(ListedName(NAME),), countries=("TJ",), programmes=("SDGT",))


def lists(*parties: ListedParty, name: str = "own") -> WatchLists:
    return WatchLists((WatchList(id=name, title=name, source=name, sha256=name, licence="own", entries=parties),))


def screened(on: WatchLists, name: str = NAME) -> pl.DataFrame:
    consignment = Consignment(
        id="m-0",
        message="m",
        reference="1",
        lodgement=Lodgement.MANIFEST,
        parties=(Party(role=Role.CONSIGNEE, name=name),),
    )
    return screen(ConsignmentBatch.of([consignment]), NameIndex.build(on))


def decide(path: Path, on: WatchLists, **changes: object) -> Decision:
    said = {
        "watch_list": "own",
        "entity_id": "1",
        "declared": NAME,
        "officer": "N. Karimova",
        "reason": "Another date of birth, seen in the passport",
        "until": END,
        "now": NOW,
    }
    return allow(path, on, **{**said, **changes})  # type: ignore[arg-type]  # as given


def test_what_is_allowed_is_said_but_stops_nothing(tmp_path: Path) -> None:
    file, on = tmp_path / "allowed.jsonl", lists(PARTY)
    before = match_signals(screened(on))
    assert before["mandatory"].to_list() == [True]
    decide(file, on)
    allowed, fallen = standing(read_decisions(file), on, on=DAY)
    assert not fallen
    (signal,) = match_signals(screened(on), allowed=allowed).rows(named=True)
    assert (signal["weight"], signal["mandatory"], signal["id"]) == (0.0, False, "own:1")
    said = {fact["name"]: fact["value"] for fact in signal["evidence"]}
    assert (said["officer"], said["until"]) == ("N. Karimova", "2027-11-02")
    assert "allowed by {officer} until {until}" in signal["reason"]


def test_it_is_for_one_name_only_but_however_that_is_written(tmp_path: Path) -> None:
    file, on = tmp_path / "allowed.jsonl", lists(PARTY)
    decide(file, on)
    allowed, _ = standing(read_decisions(file), on, on=DAY)
    assert not match_signals(screened(on, "ZARAFSHON  KELMINSIN-VESHTUR"), allowed=allowed)["mandatory"].any()
    assert match_signals(screened(on, "Зарафшон Келминсин Вештур"), allowed=allowed)["mandatory"].any()


def test_it_ends_with_its_last_day(tmp_path: Path) -> None:
    file, on = tmp_path / "allowed.jsonl", lists(PARTY)
    decide(file, on)
    assert standing(read_decisions(file), on, on=END)[0].height == 1
    allowed, (fallen,) = standing(read_decisions(file), on, on=date(2027, 11, 3))
    assert allowed.is_empty()
    assert fallen.why == "Its time is over."
    assert match_signals(screened(on), allowed=allowed)["mandatory"].all()


def test_it_falls_when_the_list_changes_what_identifies_the_entry(tmp_path: Path) -> None:
    file = tmp_path / "allowed.jsonl"
    decide(file, lists(PARTY))
    changed = msgspec.structs.replace(PARTY, identifiers=(Identifier("PASSPORT", "A0123456", "TJ"),))
    allowed, (fallen,) = standing(read_decisions(file), lists(changed), on=DAY)
    assert allowed.is_empty()
    assert "changed what identifies" in fallen.why
    _, (gone,) = standing(read_decisions(file), lists(msgspec.structs.replace(PARTY, entity_id="2")), on=DAY)
    assert "no longer on the list" in gone.why
    reworded = msgspec.structs.replace(PARTY, programmes=("NPWMD",), remarks="more")
    assert standing(read_decisions(file), lists(reworded), on=DAY)[0].height == 1


def test_the_version_of_an_entry_does_not_hang_on_its_order() -> None:
    names = (ListedName("Ann"), ListedName("Bee"))
    one, other = (ListedParty(entity_id="1", names=each) for each in (names, names[::-1]))
    assert version_of(one) == version_of(other)
    assert version_of(one) != version_of(msgspec.structs.replace(one, countries=("TJ",)))


def test_a_decision_can_be_taken_back_and_made_again(tmp_path: Path) -> None:
    file, on = tmp_path / "allowed.jsonl", lists(PARTY)
    decide(file, on)
    said = {"watch_list": "own", "entity_id": "1", "declared": NAME.upper(), "officer": "S. Rahimov", "now": NOW}
    withdraw(file, **said, reason="The passport was forged")  # type: ignore[arg-type]  # as given
    assert standing(read_decisions(file), on, on=DAY)[0].is_empty()
    with pytest.raises(DecisionError, match="Nothing is allowed"):
        withdraw(file, **said, reason="again")  # type: ignore[arg-type]  # as given
    decide(file, on)
    assert standing(read_decisions(file), on, on=DAY)[0].height == 1
    assert [each.withdrawn for each in read_decisions(file)] == [False, True, False]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"officer": " "}, "The officer is empty"),
        ({"reason": ""}, "The reason is empty"),
        ({"declared": " - "}, "The declared name is empty"),
        ({"until": date(2026, 11, 1)}, "An end lies between"),
        ({"until": date(2036, 1, 1)}, "An end lies between"),
        ({"entity_id": "7"}, "not on list own"),
    ],
)
def test_a_decision_names_who_why_on_whom_and_how_long(tmp_path: Path, changes: dict[str, object], says: str) -> None:
    file = tmp_path / "allowed.jsonl"
    with pytest.raises(DecisionError, match=says):
        decide(file, lists(PARTY), **changes)
    assert not file.exists()


def test_a_file_that_was_tampered_with_is_noticed(tmp_path: Path) -> None:
    file, on = tmp_path / "allowed.jsonl", lists(PARTY)
    for until in (END, date(2027, 1, 1), date(2027, 2, 1)):
        decide(file, on, until=until)
    good = file.read_bytes()
    lines = good.splitlines(keepends=True)
    for spoilt in (
        lines[0].replace(b"Karimova", b"Karimov0") + b"".join(lines[1:]),
        lines[0] + lines[2],
        b"".join(lines[1:]),
        good[:-1],
        good + b"{}\n",
        good + b"\xff\n",
    ):
        file.write_bytes(spoilt)
        with pytest.raises(DecisionError):
            read_decisions(file)
    assert read_decisions(tmp_path / "none.jsonl") == []


def test_an_allowed_entry_does_not_silence_the_same_party_on_another_list(tmp_path: Path) -> None:
    file = tmp_path / "allowed.jsonl"
    both = WatchLists((*lists(PARTY).lists, *lists(PARTY, name="un").lists))
    same = same_parties(both)
    decide(file, both)
    allowed, _ = standing(read_decisions(file), both, on=DAY)
    (signal,) = match_signals(screened(both), allowed=allowed, same=same).rows(named=True)
    assert signal["mandatory"]
    assert signal["id"] == "un:1"
    decide(file, both, watch_list="un")
    allowed, _ = standing(read_decisions(file), both, on=DAY)
    (signal,) = match_signals(screened(both), allowed=allowed, same=same).rows(named=True)
    assert not signal["mandatory"]
