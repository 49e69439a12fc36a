"""Writes the reference page of the command line from the commands themselves: ``python -m tools.reference``."""

from collections.abc import Iterator
from pathlib import Path

import click
from click.testing import CliRunner

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
    for words in _commands((), main):
        said = CliRunner().invoke(main, [*words, "--help"], prog_name="darvoza", terminal_width=_WIDTH)
        parts += [f"## `{' '.join(('darvoza', *words))}`", "", "```text", said.output.rstrip(), "```", ""]
    return "\n".join(parts)


def _commands(words: tuple[str, ...], command: click.Command) -> Iterator[tuple[str, ...]]:
    yield words
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            if found is not None:
                yield from _commands((*words, name), found)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
