"""An administration's own list, as a table that any spreadsheet can write.

One row is one name of a party; rows with the same ``entity_id`` are one party, whose other columns add up. Only
``entity_id`` and ``name`` are needed. Several values in one cell are set apart by ``;``.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from darvoza.parties.lists.countries import country_code
from darvoza.parties.lists.dates import iso_date
from darvoza.parties.lists.identifiers import scheme_of
from darvoza.parties.lists.listed import (
    Identifier,
    ListedAddress,
    ListedName,
    ListedParty,
    NameKind,
    PartyKind,
    WatchList,
)
from darvoza.parties.lists.sources.files import decode, digest, first_row, read_bytes, safe_id, table
from darvoza.parties.lists.sources.merging import merged
from darvoza.parties.lists.sources.registry import ListSource
from darvoza.parties.lists.unreadable import UnreadableListError

T = TypeVar("T")

COLUMNS: Final = (
    "entity_id",
    "name",
    "type",
    "name_kind",
    "identifier",
    "birth_date",
    "country",
    "address",
    "programme",
    "remarks",
)
_NEEDED: Final = frozenset({"entity_id", "name"})
KINDS: Final = {
    "person": PartyKind.PERSON,
    "individual": PartyKind.PERSON,
    "organisation": PartyKind.ORGANISATION,
    "organization": PartyKind.ORGANISATION,
    "company": PartyKind.ORGANISATION,
    "entity": PartyKind.ORGANISATION,
    "vessel": PartyKind.VESSEL,
    "ship": PartyKind.VESSEL,
    "aircraft": PartyKind.AIRCRAFT,
    "airplane": PartyKind.AIRCRAFT,
    "": None,
}
_NAME_KINDS: Final = {
    "primary": NameKind.PRIMARY,
    "strong alias": NameKind.STRONG,
    "alias": NameKind.STRONG,
    "weak alias": NameKind.WEAK,
    "native script": NameKind.NATIVE,
}


def _recognises(head: bytes) -> bool:
    heading = {cell.strip().lower() for cell in first_row(head)}
    return heading >= _NEEDED and heading <= set(COLUMNS)


def _read(path: Path) -> WatchList:
    data = read_bytes(path)
    rows = table(path, decode(path, data), None)
    _, heading = next(rows)
    columns = [cell.strip().lower() for cell in heading]
    parties: dict[str, ListedParty] = {}
    for line, cells in rows:
        if len(cells) > len(columns):
            raise UnreadableListError(
                path,
                line,
                cells[len(columns)],
                f"The heading has {len(columns)} columns; this row has {len(cells)}.",
                "Put cells that hold a comma in double quotes.",
            )
        row = {column: cell.strip() for column, cell in zip(columns, cells, strict=False)}
        party = _party(path, line, row)
        earlier = parties.get(party.entity_id)
        parties[party.entity_id] = party if earlier is None else merged(earlier, party)
    return WatchList(
        id=safe_id(path.name.removesuffix(".csv")),
        title=path.name.removesuffix(".csv"),
        source=path.name,
        sha256=digest(data),
        licence="The administration's own",
        entries=tuple(parties.values()),
    )


def _party(path: Path, line: int, row: dict[str, str]) -> ListedParty:
    for column in sorted(_NEEDED):
        if not row.get(column):
            raise UnreadableListError(
                path, line, None, f"Column {column} is empty.", "Every row names a party and its id."
            )
    kind = _one_of(path, line, "type", row.get("type", ""), KINDS.get)
    name_kind = _one_of(path, line, "name_kind", row.get("name_kind") or "alias", _NAME_KINDS.get)
    country = tuple(
        code for text in _several(row, "country") if (code := _one_of(path, line, "country", text, country_code))
    )
    births = tuple(
        born for text in _several(row, "birth_date") if (born := _one_of(path, line, "birth_date", text, iso_date))
    )
    address = row.get("address")
    identifiers = [(scheme or "OTHER", value) for scheme, value in map(scheme_of, _several(row, "identifier"))]
    return ListedParty(
        entity_id=row["entity_id"],
        kind=kind,
        names=(ListedName(row["name"], name_kind or NameKind.STRONG),),
        identifiers=tuple(Identifier(scheme, value) for scheme, value in identifiers),
        birth_dates=births,
        countries=country,
        addresses=(ListedAddress(address),) if address else (),
        programmes=tuple(_several(row, "programme")),
        remarks=row.get("remarks") or None,
    )


def _several(row: dict[str, str], column: str) -> list[str]:
    return [text.strip() for text in row.get(column, "").split(";") if text.strip()]


def _one_of(path: Path, line: int, column: str, text: str, find: Callable[[str], T | None]) -> T | None:
    found = find(text.lower() if column.endswith(("type", "kind")) else text)
    if found is None and text:
        raise UnreadableListError(
            path,
            line,
            text,
            f"Column {column} has a value that is not known here.",
            "See docs/reference/watch-lists.md for what may stand in it.",
        )
    return found


SOURCE: Final = ListSource(
    id="own",
    title="An administration's own list, CSV",
    recognises=_recognises,
    read=_read,
    precedence=60,
)
