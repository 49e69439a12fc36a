"""Injects: what is due at a moment of a run, to whom; and hints."""

from collections.abc import Iterable

from darvoza.language import Words
from darvoza.training.exercises.events import Event, What, standing, working
from darvoza.training.exercises.materials import Coming, Hidden, Item


def due(hidden: Hidden, events: Iterable[Event], *, minute: float, role: str | None = None) -> list[Coming]:
    """The injects that have come by this minute of working time, in order, for a role (those for all included).

    One that waits for an item comes a minute after that was decided, but at its own minute at the latest. ``role`` None
    is the instructor, who sees all.
    """
    now = standing(events)
    ready = []
    for coming in hidden.coming:
        if role is not None and coming.role not in {"", role}:
            continue
        at = coming.minute
        if coming.after:
            decided = now.decided.get(coming.after)
            at = min(at, decided / 60 + 1) if decided is not None else at
        if at <= minute:
            ready.append((at, coming))
    return [coming for _, coming in sorted(ready, key=lambda pair: pair[0])]


def released(hidden: Hidden, come: Iterable[Coming]) -> list[Item]:
    """The items that came with these injects."""
    ids = {each.item for each in come if each.item}
    return [item for item in hidden.later if item.id in ids]


def hint(hidden: Hidden, events: Iterable[Event]) -> Words | None:
    """The next hint, if there is one left; giving it is an event (``hinted``) that the score tells of."""
    given = sum(event.what is What.HINTED for event in working(list(events)))
    return hidden.hints[given] if given < len(hidden.hints) else None
