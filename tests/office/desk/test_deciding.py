"""Deciding: with a reason where it is not as proposed, once, by those who may, and all of it in the audit log."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from darvoza.office.audit.models import Entry
from darvoza.office.desk.deciding import decided
from darvoza.office.desk.models import Consignment, Decision, Objection, State
from darvoza.office.examination.models import Order
from darvoza.office.people.models import Role, Unit

Make = Callable[..., Consignment]
Browse = Callable[..., Client]


def address(of: Consignment, *more: str) -> str:
    """The address of a consignment, or of something done to it."""
    return "/".join(["/consignment", of.key.replace("#", "%23"), *more])


def decide(client: Client, of: Consignment, measure: str, reason: str = "", seen: int = 0, **more: str) -> str:
    """Decide, and read the page that follows."""
    given = {"measure": measure, "reason": reason, "seen": str(seen)} | more
    return client.post(address(of, "decision"), given, follow=True).content.decode()


def test_a_decision_as_proposed_needs_no_reason_and_the_next_consignment_opens(
    consignment: Make, browser: Browse
) -> None:
    first = consignment(rank=1, measure="scan", technique="scan")
    second = consignment(rank=2, measure="document check")
    heard: list[Decision] = []
    decided.connect(listen := lambda decision, **_: heard.append(decision))
    page = decide(browser(Role.TARGETER), first, "scan", instruction="Look behind the front wall")
    decided.disconnect(listen)
    assert f"<h1>{second.reference}</h1>" in page
    assert f"{first.reference}: scan. This is the next one." in page
    made = Decision.objects.get()
    assert (made.measure, made.proposed, made.override) == ("scan", "scan", False)
    assert made.instruction == "Look behind the front wall"
    assert heard == [made]
    first.refresh_from_db()
    assert (first.state, first.measure) == (State.STOPPED, "scan")
    entry = Entry.objects.get(action="decided")
    assert entry.subject == first.key
    assert entry.unit == "UZ-TER"
    assert entry.detail["measure"] == "scan"


@pytest.mark.parametrize(("proposed", "chosen"), [("scan", "release"), ("release", "sampling"), ("scan", "sampling")])
def test_what_is_not_as_proposed_needs_a_reason_and_is_reported(
    consignment: Make, browser: Browse, proposed: str, chosen: str
) -> None:
    made = consignment(measure=proposed)
    client = browser(Role.TARGETER)
    assert "Give the reason: it is not what was proposed." in decide(client, made, chosen)
    made.refresh_from_db()
    assert made.state == State.WAITING
    assert not Decision.objects.exists()
    decide(client, made, chosen, "Known to the unit")
    assert Decision.objects.get().override
    assert "Known to the unit" in browser(Role.SUPERVISOR).get("/desk/overrides").content.decode()


def test_two_officers_cannot_decide_the_same_thing(consignment: Make, browser: Browse) -> None:
    made = consignment(measure="scan")
    one, other = browser(Role.TARGETER), browser(Role.TARGETER)
    decide(one, made, "scan")
    page = decide(other, made, "release", "Looks fine")
    assert "was decided by Officer 1 while you had it open. Nothing was changed" in page
    assert Decision.objects.count() == 1
    decide(other, made, "release", "Agreed with the colleague", seen=Decision.objects.get().pk)
    made.refresh_from_db()
    assert made.state == State.RELEASED
    assert list(Decision.objects.order_by("pk").values_list("proposed", "override")) == [
        ("scan", False),
        ("scan", True),
    ]


def test_what_was_examined_is_not_decided_again(consignment: Make, browser: Browse) -> None:
    made = consignment(state=State.EXAMINED, measure="scan")
    assert "has been examined: the decision stands" in decide(browser(Role.TARGETER), made, "scan", "again")


def test_what_a_colleague_holds_is_left_to_the_colleague(consignment: Make, browser: Browse) -> None:
    made = consignment(measure="scan", rank=1)
    holding, other, chief = browser(Role.TARGETER), browser(Role.TARGETER), browser(Role.SUPERVISOR)
    holding.post(address(made, "hold"), {"hold": "take"})
    assert "Officer 1 has taken" in decide(other, made, "scan")
    page = other.post(address(made, "hold"), {"hold": "take", "from": "queue"}, follow=True).content.decode()
    assert "Ask for it to be put back" in page
    chief.post(address(made, "hold"), {"hold": "take"})
    made.refresh_from_db()
    assert str(made.holder) == "Officer 3"
    chief.post(address(made, "hold"), {"hold": "back"})
    made.refresh_from_db()
    assert made.holder is None
    assert list(Entry.objects.order_by("number").exclude(action="viewed").values_list("action", flat=True)) == [
        "taken",
        "taken",
        "put back",
    ]


@pytest.mark.usefixtures("other_unit")
def test_many_are_released_for_one_reason(consignment: Make, browser: Browse) -> None:
    plain, proposed, gone = consignment(), consignment(measure="scan", rank=1), consignment(state=State.STOPPED)
    foreign = consignment(office="TJDYU")
    client = browser(Role.TARGETER)
    ticked = {"key": [each.key for each in (plain, proposed, gone, foreign)]}
    assert "Give the reason" in client.post("/desk/release", ticked, follow=True).content.decode()
    page = client.post("/desk/release", ticked | {"reason": "Humanitarian convoy"}, follow=True).content.decode()
    assert "Released: 2." in page
    assert "One had been decided meanwhile." in page
    assert set(Consignment.objects.filter(state=State.RELEASED)) == {plain, proposed}
    assert Entry.objects.filter(action="decided", detail__reason="Humanitarian convoy").count() == 2
    assert list(Decision.objects.filter(override=True).values_list("consignment__key", flat=True)) == [proposed.key]


def test_controlled_delivery_is_not_for_the_desk(consignment: Make, browser: Browse) -> None:
    made = consignment(measure="scan")
    for role in (Role.TARGETER, Role.SUPERVISOR):
        assert 'value="controlled delivery"' not in browser(role).get(address(made)).content.decode()
        assert "Choose what to do" in decide(browser(role), made, "controlled delivery", "Case 7")


def test_a_decision_to_examine_makes_the_order_at_once(consignment: Make, browser: Browse) -> None:
    made = consignment(measure="scan")
    decide(browser(Role.TARGETER), made, "scan")
    assert Order.objects.get().decision == Decision.objects.get()


def test_who_only_reads_cannot_decide(consignment: Make, browser: Browse, other_unit: Unit) -> None:
    made = consignment(measure="scan")
    for client in (browser(Role.ANALYST), browser(Role.INSPECTOR)):
        assert 'id="decide"' not in client.get(address(made)).content.decode()
        assert client.post(address(made, "decision"), {"measure": "scan"}).status_code == 403
    trainee = browser(Role.TRAINEE)
    assert 'id="decide"' not in trainee.get(address(made)).content.decode()
    decide(trainee, made, "scan")
    foreign = browser(Role.TARGETER, at=other_unit)
    for what in ((), ("links",), ("message",)):
        assert foreign.get(address(made, *what)).status_code == 404
    for what in ("decision", "hold", "objection", "assess"):
        assert foreign.post(address(made, what), {"measure": "scan"}).status_code == 404
    assert not Decision.objects.exists()


def test_a_trainee_decides_in_the_training_room(consignment: Make, browser: Browse, unit: Unit) -> None:
    unit.training = True
    unit.save()
    decide(browser(Role.TRAINEE), consignment(measure="scan"), "scan")
    assert Decision.objects.count() == 1


def test_an_officer_says_that_a_sign_does_not_apply_and_takes_it_back(consignment: Make, browser: Browse) -> None:
    made = consignment()
    client = browser(Role.ANALYST)
    client.post(address(made, "objection"), {"signal": "VAL-01", "note": "Seconds, sold by weight"})
    client.post(address(made, "objection"), {"signal": "VAL-99", "note": "No such sign here"})
    assert list(Objection.objects.values_list("signal", "note")) == [("VAL-01", "Seconds, sold by weight")]
    assert "Not applicable here, says Officer 1:" in client.get(address(made)).content.decode()
    client.post(address(made, "objection"), {"signal": "VAL-01", "note": ""})
    assert not Objection.objects.exists()
    assert set(Entry.objects.exclude(action="viewed").values_list("action", flat=True)) == {
        "objected",
        "took objection back",
    }


def test_an_assessment_is_asked_for_again(consignment: Make, browser: Browse) -> None:
    made = consignment()
    page: Any = browser(Role.TARGETER).post(address(made, "assess"), follow=True)
    assert "It is being assessed again." in page.content.decode()
    assert DBTaskResult.objects.filter(task_path__endswith="assess_anew").count() == 1
