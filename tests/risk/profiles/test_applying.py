"""From consignments to signals: the view, who is hit, and what an officer is told."""

from datetime import date, datetime

import polars as pl
import pytest

from darvoza.assess import Resources, assess
from darvoza.consignment import (
    Consignment,
    ConsignmentBatch,
    EquipmentKind,
    Flow,
    GoodsItem,
    Lodgement,
    Mode,
    Party,
    Place,
    PlaceRole,
    Role,
    TransportEquipment,
)
from darvoza.language import Language
from darvoza.risk.profiles import (
    COLUMNS,
    Profile,
    Profiles,
    Program,
    consignment_view,
    profile_hits,
    profile_signals,
    read_condition,
    trace,
    view_schema,
)
from darvoza.signals import SIGNAL_SCHEMA, Typology, signal_texts


def a_profile(condition: str, name: str = "P", **changes: object) -> Profile:
    fields: dict[str, object] = {
        "id": name,
        "title": "Cheap machines",
        "condition": condition,
        "author": "A",
        "approver": "B",
        "purpose": "a test",
        "typology": Typology.REVENUE,
        "weight": 0.4,
        "start": date(2026, 1, 1),
        "end": date(2026, 12, 31),
        "review": date(2026, 6, 1),
    }
    return Profile(**{**fields, **changes})  # type: ignore[arg-type]  # as the fields are


def two_machines() -> Consignment:
    """A dear machine of heading 8479 and cheap nails: neither item is a cheap machine."""
    return Consignment(
        id="c0",
        message="m",
        reference="r-0",
        lodgement=Lodgement.DECLARATION,
        mode=Mode.ROAD,
        flow=Flow.IMPORT,
        office=" tjdu2 ",
        lodged=datetime(2026, 11, 21, 9, 30),  # noqa: DTZ001 - as filed, without a zone
        arrival=datetime(2026, 11, 22, 12),  # noqa: DTZ001 - as filed, without a zone
        country_of_dispatch="CN",
        country_of_destination="TJ",
        currency="USD",
        parties=(
            Party(role=Role.EXPORTER, name="Exporter"),
            Party(role=Role.CONSIGNEE, name=" Насос ООО ", identifiers=("TIN:1",), country="tj"),
        ),
        goods=(
            GoodsItem(description="Centrifugal pump", hs_code="8479.89", value=9000, net_mass_kg=10, origin="CN"),
            GoodsItem(description="", hs_code="7317 00", value=5, net_mass_kg=10, origin="cn"),
        ),
        equipment=(TransportEquipment(kind=EquipmentKind.CONTAINER, id="csqu3054383", seals=("s1", "S1", "s2")),),
        places=(Place(role=PlaceRole.BORDER, country="KG"), Place(role=PlaceRole.TRANSIT, country="TJ")),
    )


def bare() -> Consignment:
    return Consignment(id="c1", message="m", reference="r-1", lodgement=Lodgement.MANIFEST)


@pytest.fixture(scope="module")
def batch() -> ConsignmentBatch:
    return ConsignmentBatch.of([two_machines(), bare()])


@pytest.fixture(scope="module")
def view(batch: ConsignmentBatch) -> pl.DataFrame:
    return consignment_view(batch)


def hit(view: pl.DataFrame, condition: str) -> list[int]:
    return profile_hits(view, Profiles([a_profile(condition)]))["row"].to_list()


def test_the_view_has_every_column_and_a_row_for_each_item(view: pl.DataFrame) -> None:
    assert view.schema == view_schema()
    assert view.select("row", "position").rows() == [(0, 0), (0, 1), (1, None)]


def test_what_is_filed_is_in_one_form(view: pl.DataFrame) -> None:
    row = view.row(0, named=True)
    seen = {
        name: row[name] for name in ("office", "hs_code", "hs4", "consignee_country", "consignee_name", "containers")
    }
    assert seen == {
        "office": "TJDU2",
        "hs_code": "847989",
        "hs4": "8479",
        "consignee_country": "TJ",
        "consignee_name": "Насос ООО",
        "containers": ["CSQU3054383"],
    }
    assert (row["consignor_name"], row["consignee_id"], row["lodged_on"]) == ("Exporter", "TIN:1", date(2026, 11, 21))
    assert (row["lodged_weekday"], row["lodged_hour"], row["notice_hours"]) == (6.0, 9.0, 26.5)
    assert (row["seals"], row["seal_count"], row["transit_countries"]) == (["S1", "S2"], 2.0, ["KG"])
    assert (row["value"], row["value_usd"], row["item_value_usd"], row["value_per_kg"]) == (
        9005.0,
        9005.0,
        9000.0,
        900.0,
    )
    assert view["description"].to_list() == ["Centrifugal pump", None, None]


def test_what_is_not_filed_is_missing(view: pl.DataFrame) -> None:
    empty = {name for name, value in view.row(2, named=True).items() if value is not None}
    assert empty == {"row", "reference", "lodgement", "level", "items"}


def test_a_value_needs_a_rate(batch: ConsignmentBatch) -> None:
    somoni = ConsignmentBatch.from_nested(batch.nested().with_columns(currency=pl.lit("tjs")))
    assert consignment_view(somoni)["value_usd"].to_list() == [None] * 3
    assert consignment_view(somoni, rates={"TJS": 0.1})["item_value_usd"].to_list() == [900.0, 0.5, None]


def test_only_columns_that_are_wanted_are_made(batch: ConsignmentBatch) -> None:
    made = consignment_view(batch, columns={"mode", "description_words"})
    assert made.columns == ["row", "position", "mode", "description", "description_words"]


@pytest.mark.parametrize("name", COLUMNS)
def test_a_column_is_the_same_whether_others_are_made_or_not(
    batch: ConsignmentBatch, view: pl.DataFrame, name: str
) -> None:
    alone = consignment_view(batch, columns={name})
    assert alone.equals(view.select(alone.columns))
    assert name in alone.columns


def test_the_past_and_the_signals_are_joined_by_name(batch: ConsignmentBatch) -> None:
    features = pl.DataFrame({"row": [0, 1], "consignee_first_seen_days": [5, None], "unit_price_ratio": [0.1, None]})
    of_items = pl.DataFrame({"row": [0, 0], "position": [0, 1], "unit_price_ratio": [0.9, float("nan")]})
    keys = {"row": pl.UInt32, "position": pl.UInt32}
    view = consignment_view(
        batch,
        features=features.cast({"row": pl.UInt32}),
        item_features=of_items.cast(keys),
        signals=pl.DataFrame({"row": [0, 0], "id": ["PTY-01", "PTY-01"]}, schema_overrides={"row": pl.UInt32}),
    )
    assert view["consignee_first_seen_days"].to_list() == [5.0, 5.0, None]
    assert view["unit_price_ratio"].to_list() == [0.9, None, None]  # the item's own, never the lowest of all
    assert view["signals"].to_list() == [["PTY-01"], ["PTY-01"], []]
    assert hit(view, "has_signal('PTY-01')") == [0]
    assert hit(view, "not has_signal('PTY-01')") == [1]


def test_a_condition_on_goods_is_met_by_one_and_the_same_item(view: pl.DataFrame) -> None:
    assert hit(view, "hs_code like '8479%' and item_value > 100") == [0]
    assert hit(view, "hs_code like '8479%' and item_value < 100") == []
    assert hit(view, "not hs_code like '8479%'") == [0]


def test_a_profile_never_hits_on_what_is_missing(view: pl.DataFrame) -> None:
    assert hit(view, "mode <> 'air'") == [0]
    assert hit(view, "not (mode = 'air')") == [0]
    assert hit(view, "mode is null") == [1]
    assert hit(view, "has(transit_countries, 'KG')") == [0]
    assert hit(view, "not has(transit_countries, 'IR')") == [0]


def test_terms_are_found_in_any_case_and_alphabet(view: pl.DataFrame) -> None:
    assert hit(view, "mentions(description, 'PUMP')") == [0]
    assert hit(view, "mentions(description, 'pum')") == []
    assert hit(view, "mentions(description, 'pum*')") == [0]
    assert hit(view, "mentions(consignee_name, 'hacoc')") == [0]  # Latin letters that look like насос


def test_a_hit_is_a_signal_with_the_values_it_rests_on(view: pl.DataFrame) -> None:
    profiles = Profiles(
        [
            a_profile("mentions(description, 'pump') and item_value > 100", "GOODS"),
            a_profile("mode = 'road'", "WHOLE", mandatory=True, version=3),
        ]
    )
    signals = profile_signals(view, profiles)
    assert signals.schema == SIGNAL_SCHEMA
    assert signals.select("row", "id", "subject", "mandatory").rows() == [
        (0, "WHOLE", "consignment", True),
        (0, "GOODS", "goods[0]", False),
    ]
    facts = {fact["name"]: fact["value"] for fact in signals["evidence"][1]}
    assert facts == {
        "profile": "GOODS v1",
        "title": "Cheap machines",
        "description": "Centrifugal pump",
        "item_value": "9000",
    }
    assert signal_texts(signals)[0] == "Profile WHOLE v3: Cheap machines"


def test_nothing_is_raised_without_hits(view: pl.DataFrame) -> None:
    assert profile_signals(view, Profiles([a_profile("mode = 'air'")])).height == 0
    assert profile_signals(view, Profiles([])).height == 0


def test_one_consignment_gets_the_answers_of_a_batch(view: pl.DataFrame) -> None:
    profiles = Profiles([a_profile("item_value > 100", "A"), a_profile("mode is null", "B")])
    assert [[each.id for each in profiles.of_row(row)] for row in view.iter_rows(named=True)] == [["A"], [], ["B"]]


def test_shared_parts_are_worked_out_once() -> None:
    same = [read_condition(f"mode = 'road' and packages = {number}") for number in range(5)]
    assert len(Program(same)._steps) == 1 + 5 + 5


def test_many_rows_are_worked_on_in_stretches(view: pl.DataFrame) -> None:
    many = pl.concat([view.select("row", "position", "item_value")] * 50_000)
    (rows,) = Program([read_condition("item_value > 100")]).hits(many)
    assert rows.tolist() == list(range(0, 150_000, 3))


def test_a_trace_says_of_every_part_what_it_answered(view: pl.DataFrame) -> None:
    condition = read_condition("mode = 'road' and (packages < 10 or not item_value > 100) and hs_code like '84%'")
    told = trace(condition, view.row(0, named=True))
    assert told.answer is None
    assert told.told().splitlines() == [
        "[unknown] All of these hold",
        "  [yes] mode is road; asked: road",
        "  [unknown] At least one of these holds",
        "    [unknown] packages is missing; asked: below 10",
        "    [no] This does not hold:",
        "      [yes] item_value is 9000; asked: above 100",
        "  [yes] hs_code is 847989; asked: like 84%",
    ]
    assert told.parts[0].seen == {"mode": "road"}
    assert told.told(Language.TAJIK)


@pytest.mark.parametrize("name", [name for name, column in COLUMNS.items() if not column.hidden])
def test_every_column_may_be_asked_for_and_explained(name: str, view: pl.DataFrame) -> None:
    condition = read_condition(f"{name} is not null")
    assert trace(condition, view.row(0, named=True)).answer is (view[name][0] is not None)


def test_profiles_speak_in_an_assessment(batch: ConsignmentBatch) -> None:
    profiles = Profiles([a_profile("mode = 'road' and score is not null")])
    assessed = assess(batch, Resources(profiles=profiles))
    assert assessed.signals.filter(kind="profile").select("row", "id").rows() == [(0, "P")]
    assert dict(assessed.versions)["profiles"].startswith("1 of ")


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"weight": 1.5}, "from 0 to 1"), ({"review": date(2027, 6, 1)}, "between start and end")],
)
def test_a_profile_that_makes_no_sense_is_refused(changes: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        a_profile("empty", **changes)


def test_two_versions_are_not_applied_at_once() -> None:
    with pytest.raises(ValueError, match="two versions"):
        Profiles([a_profile("empty"), a_profile("not empty", version=2)])
