"""``darvoza lists``: what a watch list holds."""

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

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


@command.command()
@click.argument("older", type=EXISTING)
@click.argument("newer", type=EXISTING)
def diff(older: Path, newer: Path) -> None:
    """What was added, changed and removed between two versions of the same lists."""
    with usage_errors(parties.UnreadableListError):
        before = {each.id: each for each in parties.load_lists([older]).lists}
        after = {each.id: each for each in parties.load_lists([newer]).lists}
    if len(before) == len(after) == 1:  # one file each: own lists are called by their files' names
        before = dict(zip(after, before.values(), strict=True))
    console = Console()
    for name in sorted(before.keys() & after.keys()):
        changes = parties.list_changes(before[name], after[name])
        counts = f"{len(changes.added):,} added, {len(changes.changed):,} changed, {len(changes.removed):,} removed"
        console.print(f"{name}: {counts}", style="bold", highlight=False)
        for sign, party in (*(("+", each) for each in changes.added), *(("-", each) for each in changes.removed)):
            console.print(Text(f"{sign} {party.entity_id} {party.name}"))
        for each in changes.changed:
            console.print(Text(f"~ {each.after.entity_id} {each.after.name}: {', '.join(each.fields)}"))
    for name in sorted(before.keys() ^ after.keys()):
        console.print(f"{name}: only in {'the older' if name in before else 'the newer'}", highlight=False)
