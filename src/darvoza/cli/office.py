"""``darvoza office``: what the keeper of an office does from a shell."""

import signal
import threading
from contextlib import suppress
from pathlib import Path

import click
from rich.console import Console

from darvoza.cli.options import PATH, language_option
from darvoza.language import Language, say


def set_up() -> None:
    """Django, ready; or how to install it."""
    try:
        from darvoza.office import set_up as ready  # noqa: PLC0415 - Django is an extra
    except ModuleNotFoundError as error:
        raise click.ClickException(str(error)) from error
    ready()


@click.group()
def command() -> None:
    """The office on this machine: its database, backups and worker."""


@command.command("prepare")
@language_option
def prepare_(language: Language) -> None:
    """Make or update the office's database, as `darvoza serve` does before it opens."""
    set_up()
    from darvoza.office.serve import prepare  # noqa: PLC0415 - needs Django set up

    first = prepare()
    if first is not None:
        told = say(
            "Sign in as {name} with the password {password}, and choose your own.",
            language,
            name=first.name,
            password=first.password,
        )
        Console().print(told, soft_wrap=True, highlight=False)


@command.command("work")
def work_() -> None:
    """Run the workers alone: where the web server of the office is another one than `darvoza serve`."""
    set_up()
    from darvoza.office.work import at_work  # noqa: PLC0415 - Django is an extra

    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    with at_work(), suppress(KeyboardInterrupt):
        ended.wait()


@command.command("backup")
@click.argument("file", type=PATH)
@language_option
def backup_(file: Path, language: Language) -> None:
    """Write everything the office keeps into FILE (.tar.gz): database, messages, evidence, lists and secrets.

    Whoever has the file has the office: keep it as you keep the office.
    """
    set_up()
    from darvoza.office.backup import BackupError, backup  # noqa: PLC0415 - needs Django set up

    try:
        size = backup(file)
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    told = say("{path}: {size} bytes", language, path=file, size=size)
    Console().print(told, soft_wrap=True, highlight=False)


@command.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@language_option
def restore_(file: Path, language: Language) -> None:
    """Bring back what `darvoza office backup` wrote, into an office that is empty."""
    try:
        from darvoza.office.backup import BackupError, restore  # noqa: PLC0415 - Django is an extra
    except ModuleNotFoundError as error:
        raise click.ClickException(str(error)) from error
    try:
        entries = restore(file)
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    told = say("The office is back, with {count} entries in its audit log.", language, count=entries)
    Console().print(told, soft_wrap=True, highlight=False)
