"""Entities in the FollowTheMoney model, one JSON object a line, as OpenSanctions and others publish them.

Only what can be a party is taken: persons, organisations, vessels, aircraft. Ownership that names its share is
kept as a relation of what is owned.
"""

import re
from collections import defaultdict
from pathlib import Path
from typing import Final

import msgspec

from darvoza.parties.lists.countries import country_code
from darvoza.parties.lists.dates import iso_date
from darvoza.parties.lists.listed import (
    LINKED,
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
from darvoza.parties.lists.sources.files import BROKEN_JSON, digest, read_bytes, safe_id
from darvoza.parties.lists.sources.registry import ListSource, Published
from darvoza.parties.lists.unreadable import UnreadableListError

_KINDS: Final = {
    "Person": PartyKind.PERSON,
    "Organization": PartyKind.ORGANISATION,
    "Company": PartyKind.ORGANISATION,
    "PublicBody": PartyKind.ORGANISATION,
    "LegalEntity": None,
    "Vessel": PartyKind.VESSEL,
    "Airplane": PartyKind.AIRCRAFT,
}
_NAMES: Final = (("alias", NameKind.STRONG), ("previousName", NameKind.STRONG), ("weakAlias", NameKind.WEAK))
_SCHEMES: Final = {
    "passportNumber": "PASSPORT",
    "idNumber": "NATIONAL",
    "taxNumber": "TIN",
    "innCode": "TIN",
    "vatCode": "TIN",
    "registrationNumber": "REGISTRATION",
    "ogrnCode": "REGISTRATION",
    "imoNumber": "IMO",
    "mmsi": "MMSI",
    "callSign": "CALLSIGN",
    "leiCode": "LEI",
    "swiftBic": "BIC",
}
_CONTACTS: Final = {"phone": "PHONE", "email": "EMAIL"}
_DETAILS: Final = {
    "title": "title",
    "position": "position",
    "gender": "gender",
    "website": "website",
    "type": "vessel type",
    "tonnage": "tonnage",
    "buildDate": "year built",
    "pastFlags": "previous flag",
}
_TIES: Final = {
    "Ownership": ("asset", "owner", "owned by"),
    "Directorship": ("organization", "director", "directed by"),
    "Membership": ("organization", "member", "has as member"),
    "Family": ("person", "relative", "family of"),
    "Associate": ("person", "associate", "associate of"),
    "Representation": ("client", "agent", "represented by"),
    "UnknownLink": ("object", "subject", "linked to"),
}
"""Statements between two entities: whose relation it is, to whom, and what it is."""

_LISTED_TOPICS: Final = ("sanction", "sanction.counter", "debarment", "export.control", "wanted", "crime.terror")
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)?")
_COUNTRIES: Final = ("country", "nationality", "citizenship", "jurisdiction", "flag", "mainCountry")


class _Entity(msgspec.Struct, frozen=True):
    id: str
    schema: str
    properties: dict[str, list[str]] = {}
    caption: str | None = None


def _read(path: Path) -> WatchList:
    data = read_bytes(path)
    decoder = msgspec.json.Decoder(_Entity)
    entities: list[_Entity] = []
    owners: dict[str, list[Relation]] = defaultdict(list)
    for line, text in enumerate(data.splitlines(), start=1):
        if not text.strip():
            continue
        try:
            entity = decoder.decode(text)
        except BROKEN_JSON as error:
            raise UnreadableListError(
                path,
                line,
                text[:60].decode("utf-8", "replace"),
                f"The line is no entity: {error}.",
                "Fetch the file again.",
            ) from error
        if entity.schema in _KINDS and _all(entity, "name", "alias"):
            entities.append(entity)
        elif entity.schema in _TIES:
            about, other, kind = _TIES[entity.schema]
            share = _share(entity) if entity.schema == "Ownership" else None
            for each in _all(entity, about):
                owners[each] += [Relation(kind, to, share) for to in _all(entity, other)]
    return WatchList(
        id=safe_id(path.name.split(".")[0]),
        title=f"FollowTheMoney entities ({path.name})",
        source=path.name,
        sha256=digest(data),
        licence="As its publisher says; OpenSanctions data is CC BY-NC 4.0: not for commercial use without a licence",
        entries=tuple(_party(entity, tuple(owners.get(entity.id, ()))) for entity in entities),
    )


def _party(entity: _Entity, owners: tuple[Relation, ...]) -> ListedParty:
    first, *others = _all(entity, "name") or _all(entity, "alias")
    names = [ListedName(first, NameKind.PRIMARY), *map(ListedName, others)]
    names += [ListedName(text, kind) for key, kind in _NAMES for text in _all(entity, key) if text != first]
    return ListedParty(
        entity_id=entity.id,
        kind=_KINDS[entity.schema],
        names=tuple(dict.fromkeys(names)),
        identifiers=tuple(
            dict.fromkeys(
                Identifier(scheme, value)
                for key, scheme in (*_SCHEMES.items(), *_CONTACTS.items())
                for value in _all(entity, key)
            )
        ),
        birth_dates=tuple(filter(None, map(iso_date, _all(entity, "birthDate")))),
        birth_places=tuple(_all(entity, "birthPlace")),
        countries=tuple(dict.fromkeys(filter(None, map(country_code, _all(entity, *_COUNTRIES))))),
        addresses=tuple(map(ListedAddress, _all(entity, "address"))),
        programmes=_programmes(entity),
        relations=owners,
        legal_form=next(iter(_all(entity, "legalForm")), None),
        details=tuple(Detail(kind, value) for key, kind in _DETAILS.items() for value in _all(entity, key)),
        reason="; ".join(_all(entity, "summary")) or None,
        remarks="; ".join(_all(entity, "notes")) or None,
    )


def _all(entity: _Entity, *keys: str) -> list[str]:
    return [value for key in keys for value in entity.properties.get(key, ())]


def _share(entity: _Entity) -> float | None:
    """The share as a part of one; of a span (``50 - 75 %``) the lower end, which is all that is sure."""
    for text in _all(entity, "percentage"):
        if found := _NUMBER.search(text):
            share = float(found[0].replace(",", ".")) / 100
            if 0 < share <= 1:
                return share
    return None


def _programmes(entity: _Entity) -> tuple[str, ...]:
    """Programmes and topics; an entity with topics of which none is a listing is there only for its ties."""
    topics = _all(entity, "topics")
    tied = bool(topics) and not any(topic in _LISTED_TOPICS for topic in topics)
    return (*_all(entity, "program", "programId"), *topics, *((LINKED,) if tied else ()))


SOURCE: Final = ListSource(
    id="follow-the-money",
    title="FollowTheMoney entities, JSON lines",
    recognises=lambda head: head.lstrip().startswith(b"{") and b'"schema"' in head and b'"properties"' in head,
    read=_read,
    published=(
        Published(
            id="opensanctions",
            title="OpenSanctions, consolidated sanctioned entities",
            files=(
                (
                    "opensanctions.ftm.json",
                    "https://data.opensanctions.org/datasets/latest/sanctions/entities.ftm.json",
                ),
            ),
            licence="CC BY-NC 4.0",
            caution="Free for non-commercial use only; anybody else, and some public bodies, need a licence from "
            "OpenSanctions. It gathers lists that are fetched here from their publishers too.",
            usual=False,
        ),
    ),
    precedence=40,
)
