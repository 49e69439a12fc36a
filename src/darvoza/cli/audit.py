"""``darvoza audit``: the audit log of the office, checked from a shell."""

import sys

import click
from rich.console import Console

from darvoza.cli.office import set_up
from darvoza.cli.options import language_option
from darvoza.language import Language, say


@click.group()
def command() -> None:
    """The audit log of the office on this machine."""


@command.command("verify")
@language_option
def verify_(language: Language) -> None:
    """Check every entry: whether each is as it was written, and none is missing, added or moved.

    Exit codes: 0 whole, 1 not.
    """
    set_up()
    from darvoza.office.audit.verify import verify  # noqa: PLC0415 - needs Django set up

    checked = verify()
    console = Console()
    if checked.fault is None:
        told = say("{count} entries, all as they were written.", language, count=checked.entries)
        console.print(told, highlight=False, style="green")
        return
    said = say(checked.fault.what, language)
    told = say("Entry {number}: {what}", language, number=checked.fault.number, what=said)
    console.print(told, highlight=False, style="bold red")
    sys.exit(1)
