"""Offices in processes of their own, as demonstrations and tests need them: started, waited for and ended.

Nothing here needs Django set up. An office forks its web processes, so that it cannot be opened where columns were
worked on, and two of them cannot share a process.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Final

PATIENCE: Final = 300
"""Seconds that an office may take to open, and to finish what it does, on a slow machine."""

_LOOK: Final = 0.2
"""Seconds between looks whether it is open."""

_RUN: Final = "from darvoza.cli.main import main; main()"


def environment(**more: str) -> dict[str, str]:
    """What its processes may be told: nothing of another office of this machine, and ``more``."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DARVOZA_", "DJANGO_"))}
    return kept | more


def free_port() -> int:
    """A port of this machine at which nothing answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def command(*arguments: str) -> tuple[str, ...]:
    """How ``darvoza`` is run with these arguments, installed as a command or not."""
    return sys.executable, "-c", _RUN, *arguments


def start(*arguments: str, told: Mapping[str, str] | None = None, quiet: bool = False) -> subprocess.Popen[bytes]:
    """Run ``darvoza`` in this environment, or this process's own; its output on this terminal unless ``quiet``."""
    return subprocess.Popen(command(*arguments), env=told, stdout=subprocess.DEVNULL if quiet else None)  # noqa: S603 - this program itself


def answers(process: subprocess.Popen[bytes] | subprocess.Popen[str], address: str) -> bool:
    """Wait until an office answers at an address; False when its process ended before, or it took too long."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=5):  # noqa: S310 - this machine's own
                return process.poll() is None
        except (urllib.error.URLError, OSError):
            time.sleep(_LOOK)
    return False


def end(process: subprocess.Popen[bytes]) -> None:
    """Close an office; what it has written is whole also where it had to be ended by force."""
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
