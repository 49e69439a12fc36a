"""``darvoza lists``: what a watch list holds."""

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from darvoza import parties
from darvoza.cli.options import EXISTING, usage_errors


@click.group()
def command() -> None:
    """Watch lists."""


@command.command()
@click.argument("paths", nargs=-1, required=True, type=EXISTING)
def show(paths: tuple[Path, ...]) -> None:
    """What the watch lists in these files or folders are, and how many parties and names they have."""
    with usage_errors(parties.UnreadableListError):
        lists = parties.load_lists(paths)
    table = Table("List", "Title", "Date", "Parties", "Names", "SHA-256", header_style="bold")
    for each in lists.lists:
        names = sum(len(party.names) for party in each.entries)
        table.add_row(each.id, each.title, each.date or "—", f"{len(each):,}", f"{names:,}", each.sha256[:12])
    Console().print(table)
