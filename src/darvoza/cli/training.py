"""``darvoza training``: simulated traffic."""

from datetime import date, datetime
from pathlib import Path

import click
from rich.console import Console

from darvoza.cli.options import PATH
from darvoza.training import generate, write


@click.group()
def command() -> None:
    """Simulated traffic with planted schemes of known truth."""


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


def make_day(out: Path, *, consignments: int, schemes_share: float, seed: int, day: date, damage: int) -> None:
    """Generate and write a day."""
    write(generate(seed=seed, consignments=consignments, day=day, schemes_share=schemes_share), out, damage=damage)
