"""UN/LOCODE: keeping the United Nations' list of places on this machine, and looking places up in it.

The list is not shipped: :func:`update_locodes` fetches it from UNECE, or takes a file that was carried here. What is
kept is one table and a record of where it came from; a new list takes the old one's place only after it was read whole
and found sound, so a broken line never costs a working list.
"""

import hashlib
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec
import polars as pl

from darvoza.codes.fetching import UpdateRefused
from darvoza.codes.keeping import keep, load
from darvoza.codes.locode_table import read_locodes
from darvoza.home import home

LOCODE_SOURCE: Final = "https://service.unece.org/trade/locode/loc242csv.zip"
"""UNECE's comma-separated release 2024-2, issued on 15 January 2025."""

_RECORD: Final = "unlocode.json"
_LARGEST: Final = 64 * 1024 * 1024
_FEWEST: Final = 50_000


class LocodeRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Which list is kept: the address or file it came from, when, the SHA-256 of what came, and how many places."""

    source: str
    fetched: datetime
    sha256: str
    places: int
    file: str


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """One place of UN/LOCODE: coordinates in degrees to a minute, None where the list has none.

    ``functions`` are port, rail, road, airport, post, inland clearance, fixed installation and border crossing.
    """

    code: str
    name: str
    country: str
    subdivision: str | None = None
    functions: tuple[str, ...] = ()
    iata: str | None = None
    latitude: float | None = None
    longitude: float | None = None


def update_locodes(
    destination: Path | None = None,
    source: str | Path | None = None,
    *,
    fewest: int = _FEWEST,
) -> LocodeRecord:
    """Fetch UN/LOCODE, or import it from a file, and keep it in this folder for :func:`places`.

    ``source`` is an https address or a file: UNECE's zip of several parts, one CSV, or a gzip of it; without it,
    UNECE's own address. A list of fewer than ``fewest`` places is taken for a broken one (the full list has 116,000).

    Raises:
        UpdateRefused: the list could not be had or is not sound; what was kept before is untouched.
    """
    folder = destination or _folder()
    source = source or LOCODE_SOURCE
    data = load(source, largest=_LARGEST)
    try:
        table = read_locodes(data)
    except UpdateRefused as refused:
        raise UpdateRefused(f"{source}: {refused} The list kept before stays.") from refused
    if table.height < fewest:
        raise UpdateRefused(
            f"{source}: it holds {table.height} places, fewer than the {fewest} of a whole list. The list kept before "
            "stays. Fetch it again, or pass fewest= if a short list is meant.",
        )
    digest = hashlib.sha256(data).hexdigest()
    record = LocodeRecord(
        source=str(source),
        fetched=datetime.now(UTC).replace(microsecond=0),
        sha256=digest,
        places=table.height,
        file=f"unlocode-{digest[:12]}.parquet",
    )
    keep(folder, _RECORD, record, record.file, table)
    return record


def _folder() -> Path:
    return home() / "codes"


def locode_record(folder: Path | None = None) -> LocodeRecord | None:
    """Which list this folder keeps; None if it keeps none."""
    try:
        return msgspec.json.decode(((folder or _folder()) / _RECORD).read_bytes(), type=LocodeRecord)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def places(folder: Path | None = None) -> pl.DataFrame:
    """Every place of the list kept in this folder, one row each, with the columns of :class:`Place`.

    Raises:
        FileNotFoundError: no list has been fetched or imported.
    """
    folder = folder or _folder()
    record = locode_record(folder)
    if record is None:
        raise FileNotFoundError(
            f"{folder} keeps no UN/LOCODE list. Fetch one with update_locodes(), or import a file with "
            "update_locodes(source=Path(...)).",
        )
    return _table(folder / record.file)


@lru_cache(maxsize=4)
def _table(path: Path) -> pl.DataFrame:
    return pl.read_parquet(path)


@lru_cache(maxsize=4)
def _rows(path: Path) -> dict[str, int]:
    return {code: row for row, code in enumerate(_table(path)["code"])}


def place(code: str, folder: Path | None = None) -> Place | None:
    """The place with this UN/LOCODE (``TJDYU`` or ``TJ DYU``), or None if the list kept has none.

    Raises:
        FileNotFoundError: no list has been fetched or imported.
    """
    folder = folder or _folder()
    table = places(folder)
    record = locode_record(folder)
    row = _rows(folder / record.file).get(code.replace(" ", "").upper()) if record else None
    return None if row is None else msgspec.convert(table.row(row, named=True), Place)
