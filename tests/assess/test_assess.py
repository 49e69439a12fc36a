"""One pipeline: what every room says of a consignment arrives in its assessment, and decides what is done with it."""

from datetime import date

import polars as pl
import pytest

from darvoza import parties
from darvoza.assess import ASSESSMENT_SCHEMA, Resources, Screening, assess, assessments, decide
from darvoza.consignment import (
    Consignment,
    ConsignmentBatch,
    Flow,
    GoodsItem,
    Lodgement,
    Mode,
    Party,
    Place,
    PlaceRole,
    Role,
)
from darvoza.training import generate

LISTED = parties.WatchList(
    id="own",
    title="Our own list",
    source="test",
    sha256="0" * 64,
    licence="ours",
    entries=(
        parties.ListedParty(
            entity_id="1",
            kind=parties.PartyKind.ORGANISATION,
            names=(parties.ListedName("Zarafshon Sanoat Kimyo", parties.NameKind.PRIMARY),),
            countries=("TJ",),
        ),
    ),
)


@pytest.fixture(scope="module")
def resources() -> Resources:
    return Resources(screening=Screening.of(parties.WatchLists.of([LISTED])))


def _consignment(number: int, **changes: object) -> Consignment:
    filed: dict[str, object] = {
        "id": f"m-{number}",
        "message": "m",
        "reference": f"CMR {number}",
        "lodgement": Lodgement.MANIFEST,
        "mode": Mode.ROAD,
        "flow": Flow.IMPORT,
        "office": "TJDU2",
        "parties": (
            Party(role=Role.CONSIGNOR, name="Toshkent Meva", country="UZ"),
            Party(role=Role.CONSIGNEE, name="Bozori Sabz", country="TJ"),
        ),
        "goods": (GoodsItem(description="Fresh onions, yellow, in nets of 25 kg", hs_code="070310"),),
    }
    return Consignment(**{**filed, **changes})  # type: ignore[arg-type]  # a test's own shorthand


PLAIN = _consignment(0)
LISTED_PARTY = _consignment(1, parties=(Party(role=Role.CONSIGNEE, name="ҶДММ «Зарафшон Саноат Кимё»", country="TJ"),))
PRECURSOR = _consignment(
    2,
    goods=(GoodsItem(description="Acetic anhydride, CAS 108-24-7, 20 drums", hs_code="291524"),),
)


def _by_reference(frame: pl.DataFrame) -> dict[str, dict[str, object]]:
    return {row["reference"]: row for row in frame.to_dicts()}


def _assessed(resources: Resources, *consignments: Consignment, capacity: int = 1) -> pl.DataFrame:
    assessed = assess(ConsignmentBatch.of(consignments), resources)
    return assessments(assessed, decide(assessed, seed=1, capacity=capacity, random_share=0).selection.rows)


def test_each_consignment_gets_one_assessment_in_its_order(resources: Resources) -> None:
    frame = _assessed(resources, PLAIN, LISTED_PARTY, PRECURSOR)
    assert frame.schema == ASSESSMENT_SCHEMA
    assert frame["reference"].to_list() == ["CMR 0", "CMR 1", "CMR 2"]


def test_a_listed_party_in_another_script_is_found_and_said_in_words(resources: Resources) -> None:
    row = _by_reference(_assessed(resources, PLAIN, LISTED_PARTY))["CMR 1"]
    kinds = {signal["kind"]: signal for signal in row["signals"]}  # type: ignore[attr-defined]
    assert "Zarafshon Sanoat Kimyo" in kinds["party match"]["text"]
    assert row["selected"]


def test_a_precursor_is_found_by_its_cas_number_and_held(resources: Resources) -> None:
    row = _by_reference(_assessed(resources, PLAIN, PRECURSOR))["CMR 2"]
    assert any(signal["kind"] == "control entry" for signal in row["signals"])  # type: ignore[attr-defined]
    assert row["selected"]
    assert row["measure"] == "hold for licence"


def test_ordinary_trade_passes_untouched(resources: Resources) -> None:
    row = _by_reference(_assessed(resources, PLAIN, PRECURSOR))["CMR 0"]
    assert not row["selected"]
    assert row["measure"] == "release"


def test_what_could_not_be_asked_is_named(resources: Resources) -> None:
    row = _by_reference(_assessed(resources, PLAIN))["CMR 0"]
    assert row["missing"]


def test_the_versions_of_everything_used_are_on_record(resources: Resources) -> None:
    row = _by_reference(_assessed(resources, PLAIN))["CMR 0"]
    names = {used["name"] for used in row["versions"]}  # type: ignore[attr-defined]
    assert {"darvoza", "control entries", "indicators", "own"} <= names


def test_without_watch_lists_nobody_is_screened() -> None:
    frame = _assessed(Resources(), LISTED_PARTY)
    assert not any(signal["kind"] == "party match" for signal in frame["signals"][0])


def test_an_office_is_known_by_its_name_its_code_or_its_airport(resources: Resources) -> None:
    named = _consignment(3, office="Душанбе-2")
    flown = _consignment(4, office=None, places=(Place(role=PlaceRole.UNLOADING, code="TAS"),))
    exported = _consignment(7, office=None, places=(Place(role=PlaceRole.LOADING, code="TAS"),))
    strange = _consignment(5, office="XX999")
    silent = _consignment(6, office=None)
    frame = _assessed(resources, named, flown, exported, strange, silent)
    assert frame["office"].to_list() == ["TJDU2", "UZAVY", "UZAVY", "XX999", None]


def test_only_one_post_is_decided_for_when_asked(resources: Resources) -> None:
    elsewhere = _consignment(7, office="UZAVY")
    assessed = assess(ConsignmentBatch.of([PLAIN, elsewhere]), resources)
    assert decide(assessed, seed=1, post="UZAVY").rows.to_list() == [1]


def test_without_a_capacity_one_in_twenty_is_stopped(resources: Resources) -> None:
    assessed = assess(ConsignmentBatch.of([_consignment(number) for number in range(60)]), resources)
    assert decide(assessed, seed=1).capacity == 3


def test_nothing_comes_of_nothing(resources: Resources) -> None:
    frame = _assessed(resources)
    assert frame.is_empty()
    assert frame.schema == ASSESSMENT_SCHEMA


def test_the_order_in_which_consignments_arrive_changes_no_score(resources: Resources) -> None:
    batch = generate(seed=3, consignments=300, day=date(2026, 11, 20), schemes_share=0.1).batch
    back = batch.take(pl.Series(list(reversed(range(len(batch)))), dtype=pl.UInt32))
    scores = [
        dict(zip(given.consignments["id"], assess(given, resources).overall["score"], strict=True))
        for given in (batch, back)
    ]
    assert scores[0] == pytest.approx(scores[1])
