"""OFAC's Specially Designated Nationals and its consolidated non-SDN list, as the US Treasury publishes them in CSV.

A list is a main table (``sdn.csv``, ``cons_prim.csv``) of twelve columns without a heading, with aliases, addresses and
the overflow of long remarks in tables beside it. ``-0-`` stands for nothing. Format: OFAC, "SDN data specification".
"""

import re
from collections import defaultdict
from pathlib import Path
from typing import Final

from darvoza.parties.countries import country_code
from darvoza.parties.dates import iso_date
from darvoza.parties.listed import (
    Identifier,
    ListedAddress,
    ListedName,
    ListedParty,
    NameKind,
    PartyKind,
    Relation,
    WatchList,
)
from darvoza.parties.sources.files import decode, digest, first_row, read_bytes, table
from darvoza.parties.sources.registry import ListSource
from darvoza.parties.unreadable import UnreadableListError

_NOTHING: Final = "-0-"
_KINDS: Final = {"individual": PartyKind.PERSON, "vessel": PartyKind.VESSEL, "aircraft": PartyKind.AIRCRAFT}
_COLUMNS: Final = {"main": 12, "alt": 5, "add": 6, "comments": 2}
_LICENCE: Final = "Public domain (work of the United States government)"
_ENCODINGS: Final = ("utf-8-sig", "cp1252")

_ALIAS: Final = re.compile(r"(?:a\.k\.a\.|f\.k\.a\.|n\.k\.a\.) '(.+)'")
_COUNTRY_AFTER: Final = re.compile(r"^(.*?)\s*\(([^()]+)\)")
_NUMBERED: Final = (
    ("PASSPORT", re.compile(r"(?:Diplomatic |Stateless Person )?Passport (?:No\. |# )?(.+)")),
    ("IMO", re.compile(r"(?:Vessel Registration Identification|Identification Number|Company Number) IMO (.+)")),
    ("MMSI", re.compile(r"MMSI (.+)")),
    (
        "TIN",
        re.compile(
            r"(?:Tax ID No\.|NIT #|RUC #|R\.?F\.?C\.?|RIF #|V\.A\.T\. Number|C\.U\.I\.[TP]\.|UAE TRN|USCC) (.+)"
        ),
    ),
    (
        "NATIONAL",
        re.compile(
            r"(?:National ID No\.|Cedula No\.|C\.U\.R\.P\.|D\.N\.I\.|Identification Number|National Foreign ID Number"
            r"|Personal ID Card|Citizen's Card Number|Government Gazette Number|Residency Number|I\.F\.E\.|Numero de"
            r" Identidad|Tarjeta de Identidad|CNP \(Personal Numerical Code\)|Electoral Registry No\.|NIE"
            r"|Driver's License No\.) (.+)"
        ),
    ),
    (
        "REGISTRATION",
        re.compile(
            r"(?:Registration Number|Registration ID|Company Number|Commercial Registry Number|C\.R\. No\.|Folio"
            r" Mercantil No\.|Matricula Mercantil No|Business Registration Number|Business Registration Document #"
            r"|Trade License No\.|Business Number|Legal Entity Number|Enterprise Number|Chamber of Commerce Number"
            r"|Public Registration Number|Unified Social Credit Code \(USCC\)|License|Economic Register Number"
            r" \(CBLS\)|Central Registration System Number) (.+)"
        ),
    ),
    ("DUNS", re.compile(r"D-U-N-S Number (.+)")),
    ("BIC", re.compile(r"SWIFT/BIC (.+)")),
    ("AIRCRAFT", re.compile(r"(?:Aircraft Tail Number|Aircraft Manufacturer's Serial Number \(MSN\)) (.+)")),
    ("WALLET", re.compile(r"Digital Currency Address - \w+ (.+)")),
    ("PHONE", re.compile(r"(?:Phone|Telephone|Telephone No\.|Phone Number) (.+)")),
    ("EMAIL", re.compile(r"Email Address (.+)")),
)


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
        licence=_LICENCE,
        entries=tuple(entries),
    )


def _beside(path: Path, part: str, *, consolidated: bool) -> Path | None:
    """The file of this part that belongs to a main file, whatever the case its name is written in."""
    wanted = f"cons_{part}.csv" if consolidated else ("sdn_comments.csv" if part == "comments" else f"{part}.csv")
    return next((each for each in sorted(path.parent.iterdir()) if each.name.lower() == wanted), None)


def _grouped(path: Path, data: bytes, part: str) -> dict[str, list[list[str]]]:
    grouped: dict[str, list[list[str]]] = defaultdict(list)
    for _, row in table(path, decode(path, data, _ENCODINGS), _COLUMNS[part]):
        grouped[row[0].strip()].append(row)
    return grouped


def _party(row: list[str], alt: list[list[str]], add: list[list[str]], comments: list[list[str]]) -> ListedParty:
    number, name, kind, programmes, _title, call_sign, _type, _tonnage, _grt, flag, _owner, remarks = (
        _value(cell) for cell in row
    )
    facts = _remarks((remarks or "") + "".join(extra[1] for extra in comments))
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
        relations=tuple(facts.relations),
        remarks=(remarks or "") + "".join(extra[1] for extra in comments) or None,
    )


def _value(cell: str) -> str | None:
    text = cell.strip()
    return None if text in {"", _NOTHING} else text


class _Facts:
    """What the remarks of one entry say, statement by statement."""

    def __init__(self) -> None:
        self.aliases: list[str] = []
        self.births: list[str] = []
        self.places: list[str] = []
        self.countries: list[str] = []
        self.identifiers: list[Identifier] = []
        self.relations: list[Relation] = []


def _remarks(text: str) -> _Facts:
    facts = _Facts()
    for statement in text.split(";"):
        plain = statement.strip().removeprefix("alt. ").rstrip(".").strip()
        if plain.startswith("DOB "):
            if born := iso_date(plain[4:]):
                facts.births.append(born)
        elif plain.startswith("POB "):
            facts.places.append(plain[4:])
        elif plain.startswith(("nationality ", "citizen ")):
            if country := country_code(plain.split(" ", 1)[1]):
                facts.countries.append(country)
        elif plain.startswith("Linked To: "):
            facts.relations.append(Relation("linked to", plain[11:].rstrip(".")))
        elif alias := _ALIAS.match(plain):
            facts.aliases.append(alias[1])
        elif identifier := _identifier(plain):
            facts.identifiers.append(identifier)
    return facts


def _identifier(statement: str) -> Identifier | None:
    for scheme, pattern in _NUMBERED:
        if found := pattern.match(statement):
            number = found[1]
            country = None
            if issued := _COUNTRY_AFTER.match(number):
                number, country = issued[1] or number, country_code(issued[2])
            else:
                number = re.split(r" (?:issued|expires) ", number)[0]
            return Identifier(scheme, number.strip(), country)
    return None


SOURCE: Final = ListSource(
    id="ofac",
    title="OFAC SDN and consolidated lists, CSV",
    recognises=_recognises,
    companion=_companion,
    read=_read,
    addresses=(
        "https://sanctionslistservice.ofac.treas.gov/api/download/SDN.CSV",
        "https://sanctionslistservice.ofac.treas.gov/api/download/CONS_PRIM.CSV",
    ),
)
