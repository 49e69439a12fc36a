"""Where an office keeps its own: the database when it is SQLite, messages and evidence as files, and its secrets."""

import os
import secrets
from pathlib import Path

from darvoza.home import home

_OWNER_ONLY = 0o600


def office_home() -> Path:
    """The folder that ``DARVOZA_OFFICE`` names, else ``office`` in ``DARVOZA_HOME``; it may not exist yet."""
    named = os.environ.get("DARVOZA_OFFICE")
    return Path(named).expanduser() if named else home() / "office"


def prepare_home() -> Path:
    """The office's folder, made if need be, readable by nobody else."""
    folder = office_home()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def secret(name: str) -> str:
    """A secret of this office by its name: read from its file, which is made with the first use.

    Two processes that start at once agree, because only one of them can make the file.
    """
    path = prepare_home() / f"{name}.secret"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    except FileExistsError:
        return path.read_text("ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text("ascii").strip()


def is_training_room() -> bool:
    """Whether this office is a training room: a house of its own, in which nothing is real."""
    return (office_home() / _TRAINING).exists()


def make_training_room() -> None:
    """Make the office's folder that of a training room, for good.

    Raises:
        FileExistsError: an office that does real work is there already.
    """
    folder = prepare_home()
    if is_training_room():
        return
    if any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty and no training room: name another folder.")
    (folder / _TRAINING).write_text("A training room: nothing here is real.\n", "utf-8")


_TRAINING = "training-room"
