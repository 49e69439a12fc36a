"""``darvoza serve``: the office in a browser on this machine."""

from pathlib import Path

import click
from rich.console import Console

from darvoza.cli.options import language_option
from darvoza.language import Language, say

_PORT = 8765  # as darvoza.office.PORT, which can be asked only where Django is installed


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--port", type=click.IntRange(0, 65535), default=_PORT, show_default=True, help="0 takes any that is free."
)
@language_option
def command(folder: Path, port: int, language: Language) -> None:
    """Show the run in FOLDER, the --out folder of `darvoza assess`, to a browser on this machine; Ctrl+C ends it."""
    try:
        from darvoza.office import office_server  # noqa: PLC0415 - Django is an extra
    except ModuleNotFoundError as error:
        raise click.ClickException(str(error)) from error
    try:
        server = office_server(folder, port=port)
    except OSError as error:
        raise click.UsageError(
            f"--port {port}: {error.strerror}; give another one, or 0 for any that is free"
        ) from error
    with server:
        address = server.address if language is Language.ENGLISH else f"{server.address}?lang={language}"
        told = say("The office is open at {address} on this machine only; Ctrl+C closes it.", language, address=address)
        Console().print(told, soft_wrap=True, highlight=False)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            Console().print(say("Closed.", language))
