"""OFAC's lists in the advanced XML: names in their own scripts, dated listings, and how the parties are tied together.

The file sets out its words first and then refers to them by number: kinds of names, of identifiers, of features,
countries, places. Source: OFAC, "Advanced Sanctions Data Model".
"""

from collections import defaultdict
from pathlib import Path
from typing import Final

import msgspec

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
from darvoza.parties.lists.sources.ofac_remarks import identifier_of
from darvoza.parties.lists.sources.registry import ListSource
from darvoza.parties.lists.sources.tree import Element, records
from darvoza.parties.lists.unreadable import UnreadableListError

_KINDS: Final = {
    "Individual": PartyKind.PERSON,
    "Entity": PartyKind.ORGANISATION,
    "Vessel": PartyKind.VESSEL,
    "Aircraft": PartyKind.AIRCRAFT,
}
_RECORDS: Final = frozenset(
    {
        "DateOfIssue",
        "ReferenceValueSets",
        "Location",
        "IDRegDocument",
        "DistinctParty",
        "ProfileRelationship",
        "SanctionsEntry",
    }
)
_LAST: Final = ("Last Name", "Maiden Name")
_BIRTH: Final = "Birthdate"
_BORN_AT: Final = "Place of Birth"
_NATIONS: Final = frozenset(
    {"Nationality Country", "Citizenship Country", "Vessel Flag", "Nationality of Registration"}
)
_SCHEMES: Final = (
    ("Vessel Call Sign", "CALLSIGN"),
    ("Email Address", "EMAIL"),
    ("Phone Number", "PHONE"),
    ("SWIFT/BIC", "BIC"),
    ("BIK", "BIC"),
    ("Digital Currency Address", "WALLET"),
    ("MMSI", "MMSI"),
)
_SDN: Final = "SDN List"


class _Words:
    """The file's own words by kind and number."""

    def __init__(self) -> None:
        self._text: dict[tuple[str, str], str] = {}
        self._of: dict[str, str] = {}

    def take(self, sets: Element) -> None:
        for group in sets.children:
            for each in group.children:
                number = each.attributes.get("ID", "")
                text = each.text or each.attributes.get("Description") or each.attributes.get("ISO2")
                if text:
                    self._text[each.tag, number] = text
                if party_type := each.attributes.get("PartyTypeID"):
                    self._of[number] = party_type

    def called(self, kind: str, number: str | None) -> str | None:
        return self._text.get((kind, number or ""))

    def party_kind(self, sub_type: str | None) -> PartyKind | None:
        text = self.called("PartySubType", sub_type)
        if text not in _KINDS:
            text = self.called("PartyType", self._of.get(sub_type or ""))
        return _KINDS.get(text or "")


class _File:
    """What has been read of the file so far."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.words = _Words()
        self.date: str | None = None
        self.places: dict[str, ListedAddress] = {}
        self.numbers: dict[str, list[Identifier | Detail]] = defaultdict(list)
        self.parties: dict[str, ListedParty] = {}
        self.programmes: dict[str, list[str]] = defaultdict(list)
        self.listed: dict[str, str] = {}
        self.lists: set[str] = set()
        self.relations: dict[str, list[Relation]] = defaultdict(list)

    def take(self, element: Element) -> None:
        about = element.attributes
        match element.tag:
            case "DateOfIssue":
                self.date = _day(element)
            case "ReferenceValueSets":
                self.words.take(element)
            case "Location":
                self.places[about.get("ID", "")] = self._place(element)
            case "IDRegDocument":
                self._take_number(element)
            case "DistinctParty":
                self._take_party(element)
            case "ProfileRelationship":
                kind = self.words.called("RelationType", about.get("RelationTypeID")) or "related to"
                self.relations[about.get("From-ProfileID", "")].append(
                    Relation(kind.rstrip(":").lower(), about.get("To-ProfileID", ""))
                )
            case "SanctionsEntry":
                self._take_entry(element)
            case _:
                pass

    def _place(self, element: Element) -> ListedAddress:
        countries = [
            self.words.called("Country", each.attributes.get("CountryID")) for each in element.deep("LocationCountry")
        ]
        areas = [
            self.words.called("AreaCode", each.attributes.get("AreaCodeID"))
            for each in element.deep("LocationAreaCode")
        ]
        country = next((name for name in (*countries, *areas) if name and name != "undetermined"), None)
        parts = [text for each in element.all("LocationPart") if (text := each.first("Value"))]
        return ListedAddress(", ".join([*parts, *([country] if country else [])]), country_code(country))

    def _take_number(self, element: Element) -> None:
        kind = self.words.called("IDRegDocType", element.attributes.get("IDRegDocTypeID"))
        number = element.value("IDRegistrationNo")
        if not kind or not number:
            return
        country = country_code(self.words.called("Country", element.attributes.get("IssuedBy-CountryID")))
        known = identifier_of(f"{kind} {number}")
        identity = self.numbers[element.attributes.get("IdentityID", "")]
        identity.append(Identifier(known.scheme, known.value, country) if known else Detail(kind.lower(), number))

    def _take_entry(self, element: Element) -> None:
        profile = element.attributes.get("ProfileID", "")
        if listed := self.words.called("List", element.attributes.get("ListID")):
            self.lists.add(listed)
        self.programmes[profile] += [
            text for each in element.all("SanctionsMeasure") if (text := each.value("Comment"))
        ]
        days = [day for each in element.all("EntryEvent") for date in each.all("Date") if (day := _day(date))]
        if days:
            self.listed[profile] = min(days)

    def _take_party(self, element: Element) -> None:
        number = element.attributes.get("FixedRef")
        profile = next(element.all("Profile"), None)
        names = [name for each in element.deep("Identity") for name in self._names(each)]
        if not number or profile is None or not names:
            raise UnreadableListError(
                self.path,
                element.line,
                number,
                "A DistinctParty has a FixedRef, a Profile and a name.",
                "Fetch the file again.",
            )
        if number in self.parties:
            raise UnreadableListError(
                self.path, element.line, number, "The FixedRef was already used.", "Fetch the file again."
            )
        features = _Features(self, profile)
        numbers = [
            each for identity in profile.all("Identity") for each in self.numbers[identity.attributes.get("ID", "")]
        ]
        names.sort(key=lambda name: name.kind is not NameKind.PRIMARY)
        self.parties[number] = ListedParty(
            entity_id=number,
            kind=self.words.party_kind(profile.attributes.get("PartySubTypeID")),
            names=tuple(dict.fromkeys(names)),
            identifiers=tuple(
                dict.fromkeys((*(n for n in numbers if isinstance(n, Identifier)), *features.identifiers))
            ),
            birth_dates=tuple(dict.fromkeys(features.births)),
            birth_places=tuple(dict.fromkeys(features.born_at)),
            countries=tuple(dict.fromkeys(features.countries)),
            addresses=tuple(dict.fromkeys(features.addresses)),
            details=tuple(dict.fromkeys((*features.details, *(n for n in numbers if isinstance(n, Detail))))),
            remarks=element.value("Comment"),
        )

    def _names(self, identity: Element) -> list[ListedName]:
        groups = {
            each.attributes.get("ID", ""): self.words.called("NamePartType", each.attributes.get("NamePartTypeID"))
            or ""
            for each in identity.deep("NamePartGroup")
        }
        return [
            ListedName(text, kind)
            for alias in identity.all("Alias")
            for each in alias.all("DocumentedName")
            if (text := _joined(each, groups))
            for kind in (self._name_kind(alias, each),)
        ]

    def _name_kind(self, alias: Element, name: Element) -> NameKind:
        if alias.attributes.get("LowQuality") == "true":
            return NameKind.WEAK
        scripts = {self.words.called("Script", each.attributes.get("ScriptID")) for each in name.deep("NamePartValue")}
        if scripts - {None, "Latin"}:
            return NameKind.NATIVE
        return NameKind.PRIMARY if alias.attributes.get("Primary") == "true" else NameKind.STRONG

    def finished(self) -> tuple[ListedParty, ...]:
        return tuple(
            msgspec.structs.replace(
                party,
                programmes=tuple(dict.fromkeys(self.programmes[number])),
                relations=tuple(dict.fromkeys(self.relations[number])),
                listed_on=self.listed.get(number),
            )
            for number, party in self.parties.items()
        )


class _Features:
    """The features of one profile, each where it belongs."""

    def __init__(self, file: _File, profile: Element) -> None:
        self.identifiers: list[Identifier] = []
        self.births: list[str] = []
        self.born_at: list[str] = []
        self.countries: list[str] = []
        self.addresses: list[ListedAddress] = []
        self.details: list[Detail] = []
        for feature in profile.all("Feature"):
            kind = file.words.called("FeatureType", feature.attributes.get("FeatureTypeID")) or "feature"
            for version in feature.all("FeatureVersion"):
                self._take(kind, version, file)
        self.countries += [each.country for each in self.addresses if each.country]

    def _take(self, kind: str, version: Element, file: _File) -> None:
        places = [
            place
            for each in version.all("VersionLocation")
            if (place := file.places.get(each.attributes.get("LocationID", "")))
        ]
        texts = [
            text
            for each in version.all("VersionDetail")
            if (text := each.text or file.words.called("DetailReference", each.attributes.get("DetailReferenceID")))
        ]
        scheme = next((scheme for start, scheme in _SCHEMES if kind.startswith(start)), None)
        if kind == _BIRTH:
            self.births += [born for each in version.all("DatePeriod") if (born := _period(each))]
        elif kind == _BORN_AT:
            self.born_at += [*texts, *(place.text for place in places)]
        elif kind in _NATIONS:
            named = [*(place.country for place in places), *map(country_code, texts)]
            self.countries += [country for country in named if country]
        elif kind == "Location":
            self.addresses += [place for place in places if place.text]
        elif scheme is not None:
            self.identifiers += [Identifier(scheme, text) for text in texts]
        else:
            self.details += [Detail(kind.rstrip(":").lower(), text) for text in texts]


def _read(path: Path) -> WatchList:
    data = read_bytes(path)
    file = _File(path)
    for element in records(path, data, _RECORDS):
        file.take(element)
    consolidated = bool(file.lists) and _SDN not in file.lists
    return WatchList(
        id="ofac-consolidated" if consolidated else "ofac-sdn",
        title="OFAC Consolidated (non-SDN) List" if consolidated else "OFAC Specially Designated Nationals",
        source=path.name,
        date=file.date,
        sha256=digest(data),
        licence=LICENCE,
        entries=file.finished(),
    )


def _joined(name: Element, groups: dict[str, str]) -> str:
    """A name as OFAC writes it in its other formats: family name first, then a comma and the rest."""
    parts = [
        (groups.get(each.attributes.get("NamePartGroupID", ""), ""), text)
        for each in name.deep("NamePartValue")
        if (text := each.text)
    ]
    last = " ".join(text for kind, text in parts if kind in _LAST)
    rest = " ".join(text for kind, text in parts if kind not in _LAST)
    return f"{last}, {rest}" if last and rest else last or rest


def _day(element: Element) -> str | None:
    year, month, day = (element.value(tag) or "" for tag in ("Year", "Month", "Day"))
    if not (year.isdecimal() and month.isdecimal() and day.isdecimal()):
        return None
    return iso_date(f"{int(year):04}-{int(month):02}-{int(day):02}")


def _period(period: Element) -> str | None:
    """A day, or as much of it as the first and last day of a period have in common, or the years it spans."""
    days = [_day(each) for edge in ("Start", "End") for side in period.all(edge) for each in side.children]
    known = sorted({day for day in days if day})
    if not known:
        return None
    first, last = known[0], known[-1]
    if first == last:
        return first
    if first[:7] == last[:7]:
        return first[:7]
    return first[:4] if first[:4] == last[:4] else f"{first[:4]}/{last[:4]}"


SOURCE: Final = ListSource(
    id="ofac-advanced",
    title="OFAC SDN and consolidated lists, advanced XML",
    recognises=lambda head: b"<Sanctions" in head and b"<swiss" not in head,
    read=_read,
    published=also_published(
        "advanced", "in advanced XML, with names in their own scripts", "SDN_ADVANCED.XML", "CONS_ADVANCED.XML"
    ),
    precedence=55,
)
