"""``darvoza intake``: what can be read."""

import click
from rich.console import Console
from rich.table import Table

from darvoza.intake import all_formats, shipped_mappings


@click.group()
def command() -> None:
    """Message formats and table mappings that can be read."""


@command.command()
def formats() -> None:
    """The message formats, in the order in which they are tried."""
    table = Table("Format", "What it is", header_style="bold")
    for each in all_formats():
        table.add_row(each.id, each.title)
    Console().print(table)


@command.command()
def mappings() -> None:
    """The table layouts that come with Darvoza; `--mapping` of `darvoza assess` adds your own."""
    table = Table("Mapping", "What it is", "Recognised by these columns", header_style="bold")
    for each in shipped_mappings():
        table.add_row(each.name, each.title, ", ".join(each.recognise))
    Console().print(table)
