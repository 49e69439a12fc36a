"""``darvoza demo``: a day of simulated traffic, assessed, and an office with a week of work."""

import os
import signal
import subprocess
import sys
import webbrowser
from contextlib import suppress
from datetime import date
from pathlib import Path

import click
from rich.console import Console

from darvoza.cli.assess import Job, run
from darvoza.cli.options import PATH, language_option
from darvoza.cli.training import make_day
from darvoza.language import Language, say
from darvoza.report import print_shift, write_outputs

_DAY = date(2026, 11, 20)
_DAYS, _A_DAY = 7, 200
_CLOSING = 10  # seconds until an office that was told to close is told again


@click.command()
@click.option("--out", type=PATH, default=Path("demo"), show_default=True, help="Folder for the day and its report.")
@click.option("--consignments", type=click.IntRange(min=1), default=2_000, show_default=True)
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True)
@click.option("--open", "open_", is_flag=True, help="Open the report in a browser.")
@click.option("--office/--no-office", default=True, help="Fill an office with a week of work.")
@click.option(
    "--serve/--no-serve", default=None, help="Open the office at the end.  [default: where a person looks on]"
)
@click.option("--port", type=click.IntRange(1, 65535), default=8765, show_default=True, help="Port of the office.")
@language_option
def command(
    out: Path,
    consignments: int,
    seed: int,
    *,
    open_: bool,
    office: bool,
    serve: bool | None,
    port: int,
    language: Language,
) -> None:
    """Make a day of simulated traffic with planted schemes, assess it, and fill an office with a week of work.

    The office has its own folder and database in the folder of the day. On a terminal it is opened to browsers at the
    end, until Ctrl+C.
    """
    console = Console()
    make_day(out, consignments=consignments, schemes_share=0.02, seed=seed, day=_DAY, damage=4)
    job = Job(
        inputs=[out / "messages"],
        lists=[out / "watchlist.csv"],
        seed=seed,
        truth=out / "truth.csv",
        language=language,
    )
    shift = run(job, console)
    print_shift(shift, console, language)
    report = write_outputs(shift, out / "report", language)
    console.print(say("Report: {path}", language, path=report.resolve()), soft_wrap=True, highlight=False, style="bold")
    if open_:
        webbrowser.open(report.resolve().as_uri())
    if office:
        seen = sys.stdout.isatty() if serve is None else serve
        _office(out / "office", console, language, port=port if seen else None)


def _office(folder: Path, console: Console, language: Language, *, port: int | None) -> None:
    """An office with a week of work in this folder, open at a port; one that is there already is left as it is."""
    os.environ["DARVOZA_OFFICE"] = str(folder.resolve())
    os.environ.pop("DARVOZA_DATABASE", None)  # a demonstration never touches a unit's own database
    try:
        from darvoza.office.serve import prepare  # noqa: PLC0415 - Django is an extra
    except ModuleNotFoundError as error:
        console.print(str(error), style="yellow")
        return
    if not folder.exists():
        prepare(first=False)
        _fill(console, language)
    if port is not None:
        sys.exit(_opened(port, language))
    command = f"DARVOZA_OFFICE={folder} darvoza serve"
    console.print(say("Open the office: {command}", language, command=command), soft_wrap=True, highlight=False)


def _opened(port: int, language: Language) -> int:
    """Open the office to a browser until Ctrl+C, in a process of its own: columns were worked on in this one."""
    from darvoza.office import apart  # noqa: PLC0415 - Django is an extra

    office = apart.start("serve", "--port", str(port), "--language", language.value)
    address = f"http://127.0.0.1:{port}"
    signal.signal(signal.SIGTERM, lambda *_: office.terminate())
    with suppress(KeyboardInterrupt):  # while it opens: the office heard it too, and is waited for below
        if apart.answers(office, address):
            webbrowser.open(address)
    while office.poll() is None:
        try:
            office.wait()
        except KeyboardInterrupt:  # Ctrl+C is heard by the office too; what is sent to this process alone is not
            with suppress(KeyboardInterrupt, subprocess.TimeoutExpired):
                office.wait(_CLOSING)
            office.terminate()
    return office.returncode


def _fill(console: Console, language: Language) -> None:
    from darvoza.office.filling import PASSWORD, fill  # noqa: PLC0415 - needs Django set up

    with console.status(say("An office with a week of work")) as status:
        filled = fill(
            days=_DAYS,
            consignments=_A_DAY,
            seed=1,
            last=_DAY,
            step=lambda day: status.update(say("An office with a week of work: {day}", language, day=day)),
        )
    told = say(
        "The office has {consignments} consignments, {decisions} decisions and {findings} findings of a week.",
        language,
        consignments=filled.consignments,
        decisions=filled.decisions,
        findings=filled.findings,
    )
    console.print(told, highlight=False)
    console.print(say("Sign in with the password {password} as:", language, password=PASSWORD), highlight=False)
    for name, full_name, roles in filled.people:
        console.print(f"  {name:<10} {full_name}, {roles}", highlight=False)
