"""``darvoza exchange demo --offices``: two offices on this machine, and browsers that play a story between them."""

import importlib
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import click

from darvoza import exchange
from darvoza.cli.options import usage_errors
from darvoza.language import Language, say

_BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
_QUIET: Final = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def between_offices(out: Path, pictures: Path | None, port: int, language: Language, *, stay: bool) -> None:
    """Make two offices in a folder, play the story between them, and tell where they answer and who signs in."""
    try:
        from darvoza.office.liaison.two_offices import PASSWORD, make_offices, opened  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        raise click.ClickException(str(error)) from error
    other = Language.RUSSIAN if language is not Language.RUSSIAN else Language.ENGLISH
    with browser() as found, usage_errors(FileExistsError):
        if found is None:
            places = ("uz/office/exchange", "tj/office/exchange")
            _tell(exchange.demonstrate(out, language, places=places), language)
        offices = make_offices(out, (language, other), (port, port + 1), nodes=found is not None)
        with opened(offices):
            if found is not None:
                _play(found, offices, pictures, language)
            else:
                click.echo(say("There is no browser here, so the nodes played it; the offices show it.", language))
            for office in offices:
                told = say(
                    "{country}: {address}, sign in as {people} with the password {password}",
                    language,
                    country=office.country,
                    address=office.address,
                    people=", ".join(office.people),
                    password=PASSWORD,
                )
                click.echo(told)
            if stay:
                click.echo(say("Both are open until Ctrl+C.", language))
                _wait()
    if not stay:
        _how_to_open(offices, language)


def _play(found: Any, offices: list[Any], pictures: Path | None, language: Language) -> None:  # noqa: ANN401 - Playwright's
    from darvoza.office.liaison.story import Story  # noqa: PLC0415 - an extra

    if pictures is not None:
        pictures.mkdir(parents=True, exist_ok=True)
    story = Story(found, offices, pictures)
    try:
        _tell(story.play(), language)
    finally:
        story.close()
    if pictures is not None:
        click.echo(say("Pictures: {path}", language, path=pictures.resolve()))


def _tell(lines: Iterator[str], language: Language) -> None:
    for number, line in enumerate(lines, 1):
        click.echo(f"{number:>2}. {say(line, language)}")


def _how_to_open(offices: list[Any], language: Language) -> None:
    click.echo(say("Open an office again:", language))
    for office in offices:
        click.echo(
            f"DARVOZA_HOME={office.folder} DARVOZA_EXCHANGE_GATEWAY={office.post} darvoza serve --port {office.port}"
        )


def _wait() -> None:
    try:
        signal.pause()
    except KeyboardInterrupt:
        click.echo("")


@contextmanager
def browser() -> Iterator[Any]:
    """A browser without windows, by Playwright; None where there is none."""
    try:
        playwright = importlib.import_module("playwright.sync_api")
    except ModuleNotFoundError:
        yield None
        return
    with playwright.sync_playwright() as started:
        path = next(filter(None, map(shutil.which, _BROWSERS)), None) or started.chromium.executable_path
        if not Path(path).exists():
            yield None
            return
        found = started.chromium.launch(executable_path=path, args=_QUIET)
        try:
            yield found
        finally:
            found.close()
