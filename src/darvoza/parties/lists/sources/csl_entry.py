"""An entry of the United States Consolidated Screening List, as all of its formats say it."""

import re
from typing import Final

import msgspec

from darvoza.parties.lists.countries import country_code
from darvoza.parties.lists.dates import iso_date
from darvoza.parties.lists.identifiers import same_scheme
from darvoza.parties.lists.listed import Detail, Identifier, ListedAddress, ListedName, ListedParty, NameKind, PartyKind

LICENCE: Final = "Public domain (work of the United States government)"
TITLE: Final = "United States Consolidated Screening List"
_KINDS: Final = {
    "individual": PartyKind.PERSON,
    "entity": PartyKind.ORGANISATION,
    "vessel": PartyKind.VESSEL,
    "aircraft": PartyKind.AIRCRAFT,
}
_SCHEMES: Final = (
    ("passport", "PASSPORT"),
    ("imo", "IMO"),
    ("mmsi", "MMSI"),
    ("vessel registration", "IMO"),
    ("tax", "TIN"),
    ("national", "NATIONAL"),
    ("swift", "BIC"),
    ("email", "EMAIL"),
    ("phone", "PHONE"),
    ("digital currency", "WALLET"),
    ("registration", "REGISTRATION"),
)
_ABOUT: Final = ("gender", "website", "additional sanctions", "secondary sanctions", "executive order", "aircraft m")
"""What the list keeps among identifiers though it identifies nobody."""
_SHORT: Final = re.compile(r"\(([A-Z][A-Z -]{0,10}?)(?: List)?\)")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry, before it is a party: several values as tuples, ``ids`` as country, number and scheme."""

    source: str
    name: str
    number: str | None
    kind: str | None
    alt_names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    nations: tuple[str, ...] = ()
    births: tuple[str, ...] = ()
    birth_places: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    ids: tuple[tuple[str | None, str, str], ...] = ()
    call_sign: str | None = None
    details: tuple[tuple[str, str | None], ...] = ()
    reason: str | None = None
    start: str | None = None
    remarks: str | None = None


def party_of(entry: Entry) -> ListedParty:
    """The listed party; one that has no number on its list is numbered by its name and day."""
    short = _SHORT.search(entry.source)
    number = entry.number or f"{entry.name}/{entry.start or ''}"
    addresses = tuple(ListedAddress(text, country_code(text.rsplit(",", 1)[-1])) for text in entry.addresses)
    countries = [*map(country_code, entry.nations), *(address.country for address in addresses)]
    names = [ListedName(entry.name, NameKind.PRIMARY), *map(ListedName, entry.alt_names)]
    numbers = [_identifier(*each) for each in entry.ids]
    call_sign = [Identifier("CALLSIGN", entry.call_sign)] if entry.call_sign else []
    return ListedParty(
        entity_id=f"{short[1] if short else entry.source}:{number}",
        kind=_KINDS.get((entry.kind or "").lower()),
        names=tuple(dict.fromkeys(names)),
        identifiers=tuple(dict.fromkeys([*(each for each in numbers if isinstance(each, Identifier)), *call_sign])),
        birth_dates=tuple(dict.fromkeys(filter(None, map(iso_date, entry.births)))),
        birth_places=entry.birth_places,
        countries=tuple(dict.fromkeys(country for country in countries if country)),
        addresses=addresses,
        programmes=(entry.source, *entry.programs),
        details=(
            *(Detail(kind, text) for kind, text in entry.details if text),
            *(each for each in numbers if isinstance(each, Detail)),
        ),
        reason=entry.reason,
        listed_on=iso_date(entry.start),
        remarks=entry.remarks,
    )


def _identifier(country: str | None, number: str, scheme: str) -> Identifier | Detail:
    lower = scheme.lower()
    if lower.startswith(_ABOUT):
        return Detail(lower, number)
    known = next((name for word, name in _SCHEMES if word in lower), None)
    value = number.removeprefix("IMO ") if known == "IMO" else number
    return Identifier(known or same_scheme(scheme) or "OTHER", value, country_code(country))
