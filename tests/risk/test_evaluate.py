"""Evaluating everything at once: what a batch says, what it cannot say, and the page that lists the indicators."""

import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.consignment import (
    Consignment,
    ConsignmentBatch,
    Document,
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
from darvoza.risk import GAP_SCHEMA, Indicator, Reference, all_indicators, evaluate, indicators_page
from darvoza.risk.needs import alternatives
from darvoza.signals import SIGNAL_SCHEMA, Typology, signal_objects

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "indicators.md"


def bare(number: int = 0) -> Consignment:
    return Consignment(id=f"c{number}", message="m", reference="R", lodgement=Lodgement.MANIFEST)


def test_there_are_indicators_for_a_manifest_alone() -> None:
    assert len(all_indicators()) >= 22
    assert [each.id for each in all_indicators()] == sorted(each.id for each in all_indicators())


@pytest.mark.parametrize("each", all_indicators(), ids=lambda each: each.id)
def test_each_indicator_is_declared_whole(each: Indicator) -> None:
    assert 0 < each.weight < 1
    assert each.source.url.startswith("http")
    assert each.source.name
    assert each.definition.endswith(".")
    assert each.false_positives.endswith(".")
    for need in each.requirements:
        assert alternatives(need)


@pytest.mark.parametrize(
    "need", ["goods.colour", "cargo.hs_code", "goods", "parties[king].name", "goods[consignee].value"]
)
def test_a_need_that_is_no_column_is_refused(need: str) -> None:
    with pytest.raises(ValueError, match=r"is not a column|names no role"):
        alternatives(need)


def test_an_empty_batch_says_nothing() -> None:
    evaluation = evaluate(ConsignmentBatch.empty())
    assert evaluation.signals.schema == SIGNAL_SCHEMA
    assert evaluation.gaps.schema == GAP_SCHEMA
    assert evaluation.signals.is_empty()
    assert evaluation.gaps.is_empty()


def test_a_consignment_without_any_data_gives_gaps_for_everything_and_no_signal() -> None:
    evaluation = evaluate(ConsignmentBatch.of([bare()]))
    assert evaluation.signals.is_empty()
    of_messages = [each.id for each in all_indicators() if not each.of_the_past and not each.records]
    assert evaluation.gaps["indicator"].to_list() == of_messages


def test_one_consignment_without_data_does_not_silence_the_others() -> None:
    party = Party(role=Role.CONSIGNEE, name="Pamir Forwarding")
    telling = Consignment(
        id="c1", message="m", reference="R1", lodgement=Lodgement.MANIFEST, parties=(party,), goods=(GoodsItem(),)
    )
    evaluation = evaluate(ConsignmentBatch.of([bare(), telling]))
    assert evaluation.signals.select("row", "id").rows() == [(1, "PTY-11")]
    assert (1, "PTY-11") not in evaluation.gaps.select("row", "indicator").rows()
    assert (0, "PTY-11", "parties[consignee].name") in evaluation.gaps.rows()


def test_a_number_that_is_none_is_missing_rather_than_larger_than_anything() -> None:
    batch = ConsignmentBatch.of(
        [
            Consignment(
                id="c",
                message="m",
                reference="R",
                lodgement=Lodgement.MANIFEST,
                mode="road",
                freight=math.nan,
                value=100.0,
                gross_mass_kg=math.inf,
                volume_m3=math.nan,
                goods=(GoodsItem(hs_code="640399", value=math.nan, net_mass_kg=5.0, currency="USD"),),
            )
        ]
    )
    evaluation = evaluate(batch)
    assert evaluation.signals.is_empty()
    gaps = dict(evaluation.gaps.select("indicator", "missing").iter_rows())
    assert gaps["VAL-04"] == "consignments.freight"
    assert "VAL-07" not in gaps  # the value of all is that of its only item
    assert "CON-08" in gaps


numbers = st.one_of(st.none(), st.floats(), st.sampled_from([0.0, -1.0, 5e4]))
texts = st.one_of(
    st.none(), st.text(max_size=12), st.sampled_from(["used parts", "лом", "to order", "PO Box 1", "xxx"])
)
countries = st.one_of(st.none(), st.sampled_from(["CN", "UZ", "AF", "KZ", "RU", "IR", "??", ""]))
items = st.builds(
    GoodsItem,
    description=texts,
    hs_code=st.one_of(texts, st.sampled_from(["854231", "8542.31", "2915240000", "2402"])),
    origin=countries,
    value=numbers,
    currency=st.sampled_from([None, "USD", "UZS"]),
    net_mass_kg=numbers,
    gross_mass_kg=numbers,
    packages=st.one_of(st.none(), st.integers(-5, 10**6)),
)
parties = st.builds(Party, role=st.sampled_from(Role), name=texts, address=texts, country=countries, email=texts)
equipment = st.builds(
    TransportEquipment,
    kind=st.sampled_from(EquipmentKind),
    id=st.one_of(st.text(max_size=12), st.sampled_from(["CSQU3054383", "94012340"])),
    seals=st.lists(st.sampled_from(["", "UZ0012345", "x"]), max_size=2).map(tuple),
    size_type=st.sampled_from([None, "45R1", "22G1"]),
    empty=st.sampled_from([None, True, False]),
)
consignments = st.builds(
    Consignment,
    id=st.just("c"),
    message=st.sampled_from(["m1", "m2"]),
    reference=st.just("R"),
    lodgement=st.sampled_from(Lodgement),
    mode=st.sampled_from([None, *Mode]),
    flow=st.sampled_from([None, *Flow]),
    transport_document=texts,
    country_of_dispatch=countries,
    country_of_destination=countries,
    gross_mass_kg=numbers,
    volume_m3=numbers,
    value=numbers,
    freight=numbers,
    packages=st.one_of(st.none(), st.integers(-5, 10**6)),
    goods=st.lists(items, max_size=3).map(tuple),
    parties=st.lists(parties, max_size=3).map(tuple),
    equipment=st.lists(equipment, max_size=2).map(tuple),
    places=st.lists(
        st.builds(Place, role=st.sampled_from(PlaceRole), name=texts, country=countries, code=texts), max_size=3
    ).map(tuple),
    documents=st.lists(
        st.builds(Document, type=st.sampled_from([None, "380", "861", "C400"]), number=texts), max_size=2
    ).map(tuple),
)


@settings(max_examples=30, deadline=None)
@given(st.lists(consignments, max_size=4))
def test_whatever_is_filed_each_indicator_either_signals_or_tells_a_gap(filed: list[Consignment]) -> None:
    evaluation = evaluate(ConsignmentBatch.of(filed))
    signals, gaps = evaluation.signals, evaluation.gaps
    assert signals.drop("evidence").null_count().sum_horizontal().item() == 0
    assert signals["weight"].is_between(0, 1).all()
    assert signals.join(gaps, left_on=["row", "id"], right_on=["row", "indicator"], how="semi").is_empty()
    for signal in signal_objects(signals):
        signal.reason.format_map({fact.name: fact.value for fact in signal.evidence})


def test_many_consignments_are_judged_as_each_of_them_is() -> None:
    party = Party(role=Role.CONSIGNEE, name="Pamir Forwarding", address="PO Box 5", country="IR")
    goods = (GoodsItem(description="запчасти", hs_code="854231"), GoodsItem(description="used tyres", hs_code="401220"))
    one = Consignment(
        id="c", message="m", reference="R", lodgement=Lodgement.MANIFEST, mode="road", parties=(party,), goods=goods
    )
    few = ConsignmentBatch.of([bare(), one, bare()])
    many = ConsignmentBatch.concat([few] * 2_000)
    expected = evaluate(few).signals
    found = evaluate(many).signals
    assert expected.height >= 6
    assert found.height == 2_000 * expected.height
    for row in (1, 2_998, 5_998):
        assert found.filter(row=row).drop("row").equals(expected.drop("row"))


def test_an_indicator_that_does_not_hold_for_a_flow_is_neither_signal_nor_gap() -> None:
    cigarettes = GoodsItem(hs_code="240220")
    imported = Consignment(
        id="c", message="m", reference="R", lodgement=Lodgement.DECLARATION, flow="import", goods=(cigarettes,)
    )
    evaluation = evaluate(ConsignmentBatch.of([imported]))
    assert "EXC-01" not in evaluation.signals["id"]
    assert "EXC-01" not in evaluation.gaps["indicator"]


def test_a_chosen_few_can_be_evaluated_alone() -> None:
    chosen = [each for each in all_indicators() if each.typology is Typology.CASH]
    assert evaluate(ConsignmentBatch.of([bare()]), indicators=chosen).gaps["indicator"].to_list() == [
        "CSH-02",
        "CSH-03",
    ]


def test_the_page_is_the_one_the_indicators_write() -> None:
    assert PAGE.read_text(encoding="utf-8") == indicators_page(), "write it anew with risk.indicators_page()"


def test_the_page_tells_of_every_indicator_its_source_and_when_it_misleads() -> None:
    page = indicators_page()
    for each in all_indicators():
        assert f"## {each.id}" in page
        assert each.source.url in page
        assert each.false_positives in page


def test_every_pair_of_neighbours_is_mutual_and_made_of_countries() -> None:
    pairs = set(Reference().borders.rows())
    assert pairs
    for one, other in pairs:
        assert (other, one) in pairs
        assert one != other
        assert len(one) == 2


def test_distances_are_counted_in_border_crossings() -> None:
    ways = Reference().ways_from(["UZ", "CN", "no country"])
    distances = {(start, end): crossings for start, end, crossings in ways.iter_rows()}
    assert distances["UZ", "UZ"] == 0
    assert distances["UZ", "TJ"] == 1
    assert distances["CN", "UZ"] == 2
    assert ("UZ", "JP") not in distances


@pytest.mark.parametrize("name", ["aml_call_for_action", "aml_increased_monitoring", "embargoed", "temperate"])
def test_lists_of_countries_are_dated_and_sourced(name: str) -> None:
    listed = Reference().countries(name)
    assert listed.source.url.startswith("https://")
    assert listed.as_of.year > 2020
    assert all(isinstance(country, str) and len(country) == 2 for country in listed.countries)
    assert list(listed.countries) == sorted(set(listed.countries))


@pytest.mark.parametrize(
    "name",
    [
        "anhydride",
        "cover_loads",
        "dry_goods",
        "hard_to_value",
        "medicines",
        "money",
        "tobacco",
        "tropical_crops",
        "waste",
    ],
)
def test_lists_of_goods_are_codes_of_the_harmonized_system(name: str) -> None:
    listed = Reference().goods(name)
    assert all(code.isdigit() and len(code) in {2, 4, 6} and text for code, text in listed.codes.items())


def test_every_vocabulary_has_words_in_all_languages_of_the_units() -> None:
    reads = ("goods", "parties", "addresses", "places")
    vocabularies = [each for kind in reads for each in Reference().vocabularies(kind)]
    assert len(vocabularies) > 10
    assert all(each.terms for each in vocabularies)
