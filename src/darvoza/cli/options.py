"""Options that several commands share, and how errors are said at the door."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from darvoza.language import LANGUAGES, Language

QUARANTINED = 3
"""Exit code when some input was quarantined; 0 is done and 2 is usage."""


class LanguageType(click.ParamType[Language]):
    """One of the languages, by its tag."""

    name = "language"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Language:  # noqa: ANN401
        """The language with this tag; the value is whatever click was given."""
        try:
            return Language(value)
        except ValueError:
            self.fail(f"{value!r} is none of {', '.join(LANGUAGES)}", param, ctx)


_F = TypeVar("_F", bound=Callable[..., Any])


def language_option(function: _F) -> _F:
    """Adds ``--language`` to a command."""
    return click.option(
        "--language",
        type=LanguageType(),
        default=Language.ENGLISH.value,
        envvar="DARVOZA_LANGUAGE",
        show_default=True,
        help="Language of what is shown: en, ru, uz, uz-Cyrl or tg.",
    )(function)


PATH = click.Path(path_type=Path)
EXISTING = click.Path(exists=True, path_type=Path)


@contextmanager
def usage_errors(*kinds: type[Exception]) -> Iterator[None]:
    """Errors of what was given on the command line end the command with its words and exit code 2."""
    try:
        yield
    except kinds as error:
        raise click.UsageError(str(error)) from error
