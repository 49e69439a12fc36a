"""Where Darvoza keeps data that it was told to fetch, and an office its own: one folder of the person who runs it."""

import os
from pathlib import Path


def home() -> Path:
    """The folder that ``DARVOZA_HOME`` names, else ``~/.local/share/darvoza``; it may not exist yet."""
    named = os.environ.get("DARVOZA_HOME")
    return Path(named).expanduser() if named else Path.home() / ".local" / "share" / "darvoza"
