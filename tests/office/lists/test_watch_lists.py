"""Watch lists in the browser: imports that never lose a good version, own lists, who is newly hit, what is allowed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_tasks_db.models import DBTaskResult

from darvoza.office import clock
from darvoza.office.audit.models import Entry
from darvoza.office.desk.models import Consignment
from darvoza.office.desk.resources import DECISIONS
from darvoza.office.home import office_home
from darvoza.office.lists.keeping import store
from darvoza.office.lists.tasks import look_back_on
from darvoza.office.people.models import Role, Unit
from darvoza.parties import read_decisions

FIRST = "entity_id,name\n1,Heron Trust\n2,Grakhovsky Plant\n"
SECOND = "entity_id,name\n1,Heron Trust\n2,Grakhovsky Plant\n3,Samarqand Texnika\n"


@pytest.fixture
def analyst(browser: Callable[..., Client]) -> Client:
    return browser(Role.ANALYST)


def bring(client: Client, text: str, name: str = "ministry.csv") -> str:
    return client.post("/lists", {"files": SimpleUploadedFile(name, text.encode())}, follow=True).text


def test_a_bad_file_leaves_the_good_version_and_says_why(analyst: Client) -> None:
    assert "ministry: 2 entries, a new version." in bring(analyst, FIRST)
    for bad, said in (("name\nHeron\n", "no watch list format"), ("entity_id,name\n1,Heron Trust\n", "had 2 entries")):
        page = bring(analyst, bad)
        assert "the versions that were kept stay in use" in page
        assert said in page
    assert "ministry.csv" in page
    assert len(store().versions("ministry")) == 1
    assert "nothing new" in bring(analyst, FIRST)


def test_a_training_room_and_who_only_reads_change_nothing(browser: Callable[..., Client]) -> None:
    room = Unit.objects.create(code="ROOM", name="Training room", training=True)
    for client in (browser(Role.TARGETER), browser(Role.ANALYST, at=room)):
        file = SimpleUploadedFile("ministry.csv", FIRST.encode())
        assert client.post("/lists", {"files": file}).status_code == 403
        assert client.post("/lists/start", {"title": "Mine"}).status_code == 403
    assert not store().list_ids()


def test_who_is_newly_hit_after_a_change_is_looked_for_and_shown_to_the_unit_only(
    analyst: Client, browser: Callable[..., Client], consignment: Callable[..., Consignment], other_unit: Unit
) -> None:
    hit = consignment()
    bring(analyst, FIRST)
    bring(analyst, SECOND)
    page = analyst.get("/lists/watch/ministry/changes").text
    assert "Samarqand Texnika" in page
    assert "Heron Trust" not in page
    address = analyst.post("/lists/watch/ministry/look-back", {"older": "1", "newer": "2", "days": "7"})["Location"]
    assert "It is being looked for" in analyst.get(address).text
    asked = DBTaskResult.objects.get(task_path=look_back_on.module_path)
    told = look_back_on.func(*asked.args_kwargs["args"])
    DBTaskResult.objects.filter(pk=asked.pk).update(return_value=told, status="SUCCESSFUL")
    assert told["screened"] == 1
    assert f"/consignment/{hit.key}".replace("#", "%23") in analyst.get(address).text
    assert browser(Role.ANALYST, at=other_unit).get(address).status_code == 404


def test_a_units_own_list_is_edited_by_versions_and_hidden_from_others(
    analyst: Client, browser: Callable[..., Client], other_unit: Unit
) -> None:
    address = analyst.post("/lists/start", {"title": "River gang"})["Location"]
    entry = {"seen": "1", "name": "Zafar Qodirshoyev", "kind": "person", "reason": "seen at the pier"}
    analyst.post(f"{address}/add", entry)
    assert "Zafar Qodirshoyev" in analyst.get(address).text
    late = analyst.post(f"{address}/add", entry | {"name": "Another", "number": "9"}, follow=True).text
    assert "Another officer changed the list meanwhile" in late
    name = address.rpartition("/")[2]
    stranger = browser(Role.ANALYST, at=other_unit)
    for hidden in (address, f"{address}/changes"):
        assert stranger.get(hidden).status_code == 404
    assert stranger.post(f"{address}/add", entry).status_code == 404
    assert "River gang" not in stranger.get("/lists").text
    analyst.post(f"{address}/remove", {"seen": "2", "number": "2", "reason": "cleared"})
    assert [len(each) for each in (store().versions(name), store().newest().lists[0].entries)] == [3, 0]
    actions = list(Entry.objects.filter(subject=name).values_list("action", flat=True))
    assert actions == ["changed a list"] * 3


def test_what_is_allowed_has_an_owner_an_end_and_can_be_taken_back(analyst: Client) -> None:
    bring(analyst, FIRST)
    end = (clock.now().date() + timedelta(days=10)).isoformat()
    form = {
        "list": "ministry",
        "entity_id": "1",
        "declared": "Heron Trust LLC",
        "reason": "other founders",
        "until": end,
    }
    assert analyst.post("/lists/allowed/new", form | {"entity_id": "77"}).status_code == 422
    assert analyst.post("/lists/allowed/new", form | {"until": "soon"}).status_code == 422
    page = analyst.post("/lists/allowed/new", form, follow=True).text
    assert "ends soon" in page
    assert "other founders" in page
    taken = {"list": "ministry", "entity_id": "1", "declared": "Heron Trust LLC", "reason": "same founders"}
    assert "Taken back" in analyst.post("/lists/allowed/withdraw", taken, follow=True).text
    assert [each.withdrawn for each in read_decisions(office_home() / DECISIONS)] == [False, True]
    assert Entry.objects.filter(action__in=["allowed", "withdrew what was allowed"]).count() == 2
