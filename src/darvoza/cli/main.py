"""The command group: each subcommand is a module of this folder, imported when it is called."""

import importlib
from gettext import gettext

import click

import darvoza

_COMMANDS = {
    "assess": "Read messages, assess every consignment, and say which to stop, why and how.",
    "audit": "The audit log of the office: check that nothing in it was changed.",
    "codes": "Code lists: offices, places, and bringing public lists.",
    "demo": "A day of simulated traffic, assessed, and an office with a week of work.",
    "exchange": "Mutual assistance with partner administrations, under their agreements.",
    "goods": "What is it really? Strategic goods identification.",
    "history": "What was declared, assessed and found, kept for good and shown as of any moment.",
    "intake": "Message formats and table mappings that can be read.",
    "lists": "Watch lists: fetch, import, keep, compare, and look back when they change.",
    "office": "The office: prepare, back up, restore, and its worker.",
    "parties": "Who is it really? Screening names against watch lists, and deciding on matches.",
    "risk": "Risk indicators, and the analysts' profiles.",
    "serve": "Open the office to browsers.",
    "training": "Simulated traffic with planted schemes of known truth, and exercises made of it.",
}


class _Lazy(click.Group):
    """A group that imports a command only when it is called, so that `--help` answers at once on an old machine."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - likewise
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"darvoza.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - likewise
        with formatter.section(gettext("Commands")):
            formatter.write_dl(sorted(_COMMANDS.items()))


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(darvoza.__version__, prog_name="darvoza")
def main() -> None:
    """Which consignments to stop at a border, why, and how to examine them."""
