"""The instructor's view: how far everyone is, and groups beside each other."""

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np

from darvoza.training.chance import Chance
from darvoza.training.exercises import Event, Materials, What, standing, working
from darvoza.training.scoring.score import Measure, Score

_DRAWS = 1_000


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a trainee is: items opened and decided of all, questions asked, hints, and when they last did something.

    No truth in it: it may be shown while the exercise runs.
    """

    who: str
    opened: int
    decided: int
    items: int
    asked: int
    hints: int
    last: float
    ended: bool


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """A group's mean mark with its interval over trainees."""

    name: str
    trainees: int
    mark: Measure


def progress(materials: Materials, events: Sequence[Event]) -> list[Progress]:
    """How far everyone is, by name."""
    found = []
    for who in sorted({event.who for event in events}):
        own = [event for event in events if event.who == who]
        now = standing(own)
        found.append(
            Progress(
                who=who,
                opened=len({item for item, _ in now.opened}),
                decided=len(now.decided),
                items=len(materials.items),
                asked=len(now.asked),
                hints=now.hints,
                last=max(event.at for event in working(own)),
                ended=any(event.what is What.ENDED for event in own),
            )
        )
    return found


def compare(groups: Mapping[str, Sequence[Score]]) -> list[Group]:
    """The mean mark of each group, best first, with intervals from resampling trainees.

    Groups whose intervals overlap cannot be said to differ. An empty group is left out.
    """
    found = []
    for name, scores in groups.items():
        if scores:
            marks = np.array([each.mark.value for each in scores])
            drawn = Chance(len(marks), "groups").below(np.full((_DRAWS, len(marks)), len(marks)))
            low, high = np.quantile(marks[drawn].mean(axis=1), (0.025, 0.975))
            mark = Measure(value=float(marks.mean()), low=float(low), high=float(high), cases=len(marks))
            found.append(Group(name=name, trainees=len(marks), mark=mark))
    return sorted(found, key=lambda group: -group.mark.value)
