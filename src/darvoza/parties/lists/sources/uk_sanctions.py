"""The UK Sanctions List in XML, as the Foreign, Commonwealth & Development Office publishes it."""

from pathlib import Path
from typing import Final

from darvoza.parties.lists.dates import iso_date
from darvoza.parties.lists.listed import ListedParty, WatchList
from darvoza.parties.lists.sources.files import digest, read_bytes
from darvoza.parties.lists.sources.registry import ListSource, Published
from darvoza.parties.lists.sources.tree import Element, records
from darvoza.parties.lists.sources.uk_words import LICENCE, UK_TITLE, Facts, party_of
from darvoza.parties.lists.unreadable import UnreadableListError

_RECORD: Final = "Designation"
_DATE: Final = "DateGenerated"
_NUMBERS: Final = (
    ("PASSPORT", "PassportNumber"),
    ("NATIONAL", "NationalIdentifierNumber"),
    ("REGISTRATION", "BusinessRegistrationNumber"),
    ("IMO", "IMONumber"),
    ("PHONE", "PhoneNumber"),
    ("EMAIL", "EmailAddress"),
)
_RELATIONS: Final = (
    ("owned by", "ParentCompany"),
    ("owner of", "Subsidiary"),
    ("vessel owner", "CurrentOwnerOperator"),
)
_DETAILS: Final = (
    ("title", "Title"),
    ("gender", "Gender"),
    ("position", "Position"),
    ("website", "Website"),
    ("vessel type", "TypeOfShip"),
    ("tonnage", "TonnageOfShip"),
    ("length", "LengthOfShip"),
    ("year built", "YearBuilt"),
    ("previous flag", "PreviousFlag"),
    ("UN reference", "UNReferenceNumber"),
    ("OFSI group", "OFSIGroupID"),
    ("sanctions imposed", "SanctionsImposed"),
)


def _read(path: Path) -> WatchList:
    data = read_bytes(path)
    date, entries, seen = None, [], set()
    for element in records(path, data, frozenset({_RECORD, _DATE})):
        if element.tag == _DATE:
            date = iso_date(element.text)
        elif element.tag == _RECORD:
            party = _party(path, element)
            if party.entity_id in seen:
                raise UnreadableListError(
                    path, element.line, party.entity_id, "The UniqueID was already used.", "Fetch the file again."
                )
            seen.add(party.entity_id)
            entries.append(party)
    return WatchList(
        id="uk",
        title=UK_TITLE,
        source=path.name,
        date=date,
        sha256=digest(data),
        licence=LICENCE,
        entries=tuple(entries),
    )


def _party(path: Path, record: Element) -> ListedParty:
    number = record.value("UniqueID")
    facts = _facts(record)
    if number is None or not (party := party_of(number, facts)).names:
        raise UnreadableListError(
            path, record.line, number, "A Designation has a UniqueID and at least one Name.", "Fetch the file again."
        )
    return party


def _facts(record: Element) -> Facts:
    places = [
        ", ".join(part for tag in ("TownOfBirth", "CountryOfBirth") if (part := each.first(tag)))
        for details in record.deep("BirthDetails")
        for each in details.all("Location")
    ]
    return Facts(
        names=tuple(_name(each) for names in record.all("Names") for each in names.all("Name")),
        native=tuple(record.texts("NameNonLatinScript")),
        kind=record.value("IndividualEntityShip"),
        births=tuple(record.texts("DOB")),
        birth_places=tuple(place for place in places if place),
        nations=tuple(record.texts("Nationality")),
        flags=tuple(record.texts("CurrentBelievedFlagOfShip")),
        addresses=tuple(
            (text, each.value("AddressCountry"))
            for addresses in record.all("Addresses")
            for each in addresses.all("Address")
            if (text := ", ".join(child.text for child in each.children if child.text))
        ),
        numbers=tuple((scheme, text) for scheme, tag in _NUMBERS for text in record.texts(tag)),
        regimes=tuple(record.texts("RegimeName")),
        relations=tuple((kind, text) for kind, tag in _RELATIONS for text in record.texts(tag)),
        legal_form=record.first("TypeOfEntity"),
        details=tuple((kind, text) for kind, tag in _DETAILS for text in record.texts(tag)),
        reason=record.value("UKStatementofReasons"),
        listed=record.value("DateDesignated"),
        remarks=record.value("OtherInformation"),
    )


def _name(element: Element) -> tuple[str, str, str]:
    whole = element.value("Name")
    parts = whole or " ".join(part for number in range(1, 7) if (part := element.value(f"Name{number}")))
    return parts, element.value("NameType") or "", element.value("AliasStrength") or ""


SOURCE: Final = ListSource(
    id="uk",
    title="UK Sanctions List, XML",
    recognises=lambda head: b"<Designations" in head,
    read=_read,
    published=(
        Published(
            id="uk",
            title=UK_TITLE,
            files=(("UK-Sanctions-List.xml", "https://sanctionslist.fcdo.gov.uk/docs/UK-Sanctions-List.xml"),),
            licence=LICENCE,
        ),
    ),
)
