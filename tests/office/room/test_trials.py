"""A condition is tried on the past that lies open, before it is judged on days that nobody has seen."""

from collections.abc import Callable

import pytest
from django.test import Client

from darvoza.office.people.models import Officer, Role, Unit
from darvoza.office.room.models import Event, Run, Session
from darvoza.office.room.sealed import hidden_of, open_session
from darvoza.training.exercises import Level, clone, exercise


@pytest.fixture
def run(officer: Callable[..., Officer]) -> tuple[Client, Run]:
    """A trainee in a small profile exercise that runs."""
    unit = Unit.objects.create(code="TR-5", name="Course of May", training=True)
    trainer, trainee = officer(Role.TRAINER, at=unit), officer(Role.TRAINEE, at=unit)
    easy = Level(count=80, planted=8, capacity=8, minutes=20)
    small = clone(exercise("profile-undervaluation"), "profile-small", levels=(easy, easy, easy))
    session = open_session(small, 1, unit, trainer, days_kept=30)
    tells, learns = Client(), Client()
    for client, who in ((tells, trainer), (learns, trainee)):
        client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    tells.post(f"/room/session/{session.pk}/add", {"trainee": [trainee.pk]})
    tells.post(f"/room/session/{session.pk}/step", {"do": "start"})
    return learns, Run.objects.get(session=session)


def test_a_condition_is_tried_on_the_past_as_often_as_wanted(run: tuple[Client, Run]) -> None:
    client, found = run
    address = f"/room/run/{found.pk}/answer/condition"
    page = client.post(address, {"text": "value >= 0", "try": "1"}).content.decode()
    assert "On the past" in page
    assert "known breaches among them" in page
    none = client.post(address, {"text": "value < 0", "try": "1"}).content.decode()
    assert "Known breaches that it misses" in none
    assert "value &lt; 0" in none, "the condition stays to be changed"
    wrong = client.post(address, {"text": "value >", "try": "1"}).content.decode()
    assert "On the past" not in wrong
    assert not Event.objects.filter(run=found, what="decided").exists(), "a trial is no answer"
    assert Event.objects.filter(run=found, what="looked", about="past").count() == 2
    client.post(address, {"text": "value >= 0"})
    assert Event.objects.filter(run=found, what="decided").count() == 1


def test_no_unseen_day_is_in_a_trial(run: tuple[Client, Run]) -> None:
    client, found = run
    session = Session.objects.get(pk=found.session_id)
    unseen = {mark.ref for truth in hidden_of(session).truths for mark in truth.marks}
    page = client.post(f"/room/run/{found.pk}/answer/condition", {"text": "value >= 0", "try": "1"}).content.decode()
    assert unseen
    assert not any(ref in page for ref in unseen)
