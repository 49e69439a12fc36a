"""The United States Consolidated Screening List in CSV: the export-control and sanctions lists of three departments.

Format: US International Trade Administration, columns as in its heading. Several values in
a cell are set apart by ``;``; an identifier is written ``country, number, scheme``.
"""

from pathlib import Path
from typing import Final

from darvoza.parties.lists.countries import country_code
from darvoza.parties.lists.listed import WatchList
from darvoza.parties.lists.sources.csl_entry import LICENCE, TITLE, Entry, party_of
from darvoza.parties.lists.sources.files import decode, digest, first_row, numbered, read_bytes, table, whole
from darvoza.parties.lists.sources.registry import ListSource, Published
from darvoza.parties.lists.unreadable import UnreadableListError

_NEEDED: Final = frozenset({"source", "entity_number", "type", "programs", "name", "alt_names", "ids"})


def _read(path: Path) -> WatchList:
    data = read_bytes(path)
    whole(path, data, (b"\n",))
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
        entries.append(party_of(_entry(row)))
    return WatchList(
        id="us-csl",
        title=TITLE,
        source=path.name,
        sha256=digest(data),
        licence=LICENCE,
        entries=tuple(numbered(entries)),
    )


def _entry(row: dict[str, str]) -> Entry:
    return Entry(
        source=row["source"],
        name=row["name"],
        number=row["entity_number"] or None,
        kind=row["type"] or None,
        alt_names=_several(row, "alt_names"),
        addresses=_several(row, "addresses"),
        nations=(*_several(row, "nationalities"), *_several(row, "citizenships"), *_several(row, "vessel_flag")),
        births=_several(row, "dates_of_birth"),
        birth_places=_several(row, "places_of_birth"),
        programs=_several(row, "programs"),
        ids=tuple(filter(None, map(_identifier, _several(row, "ids")))),
        call_sign=row.get("call_sign") or None,
        details=tuple(
            (column.replace("_", " "), row.get(column) or None)
            for column in ("title", "vessel_type", "gross_tonnage", "vessel_owner", "license_policy", "end_date")
        ),
        reason=row.get("license_requirement") or None,
        start=row.get("start_date") or None,
        remarks=row.get("remarks") or None,
    )


def _identifier(text: str) -> tuple[str | None, str, str] | None:
    parts = [part.strip() for part in text.split(",")]
    if len(parts) < 2:
        return None
    country = country_code(parts[0])
    value, scheme = (parts[1], " ".join(parts[2:])) if country or not parts[0] else (parts[0], " ".join(parts[1:]))
    return (country, value, scheme) if value else None


def _several(row: dict[str, str], column: str) -> tuple[str, ...]:
    return tuple(text.strip() for text in row.get(column, "").split(";") if text.strip())


SOURCE: Final = ListSource(
    id="us-csl",
    title="United States Consolidated Screening List, CSV",
    recognises=lambda head: set(first_row(head)) >= _NEEDED,
    read=_read,
    published=(
        Published(
            id="us-csl",
            title=TITLE,
            files=(
                (
                    "consolidated.csv",
                    "https://data.trade.gov/downloadable_consolidated_screening_list/v1/consolidated.csv",
                ),
            ),
            licence=LICENCE,
            caution="Names of parties listed by OFAC stand in it too; matches on both are counted once.",
        ),
    ),
)
