"""OFAC's lists in the plain XML that it publishes beside the CSV: identifiers, births and addresses each in a place.

The file says how many entries it holds. Source: OFAC, "SDN.XML" and "CONSOLIDATED.XML" schema.
"""

from pathlib import Path
from typing import Final

from darvoza.parties.lists.countries import country_code
from darvoza.parties.lists.dates import iso_date
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
from darvoza.parties.lists.sources.files import digest, read_bytes
from darvoza.parties.lists.sources.ofac import LICENCE, also_published
from darvoza.parties.lists.sources.ofac_remarks import facts_of, identifier_of
from darvoza.parties.lists.sources.registry import ListSource
from darvoza.parties.lists.sources.tree import Element, records
from darvoza.parties.lists.unreadable import UnreadableListError

_RECORD: Final = "sdnEntry"
_ABOUT: Final = "publshInformation"  # spelled so in the schema
_KINDS: Final = {
    "individual": PartyKind.PERSON,
    "entity": PartyKind.ORGANISATION,
    "vessel": PartyKind.VESSEL,
    "aircraft": PartyKind.AIRCRAFT,
}
_ADDRESS: Final = ("address1", "address2", "address3", "city", "stateOrProvince", "postalCode", "country")
_VESSEL: Final = (
    ("vesselType", "vessel type"),
    ("tonnage", "tonnage"),
    ("grossRegisteredTonnage", "gross tonnage"),
)


def _read(path: Path) -> WatchList:
    data = read_bytes(path)
    date, count, entries, seen = None, None, [], set()
    for element in records(path, data, frozenset({_RECORD, _ABOUT})):
        if element.tag == _ABOUT:
            date = iso_date(element.value("Publish_Date"), month_first=True)
            count = element.value("Record_Count")
        elif element.tag == _RECORD:
            party = _party(path, element)
            if party.entity_id in seen:
                raise UnreadableListError(
                    path, element.line, party.entity_id, "The uid was already used.", "Fetch the file again."
                )
            seen.add(party.entity_id)
            entries.append(party)
    if count is not None and count != str(len(entries)):
        raise UnreadableListError(
            path, None, str(len(entries)), f"The file says that it has {count} entries.", "Fetch the file again."
        )
    consolidated = path.name.lower().startswith("cons")
    return WatchList(
        id="ofac-consolidated" if consolidated else "ofac-sdn",
        title="OFAC Consolidated (non-SDN) List" if consolidated else "OFAC Specially Designated Nationals",
        source=path.name,
        date=date,
        sha256=digest(data),
        licence=LICENCE,
        entries=tuple(entries),
    )


def _party(path: Path, record: Element) -> ListedParty:
    number, name = record.value("uid"), _name(record)
    if number is None or not name:
        raise UnreadableListError(
            path, record.line, number, "An entry has a uid and a lastName.", "Fetch the file again."
        )
    facts = facts_of(record.value("remarks") or "")
    for each in _inside(record, "idList", "id"):
        _take_number(each, facts.identifiers, facts.details)
    vessel = next(record.all("vesselInfo"), Element("", {}, 0))
    if call_sign := vessel.value("callSign"):
        facts.identifiers.append(Identifier("CALLSIGN", call_sign))
    addresses = [
        ListedAddress(", ".join(parts), country_code(each.value("country")))
        for each in _inside(record, "addressList", "address")
        if (parts := [part for tag in _ADDRESS if (part := each.value(tag))])
    ]
    countries = [
        *(country_code(text) for text in record.texts("country")),
        country_code(vessel.value("vesselFlag")),
        *facts.countries,
    ]
    return ListedParty(
        entity_id=number,
        kind=_KINDS.get((record.value("sdnType") or "").lower()),
        names=tuple(dict.fromkeys([ListedName(name, NameKind.PRIMARY), *_aliases(record, facts.aliases)])),
        identifiers=tuple(dict.fromkeys(facts.identifiers)),
        birth_dates=tuple(dict.fromkeys(filter(None, (*map(iso_date, record.texts("dateOfBirth")), *facts.births)))),
        birth_places=tuple(dict.fromkeys((*record.texts("placeOfBirth"), *facts.places))),
        countries=tuple(dict.fromkeys(country for country in countries if country)),
        addresses=tuple(addresses),
        programmes=tuple(record.texts("program")),
        relations=(
            *facts.relations,
            *(Relation("vessel owner", text) for text in vessel.texts("vesselOwner")),
        ),
        details=tuple(dict.fromkeys((*_details(record, vessel), *facts.details))),
        remarks=record.value("remarks"),
    )


def _name(element: Element) -> str:
    first, last = element.value("firstName"), element.value("lastName")
    return f"{last}, {first}" if first and last else last or first or ""


def _aliases(record: Element, weak: list[str]) -> list[ListedName]:
    names = [
        ListedName(text, NameKind.WEAK if each.value("category") == "weak" else NameKind.STRONG)
        for each in _inside(record, "akaList", "aka")
        if (text := _name(each))
    ]
    return [*names, *(ListedName(text, NameKind.WEAK) for text in weak)]


def _take_number(element: Element, identifiers: list[Identifier], details: list[Detail]) -> None:
    """An identifier, or something else that OFAC files among them, as the gender."""
    kind, number = element.value("idType"), element.value("idNumber")
    if not kind or not number:
        return
    country = country_code(element.value("idCountry"))
    known = identifier_of(f"{kind} {number}")
    if known is not None:
        identifiers.append(Identifier(known.scheme, known.value, country or known.country))
        return
    said = facts_of(f"{kind} {number}").details
    details += said or [Detail(kind.rstrip(":").lower(), number)]


def _details(record: Element, vessel: Element) -> list[Detail]:
    title = record.value("title")
    said = [Detail(kind, text) for tag, kind in _VESSEL if (text := vessel.value(tag))]
    return [Detail("title", title), *said] if title else said


def _inside(record: Element, group: str, tag: str) -> list[Element]:
    return [each for container in record.all(group) for each in container.all(tag)]


SOURCE: Final = ListSource(
    id="ofac-xml",
    title="OFAC SDN and consolidated lists, XML",
    recognises=lambda head: b"<sdnList" in head,
    read=_read,
    published=also_published("xml", "in XML", "SDN.XML", "CONSOLIDATED.XML"),
)
