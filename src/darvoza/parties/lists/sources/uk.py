"""The United Kingdom's lists as tables: the UK Sanctions List in CSV, and OFSI's consolidated list in CSV and XML.

In all of them a row is one name or one address of a party, and rows with the same number are one party. OFSI's list was
closed on 28 January 2026; the UK Sanctions List holds everything since. Source: UK Foreign, Commonwealth & Development
Office and HM Treasury, under the Open Government Licence 3.0.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from darvoza.parties.lists.dates import iso_date
from darvoza.parties.lists.listed import ListedParty, WatchList
from darvoza.parties.lists.sources.files import decode, digest, read_bytes, table, whole
from darvoza.parties.lists.sources.merging import merged
from darvoza.parties.lists.sources.registry import ListSource, Published
from darvoza.parties.lists.sources.tree import records
from darvoza.parties.lists.sources.uk_words import LICENCE, UK_TITLE, Facts, party_of
from darvoza.parties.lists.unreadable import UnreadableListError

Row = Mapping[str, str]

_NOT_LETTER: Final = re.compile(r"[^a-z0-9]")
_COLUMNS: Final = {
    **{f"name{number}": f"name{number}" for number in range(1, 7)},
    **{f"address{number}": f"address{number}" for number in range(1, 7)},
    **{f"addressline{number}": f"address{number}" for number in range(1, 7)},
    "uniqueid": "number",
    "groupid": "group",
    "nametype": "name_type",
    "aliastype": "name_type",
    "aliasstrength": "strength",
    "aliasquality": "strength",
    "namenonlatinscript": "native",
    "designationtype": "kind",
    "grouptype": "kind",
    "grouptypedescription": "kind",
    "regimename": "regime",
    "regime": "regime",
    "dob": "born",
    "individualdateofbirth": "born",
    "nationality": "nation",
    "nationalityies": "nation",
    "individualnationality": "nation",
    "townofbirth": "birth_town",
    "individualtownofbirth": "birth_town",
    "countryofbirth": "birth_country",
    "individualcountryofbirth": "birth_country",
    "passportnumber": "passport",
    "individualpassportnumber": "passport",
    "nationalidentifiernumber": "national",
    "nationalidentificationnumber": "national",
    "individualninumber": "national",
    "businessregistrationnumbers": "registration",
    "entitybusinessregnumber": "registration",
    "imonumber": "imo",
    "shipimonumber": "imo",
    "phonenumber": "phone",
    "emailaddress": "email",
    "website": "website",
    "addresspostalcode": "postcode",
    "postzipcode": "postcode",
    "postcode": "postcode",
    "addresscountry": "country",
    "country": "country",
    "currentbelievedflagofship": "flag",
    "shipflag": "flag",
    "typeofship": "ship_type",
    "shiptype": "ship_type",
    "tonnageofship": "tonnage",
    "shiptonnage": "tonnage",
    "currentowneroperators": "owner",
    "shipcurrentowners": "owner",
    "parentcompany": "parent",
    "entityparentcompany": "parent",
    "subsidiaries": "subsidiary",
    "entitysubsidiaries": "subsidiary",
    "typeofentity": "legal_form",
    "entitytype": "legal_form",
    "title": "title",
    "gender": "gender",
    "individualgender": "gender",
    "position": "position",
    "individualposition": "position",
    "datedesignated": "listed",
    "uksanctionslistdatedesignated": "listed",
    "listedon": "listed",
    "datelisted": "listed",
    "ukstatementofreasons": "reason",
    "otherinformation": "remarks",
    "uksanctionslistref": "reference",
    "ofsigroupid": "ofsi",
    "unreferencenumber": "un",
}
_OFSI: Final = "uk-ofsi"
_OFSI_TITLE: Final = "United Kingdom OFSI Consolidated List (closed on 28 January 2026)"
_TARGET: Final = "FinancialSanctionsTarget"
_DAY: Final = re.compile(r"\d{1,2}[-/ ][\w]+[-/ ]\d{4}")


def _column(heading: str) -> str:
    plain = _NOT_LETTER.sub("", heading.lower())
    return _COLUMNS.get(plain, plain)


def _read_table(path: Path) -> WatchList:
    data = read_bytes(path)
    whole(path, data, (b"\n",))
    rows = table(path, decode(path, data, ("utf-8-sig", "cp1252")), None)
    _, about = next(rows)
    line, heading = next(rows, (1, []))
    columns = [_column(cell) for cell in heading]
    if not {"name6", "kind"} <= set(columns) or not {"number", "group"} & set(columns):
        raise UnreadableListError(
            path,
            line,
            ",".join(heading),
            "The second row names the columns, among them Name 6 and the number of the group.",
            "Fetch the file again.",
        )
    ofsi = "number" not in columns
    written = iso_date(day[0].replace("-", " ")) if (day := _DAY.search(" ".join(about))) else None
    return _list(path, data, _cells(path, rows, columns), written, ofsi=ofsi)


def _cells(path: Path, rows: Iterator[tuple[int, list[str]]], columns: list[str]) -> Iterator[tuple[int, Row]]:
    for line, cells in rows:
        if len(cells) != len(columns):
            raise UnreadableListError(
                path,
                line,
                cells[0],
                f"The heading has {len(columns)} columns; this row has {len(cells)}.",
                "Fetch the file again.",
            )
        yield line, {column: " ".join(cell.split()) for column, cell in zip(columns, cells, strict=True)}


def _read_xml(path: Path) -> WatchList:
    data = read_bytes(path)
    targets = (each for each in records(path, data, frozenset({_TARGET})) if each.tag == _TARGET)
    rows = (
        (each.line, {_column(child.tag): child.text for child in each.children if child.text is not None})
        for each in targets
    )
    return _list(path, data, rows, None, ofsi=True)


def _list(path: Path, data: bytes, rows: Iterator[tuple[int, Row]], written: str | None, *, ofsi: bool) -> WatchList:
    key = "group" if ofsi else "number"
    parties: dict[str, ListedParty] = {}
    for line, row in rows:
        number = row.get(key, "")
        if not number:
            raise UnreadableListError(
                path, line, None, "A row has no number of its party.", "Fetch the file again; it may have been edited."
            )
        party = party_of(number, _facts(row))
        earlier = parties.get(number)
        parties[number] = party if earlier is None else merged(earlier, party)
    for number, party in parties.items():
        if not party.names:
            raise UnreadableListError(path, None, number, "A party has no name.", "Fetch the file again.")
    return WatchList(
        id=_OFSI if ofsi else "uk",
        title=_OFSI_TITLE if ofsi else UK_TITLE,
        source=path.name,
        date=written,
        sha256=digest(data),
        licence=LICENCE,
        entries=tuple(parties.values()),
    )


def _facts(row: Row) -> Facts:
    def one(*columns: str) -> tuple[str, ...]:
        return tuple(text for column in columns if (text := row.get(column)))

    address = ", ".join(one(*(f"address{number}" for number in range(1, 7)), "postcode", "country"))
    details = (
        ("title", one("title")),
        ("gender", one("gender")),
        ("position", one("position")),
        ("website", one("website")),
        ("vessel type", one("ship_type")),
        ("tonnage", one("tonnage")),
        ("reference", one("reference")),
        ("UN reference", one("un")),
        ("OFSI group", one("ofsi")),
    )
    return Facts(
        names=((" ".join(one(*(f"name{n}" for n in range(1, 7)))), row.get("name_type", ""), row.get("strength", "")),),
        native=one("native"),
        kind=row.get("kind"),
        births=one("born"),
        birth_places=tuple(filter(None, (", ".join(one("birth_town", "birth_country")),))),
        nations=one("nation"),
        flags=one("flag"),
        addresses=((address, row.get("country")),) if address else (),
        numbers=tuple(
            (scheme, text)
            for scheme, column in (
                ("PASSPORT", "passport"),
                ("NATIONAL", "national"),
                ("REGISTRATION", "registration"),
                ("IMO", "imo"),
                ("PHONE", "phone"),
                ("EMAIL", "email"),
            )
            for text in one(column)
        ),
        regimes=one("regime"),
        relations=tuple(
            (kind, text)
            for kind, column in (("owned by", "parent"), ("owner of", "subsidiary"), ("vessel owner", "owner"))
            for text in one(column)
        ),
        legal_form=row.get("legal_form") or None,
        details=tuple((kind, text) for kind, texts in details for text in texts),
        reason=row.get("reason") or None,
        listed=row.get("listed"),
        remarks=row.get("remarks") or None,
    )


def _is_table(head: bytes) -> bool:
    lines = head.decode("utf-8-sig", "replace").splitlines()[:3]
    plain = [_NOT_LETTER.sub("", line.lower()) for line in lines]
    return len(plain) > 1 and plain[0].startswith(("lastupdated", "reportdate")) and "name6" in plain[1]


SOURCE: Final = ListSource(
    id="uk-table",
    title="UK Sanctions List and OFSI consolidated list, CSV",
    recognises=_is_table,
    read=_read_table,
    published=(
        Published(
            id="uk-csv",
            title=f"{UK_TITLE} (in CSV)",
            files=(("UK-Sanctions-List.csv", "https://sanctionslist.fcdo.gov.uk/docs/UK-Sanctions-List.csv"),),
            licence=LICENCE,
            usual=False,
            gives="uk",
        ),
    ),
)
OFSI_XML: Final = ListSource(
    id="uk-ofsi-xml",
    title="OFSI consolidated list, XML",
    recognises=lambda head: b"<ArrayOfFinancialSanctionsTarget" in head,
    read=_read_xml,
    published=(
        Published(
            id="uk-ofsi",
            title=_OFSI_TITLE,
            files=(("ConList.xml", "https://ofsistorage.blob.core.windows.net/publishlive/2022format/ConList.xml"),),
            licence=LICENCE,
            caution="Closed on 28 January 2026 and no longer kept up: use the UK Sanctions List.",
            usual=False,
        ),
    ),
)
