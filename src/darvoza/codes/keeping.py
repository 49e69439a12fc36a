"""Keeping a public list on this machine: read whole, found sound, then put in the place of the old one in one step."""

import os
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec
import polars as pl

from darvoza.codes.fetching import UpdateRefused, fetch

_YOUNG: Final = 24 * 3600  # seconds


def load(source: str | Path, *, largest: int) -> bytes:
    """What stands at an https address or in a file, up to ``largest`` bytes.

    Raises:
        UpdateRefused: it cannot be had, or is larger than such a list ever was.
    """
    if isinstance(source, str) and "://" in source:
        return fetch(source, largest=largest)
    path = Path(source)
    try:
        if path.stat().st_size > largest:
            raise UpdateRefused(f"{path}: larger than {largest} bytes, which the list never was. Check the file.")
        return path.read_bytes()
    except OSError as error:
        raise UpdateRefused(f"{path}: cannot be read ({error.strerror}). Check that it is there.") from error


def keep(folder: Path, record_name: str, record: msgspec.Struct, table_name: str, table: pl.DataFrame) -> None:
    """Write the table, then the record that names it: replacing the record is the one step that makes it current.

    ``table_name`` is ``LIST-DIGEST.parquet``; tables of former versions of the same list are removed.

    Raises:
        UpdateRefused: the folder cannot be written; what was kept before is untouched.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _replace(folder / table_name, table.write_parquet)
        encoded = msgspec.json.format(msgspec.json.encode(record))
        _replace(folder / record_name, lambda path: path.write_bytes(encoded))
    except OSError as error:
        raise UpdateRefused(
            f"{folder}: the list cannot be written ({error.strerror}). Free space or change the folder."
        ) from error
    _tidy(folder, table_name)


def _tidy(folder: Path, current: str) -> None:
    """Remove tables of former lists; young ones stay, since another process may be reading or just naming them."""
    family = current.rpartition("-")[0]
    for table in folder.glob(f"{family}-*.parquet"):
        with suppress(OSError):
            if table.name != current and time.time() - table.stat().st_mtime > _YOUNG:
                table.unlink()


def _replace(path: Path, write: Callable[[Path], object]) -> None:
    handle, name = tempfile.mkstemp(prefix=".new-", dir=path.parent)
    os.close(handle)
    new = Path(name)
    try:
        write(new)
        with new.open("rb+") as file:
            os.fsync(file.fileno())
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
