"""What the past tells is what a slow and careful clerk would count, and nothing of it comes from the future."""

import math
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import msgspec
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from darvoza.consignment import (
    Consignment,
    ConsignmentBatch,
    EquipmentKind,
    GoodsItem,
    Lodgement,
    Mode,
    Party,
    Role,
    TransportEquipment,
)
from darvoza.history import FEATURE_SCHEMA, FEATURES, ITEM_FEATURE_SCHEMA, Baselines, baselines_page
from darvoza.history.baselines.hashing import hashed

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "baselines.md"
START = datetime(2026, 1, 1)  # noqa: DTZ001 - as filed, without a zone


def consignment(number: int, day: int | None, **fields: Any) -> Consignment:  # noqa: ANN401 - any field
    lodged = None if day is None else START + timedelta(days=day, hours=number % 20)
    own = {"message": "m", "reference": f"R{number}", "lodgement": Lodgement.DECLARATION, "lodged": lodged}
    return Consignment(**{"id": f"c{number}", **own, **fields})


def of(*consignments: Consignment) -> ConsignmentBatch:
    return ConsignmentBatch.of(consignments)


def features(past: Iterable[Consignment], now: Consignment) -> dict[str, Any]:
    return Baselines.of(of(*past)).features(of(now)).row(0, named=True)


def importer(name: str, **fields: Any) -> Party:  # noqa: ANN401 - any field of a party
    return Party(role=Role.CONSIGNEE, name=name, **fields)


# The slow definition: one consignment at a time, in plain Python.


def named(one: Consignment, role: Role) -> str | None:
    return next((party.name for party in one.parties if party.role is role and party.name), None)


def day_of(one: Consignment) -> Any:  # noqa: ANN401 - a date or nothing
    moment = one.lodged or one.arrival
    return moment.date() if moment else None


def headings(one: Consignment) -> set[str]:
    return {item.hs_code[:4] for item in one.goods if item.hs_code}


SLOW = (
    "history_days",
    "consignee_seen",
    "consignee_seen_30d",
    "consignee_first_seen_days",
    "consignee_last_seen_days",
    "consignee_headings",
    "consignee_new_heading",
    "pair_seen",
    "consignee_consignors",
    "means_seen",
    "countries_seen",
    "countries_mirror_seen",
    "container_seen",
    "seal_seen",
)


def slow(past: list[Consignment], now: Consignment) -> dict[str, Any]:
    """What some columns should hold, by their definitions in the reference."""
    today = day_of(now)
    before = [each for each in past if today is not None and day_of(each) is not None and day_of(each) < today]
    if not before:
        return dict.fromkeys(SLOW)

    def ago(one: Consignment) -> int:
        return int((today - day_of(one)).days)

    def when(known: object, value: object) -> object:
        return None if known is None else value

    consignee, consignor = named(now, Role.CONSIGNEE), named(now, Role.CONSIGNOR)
    own = [each for each in before if named(each, Role.CONSIGNEE) == consignee]
    had = {heading for each in own for heading in headings(each)}
    pair = [each for each in own if named(each, Role.CONSIGNOR) == consignor]
    ends = (now.country_of_dispatch, now.country_of_destination)
    both = None if None in ends else ends
    boxes = [[each for each in before if box.id in {b.id for b in each.equipment}] for box in now.equipment]
    seals = [
        sum(any(seal in b.seals for b in each.equipment) for each in before)
        - sum(any(seal in b.seals and b.id == box.id for b in each.equipment) for each in before)
        for box in now.equipment
        for seal in box.seals
    ]
    return {
        "history_days": max(map(ago, before)),
        "consignee_seen": when(consignee, len(own)),
        "consignee_seen_30d": when(consignee, sum(ago(each) <= 30 for each in own)),
        "consignee_first_seen_days": when(consignee, max(map(ago, own), default=0)),
        "consignee_last_seen_days": when(consignee, min(map(ago, own), default=None)),
        "consignee_headings": when(consignee, len(had)) if now.goods else None,
        "consignee_new_heading": bool(headings(now) - had) if consignee and had and headings(now) else None,
        "pair_seen": when(consignee, when(consignor, len(pair))),
        "consignee_consignors": when(consignee, len({named(each, Role.CONSIGNOR) for each in own} - {None})),
        "means_seen": when(now.means_id, sum(each.means_id == now.means_id for each in before)),
        "countries_seen": when(both, sum((e.country_of_dispatch, e.country_of_destination) == both for e in before)),
        "countries_mirror_seen": when(
            both, sum((e.country_of_destination, e.country_of_dispatch) == both for e in before)
        ),
        "container_seen": max(map(len, boxes), default=None),
        "seal_seen": max(seals, default=None),
    }


people = st.sampled_from([None, "Nur", "Tulip", "Iris"])
countries = st.sampled_from([None, "CN", "UZ", "TJ"])
items = st.builds(GoodsItem, hs_code=st.sampled_from([None, "640299", "640110", "854231"]), origin=countries)
boxes = st.builds(
    TransportEquipment,
    kind=st.just(EquipmentKind.CONTAINER),
    id=st.sampled_from(["CSQU3054383", "MSKU0000010"]),
    seals=st.lists(st.sampled_from(["S111", "S222"]), max_size=1).map(tuple),
)
filings = st.tuples(
    st.one_of(st.none(), st.integers(0, 60)),
    people,
    people,
    st.fixed_dictionaries(
        {
            "mode": st.sampled_from([None, Mode.ROAD]),
            "means_id": st.sampled_from([None, "01A777BA", "01B888BB"]),
            "country_of_dispatch": countries,
            "country_of_destination": countries,
            "goods": st.lists(items, max_size=2).map(tuple),
            "equipment": st.lists(boxes, max_size=1).map(tuple),
        }
    ),
)


def filed(number: int, filing: tuple[int | None, str | None, str | None, dict[str, Any]]) -> Consignment:
    day, consignee, consignor, fields = filing
    sides = ((Role.CONSIGNEE, consignee), (Role.CONSIGNOR, consignor))
    parties = tuple(Party(role=role, name=name) for role, name in sides if name)
    return consignment(number, day, parties=parties, **fields)


@settings(max_examples=12)
@given(st.lists(filings, min_size=1, max_size=12))
def test_it_is_what_the_slow_definition_says_for_every_consignment(drawn: list[Any]) -> None:
    filed_ = [filed(number, filing) for number, filing in enumerate(drawn)]
    found = Baselines.of(of(*filed_)).features(of(*filed_)).rows(named=True)
    for row, one in zip(found, filed_, strict=True):
        expected = slow(filed_, one)
        assert {name: row[name] for name in expected} == expected


@settings(max_examples=5)
@given(st.lists(filings, min_size=1, max_size=8), st.integers(0, 60), st.integers(0, 8))
def test_nothing_comes_from_the_future_and_histories_add_up(drawn: list[Any], today: int, cut: int) -> None:
    filed_ = [filed(number, filing) for number, filing in enumerate(drawn)]
    asked = of(*(msgspec.structs.replace(each, lodged=START + timedelta(days=today)) for each in filed_))
    whole = Baselines.of(of(*filed_)).look_up(asked)
    earlier = [each for each in filed_ if each.lodged and each.lodged < START + timedelta(days=today)]
    only_past = Baselines.of(of(*earlier)).look_up(asked)
    in_parts = (Baselines.of(of(*filed_[cut:])) + Baselines.of(of(*filed_[:cut]))).look_up(asked)
    for other in (only_past, in_parts):
        assert_frame_equal(other.consignments, whole.consignments)
        assert_frame_equal(other.goods, whole.goods)


def test_every_column_is_there_even_of_nothing() -> None:
    nothing = Baselines.empty().look_up(ConsignmentBatch.empty())
    assert nothing.consignments.schema == FEATURE_SCHEMA
    assert nothing.goods.schema == ITEM_FEATURE_SCHEMA
    one = Baselines.empty().features(of(consignment(0, 1, parties=(importer("Nur"),))))
    assert one.drop("row").null_count().sum_horizontal().item() == len(FEATURES)


def test_the_page_tells_of_every_column() -> None:
    assert PAGE.read_text(encoding="utf-8") == baselines_page(), "write it anew: python -m darvoza.history.baselines"
    for name in (*FEATURE_SCHEMA, *ITEM_FEATURE_SCHEMA):
        assert name in {"row", "position"} or f"`{name}`" in baselines_page()


def test_a_party_is_known_by_its_number_else_by_its_name_however_it_is_written() -> None:
    past = [
        consignment(0, 1, parties=(importer("Nur", identifiers=("TIN:301 234 567",)),)),
        consignment(1, 2, parties=(importer('OOO "NUR-Trade"'),)),
    ]
    assert (
        features(past, consignment(2, 9, parties=(importer("?", identifiers=("TIN:301234567",)),)))["consignee_seen"]
        == 1
    )
    assert features(past, consignment(2, 9, parties=(importer("Nur Trade LLC"),)))["consignee_seen"] == 1
    assert features(past, consignment(2, 9, parties=(importer("Nur"),)))["consignee_seen"] == 0


def test_the_usual_price_is_the_median_of_a_year_of_months_before() -> None:
    def priced(number: int, day: int, price: float, code: str = "640299") -> Consignment:
        item = GoodsItem(hs_code=code, origin="CN", currency="USD", value=price * 10, net_mass_kg=10.0)
        return consignment(number, day, goods=(item,))

    prices = [4.0 + (number % 17) / 3 for number in range(60)]
    past = [priced(number, number % 28, price) for number, price in enumerate(prices)]
    now = of(priced(99, 40, 5.0), priced(100, 20, 5.0), priced(101, 40, 5.0, "640291"), priced(102, 500, 5.0))
    found = Baselines.of(of(*past)).item_features(now)
    assert found["unit_price_support"].to_list() == [60, None, 60, None]  # none in the same month, none after a year
    assert found["unit_price_alike"].to_list() == ["hs6 origin", None, "hs4", None]
    assert math.isclose(found["unit_price_median"][0], median(prices), rel_tol=0.06)
    assert found["unit_price_low"][0] < found["unit_price_median"][0] < found["unit_price_high"][0]
    assert math.isclose(found["unit_price_ratio"][0], 5.0 / found["unit_price_median"][0])


def test_findings_count_from_the_day_after_they_were_made() -> None:
    past = of(consignment(0, 1, parties=(importer("Nur"),), means_id="01A777BA"), consignment(1, 2))
    found = pl.DataFrame(
        {
            "consignment": ["c0", "c0", "c1", "gone"],
            "breach": [True, False, None, True],
            "examined": [START + timedelta(days=10)] * 4,
        }
    )
    known = Baselines.of(past, None, found)
    for day, expected in ((10, 0), (11, 1)):
        now = known.features(of(consignment(5, day, parties=(importer("Nur"),), means_id="01A 777 BA")))
        assert now["consignee_findings_365d"].item() == expected
        assert now["consignee_inspections_365d"].item() == expected
        assert now["means_findings"].item() == expected
    later = known.features(of(consignment(5, 400, parties=(importer("Nur"),))))
    assert later["consignee_findings_365d"].item() == 0
    assert later["consignee_findings"].item() == 1
    assert later["consignee_last_finding_days"].item() == 390


def test_what_was_filed_without_a_day_counts_on_the_day_it_was_recorded() -> None:
    dateless = of(consignment(0, None, parties=(importer("Nur"),)))
    recorded = pl.Series([(START + timedelta(days=3)).date()])
    now = of(consignment(1, 5, parties=(importer("Nur"),)))
    assert Baselines.of(dateless).features(now)["consignee_seen"].item() is None  # nothing before it
    assert Baselines.of(dateless, recorded).features(now)["consignee_first_seen_days"].item() == 2


@settings(max_examples=30)
@given(st.lists(st.text(max_size=40), unique=True, min_size=2, max_size=30))
def test_different_texts_have_different_numbers_and_the_same_text_always_the_same(texts: list[str]) -> None:
    together = hashed(pl.Series(texts, dtype=pl.String))
    assert together.n_unique() == len(texts)
    alone = [hashed(pl.Series([text], dtype=pl.String))[0] for text in texts]
    assert together.to_list() == alone


@pytest.mark.parametrize("side", ["consignor", "consignee"])
def test_a_new_contact_is_told_only_where_there_was_one_before(side: str) -> None:
    def reached(number: int, day: int, phone: str | None) -> Consignment:
        return consignment(number, day, parties=(Party(role=Role(side), name="Nur", phone=phone),))

    name = f"{side}_new_phone"
    assert features([reached(0, 1, "+998 71 200 00 01")], reached(1, 5, "998712000001"))[name] is False
    assert features([reached(0, 1, "+998 71 200 00 01")], reached(1, 5, "998712000002"))[name] is True
    assert features([reached(0, 1, None)], reached(1, 5, "998712000002"))[name] is None
