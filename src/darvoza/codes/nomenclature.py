"""Nomenclatures of goods, kept on this machine: what each HS code covers, in English and in Russian.

They are not shipped: :func:`update_nomenclature` fetches one from its publisher, or takes a file that was carried here.
"""

import hashlib
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

import msgspec
import polars as pl

from darvoza.codes.fetching import UpdateRefused
from darvoza.codes.keeping import keep, load
from darvoza.codes.nomenclature_files import read_nomenclature
from darvoza.home import home

_LARGEST: Final = 64 * 1024 * 1024


class NomenclatureSource(msgspec.Struct, frozen=True, kw_only=True):
    """A published nomenclature: where it is had, in which language, under what terms, and how many codes it has."""

    name: str
    title: str
    language: str
    address: str
    licence: str
    fewest: int


NOMENCLATURES: Final = MappingProxyType(
    {
        each.name: each
        for each in (
            NomenclatureSource(
                name="hs-en",
                title="Harmonized System 2022, English",
                language="en",
                address="https://raw.githubusercontent.com/datasets/harmonized-system/main/data/harmonized-system.csv",
                licence="Open Data Commons PDDL",
                fewest=5_000,
            ),
            NomenclatureSource(
                name="tnved-ru",
                title="EAEU nomenclature (TN VED), Russian",
                language="ru",
                address="https://data.nalog.ru/files/tnved/tnved.zip",
                licence="official act, not subject to copyright",
                fewest=8_000,
            ),
        )
    }
)
"""The nomenclatures that can be kept, by name."""


class NomenclatureRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Which edition is kept: the address or file it came from, when, the SHA-256 of what came, and how many codes."""

    name: str
    source: str
    fetched: datetime
    sha256: str
    codes: int
    file: str


def update_nomenclature(
    name: str, destination: Path | None = None, source: str | Path | None = None, *, fewest: int | None = None
) -> NomenclatureRecord:
    """Fetch a nomenclature, or import it from a file, and keep it for :func:`nomenclature`.

    ``name`` is one of :data:`NOMENCLATURES`; ``source`` an https address or a file, by default the publisher's address.
    One with fewer than ``fewest`` codes is taken for a broken one.

    Raises:
        UpdateRefused: it could not be had or is not sound; what was kept before is untouched.
    """
    known = _source(name)
    source = source or known.address
    data = load(source, largest=_LARGEST)
    try:
        table = read_nomenclature(data)
    except UpdateRefused as refused:
        raise UpdateRefused(f"{source}: {refused} The nomenclature kept before stays.") from refused
    least = known.fewest if fewest is None else fewest
    if table.height < least:
        raise UpdateRefused(
            f"{source}: it holds {table.height} codes, fewer than the {least} of a whole nomenclature. The one kept "
            "before stays. Fetch it again, or pass fewest= if a short one is meant.",
        )
    digest = hashlib.sha256(data).hexdigest()
    record = NomenclatureRecord(
        name=name,
        source=str(source),
        fetched=datetime.now(UTC).replace(microsecond=0),
        sha256=digest,
        codes=table.height,
        file=f"{name}-{digest[:12]}.parquet",
    )
    keep(destination or _folder(), f"{name}.json", record, record.file, table)
    return record


def _source(name: str) -> NomenclatureSource:
    if name not in NOMENCLATURES:
        raise UpdateRefused(f"{name!r} is no nomenclature known here: there are {', '.join(sorted(NOMENCLATURES))}.")
    return NOMENCLATURES[name]


def _folder() -> Path:
    return home() / "codes"


def nomenclature_record(name: str, folder: Path | None = None) -> NomenclatureRecord | None:
    """Which edition of a nomenclature this folder keeps; None if it keeps none."""
    try:
        return msgspec.json.decode(((folder or _folder()) / f"{name}.json").read_bytes(), type=NomenclatureRecord)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def nomenclature(name: str, folder: Path | None = None) -> pl.DataFrame | None:
    """Code and text of every line of a nomenclature, sorted by code; None if none was fetched or imported."""
    record = nomenclature_record(name, folder)
    return None if record is None else _table((folder or _folder()) / record.file)


@lru_cache(maxsize=4)
def _table(path: Path) -> pl.DataFrame:
    return pl.read_parquet(path)
