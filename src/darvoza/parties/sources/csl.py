"""The United States Consolidated Screening List in CSV: the export-control and sanctions lists of three departments.

Format: US International Trade Administration, columns as in its heading. Several values in
a cell are set apart by ``;``; an identifier is written ``country, number, scheme``.
"""

import re
from pathlib import Path
from typing import Final

from darvoza.parties.countries import country_code
from darvoza.parties.dates import iso_date
from darvoza.parties.identifiers import same_scheme
from darvoza.parties.listed import Identifier, ListedAddress, ListedName, ListedParty, NameKind, PartyKind, WatchList
from darvoza.parties.sources.files import decode, digest, first_row, numbered, read_bytes, table
from darvoza.parties.sources.registry import ListSource
from darvoza.parties.unreadable import UnreadableListError

_NEEDED: Final = frozenset({"source", "entity_number", "type", "programs", "name", "alt_names", "ids"})
_KINDS: Final = {
    "individual": PartyKind.PERSON,
    "entity": PartyKind.ORGANISATION,
    "vessel": PartyKind.VESSEL,
    "aircraft": PartyKind.AIRCRAFT,
}
_SCHEMES: Final = (("passport", "PASSPORT"), ("imo", "IMO"), ("tax", "TIN"), ("national", "NATIONAL"), ("swift", "BIC"))
_SHORT: Final = re.compile(r"\(([A-Z]{2,4})\)")


def _read(path: Path) -> WatchList:
    data = read_bytes(path)
    rows = table(path, decode(path, data), None)
    _, heading = next(rows)
    entries = []
    for line, cells in rows:
        if len(cells) != len(heading):
            raise UnreadableListError(
                path,
                line,
                cells[0],
                f"The heading has {len(heading)} columns; this row has {len(cells)}.",
                "Fetch the file again.",
            )
        row = {column: cell.strip() for column, cell in zip(heading, cells, strict=True)}
        if not row["name"]:
            raise UnreadableListError(path, line, None, "Column name is empty.", "Fetch the file again.")
        entries.append(_party(row))
    return WatchList(
        id="us-csl",
        title="United States Consolidated Screening List",
        source=path.name,
        sha256=digest(data),
        licence="Public domain (work of the United States government)",
        entries=tuple(numbered(entries)),
    )


def _party(row: dict[str, str]) -> ListedParty:
    short = _SHORT.search(row["source"])
    number = row["entity_number"] or f"{row['name']}/{row.get('start_date', '')}"
    addresses = [ListedAddress(text, country_code(text.rsplit(",", 1)[-1])) for text in _several(row, "addresses")]
    nations = [*_several(row, "nationalities"), *_several(row, "citizenships"), *_several(row, "vessel_flag")]
    countries = [*map(country_code, nations), *(address.country for address in addresses)]
    names = [ListedName(row["name"], NameKind.PRIMARY), *map(ListedName, _several(row, "alt_names"))]
    call_sign = [Identifier("CALLSIGN", row["call_sign"])] if row.get("call_sign") else []
    return ListedParty(
        entity_id=f"{short[1] if short else row['source']}:{number}",
        kind=_KINDS.get(row["type"].lower()),
        names=tuple(dict.fromkeys(names)),
        identifiers=(*filter(None, map(_identifier, _several(row, "ids"))), *call_sign),
        birth_dates=tuple(filter(None, map(iso_date, _several(row, "dates_of_birth")))),
        birth_places=tuple(_several(row, "places_of_birth")),
        countries=tuple(dict.fromkeys(country for country in countries if country)),
        addresses=tuple(addresses),
        programmes=(row["source"], *_several(row, "programs")),
        listed_on=iso_date(row.get("start_date")),
        remarks=row.get("remarks") or row.get("license_requirement") or None,
    )


def _identifier(text: str) -> Identifier | None:
    parts = [part.strip() for part in text.split(",")]
    if len(parts) < 2:
        return None
    country = country_code(parts[0])
    value, scheme = (parts[1], " ".join(parts[2:])) if country or not parts[0] else (parts[0], " ".join(parts[1:]))
    known = next((name for word, name in _SCHEMES if word in scheme.lower()), None)
    return Identifier(known or same_scheme(scheme) or "OTHER", value, country) if value else None


def _several(row: dict[str, str], column: str) -> list[str]:
    return [text.strip() for text in row.get(column, "").split(";") if text.strip()]


SOURCE: Final = ListSource(
    id="us-csl",
    title="United States Consolidated Screening List, CSV",
    recognises=lambda head: set(first_row(head)) >= _NEEDED,
    read=_read,
    addresses=("https://data.trade.gov/downloadable_consolidated_screening_list/v1/consolidated.csv",),
)
