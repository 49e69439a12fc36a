"""An exercise worked on the office's own pages: every measure is an answer, and a wall stands between desks."""

import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from darvoza.office.audit.growing import only_grows
from darvoza.office.desk.models import Consignment, Decision, Message, State
from darvoza.office.examination.models import Order
from darvoza.office.home import make_training_room
from darvoza.office.people.models import Membership, Officer, Post, Role, Unit
from darvoza.office.room import sealed
from darvoza.office.room.desks import lay_out
from darvoza.office.room.ending import told_of, work_out
from darvoza.office.room.models import Desk, Event, Run, Session
from darvoza.office.room.sealed import hidden_of, open_session
from darvoza.training.exercises import Exercise, Level, clone, exercise


@pytest.fixture(scope="module")
def day() -> Exercise:
    """A short day at one desk: two places, so that the third stop is one too many."""
    few = Level(count=40, planted=3, capacity=2, minutes=30)
    return clone(exercise("desk-revenue"), "desk-short", levels=(few, few, few))


_THREE_PLANTED = 1
"""A seed of which all that is asked for finds a place among so few consignments: of one in thirty a single one does."""


@pytest.fixture
def house(
    office_folder: Path, day: Exercise, officer: Callable[..., Officer], monkeypatch: pytest.MonkeyPatch
) -> SimpleNamespace:
    """A training room in which three trainees work a day: one alone, two as a group; its desks are laid."""
    monkeypatch.setattr(sealed, "new_seed", lambda: _THREE_PLANTED)
    shutil.rmtree(office_folder, ignore_errors=True)  # the audit log of making people has a secret there already
    make_training_room()
    with connection.cursor() as cursor:  # made as a training room, it would have no such guard
        editor = SimpleNamespace(connection=connection, execute=cursor.execute)
        only_grows("desk_assessment", "desk_decision").reverse_code(None, editor)
    unit = Unit.objects.create(code="TR-1", name="Course", training=True)
    trainer = officer(Role.TRAINER, at=unit)
    people = [officer(Role.TRAINEE, at=unit) for _ in range(3)]
    session = open_session(day, 1, unit, trainer, days_kept=30)
    tells = signed_in(trainer)
    tells.post(f"/room/session/{session.pk}/add", {"trainee": [people[0].pk]})
    tells.post(f"/room/session/{session.pk}/add", {"trainee": [each.pk for each in people[1:]], "group": "North"})
    made = SimpleNamespace(
        unit=unit,
        session=session,
        people=people,
        tells=tells,
        learns=[signed_in(each) for each in people],
        step=lambda do: tells.post(f"/room/session/{session.pk}/step", {"do": do}),
        runs=[Run.objects.get(session=session, trainee=each) for each in people],
    )
    made.step("start")
    assert Session.objects.get().state == "prepared", "nobody starts before the desks are laid"
    lay_out.func(session.pk)
    return made


def signed_in(who: Officer) -> Client:
    client = Client()
    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    return client


def on(desk: Desk, ref: str = "") -> Any:  # noqa: ANN401 - rows, or one of them
    rows = Consignment.objects.filter(office__in=Post.objects.filter(unit=desk.unit).values("code"))
    return rows.get(reference=ref) if ref else rows


def decide(client: Client, row: Consignment, measure: str, **beside: object) -> HttpResponse:
    last = row.decisions.order_by("-pk").first()
    given = {"measure": measure, "reason": "As the papers show.", "seen": last.pk if last else 0}
    return client.post(f"/consignment/{row.key}/decision", {**given, **beside})


def test_a_day_is_worked_on_the_desk_and_its_measures_are_the_answers(house: SimpleNamespace) -> None:
    run, mine, truth = house.runs[0], house.learns[0], hidden_of(house.session).truths[0]
    planted, mark = on(run.desk, truth.marks[0].ref), truth.marks[0]
    assert on(run.desk).count() >= 40
    decide(mine, planted, "physical examination")
    assert not Decision.objects.exists(), "nothing is decided before the start"

    house.step("start")
    listed = mine.get("/desk").content.decode()
    assert "nothing here is real" in listed
    assert "Stopped: 0 of at most 2" in listed
    shown = mine.get(f"/consignment/{planted.key}").content.decode()
    assert "How sure are you?" in shown
    assert Event.objects.filter(run=run, what="opened", about=mark.ref).count() == 1
    decide(mine, planted, "physical examination", sure="80", reasons=list(mark.reasons))

    kept = {event.what: event for event in Event.objects.filter(run=run)}
    assert kept["decided"].values == [mark.ref]
    assert (kept["confident"].number, kept["confident"].about) == (0.8, mark.ref)
    assert kept["reasoned"].values == list(mark.reasons)
    assert Order.objects.get().office == planted.office, "an examination order follows, as at any desk"
    assert mine.get(f"/order/{Order.objects.get().pk}").status_code == 200

    others = list(on(run.desk).exclude(reference=mark.ref).order_by("pk")[:2])
    decide(mine, others[0], "scan")
    decide(mine, others[1], "scan")
    assert Consignment.objects.get(pk=others[1].pk).state == State.WAITING, "both places were used"
    decide(mine, Consignment.objects.get(pk=others[0].pk), "release")
    decide(mine, others[1], "document check")
    last = Event.objects.filter(run=run, what="decided").latest("pk")
    assert last.values == [mark.ref, others[1].reference]

    house.step("pause")
    decide(mine, on(run.desk).exclude(state=State.STOPPED).last(), "release")
    assert Event.objects.filter(run=run, what="decided").latest("pk") == last, "a pause is a pause"
    house.step("go on")
    house.step("end")
    work_out.func(house.session.pk)
    told = mine.get(f"/room/run/{run.pk}").content.decode()
    assert others[1].reference in told
    assert mine.get(f"/consignment/{planted.key}").status_code == 200, "to be looked at in the review"
    assert decide(mine, Consignment.objects.get(pk=planted.pk), "release").status_code == 404


def test_a_group_works_one_desk_and_shares_its_places(house: SimpleNamespace) -> None:
    house.step("start")
    (_, north, south), marks = house.runs, hidden_of(house.session).truths[0].marks
    assert north.desk == south.desk != house.runs[0].desk
    decide(house.learns[1], on(north.desk, marks[0].ref), "scan")
    decide(house.learns[2], on(north.desk, marks[1].ref), "scan")
    third = on(north.desk).filter(state=State.WAITING).first()
    decide(house.learns[2], third, "scan")
    assert Consignment.objects.get(pk=third.pk).state == State.WAITING
    decide(house.learns[2], on(north.desk, marks[0].ref), "release")
    assert Event.objects.filter(run=north, what="decided").latest("pk").values == []
    assert Consignment.objects.get(pk=on(house.runs[0].desk, marks[0].ref).pk).state == State.WAITING
    house.step("end")
    work_out.func(house.session.pk)
    told = told_of(Session.objects.get())
    assert {each.who: len(each.found) for each in told.teams["North"]} == {"T02": 0, "T03": 1}
    assert told.together["North"].mark.value > 0


def test_no_desk_is_seen_from_another(house: SimpleNamespace) -> None:
    """Every address of one consignment, by the trainee of another desk, the trainer, and a stranger of the room."""
    house.step("start")
    row = on(house.runs[0].desk).first()
    decide(house.learns[0], row, "scan")
    order = Order.objects.get()
    stranger = Officer.objects.create(name="stranger", full_name="Stranger")
    for role in set(Role) - {Role.ADMINISTRATOR, Role.AUDITOR}:
        Membership.objects.create(officer=stranger, unit=house.unit, role=role.value)
    for client in (house.learns[1], house.tells, signed_in(stranger)):
        for rest in ("", "/links", "/message"):
            assert client.get(f"/consignment/{row.key}{rest}").status_code in {403, 404}
        assert client.get(f"/order/{order.pk}").status_code in {403, 404}
        for rest in ("decision", "hold", "objection", "assess"):
            assert client.post(f"/consignment/{row.key}/{rest}", {"measure": "release"}).status_code in {403, 404}
        assert row.key not in client.get("/desk").content.decode()
        assert row.key not in client.get(f"/desk?search={row.reference}").content.decode()


def test_what_was_done_on_desks_is_forgotten_with_the_results(house: SimpleNamespace) -> None:
    house.step("start")
    decide(house.learns[0], on(house.runs[0].desk).first(), "scan")
    house.step("end")
    work_out.func(house.session.pk)
    house.tells.post(f"/room/session/{house.session.pk}/forget")
    for left in (Consignment, Decision, Order, Message, Post.objects.filter(code__contains="~")):
        assert not (left if hasattr(left, "exists") else left.objects).exists()


def test_an_office_that_does_real_work_lays_no_desks(officer: Callable[..., Officer], day: Exercise) -> None:
    course = Unit.objects.create(code="TR-1", name="Course", training=True)
    trainer, person = officer(Role.TRAINER, at=course), officer(Role.TRAINEE, at=course)
    session = open_session(day, 1, course, trainer, days_kept=30)
    signed_in(trainer).post(f"/room/session/{session.pk}/add", {"trainee": [person.pk]})
    assert not Desk.objects.exists()
    assert not Membership.objects.filter(officer=person).exclude(unit=course).exists()
    assert not Consignment.objects.exists()
