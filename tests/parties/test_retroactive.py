"""When a list changes, the past is looked through for only what changed, with the scores of ordinary screening."""

from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.consignment import (
    Consignment,
    ConsignmentBatch,
    EquipmentKind,
    Lodgement,
    Mode,
    Party,
    Role,
    TransportEquipment,
)
from darvoza.parties import (
    RESCREEN_SCHEMA,
    Identifier,
    ListedName,
    ListedParty,
    NameIndex,
    PartyKind,
    WatchList,
    WatchLists,
    list_changes,
    load_lists,
    look_back,
    screen,
)

KEYS = ("row", "position", "list", "entity_id")


def party(number: str, name: str, **more: object) -> ListedParty:
    return ListedParty(entity_id=number, names=(ListedName(name),), **more)  # type: ignore[arg-type]  # as given


def snapshot(*entries: ListedParty) -> WatchList:
    return WatchList(id="own", title="Own", source="own", sha256=str(len(entries)), licence="own", entries=entries)


def sent(*names: str) -> ConsignmentBatch:
    return ConsignmentBatch.of(
        [
            Consignment(
                id=f"m-{number}",
                message="m",
                reference=str(number),
                lodgement=Lodgement.MANIFEST,
                parties=(Party(role=Role.CONSIGNOR, name="Ordinary Onions"), Party(role=Role.CONSIGNEE, name=name)),
            )
            for number, name in enumerate(names)
        ]
    )


WOLF, PLANT, HERON = "Zafar Qodirshoyev", "Grakhovsky Plant", "Bright Heron Shipping"


def test_new_matches_and_those_that_fell_away_are_named() -> None:
    older = snapshot(party("1", WOLF), party("2", PLANT))
    newer = snapshot(party("1", WOLF), party("3", HERON))
    found = look_back([sent(WOLF, "Граховский завод"), sent(HERON)], [list_changes(older, newer)])
    assert found.schema == RESCREEN_SCHEMA
    assert found.select("consignment", "status", "entity_id", "role").rows() == [
        ("m-1", "fell away", "2", "consignee"),
        ("m-0", "new", "3", "consignee"),
    ]


def test_an_entry_that_changed_but_is_met_as_before_is_no_news() -> None:
    older, newer = (
        snapshot(party("1", WOLF)),
        snapshot(party("1", WOLF, identifiers=(Identifier("TIN", "7701234567"),))),
    )
    changes = list_changes(older, newer)
    assert len(changes.changed) == 1
    assert look_back([sent(WOLF)], [changes]).is_empty()


def test_a_new_name_of_an_old_entry_is_found() -> None:
    older = snapshot(party("1", WOLF))
    newer = snapshot(ListedParty(entity_id="1", names=(ListedName(WOLF), ListedName(HERON))))
    found = look_back([sent(HERON, WOLF)], [list_changes(older, newer)])
    assert found.select("consignment", "status", "listed_name").rows() == [("m-0", "new", HERON)]


def test_nothing_changed_means_nothing_is_said() -> None:
    same = snapshot(party("1", WOLF))
    assert look_back([sent(WOLF)], [list_changes(same, same)]).is_empty()


def moved(*means: tuple[Mode, str]) -> ConsignmentBatch:
    return ConsignmentBatch.of(
        [
            Consignment(
                id=f"m-{number}",
                message="m",
                reference=str(number),
                lodgement=Lodgement.MANIFEST,
                mode=mode,
                means_id=text,
                equipment=(TransportEquipment(kind=EquipmentKind.CONTAINER, id=f"QQZU00000{number}"),),
            )
            for number, (mode, text) in enumerate(means)
        ]
    )


def test_ships_trucks_and_boxes_of_the_past_are_looked_at_too() -> None:
    ship = party("4", HERON, kind=PartyKind.VESSEL, identifiers=(Identifier("IMO", "9074729"),))
    truck, box = (
        party(number, WOLF, identifiers=(Identifier(scheme, value),))
        for number, scheme, value in (("5", "PLATE", "01A123BC"), ("6", "CONTAINER", "QQZU000002"))
    )
    changes = [list_changes(snapshot(truck), snapshot(ship, box))]
    past = moved(
        (Mode.SEA, "IMO 9074729"), (Mode.ROAD, "01A123BC"), (Mode.ROAD, "none"), (Mode.SEA, "MV Bright Heron Shipping")
    )
    found = look_back([past, moved((Mode.ROAD, "01 A 123 BC"))], changes)
    assert found.schema == RESCREEN_SCHEMA
    assert found.select("consignment", "status", "entity_id", "role", "certain").rows() == [
        ("m-0", "new", "4", "means of transport", True),
        ("m-1", "fell away", "5", "means of transport", True),
        ("m-2", "new", "6", "container", True),
        ("m-3", "new", "4", "means of transport", False),
        ("m-0", "fell away", "5", "means of transport", True),
    ]


def test_a_ship_that_is_still_listed_is_no_news() -> None:
    older = snapshot(party("4", HERON, kind=PartyKind.VESSEL, identifiers=(Identifier("IMO", "9074729"),)))
    newer = snapshot(
        party("4", HERON, kind=PartyKind.VESSEL, identifiers=(Identifier("IMO", "9074729"),), remarks="Renamed")
    )
    changes = list_changes(older, newer)
    assert len(changes.changed) == 1
    assert look_back([moved((Mode.SEA, "9074729"), (Mode.SEA, HERON))], [changes]).is_empty()


NAMES = (WOLF, PLANT, HERON, "Northern Star Trading", "Farrokhzadeh Textile")


@settings(max_examples=15)
@given(st.sets(st.sampled_from(NAMES)), st.sets(st.sampled_from(NAMES)))
def test_looking_back_says_the_difference_of_two_whole_screenings(before: set[str], after: set[str]) -> None:
    older, newer = (
        snapshot(*(party(str(NAMES.index(name)), name) for name in sorted(names))) for names in (before, after)
    )
    batch = sent(*NAMES)
    found = look_back([batch], [list_changes(older, newer)])
    then, now = (screen(batch, NameIndex.build(WatchLists((each,)))) for each in (older, newer))
    assert _keys(found.filter(status="new")) == _keys(now) - _keys(then)
    assert _keys(found.filter(status="fell away")) == _keys(then) - _keys(now)


def _keys(matches: pl.DataFrame) -> set[tuple[object, ...]]:
    return set(matches.select(KEYS).rows())


def test_looking_back_over_real_lists_finds_what_whole_screenings_find(shared: Path) -> None:
    folder = shared / "data" / "watchlists" / "ofac"
    older, newer = (
        next(each for each in load_lists([folder / which]).lists if each.id == "ofac-sdn")
        for which in ("older", "newer")
    )
    changes = list_changes(older, newer)
    names = [each.name for each in changes.added[::300]] + [each.name for each in changes.removed[::300]]
    touched = {each.entity_id for each in (*changes.touched.entries, *changes.removed)}
    names += [each.name for each in newer.entries if each.entity_id not in touched][::200]
    batch = sent(*names)
    found = look_back([batch], [changes])
    then, now = (screen(batch, NameIndex.build(WatchLists((each,)))) for each in (older, newer))
    assert set(found["entity_id"]) <= touched
    expected = {key for key in _keys(now) - _keys(then) if key[-1] in touched}
    assert _keys(found.filter(status="new")) == expected
    assert len(expected) >= len(changes.added[::300])
