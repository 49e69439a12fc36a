"""The Denied Persons List of the US Bureau of Industry and Security, tab-separated: one row is one order."""

from pathlib import Path
from typing import Final

from darvoza.parties.lists.countries import country_code
from darvoza.parties.lists.dates import iso_date
from darvoza.parties.lists.listed import ListedAddress, ListedName, ListedParty, NameKind, WatchList
from darvoza.parties.lists.sources.files import decode, digest, first_row, numbered, read_bytes, table, whole
from darvoza.parties.lists.sources.registry import ListSource, Published
from darvoza.parties.lists.unreadable import UnreadableListError

_LICENCE: Final = "Public domain (work of the United States government)"
_COLUMNS: Final = (
    "Name", "Street_Address", "City", "State", "Country", "Postal_Code", "Effective_Date", "Expiration_Date",
    "Standard_Order", "Last_Update", "Action", "FR_Citation",
)  # fmt: skip


def _read(path: Path) -> WatchList:
    data = read_bytes(path)
    whole(path, data, (b'"', b"\n"))
    rows = table(path, decode(path, data, ("utf-8-sig", "cp1252")), len(_COLUMNS), "\t")
    next(rows)
    entries = []
    for line, cells in rows:
        row = {column: cell.strip() for column, cell in zip(_COLUMNS, cells, strict=True)}
        if not row["Name"]:
            raise UnreadableListError(path, line, None, "Column Name is empty.", "Fetch the file again.")
        entries.append(_party(row))
    return WatchList(
        id="us-denied",
        title="United States Denied Persons List",
        source=path.name,
        sha256=digest(data),
        licence=_LICENCE,
        entries=tuple(numbered(entries)),
    )


def _party(row: dict[str, str]) -> ListedParty:
    country = country_code(row["Country"])
    parts = [row[column] for column in ("Street_Address", "City", "State", "Postal_Code", "Country")]
    address = ", ".join(part for part in parts if part)
    ends = f"until {row['Expiration_Date']}" if row["Expiration_Date"] else ""
    return ListedParty(
        entity_id=f"{row['Name']}/{row['Effective_Date']}",
        names=(ListedName(row["Name"], NameKind.PRIMARY),),
        countries=(country,) if country else (),
        addresses=(ListedAddress(address, country),) if address else (),
        programmes=("Denied Persons List",),
        listed_on=iso_date(row["Effective_Date"], month_first=True),
        remarks="; ".join(text for text in (ends, row["Action"], row["FR_Citation"]) if text) or None,
    )


SOURCE: Final = ListSource(
    id="us-denied",
    title="US Denied Persons List, tab-separated",
    recognises=lambda head: tuple(first_row(head, "\t")) == _COLUMNS,
    read=_read,
    published=(
        Published(
            id="us-denied",
            title="United States Denied Persons List",
            files=(("dpl.txt", "https://www.bis.gov/dpl/dpl.txt"),),
            licence=_LICENCE,
        ),
    ),
)
