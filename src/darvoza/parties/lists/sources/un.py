"""The United Nations Security Council Consolidated List, as published in XML."""

from pathlib import Path
from typing import Final

from darvoza.parties.lists.countries import country_code
from darvoza.parties.lists.dates import iso_date
from darvoza.parties.lists.identifiers import same_scheme
from darvoza.parties.lists.listed import (
    Detail,
    Identifier,
    ListedAddress,
    ListedName,
    ListedParty,
    NameKind,
    PartyKind,
    WatchList,
)
from darvoza.parties.lists.sources.files import digest, read_bytes
from darvoza.parties.lists.sources.registry import ListSource, Published
from darvoza.parties.lists.sources.tree import Element, records
from darvoza.parties.lists.unreadable import UnreadableListError

_KINDS: Final = {"INDIVIDUAL": PartyKind.PERSON, "ENTITY": PartyKind.ORGANISATION}
_NAMES: Final = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_LICENCE: Final = "Published by the United Nations for use by Member States; reproduction with attribution"
_WEAK: Final = "low"
_ADDRESS: Final = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY")


def _read(path: Path) -> WatchList:
    data = read_bytes(path)
    date, entries = None, []
    for element in records(path, data, frozenset(_KINDS)):
        if element.tag in _KINDS:
            entries.append(_party(path, element))
        else:
            date = iso_date(element.attributes.get("dateGenerated"))
    return WatchList(
        id="un",
        title="United Nations Security Council Consolidated List",
        source=path.name,
        date=date,
        sha256=digest(data),
        licence=_LICENCE,
        entries=tuple(entries),
    )


def _party(path: Path, record: Element) -> ListedParty:
    number = record.value("DATAID")
    name = " ".join(part for tag in _NAMES if (part := record.value(tag)))
    if number is None or not name:
        raise UnreadableListError(
            path,
            record.line,
            number,
            "An entry has a DATAID and at least a FIRST_NAME.",
            "Fetch the file again; it may have been edited.",
        )
    prefix = record.tag
    addresses = [
        ListedAddress(", ".join(parts), country_code(each.value("COUNTRY")))
        for each in record.all(f"{prefix}_ADDRESS")
        if (parts := [part for tag in _ADDRESS if (part := each.value(tag))])
    ]
    nations = [value.text for each in record.all("NATIONALITY") for value in each.all("VALUE")]
    countries = [*map(country_code, nations), *(address.country for address in addresses)]
    return ListedParty(
        entity_id=number,
        kind=_KINDS[record.tag],
        names=tuple(dict.fromkeys([ListedName(name, NameKind.PRIMARY), *_aliases(record, prefix)])),
        identifiers=tuple(dict.fromkeys(_identifiers(record))),
        birth_dates=tuple(dict.fromkeys(_births(record))),
        birth_places=tuple(
            place
            for each in record.all("INDIVIDUAL_PLACE_OF_BIRTH")
            if (place := ", ".join(child.text for child in each.children if child.text))
        ),
        countries=tuple(dict.fromkeys(country for country in countries if country)),
        addresses=tuple(addresses),
        programmes=tuple(text for each in record.all("UN_LIST_TYPE") if (text := each.text)),
        details=tuple(
            Detail(kind, text)
            for kind, tag in (("UN reference", "REFERENCE_NUMBER"), ("gender", "GENDER"))
            if (text := record.value(tag))
        )
        + tuple(
            Detail(kind, text)
            for kind, tag in (("title", "TITLE"), ("position", "DESIGNATION"))
            for each in record.all(tag)
            for value in each.all("VALUE")
            if (text := value.text)
        ),
        listed_on=iso_date(record.value("LISTED_ON")),
        remarks=record.value("COMMENTS1"),
    )


def _aliases(record: Element, prefix: str) -> list[ListedName]:
    names = []
    for each in record.all(f"{prefix}_ALIAS"):
        quality = (each.value("QUALITY") or "").casefold()
        if text := each.value("ALIAS_NAME"):
            names += [
                ListedName(part.strip(), NameKind.WEAK if quality == _WEAK else NameKind.STRONG)
                for part in text.split(";")
                if part.strip()
            ]
    native = record.value("NAME_ORIGINAL_SCRIPT")
    return [*names, ListedName(native, NameKind.NATIVE)] if native else names


def _identifiers(record: Element) -> list[Identifier]:
    found = []
    for each in record.all("INDIVIDUAL_DOCUMENT"):
        number = each.value("NUMBER")
        if number is None:
            continue
        document = (each.value("TYPE_OF_DOCUMENT") or "").casefold()
        scheme = "PASSPORT" if "pas" in document else same_scheme("NATIONAL")
        country = each.value("ISSUING_COUNTRY") or each.value("COUNTRY_OF_ISSUE")
        found.append(Identifier(scheme, number, country_code(country)))
    return found


def _births(record: Element) -> list[str]:
    found = []
    for each in record.all("INDIVIDUAL_DATE_OF_BIRTH"):
        first, last = each.value("FROM_YEAR"), each.value("TO_YEAR")
        span = f"{first}/{last}" if first and last else None
        found += [born for text in (each.value("DATE"), each.value("YEAR"), span) if (born := iso_date(text))]
    return found


SOURCE: Final = ListSource(
    id="un",
    title="UN Security Council Consolidated List, XML",
    recognises=lambda head: b"<CONSOLIDATED_LIST" in head,
    read=_read,
    published=(
        Published(
            id="un",
            title="United Nations Security Council Consolidated List",
            files=(("consolidated.xml", "https://scsanctions.un.org/resources/xml/en/consolidated.xml"),),
            licence=_LICENCE,
        ),
    ),
)
