"""Writes the reference page of the command line from the commands themselves: ``python -m tools.reference``."""

from collections.abc import Iterator
from pathlib import Path

import click

from darvoza.cli import main

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "command-line.md"
_WIDTH = 100


def page() -> str:
    """The page: every command with its help, as it is printed."""
    parts = [
        "<!-- Written by `python -m tools.reference`; change the commands, not this page. -->",
        "# Command line",
        "",
    ]
    for name, command in _commands("darvoza", main):
        context = click.Context(command, info_name=name, terminal_width=_WIDTH, max_content_width=_WIDTH)
        parts += [f"## `{name}`", "", "```text", command.get_help(context), "```", ""]
    return "\n".join(parts)


def _commands(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        for inner in command.list_commands(click.Context(command)):
            found = command.get_command(click.Context(command), inner)
            if found is not None:
                yield from _commands(f"{name} {inner}", found)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
