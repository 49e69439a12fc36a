"""An adversary that learns: the next round avoids what trainees look for, and sends more of what they let pass."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import msgspec

from darvoza.language import Words
from darvoza.training.exercises.events import Event, standing
from darvoza.training.exercises.materials import Hidden
from darvoza.training.exercises.scenario import Exercise, Plant
from darvoza.training.exercises.words import vocabulary

_CAUGHT: Final = 0.5
"""A scheme that is caught more often than this hides better; one caught less often comes more often."""

_MORE: Final = 1.5
_FEWER: Final = 0.75
_LEARNED: Final = 2
"""How many signs the adversary learns to avoid in one round: those named most."""

_HARDEST: Final = 2


@dataclass(frozen=True, slots=True)
class Habits:
    """What trainees showed in a round: how often each scheme was caught, and which reasons they gave."""

    caught: dict[str, float]
    reasons: tuple[str, ...]
    """The reasons that they gave, the most frequent first."""


def habits(hidden: Hidden, events: Iterable[Event]) -> Habits:
    """What a round's trainees look for, each by themselves."""
    given = list(events)
    there: Counter[str] = Counter()
    found: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for who in sorted({event.who for event in given}):
        now = standing(given, who=who)
        for truth in hidden.truths:
            picked = set(now.chosen.get(truth.item, ()))
            for mark in truth.marks:
                there[mark.scheme] += 1
                found[mark.scheme] += mark.ref in picked
        for named in now.reasons.values():
            reasons.update(named)
    order = sorted(reasons, key=lambda name: (-reasons[name], name))
    return Habits({scheme: found[scheme] / count for scheme, count in there.items()}, tuple(order))


def adapt(exercise: Exercise, shown: Habits) -> Exercise:
    """The exercise as the adversary plays its next round; the same for the same habits.

    Schemes that were caught show less and avoid the signs that trainees named most; those that passed come more often.
    An exercise without schemes stays as it is.
    """
    learned = set(shown.reasons[:_LEARNED])
    plants = []
    for plant in exercise.schemes:
        caught = shown.caught.get(plant.scheme)
        if caught is None:
            plants.append(plant)
        elif caught > _CAUGHT:
            plants.append(
                Plant(
                    scheme=plant.scheme,
                    share=plant.share * _FEWER,
                    harder=min(plant.harder + 1, _HARDEST),
                    avoid=tuple(sorted({*plant.avoid, *learned})),
                )
            )
        else:
            plants.append(msgspec.structs.replace(plant, share=plant.share * _MORE))
    return msgspec.structs.replace(exercise, schemes=tuple(plants))


def learned(before: Exercise, after: Exercise) -> list[tuple[str, Words, str]]:
    """What the adversary changed, for the debrief: each scheme with its name, and ``"harder"`` or ``"more"``."""
    old = {plant.scheme: plant for plant in before.schemes}
    named = vocabulary()["schemes"]
    return [
        (plant.scheme, named[plant.scheme], "more" if plant.share > old[plant.scheme].share else "harder")
        for plant in after.schemes
        if plant.scheme in old and plant != old[plant.scheme]
    ]
