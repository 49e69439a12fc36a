"""Course plans: which exercises on which day, with what is said before and after."""

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.resources import files

import msgspec
import yaml

from darvoza.training.exercises import Words, exercise


class Session(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One part of a day: an exercise at a level, or what ``title`` names; ``minutes`` include the debrief."""

    minutes: int
    title: Words = Words()
    exercise: str = ""
    level: int = 1


class Day(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One day of a course."""

    title: Words
    sessions: tuple[Session, ...]

    @property
    def minutes(self) -> int:
        """How long the day is, without breaks."""
        return sum(session.minutes for session in self.sessions)


class Plan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A course: its days, and for whom it is."""

    id: str
    title: Words
    audience: Words
    days: tuple[Day, ...]

    def exercises(self) -> Iterator[tuple[str, int]]:
        """Every exercise of the course with its level, in order."""
        for day in self.days:
            for session in day.sessions:
                if session.exercise:
                    yield session.exercise, session.level

    @property
    def hours(self) -> float:
        """Teaching hours."""
        return sum(day.minutes for day in self.days) / 60


@cache
def plans() -> tuple[Plan, ...]:
    """The ready course plans: of four and of five days.

    >>> [(plan.id, len(plan.days)) for plan in plans()]
    [('four-days', 4), ('five-days', 5)]
    """
    text = files("darvoza.training.course").joinpath("data", "plans.yaml").read_text("utf-8")
    return msgspec.convert(yaml.safe_load(text), tuple[Plan, ...])


def fingerprint(plan: Plan) -> str:
    """The course's hash: of its plan and of everything in its exercises, so that a certificate says what was taught.

    >>> len(fingerprint(plans()[0]))
    64

    Raises:
        KeyError: the plan names an exercise that is not ready.
    """
    known = sha256(msgspec.json.encode(plan, order="deterministic"))
    for name, level in plan.exercises():
        known.update(b"%d\n" % level + msgspec.json.encode(exercise(name), order="deterministic"))
    return known.hexdigest()
