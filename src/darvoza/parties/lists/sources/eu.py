"""The European Union's consolidated list of parties under financial sanctions (FSF), in XML 1.1."""

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
    WatchList,
)
from darvoza.parties.lists.sources.files import digest, read_bytes
from darvoza.parties.lists.sources.registry import ListSource, Published
from darvoza.parties.lists.sources.tree import Element, records
from darvoza.parties.lists.unreadable import UnreadableListError

_RECORD: Final = "sanctionEntity"
_KINDS: Final = {"person": PartyKind.PERSON, "enterprise": PartyKind.ORGANISATION}
_SCHEMES: Final = {
    "passport": "PASSPORT",
    "id": "NATIONAL",
    "ssn": "NATIONAL",
    "fiscalcode": "TIN",
    "regnumber": "REGISTRATION",
    "imo": "IMO",
}
_ADDRESS: Final = (
    "https://webgate.ec.europa.eu/fsd/fsf/public/files/xmlFullSanctionsList_1_1/content"
    "?token=dG9rZW4tMjAxNw"  # the same for everybody: it stands on the Commission's own page
)
_LICENCE: Final = "European Union, reuse with acknowledgement (Commission Decision 2011/833/EU)"
_UNKNOWN: Final = "00"


def _read(path: Path) -> WatchList:
    data = read_bytes(path)
    date, entries = None, []
    for element in records(path, data, frozenset({_RECORD})):
        if element.tag == _RECORD:
            entries.append(_party(path, element))
        else:
            date = iso_date(element.attributes.get("generationDate"))
    return WatchList(
        id="eu",
        title="European Union Consolidated Financial Sanctions List",
        source=path.name,
        date=date,
        sha256=digest(data),
        licence=_LICENCE,
        entries=tuple(entries),
    )


def _party(path: Path, record: Element) -> ListedParty:
    number = record.attributes.get("logicalId")
    about, aliases = record.attributes, list(record.all("nameAlias"))
    names = [name for each in aliases if (name := _name(each)) is not None]
    if not number or not names:
        raise UnreadableListError(
            path, record.line, number, "An entry has a logicalId and at least one nameAlias.", "Fetch the file again."
        )
    subject = next(record.all("subjectType"), None)
    addresses = [
        ListedAddress(", ".join(parts), _country(each))
        for each in record.all("address")
        if (
            parts := [
                text
                for key in ("street", "poBox", "zipCode", "city", "region", "countryDescription")
                if (text := each.attributes.get(key))
            ]
        )
    ]
    countries = [*map(_country, record.all("citizenship")), *(address.country for address in addresses)]
    regulations = [each.attributes.get("programme") for each in record.all("regulation")]
    return ListedParty(
        entity_id=number,
        kind=_KINDS.get(subject.attributes.get("code", "")) if subject is not None else None,
        names=tuple(dict.fromkeys((ListedName(names[0].text, NameKind.PRIMARY), *names[1:]))),
        identifiers=tuple(
            Identifier(_SCHEMES.get(each.attributes.get("identificationTypeCode", ""), "OTHER"), value, _country(each))
            for each in record.all("identification")
            if (value := each.attributes.get("number") or each.attributes.get("latinNumber"))
        ),
        birth_dates=tuple(dict.fromkeys(filter(None, map(_birth, record.all("birthdate"))))),
        birth_places=tuple(filter(None, (each.attributes.get("city") for each in record.all("birthdate")))),
        countries=tuple(dict.fromkeys(country for country in countries if country)),
        addresses=tuple(addresses),
        programmes=tuple(dict.fromkeys(text for text in regulations if text)),
        details=tuple(
            Detail(kind, text)
            for kind, key in (("UN reference", "unitedNationId"), ("EU reference", "euReferenceNumber"))
            if (text := about.get(key))
        )
        + tuple(
            dict.fromkeys(Detail("position", text) for each in aliases if (text := each.attributes.get("function")))
        ),
        reason=about.get("designationDetails") or None,
        listed_on=iso_date(record.attributes.get("designationDate")),
        remarks=record.value("remark"),
    )


def _name(element: Element) -> ListedName | None:
    about = element.attributes
    text = about.get("wholeName") or " ".join(
        part for key in ("firstName", "middleName", "lastName") if (part := about.get(key))
    )
    if not text:
        return None
    return ListedName(text, NameKind.WEAK if about.get("strong") == "false" else NameKind.STRONG)


def _birth(element: Element) -> str | None:
    about = element.attributes
    first, last = about.get("yearRangeFrom"), about.get("yearRangeTo")
    return iso_date(about.get("birthdate")) or iso_date(about.get("year")) or iso_date(f"{first}/{last}")


def _country(element: Element) -> str | None:
    code = element.attributes.get("countryIso2Code")
    return None if code == _UNKNOWN else country_code(code)


SOURCE: Final = ListSource(
    id="eu",
    title="EU consolidated financial sanctions list, XML",
    recognises=lambda head: b"<sanctionEntity" in head or b"fsdexport" in head,
    read=_read,
    published=(
        Published(
            id="eu",
            title="European Union Consolidated Financial Sanctions List",
            files=(("eu.xml", _ADDRESS),),
            licence=_LICENCE,
        ),
    ),
)
