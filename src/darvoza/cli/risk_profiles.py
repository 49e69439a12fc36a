"""``darvoza risk profiles``, ``backtest`` and ``view``: what analysts do with their profiles."""

import csv
from datetime import date, datetime
from pathlib import Path

import click
import polars as pl
from rich.console import Console
from rich.table import Table

from darvoza import risk
from darvoza.cli.options import EXISTING, PATH, language_option, usage_errors
from darvoza.history import History, HistoryNotInstalled
from darvoza.language import Language, say
from darvoza.statistics import Advice, Backtest, Share, backtest, standings

_STORE = click.option("--profiles", "folder", required=True, type=PATH, help="Folder of profiles.")
_HISTORY = click.option("--history", required=True, type=EXISTING, help="Folder of the history.")


@click.group("profiles")
def profiles_command() -> None:
    """Risk profiles: the analysts' own conditions, each approved by a second person."""


@profiles_command.command("list")
@_STORE
@language_option
def list_profiles(folder: Path, language: Language) -> None:
    """Every version of every profile, and what was decided on it."""
    with usage_errors(risk.RecordRefused, risk.StoreRefused):
        every = risk.ProfileStore(folder).all()
    table = _table(("Id", "Version", "Title", "Author", "Approved by", "From", "Until", "Review", "State"), language)
    today = _today()
    for kept in every:
        state = "draft"
        if kept.retired:
            state = "retired"
        elif kept.approved:
            state = "in force" if kept.profile.in_force(today) else "approved"
        record = kept.record
        dates = (record.start, record.end, record.review)
        approver = kept.approved.by if kept.approved else ""
        table.add_row(
            record.id,
            str(kept.version),
            record.title,
            record.author,
            approver,
            *(each.isoformat() for each in dates),
            say(state, language),
        )
    Console().print(table)


@profiles_command.command("check")
@click.argument("files", nargs=-1, required=True, type=EXISTING)
def check_profiles(files: tuple[Path, ...]) -> None:
    """Read profiles from files and say what is wrong with them, if anything."""
    wrong = 0
    for path in files:
        try:
            record = risk.read_record(path)
        except risk.RecordRefused as error:
            wrong += 1
            click.echo(str(error), err=True)
        else:
            columns = ", ".join(sorted(risk.shown_columns(risk.read_condition(record.condition))))
            click.echo(f"{path}: {record.id} reads {columns}")
    if wrong:
        raise click.UsageError(f"{wrong} of {len(files)} profiles cannot be taken")


@profiles_command.command("add")
@click.argument("file", type=EXISTING)
@_STORE
def add_profile(file: Path, folder: Path) -> None:
    """Keep a new profile, or a new version of one, as a draft."""
    with usage_errors(risk.RecordRefused, risk.StoreRefused, ValueError):
        kept = risk.ProfileStore(folder).add(risk.read_record(file))
    click.echo(f"{kept.record.id} version {kept.version}: kept as a draft, to be approved by another person")


@profiles_command.command("approve")
@click.argument("profile")
@click.argument("version", type=click.IntRange(min=1))
@click.option("--by", required=True, help="Who approves it: not its author.")
@_STORE
def approve_profile(profile: str, version: int, by: str, folder: Path) -> None:
    """Put a version of a profile in force."""
    with usage_errors(risk.RecordRefused, risk.StoreRefused):
        kept = risk.ProfileStore(folder).approve(profile, version, by=by)
    click.echo(f"{profile} version {version}: approved by {by}, holds from {kept.record.start} to {kept.record.end}")


@profiles_command.command("retire")
@click.argument("profile")
@click.option("--by", required=True, help="Who retires it.")
@click.option("--reason", required=True, help="Why.")
@_STORE
def retire_profile(profile: str, by: str, reason: str, folder: Path) -> None:
    """Take a profile out of force, for good."""
    with usage_errors(risk.RecordRefused, risk.StoreRefused):
        kept = risk.ProfileStore(folder).retire(profile, by=by, reason=reason)
    click.echo(f"{profile} version {kept.version}: retired by {by}")


@profiles_command.command("review")
@_STORE
@_HISTORY
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Day to judge them on.  [default: today]")
@language_option
def review_profiles(folder: Path, history: Path, on: datetime | None, language: Language) -> None:
    """Which profiles in force still find something, and which are proposed for retirement."""
    day = on.date() if on else _today()
    with usage_errors(risk.RecordRefused, risk.StoreRefused, HistoryNotInstalled):
        applied = risk.ProfileStore(folder).in_force(day)
        findings = History(history).findings()
        found = standings(_stored(history), findings, applied, on=day)
    table = _table(("Id", "Title", "Selected", "Examined", "Hit rate", "Proposed", "Why"), language)
    for each in found:
        table.add_row(
            each.profile.id,
            each.profile.title,
            str(each.selected),
            str(each.hit_rate.trials),
            _share(each.hit_rate),
            say(each.advice, language),
            say(each.reason, language),
            style="yellow" if each.advice is Advice.RETIRE else None,
        )
    Console().print(table)


@click.command("view")
@_HISTORY
@click.option("--rates", type=EXISTING, help="CSV of currency and its worth in US dollars, without a heading.")
def view_command(history: Path, rates: Path | None) -> None:
    """Bring the stored consignment view up to date with the history, for backtests."""
    with usage_errors(HistoryNotInstalled, ValueError):
        worth = _rates(rates) if rates else None
        added = risk.StoredView(history).update(History(history), rates=worth)
    click.echo(f"{added} consignments added to the view")


@click.command("backtest")
@click.argument("profile", type=EXISTING)
@_HISTORY
@click.option("--profiles", "folder", type=PATH, help="Folder of profiles: what this one adds to those in force.")
@language_option
def backtest_command(profile: Path, history: Path, folder: Path | None, language: Language) -> None:
    """What a profile (a file) would have selected and found on the stored history.

    `darvoza risk view` keeps the view that this reads up to date with the history.
    """
    with usage_errors(risk.RecordRefused, risk.StoreRefused, HistoryNotInstalled):
        tried = risk.read_record(profile).profile()
        others = risk.ProfileStore(folder).in_force(_today()) if folder else ()
        tested = backtest(_stored(history), History(history).findings(), tried, list(others))
    _show(tested, language)


def _show(tested: Backtest, language: Language) -> None:
    console = Console()
    weeks = tested.weeks["selected"]
    lines = (
        say(
            "{selected} of {consignments} consignments in {weeks} weeks: {mean} a week, {least} to {most}",
            language,
            selected=tested.selected,
            consignments=tested.consignments,
            weeks=len(weeks),
            mean=f"{float(weeks.mean() or 0):.1f}",  # type: ignore[arg-type]  # a number
            least=weeks.min() or 0,
            most=weeks.max() or 0,
        ),
        say(
            "Examined: {number}; hit rate {rate}", language, number=tested.hit_rate.trials, rate=_share(tested.hit_rate)
        ),
        say("Hit rate of all examinations: {rate}", language, rate=_share(tested.base_rate)),
        say(
            "Known cases found: {found} of {breaches}; {added} that no other profile selects",
            language,
            found=tested.found,
            breaches=tested.breaches,
            added=len(tested.added),
        ),
    )
    for line in lines:
        console.print(line, highlight=False)
    for consignment in tested.added[:20]:
        console.print(f"  {consignment}", highlight=False)
    if tested.overlap.height:
        table = _table(("Also selected by", "Consignments", "Share"), language)
        for name, both, part in tested.overlap.select("profile", "both", "share").head(20).iter_rows():
            table.add_row(name, str(both), f"{part:.0%}")
        console.print(table)


def _stored(history: Path) -> pl.LazyFrame:
    return risk.StoredView(history).scan()


def _rates(path: Path) -> dict[str, float]:
    """Worth of each currency in US dollars.

    Raises:
        ValueError: a line is not a currency and a number above 0.
    """
    rates = {}
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.reader(file), start=1):
            try:
                currency, worth = row[0].strip().upper(), float(row[1])
            except (IndexError, ValueError):
                raise ValueError(f"{path}, line {number}: a currency and its worth in US dollars: TJS,0.094") from None
            if not 0 < worth < float("inf"):
                raise ValueError(f"{path}, line {number}: {row[1]} is no worth of a currency")
            rates[currency] = worth
    return rates


def _share(share: Share) -> str:
    if share.value is None or share.lower is None or share.upper is None:
        return "—"
    return f"{share.value:.1%} ({share.lower:.1%} – {share.upper:.1%})"


def _table(titles: tuple[str, ...], language: Language) -> Table:
    table = Table(header_style="bold")
    for title in titles:
        table.add_column(say(title, language), overflow="fold")
    return table


def _today() -> date:
    return date.today()  # noqa: DTZ011 - profiles hold by the calendar on the wall
