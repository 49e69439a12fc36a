"""Opening an office: its database brought up to date, its first administrator, its web server and its workers."""

import os
import secrets
import signal
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from django.core.management import call_command
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from darvoza.office.application import set_up
from darvoza.office.home import prepare_home
from darvoza.office.work import at_work

HOST: Final = "127.0.0.1"
PORT: Final = 8765
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class NotProtectedError(ValueError):
    """The office was asked to answer other machines without https."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"host {host!r} would carry passwords in the clear: give --certificate and --key, or --behind-proxy when "
            "a proxy on this machine speaks https",
        )


class ForkedTooLateError(RuntimeError):
    """The office was to be opened in a process that has worked on columns."""

    def __init__(self) -> None:
        super().__init__(
            "columns were worked on in this process, and the web processes forked off it would wait for ever for the "
            "threads that do so: open the office in a process of its own"
        )


_WORKER: Final = "polars-0"
"""The first of the threads that work on columns, which begin with the first work and never end."""

_KEPT_OPEN: Final = 600
"""Seconds that a thread is kept for which there is nothing to do: its connection to the database ends with it."""

_LAST_ANSWERS: Final = 10
"""Seconds that a web process may take for the answers it is at when the office closes."""


@dataclass(frozen=True, slots=True)
class First:
    """The first sign-in of a new office."""

    name: str
    password: str


def prepare(*, first: bool = True) -> First | None:
    """Make or update what the office keeps.

    A new one gets an administrator too, whose first password is returned, unless ``first`` is false.
    """
    prepare_home()
    set_up()
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    from darvoza.office.people.models import Membership, Officer, Role, Unit  # noqa: PLC0415 - need Django set up

    if not first or Officer.objects.exists():
        return None
    unit, _ = Unit.objects.get_or_create(code="HQ", defaults={"name": "Headquarters"})
    made = First("admin", "-".join(secrets.token_hex(2) for _ in range(4)))
    officer = Officer.objects.create(
        name=made.name, password=made.password, full_name="First administrator", must_change_password=True
    )
    Membership.objects.create(officer=officer, unit=unit, role=Role.ADMINISTRATOR.value)
    return made


def serve(
    host: str = HOST,
    port: int = PORT,
    *,
    workers: int = 2,
    certificate: Path | None = None,
    key: Path | None = None,
    behind_proxy: bool = False,
) -> None:
    """Answer browsers, with the workers beside, until interrupted or the terminal is closed.

    Call :func:`prepare` first.
    The web processes are forked off this one, and have none of its threads: no column must have been worked on here,
    or they wait for ever for the threads that do so.

    Raises:
        NotProtectedError: the host is not this machine's loopback, and nothing speaks https.
        ForkedTooLateError: columns were worked on; told where the system names threads (Linux).
    """
    if host not in _LOOPBACK and certificate is None and not behind_proxy:
        raise NotProtectedError(host)
    if _WORKER in _threads():
        raise ForkedTooLateError
    os.register_at_fork(after_in_child=_heed_the_office_alone)
    stays = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    with at_work():
        server = Server(
            "darvoza.office.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=4,
            blocking_threads_idle_timeout=_KEPT_OPEN,
            ssl_cert=certificate,
            ssl_key=key,
            log_access=False,
            log_level=LogLevels.warning,
            respawn_failed_workers=True,
            workers_kill_timeout=_LAST_ANSWERS,
        )
        server.on_startup(partial(_close_with_the_terminal, stays=stays))
        server.serve()


def _heed_the_office_alone() -> None:
    """In a web process: do not hear Ctrl+C, which the office does; and end at its word, also before the first answer.

    Who hears both, one just after the other, stays, and is waited for. What a web process has of the office's own ways
    to hear them would tell nobody.
    """
    os.setpgid(0, 0)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _close_with_the_terminal(*, stays: bool) -> None:
    """Close when the terminal is closed, unless the office was started to stay (``nohup``)."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN if stays else signal.getsignal(signal.SIGTERM))


def _threads() -> Iterator[str]:
    """The names of this process's threads, where the system tells them."""
    for each in Path("/proc/self/task").glob("*/comm"):
        with suppress(OSError):  # it has ended meanwhile
            yield each.read_text().strip()
