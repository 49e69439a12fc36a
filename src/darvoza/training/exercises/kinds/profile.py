"""Write a profile and backtest it: a past with findings to learn from, and days that nobody has seen yet."""

from typing import Final

from darvoza.training.exercises.kinds.targeting import marks_of
from darvoza.training.exercises.made import Made
from darvoza.training.exercises.materials import Item, Table, Truth
from darvoza.training.exercises.scenario import Exercise, Form, Level
from darvoza.training.exercises.scene import scene
from darvoza.training.exercises.words import of

ITEM: Final = "condition"
"""The item of a profile exercise: the condition."""


def make(exercise: Exercise, level: Level, seed: int) -> Made:
    """The first half of the days with what was found in them; a condition, judged on the second half.

    At least two days are made; the level's count and cases are those of both halves together.
    """
    acted = scene(exercise, level, seed)
    half = len(acted.days) // 2
    past, unseen = acted.days[:half], acted.days[half:]
    known = {ref for day in past for ref in day.batch.consignments["reference"].to_list()}
    marks = marks_of(acted.truth, exercise)
    found = [mark for mark in marks if mark.ref in known]
    asked = tuple(mark for mark in marks if mark.ref not in known)
    table = Table(
        id="findings",
        title=of("tables", "findings"),
        columns=tuple(of("columns", name) for name in ("reference", "found")),
        rows=tuple((mark.ref, mark.typology) for mark in found),
    )
    item = Item(
        id=ITEM,
        form=Form.CONDITION,
        prompt=of("prompts", "condition", capacity=str(level.capacity)),
        capacity=level.capacity,
    )
    truth = Truth(item=ITEM, right=tuple(mark.ref for mark in asked), marks=asked)
    return Made(items=(item,), truths=(truth,), tables=(table,), days=past, unseen=unseen)
