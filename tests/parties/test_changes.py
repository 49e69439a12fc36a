"""A newer list names what it adds, changes and removes, and only that is screened again."""

import csv
from collections import defaultdict
from pathlib import Path

from darvoza.consignment import Consignment, ConsignmentBatch, Lodgement, Party, Role
from darvoza.parties import (
    Identifier,
    ListedName,
    ListedParty,
    WatchList,
    list_changes,
    load_lists,
    rescreen,
)


def party(number: str, *names: str, **more: object) -> ListedParty:
    return ListedParty(entity_id=number, names=tuple(map(ListedName, names)), **more)  # type: ignore[arg-type]  # as given


def snapshot(*entries: ListedParty) -> WatchList:
    return WatchList(id="x", title="X", source="x", sha256=str(len(entries)), licence="own", entries=entries)


def test_added_changed_and_removed_are_told_apart() -> None:
    older = snapshot(
        party("1", "Zafar Qodirshoyev", "The Wolf"),
        party("2", "Grakhovsky Plant"),
        party("3", "Heron Trust"),
    )
    newer = snapshot(
        party("1", "The Wolf", "Zafar Qodirshoyev"),  # the same, in another order
        party("2", "Grakhovsky Plant", identifiers=(Identifier("TIN", "7701234567"),)),
        party("4", "Farrokhzadeh Textile"),
    )
    changes = list_changes(older, newer)
    assert [each.entity_id for each in changes.added] == ["4"]
    assert [(each.after.entity_id, each.fields) for each in changes.changed] == [("2", ("identifiers",))]
    assert [each.entity_id for each in changes.removed] == ["3"]
    assert not list_changes(newer, newer).touched.entries


def test_only_what_changed_is_screened_again() -> None:
    older = snapshot(party("1", "Zafar Qodirshoyev"))
    newer = snapshot(party("1", "Zafar Qodirshoyev"), party("2", "Grakhovsky Plant"))
    names = ("Zafar Qodirshoyev", "Граховский завод")
    batch = ConsignmentBatch.of(
        [
            Consignment(
                id=name,
                message="m",
                reference="r",
                lodgement=Lodgement.MANIFEST,
                parties=(Party(role=Role.CONSIGNEE, name=name),),
            )
            for name in names
        ]
    )
    matches = rescreen(batch, [list_changes(older, newer)])
    assert matches.select("row", "entity_id").rows() == [(1, "2")]


def test_the_real_difference_is_right_by_an_independent_count(shared: Path) -> None:
    folder = shared / "data" / "watchlists" / "ofac"
    older, newer = (
        next(each for each in load_lists([folder / which]).lists if each.id == "ofac-sdn")
        for which in ("older", "newer")
    )
    before, after = (_rows(folder / which) for which in ("older", "newer"))
    changes = list_changes(older, newer)
    assert {each.entity_id for each in changes.added} == set(after) - set(before)
    assert {each.entity_id for each in changes.removed} == set(before) - set(after)
    different = {number for number in set(before) & set(after) if before[number] != after[number]}
    assert {each.after.entity_id for each in changes.changed} == different


def _rows(folder: Path) -> dict[str, set[tuple[str, ...]]]:
    """Every row of the four files that says something, by entry."""
    rows: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for name in ("sdn", "alt", "add", "sdn_comments"):
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                said = [cell.strip() for cell in row[2 if name in {"alt", "add"} else 1 :]]
                if any(cell != "-0-" for cell in said):
                    rows[row[0]].add((name, *said))
    return {number: said for number, said in rows.items() if any(row[0] == "sdn" for row in said)}
