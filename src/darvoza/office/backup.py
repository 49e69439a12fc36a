"""Backup and restore: everything an office keeps in one file."""

import io
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Final

from django.core.management import call_command
from django.db import connection, connections

from darvoza.office.application import PREPARED, set_up
from darvoza.office.home import is_training_room, office_home, prepare_home

_SQLITE: Final = "office.sqlite3"
_DUMP: Final = "office.pgdump"
_LIVE: Final = (_SQLITE, f"{_SQLITE}-wal", f"{_SQLITE}-shm", PREPARED)
_MARK: Final = "darvoza-office-backup"
_PATIENCE: Final = 3600


class BackupError(Exception):
    """A backup cannot be written or brought back; says why and what to do."""


def backup(file: Path) -> int:
    """Write the office into a file, while it is open: the database as of one moment, and all files; its size in bytes.

    Files are only ever added, so that those in the backup are at least those that its database speaks of.
    """
    with tempfile.TemporaryDirectory(dir=prepare_home()) as folder:
        database = _dumped(Path(folder))
        partial = file.with_name(file.name + ".partial")
        with tarfile.open(partial, "w:gz", compresslevel=3) as archive:
            mark = _MARK.encode()
            about = tarfile.TarInfo(_MARK)
            about.size = len(mark)
            archive.addfile(about, io.BytesIO(mark))
            archive.add(database, database.name)
            for path in sorted(office_home().iterdir()):
                if path.name not in _LIVE and path != Path(folder):
                    archive.add(path, f"home/{path.name}")
        partial.chmod(0o600)
        partial.replace(file)
    return file.stat().st_size


def restore(file: Path) -> int:
    """Bring an office back from a backup into a place where none is; how many entries its audit log has.

    Raises:
        BackupError: there is an office already, or the file is none of an office's.
    """
    home = office_home()
    if (home / _SQLITE).exists() or any(home.glob("*.secret")):
        raise BackupError(f"{home} has an office already: move it away first, or set DARVOZA_OFFICE to another folder.")
    if is_training_room():
        raise BackupError(f"{home} is a training room: bring the office back into another folder.")
    with tempfile.TemporaryDirectory() as folder:
        _unpack(file, Path(folder))
        prepare_home()
        for path in Path(folder, "home").iterdir():
            shutil.move(path, home / path.name)
        set_up()
        _loaded(Path(folder))
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    from darvoza.office.audit.verify import verify  # noqa: PLC0415 - needs Django set up

    checked = verify()
    if checked.fault is not None:
        raise BackupError(f"Entry {checked.fault.number} of the audit log in this backup is not as it was written.")
    return checked.entries


def _unpack(file: Path, folder: Path) -> None:
    try:
        with tarfile.open(file, "r:gz") as archive:
            first = archive.next()
            if first is None or first.name != _MARK:
                raise BackupError(f"{file} is no backup of an office.")
            archive.extractall(folder, filter="data")
    except (tarfile.TarError, OSError, EOFError) as error:
        raise BackupError(f"{file} is damaged or no backup of an office ({error}). Use another one.") from error


def _dumped(folder: Path) -> Path:
    """The database as of now, as one file."""
    if connection.vendor == "sqlite":
        to = folder / _SQLITE
        connection.ensure_connection()
        with sqlite3.connect(to) as copy:
            connection.connection.backup(copy)
        copy.close()
        return to
    to = folder / _DUMP
    _run("pg_dump", "--format=custom", f"--file={to}")
    return to


def _loaded(folder: Path) -> None:
    """The database from that file."""
    if (folder / _SQLITE).exists():
        if connection.vendor != "sqlite":
            raise BackupError("This backup has an SQLite database: restore it without DARVOZA_DATABASE.")
        connections.close_all()
        shutil.move(folder / _SQLITE, office_home() / _SQLITE)
        return
    if connection.vendor != "postgresql":
        raise BackupError("This backup has a PostgreSQL database: name an empty one in DARVOZA_DATABASE.")
    _run(
        "pg_restore",
        "--no-owner",
        "--exit-on-error",
        f"--dbname={connection.settings_dict['NAME']}",
        str(folder / _DUMP),
    )


def _run(program: str, *arguments: str) -> None:
    """A program of PostgreSQL's on the office's database; the password goes by the environment, not the command."""
    settings = connection.settings_dict
    named = {
        "PGHOST": settings["HOST"] or settings["OPTIONS"].get("host"),
        "PGPORT": settings["PORT"],
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
        "PGDATABASE": settings["NAME"],
    }
    environment = os.environ | {name: str(value) for name, value in named.items() if value}
    found = shutil.which(program)
    if found is None:
        raise BackupError(f"{program} is not on this machine: install PostgreSQL's client programs.")
    done = subprocess.run([found, *arguments], env=environment, capture_output=True, timeout=_PATIENCE, check=False)  # noqa: S603
    if done.returncode:
        raise BackupError(f"{program}: {done.stderr.decode(errors='replace').strip()[:500]}")
