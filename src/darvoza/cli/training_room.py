"""``darvoza training room``: a training room in a browser, as an office of its own."""

import os
from pathlib import Path

import click
from rich.console import Console

from darvoza.cli.options import PATH, language_option
from darvoza.language import Language, say

_HOST, _PORT = "127.0.0.1", 8770
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def enter(folder: Path) -> None:
    """Make this folder the room of this process: nothing outside it is read or written from here on.

    Raises:
        FileExistsError: an office that does real work is in the folder.
    """
    os.environ["DARVOZA_HOME"] = str(folder.resolve())
    for name in ("DARVOZA_OFFICE", "DARVOZA_DATABASE", "DARVOZA_SECRET_KEY", "DARVOZA_EXCHANGE_PASSWORD"):
        os.environ.pop(name, None)
    try:
        from darvoza.office.home import make_training_room  # noqa: PLC0415 - Django is an extra
    except ModuleNotFoundError as error:
        raise click.ClickException(str(error)) from error
    make_training_room()


@click.command("room")
@click.option("--home", type=PATH, required=True, help="Folder of the room; a new or empty one is made a room.")
@click.option("--trainees", type=click.IntRange(1, 60), default=20, show_default=True, help="Seats of a new room.")
@click.option("--host", default=_HOST, show_default=True, help="Address to answer at; any other makes https.")
@click.option("--port", type=click.IntRange(1, 65535), default=_PORT, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes that make pages.")
@click.option("--serve/--no-serve", default=True, help="Open it to browsers; Ctrl+C closes it.")
@language_option
def room_(  # each option of the command
    home: Path,
    trainees: int,
    host: str,
    port: int,
    workers: int,
    *,
    serve: bool,
    language: Language,
) -> None:
    """Open a training room: an office of its own in a folder of its own, apart from every office that does real work.

    The first time, a trainer and trainees are made, and their sign-ins printed and kept in `sign-ins.txt` beside the
    room. Nothing needs a network: the folder can lie on a USB stick.
    """
    try:
        enter(home)
    except FileExistsError as error:
        raise click.UsageError(str(error)) from error
    shared = host not in _LOOPBACK
    if shared:
        os.environ["DARVOZA_HTTPS"], os.environ["DARVOZA_HOSTS"] = "1", host
    from darvoza.office.serve import prepare  # noqa: PLC0415 - reads the settings
    from darvoza.office.serve import serve as open_office  # noqa: PLC0415 - likewise

    prepare(first=False)
    from darvoza.office.room.opening import certificate_for, furnish  # noqa: PLC0415 - needs Django set up

    console = Console()
    people = furnish(trainees)
    if people:
        lines = [f"{each.name}\t{each.password}\t{each.language}" for each in people]
        path = home / "sign-ins.txt"
        path.touch(mode=0o600)
        path.write_text("\n".join(lines) + "\n", "utf-8")
        console.print(say("Sign-ins, kept in {path}:", language, path=path), soft_wrap=True, highlight=False)
        for each in people:
            console.print(f"  {each.name:<10} {each.password}  {each.language}", highlight=False)
    certificate, key = certificate_for(host) if shared else (None, None)
    address = f"{'https' if shared else 'http'}://{host}:{port}/"
    if not serve:
        command = f"darvoza training room --home {home}"
        console.print(say("Open the training room: {command}", language, command=command), soft_wrap=True)
        return
    told = say("The training room is open at {address}", language, address=address)
    console.print(told, soft_wrap=True, highlight=False, style="bold")
    open_office(host, port, workers=workers, certificate=certificate, key=key)
