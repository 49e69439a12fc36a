"""The United States Consolidated Screening List in JSON, with the same entries as its CSV."""

from pathlib import Path
from typing import Final

import msgspec

from darvoza.parties.lists.listed import WatchList
from darvoza.parties.lists.sources.csl_entry import LICENCE, TITLE, Entry, party_of
from darvoza.parties.lists.sources.files import BROKEN_JSON, digest, numbered, read_bytes
from darvoza.parties.lists.sources.registry import ListSource, Published
from darvoza.parties.lists.unreadable import UnreadableListError


class _Address(msgspec.Struct, frozen=True):
    address: str | None = None
    city: str | None = None
    state: str | None = None
    postal_code: str | None = None
    country: str | None = None

    def text(self) -> str:
        return ", ".join(part for part in msgspec.structs.astuple(self) if part)


class _Number(msgspec.Struct, frozen=True):
    type: str | None = None
    number: str | None = None
    country: str | None = None


class _Record(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    source: str
    entity_number: str | int | None = None
    type: str | None = None
    alt_names: tuple[str, ...] | None = None
    addresses: tuple[_Address, ...] | None = None
    nationalities: tuple[str, ...] | None = None
    citizenships: tuple[str, ...] | None = None
    dates_of_birth: tuple[str, ...] | None = None
    places_of_birth: tuple[str, ...] | None = None
    programs: tuple[str, ...] | None = None
    ids: tuple[_Number, ...] | None = None
    call_sign: str | None = None
    vessel_flag: str | None = None
    vessel_type: str | None = None
    gross_tonnage: str | int | None = None
    vessel_owner: str | None = None
    title: str | None = None
    license_requirement: str | None = None
    license_policy: str | None = None
    start_date: str | None = None
    end_date: str | None = None
    remarks: str | None = None


class _Answer(msgspec.Struct, frozen=True):
    results: tuple[_Record, ...]
    total: int | None = None


def _read(path: Path) -> WatchList:
    data = read_bytes(path)
    try:
        answer = msgspec.json.decode(data, type=_Answer)
    except BROKEN_JSON as error:
        raise UnreadableListError(
            path, None, None, f"The JSON is broken or cut short: {error}.", "Fetch the file again."
        ) from error
    if answer.total not in {None, len(answer.results)}:
        raise UnreadableListError(
            path,
            None,
            str(len(answer.results)),
            f"The file says that it has {answer.total} entries.",
            "Fetch the whole file, not one page of an answer.",
        )
    return WatchList(
        id="us-csl",
        title=TITLE,
        source=path.name,
        sha256=digest(data),
        licence=LICENCE,
        entries=tuple(numbered(party_of(_entry(path, each)) for each in answer.results)),
    )


def _entry(path: Path, record: _Record) -> Entry:
    if not record.name.strip():
        raise UnreadableListError(path, None, record.source, "An entry has no name.", "Fetch the file again.")
    flag = (record.vessel_flag,) if record.vessel_flag else ()
    return Entry(
        source=record.source,
        name=record.name.strip(),
        number=str(record.entity_number) if record.entity_number else None,
        kind=record.type,
        alt_names=_clean(record.alt_names),
        addresses=_clean(tuple(each.text() for each in record.addresses or ())),
        nations=(*_clean(record.nationalities), *_clean(record.citizenships), *flag),
        births=_clean(record.dates_of_birth),
        birth_places=_clean(record.places_of_birth),
        programs=_clean(record.programs),
        ids=tuple((each.country, each.number.strip(), each.type or "") for each in record.ids or () if each.number),
        call_sign=record.call_sign,
        details=tuple(
            (field.replace("_", " "), str(value) if (value := getattr(record, field)) else None)
            for field in ("title", "vessel_type", "gross_tonnage", "vessel_owner", "license_policy", "end_date")
        ),
        reason=record.license_requirement,
        start=record.start_date,
        remarks=record.remarks,
    )


def _clean(texts: tuple[str, ...] | None) -> tuple[str, ...]:
    return tuple(text.strip() for text in texts or () if text.strip())


def _recognises(head: bytes) -> bool:
    return head.lstrip().startswith(b"{") and b'"results"' in head and b'"source' in head and b'"schema"' not in head


SOURCE: Final = ListSource(
    id="us-csl-json",
    title="United States Consolidated Screening List, JSON",
    recognises=_recognises,
    read=_read,
    published=(
        Published(
            id="us-csl-json",
            title=f"{TITLE} (in JSON)",
            files=(
                (
                    "consolidated.json",
                    "https://data.trade.gov/downloadable_consolidated_screening_list/v1/consolidated.json",
                ),
            ),
            licence=LICENCE,
            usual=False,
            gives="us-csl",
        ),
    ),
)
