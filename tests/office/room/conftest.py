"""A training unit with a trainer and two trainees, and a session of the smallest exercise."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from darvoza.office.people.models import Officer, Role, Unit
from darvoza.office.room.models import Run, Session
from darvoza.office.room.sealed import open_session
from darvoza.training.exercises import Exercise, exercise


@dataclass
class Room:
    """Who is in the room, with their browsers."""

    unit: Unit
    trainer: Officer
    trainees: list[Officer]
    session: Session
    tells: Client
    learns: list[Client]

    def step(self, do: str, **fields: Any) -> Any:  # noqa: ANN401 - a form and an answer of Django's
        """The trainer does something."""
        return self.tells.post(f"/room/session/{self.session.pk}/step", {"do": do, **fields})

    def run(self, number: int = 0) -> Run:
        """One trainee's run."""
        return Run.objects.get(session=self.session, trainee=self.trainees[number])


@pytest.fixture(scope="module")
def small() -> Exercise:
    """The smallest exercise with a choice to make and sources to ask."""
    return exercise("prices-mirror")


@pytest.fixture
def room(db: None, small: Exercise, officer: Callable[..., Officer]) -> Room:  # noqa: ARG001 - the database itself
    """A session that is prepared, with two trainees in it."""
    unit = Unit.objects.create(code="TR-1", name="Course of December", training=True)
    trainer = officer(Role.TRAINER, at=unit)
    trainees = [officer(Role.TRAINEE, at=unit) for _ in range(2)]
    for number, each in enumerate(trainees):
        Officer.objects.filter(pk=each.pk).update(full_name=f"Learner Nobody{number}")
    session = open_session(small, 1, unit, trainer, days_kept=30)
    made = Room(unit, trainer, trainees, session, signed_in(trainer), [signed_in(each) for each in trainees])
    made.tells.post(f"/room/session/{session.pk}/add", {"trainee": [each.pk for each in trainees], "group": "A"})
    return made


def signed_in(who: Officer) -> Client:
    """The officer's browser."""
    client = Client()
    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    return client
