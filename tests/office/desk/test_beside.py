"""What a scorecard sets beside a consignment: the prices of its peers, its ties, and its route."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.office.desk.scored import ENGLISH, Browse, Make, filed, page, priced, with_filed

from darvoza.consignment import Party, Place, PlaceRole
from darvoza.consignment import Role as PartyRole
from darvoza.office.desk import prices, route, ties
from darvoza.office.desk.models import Consignment
from darvoza.office.people.access import Viewer
from darvoza.office.people.models import Role


def test_a_price_stands_among_its_peers_of_the_viewers_posts(
    consignment: Make, officer: Callable[..., Any], browser: Browse
) -> None:
    for value in (20, 22, 24, 26, 28):
        with_filed(consignment(), goods=priced(value))
    with_filed(consignment(), goods=priced(900, "291815"))
    with_filed(consignment(office="TJDYU"), goods=priced(1))
    made = with_filed(consignment(), goods=priced(4))
    viewer = Viewer(officer(Role.TARGETER))
    (found,) = prices.peers(made, filed(goods=priced(4)), viewer)
    assert found.prices == pytest.approx((2.0, 2.2, 2.4, 2.6, 2.8))
    assert (found.price, found.below) == (0.4, 0)
    assert found.quantiles == pytest.approx((2.08, 2.4, 2.72))
    assert prices.strip(found, ENGLISH).count("<circle") == 5
    told = page(browser(Role.TARGETER), made)
    assert '<th scope="row">Middle price</th><td class="n">2.4</td>' in told


def test_of_very_many_peers_the_newest_are_taken_and_none_of_long_ago(
    consignment: Make, officer: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prices, "_PEERS", 4)
    made = [with_filed(consignment(office=post), goods=priced(value)) for value, post in enumerate(_POSTS, 10)]
    viewer = Viewer(officer(Role.TARGETER))
    (found,) = prices.peers(made[-1], filed(goods=priced(4)), viewer)
    assert found.prices == pytest.approx((1.2, 1.3, 1.4, 1.5))
    Consignment.objects.filter(pk=made[2].pk).update(received=made[2].received - prices.SPAN)
    (found,) = prices.peers(made[-1], filed(goods=priced(4)), viewer)
    assert found.prices == pytest.approx((1.3, 1.4, 1.5))


_POSTS = ("UZAYR", "UZTRP", "UZTRP", "UZAYR", "UZTRP", "UZTRP", "UZAYR")


def test_few_peers_are_not_compared(consignment: Make, officer: Callable[..., Any]) -> None:
    with_filed(consignment(), goods=priced(20))
    (found,) = prices.peers(consignment(), filed(goods=priced(4)), Viewer(officer(Role.TARGETER)))
    assert found.quantiles is None


@pytest.mark.usefixtures("other_unit")
def test_ties_go_two_steps_and_stay_in_the_unit(
    consignment: Make, officer: Callable[..., Any], browser: Browse
) -> None:
    def party(name: str, phone: str | None = None) -> tuple[Party, ...]:
        return (Party(role=PartyRole.CONSIGNEE, name=name, phone=phone),)

    centre = with_filed(consignment(), parties=party("ООО «Бахор»", "+998 71 200 11 22"))
    near = with_filed(consignment(), parties=party("LLC Bahor", "+998712001122"), means_id="01 777 AAA")
    far = with_filed(consignment(), means_id="01777AAA")
    foreign = with_filed(consignment(office="TJDYU"), means_id="01777AAA", parties=party("Bahor"))
    alone = with_filed(consignment(), means_id="99 999 ZZZ")
    found = ties.web(centre, Viewer(officer(Role.TARGETER)))
    assert set(found.found) == {near.pk, far.pk}
    assert [(each.kind, each.step) for each in found.shared] == [("party", 1), ("means", 2)]
    told = page(browser(Role.TARGETER), centre, "links")
    assert near.reference in told
    assert 'class="web"' in told
    assert foreign.reference not in told
    assert alone.reference not in told


def test_a_value_that_very_many_share_shows_some_and_says_so(consignment: Make, officer: Callable[..., Any]) -> None:
    centre = with_filed(consignment(), means_id="01 777 AAA")
    for _ in range(16):
        with_filed(consignment(), means_id="01 777 AAA")
    found = ties.web(centre, Viewer(officer(Role.TARGETER)))
    (shared,) = found.shared
    assert shared.more
    assert len(shared.others) == 14
    assert found.size <= ties.MOST


def test_a_route_is_drawn_from_what_is_known_of_its_places() -> None:
    told = filed(
        places=(
            Place(role=PlaceRole.DESTINATION, code="TJDYU", name="Dushanbe", country="TJ"),
            Place(role=PlaceRole.LOADING, code="URC", name="Urumqi", country="CN"),
            Place(role=PlaceRole.TRANSIT, country="KZ"),
            Place(role=PlaceRole.TRANSIT, name="Nowhere in particular"),
        )
    )
    found = route.stops(told, ENGLISH)
    assert [(each.role, each.rough, each.point is None) for each in found] == [
        ("loading", False, False),
        ("transit", True, False),
        ("transit", False, True),
        ("post", False, False),
        ("destination", False, False),
    ]
    drawing = route.drawn(found, ENGLISH)
    assert drawing is not None
    assert drawing.count("<circle") == 4
    assert 'class="on"' in drawing
    assert "style" not in drawing
    assert route.drawn(route.stops(filed(office=None), ENGLISH), ENGLISH) is None
