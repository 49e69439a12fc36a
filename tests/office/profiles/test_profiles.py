"""An analyst's profile from the first word to retirement: errors under the word, the past, a second officer."""

from collections.abc import Callable

import msgspec
import pytest
from django.test import Client

from darvoza.office.audit.models import Entry
from darvoza.office.desk.models import Consignment
from darvoza.office.people.models import Role
from darvoza.office.profiles.keeping import store

FORM = {
    "id": "CITRIC",
    "title": "Citric acid by road",
    "condition": "mode = 'road' and hs_code like '2918%'",
    "purpose": "Try the language",
    "typology": "precursors",
    "weight": "0,4",
    "start": "2026-01-01",
    "end": "2099-01-01",
    "review": "2098-01-01",
    "measure": "document check",
}


@pytest.fixture
def analyst(browser: Callable[..., Client]) -> Client:
    return browser(Role.ANALYST, name="author")


def test_a_draft_needs_another_officer_and_each_step_is_recorded(
    analyst: Client, browser: Callable[..., Client]
) -> None:
    assert analyst.post("/profiles/new", FORM)["Location"] == "/profile/CITRIC"
    refused = analyst.post("/profile/CITRIC/approve", {"version": "1"}, follow=True).text
    assert "another officer has to approve it" in refused
    assert store().versions("CITRIC")[0].approved is None
    second = browser(Role.SUPERVISOR)
    assert "Approve version 1" in second.get("/profile/CITRIC").text
    second.post("/profile/CITRIC/approve", {"version": "1"})
    assert "in force" in analyst.get("/profiles").text
    assert "decided before" in second.post("/profile/CITRIC/approve", {"version": "1"}, follow=True).text
    analyst.post("/profile/CITRIC/edit", FORM | {"weight": "0.6", "id": "OTHER"})
    assert [kept.version for kept in store().versions("CITRIC")] == [1, 2]
    assert "version 2 waits for a second officer" in analyst.get("/profiles").text
    assert "Say why" in analyst.post("/profile/CITRIC/retire", {"reason": " "}, follow=True).text
    analyst.post("/profile/CITRIC/retire", {"reason": "found nothing"})
    assert store().versions("CITRIC")[0].retired is not None
    done = Entry.objects.exclude(action="viewed").order_by("number").values_list("action", flat=True)
    assert list(done) == ["wrote a profile", "approved a profile", "wrote a profile", "retired a profile"]


def test_a_name_is_taken_once_and_an_author_is_known_by_full_name_too(
    analyst: Client, browser: Callable[..., Client]
) -> None:
    analyst.post("/profiles/new", FORM)
    assert "write its next version" in browser(Role.ANALYST).post("/profiles/new", FORM).text
    assert "64 at most" in analyst.post("/profiles/new", FORM | {"id": "../up"}).text
    kept = store().versions("CITRIC")[0].record
    name = kept.author.partition(" (")[0].upper()
    store().add(msgspec.structs.replace(kept, author=name))
    analyst.post("/profile/CITRIC/approve", {"version": "2"})
    assert store().versions("CITRIC")[1].approved is None


def test_what_is_wrong_stands_under_its_word_while_typing_and_on_submit(analyst: Client) -> None:
    told = analyst.post("/profiles/check", {"condition": "mode = 'road' and ofice = 'X'"}).text
    assert "ofice" in told
    assert "^^^^^" in told
    fine = analyst.post("/profiles/check", {"condition": FORM["condition"]}).text
    assert "How it crosses the border" in fine
    answer = analyst.post(
        "/profiles/new", FORM | {"condition": "mode = 'truck'", "weight": "2", "review": "2000-01-01"}
    )
    assert answer.status_code == 422
    for said in ("^^^", "from 0 to 1", "between start and end", "Try the language"):
        assert said in answer.text
    assert not store().all()


def test_the_past_of_ones_own_posts_is_asked_before_anything_is_kept(
    analyst: Client, consignment: Callable[..., Consignment]
) -> None:
    for _ in range(3):
        consignment()
    consignment(office="TJDYU")
    page = analyst.post("/profiles/new", FORM | {"do": "try"}).text
    assert "3 of 3 consignments in all" in page
    assert "<svg" in page
    assert not store().all()
    analyst.post("/profiles/new", FORM)
    part = analyst.get("/profile/CITRIC/backtest", headers={"HX-Request": "true"}).text
    assert "3 of 3 consignments in all" in part
    assert "<html" not in part


def test_a_condition_is_tried_on_the_past_while_it_is_being_written(
    analyst: Client, consignment: Callable[..., Consignment]
) -> None:
    for _ in range(3):
        consignment()
    told = analyst.post("/profiles/try", {"condition": FORM["condition"], "id": ""}).text
    assert "of 3 selected" in told
    assert "<svg" in told
    assert "<svg" not in analyst.post("/profiles/try", {"condition": "ofice = 'X'"}).text
    assert analyst.post("/profiles/try", {"condition": ""}).text.strip() == ""
