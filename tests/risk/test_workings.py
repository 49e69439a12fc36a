"""What is derived from a batch: totals, routes, prices, codes; and what missing data does to each."""

import polars as pl
import pytest

from darvoza.consignment import Consignment, ConsignmentBatch, GoodsItem, Lodgement, Party, Place, PlaceRole, Role
from darvoza.risk import Reference, Workings


def workings(*consignments: Consignment) -> Workings:
    return Workings(ConsignmentBatch.of(consignments), Reference())


def filed(*goods: GoodsItem, **fields: object) -> Consignment:
    own = {"id": "c", "message": "m", "reference": "R", "lodgement": Lodgement.MANIFEST}
    return Consignment(**{**own, "goods": goods, **fields})  # type: ignore[arg-type]  # any field of a consignment


def dollars(value: float | None, mass: float = 10.0, **fields: object) -> GoodsItem:
    own = {"hs_code": "870830", "origin": "CN", "currency": "USD", "value": value, "net_mass_kg": mass}
    return GoodsItem(**{**own, **fields})  # type: ignore[arg-type]  # any field of an item


def test_a_total_is_the_consignment_s_own_or_else_its_items_sum() -> None:
    work = workings(
        filed(GoodsItem(gross_mass_kg=10.0, packages=1), GoodsItem(gross_mass_kg=5.0, packages=2)),
        filed(GoodsItem(gross_mass_kg=10.0, packages=1), gross_mass_kg=400.0, packages=9),
        filed(),
    )
    assert work.totals["gross_mass_kg"].to_list() == [15.0, 400.0, None]
    assert work.totals["packages"].to_list() == [3, 9, None]


def test_a_sum_is_unknown_where_one_item_lacks_the_figure() -> None:
    work = workings(filed(GoodsItem(gross_mass_kg=10.0, packages=1), GoodsItem(packages=2)))
    assert work.sums.select("items", "gross_mass_kg", "packages").row(0) == (2, None, 3)


@pytest.mark.parametrize(
    ("second", "total"),
    [(dollars(5.0), 15.0), (dollars(5.0, currency="EUR"), None), (dollars(None), None)],
)
def test_values_are_only_added_in_one_currency(second: GoodsItem, total: float | None) -> None:
    assert workings(filed(dollars(10.0), second)).totals["value"].to_list() == [total]


def test_the_currency_of_a_total_is_the_one_it_was_summed_in() -> None:
    work = workings(filed(dollars(10.0), currency="UZS"), filed(dollars(10.0), currency="UZS", value=7.0))
    assert work.totals.select("value", "currency").rows() == [(10.0, "USD"), (7.0, "UZS")]


def test_an_item_without_a_currency_has_the_consignment_s() -> None:
    work = workings(filed(dollars(10.0, currency=None), currency="UZS"), filed(dollars(10.0, currency=None)))
    assert work.items.select("row", "currency", "unit_value").rows() == [(0, "UZS", 1.0)]


@pytest.mark.parametrize("item", [dollars(0.0), dollars(-5.0), dollars(5.0, mass=0.0), dollars(5.0, net_mass_kg=None)])
def test_an_item_without_value_or_mass_has_no_unit_value(item: GoodsItem) -> None:
    assert workings(filed(item)).items.is_empty()


def test_the_gross_mass_stands_in_for_a_missing_net_mass() -> None:
    item = dollars(30.0, net_mass_kg=None, gross_mass_kg=15.0)
    assert workings(filed(item)).items["unit_value"].to_list() == [2.0]


def test_thirty_consignments_are_peers_and_twenty_nine_are_not() -> None:
    assert workings(*[filed(dollars(10.0 + n)) for n in range(30)]).prices.height == 30
    nearest = workings(*[filed(dollars(10.0 + n)) for n in range(30)]).prices
    assert nearest["peers"].unique().to_list() == [30]
    assert workings(*[filed(dollars(10.0 + n, currency="EUR")) for n in range(14)]).prices.is_empty()


def test_thirty_items_of_one_consignment_are_no_peers() -> None:
    assert workings(filed(*[dollars(10.0 + n) for n in range(40)])).prices.is_empty()


def test_peers_of_one_origin_come_before_those_of_all() -> None:
    chinese = [filed(dollars(10.0 + n)) for n in range(30)]
    turkish = [filed(dollars(20.0 + n, origin="TR")) for n in range(4)]
    peers = workings(*chinese, *turkish).prices.sort("row")["peers"].to_list()
    assert peers == [30] * 30 + [34] * 4


def test_where_the_code_has_too_few_the_heading_is_asked_and_then_the_chapter() -> None:
    brakes = [filed(dollars(10.0 + n)) for n in range(14)]
    others = [filed(dollars(10.0 + n, hs_code="870899")) for n in range(2)]
    tractor = [filed(dollars(15.0, hs_code="870190"))]
    prices = workings(*brakes, *others, *tractor).prices.sort("row")
    assert prices["alike"].to_list() == ["8708"] * 16 + ["87"]
    assert prices["peers"].to_list() == [16] * 16 + [17]


def test_the_wider_the_group_the_farther_a_price_may_lie_from_it() -> None:
    same = [filed(dollars(10.0)) for _ in range(20)]
    heading = workings(*same, filed(dollars(30.0, hs_code="870899"))).prices.sort("row")["deviations"][-1]
    code = workings(*same, filed(dollars(30.0))).prices.sort("row")["deviations"][-1]
    assert 0 < heading < code


def test_peers_have_the_same_currency() -> None:
    dollar = [filed(dollars(10.0)) for _ in range(10)]
    assert workings(*dollar, *[filed(dollars(10.0, currency="EUR")) for _ in range(10)]).prices.is_empty()


def test_the_value_of_a_consignment_is_that_of_its_only_item() -> None:
    single = filed(dollars(None), value=50.0)
    several = filed(dollars(None), dollars(None), value=50.0)
    assert workings(single, several).items.select("row", "value").rows() == [(0, 50.0)]


def test_a_small_spread_among_peers_makes_no_small_difference_a_sign() -> None:
    prices = workings(*[filed(dollars(100.0)) for _ in range(30)], filed(dollars(110.0))).prices
    assert prices["deviations"].abs().max() < 1


def test_a_route_runs_from_dispatch_through_the_places_to_the_destination() -> None:
    places = (
        Place(role=PlaceRole.UNLOADING, country="UZ"),
        Place(role=PlaceRole.TRANSIT, country="KZ"),
        Place(role=PlaceRole.LOADING, country="CN"),
        Place(role=PlaceRole.TRANSIT, country="KG"),
        Place(role=PlaceRole.TRANSIT),
    )
    work = workings(
        filed(country_of_dispatch="CN", places=places, country_of_destination="TJ"),
        filed(country_of_destination="UZ"),
        filed(),
    )
    assert work.route.rows() == [(0, "CN"), (0, "KZ"), (0, "KG"), (0, "UZ"), (0, "TJ"), (1, "UZ")]
    assert work.routes(pl.DataFrame({"row": [1]}, schema={"row": pl.UInt32}))["route"].to_list() == [["UZ"]]


def test_goods_are_looked_up_by_the_longest_code_that_fits() -> None:
    work = workings(filed(*[GoodsItem(hs_code=code) for code in ("8523.51.10", "852359", "9701", "97", None, "??")]))
    found = work.coded("hard_to_value").select("position", "what").rows()
    assert found == [(0, "flash media with software"), (2, "paintings and drawings")]


def test_those_the_goods_are_for_are_compared_by_folded_names() -> None:
    parties = (
        Party(role=Role.CONSIGNEE, name="«Памир» ООО"),
        Party(role=Role.IMPORTER, name="ПАМИР, ООО"),
        Party(role=Role.CONSIGNOR, name="Памир ООО"),
        Party(role=Role.CONSIGNEE),
    )
    holders = workings(filed(parties=parties)).holders
    assert holders["position"].to_list() == [0, 1]
    assert holders["who"].n_unique() == 1
