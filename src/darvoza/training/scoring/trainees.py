"""Simulated trainees: of known skill, to prove that scores rank and that difficulties are found again."""

from typing import Final

import numpy as np

from darvoza.training.chance import Chance
from darvoza.training.exercises import Event, Form, Item, Prepared, Standing, Truth, What
from darvoza.training.scoring.baselines import answered, refs_of, sampled
from darvoza.training.scoring.outcomes import PICKED

_FALSE: Final = 0.5
"""How much of the capacity that is left somebody fills with what merely looks suspicious."""


def of_ability(prepared: Prepared, ability: float, draw: int) -> Standing:
    """Somebody who solves each thing as often as their ability and its planted difficulty say (logistic)."""
    chance = Chance(draw, "trainee", prepared.materials.exercise)
    return answered(prepared, lambda item, truth: _answer(chance, prepared, item, truth, ability))


def _answer(  # who answers what
    chance: Chance, prepared: Prepared, item: Item, truth: Truth, ability: float
) -> tuple[str, ...]:
    if item.form in PICKED:
        found = [mark.ref for mark in truth.marks if chance.happens(_solves(ability, mark.difficulty))]
        found = found[: item.capacity or None]
        left = round((item.capacity - len(found)) * _FALSE * chance.between(0, 1))
        lawful = set(truth.right)
        wrong = [ref for ref in sampled(chance, refs_of(prepared, item), left + len(lawful)) if ref not in lawful]
        return (*found, *wrong[: max(left, 0)])
    if chance.happens(_solves(ability, truth.difficulty)):
        return truth.right
    wrong = [option.id for option in item.options if option.id not in truth.right]
    if item.form is Form.ONE:
        return (chance.choice(wrong),) if wrong else ()
    return tuple(wrong[:2])


def _solves(ability: float, difficulty: float) -> float:
    return float(1 / (1 + np.exp(difficulty - ability)))


def as_events(now: Standing, *, who: str, start: float = 0.0, step: float = 30.0) -> list[Event]:
    """How things stand told as a run's events: opened, asked, reasoned, sure, decided, one item after the other."""
    found = [Event(at=start, who=who, what=What.BEGAN)]
    at = start
    for item, values in now.chosen.items():
        at += step
        found.append(Event(at=at, who=who, what=What.OPENED, item=item))
        found += [
            Event(at=at, who=who, what=What.ASKED, item=item, source=source, about=about)
            for of, source, about in now.asked
            if of == item
        ]
        found += [
            Event(at=at, who=who, what=What.REASONED, item=item, about=about, values=reasons)
            for (of, about), reasons in now.reasons.items()
            if of == item
        ]
        found += [
            Event(at=at, who=who, what=What.CONFIDENT, item=item, about=about, number=sure)
            for (of, about), sure in now.confidence.items()
            if of == item
        ]
        at += step
        text = now.texts.get(item, "")
        found.append(Event(at=at, who=who, what=What.DECIDED, item=item, values=values, text=text))
    return [*found, Event(at=at, who=who, what=What.ENDED)]
