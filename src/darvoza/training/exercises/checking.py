"""What an exercise must be: its schemes exist, its levels can be prepared, its answers make sense."""

import difflib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Final

from darvoza.selection import TECHNIQUES
from darvoza.training.exercises.loads import loads
from darvoza.training.exercises.materials import MEASURES
from darvoza.training.exercises.scenario import SCREENS, Exercise, Form, Kind, Level, Task
from darvoza.training.exercises.words import vocabulary
from darvoza.training.schemes import all_schemes
from darvoza.training.world import world

_MOST: Final = 200_000
_MOST_ITEMS: Final = 400


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that is wrong, and at which key."""

    key: str
    rule: str
    advice: str
    value: str | None = None
    limit: str | None = None


def check(exercise: Exercise) -> Iterator[Found]:
    """Everything that is wrong with an exercise whose fields are all there."""
    yield from _texts(exercise)
    for number, level in enumerate(exercise.levels):
        yield from _level(f"levels[{number}]", exercise, level)
    if exercise.seed < 0:
        yield Found("seed", "A seed is 0 or more, not {value}.", "Choose another.", str(exercise.seed))
    if not 1 <= exercise.days <= 31:
        yield Found("days", "An exercise covers 1 to 31 days, not {value}.", "Correct it.", str(exercise.days))
    yield from _named("posts", exercise.posts, {desk.office for desk in world().desks})
    yield from _named("schemes", [each.scheme for each in exercise.schemes], {each.id for each in all_schemes()})
    yield from _named("sensors", [each.technique for each in exercise.sensors], TECHNIQUES)
    yield from _named("documents", exercise.documents, vocabulary()["questions"])
    for number, sensor in enumerate(exercise.sensors):
        for name, share in (("false_alarms", sensor.false_alarms), ("finds", sensor.finds)):
            if share is not None and not 0 <= share <= 1:
                rule = "A share lies between 0 and 1, not at {value}."
                yield Found(f"sensors[{number}].{name}", rule, "Correct it.", str(share))
    yield from _kind(exercise)
    yield from _tasks(exercise)


def _texts(exercise: Exercise) -> Iterator[Found]:
    for name in ("title", "briefing"):
        if not getattr(exercise, name):
            yield Found(name, "The exercise has no {field}.", "Write it in at least one language.")
    if not exercise.goals:
        yield Found("goals", "The exercise has no learning goal.", "Write at least one.")
    if not exercise.typologies:
        yield Found("typologies", "The exercise names no kind of harm.", "Name at least one.")
    if not exercise.id.replace("-", "").isalnum() or not exercise.id.isascii():
        rule = "{value} is no id."
        yield Found("id", rule, "Use Latin letters, digits and hyphens.", exercise.id)


def _level(key: str, exercise: Exercise, level: Level) -> Iterator[Found]:
    most = _MOST if exercise.kind in {Kind.TARGETING, Kind.PROFILE} else _MOST_ITEMS
    limits: tuple[tuple[str, float, float, float], ...] = (
        ("count", level.count, 1, most),
        ("minutes", level.minutes, 1, 8 * 60),
        ("planted", level.planted, 0, level.count),
        ("capacity", level.capacity, 0, level.count),
        ("errors", level.errors, 0, 10),
    )
    for name, value, low, high in limits:
        if not low <= value <= high:
            rule = "Here stands a number of the range {limit}, not {value}."
            yield Found(f"{key}.{name}", rule, "Correct it.", str(value), f"{low} to {high}")
    if exercise.kind in _PICKED and not level.capacity:
        yield Found(f"{key}.capacity", "Nothing can be stopped: capacity is 0.", "Say how many may be stopped.")


_PICKED: Final = frozenset((Kind.TARGETING, Kind.TRANSIT, Kind.PRICES))
_PARTS: Final[dict[Kind, tuple[str, Callable[[Exercise], bool]]]] = {
    Kind.TARGETING: ("schemes", lambda exercise: bool(exercise.schemes)),
    Kind.PROFILE: ("schemes", lambda exercise: bool(exercise.schemes)),
    Kind.IDENTIFY: ("entries", lambda exercise: bool(exercise.entries)),
    Kind.SEARCH: ("loads", lambda exercise: bool(exercise.loads)),
    Kind.TRANSIT: ("corridor", lambda exercise: exercise.corridor is not None),
    Kind.REQUEST: ("tasks", lambda exercise: bool(exercise.tasks)),
    Kind.TABLETOP: ("injects", lambda exercise: bool(exercise.injects)),
}


def _kind(exercise: Exercise) -> Iterator[Found]:
    part, there = _PARTS.get(exercise.kind, ("", lambda _: True))
    if not there(exercise):
        rule = "An exercise of the kind {value} needs {limit}."
        yield Found(part, rule, "Add this part.", exercise.kind.value, part)
    if exercise.kind is Kind.PROFILE and exercise.days < 2:
        yield Found("days", "A profile needs days to learn from and days to be judged on.", "Give two days or more.")
    if exercise.kind is Kind.SEARCH:
        yield from _named("loads", exercise.loads, loads())
    corridor = exercise.corridor
    if corridor is not None and len(corridor.hours) != len(corridor.posts) - 1:
        rule = "There are {value} travel times for {limit} posts."
        advice = "Give one time between each post and the next."
        yield Found("corridor.hours", rule, advice, str(len(corridor.hours)), str(len(corridor.posts)))


def _tasks(exercise: Exercise) -> Iterator[Found]:
    roles = {role.id for role in exercise.roles}
    asked: list[tuple[str, Task]] = [(f"tasks[{place}]", task) for place, task in enumerate(exercise.tasks)]
    for place, inject in enumerate(exercise.injects):
        if inject.role:
            yield from _named(f"injects[{place}].role", [inject.role], roles)
        if inject.task is not None:
            asked.append((f"injects[{place}].task", inject.task))
    ids = [task.id for _, task in asked]
    for key, task in asked:
        if ids.count(task.id) > 1:
            yield Found(f"{key}.id", "{value} is the id of two questions.", "Give each its own.", task.id)
        if task.role:
            yield from _named(f"{key}.role", [task.role], roles)
        if task.measures not in MEASURES:
            yield from _named(f"{key}.measures", [task.measures], MEASURES)
        if task.screen and task.screen not in SCREENS:
            yield from _named(f"{key}.screen", [task.screen], SCREENS)
        yield from _choices(key, task)


def _choices(key: str, task: Task) -> Iterator[Found]:
    for number, choice in enumerate(task.choices):
        if choice.action:
            yield from _named(f"{key}.choices[{number}].action", [choice.action], vocabulary()["actions"])
        elif not choice.text:
            yield Found(f"{key}.choices[{number}]", "This answer has no text.", "Write one, or name an action.")
    right = sum(choice.right for choice in task.choices)
    if task.form is Form.ONE and right != 1:
        rule = "Where one answer is asked for, one is right, not {value}."
        yield Found(f"{key}.choices", rule, "Mark one answer as right.", str(right))
    if task.form is Form.SEVERAL and not right:
        yield Found(f"{key}.choices", "No answer is right.", "Mark those that are right.")
    if task.form is Form.ORDER and sum(choice.step > 0 for choice in task.choices) < 2:
        yield Found(f"{key}.choices", "An order needs two steps or more.", "Number the steps from 1.")


def _named(key: str, given: Collection[str], known: Collection[str]) -> Iterator[Found]:
    for place, name in enumerate(given):
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            advice = "Is {limit} meant?" if near else "Use one of: {limit}."
            where = f"{key}[{place}]" if len(given) > 1 or key in _LISTS else key
            yield Found(
                where, "{value} is not known here.", advice, name, near[0] if near else ", ".join(sorted(known))
            )


_LISTS: Final = frozenset(("posts", "schemes", "sensors", "documents", "loads"))
