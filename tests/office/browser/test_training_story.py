"""A course in real browsers: a trainer opens an exercise, two trainees in two languages work it, all look back."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from darvoza.office import apart
from darvoza.office.home import make_training_room
from darvoza.office.people.models import Role, Unit
from darvoza.office.room.desks import lay_out
from darvoza.office.room.ending import work_out
from darvoza.office.room.models import Event, Session, State
from darvoza.office.room.story import Cast, play

pytestmark = pytest.mark.timeout(900)


def worked_out() -> None:
    """What the office does behind its pages, done at once."""
    for session in Session.objects.all():
        if session.desks.filter(laid=None).exists():
            lay_out.func(session.pk)
        if session.state == State.ENDED and not session.told:
            work_out.func(session.pk)


@pytest.mark.django_db(transaction=True)
def test_a_course_is_held_on_the_pages_of_real_work(
    opened: Callable[..., Page], served: str, office_folder: Path, barriers: Callable[[Page], list[str]]
) -> None:
    """No page of it asks another host for anything, and none has an error: the fixture looks."""
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


@pytest.mark.skipif(os.environ.get("DARVOZA_TESTS_ON") == "postgresql", reason="a room's own database is SQLite")
def test_a_course_is_held_in_a_room_of_its_own(
    chromium: Browser,  # noqa: ARG001 - skipped where there is none
    tmp_path: Path,
) -> None:
    """The room as it runs from a USB stick: its own processes, SQLite in its folder, a trainer and two trainees."""
    room, pictures = tmp_path / "room", tmp_path / "pictures"
    asked = apart.command("training", "demo", "--out", str(room), "--pictures", str(pictures))
    done = subprocess.run(asked, env=apart.environment(), capture_output=True, text=True, check=False)  # noqa: S603 - this program itself
    assert done.returncode == 0, done.stdout + done.stderr
    assert {"scorecard", "orders", "console", "debrief", "replay-tg", "review-ru"} <= {
        each.stem for each in pictures.glob("*.png")
    }
    (office,) = room.rglob("office.sqlite3")
    with closing(sqlite3.connect(office)) as read:
        counted = dict(read.execute("select what, count(*) from room_event group by what"))
        assert (counted["decided"], counted["confident"], counted["asked"]) == (9, 9, 3)
        assert read.execute("select count(*) from room_result").fetchone() == (2,)
