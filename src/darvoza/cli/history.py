"""``darvoza history``: past declarations brought in, findings added, and any past moment shown again."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

import click
import msgspec
import polars as pl
from rich.console import Console
from rich.table import Table

from darvoza.assess import as_assessed
from darvoza.cli.options import EXISTING, PATH, language_option, usage_errors
from darvoza.consignment import ConsignmentBatch
from darvoza.history import FINDING_SCHEMA, History, HistoryNotInstalled, RunConflict
from darvoza.intake import Mapping, MappingError, Refused, load_mapping, read_beside, shipped_mappings, table_stretches
from darvoza.language import Language, say
from darvoza.report import print_shift, shift_of, write_outputs
from darvoza.statistics import facilitation, hit_rates

history_option = click.option(
    "--history", "folder", type=PATH, required=True, envvar="DARVOZA_HISTORY", help="Folder of the history."
)
as_of_option = click.option("--as-of", help="What was known then: 2026-03-01, or 2026-03-01T18:00.  [default: now]")


@click.group()
def command() -> None:
    """What was declared, assessed and found: kept for good, and shown as of any moment."""


@command.command("import")
@click.argument("files", nargs=-1, required=True, type=EXISTING)
@click.option("--mapping", required=True, help="Mapping file, or the name of one that comes with Darvoza.")
@history_option
def import_(files: tuple[Path, ...], mapping: str, folder: Path) -> None:
    """Bring in tables of past declarations, with what was found where the mapping names columns with outcomes.

    The same file again changes nothing; an import that was cut off is completed by repeating it.
    """
    with opened(folder) as history, usage_errors(MappingError, Refused):
        chosen = _mapping(mapping)
        for path in files:
            brought = bring_in(history, path, chosen)
            told = (
                f"{path}: {brought.consignments:,} consignments and {brought.findings:,} findings"
                if brought.consignments or not brought.there
                else f"{path}: it was there already"
            )
            Console().print(told, soft_wrap=True, highlight=False)
            if brought.problems:
                Console().print(f"{brought.problems:,} problems in it", style="yellow", highlight=False)


@command.command("findings")
@click.argument("file", type=EXISTING)
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="The day they became known.  [default: today]")
@history_option
def findings_(file: Path, day: datetime | None, folder: Path) -> None:
    """Add what examinations found, from a CSV file.

    Its columns are those of a finding: consignment (the id) or reference, breach (true or false), and any of office,
    examined, measure, critical, typology, category, quantity, unit, amount, currency, officer, note.
    """
    with opened(folder) as history:
        found, unknown = _read_findings(file, history)
        run = f"findings {hashlib.sha256(file.read_bytes()).hexdigest()[:12]}"
        new = history.record_findings(found, day=day.date() if day else date.today(), run=run)  # noqa: DTZ011 - the day here
        told = f"{found.height:,} findings added" if new else "These findings were there already"
        Console().print(told, highlight=False)
        if unknown:
            shown = ", ".join(unknown[:5])
            Console().print(f"{len(unknown):,} are on no consignment of the history: {shown}", style="yellow")


@command.command("show")
@click.option("--consignment", help="Id or reference: every assessment of it, as it was made.")
@click.option("--report", is_flag=True, help="The report of a run, as it was printed.")
@click.option("--run", help="Which run.  [default: the last one then]")
@click.option("--out", type=PATH, help="Folder for the files of that report, written again from the history.")
@as_of_option
@history_option
@language_option
def show(
    consignment: str | None,
    report: bool,  # noqa: FBT001 - click passes options by name
    run: str | None,
    out: Path | None,
    as_of: str | None,
    folder: Path,
    language: Language,
) -> None:
    """Show a past assessment or report exactly as it was made, from the history alone."""
    console = Console()
    with opened(folder) as history:
        moment = _moment(as_of)
        if consignment is not None:
            _show_consignment(history, consignment, moment, console, language)
        elif report:
            name = run or _last_run(history, moment)
            shift = shift_of(history, name, moment) if name else None
            if shift is None:
                raise click.UsageError("No such run was recorded by then: `darvoza history summary` lists them")
            print_shift(shift, console, language)
            if out is not None:
                path = write_outputs(shift, out, language)
                console.print(say("Report: {path}", language, path=path), soft_wrap=True, highlight=False)
        else:
            raise click.UsageError("Say what to show: --report, or --consignment with an id or reference")


@command.command("summary")
@as_of_option
@history_option
def summary(as_of: str | None, folder: Path) -> None:
    """What the history holds: runs, consignments, and how often examinations found something."""
    console = Console()
    with opened(folder) as history:
        moment = _moment(as_of)
        runs = history.runs(moment)
        for line in _summary_lines(history, runs, moment):
            console.print(line, highlight=False, soft_wrap=True)
        _print_frame("Runs", runs.drop("about").tail(20), console)
        numbers = report_numbers(history, moment)
        _print_frame("Passed untouched, by office", numbers.by_office, console)
        _print_frame("Hit rate, by ground", numbers.by_ground, console)


@dataclass(frozen=True, slots=True)
class Brought:
    """What an import brought: consignments, findings, problems; ``there`` says that all of it was there before."""

    consignments: int
    findings: int
    problems: int
    there: bool


def bring_in(history: History, path: Path, mapping: Mapping) -> Brought:
    """Read a table a stretch at a time into the history."""
    whole = _sha256(path)
    bare = msgspec.structs.replace(mapping, features=())
    consignments = findings = problems = 0
    there = True
    for number, message in enumerate(table_stretches(path, bare)):
        run = f"{whole[:12]} part {number}"
        if history.has(run, "imported"):
            continue
        there = False
        beside = read_beside(message, bare)
        batch = as_assessed(beside.batch)
        found = _found(batch, beside.outcomes)
        about = {"file": path.name, "sha256": whole, "mapping": mapping.name}
        history.bring_in(batch, found, day=_changed(path), run=run, about=about)
        consignments += len(batch)
        findings += found.height
        problems += len(beside.problems)
    return Brought(consignments, findings, problems, there)


def _found(batch: ConsignmentBatch, outcomes: pl.DataFrame) -> pl.DataFrame:
    """Findings of the outcomes that stand beside consignments: of those examined, where a column says which were."""
    beside = batch.consignments.select(pl.col("id").alias("consignment"), "office", "currency").hstack(outcomes)
    if "breach" not in outcomes.columns:
        return pl.DataFrame(schema={"consignment": pl.String})
    examined = pl.col("inspected") if "inspected" in outcomes.columns else pl.col("breach").is_not_null()
    columns = {"revenue": "amount"}
    kept = beside.filter(examined.fill_null(value=False)).rename(columns, strict=False)
    return kept.select(name for name in FINDING_SCHEMA if name in kept.columns)


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a report as of a moment: shares let through by office, hit rates by ground."""

    by_office: pl.DataFrame
    by_ground: pl.DataFrame


def report_numbers(history: History, moment: datetime | None) -> Numbers:
    """Every number again, from the selections and findings that were known then.

    A consignment that was decided on several times counts as it was decided last.
    """
    made = history.runs(moment).select("run", "made")
    decided = history.selections(moment)
    if decided.is_empty():
        nothing = pl.DataFrame()
        return Numbers(nothing, nothing)
    last = decided.join(made, on="run", how="left").sort("made").unique("id", keep="last", maintain_order=True)
    results = history.findings(moment).group_by("consignment").agg(pl.col("breach").any())
    examined = last.join(results, left_on="id", right_on="consignment", how="inner", maintain_order="left")
    return Numbers(facilitation(last, ["office"]), hit_rates(examined, ["ground"]))


def _summary_lines(history: History, runs: pl.DataFrame, moment: datetime | None) -> Iterator[str]:
    kept = history.consignments(moment).select("id", "day")
    first, last = (kept.select(end.cast(pl.String)).item() for end in (pl.col("day").min(), pl.col("day").max()))
    days = f", {first} to {last}" if kept.height else ""
    yield f"{kept.height:,} consignments ({kept['id'].n_unique():,} different) in {runs.height:,} runs{days}"
    found = history.findings(moment)
    closed = found.drop_nulls("breach")
    yield f"{found.height:,} findings, {closed.height:,} with a result"
    if closed.height:
        rate = hit_rates(closed).row(0, named=True)
        yield (
            f"Of all results {rate['hits']:,} are breaches: {rate['hit_rate']:.1%} "
            f"(95 %: {rate['hit_rate_lower']:.1%} to {rate['hit_rate_upper']:.1%})"
        )


def _show_consignment(
    history: History, name: str, moment: datetime | None, console: Console, language: Language
) -> None:
    of_it = (pl.col("id") == name) | (pl.col("reference") == name)
    assessed = history.assessments(moment)
    assessed = assessed.filter(of_it) if "reference" in assessed.columns else assessed.clear()
    kept = history.consignments(moment).filter(of_it)
    if assessed.is_empty() and kept.is_empty():
        raise click.UsageError(f"No consignment {name!r} was recorded by then")
    for row in assessed.iter_rows(named=True):
        _print_assessment(row, console, language)
    if assessed.is_empty():
        for row in kept.iter_rows(named=True):
            console.print(f"{row['reference']}: recorded on {row['day']}, never assessed", highlight=False)
    found = history.findings(moment).filter(pl.col("consignment").is_in(kept["id"].unique().to_list()))
    for row in found.iter_rows(named=True):
        told = ", ".join(f"{key} {value}" for key, value in row.items() if value is not None and key != "consignment")
        console.print(say("Finding: {told}", language, told=told), highlight=False, soft_wrap=True)


def _print_assessment(row: dict[str, object], console: Console, language: Language) -> None:
    """One assessment: what was decided and every sign, in the words of that day."""
    signals = row.pop("signals", None)
    versions = row.pop("versions", None)
    console.print(f"{row.pop('reference')}", style="bold", highlight=False)
    for key, value in row.items():
        if value not in (None, [], ""):
            console.print(f"  {key}: {value}", highlight=False, soft_wrap=True, markup=False)
    for signal in signals if isinstance(signals, list) else []:
        console.print(
            f"  - {signal['id']} ({signal['typology']}, {signal['weight']:.3g}): {signal['text']}",
            highlight=False,
            soft_wrap=True,
            markup=False,
        )
    used = ", ".join(f"{each['name']} {each['version']}" for each in versions) if isinstance(versions, list) else ""
    console.print(say("Made with: {used}", language, used=used), highlight=False, soft_wrap=True, markup=False)


def _print_frame(title: str, frame: pl.DataFrame, console: Console) -> None:
    if frame.is_empty():
        return
    table = Table(title=title, title_justify="left", box=None)
    for name, dtype in frame.schema.items():
        table.add_column(name, justify="right" if dtype.is_numeric() else "left")
    for row in frame.iter_rows():
        table.add_row(
            *("—" if each is None else f"{each:.3g}" if isinstance(each, float) else str(each) for each in row)
        )
    console.print(table)


def _read_findings(file: Path, history: History) -> tuple[pl.DataFrame, list[str]]:
    """The findings of a CSV file, and what they are on that the history does not have."""
    with usage_errors(pl.exceptions.PolarsError):
        read = pl.read_csv(file, infer_schema=False)
        known = history.consignments().select("id", "reference")
        if "consignment" not in read.columns:
            if "reference" not in read.columns:
                raise click.UsageError(f"{file} has neither a column consignment nor a column reference")
            last = known.unique("reference", keep="last", maintain_order=True)
            named = read.join(last, on="reference", how="left", maintain_order="left")
            read = named.with_columns(consignment=pl.coalesce("id", "reference")).drop("id")
        read = read.drop("reference", strict=False)
        if unknown := sorted(set(read.columns) - set(FINDING_SCHEMA)):
            raise click.UsageError(f"{file}: a finding has no column {unknown[0]!r}")
        typed = read.select(_typed(name, FINDING_SCHEMA[name]) for name in read.columns)
    missing = typed.filter(~pl.col("consignment").is_in(known["id"].implode()))["consignment"]
    return typed, missing.drop_nulls().to_list()


def _typed(name: str, dtype: pl.DataType) -> pl.Expr:
    text = pl.col(name).str.strip_chars()
    if isinstance(dtype, pl.Boolean):
        small = text.str.to_lowercase()
        yes, no = ["true", "yes", "1"], ["false", "no", "0"]
        return small.replace_strict([*yes, *no], [True] * 3 + [False] * 3, default=None, return_dtype=dtype).alias(name)
    if isinstance(dtype, pl.Datetime):
        return pl.coalesce(text.str.to_datetime(form, strict=False) for form in _TIMES).cast(dtype).alias(name)
    return text.cast(dtype).alias(name)


_TIMES = ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d")


def _mapping(named: str) -> Mapping:
    shipped = {each.name: each for each in shipped_mappings()}
    if named in shipped:
        return shipped[named]
    path = Path(named)
    if not path.is_file():
        raise click.UsageError(f"--mapping {named!r} is neither a file nor one of {', '.join(shipped)}")
    return load_mapping(path)


def _moment(text: str | None) -> datetime | None:
    """The moment that a text names, in the zone of this machine; a day alone means its end."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.UsageError(f"--as-of {text!r} is no moment: write 2026-03-01 or 2026-03-01T18:00") from error
    if len(text) == len("2026-03-01"):
        moment = datetime.combine(moment.date(), time.max)
    return moment.astimezone(UTC)


def _last_run(history: History, moment: datetime | None) -> str | None:
    runs = history.runs(moment).filter(pl.col("kind") == "assessed")
    return None if runs.is_empty() else str(runs["run"][-1])


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _changed(path: Path) -> date:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date()


@contextmanager
def opened(folder: Path) -> Iterator[History]:
    """The history in this folder; what is wrong with it or with what it is asked ends the command in words."""
    with usage_errors(HistoryNotInstalled, RunConflict):
        yield History(folder)
