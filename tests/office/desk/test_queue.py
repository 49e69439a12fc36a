"""The queue: in the order of the plan, narrowed as asked, refreshed when something changed, quick when it is long."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from darvoza.office.audit.models import Entry
from darvoza.office.desk.models import Consignment, Decision, SavedView, State
from darvoza.office.people.models import Role, Unit

Make = Callable[..., Consignment]
Browse = Callable[..., Client]


def order(page: str, *made: Consignment) -> list[str]:
    """The references in the order in which a page has them."""
    return sorted((each.reference for each in made if each.reference in page), key=page.index)


def test_the_plan_orders_the_queue_and_what_is_beyond_it_follows_by_score(consignment: Make, browser: Browse) -> None:
    low, high = consignment(score=0.1), consignment(score=0.6)
    second, first = consignment(rank=2, score=0.3), consignment(rank=1, score=0.2)
    elsewhere = consignment(office="UZTRP", rank=1, score=0.9)
    page = browser(Role.TARGETER).get("/desk").content.decode()
    assert order(page, low, high, second, first, elsewhere) == [
        each.reference for each in (elsewhere, first, second, high, low)
    ]


def test_a_row_says_when_it_arrives_who_holds_it_and_how_sure_the_score_is(
    consignment: Make, browser: Browse, officer: Callable[..., Any]
) -> None:
    colleague = officer(Role.TARGETER)
    late = datetime.now(UTC) - timedelta(hours=2, minutes=30, seconds=5)
    consignment(score=0.3, rank=1, arrival=late, holder=colleague, measure="scan", technique="scan")
    page = browser(Role.TARGETER).get("/desk").content.decode()
    assert "2 h 30 min overdue" in page
    assert f"with {colleague.full_name}" in page
    assert '<b>B</b><span class="hidden">score </span><span class="value">0.30</span>' in page
    assert "Declared at 0.4 a kilogram, peers at 2.1" in page


def test_filters_narrow_by_post_mode_typology_band_holder_and_words(consignment: Make, browser: Browse) -> None:
    road = consignment(typologies="revenue drugs", score=0.25)
    river = consignment(
        office="UZTRP", mode="river", search="barge 17 cotton", typologies="trafficking_in_persons", score=1.0
    )
    client = browser(Role.TARGETER)
    for asked, expected in {
        "post=UZTRP": river,
        "mode=road": road,
        "typology=trafficking+in+persons": river,
        "band=A": river,
        "band=B": road,
        "search=COTTON+barge": river,
        "search=citric": road,
    }.items():
        assert order(client.get(f"/desk?{asked}").content.decode(), road, river) == [expected.reference], asked
    assert order(client.get("/desk?band=x").content.decode(), road, river) == [river.reference, road.reference]
    assert "Nothing here is like that" in client.get("/desk?holder=me").content.decode()


def test_an_exact_reference_is_found_in_whatever_state_it_is(consignment: Make, browser: Browse) -> None:
    old = consignment(state=State.RELEASED, decided=datetime.now(UTC) - timedelta(days=300), reference="OLD/1")
    page = browser(Role.TARGETER).get("/desk?search=OLD/1").content.decode()
    assert f'href="/consignment/{old.key.replace("#", "%23")}"' in page


def test_another_units_consignments_do_not_show(consignment: Make, browser: Browse, other_unit: Unit) -> None:
    foreign = consignment(office="TJDYU")
    client = browser(Role.TARGETER)
    for address in ("/desk", "/desk?post=TJDYU", "/desk/rows", f"/desk?search={foreign.reference}"):
        assert f">{foreign.reference}<" not in client.get(address).content.decode(), address
    assert foreign.reference in browser(Role.TARGETER, at=other_unit).get("/desk").content.decode()


def test_an_open_queue_asks_for_changes_and_gets_nothing_while_there_are_none(
    consignment: Make, browser: Browse
) -> None:
    first = consignment()
    client = browser(Role.TARGETER)
    page = client.get("/desk").content.decode()
    address = page.split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
    viewed = Entry.objects.count()
    assert client.get(address).status_code == 204
    second = consignment(score=0.9)
    fresh = client.get(address)
    assert fresh.status_code == 200
    assert order(fresh.content.decode(), first, second) == [second.reference, first.reference]
    assert "<html" not in fresh.content.decode()
    assert Entry.objects.count() == viewed, "a refreshed list belongs to a page that was logged"


def test_a_view_is_kept_under_a_name_and_dropped(browser: Browse) -> None:
    client = browser(Role.TARGETER)
    client.post("/desk/views?mode=road", {"name": "Trucks"})
    assert '<a href="/desk?mode=road">Trucks</a>' in client.get("/desk").content.decode()
    client.post("/desk/views", {"drop": "Trucks"})
    assert not SavedView.objects.exists()


def test_a_long_queue_costs_no_more_questions_than_a_short_one(
    consignment: Make,
    browser: Browse,
    django_assert_max_num_queries: Any,  # noqa: ANN401 - of pytest-django
) -> None:
    for rank in range(1, 9):
        consignment(rank=rank if rank % 2 else None)
    client = browser(Role.TARGETER)
    with django_assert_max_num_queries(26):
        client.get("/desk")
    for _ in range(12):
        consignment()
    with django_assert_max_num_queries(26):
        client.get("/desk")


@pytest.mark.parametrize("state", [State.STOPPED, State.RELEASED, State.EXAMINED])
def test_what_was_decided_is_listed_with_the_newest_first(consignment: Make, browser: Browse, state: State) -> None:
    now = datetime.now(UTC)
    older = consignment(state=state, decided=now - timedelta(hours=3))
    newer = consignment(state=state, decided=now - timedelta(hours=1), office="UZTRP")
    page = browser(Role.SUPERVISOR).get(f"/desk?state={state.value}").content.decode()
    assert order(page, older, newer) == [newer.reference, older.reference]


def test_an_empty_queue_says_what_comes_next(browser: Browse) -> None:
    assert "New consignments appear here by themselves" in browser(Role.TARGETER).get("/desk").content.decode()


def test_a_supervisor_reads_what_was_decided_against_the_proposal(
    consignment: Make, browser: Browse, officer: Callable[..., Any], other_unit: Unit
) -> None:
    targeter = officer(Role.TARGETER)
    made = {"officer": targeter, "made": datetime.now(UTC), "measure": "release", "proposed": "scan"}
    Decision.objects.create(consignment=consignment(), override=True, reason="Scanned yesterday", **made)
    page = browser(Role.SUPERVISOR).get("/desk/overrides").content.decode()
    assert "Scanned yesterday" in page
    assert "Scanned yesterday" not in browser(Role.SUPERVISOR, at=other_unit).get("/desk/overrides").content.decode()
