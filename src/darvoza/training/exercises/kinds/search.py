"""Search plan: which technique, where to look, and which hazards come first."""

from collections.abc import Collection
from typing import Final

from darvoza.selection import TECHNIQUES
from darvoza.training.case import Difficulty
from darvoza.training.chance import Chance
from darvoza.training.exercises.loads import Load, loads
from darvoza.training.exercises.made import Made, message, options
from darvoza.training.exercises.materials import Item, Option, Truth
from darvoza.training.exercises.scenario import Exercise, Form, Level
from darvoza.training.exercises.words import of, phrase, vocabulary

_MORE: Final = {Difficulty.EASY: 2, Difficulty.MEDIUM: 4, Difficulty.HARD: 6}
"""How many wrong places and steps stand among the right ones."""

_HARD: Final = {Difficulty.EASY: -0.8, Difficulty.MEDIUM: 0.0, Difficulty.HARD: 0.8}


def make(exercise: Exercise, level: Level, seed: int) -> Made:
    """So many loads, three questions about each."""
    chance = Chance(seed, "search")
    items: list[Item] = []
    truths: list[Truth] = []
    for number, name in enumerate(chance.sample(exercise.loads, level.count), 1):
        for item, truth in _questions(chance, level.difficulty, f"load-{number}", loads()[name]):
            items.append(item)
            truths.append(truth)
    return Made(items=tuple(items), truths=tuple(truths))


def _questions(chance: Chance, difficulty: Difficulty, group: str, load: Load) -> list[tuple[Item, Truth]]:
    hard, why, more = _HARD[difficulty], phrase(load.why), _MORE[difficulty]
    places = _mixed(chance, load.places, vocabulary()["places"], more)
    known = set(vocabulary()["steps"]) - set(load.never)
    steps = _mixed(chance, (*load.steps, *load.never), known, more // 2)
    return [
        (
            Item(
                id=f"{group}-technique",
                form=Form.ONE,
                group=group,
                prompt=of("prompts", "technique"),
                text=phrase(load.text),
                about=(load.typology,),
                options=tuple(Option(id=name, text=message(name)) for name in TECHNIQUES),
            ),
            Truth(
                item=f"{group}-technique",
                right=(load.technique,),
                harmful=tuple(name for name in ("physical examination",) if load.safety > 1 and name != load.technique),
                difficulty=hard,
                why=why,
            ),
        ),
        (
            Item(
                id=f"{group}-places",
                form=Form.SEVERAL,
                group=group,
                prompt=of("prompts", "places"),
                options=options("places", places),
            ),
            Truth(item=f"{group}-places", right=load.places, difficulty=hard + 0.3, why=why),
        ),
        (
            Item(
                id=f"{group}-steps",
                form=Form.ORDER,
                group=group,
                prompt=of("prompts", "steps"),
                options=options("steps", steps),
                measures="procedure",
            ),
            Truth(
                item=f"{group}-steps",
                right=load.steps,
                harmful=load.never,
                first=load.steps[: load.safety],
                difficulty=hard + 0.5,
                why=why,
            ),
        ),
    ]


def _mixed(chance: Chance, right: tuple[str, ...], known: Collection[str], more: int) -> list[str]:
    """The right ones among others, in an order that tells nothing."""
    others = sorted(set(known) - set(right))
    shown = [*right, *chance.sample(others, more)]
    return chance.sample(shown, len(shown))
