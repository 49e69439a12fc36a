"""``darvoza assess``: the main job."""

import os
import secrets
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import msgspec
import polars as pl
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from darvoza import parties
from darvoza.assess import Explored, assess, assessments, decide
from darvoza.cli.options import EXISTING, PATH, QUARANTINED, language_option, usage_errors
from darvoza.cli.resources import Sources, load_lists, load_resources
from darvoza.codes import find_office
from darvoza.consignment import ConsignmentBatch
from darvoza.history import History, HistoryNotInstalled
from darvoza.intake import Context, MappingError, Receipt, find_messages, load_mapping, read_shared
from darvoza.language import Language, say
from darvoza.report import REPORT, SELECTED, ListNote, Shift, about_shift, messages_of, print_shift, write_outputs
from darvoza.selection import Capacity, CapacityError, load_capacities
from darvoza.statistics import compare

_WORKERS = min(os.cpu_count() or 1, 8)


@dataclass(frozen=True, slots=True)
class Job:
    """What ``darvoza assess`` was asked to do."""

    inputs: Sequence[Path]
    lists: Sequence[Path] = ()
    mappings: Sequence[Path] = ()
    post: str | None = None
    capacity: int | None = None
    capacity_file: Path | None = None
    random_share: float = 0.05
    exploratory_share: float = 0.0
    explore: str = "edge"
    seed: int | None = None
    truth: Path | None = None
    out: Path | None = None
    history: Path | None = None
    profiles: Path | None = None
    records: Path | None = None
    model: Path | None = None
    decisions: Path | None = None
    language: Language = Language.ENGLISH


@click.command()
@click.argument("inputs", nargs=-1, required=True, type=EXISTING)
@click.option("--lists", multiple=True, type=EXISTING, help="Watch list file or folder; may be given several times.")
@click.option("--mapping", "mappings", multiple=True, type=EXISTING, help="Mapping file for tables; likewise.")
@click.option("--post", help="Office code or name: decide for this post only.")
@click.option("--capacity", type=click.IntRange(min=0), help="Examinations this shift.  [default: one in twenty]")
@click.option("--capacity-file", type=EXISTING, help="YAML of each post's examinations by technique, instead.")
@click.option(
    "--random-share",
    type=click.FloatRange(0, 1),
    default=0.05,
    show_default=True,
    help="Share of capacity given to stops drawn by chance.",
)
@click.option(
    "--exploratory-share",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help="Share of capacity given to stops to learn from, drawn by chance too.",
)
@click.option(
    "--explore",
    type=click.Choice(["edge", "unknown"]),
    default="edge",
    show_default=True,
    help="What these are drawn from: just beyond the stops by risk, or what little is known of (needs --history).",
)
@click.option("--seed", type=click.IntRange(min=0), help="Seed of the draw, to repeat a run.  [default: secret]")
@click.option("--truth", type=EXISTING, help="Planted truth of an exercise: the report then says what was found.")
@click.option("--out", type=PATH, help="Folder for assessments.jsonl, assessments.parquet and report.html.")
@click.option("--history", type=PATH, envvar="DARVOZA_HISTORY", help="Folder of the history to use and add to.")
@click.option("--profiles", type=EXISTING, help="Folder of risk profiles: those approved and in force are applied.")
@click.option("--records", type=EXISTING, help="Folder of what the unit keeps: register, weighings, alarms and so on.")
@click.option("--model", type=EXISTING, help="Folder of learned models: the one in use is heard.")
@click.option(
    "--decisions", type=PATH, help="File of decisions on namesakes.  [default: decisions.jsonl in DARVOZA_HOME]"
)
@language_option
def command(**options: object) -> None:
    """Read message files or folders and say which consignments to stop, in which order, why and how.

    Exit codes: 0 done, 2 usage, 3 some input quarantined.
    """
    job = msgspec.convert(options, Job)
    console = Console()
    shift = run(job, console)
    print_shift(shift, console, job.language)
    if job.out is not None:
        report = job.out / REPORT
        console.print(say("Report: {path}", job.language, path=report), soft_wrap=True, highlight=False)
    if shift.quarantined:
        sys.exit(QUARANTINED)


def run(job: Job, console: Console) -> Shift:
    """Read, assess, decide, write and record; everything but the showing."""
    post = _post(job.post)
    with usage_errors(HistoryNotInstalled):
        past = History(job.history) if job.history is not None else None
    with usage_errors(MappingError):
        context = Context(mappings=tuple(load_mapping(path) for path in job.mappings))
    lists = load_lists(job.lists)
    sources = Sources(
        decisions=job.decisions, history=past, profiles=job.profiles, records=job.records, model=job.model
    )
    capacity = _capacity(job)
    planted = _planted(job.truth)
    with _progress(job.language) as steps:
        batch, receipts = _read(job, context, steps)
        resources = load_resources(sources, lists, steps.step)
        assessed = assess(batch, resources, workers=_WORKERS, progress=steps.step)
        steps.step("Selection")
        seed = job.seed if job.seed is not None else secrets.randbits(32)
        explored = _explored(job, past)
        decided = decide(
            assessed,
            seed=seed,
            capacity=capacity,
            random_share=job.random_share,
            exploratory_share=job.exploratory_share,
            explored=explored,
            post=post,
        )
        frame = assessments(assessed, decided.selection.rows, job.language)
    assessed_batch = assessed.batch
    if post is not None:
        frame = frame[decided.rows]
        assessed_batch = assessed_batch.take(decided.rows)
    for note in decided.selection.notes:
        console.print(say(note.message, job.language, **note.values), style="yellow")
    shift = Shift(
        assessments=frame,
        receipts=receipts,
        capacity=decided.capacity,
        random_share=job.random_share,
        exploratory_share=job.exploratory_share,
        seed=seed,
        post=post,
        elsewhere=len(batch) - frame.height,
        made=datetime.now().astimezone(),
        lists=_list_notes(lists),
        **_compared(planted, frame),
    )
    with ThreadPoolExecutor(1) as beside:  # neither writing nor recording keeps all cores busy
        written = beside.submit(write_outputs, shift, job.out, job.language) if job.out is not None else None
        if past is not None:
            _remember(past, assessed_batch, shift, job, console)
        if written is not None:
            written.result()
    return shift


def _remember(history: History, batch: ConsignmentBatch, shift: Shift, job: Job, console: Console) -> None:
    """Add the run to the history, so that it can be shown again exactly as it was made."""
    run = f"{shift.made.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ} {secrets.token_hex(3)}"
    history.record(
        batch,
        shift.assessments,
        day=shift.made.date(),
        run=run,
        selections=shift.assessments.select(SELECTED),
        messages=messages_of(shift),
        about=about_shift(shift),
    )
    told = say("Recorded in the history as run {run}", job.language, run=run)
    console.print(told, soft_wrap=True, highlight=False)


class _Steps:
    """Shows what the command is doing, on a terminal only; silent in a log."""

    def __init__(self, progress: Progress, language: Language) -> None:
        self._progress = progress
        self._language = language
        self._task = progress.add_task("", total=None)

    def step(self, message: str) -> None:
        """The next step begins."""
        self._progress.update(self._task, description=say(message, self._language), total=None, completed=0)

    def count(self, message: str, done: int, total: int) -> None:
        """So many of so many are done."""
        self._progress.update(self._task, description=say(message, self._language), total=total, completed=done)


@contextmanager
def _progress(language: Language) -> Iterator[_Steps]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TaskProgressColumn())
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as progress:
        yield _Steps(progress, language)


def _read(job: Job, context: Context, steps: _Steps) -> tuple[ConsignmentBatch, tuple[Receipt, ...]]:
    messages = find_messages(job.inputs)
    batches: list[ConsignmentBatch] = []
    receipts: list[Receipt] = []
    steps.count("Reading messages", 0, len(messages))
    for stretch in read_shared(messages, context, workers=_WORKERS):
        batches.append(stretch.batch)
        receipts += stretch.receipts
        steps.count("Reading messages", len(receipts), len(messages))
    return ConsignmentBatch.concat(batches), tuple(receipts)


def _list_notes(lists: parties.WatchLists | None) -> tuple[ListNote, ...]:
    return tuple(ListNote(each.title, each.date, len(each)) for each in lists.lists) if lists else ()


def _post(text: str | None) -> str | None:
    if text is None:
        return None
    known = find_office(text)
    if known is None:
        raise click.UsageError(f"--post {text!r} is no known office: `darvoza codes offices` lists them")
    return known.code


def _capacity(job: Job) -> int | dict[str, Capacity] | None:
    if job.capacity_file is None:
        return job.capacity
    if job.capacity is not None:
        raise click.UsageError("--capacity and --capacity-file both say what can be examined: give one of them")
    with usage_errors(CapacityError):
        return load_capacities(job.capacity_file)


def _planted(truth: Path | None) -> pl.Series | None:
    """The references of the planted consignments."""
    if truth is None:
        return None
    planted = pl.read_csv(truth, infer_schema=False)
    if "reference" not in planted.columns:
        raise click.UsageError(f"{truth} has no column 'reference': it is not the truth of an exercise")
    return planted["reference"].unique()


def _explored(job: Job, past: History | None) -> Explored | None:
    """What was examined of late, where stops to learn from go by it."""
    if job.explore == "edge" or not job.exploratory_share:
        return None
    if past is None:
        raise click.UsageError("--explore unknown needs --history: what was examined of late stands there")
    return Explored.of(past, datetime.now().astimezone().date())


def _compared(planted: pl.Series | None, frame: pl.DataFrame) -> dict[str, Any]:
    if planted is None:
        return {}
    breach = frame["reference"].is_in(planted.implode())
    comparison = compare(frame.select("selected", breach=breach))
    return {"comparison": comparison, "planted_unread": len(planted) - comparison.breaches}
