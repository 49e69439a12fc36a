"""The messages: what became of each, and what was wrong, the worst first."""

import re
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from django.test import Client

from darvoza.intake import Problem, Status

Make = Callable[..., Any]


def paths(browser: Client, address: str) -> list[str]:
    return re.findall(r'class="ref"[^>]*>(messages/[^<]+)<', browser.get(address).content.decode())


def test_the_worst_come_first(browser: Client) -> None:
    shown = paths(browser, "/messages")
    assert shown[:3] == ["messages/cuscar-060.edi", "messages/cuscar-058.edi", "messages/cuscar-059.edi"]
    assert len(shown) == 50
    assert len(paths(browser, "/messages?page=2")) == 13


@pytest.mark.parametrize(
    ("status", "count"), [("quarantined", 1), ("partly accepted", 2), ("accepted", 50), ("lost", 50)]
)
def test_one_status_can_be_asked_for(browser: Client, status: str, count: int) -> None:
    assert len(paths(browser, f"/messages?status={status}")) == count


def test_a_status_is_kept_from_page_to_page(browser: Client) -> None:
    assert 'href="?status=accepted&amp;page=2"' in browser.get("/messages?status=accepted").content.decode()


def test_problems_say_where_what_and_what_to_do(browser: Client) -> None:
    page = browser.get("/messages").content.decode()
    assert "<code>byte 812, CNI 0</code> <b>country</b>: UZB is not a country." in page
    assert "Use two letters." in page
    assert "All 120 problems" in page


def test_a_message_lists_all_its_problems(browser: Client) -> None:
    assert browser.get("/message/00000000003b").content.decode().count("UZB is not a country.") == 50
    assert browser.get("/message/00000000003b?page=3").content.decode().count("UZB is not a country.") == 20


def test_a_message_lists_the_consignments_it_gave(browser: Client) -> None:
    page = browser.get("/message/9f86d081884c").content.decode()
    assert 'href="/consignment/9f86d081884c-0">CMR-2026-00000</a>' in page
    assert "Nothing: the message was read whole." in page
    assert "101–150 of 250" in browser.get("/message/9f86d081884c?page=3").content.decode()


def test_a_sound_message_without_consignments_says_why(browser: Client) -> None:
    page = browser.get(f"/message/{62:012x}").content.decode()
    assert "An acknowledgement: it holds no consignment." in page
    assert "None that was assessed in this run." in page


def test_the_same_file_twice_is_one_message_at_two_places(open_run: Make, receipt: Make) -> None:
    browser = open_run([], [receipt(1, Status.ACCEPTED), receipt(1, Status.ACCEPTED, path="messages/copy.edi")])
    page = browser.get(f"/message/{1:012x}").content.decode()
    assert "The same file also at" in page
    assert "messages/copy.edi" in page


@pytest.mark.parametrize("bad", ["nothing", "..", "%00", "<script>"])
def test_a_message_that_is_none_is_not_found(browser: Client, bad: str) -> None:
    assert browser.get(f"/message/{bad}").status_code == 404


def test_no_message_says_what_to_do(open_run: Make) -> None:
    assert "No message was read" in open_run([]).get("/messages").content.decode()


def test_no_message_of_a_kind_leads_back(open_run: Make, receipt: Make) -> None:
    page = open_run([], [receipt(1, Status.ACCEPTED)]).get("/messages?status=quarantined").content.decode()
    assert "No message of this kind" in page


def test_a_problem_with_braces_in_its_value_is_shown_as_it_was_sent(open_run: Make, receipt: Make) -> None:
    problem = Problem(
        where="line 2", field="name", value="{value.__class__} {0}", rule="{value} is odd.", advice="Ask."
    )
    browser = open_run([], [msgspec.structs.replace(receipt(1, Status.PARTLY_ACCEPTED), problems=(problem,))])
    assert "{value.__class__} {0} is odd." in browser.get("/messages").content.decode()
