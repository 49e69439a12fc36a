"""A course in real browsers: a trainer opens an exercise, two trainees in two languages work it, all look back."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from darvoza.office.home import make_training_room
from darvoza.office.people.models import Role, Unit
from darvoza.office.room.desks import lay_out
from darvoza.office.room.ending import work_out
from darvoza.office.room.models import Event, Session, State
from darvoza.office.room.story import Cast, play

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]


def worked_out() -> None:
    """What the office does behind its pages, done at once."""
    for session in Session.objects.all():
        if session.desks.filter(laid=None).exists():
            lay_out.func(session.pk)
        if session.state == State.ENDED and not session.told:
            work_out.func(session.pk)


def test_a_course_is_held_on_the_pages_of_real_work(
    opened: Callable[..., Page], served: str, office_folder: Path, barriers: Callable[[Page], list[str]]
) -> None:
    """No page of it asks another host for anything, and none has an error: the fixture looks."""
    if connection.vendor == "sqlite":
        pytest.skip(
            "the tests' SQLite lies in memory, where three browsers lock each other's tables: run on PostgreSQL"
        )
    shutil.rmtree(office_folder, ignore_errors=True)
    make_training_room()
    course = Unit.objects.create(code="COURSE", name="Training course", training=True)
    trainer = opened(Role.TRAINER, at=course)
    learners = tuple(opened(Role.TRAINEE, at=course, language=tag) for tag in ("tg", "ru"))
    pictured: dict[str, list[str]] = {}

    def picture(page: Page, name: str) -> None:
        if name in {"asked", "console", "debrief", "replay-tg"}:
            pictured[name] = barriers(page)

    session = play(Cast(trainer, learners, ("tg", "ru"), picture, worked_out), served, "desk-people")
    assert pictured == {"asked": [], "console": [], "debrief": [], "replay-tg": []}
    kept = Event.objects.filter(run__session=Session.objects.get())
    assert kept.filter(what="decided").count() == 9
    assert kept.filter(what="confident").count() == 9
    assert kept.filter(what="asked").count() == 3
    learners[0].locator(".replay-bar button").click()
    expect(learners[0].locator(".replay tr.now")).to_have_count(1)
    trainer.goto(session)
    expect(trainer.locator(".scores-table")).to_be_visible()
