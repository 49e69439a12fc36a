"""``darvoza training demo``: a course played in browsers, from the opening of an exercise to its review."""

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from darvoza.cli.options import PATH, language_option
from darvoza.language import Language, say

_WIDTH, _HEIGHT = 1280, 900
_PATIENCE = 300  # seconds a page may take on a slow machine
_ARGUMENTS = ("--no-sandbox", "--disable-gpu")


@click.command("demo")
@click.option("--out", type=PATH, default=Path("demo/training"), show_default=True, help="Folder of the room.")
@click.option("--pictures", type=PATH, help="Folder for a picture of each step.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port of the room.  [default: a free one]")
@click.option("--watch", is_flag=True, help="Show the browsers, and take each step slowly.")
@language_option
def demo_(out: Path, pictures: Path | None, port: int, *, watch: bool, language: Language) -> None:
    """Play a course: a trainer opens an exercise, two trainees in two languages work it on the desk, all look back.

    Needs a browser (Chromium) and Playwright; without them the room is prepared, and its address and sign-ins printed.
    """
    from darvoza.cli.training_room import enter  # noqa: PLC0415 - reads the environment it sets

    try:
        enter(out)
    except FileExistsError as error:
        raise click.UsageError(str(error)) from error
    people = _people(out)
    console = Console()
    browser = _browser()
    with _served(out, port) as address:
        console.print(say("The training room is open at {address}", language, address=address), highlight=False)
        for name, password, tongue in people:
            console.print(f"  {name:<10} {password}  {tongue}", highlight=False)
        if browser is None:
            told = (
                "No browser was found to play in: sign in yourself, as trainer and as trainee. Ctrl+C closes the room."
            )
            console.print(say(told, language), soft_wrap=True)
            if sys.stdout.isatty():
                _wait()
            return
        told = _played(browser, address, people, pictures, watch=watch)
        console.print(say("The course was held: {address}", language, address=told), soft_wrap=True, highlight=False)
        if pictures is not None:
            console.print(say("Pictures: {path}", language, path=pictures), soft_wrap=True, highlight=False)
    command = f"darvoza training room --home {out}"
    console.print(say("Open the training room: {command}", language, command=command), soft_wrap=True, highlight=False)


def _people(out: Path) -> list[tuple[str, str, str]]:
    """The sign-ins of the room, made with its first use: a trainer, and two trainees in Tajik and Russian."""
    path = out / "sign-ins.txt"
    if not path.exists():
        from darvoza.office.serve import prepare  # noqa: PLC0415 - needs the room's environment

        prepare(first=False)
        from darvoza.office.room.opening import furnish  # noqa: PLC0415 - needs Django set up

        lines = [f"{each.name}\t{each.password}\t{each.language}" for each in furnish(2, ("tg", "ru", "en"))]
        path.touch(mode=0o600)
        path.write_text("\n".join(lines) + "\n", "utf-8")
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines() if line]
    return [(name, password, tongue) for name, password, tongue in rows]


def _browser() -> str | None:
    """The Chromium of this machine, or Playwright's own; None without one, or without Playwright."""
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only who plays needs it
    except ImportError:
        return None
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        with sync_playwright() as playwright:
            found = playwright.chromium.executable_path
    return found if Path(found).exists() else None


@contextmanager
def _served(out: Path, port: int) -> Iterator[str]:
    """The room, open in a process of its own until the end; at a free port where none is named."""
    from darvoza.office import apart  # noqa: PLC0415 - Django is an extra

    port = port or apart.free_port()
    process = apart.start("training", "room", "--home", str(out), "--port", str(port), "--workers", "1", quiet=True)
    address = f"http://127.0.0.1:{port}"
    try:
        if not apart.answers(process, address):
            raise click.ClickException(f"the room did not open at {address}")
        yield address
    finally:
        apart.end(process)


def _wait() -> None:
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        return


def _played(
    browser: str, address: str, people: list[tuple[str, str, str]], pictures: Path | None, *, watch: bool
) -> str:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only who plays needs it

    from darvoza.office.room.story import Cast, keep_in, play, sign_in  # noqa: PLC0415 - needs Django

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=browser, headless=not watch, slow_mo=600 if watch else 0, args=list(_ARGUMENTS)
        )
        pages: list[Any] = []
        for name, password, _ in people[:3]:
            page = chromium.new_context(viewport={"width": _WIDTH, "height": _HEIGHT}).new_page()
            page.set_default_timeout(_PATIENCE * 1000)
            sign_in(page, address, name, password)
            pages.append(page)
        names = tuple(tongue for _, _, tongue in people[1:3])
        cast = Cast(pages[0], tuple(pages[1:]), names, keep_in(pictures), lambda: time.sleep(1))
        told = play(cast, address)
        chromium.close()
    return told
