"""Where indicators draw the line: just on one side they fire, just on the other they do not."""

from datetime import datetime, timedelta

import pytest

from darvoza.consignment import (
    Consignment,
    ConsignmentBatch,
    Document,
    EquipmentKind,
    GoodsItem,
    Lodgement,
    Mode,
    Party,
    Place,
    PlaceRole,
    Role,
    TransportEquipment,
)
from darvoza.risk import all_indicators, evaluate
from darvoza.signals import Signal, signal_objects

NOON = datetime(2026, 3, 2, 12)  # noqa: DTZ001 - as filed, without a zone
BOX = TransportEquipment(kind=EquipmentKind.CONTAINER, id="CSQU3054383")


def signals(name: str, *consignments: Consignment) -> list[Signal]:
    chosen = [each for each in all_indicators() if each.id == name]
    return signal_objects(evaluate(ConsignmentBatch.of(consignments), indicators=chosen).signals)


def filed(number: int = 0, **fields: object) -> Consignment:
    own = {
        "id": f"c{number}",
        "message": f"m{number}",
        "reference": "R",
        "lodgement": Lodgement.MANIFEST,
        "mode": "road",
    }
    return Consignment(**{**own, **fields})  # type: ignore[arg-type]  # any field of a consignment


@pytest.mark.parametrize(
    ("mode", "minutes", "fires"),
    [
        (Mode.ROAD, 59, True),
        (Mode.ROAD, 60, False),
        (Mode.RAIL, 119, True),
        (Mode.RAIL, 120, False),
        (Mode.RIVER, 119, True),
        (Mode.AIR, 239, True),
        (Mode.AIR, 240, False),
        (Mode.POST, 1, False),
    ],
)
def test_each_mode_has_its_own_notice(mode: Mode, minutes: int, *, fires: bool) -> None:
    told = signals("TIM-01", filed(mode=mode, lodged=NOON, arrival=NOON + timedelta(minutes=minutes)))
    assert bool(told) is fires


@pytest.mark.parametrize(("freight", "fires"), [(799.0, False), (800.0, True), (5000.0, True), (0.0, False)])
def test_freight_of_four_fifths_of_the_value_is_as_much_as_the_goods(freight: float, *, fires: bool) -> None:
    assert bool(signals("VAL-04", filed(freight=freight, value=1000.0, currency="USD"))) is fires


@pytest.mark.parametrize(
    ("total", "items", "fires"),
    [(1000.0, 951.0, False), (1000.0, 940.0, True), (100.0, 92.0, False), (0.0, 92.0, False), (940.0, 1000.0, True)],
)
def test_masses_may_differ_by_five_per_cent_or_ten_kilograms(total: float, items: float, *, fires: bool) -> None:
    consignment = filed(gross_mass_kg=total, goods=(GoodsItem(gross_mass_kg=items),))
    assert bool(signals("DOC-01", consignment)) is fires


@pytest.mark.parametrize(("mass", "fires"), [(49.9, False), (50.0, True)])
def test_ephedrine_is_bulk_from_fifty_kilograms(mass: float, *, fires: bool) -> None:
    assert bool(signals("PRC-05", filed(goods=(GoodsItem(hs_code="293941", net_mass_kg=mass),)))) is fires


@pytest.mark.parametrize(("mass", "fires"), [(36_000.0, False), (36_001.0, True)])
def test_a_container_weighs_at_most_thirty_six_tonnes(mass: float, *, fires: bool) -> None:
    assert bool(signals("CON-08", filed(gross_mass_kg=mass, equipment=(BOX,)))) is fires


def test_two_containers_carry_twice_as_much() -> None:
    other = TransportEquipment(kind=EquipmentKind.CONTAINER, id="MSKU0000010")
    assert not signals("CON-08", filed(gross_mass_kg=60_000.0, equipment=(BOX, other)))


def test_one_load_of_bulk_goods_is_no_package_too_heavy() -> None:
    assert not signals("CON-08", filed(gross_mass_kg=60_000.0, packages=1))


@pytest.mark.parametrize(("tier", "code", "weight"), [("1", "854231", 0.12), ("3B", "848210", 0.08)])
def test_the_first_tiers_of_high_priority_goods_weigh_more(tier: str, code: str, weight: float) -> None:
    (signal,) = signals("GDS-04", filed(goods=(GoodsItem(hs_code=code),)))
    assert signal.weight == weight
    assert f"tier {tier}" in signal.reason.format_map({fact.name: fact.value for fact in signal.evidence})


@pytest.mark.parametrize(("country", "weight"), [("KP", 0.05), ("VN", 0.03)])
def test_a_call_for_action_weighs_more_than_monitoring(country: str, weight: float) -> None:
    party = Party(role=Role.CONSIGNOR, name="Trade", country=country)
    (signal,) = signals("TBM-04", filed(parties=(party,)))
    assert signal.weight == weight
    assert "2026-02-13" in signal.reason.format_map({fact.name: fact.value for fact in signal.evidence})


@pytest.mark.parametrize(
    ("item", "weight"), [(GoodsItem(description="б/у шины"), 0.14), (GoodsItem(hs_code="720449"), 0.07)]
)
def test_words_for_waste_weigh_more_than_a_code_for_it(item: GoodsItem, weight: float) -> None:
    (signal,) = signals("ENV-04", filed(goods=(item,)))
    assert signal.weight == weight


def test_both_ends_of_an_itinerary_can_be_lacking() -> None:
    (signal, other) = signals("DOC-04", filed(mode="rail", places=(Place(role=PlaceRole.TRANSIT, country="KZ"),)))
    assert {signal.reason, other.reason} == {
        "The itinerary names no place of loading or origin, only: {named}",
        "The itinerary names no place of unloading or destination, only: {named}",
    }


def test_two_sellers_may_each_have_an_invoice_of_one_number() -> None:
    def sold(number: int, seller: str, buyer: str) -> Consignment:
        parties = (Party(role=Role.CONSIGNOR, name=seller), Party(role=Role.CONSIGNEE, name=buyer))
        return filed(number, parties=parties, documents=(Document(type="380", number="INV-1001"),))

    assert not signals("DOC-02", sold(0, "Urumqi Export", "Nur"), sold(1, "Kashgar Trade", "Amu"))
    assert len(signals("DOC-02", sold(0, "Urumqi Export", "Nur"), sold(1, "Urumqi Export", "Amu"))) == 2


def test_a_certificate_for_one_item_says_nothing_of_the_others() -> None:
    told = signals(
        "DOC-10",
        filed(
            flow="import",
            country_of_dispatch="TR",
            country_of_destination="UZ",
            goods=(GoodsItem(origin="CN"), GoodsItem(origin="CN")),
            documents=(Document(type="861", item=1),),
        ),
    )
    assert [signal.subject for signal in told] == ["goods[1]"]


def test_seals_that_agree_in_part_are_no_mismatch_and_short_marks_are_no_seals() -> None:
    def sealed(number: int, *seals: str) -> Consignment:
        box = TransportEquipment(kind=EquipmentKind.CONTAINER, id="CSQU3054383", seals=seals)
        return filed(number, transport_document="CMR 1", equipment=(box,))

    assert not signals("CON-01", sealed(0, "UZ001234", "KZ5678"), sealed(1, "KZ-5678"))
    assert not signals("CON-01", sealed(0, "NIL"), sealed(1, "KZ5678"))
    assert len(signals("CON-01", sealed(0, "UZ001234"), sealed(1, "KZ5678"))) == 2


def test_the_same_message_read_for_two_consignments_is_no_mismatch_with_itself() -> None:
    def sealed(number: int, seal: str) -> Consignment:
        box = TransportEquipment(kind=EquipmentKind.CONTAINER, id="CSQU3054383", seals=(seal,))
        return filed(number, message="same", transport_document="CMR 1", equipment=(box,))

    assert not signals("CON-01", sealed(0, "UZ001234"), sealed(1, "KZ5678"))
