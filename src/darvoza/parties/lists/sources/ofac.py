"""OFAC's Specially Designated Nationals and its consolidated non-SDN list, as the US Treasury publishes them in CSV.

A list is a main table (``sdn.csv``, ``cons_prim.csv``) of twelve columns without a heading, with aliases, addresses and
the overflow of long remarks in tables beside it. ``-0-`` stands for nothing. Format: OFAC, "SDN data specification".
"""

from collections import defaultdict
from pathlib import Path
from typing import Final

from darvoza.parties.lists.countries import country_code
from darvoza.parties.lists.listed import (
    Detail,
    Identifier,
    ListedAddress,
    ListedName,
    ListedParty,
    NameKind,
    PartyKind,
    Relation,
    WatchList,
)
from darvoza.parties.lists.sources.files import decode, digest, first_row, read_bytes, table, whole
from darvoza.parties.lists.sources.ofac_remarks import facts_of
from darvoza.parties.lists.sources.registry import ListSource, Published
from darvoza.parties.lists.unreadable import UnreadableListError

_NOTHING: Final = "-0-"
_KINDS: Final = {"individual": PartyKind.PERSON, "vessel": PartyKind.VESSEL, "aircraft": PartyKind.AIRCRAFT}
_COLUMNS: Final = {"main": 12, "alt": 5, "add": 6, "comments": 2}
_ENDS: Final = (b"\n", b"\x1a", b'"', b"-0- ", b"-0-")
"""How a table may end: with or without a last line break and Ctrl-Z, but not within a cell."""

DOWNLOAD: Final = "https://sanctionslistservice.ofac.treas.gov/api/download/"
LICENCE: Final = "Public domain (work of the United States government)"
_ENCODINGS: Final = ("utf-8-sig", "cp1252")


def _recognises(head: bytes) -> bool:
    row = first_row(head)
    return len(row) == _COLUMNS["main"] and row[0].isdigit() and row[2].strip() in {_NOTHING, *_KINDS}


def _companion(head: bytes) -> bool:
    row = first_row(head)
    if not row or not row[0].isdigit():
        return False
    alias = len(row) == _COLUMNS["alt"] and row[2] in {"aka", "fka", "nka"}
    address = len(row) == _COLUMNS["add"] and row[1].isdigit()
    return alias or address


def _read(path: Path) -> WatchList:
    consolidated = path.name.lower().startswith("cons")
    main = read_bytes(path)
    beside = {part: _beside(path, part, consolidated=consolidated) for part in ("alt", "add", "comments")}
    parts = {part: read_bytes(file) for part, file in beside.items() if file is not None}
    rows = {
        part: _grouped(file, data, part) for part, file in beside.items() if file is not None and (data := parts[part])
    }
    for file, data in ((path, main), *((file, parts[part]) for part, file in beside.items() if file is not None)):
        whole(file, data, _ENDS)
    entries = []
    seen: dict[str, int] = {}
    for line, row in table(path, decode(path, main, _ENCODINGS), _COLUMNS["main"]):
        number = row[0].strip()
        if not number.isdigit():
            raise UnreadableListError(
                path, line, number, "Column 1 is the number of the entry.", "Fetch the file again."
            )
        if number in seen:
            raise UnreadableListError(
                path, line, number, f"The entry was already on line {seen[number]}.", "Fetch the file again."
            )
        seen[number] = line
        entries.append(_party(row, *(rows.get(part, {}).get(number, []) for part in ("alt", "add", "comments"))))
    return WatchList(
        id="ofac-consolidated" if consolidated else "ofac-sdn",
        title="OFAC Consolidated (non-SDN) List" if consolidated else "OFAC Specially Designated Nationals",
        source=path.name,
        sha256=digest(main, *parts.values()),
        licence=LICENCE,
        entries=tuple(entries),
    )


def _beside(path: Path, part: str, *, consolidated: bool) -> Path | None:
    """The file of this part that belongs to a main file, whatever the case its name is written in."""
    wanted = f"cons_{part}.csv" if consolidated else ("sdn_comments.csv" if part == "comments" else f"{part}.csv")
    return next(
        (each for each in sorted(path.parent.iterdir()) if each.name.lower() == wanted and each.is_file()), None
    )


def _grouped(path: Path, data: bytes, part: str) -> dict[str, list[list[str]]]:
    grouped: dict[str, list[list[str]]] = defaultdict(list)
    for _, row in table(path, decode(path, data, _ENCODINGS), _COLUMNS[part]):
        grouped[row[0].strip()].append(row)
    return grouped


def _party(row: list[str], alt: list[list[str]], add: list[list[str]], comments: list[list[str]]) -> ListedParty:
    number, name, kind, programmes, _, call_sign, _, _, _, flag, owner, remarks = (_value(cell) for cell in row)
    facts = facts_of((remarks or "") + "".join(extra[1] for extra in comments))
    names = [ListedName(name or "", NameKind.PRIMARY)]
    names += [ListedName(text) for each in alt if (text := _value(each[3]))]
    names += [ListedName(text, NameKind.WEAK) for text in facts.aliases]
    addresses = [
        ListedAddress(", ".join(part for part in parts if part), country_code(parts[-1]))
        for each in add
        if any(parts := [_value(cell) for cell in each[2:5]])
    ]
    countries = [country_code(flag), *facts.countries, *(address.country for address in addresses)]
    identifiers = [*facts.identifiers, *([Identifier("CALLSIGN", call_sign)] if call_sign else [])]
    return ListedParty(
        entity_id=number or "",
        kind=_KINDS.get(kind or "", PartyKind.ORGANISATION),
        names=tuple(dict.fromkeys(names)),
        identifiers=tuple(dict.fromkeys(identifiers)),
        birth_dates=tuple(dict.fromkeys(facts.births)),
        birth_places=tuple(facts.places),
        countries=tuple(dict.fromkeys(country for country in countries if country)),
        addresses=tuple(addresses),
        programmes=tuple((programmes or "").split("] [")) if programmes else (),
        relations=(*facts.relations, *([Relation("vessel owner", owner)] if owner else [])),
        details=(*_details(row), *facts.details),
        remarks=(remarks or "") + "".join(extra[1] for extra in comments) or None,
    )


_DETAILS: Final = ((4, "title"), (6, "vessel type"), (7, "tonnage"), (8, "gross tonnage"))


def _details(row: list[str]) -> list[Detail]:
    return [Detail(kind, text) for column, kind in _DETAILS if (text := _value(row[column]))]


def _value(cell: str) -> str | None:
    text = cell.strip()
    return None if text in {"", _NOTHING} else text


def also_published(form: str, remark: str, sdn: str, consolidated: str) -> tuple[Published, ...]:
    """Both lists in another form of file than the usual one; they give the same lists as the CSV does."""
    lists = (
        ("ofac-sdn", "OFAC Specially Designated Nationals", sdn),
        ("ofac-consolidated", "OFAC Consolidated (non-SDN) List", consolidated),
    )
    return tuple(
        Published(
            id=f"{given}-{form}",
            title=f"{title} ({remark})",
            files=((file, f"{DOWNLOAD}{file}"),),
            licence=LICENCE,
            usual=False,
            gives=given,
        )
        for given, title, file in lists
    )


SOURCE: Final = ListSource(
    id="ofac",
    title="OFAC SDN and consolidated lists, CSV",
    recognises=_recognises,
    companion=_companion,
    read=_read,
    published=(
        Published(
            id="ofac-sdn",
            title="OFAC Specially Designated Nationals",
            files=tuple((name, DOWNLOAD + name) for name in ("SDN.CSV", "ALT.CSV", "ADD.CSV", "SDN_COMMENTS.CSV")),
            licence=LICENCE,
        ),
        Published(
            id="ofac-consolidated",
            title="OFAC Consolidated (non-SDN) List",
            files=tuple(
                (name, DOWNLOAD + name)
                for name in ("CONS_PRIM.CSV", "CONS_ALT.CSV", "CONS_ADD.CSV", "CONS_COMMENTS.CSV")
            ),
            licence=LICENCE,
        ),
    ),
)
