"""Desk targeting: a day or a week of traffic, so many places to examine, and which consignments to stop."""

from typing import Final

import polars as pl

from darvoza.risk import all_indicators
from darvoza.selection import detection, harm
from darvoza.training.case import Difficulty
from darvoza.training.chance import Chance
from darvoza.training.exercises.made import Made, message, sources
from darvoza.training.exercises.materials import Answer, Item, Mark, Option, Truth
from darvoza.training.exercises.scenario import Exercise, Form, Level
from darvoza.training.exercises.scene import scene
from darvoza.training.exercises.words import of, vocabulary
from darvoza.training.schemes import all_schemes

ITEM: Final = "select"
"""The item of a targeting exercise: which consignments to stop."""

_TELLS: Final = 0.9
"""How often a document that would settle it does."""

_DIFFICULTY: Final = {Difficulty.EASY.value: -1.0, Difficulty.MEDIUM.value: 0.0, Difficulty.HARD.value: 1.0}
_STRONG: Final = 0.35
_SILENT: Final = 0.8


def make(exercise: Exercise, level: Level, seed: int) -> Made:
    """The traffic, one pick among all its consignments, and what papers and sensors say of those that are planted."""
    acted = scene(exercise, level, seed)
    chance = Chance(seed, "answers")
    refs = [ref for day in acted.days for ref in day.batch.consignments["reference"].to_list()]
    marks = marks_of(acted.truth, exercise)
    item = Item(
        id=ITEM,
        form=Form.PICK,
        prompt=of("prompts", "select", capacity=str(level.capacity)),
        about=tuple(dict.fromkeys(refs)),
        reasons=reasons(),
        questions=(*exercise.documents, *(each.technique for each in exercise.sensors)),
        capacity=level.capacity,
    )
    truth = Truth(item=ITEM, right=tuple(mark.ref for mark in marks), marks=tuple(marks))
    answers = (*_papers(chance, marks), *_readings(chance, exercise, level, item.about, marks))
    return Made(items=(item,), truths=(truth,), sources=sources(exercise), answers=answers, days=acted.days)


def marks_of(truth: pl.DataFrame, exercise: Exercise) -> list[Mark]:
    """The truth of a scene as marks: what each planted consignment is, how much it matters, and where it shows."""
    needs = {each.id: each.needs for each in all_indicators()}
    signs = {scheme.id: {sign.name: sign for sign in scheme.signs} for scheme in all_schemes()}
    marks = []
    for row in truth.iter_rows(named=True):
        strong = sum(not signs[row["scheme"]][name].weak for name in row["signs"])
        shows = dict.fromkeys(need for each in row["indicators"] for need in needs.get(each, ()))
        marks.append(
            Mark(
                ref=row["reference"],
                typology=row["typology"],
                scheme=row["scheme"],
                harm=harm().of(row["typology"]),
                difficulty=_DIFFICULTY[row["difficulty"]] + (_SILENT if not row["signs"] else -_STRONG * strong),
                reasons=tuple(row["indicators"]),
                settles=tuple(each for each in settling(row["typology"], row["scheme"]) if each in exercise.documents),
                shows=tuple(shows),
                why=of("schemes", row["scheme"]),
                case=row["case"],
            )
        )
    return marks


def settling(typology: str, scheme: str = "") -> tuple[str, ...]:
    """The documents that settle a suspicion of this kind of harm, or of this scheme."""
    return _BY_SCHEME.get(scheme, _BY_TYPOLOGY.get(typology, ("invoice",)))


_BY_TYPOLOGY: Final[dict[str, tuple[str, ...]]] = {
    "proliferation": ("end-use", "data-sheet", "licence"),
    "cbrn": ("data-sheet", "licence", "safety-sheet"),
    "arms": ("licence", "data-sheet"),
    "sanctions": ("ownership",),
    "drugs": ("weighbridge", "seal-history"),
    "precursors": ("licence", "safety-sheet"),
    "trafficking in persons": ("driver", "weighbridge"),
    "laundering": ("payment", "partner-export"),
    "cash": ("payment", "price-list"),
    "revenue": ("price-list", "partner-export"),
    "excise": ("transit-record", "licence"),
    "wildlife": ("species-permit",),
    "waste": ("waste-consent",),
    "safety": ("safety-sheet",),
}
_BY_SCHEME: Final[dict[str, tuple[str, ...]]] = {
    "seal-switch": ("seal-history",),
    "cloned-container": ("seal-history",),
    "reused-papers": ("invoice", "partner-export"),
    "refrigerant-quota": ("licence",),
    "unnatural-goods": ("partner-export", "weighbridge"),
}


def reasons() -> tuple[Option, ...]:
    """The indicators that some scheme of the simulator may show: the reasons to choose from, the same each time."""
    named = {each for scheme in all_schemes() for each in scheme.indicators}
    return tuple(Option(id=each.id, text=message(each.title)) for each in all_indicators() if each.id in named)


def _papers(chance: Chance, marks: list[Mark]) -> list[Answer]:
    """What documents say of the planted: those that would settle it mostly do."""
    texts = vocabulary()["told"]
    return [
        Answer(source=name, about=mark.ref, text=of("told", name))
        for mark in marks
        for name in mark.settles
        if name in texts and chance.happens(_TELLS)
    ]


def _readings(
    chance: Chance, exercise: Exercise, level: Level, refs: tuple[str, ...], marks: list[Mark]
) -> list[Answer]:
    """What sensors say: alarms on what is there as often as they find it, and on lawful goods as often as they err."""
    planted = {mark.ref: mark for mark in marks}
    found = []
    for sensor in exercise.sensors:
        for ref, luck in zip(refs, chance.uniform(len(refs)).tolist(), strict=True):
            mark = planted.get(ref)
            likely = sensor.false_alarms * level.errors
            if mark is not None:
                finds = detection(mark.typology, sensor.technique) if sensor.finds is None else sensor.finds
                likely = max(finds, likely)
            if luck < likely:
                text = of("told", "alarm", technique=message(sensor.technique).words)
                found.append(Answer(source=sensor.technique, about=ref, text=text, tells=mark is not None))
    return found
