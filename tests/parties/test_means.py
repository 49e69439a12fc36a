"""Listed ships, aircraft, vehicles and boxes are found: a number stops, a name is only a sign."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.consignment import (
    Consignment,
    ConsignmentBatch,
    EquipmentKind,
    Lodgement,
    Mode,
    TransportEquipment,
)
from darvoza.parties import (
    ALLOWED_SCHEMA,
    LINKED,
    MATCH_SCHEMA,
    Clusters,
    Identifier,
    ListedMeans,
    ListedName,
    ListedParty,
    NameIndex,
    PartyKind,
    WatchList,
    WatchLists,
    means_matches,
    means_signals,
    same_parties,
)
from darvoza.parties.lists.listed_means import number_key, number_key_of

SHIP = ListedParty(
    entity_id="1",
    kind=PartyKind.VESSEL,
    names=(ListedName("ORION VESHTUR"), ListedName("ZARAFSHON STAR")),
    identifiers=(Identifier("IMO", "9074729"),),
    programmes=("NPWMD",),
)
AIRCRAFT = ListedParty(
    entity_id="2",
    kind=PartyKind.AIRCRAFT,
    names=(ListedName("EP-QQZ12"),),
    identifiers=(Identifier("TAIL", "EP-QQZ12"),),
)
COMPANY = ListedParty(entity_id="3", kind=PartyKind.ORGANISATION, names=(ListedName("Kelminsin Sanoat"),))
ABOUT = {"id": "own", "title": "Own", "source": "own", "sha256": "", "licence": "own"}
LISTS = WatchLists((WatchList(**ABOUT, entries=(SHIP, AIRCRAFT, COMPANY)),))
MEANS, INDEX = ListedMeans.of(LISTS), NameIndex.build(LISTS)


def batch(*means: tuple[Mode | None, str | None]) -> ConsignmentBatch:
    return ConsignmentBatch.of(
        [
            Consignment(
                id=str(at), message="m", reference=str(at), lodgement=Lodgement.MANIFEST, mode=mode, means_id=text
            )
            for at, (mode, text) in enumerate(means)
        ]
    )


@pytest.mark.parametrize(
    "text", ["9074729", "IMO 9074729", "IMO:9074729", "MV NEW NAME (IMO 9074729)", "imo no. 9074729"]
)
def test_the_number_of_a_listed_ship_stops_whatever_it_is_called_now(text: str) -> None:
    signals = means_signals(batch((Mode.SEA, text)), MEANS, INDEX)
    assert signals["id"].to_list() == ["own:1"]
    assert signals["mandatory"].all()
    assert signals["typology"].to_list() == ["proliferation"]
    assert signals["subject"].to_list() == ["consignment"]


@pytest.mark.parametrize("text", ["M/V Orion Veshtur", "ОРИОН ВЕШТУР", "vessel: ZARAFSHON STAR"])
def test_the_name_of_a_listed_ship_is_a_sign_and_does_not_stop(text: str) -> None:
    signals = means_signals(batch((Mode.RIVER, text)), MEANS, INDEX)
    assert signals["id"].to_list() == ["own:1"]
    assert not signals["mandatory"].any()
    assert signals["weight"].is_between(0, 0.25).all()


def test_a_number_copied_wrongly_is_nobodys() -> None:
    assert means_signals(batch((Mode.SEA, "IMO 9074728")), MEANS, INDEX).is_empty()


def test_an_aircraft_is_known_by_its_mark() -> None:
    signals = means_signals(batch((Mode.AIR, "EPQQZ12")), MEANS, INDEX)
    assert signals["id"].to_list() == ["own:2"]
    assert signals["mandatory"].all()


def test_trucks_missing_means_and_names_of_companies_say_nothing() -> None:
    silent = batch((Mode.ROAD, "ORION VESHTUR"), (Mode.SEA, None), (None, "9074729"), (Mode.SEA, "Kelminsin Sanoat"))
    assert means_signals(silent, MEANS, INDEX).is_empty()


def test_every_consignment_on_the_ship_is_told_of() -> None:
    signals = means_signals(batch((Mode.SEA, "9074729"), (Mode.ROAD, "x"), (Mode.SEA, "9074729")), MEANS, INDEX)
    assert signals["row"].to_list() == [0, 2]


def test_a_ship_listed_only_for_its_ties_does_not_stop() -> None:
    tied = ListedParty(
        entity_id="4", kind=PartyKind.VESSEL, names=SHIP.names, identifiers=SHIP.identifiers, programmes=(LINKED,)
    )
    lists = WatchLists((WatchList(**ABOUT, entries=(tied,)),))
    signals = means_signals(batch((Mode.SEA, "9074729")), ListedMeans.of(lists), NameIndex.build(lists))
    assert signals.select(pl.len(), pl.col("mandatory").any()).row(0) == (1, False)


def owned(*identifiers: Identifier, number: str = "9", name: str = "Zafar Qodirshoyev") -> ListedParty:
    return ListedParty(entity_id=number, kind=PartyKind.PERSON, names=(ListedName(name),), identifiers=identifiers)


def on(entry: ListedParty, **about: str) -> WatchLists:
    return WatchLists((WatchList(**{**ABOUT, **about}, entries=(entry,)),))


def signalled(
    sent: ConsignmentBatch, lists: WatchLists, allowed: pl.DataFrame | None = None, same: Clusters | None = None
) -> pl.DataFrame:
    return means_signals(sent, ListedMeans.of(lists), NameIndex.build(lists), allowed=allowed, same=same)


@pytest.mark.parametrize("text", ["01 A 123 BC", "01а123вс", "01A123BC / 01 4455 AA", "70-11;01A123BC"])
def test_a_listed_plate_stops_the_truck_however_it_is_written(text: str) -> None:
    signals = signalled(batch((Mode.ROAD, text), (Mode.ROAD, "01A124BC")), on(owned(Identifier("PLATE", "01A123BC"))))
    assert signals.select("row", "id", "mandatory").rows() == [(0, "own:9", True)]


@pytest.mark.parametrize(
    ("scheme", "kind"),
    [("CONTAINER", EquipmentKind.CONTAINER), ("WAGON", EquipmentKind.WAGON), ("PLATE", EquipmentKind.TRAILER)],
)
def test_a_listed_box_or_trailer_stops_and_is_pointed_at(scheme: str, kind: EquipmentKind) -> None:
    boxes = (TransportEquipment(kind=kind, id="QQZU 000001-0"), TransportEquipment(kind=kind, id="MSKU 123456-5"))
    sent = ConsignmentBatch.of(
        [Consignment(id="a", message="m", reference="1", lodgement=Lodgement.MANIFEST, equipment=boxes)]
    )
    signals = signalled(sent, on(owned(Identifier(scheme, "MSKU1234565"))))
    assert signals.select("subject", "mandatory").rows() == [("equipment[1]", True)]


def test_an_aircraft_listed_only_under_its_mark_is_known_by_it() -> None:
    listed = ListedParty(entity_id="5", kind=PartyKind.AIRCRAFT, names=(ListedName("QQ-GOM"),))
    signals = signalled(batch((Mode.AIR, "QQ GOM"), (Mode.AIR, "QQ-GOL")), on(listed))
    assert signals.select("row", "mandatory").rows() == [(0, True)]


def test_a_call_sign_is_a_number_too() -> None:
    listed = ListedParty(
        entity_id="6",
        kind=PartyKind.VESSEL,
        names=(ListedName("ORION VESHTUR"),),
        identifiers=(Identifier("CALLSIGN", "5QQZ9"),),
    )
    assert signalled(batch((Mode.SEA, "5QQZ9")), on(listed))["mandatory"].to_list() == [True]


def test_what_an_officer_allowed_is_said_and_does_not_stop() -> None:
    lists = on(owned(Identifier("PLATE", "01A123BC")))
    decision = ("own", "9", "01a123bc", "N. Karimova", "2027-03-31", "Sold in May")
    allowed = pl.DataFrame([decision], schema=ALLOWED_SCHEMA, orient="row")
    signals = signalled(batch((Mode.ROAD, "01A123BC"), (Mode.ROAD, "01 A 123 BC")), lists, allowed=allowed)
    assert signals.select("row", "mandatory", "weight").rows() == [
        (0, False, 0.0),
        (1, True, pytest.approx(1, abs=1e-3)),
    ]
    assert "allowed by {officer}" in signals["reason"][0]


def test_a_ship_on_several_lists_is_signalled_once_with_all_of_them() -> None:
    lists = WatchLists(
        tuple(WatchList(**{**ABOUT, "id": name, "sha256": name}, entries=(SHIP,)) for name in ("eu", "un"))
    )
    sent = batch((Mode.SEA, "9074729"))
    assert signalled(sent, lists).height == 2
    (signal,) = signalled(sent, lists, same=same_parties(lists)).rows(named=True)
    assert {fact["name"]: fact["value"] for fact in signal["evidence"]}["list"] == "eu, un"
    assert signal["mandatory"]


def test_matches_of_means_are_matches_as_any() -> None:
    matches = means_matches(batch((Mode.SEA, "MV Orion Veshtur"), (Mode.AIR, "EP-QQZ12")), MEANS, INDEX)
    assert matches.schema == MATCH_SCHEMA
    assert matches.select("row", "position", "role", "entity_id", "certain").rows() == [
        (0, None, "means of transport", "1", False),
        (1, None, "means of transport", "2", True),
    ]


@settings(max_examples=150, deadline=None)
@given(st.text("ab09АВСЁ -./№_²éЖ", max_size=12))
def test_one_number_has_the_key_that_a_column_gives_it(text: str) -> None:
    if all(sign.isascii() or sign.isalpha() for sign in text):
        assert number_key_of(text) == pl.select(number_key(pl.lit(text))).item()


def test_few_means_and_many_are_found_alike() -> None:
    truck = ListedParty(entity_id="4", names=(ListedName("A"),), identifiers=(Identifier("PLATE", "01 A123 BC"),))
    means = ListedMeans.of(WatchLists((WatchList(**ABOUT, entries=(truck,)),)))
    others = [(Mode.ROAD, f"{number:08}") for number in range(600)]
    for plate in ("01А123ВС/0777AA", "01 a 123-bc", "№ 01A123BC", "777 | 01A123BC"):
        few = means_matches(batch((Mode.ROAD, plate), (Mode.ROAD, "40 404 AA")), means, INDEX)
        many = means_matches(batch((Mode.ROAD, plate), *others), means, INDEX)
        assert few.height
        assert few.equals(many)
    assert means_matches(batch((Mode.ROAD, "40 404 AA"), (None, "01A123BC")), means, INDEX).is_empty()
