"""``darvoza serve``: the office in a browser."""

import os
from pathlib import Path

import click
from rich.console import Console

from darvoza.cli.options import EXISTING, language_option
from darvoza.language import Language, say

_HOST, _PORT = "127.0.0.1", 8765  # as darvoza.office.serve, which can be asked only where Django is installed


@click.command()
@click.option("--host", default=_HOST, show_default=True, help="Address to answer at.")
@click.option("--port", type=click.IntRange(1, 65535), default=_PORT, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes that make pages.")
@click.option("--certificate", type=EXISTING, help="Certificate (PEM) for https.")
@click.option("--key", type=EXISTING, help="Its private key (PEM).")
@click.option("--behind-proxy", is_flag=True, help="A proxy in front of this machine speaks https.")
@language_option
def command(
    host: str,
    port: int,
    workers: int,
    certificate: Path | None,
    key: Path | None,
    behind_proxy: bool,  # noqa: FBT001 - click
    language: Language,
) -> None:
    """Open the office to browsers; Ctrl+C closes it. The first time, everything it needs is made.

    The office keeps its own in `office` in DARVOZA_HOME, or where DARVOZA_OFFICE says, and its database there or where
    DARVOZA_DATABASE says (`postgresql://...`).
    """
    try:
        import darvoza.office  # noqa: F401, PLC0415 - Django is an extra
    except ModuleNotFoundError as error:
        raise click.ClickException(str(error)) from error
    if certificate or behind_proxy:
        os.environ["DARVOZA_HTTPS"] = "1"
    if behind_proxy:
        os.environ["DARVOZA_BEHIND_PROXY"] = "1"
    from darvoza.office.serve import NotProtectedError, prepare, serve  # noqa: PLC0415 - reads the settings

    first = prepare()
    console = Console()
    address = f"{'https' if certificate else 'http'}://{host}:{port}/"
    console.print(say("The office is open at {address}", language, address=address), soft_wrap=True, highlight=False)
    if first is not None:
        told = say(
            "Sign in as {name} with the password {password}, and choose your own.",
            language,
            name=first.name,
            password=first.password,
        )
        console.print(told, soft_wrap=True, highlight=False, style="bold")
    try:
        serve(host, port, workers=workers, certificate=certificate, key=key, behind_proxy=behind_proxy)
    except NotProtectedError as error:
        raise click.UsageError(str(error)) from error
    console.print(say("Closed.", language))
