"""What trainees are given, and what is kept from them until the end."""

from typing import Final

import msgspec

from darvoza.language import Words
from darvoza.training.exercises.scenario import Form, Kind, Role, Weights
from darvoza.training.exercises.words import NOTHING, Phrase


class Option(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One answer that can be chosen."""

    id: str
    text: Phrase


class Item(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that is asked. ``about`` are the references it is about (consignments, movements, rows of a table).

    ``group`` ties the questions about one thing together. ``options`` are the answers to choose from; a pick chooses
    among ``about``, at most ``capacity`` of them. ``reasons`` are those that may be given for an answer, ``questions``
    the sources that may be asked. ``measures`` says what the answer counts as (``answers``, ``procedure``,
    ``custody``). ``inject`` is the inject it comes with, if it is not asked from the start. ``screen`` names the
    message of the liaison desk in which a training room has it answered.
    """

    id: str
    form: Form
    prompt: Phrase
    group: str = ""
    text: Phrase = NOTHING
    about: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    reasons: tuple[Option, ...] = ()
    questions: tuple[str, ...] = ()
    capacity: int = 0
    role: str = ""
    measures: str = "answers"
    inject: str = ""
    screen: str = ""


class Source(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something that can be asked or looked at: a document to call for, a sensor, a register; it takes ``minutes``.

    ``of``: ``"document"``, ``"sensor"`` or ``"register"``. What it answers is hidden until it is asked.
    """

    id: str
    name: Phrase
    minutes: float
    of: str = "document"


class Table(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Rows that everybody sees: movements, prices, parties. ``columns`` head them; cells are text as filed."""

    id: str
    title: Phrase
    columns: tuple[Phrase, ...]
    rows: tuple[tuple[str, ...], ...]


class Materials(msgspec.Struct, frozen=True, kw_only=True):
    """What trainees are given: no truth, no seed, and nothing that is still to happen."""

    exercise: str
    kind: Kind
    level: int
    minutes: int
    capacity: int
    title: Words
    briefing: Words
    goals: tuple[Words, ...]
    roles: tuple[Role, ...]
    weights: Weights
    items: tuple[Item, ...]
    sources: tuple[Source, ...] = ()
    tables: tuple[Table, ...] = ()
    usual: Phrase = NOTHING
    hinted: int = 0

    def item(self, id: str) -> Item:  # noqa: A002 - the item's own word
        """The item with this id.

        Raises:
            KeyError: there is none.
        """
        return next((each for each in self.items if each.id == id), None) or _none(id)


def _none(name: str) -> Item:
    raise KeyError(name)


class Mark(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The truth about one thing that should be picked.

    ``harm`` is as selection weighs it; ``reasons`` those that would be right, ``settles`` the sources that would have
    settled it; ``shows`` the places where it showed (``goods[0].value``); ``case`` ties those of one case together.
    ``difficulty`` is on the scale of ability (-3 to 3).
    """

    ref: str
    typology: str = ""
    scheme: str = ""
    harm: float = 1.0
    difficulty: float = 0.0
    reasons: tuple[str, ...] = ()
    settles: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    why: Phrase = NOTHING
    case: int = 0


class Truth(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The truth about one item: what is right (in order, where order counts), and what does harm.

    ``marks`` are those of a pick; ``settles`` the sources that would have settled the answer. ``first`` are the steps
    that must come before all others. ``condition``'s rows are ``marks``.
    """

    item: str
    right: tuple[str, ...] = ()
    harmful: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    reasons: tuple[str, ...] = ()
    settles: tuple[str, ...] = ()
    difficulty: float = 0.0
    why: Phrase = NOTHING


class Answer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a source says about one thing; ``tells``: whether it bears on the truth (a sensor may err)."""

    source: str
    about: str
    text: Phrase
    tells: bool = True


class Coming(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An inject that waits for its minute (or for an item to be decided), and the item it asks, if any."""

    id: str
    minute: float
    text: Phrase
    role: str = ""
    after: str = ""
    item: str = ""


class Hidden(msgspec.Struct, frozen=True, kw_only=True):
    """What is sealed until the end: the seed, the truth, and, for whoever runs it, what sources say and what comes."""

    exercise: str
    level: int
    seed: int
    truths: tuple[Truth, ...]
    answers: tuple[Answer, ...] = ()
    coming: tuple[Coming, ...] = ()
    later: tuple[Item, ...] = ()
    hints: tuple[Words, ...] = ()

    def truth(self, item: str) -> Truth:
        """The truth about an item; an empty one where nothing is scored."""
        return next((each for each in self.truths if each.item == item), Truth(item=item))

    def answer(self, source: str, about: str, usual: Phrase = NOTHING) -> Phrase:
        """What a source says when it is asked about something: the usual where nothing special is known."""
        found = (each.text for each in self.answers if each.source == source and each.about == about)
        return next(found, usual)


MEASURES: Final = ("answers", "procedure", "custody")
"""What an item may count as."""
