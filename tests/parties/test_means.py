"""Listed ships and aircraft are found among means of transport: a number stops, a name is only a sign."""

import polars as pl
import pytest

from darvoza.consignment import Consignment, ConsignmentBatch, Lodgement, Mode
from darvoza.parties import (
    LINKED,
    Identifier,
    ListedName,
    ListedParty,
    NameIndex,
    PartyKind,
    WatchList,
    WatchLists,
    means_signals,
)

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
INDEX = NameIndex.build(WatchLists((WatchList(**ABOUT, entries=(SHIP, AIRCRAFT, COMPANY)),)))


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
    signals = means_signals(batch((Mode.SEA, text)), INDEX)
    assert signals["id"].to_list() == ["own:1"]
    assert signals["mandatory"].all()
    assert signals["typology"].to_list() == ["proliferation"]
    assert signals["subject"].to_list() == ["consignment"]


@pytest.mark.parametrize("text", ["M/V Orion Veshtur", "ОРИОН ВЕШТУР", "vessel: ZARAFSHON STAR"])
def test_the_name_of_a_listed_ship_is_a_sign_and_does_not_stop(text: str) -> None:
    signals = means_signals(batch((Mode.RIVER, text)), INDEX)
    assert signals["id"].to_list() == ["own:1"]
    assert not signals["mandatory"].any()
    assert signals["weight"].is_between(0, 0.25).all()


def test_a_number_copied_wrongly_is_nobodys() -> None:
    assert means_signals(batch((Mode.SEA, "IMO 9074728")), INDEX).is_empty()


def test_an_aircraft_is_known_by_its_mark() -> None:
    signals = means_signals(batch((Mode.AIR, "EPQQZ12")), INDEX)
    assert signals["id"].to_list() == ["own:2"]
    assert signals["mandatory"].all()


def test_trucks_missing_means_and_names_of_companies_say_nothing() -> None:
    silent = batch((Mode.ROAD, "ORION VESHTUR"), (Mode.SEA, None), (None, "9074729"), (Mode.SEA, "Kelminsin Sanoat"))
    assert means_signals(silent, INDEX).is_empty()


def test_every_consignment_on_the_ship_is_told_of() -> None:
    signals = means_signals(batch((Mode.SEA, "9074729"), (Mode.ROAD, "x"), (Mode.SEA, "9074729")), INDEX)
    assert signals["row"].to_list() == [0, 2]


def test_a_ship_listed_only_for_its_ties_does_not_stop() -> None:
    tied = ListedParty(
        entity_id="4", kind=PartyKind.VESSEL, names=SHIP.names, identifiers=SHIP.identifiers, programmes=(LINKED,)
    )
    index = NameIndex.build(WatchLists((WatchList(**ABOUT, entries=(tied,)),)))
    signals = means_signals(batch((Mode.SEA, "9074729")), index)
    assert signals.select(pl.len(), pl.col("mandatory").any()).row(0) == (1, False)
