"""``darvoza demo``: a day of simulated traffic, assessed."""

import webbrowser
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


@click.command()
@click.option("--out", type=PATH, default=Path("demo"), show_default=True, help="Folder for the day and its report.")
@click.option("--consignments", type=click.IntRange(min=1), default=2_000, show_default=True)
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True)
@click.option("--open", "open_", is_flag=True, help="Open the report in a browser.")
@language_option
def command(out: Path, consignments: int, seed: int, open_: bool, language: Language) -> None:  # noqa: FBT001 - click
    """Make a day of simulated traffic with planted schemes, assess it, and name the report."""
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
