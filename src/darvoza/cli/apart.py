"""This program again, in a process of its own: an office forks, and must not have what its parent worked on."""

import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import Final

PATIENCE: Final = 300
"""Seconds that an office may take to open on a slow machine."""

_RUN: Final = "from darvoza.cli.main import main; main()"


def start(*arguments: str, quiet: bool = False) -> subprocess.Popen[bytes]:
    """Run ``darvoza`` with these arguments, its output on this terminal unless ``quiet``."""
    command = (sys.executable, "-c", _RUN, *arguments)
    return subprocess.Popen(command, stdout=subprocess.DEVNULL if quiet else None)  # noqa: S603 - this program itself


def answers(process: subprocess.Popen[bytes] | subprocess.Popen[str], address: str) -> bool:
    """Wait until an office answers at an address; False when its process ended before, or it took too long."""
    for _ in range(PATIENCE):
        if process.poll() is not None:
            return False
        try:
            urllib.request.urlopen(f"{address}/health", timeout=5)  # noqa: S310 - this machine's own
        except (urllib.error.URLError, OSError):
            time.sleep(1)
        else:
            return process.poll() is None
    return False
