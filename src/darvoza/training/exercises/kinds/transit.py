"""Transit diversion: movements along a corridor, and which of them did not go where they should have."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from darvoza.selection import harm
from darvoza.training.case import Difficulty
from darvoza.training.chance import Chance
from darvoza.training.exercises.made import Made, options
from darvoza.training.exercises.materials import Answer, Item, Mark, Option, Source, Table, Truth
from darvoza.training.exercises.scenario import Corridor, Exercise, Form, Level
from darvoza.training.exercises.scene import FIRST_DAY
from darvoza.training.exercises.words import of, vocabulary
from darvoza.training.numbers import plate

ITEM: Final = "select"
_COUNTRIES: Final = ("TJ", "UZ", "KZ", "KG", "AF", "IR", "TR")
_SPREAD: Final = 0.12
_LATE: Final = {Difficulty.EASY: (14.0, 30.0), Difficulty.MEDIUM: (7.0, 14.0), Difficulty.HARD: (3.5, 7.0)}
_LIGHTER: Final = {Difficulty.EASY: (0.3, 0.6), Difficulty.MEDIUM: (0.12, 0.3), Difficulty.HARD: (0.05, 0.12)}
_WAYS: Final = ("late", "seal-changed", "lighter", "never-left", "too-fast")
_HARD: Final = {Difficulty.EASY: -0.9, Difficulty.MEDIUM: 0.1, Difficulty.HARD: 1.0}
_PLAIN: Final = frozenset(("seal-changed", "never-left"))
_LAWFUL_STOP: Final = 0.12
"""Lawful drivers who rest a night or wait for repairs; they say so when asked."""


@dataclass(slots=True)
class _Movement:
    ref: str
    truck: str
    goods: str
    kg: int
    seal: str
    hours: list[float]
    seal_out: str
    kg_out: int
    left: bool = True
    why: str = ""


def make(exercise: Exercise, level: Level, seed: int) -> Made:
    """A table of movements with their times, seals and masses; one pick among them, with reasons and the leg."""
    corridor = exercise.corridor or Corridor(posts=("A", "B"), hours=(6.0,), goods=("goods",))
    chance = Chance(seed, "transit")
    movements = [_lawful(chance, corridor, number) for number in range(level.count)]
    planted = chance.sample(movements, level.planted)
    marks, answers = [], []
    for movement in planted:
        way, leg = _divert(chance, level.difficulty, movement)
        typology = exercise.typologies[0].value
        marks.append(
            Mark(
                ref=movement.ref,
                typology=typology,
                scheme=way,
                harm=harm().of(typology),
                difficulty=_HARD[level.difficulty] - (0.5 if way in _PLAIN else 0.0),
                reasons=(way, f"leg-{leg + 1}"),
                settles=("transit-record", "driver"),
                shows=_SHOWS[way],
                why=of("reasons-transit", way),
            )
        )
        answers.append(Answer(source="transit-record", about=movement.ref, text=of("told", "transit-record")))
        answers.append(Answer(source="driver", about=movement.ref, text=of("told", "driver")))
    caught = {movement.ref for movement in planted}
    answers += [
        Answer(source="driver", about=movement.ref, text=of("told", movement.why), tells=False)
        for movement in movements
        if movement.ref not in caught and movement.why
    ]
    sources = tuple(
        Source(id=name, name=of("questions", name), minutes=10.0, of="register")
        for name in ("transit-record", "driver")
    )
    item = Item(
        id=ITEM,
        form=Form.PICK,
        prompt=of("prompts", "select-movements", capacity=str(level.capacity)),
        about=tuple(movement.ref for movement in movements),
        reasons=(*options("reasons-transit", vocabulary()["reasons-transit"]), *_legs(corridor)),
        questions=tuple(source.id for source in sources),
        capacity=level.capacity,
    )
    truth = Truth(item=ITEM, right=tuple(mark.ref for mark in marks), marks=tuple(marks))
    table = _table(chance, corridor, movements)
    return Made(items=(item,), truths=(truth,), sources=sources, tables=(table,), answers=tuple(answers))


_SHOWS: Final[dict[str, tuple[str, ...]]] = {
    "late": ("columns.times",),
    "too-fast": ("columns.times",),
    "seal-changed": ("columns.seal-out",),
    "lighter": ("columns.kg-out",),
    "never-left": ("columns.left",),
}


def _legs(corridor: Corridor) -> tuple[Option, ...]:
    """Each leg as a reason: between which posts it happened."""
    legs = enumerate(zip(corridor.posts, corridor.posts[1:], strict=False), 1)
    return tuple(Option(id=f"leg-{number}", text=of("columns", "leg", a=a, b=b)) for number, (a, b) in legs)


def _lawful(chance: Chance, corridor: Corridor, number: int) -> _Movement:
    kg = chance.number(80, 215) * 100
    seal = f"TR{chance.digits(7)}"
    hours = [usual * (1 + chance.between(-_SPREAD, _SPREAD * 2)) for usual in corridor.hours]
    movement = _Movement(
        ref=f"T-{number + 1:03d}",
        truck=plate(chance.choice(_COUNTRIES), chance.number(1_000, 9_999_999)),
        goods=chance.choice(corridor.goods),
        kg=kg,
        seal=seal,
        hours=hours,
        seal_out=seal,
        kg_out=kg + chance.number(-6, 6) * 10,
    )
    if chance.happens(_LAWFUL_STOP):
        hours[chance.number(0, len(hours) - 1)] += chance.between(4.0, 9.0)
        movement.why = chance.choice(("driver-rested", "driver-repaired"))
    return movement


def _divert(chance: Chance, difficulty: Difficulty, movement: _Movement) -> tuple[str, int]:
    """One way of diversion carried out, and on which leg."""
    way, leg = chance.choice(_WAYS), chance.number(0, len(movement.hours) - 1)
    low, high = _LATE[difficulty]
    if way == "late":
        movement.hours[leg] += chance.between(low, high)
    elif way == "too-fast":
        movement.hours[leg] *= {Difficulty.EASY: 0.3, Difficulty.MEDIUM: 0.5, Difficulty.HARD: 0.62}[difficulty]
    elif way == "seal-changed":
        movement.seal_out = f"TR{chance.digits(7)}"
        movement.hours[leg] += chance.between(1.0, low)
    elif way == "lighter":
        part = _LIGHTER[difficulty]
        movement.kg_out = round(movement.kg * (1 - chance.between(*part)) / 10) * 10
        movement.hours[leg] += chance.between(1.0, low)
    else:
        movement.left = False
        leg = len(movement.hours) - 1
    return way, leg


def _table(chance: Chance, corridor: Corridor, movements: list[_Movement]) -> Table:
    start = datetime.combine(FIRST_DAY, datetime.min.time())
    rows = []
    for movement in movements:
        at = start + timedelta(minutes=chance.number(0, 4 * 24 * 60))
        times = [at]
        for hours in movement.hours:
            at += timedelta(hours=hours)
            times.append(at)
        shown = [each.strftime("%Y-%m-%d %H:%M") for each in times]
        if not movement.left:
            shown[-1] = "—"
        out = (movement.seal_out, f"{movement.kg_out}") if movement.left else ("—", "—")
        rows.append((movement.ref, movement.truck, movement.goods, movement.seal, f"{movement.kg}", *shown, *out))
    head = [of("columns", name) for name in ("reference", "truck", "goods", "seal-in", "kg-in")]
    middle = [of("columns", "at-post", post=post) for post in corridor.posts]
    tail = [of("columns", "seal-out"), of("columns", "kg-out")]
    return Table(id="movements", title=of("tables", "movements"), columns=(*head, *middle, *tail), rows=tuple(rows))
