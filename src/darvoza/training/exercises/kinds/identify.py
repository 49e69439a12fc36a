"""Identify the goods: is it controlled, which entry, what would you ask, how would you open it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from darvoza.goods import ControlList, Outcome, Strength, load_entries
from darvoza.language import Language, Words
from darvoza.training.case import Difficulty
from darvoza.training.chance import Chance
from darvoza.training.exercises.made import Made, options
from darvoza.training.exercises.materials import Item, Option, Truth
from darvoza.training.exercises.scenario import Exercise, Form, Level
from darvoza.training.exercises.words import Phrase, of, phrase
from darvoza.training.world import world

_NONE: Final = "none"
_NOTHING: Final = "nothing"
_WRONG_ENTRIES: Final = {Difficulty.EASY: 2, Difficulty.MEDIUM: 3, Difficulty.HARD: 5}
_WRONG_QUESTIONS: Final = 3
_OPEN: Final = {Difficulty.EASY: 0.1, Difficulty.MEDIUM: 0.35, Difficulty.HARD: 0.6}
"""Of the lines that are not plainly free, how many cannot be decided from the text."""

_OUTCOMES: Final = tuple(each.value for each in Outcome)
_HARD: Final = {Outcome.MEETS.value: -0.7, Outcome.DOES_NOT_MEET.value: 0.0, Outcome.UNDETERMINED.value: 0.8}
_GRADES: Final = ("99 %", "technical grade, 200 l drums", "reagent grade, 25 kg", "pure, in IBC 1000 l")
_ALIKE: Final = frozenset(("chemical", "fertiliser", "medical", "machine", "instrument"))
"""Families of everyday goods that look like those of control lists."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One goods line: its text as filed, the entry it is about, what is true of it, and what is open."""

    text: str
    hs: str | None
    entry: str
    expect: str
    asks: tuple[str, ...]


def make(exercise: Exercise, level: Level, seed: int) -> Made:
    """So many goods lines, and up to four questions about each."""
    chance, control = Chance(seed, "identify"), _control()
    lines = _drawn(chance, _bank(control, exercise.entries), level)
    items: list[Item] = []
    truths: list[Truth] = []
    for number, line in enumerate(lines, 1):
        for item, truth in _questions(chance, control, exercise, level, f"goods-{number}", line):
            items.append(item)
            truths.append(truth)
    return Made(items=tuple(items), truths=tuple(truths))


@cache
def _control() -> ControlList:
    return load_entries()


def _bank(control: ControlList, prefixes: Sequence[str]) -> dict[str, list[_Line]]:
    """Every goods line about these entries by its outcome: the list's own examples, chemicals by name, decoys."""
    bank: dict[str, list[_Line]] = {name: [] for name in _OUTCOMES}
    for entry in control.entries:
        if not entry.id.startswith(tuple(prefixes)):
            continue
        for example in entry.spec.tests:
            if example.expect is not None and not (example.expect is Outcome.UNDETERMINED and not example.asks):
                line = _Line(example.text, example.hs, entry.id, example.expect.value, tuple(example.asks))
                bank[line.expect].append(line)
        if not entry.spec.tests:
            code = next((link.code for link in entry.spec.hs), None)
            for place, language in enumerate((Language.ENGLISH, Language.RUSSIAN)):
                text = f"{entry.title(language)}, {_GRADES[(len(entry.id) + place) % len(_GRADES)]}"
                bank[Outcome.MEETS.value].append(_Line(text, code, entry.id, Outcome.MEETS.value, ()))
    free = bank[Outcome.DOES_NOT_MEET.value]
    free += [_Line(text, code, "", Outcome.DOES_NOT_MEET.value, ()) for text, code in _everyday()]
    return bank


@cache
def _everyday() -> tuple[tuple[str, str], ...]:
    """Everyday goods under codes that controlled goods hardly travel under: chemicals and machines among them."""
    return tuple(
        (kind.english[0], kind.hs)
        for kind in world().kinds
        if kind.family in _ALIKE
        and not any(strength is not Strength.BASKET for _, strength in _control().under_hs(kind.hs))
    )


def _drawn(chance: Chance, bank: dict[str, list[_Line]], level: Level) -> list[_Line]:
    """Lines of each outcome as the level wants them, none twice, in an order that tells nothing."""
    left = {name: chance.sample(lines, len(lines)) for name, lines in bank.items()}
    wanted = [Outcome.DOES_NOT_MEET.value] * (level.count - level.planted)
    for _ in range(level.planted):
        undecided = chance.happens(_OPEN[level.difficulty]) and left[Outcome.UNDETERMINED.value]
        wanted.append(Outcome.UNDETERMINED.value if undecided else Outcome.MEETS.value)
    drawn = []
    for name in wanted:
        source = next((left[each] for each in (name, *_OUTCOMES) if left[each]), None)
        if source:
            drawn.append(source.pop())
    return chance.sample(drawn, len(drawn))


def _questions(
    chance: Chance, control: ControlList, exercise: Exercise, level: Level, group: str, line: _Line
) -> list[tuple[Item, Truth]]:
    controlled = line.expect != Outcome.DOES_NOT_MEET.value
    hard = _HARD[line.expect] + (0.4 if not line.text.isascii() else 0.0) - (0.5 if not line.entry else 0.0)
    words = of("prompts", "goods-line", text=line.text, code=line.hs or "—")
    why = phrase(Words("{entry}"), entry=_title(control, line.entry).words) if line.entry else of("why", "free")
    asked = [
        (
            Item(
                id=f"{group}-controlled",
                form=Form.ONE,
                group=group,
                prompt=of("prompts", "controlled"),
                text=words,
                options=options("outcomes", _OUTCOMES),
            ),
            Truth(item=f"{group}-controlled", right=(line.expect,), difficulty=hard, why=why),
        ),
        _entry(chance, control, exercise, level, group, line, hard, why),
    ]
    if level.difficulty is not Difficulty.EASY:
        asked.append(_asks(chance, control, group, line, hard, why))
    opening = control[line.entry].spec.handling.opening if controlled and line.entry else "normal"
    asked.append(
        (
            Item(
                id=f"{group}-opening",
                form=Form.ONE,
                group=group,
                prompt=of("prompts", "opening"),
                options=options("opening", ("normal", "care", "specialist")),
                measures="procedure",
            ),
            Truth(
                item=f"{group}-opening",
                right=(opening,),
                harmful=("normal",) if opening == "specialist" else (),
                difficulty=hard - 0.3,
                why=why,
            ),
        )
    )
    return asked


def _entry(
    chance: Chance,
    control: ControlList,
    exercise: Exercise,
    level: Level,
    group: str,
    line: _Line,
    hard: float,
    why: Phrase,
) -> tuple[Item, Truth]:
    """Which entry: the right one or none, among others of the same exercise."""
    right = line.entry if line.expect != Outcome.DOES_NOT_MEET.value else _NONE
    same = [each.id for each in control.entries if each.id.startswith(exercise.entries) and each.id != line.entry]
    near = [line.entry] if line.entry else []
    shown = sorted({*near, *chance.sample(same, _WRONG_ENTRIES[level.difficulty])})
    return (
        Item(
            id=f"{group}-entry",
            form=Form.ONE,
            group=group,
            prompt=of("prompts", "entry"),
            options=(
                *(Option(id=each, text=_title(control, each)) for each in shown),
                Option(id=_NONE, text=of("outcomes", _NONE)),
            ),
        ),
        Truth(item=f"{group}-entry", right=(right,), difficulty=hard + 0.2, why=why),
    )


def _asks(
    chance: Chance, control: ControlList, group: str, line: _Line, hard: float, why: Phrase
) -> tuple[Item, Truth]:
    """What to ask: the questions that would settle it among some that would not, or nothing."""
    own = control[line.entry] if line.entry else control.entries[0]
    asks = [each for each in line.asks if control.question(own.id, each) != each]
    others = {ask for each in control.entries for example in each.spec.tests for ask in example.asks} - set(line.asks)
    wrong = chance.sample(sorted(others), _WRONG_QUESTIONS)
    shown = sorted({*asks, *wrong})
    return (
        Item(
            id=f"{group}-ask",
            form=Form.SEVERAL,
            group=group,
            prompt=of("prompts", "ask"),
            options=(
                *(Option(id=each, text=_question(control, own.id, each)) for each in shown),
                Option(id=_NOTHING, text=of("outcomes", _NOTHING)),
            ),
            measures="questions",
        ),
        Truth(item=f"{group}-ask", right=tuple(asks) or (_NOTHING,), difficulty=hard + 0.4, why=why),
    )


def _in_all(texts: Sequence[str]) -> Phrase:
    return phrase(Words(*(each.replace("{", "{{").replace("}", "}}") for each in texts)))


def _title(control: ControlList, entry: str) -> Phrase:
    """An entry's title, with its code on the first list that has it."""
    known = control[entry]
    code = f" ({known.spec.lists[0].code})" if known.spec.lists else ""
    return _in_all([known.title(language) + code for language in Language])


def _question(control: ControlList, entry: str, ask: str) -> Phrase:
    return _in_all([control.question(entry, ask, language) for language in Language])
