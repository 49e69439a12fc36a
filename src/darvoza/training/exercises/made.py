"""What the makers of exercises hand over, and what they have in common: written questions, and their options."""

from collections.abc import Iterable
from dataclasses import dataclass

from darvoza.language import Words
from darvoza.training.exercises.materials import Answer, Coming, Item, Option, Source, Table, Truth
from darvoza.training.exercises.scenario import Choice, Exercise, Form, Task
from darvoza.training.exercises.words import NOTHING, Phrase, of, phrase, vocabulary
from darvoza.training.traffic import Traffic


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The parts of a prepared exercise that depend on its kind."""

    items: tuple[Item, ...]
    truths: tuple[Truth, ...]
    sources: tuple[Source, ...] = ()
    tables: tuple[Table, ...] = ()
    answers: tuple[Answer, ...] = ()
    coming: tuple[Coming, ...] = ()
    later: tuple[Item, ...] = ()
    days: tuple[Traffic, ...] = ()
    unseen: tuple[Traffic, ...] = ()


def options(section: str, names: Iterable[str]) -> tuple[Option, ...]:
    """Options by their names in one section of the vocabulary."""
    return tuple(Option(id=name, text=of(section, name)) for name in names)


def message(text: str) -> Phrase:
    """A text that the project's catalogues have by its English."""
    return Phrase(Words(text.replace("{", "{{").replace("}", "}}")) if "{" in text else Words(text))


def sources(exercise: Exercise) -> tuple[Source, ...]:
    """The documents that can be called for and the sensors that can be read."""
    papers = tuple(
        Source(id=name, name=of("questions", name), minutes=_PAPER_MINUTES, of="document")
        for name in exercise.documents
    )
    sensors = tuple(
        Source(id=each.technique, name=message(each.technique), minutes=each.minutes, of="sensor")
        for each in exercise.sensors
    )
    return papers + sensors


_PAPER_MINUTES = 10.0


def asked(task: Task, inject: str = "", text: Phrase = NOTHING) -> tuple[Item, Truth]:
    """A written question as an item, and the truth about it; options stand in an order that tells nothing."""
    named = {_name(choice, number): choice for number, choice in enumerate(task.choices)}
    shown = sorted(named, key=_scrambled)
    item = Item(
        id=task.id,
        form=task.form,
        prompt=phrase(task.prompt) if task.prompt else of("prompts", task.form.value),
        text=text,
        options=tuple(Option(id=name, text=_text(named[name])) for name in shown),
        role=task.role,
        measures=task.measures,
        inject=inject,
        screen=task.screen,
    )
    steps = sorted((choice.step, name) for name, choice in named.items() if choice.step)
    right = [name for _, name in steps] if task.form is Form.ORDER else [n for n, c in named.items() if c.right]
    truth = Truth(
        item=task.id,
        right=tuple(right),
        harmful=tuple(name for name, choice in named.items() if choice.harmful),
        difficulty=task.difficulty,
        why=phrase(task.why),
    )
    return item, truth


def _name(choice: Choice, number: int) -> str:
    return choice.action or f"answer-{number + 1}"


def _scrambled(name: str) -> int:
    return sum((place + 3) * ord(letter) * 7919 for place, letter in enumerate(name)) % 997


def _text(choice: Choice) -> Phrase:
    return phrase(choice.text) if choice.text else phrase(vocabulary()["actions"][choice.action])


def written(exercise: Exercise, level: int) -> Made:
    """The exercise's own questions and injects at this level."""
    pairs = [asked(task) for task in exercise.tasks if task.level <= level]
    coming, later = [], []
    for inject in exercise.injects:
        if inject.level > level:
            continue
        item = ""
        if inject.task is not None and inject.task.level <= level:
            late, truth = asked(inject.task, inject.id, phrase(inject.text))
            later.append((late, truth))
            item = late.id
        coming.append(
            Coming(
                id=inject.id,
                minute=inject.minute,
                text=phrase(inject.text),
                role=inject.role,
                after=inject.after,
                item=item,
            )
        )
    return Made(
        items=tuple(item for item, _ in pairs),
        truths=tuple(truth for _, truth in (*pairs, *later)),
        coming=tuple(coming),
        later=tuple(item for item, _ in later),
    )
