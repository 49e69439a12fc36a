"""``darvoza training``: simulated traffic, and exercises made of it."""

from datetime import date, datetime
from pathlib import Path

import click
import numpy as np
import polars as pl
from rich.console import Console

from darvoza.cli.options import PATH
from darvoza.cli.training_demo import demo_
from darvoza.cli.training_exercises import COMMANDS
from darvoza.cli.training_room import room_
from darvoza.training import generate, simulate, write


@click.group()
def command() -> None:
    """Simulated traffic with planted schemes of known truth, and exercises made of it."""


for _each in (*COMMANDS, room_, demo_):
    command.add_command(_each)


@command.command("generate")
@click.option("--out", type=PATH, required=True, help="Folder for messages/, watchlist.csv and truth.csv.")
@click.option("--consignments", type=click.IntRange(min=1), default=2_000, show_default=True)
@click.option("--schemes-share", type=click.FloatRange(0, 1), default=0.02, show_default=True, help="Share planted.")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True)
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), default="2026-11-20", show_default=True)
@click.option("--damage", type=click.IntRange(min=0), default=4, show_default=True, help="Messages damaged on purpose.")
def generate_(
    out: Path,
    consignments: int,
    schemes_share: float,
    seed: int,
    day: datetime,
    damage: int,
) -> None:
    """A day of traffic at five posts as real message files; the same seed gives the same files anywhere."""
    make_day(out, consignments=consignments, schemes_share=schemes_share, seed=seed, day=day.date(), damage=damage)
    Console().print(
        f"{consignments:,} consignments in {out / 'messages'}; the truth is in {out / 'truth.csv'}", highlight=False
    )


@command.command("season")
@click.option("--out", type=PATH, required=True, help="Folder for consignments.parquet, watchlist.csv, truth.parquet.")
@click.option("--weeks", type=click.IntRange(1, 104), default=26, show_default=True)
@click.option("--consignments", type=click.IntRange(min=1), default=1_500, show_default=True, help="A week.")
@click.option("--breaches", type=click.FloatRange(0, 0.5), default=0.02, show_default=True, help="Share of schemes.")
@click.option("--change", type=click.IntRange(min=1), help="Week of a change of regime.  [default: none]")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True)
def season_(out: Path, weeks: int, consignments: int, breaches: float, change: int | None, seed: int) -> None:
    """Weeks of traffic as columns, with networks nobody catches: a past to learn from, and the truth apart from it."""
    season, truth = simulate(seed=seed, weeks=weeks, consignments=consignments, breaches=breaches, change=change)
    nobody_caught = np.zeros(len(truth.networks), dtype=np.int64)
    rows = pl.Series(np.concatenate([season.present(week, nobody_caught) for week in range(weeks)]))
    out.mkdir(parents=True, exist_ok=True)
    batch = season.batch.take(rows)
    batch.nested().write_parquet(out / "consignments.parquet")
    season.watchlist.write_csv(out / "watchlist.csv")
    ids = pl.DataFrame({"row": rows.cast(pl.Int64), "id": batch.consignments["id"]})
    truth.frame.join(ids, on="row", how="inner").drop("row").write_parquet(out / "truth.parquet")
    Console().print(f"{len(batch):,} consignments of {weeks} weeks in {out}", highlight=False)


def make_day(out: Path, *, consignments: int, schemes_share: float, seed: int, day: date, damage: int) -> None:
    """Generate and write a day."""
    write(generate(seed=seed, consignments=consignments, day=day, schemes_share=schemes_share), out, damage=damage)
