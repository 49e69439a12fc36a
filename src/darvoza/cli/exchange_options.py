"""What the commands of ``darvoza exchange`` share: the node's folder, its password, who is looking, and refusals."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

import click
import msgspec

from darvoza import exchange
from darvoza.cli.options import EXISTING, usage_errors
from darvoza.language import Language, say

_F = TypeVar("_F", bound=Callable[..., Any])

NODE = click.argument("folder", metavar="NODE", type=EXISTING)
PASSWORD = click.option("--password", envvar="DARVOZA_EXCHANGE_PASSWORD", help="Password of the key files, if any.")
REFUSALS: Final = (
    exchange.AgreementRefused,
    exchange.BadBundle,
    exchange.BadDraft,
    exchange.KeyRefused,
    exchange.MatchingNotInstalled,
    exchange.NotAllowed,
    exchange.NotYet,
    exchange.Rejected,
    msgspec.MsgspecError,
    KeyError,
    ValueError,
)


def viewer_options(function: _F) -> _F:
    """Adds who is looking: ``--who``, ``--unit``, ``--role`` and ``--purpose``."""
    for option in (
        click.option("--purpose", type=click.Choice([each.value for each in exchange.Purpose]), help="For what."),
        click.option("--role", "roles", multiple=True, help="Role of who is looking; may be given more than once."),
        click.option("--unit", help="Unit of who is looking."),
        click.option("--who", required=True, help="Who is looking or acting."),
    ):
        function = option(function)
    return function


def viewer(who: str, unit: str | None, roles: tuple[str, ...], purpose: str | None) -> exchange.Viewer:
    """Who is looking."""
    stated = None if purpose is None else exchange.Purpose(purpose)
    return exchange.Viewer(who=who, unit=unit, roles=frozenset(roles), purpose=stated)


@contextmanager
def opened(folder: Path, password: str | None) -> Iterator[exchange.Node]:
    """The node in this folder, open while it is worked with."""
    with usage_errors(FileNotFoundError, exchange.KeyRefused):
        node = exchange.Node(folder, password=password)
    try:
        yield node
    finally:
        node.close()


def reasons(withheld: tuple[exchange.Withheld, ...], language: Language) -> str:
    """Why something was withheld, in words."""
    return " ".join(say(each.reason, language, **each.values) for each in withheld)
