"""A run as a list of timed events: what a trainee opened, asked, decided; kept anywhere, replayed at any moment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import msgspec


class What(StrEnum):
    """What happened."""

    BEGAN = "began"
    OPENED = "opened"
    """An item (and ``about`` which consignment or row of it) was opened."""
    LOOKED = "looked"
    """Something shown was looked at: ``about`` a table, a tab, a picture."""
    ASKED = "asked"
    """A source was asked: ``source``, ``about`` what."""
    DECIDED = "decided"
    """An item was answered: ``values`` are all that is chosen now, in order; or ``text`` for a condition."""
    CONFIDENT = "confident"
    """How sure, from 0 to 1, in ``number``; ``about`` one of a pick."""
    REASONED = "reasoned"
    """Which reasons, in ``values``; ``about`` one of a pick."""
    NOTED = "noted"
    SEEN = "inject seen"
    """An inject was seen: ``about`` which."""
    HINTED = "hinted"
    PAUSED = "paused"
    RESUMED = "resumed"
    ENDED = "ended"


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that happened, ``at`` seconds after the session began, by ``who`` (an opaque name, no real one).

    Times are those of the wall; :func:`working` takes pauses out. Later answers to an item replace earlier ones.
    """

    at: float
    who: str
    what: What
    item: str = ""
    about: str = ""
    source: str = ""
    values: tuple[str, ...] = ()
    number: float | None = None
    text: str = ""


def to_lines(events: Iterable[Event]) -> str:
    """The events as text, one JSON object a line: a run as a file."""
    return "".join(msgspec.json.encode(event).decode() + "\n" for event in events)


def from_lines(text: str) -> list[Event]:
    """The events of a run's file.

    >>> from_lines(to_lines([Event(at=3, who="a", what=What.OPENED, item="x")]))[0].item
    'x'

    Raises:
        ValueError: a line is no event; the text names it.
    """
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                found.append(_DECODER.decode(line))
            except msgspec.DecodeError as error:
                raise ValueError(f"line {number} of the run is no event: {error}") from error
    return found


_DECODER: Final = msgspec.json.Decoder(Event)


def working(events: Sequence[Event]) -> list[Event]:
    """The events in the order of time with pauses taken out: a pause takes no time, whoever paused.

    >>> times = [(0, What.BEGAN), (10, What.PAUSED), (50, What.RESUMED), (55, What.DECIDED)]
    >>> [event.at for event in working([Event(at=at, who="a", what=what) for at, what in times])]
    [0.0, 10.0, 10.0, 15.0]
    """
    lost, since, last, found = 0.0, None, 0.0, []
    for event in sorted(events, key=lambda each: each.at):
        if event.what is What.PAUSED and since is None:
            since = event.at
        elif event.what is What.RESUMED and since is not None:
            lost, since = lost + event.at - since, None
        at = (event.at if since is None else since) - lost
        last = max(last, float(at))  # differences of times may be off by a last bit
        found.append(msgspec.structs.replace(event, at=last))
    return found


@dataclass(slots=True)
class Standing:
    """How things stand at one moment of a run: the last word on each item."""

    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    confidence: dict[tuple[str, str], float] = field(default_factory=dict)
    reasons: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    """Item, source and what about, in the order asked, each once."""
    opened: dict[tuple[str, str], float] = field(default_factory=dict)
    decided: dict[str, float] = field(default_factory=dict)
    hints: int = 0
    suspected: dict[tuple[str, str], float] = field(default_factory=dict)
    """How likely each thing was held to be one to pick, by whoever says so of all; else it follows from the choice."""

    def suspicion(self, item: str, ref: str) -> float:
        """How likely (0 to 1) this was held to be one to pick: what was said, or what the choice and its sureness say.

        >>> now = Standing(chosen={"x": ("a",)}, confidence={("x", "a"): 0.9, ("x", "b"): 0.8})
        >>> [round(now.suspicion("x", ref), 2) for ref in "abc"]
        [0.9, 0.2, 0.25]
        """
        if (item, ref) in self.suspected:
            return self.suspected[item, ref]
        sure = self.confidence.get((item, ref), _SURE)
        return sure if ref in self.chosen.get(item, ()) else 1 - sure


_SURE: Final = 0.75
"""How sure somebody is taken to be who does not say."""


def together(events: Iterable[Event]) -> list[Event]:
    """The events of several who worked one desk, told as one: each choice holds what all had chosen by then.

    >>> one, two = (Event(at=n, who=who, what=What.DECIDED, item="x", values=(who,)) for n, who in enumerate("ab"))
    >>> standing(together([one, two])).chosen["x"]
    ('a', 'b')
    """
    chosen: dict[str, dict[str, tuple[str, ...]]] = {}
    found = []
    for event in sorted(events, key=lambda each: each.at):
        if event.what is not What.DECIDED:
            found.append(event)
            continue
        of_item = chosen.setdefault(event.item, {})
        of_item[event.who] = event.values
        whole = tuple(dict.fromkeys(value for values in of_item.values() for value in values))
        found.append(msgspec.structs.replace(event, values=whole))
    return found


def standing(events: Iterable[Event], *, at: float | None = None, who: str | None = None) -> Standing:
    """How things stand ``at`` a moment (seconds; the end if None), for one trainee or all together."""
    now = Standing()
    for event in working(list(events)):
        if (at is not None and event.at > at) or (who is not None and event.who != who):
            continue
        key = (event.item, event.about)
        match event.what:
            case What.OPENED:
                now.opened.setdefault(key, event.at)
            case What.ASKED:
                if (asked := (event.item, event.source, event.about)) not in now.asked:
                    now.asked.append(asked)
            case What.DECIDED:
                now.chosen[event.item], now.decided[event.item] = event.values, event.at
                now.texts[event.item] = event.text
            case What.CONFIDENT if event.number is not None:
                now.confidence[key] = min(max(event.number, 0.0), 1.0)
            case What.REASONED:
                now.reasons[key] = event.values
            case What.HINTED:
                now.hints += 1
            case _:
                pass
    return now
