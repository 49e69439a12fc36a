"""``darvoza training exercises`` and its sisters: look at exercises, prepare a session, score what was answered."""

import csv
from collections.abc import Iterable
from io import StringIO
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.table import Table

from darvoza.cli.options import EXISTING, PATH, language_option, usage_errors
from darvoza.language import Language, say
from darvoza.training.course import answer_book, to_csv, workbook
from darvoza.training.exercises import (
    BadExercise,
    Event,
    Exercise,
    Prepared,
    SealError,
    SealingNotInstalled,
    What,
    exercise,
    from_lines,
    load_exercise,
    new_key,
    new_seed,
    prepare,
    ready,
    seal,
    to_yaml,
    unseal,
)
from darvoza.training.exercises.words import vocabulary
from darvoza.training.scoring import Baseline, Measure, baselines, named, review

_LEVEL = click.IntRange(1, 3)
_SHOWN = 20


@click.command("exercises")
@language_option
def exercises_(language: Language) -> None:
    """The ready exercises: what each trains, and which kinds of harm it is about."""
    table = Table("id", say("Kind", language), say("Title", language), say("Typologies", language))
    for each in ready():
        kind = vocabulary()["kinds"][each.kind.value].say(language)
        harms = ", ".join(say(typology.value, language) for typology in each.typologies[:4])
        table.add_row(each.id, kind, each.title.say(language), harms + (" …" if len(each.typologies) > 4 else ""))
    Console().print(table)


@click.command("show")
@click.argument("name")
@click.option("--yaml", "as_yaml", is_flag=True, help="The whole exercise as YAML, to be changed and cloned.")
@language_option
def show_(name: str, *, as_yaml: bool, language: Language) -> None:
    """One exercise, by its id or its file: for the trainer, with teaching notes and sources."""
    found = _found(name)
    console = Console(highlight=False)
    if as_yaml:
        click.echo(to_yaml(found), nl=False)
        return
    console.print(f"[bold]{found.title.say(language)}[/] ({found.id})", soft_wrap=True)
    for text in (found.briefing, *found.goals, found.notes):
        console.print(text.say(language), soft_wrap=True)
    for number, level in enumerate(found.levels, 1):
        told = say(
            "Level {level}: {count} to look at, {planted} planted, {capacity} may be stopped, {minutes} minutes",
            language,
            level=number,
            count=level.count,
            planted=level.planted,
            capacity=level.capacity or "—",
            minutes=level.minutes,
        )
        console.print(told, soft_wrap=True)
    for note in found.sources:
        console.print(f"{note.title}: {note.url}", soft_wrap=True)


@click.command("run")
@click.argument("name")
@click.option("--out", type=PATH, required=True, help="Folder for trainees/ and trainer/.")
@click.option("--level", type=_LEVEL, default=1, show_default=True)
@click.option("--seed", type=click.IntRange(min=0), help="To repeat a session.  [default: secret, and sealed]")
@language_option
def run_(name: str, out: Path, level: int, seed: int | None, language: Language) -> None:
    """Prepare a session: what trainees are given, and apart from it the sealed truth and its key.

    Give out ``trainees/`` only. ``trainer/`` holds the key: keep it on the trainer's side.
    """
    found = _found(name)
    prepared = prepare(found, new_seed() if seed is None else seed, level=level)
    key = new_key()
    with usage_errors(SealingNotInstalled):
        sealed = seal(prepared.hidden, key, session=found.id)
    trainees, trainer = out / "trainees", out / "trainer"
    trainees.mkdir(parents=True, exist_ok=True)
    trainer.mkdir(parents=True, exist_ok=True)
    (trainees / "materials.json").write_bytes(msgspec.json.format(msgspec.json.encode(prepared.materials)))
    title = found.title.say(language)
    (trainees / "workbook.html").write_text(workbook([prepared], title, language), encoding="utf-8")
    for file, data in prepared.messages():
        path = trainees / "messages" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    if not prepared.watchlist.is_empty():
        prepared.watchlist.write_csv(trainees / "watchlist.csv")
    (trainer / "exercise.yaml").write_text(to_yaml(found), encoding="utf-8")
    (trainer / "sealed.bin").write_bytes(sealed)
    (trainer / "key.txt").write_text(key + "\n", encoding="utf-8")
    told = "For trainees: {trainees}. Keep to yourself: {trainer}."
    Console().print(say(told, language, trainees=trainees, trainer=trainer), soft_wrap=True, highlight=False)


@click.command("score")
@click.argument("folder", type=EXISTING)
@click.argument("answers", type=EXISTING)
@click.option("--csv", "csv_file", type=PATH, help="Write all measures of all trainees here.")
@click.option("--book", type=PATH, help="Write the answer book here.")
@language_option
def score_(folder: Path, answers: Path, csv_file: Path | None, book: Path | None, language: Language) -> None:
    """End a session: open its seal and score what was answered, beside chance, the engine and an expert.

    FOLDER is what ``run`` wrote. ANSWERS is a run as JSON lines, or a CSV with the columns who, item and answer, where
    several answers stand one after the other with semicolons.
    """
    prepared = _opened(folder)
    with usage_errors(ValueError):
        events = _events(answers)
    console = Console(highlight=False)
    beside = baselines(prepared)
    scores = []
    for who in dict.fromkeys(event.who for event in events):
        told = review(prepared, events, who=who)
        scores.append(told.score)
        console.print(_table(who, told.score.mark, told.score.measures, beside, language))
        for missed in told.missed[:_SHOWN]:
            more = "; ".join(f"{each.name.say(language)}: {each.answer.say(language)}" for each in missed.more)
            console.print(f"{missed.ref or missed.item}: {missed.why.say(language)} {more}", soft_wrap=True)
        for note in told.score.notes():
            console.print(note.say(language), soft_wrap=True)
    if csv_file is not None:
        csv_file.write_text(to_csv(scores), encoding="utf-8")
    if book is not None:
        title = prepared.materials.title.say(language)
        book.write_text(answer_book([prepared], title, language), encoding="utf-8")


def _table(
    who: str, mark: Measure, measures: dict[str, Measure], beside: Iterable[Baseline], language: Language
) -> Table:
    others = list(beside)
    heads = [vocabulary()["baselines"][each.name].say(language) for each in others]
    table = Table(say("Figure", language), who, *heads)
    table.add_row(say("Mark", language), _said(mark), *(_said(each.mark) for each in others))
    for name, measure in measures.items():
        cells = [_said(each.measures[name]) if name in each.measures else "—" for each in others]
        table.add_row(named(name).say(language), _said(measure), *cells)
    return table


def _said(measure: Measure) -> str:
    return f"{measure.value:.2f} ({measure.low:.2f} – {measure.high:.2f})"


def _found(name: str) -> Exercise:
    path = Path(name)
    if path.suffix in {".yaml", ".yml"}:
        with usage_errors(BadExercise, OSError):
            return load_exercise(path)
    try:
        return exercise(name)
    except KeyError as error:
        raise click.UsageError(str(error.args[0])) from error


def _opened(folder: Path) -> Prepared:
    """The session prepared again, from the seed that its seal holds."""
    trainer = folder / "trainer"
    with usage_errors(SealError, SealingNotInstalled, BadExercise, OSError):
        found = load_exercise(trainer / "exercise.yaml")
        key = (trainer / "key.txt").read_text("utf-8").strip()
        hidden = unseal((trainer / "sealed.bin").read_bytes(), key, session=found.id)
    return prepare(found, hidden.seed, level=hidden.level)


def _events(path: Path) -> list[Event]:
    text = path.read_text("utf-8-sig")
    if path.suffix != ".csv":
        return from_lines(text)
    rows = csv.DictReader(StringIO(text))
    if not {"who", "item", "answer"} <= set(rows.fieldnames or ()):
        raise ValueError(f"{path.name} has no columns who, item and answer")
    found = []
    for row in rows:
        values = tuple(part.strip() for part in (row["answer"] or "").split(";") if part.strip())
        text_ = row["answer"] or ""
        found.append(
            Event(at=0, who=row["who"], what=What.DECIDED, item=row["item"], values=_picked(values, text_), text=text_)
        )
    return found


def _picked(values: tuple[str, ...], text: str) -> tuple[str, ...]:
    """A condition is one text, whatever signs stand in it."""
    return () if any(sign in text for sign in "<>=") else values


COMMANDS = (exercises_, show_, run_, score_)
