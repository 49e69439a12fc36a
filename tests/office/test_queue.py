"""The queue: stops in their order, narrowed by filters, fifty at a time, and the way to what was released."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import quote

import pytest
from django.http import HttpResponse
from django.test import Client

Make = Callable[..., Any]


def references(response: HttpResponse) -> list[int]:
    """The numbers of the consignments on a page, in the order in which they stand there."""
    return [int(each) for each in re.findall(r'class="ref"[^>]*>CMR-2026-(\d{5})<', response.content.decode())]


def test_stops_stand_in_the_order_of_their_rank(open_run: Make, assessment: Make) -> None:
    ranks = {0: 3, 1: 1, 2: 2}
    browser = open_run([assessment(number, selected=True, rank=rank) for number, rank in ranks.items()])
    assert references(browser.get("/")) == [1, 2, 0]


def test_released_stand_by_falling_score(open_run: Make, assessment: Make) -> None:
    scores = {0: 0.1, 1: None, 2: 0.4}
    browser = open_run([assessment(number, selected=False, score=score) for number, score in scores.items()])
    assert references(browser.get("/released")) == [2, 0, 1]
    assert references(browser.get("/")) == []


def test_a_page_has_fifty(browser: Client) -> None:
    assert references(browser.get("/")) == list(range(50))
    assert references(browser.get("/?page=2")) == list(range(50, 100))
    last = browser.get("/?page=3")
    assert references(last) == list(range(100, 120))
    assert "101–120 of 120" in last.content.decode()
    assert 'href="?page=2"' in last.content.decode()
    assert 'rel="next"' not in last.content.decode()


@pytest.mark.parametrize(
    ("page", "first"),
    [("0", 0), ("-1", 0), ("zwei", 0), ("²", 0), ("", 0), ("99", 100), ("9" * 5000, 0)],
)
def test_a_page_that_is_not_there_gives_the_nearest(browser: Client, page: str, first: int) -> None:
    assert references(browser.get("/", {"page": page}))[0] == first


def test_a_short_queue_has_no_pages(open_run: Make, assessment: Make) -> None:
    page = open_run([assessment(0, selected=True)]).get("/").content.decode()
    assert 'class="pager"' not in page


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("post=UZGSK", lambda number: number % 4 == 0),
        ("mode=road", lambda number: number % 4 in {0, 3}),
        ("mode=road&post=TJNPJ", lambda number: number % 4 == 3),
        ("typology=sanctions", lambda number: number % 5 and number % 4 in {1, 2, 3} and _has(number, 1)),
        ("post=&mode=&typology=", lambda _: True),
    ],
)
def test_filters_narrow_the_queue(browser: Client, query: str, wanted: Callable[[int], bool]) -> None:
    shown = [number for page in (1, 2, 3) for number in references(browser.get(f"/?{query}&page={page}"))]
    assert list(dict.fromkeys(shown)) == [number for number in range(120) if wanted(number)]


def _has(number: int, kind: int) -> bool:
    return kind in {(number + each) % 4 for each in range(number % 4 + 1)}


def test_a_filter_is_kept_from_page_to_page(browser: Client) -> None:
    page = browser.get("/?mode=road&post=").content.decode()
    assert 'href="?mode=road&amp;page=2"' in page
    assert '<option value="road" selected>road (60)</option>' in page


def test_choices_are_the_values_there_are_with_their_number(browser: Client) -> None:
    page = browser.get("/").content.decode()
    assert '<option value="UZAVY">Aviayuklar (Tashkent air cargo) (30)</option>' in page
    assert '<option value="air">air (30)</option>' in page
    assert 'value="sea"' not in page


@pytest.mark.parametrize("value", ["sea", "no such mode", '"><script>alert(1)</script>', "'; drop table", "\x00"])
@pytest.mark.parametrize("name", ["post", "mode", "typology"])
def test_a_filter_that_nothing_passes_says_how_to_go_on(browser: Client, name: str, value: str) -> None:
    page = browser.get("/", {name: value}).content.decode()
    assert "No consignment matches these filters" in page
    assert '<a href="?">Clear the filters</a>' in page
    assert "<script" not in page


def test_the_queue_leads_on_to_the_released(browser: Client) -> None:
    assert "See the 130 consignments that are released" not in browser.get("/").content.decode()
    last = browser.get("/?page=3").content.decode()
    assert "See the 130 consignments that are released" in last
    assert 'href="/released?mode=air"' in browser.get("/?mode=air").content.decode()
    assert references(browser.get("/released?mode=air"))


def test_reasons_are_told_in_the_readers_words_the_first_three_of_them(browser: Client) -> None:
    page = browser.get("/").content.decode()
    assert "hydrogen fluoride may meet control entry 1C350.d.14" in page
    assert "told when the run was made" not in page
    assert "and 1 more signs" in page
    assert "Drawn by chance, with probability 3.1%." in page


def test_what_a_message_did_not_say_shows_as_a_dash(open_run: Make, assessment: Make) -> None:
    unsaid = (
        "mode",
        "flow",
        "office",
        "arrival",
        "means_id",
        "gross_mass_kg",
        "value",
        "consignor",
        "consignee",
        "goods",
    )
    bare = assessment(1, selected=True, **dict.fromkeys(unsaid), hs_codes=[], signals=[], measure=None, score=None)
    page = open_run([bare]).get("/").content.decode()
    assert "no description of goods" in page
    assert "None" not in page


def test_nothing_to_stop_says_what_to_look_at(open_run: Make, assessment: Make) -> None:
    released_only = open_run([assessment(0, selected=False)])
    assert "Nothing to stop" in released_only.get("/").content.decode()
    assert 'href="/messages"' in released_only.get("/").content.decode()


def test_nothing_released_says_so(open_run: Make, assessment: Make) -> None:
    assert "Nothing was released" in open_run([assessment(0, selected=True)]).get("/released").content.decode()


def test_a_run_of_no_consignment_at_all(open_run: Make) -> None:
    browser = open_run([])
    assert "Nothing to stop" in browser.get("/").content.decode()
    assert "Nothing was released" in browser.get("/released").content.decode()
    assert browser.get("/health").json() == {"status": "ok", "consignments": 0, "messages": 0}


def test_long_texts_do_not_make_the_page_big(open_run: Make, assessment: Make, signal: Make) -> None:
    long = "Ткани хлопчатобумажные, отбеленные, " * 100
    spoken = [signal(2, reason="{value}", evidence=[{"name": "value", "value": long}]) for _ in range(5)]
    rows = [
        assessment(number, selected=True, goods=long, consignor=long, consignee=long, means_id=long, signals=spoken)
        for number in range(60)
    ]
    assert len(open_run(rows).get("/").content) < 150_000


def test_an_identifier_with_odd_signs_is_still_reached(open_run: Make, assessment: Make) -> None:
    odd = "a b?c#d%e&f"
    browser = open_run([assessment(0, selected=True, id=odd, arrival=datetime(2026, 11, 20, 8))])  # noqa: DTZ001
    assert f'href="/consignment/{quote(odd)}"' in browser.get("/").content.decode()
    assert browser.get(f"/consignment/{quote(odd)}").status_code == 200
