"""What an exercise is: a scenario as data that an instructor can read, change and clone."""

from enum import StrEnum
from typing import Final

import msgspec

from darvoza.language import Words
from darvoza.signals import Typology
from darvoza.training.case import Difficulty


class Kind(StrEnum):
    """What trainees do in an exercise."""

    TARGETING = "targeting"
    IDENTIFY = "identify"
    SCREEN = "screen"
    SEARCH = "search"
    TRANSIT = "transit"
    PRICES = "prices"
    REQUEST = "request"
    PROFILE = "profile"
    TABLETOP = "tabletop"


class _Checked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A mapping in YAML in which a misspelt key is an error."""


class Level(_Checked, frozen=True, kw_only=True):
    """How hard an exercise is: what changes from its first to its third level.

    ``count`` is how many consignments, parties, goods, movements or rows there are to look at; ``planted`` how many of
    them (for schemes: cases) are not what they seem. ``capacity`` is how many may be stopped. ``errors`` scales how
    often sensors err. ``adapts``: the adversary learns from what trainees pick. ``hints``: the trainer may give hints.
    """

    count: int
    minutes: int
    planted: int = 0
    capacity: int = 0
    difficulty: Difficulty = Difficulty.MEDIUM
    errors: float = 1.0
    adapts: bool = False
    hints: bool = True


class Plant(_Checked, frozen=True, kw_only=True):
    """One scheme of the simulator's to plant: how often beside the others, and what its makers have learned to avoid.

    ``avoid`` names published indicators whose signs they no longer show; ``harder`` steps are added to the level's
    difficulty.
    """

    scheme: str
    share: float = 1.0
    harder: int = 0
    avoid: tuple[str, ...] = ()


class Sensor(_Checked, frozen=True, kw_only=True):
    """A reading that trainees can ask for: a technique, how often it finds what is there, how often it errs.

    Without ``finds`` it is what selection plans with for the kind of harm.
    """

    technique: str
    minutes: float
    false_alarms: float
    finds: float | None = None


class Note(_Checked, frozen=True, kw_only=True):
    """A public source that the exercise rests on."""

    title: str
    url: str


class Choice(_Checked, frozen=True, kw_only=True):
    """One answer that can be chosen: a word of the vocabulary's ``actions``, or a text of its own.

    ``right``: it should be chosen. ``harmful``: it does harm (endangers people, spoils evidence, breaks a caveat).
    ``step`` is its place where order matters, from 1.
    """

    action: str = ""
    text: Words = Words()
    right: bool = False
    harmful: bool = False
    step: int = 0


class Form(StrEnum):
    """How a question is answered."""

    PICK = "pick"
    """Some of many, within a capacity."""
    ONE = "one"
    SEVERAL = "several"
    ORDER = "order"
    """Steps, in the order in which they are to be done."""
    CONDITION = "condition"
    """A profile's condition."""
    TEXT = "text"
    """Free words, read by the trainer; not scored."""


SCREENS: Final = ("request", "answer")
"""Messages of the liaison desk in which a question may be answered."""


class Task(_Checked, frozen=True, kw_only=True):
    """One written question: what is asked, of whom, and what can be answered. ``measures``: what it counts as.

    ``level`` is the lowest level at which it is asked; ``difficulty`` how hard it is (-3 to 3, 0 is middling).
    ``screen`` names what a training room has written at its liaison desk (one of :data:`SCREENS`): which choices are
    made is then read from the message that is handed in. Elsewhere they are ticked.
    """

    id: str
    prompt: Words
    choices: tuple[Choice, ...]
    form: Form = Form.SEVERAL
    role: str = ""
    level: int = 1
    measures: str = "answers"
    difficulty: float = 0.0
    why: Words = Words()
    screen: str = ""


class Inject(_Checked, frozen=True, kw_only=True):
    """Something that happens while the exercise runs: at a minute, to a role (or all), and what it asks.

    ``after`` names an item; the inject then comes a minute after that was decided, if that is earlier.
    """

    id: str
    minute: float
    text: Words
    role: str = ""
    after: str = ""
    level: int = 1
    task: Task | None = None


class Role(_Checked, frozen=True, kw_only=True):
    """Who takes part: an officer's role, and in a table-top the country whose unit it belongs to."""

    id: str
    title: Words
    country: str = ""


class Weights(_Checked, frozen=True, kw_only=True):
    """How much each measure counts in the mark; one that cannot be measured is left out and the rest count more.

    ``hour`` and ``stop`` are what an hour of work and a lawful consignment stopped cost, in units of harm (one ordinary
    revenue offence, as selection weighs it).
    """

    found: float = 4.0
    order: float = 2.0
    precision: float = 1.0
    answers: float = 3.0
    reasons: float = 1.0
    questions: float = 1.0
    calibration: float = 1.0
    procedure: float = 2.0
    custody: float = 1.0
    time: float = 0.5
    hour: float = 0.1
    stop: float = 0.2


class Corridor(_Checked, frozen=True, kw_only=True):
    """A way of transit: its posts in order, with the usual hours between them."""

    posts: tuple[str, ...]
    hours: tuple[float, ...]
    goods: tuple[str, ...]


class Exercise(_Checked, frozen=True, kw_only=True):
    """A training scenario. Its three levels differ in numbers only; its truth is made when it is prepared, and sealed.

    ``seed`` is for looking at it beforehand: a session takes another, which stays secret until it ends. Of the parts
    below ``roles``, those that its kind does not use stay empty.
    """

    id: str
    kind: Kind
    title: Words
    briefing: Words
    goals: tuple[Words, ...]
    notes: Words
    sources: tuple[Note, ...]
    typologies: tuple[Typology, ...]
    seed: int
    levels: tuple[Level, Level, Level]
    roles: tuple[Role, ...] = ()
    weights: Weights = Weights()
    injects: tuple[Inject, ...] = ()
    tasks: tuple[Task, ...] = ()
    hints: tuple[Words, ...] = ()
    days: int = 1
    posts: tuple[str, ...] = ()
    schemes: tuple[Plant, ...] = ()
    documents: tuple[str, ...] = ()
    sensors: tuple[Sensor, ...] = ()
    entries: tuple[str, ...] = ()
    loads: tuple[str, ...] = ()
    corridor: Corridor | None = None
