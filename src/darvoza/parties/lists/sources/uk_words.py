"""What the United Kingdom's lists say of a party, and in which words, whatever the format."""

import re
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
)

LICENCE: Final = "Open Government Licence v3.0 (contains public sector information)"
UK_TITLE: Final = "United Kingdom Sanctions List"
_KINDS: Final = {"individual": PartyKind.PERSON, "entity": PartyKind.ORGANISATION, "ship": PartyKind.VESSEL}
_SEVERAL: Final = re.compile(r"\(\d{1,2}\)|\|")
_UNKNOWN: Final = re.compile(r"\b(?:dd|mm|00)[/.-]", re.IGNORECASE)
_MARKED: Final = (
    ("TIN", re.compile(r"(?:\bINN\b|Tax(?:payer)? I[Dd]|\bTIN\b|Tax Identification)\D{0,40}?(\d[\d -]{6,})")),
    ("REGISTRATION", re.compile(r"\bOGRN\b\D{0,20}?(\d{10,})")),
)
_SPLIT_CONTACTS: Final = re.compile(r"[;,|]|\(\d{1,2}\)|\s{2,}|\. ")


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What one row or record says, as texts: ``names`` with their type and strength, ``addresses`` with their country.

    A text may hold several values, numbered ``(1) ... (2) ...``.
    """

    names: tuple[tuple[str, str, str], ...]
    native: tuple[str, ...] = ()
    kind: str | None = None
    births: tuple[str, ...] = ()
    birth_places: tuple[str, ...] = ()
    nations: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    addresses: tuple[tuple[str, str | None], ...] = ()
    numbers: tuple[tuple[str, str], ...] = ()
    regimes: tuple[str, ...] = ()
    relations: tuple[tuple[str, str], ...] = ()
    legal_form: str | None = None
    details: tuple[tuple[str, str], ...] = ()
    reason: str | None = None
    listed: str | None = None
    remarks: str | None = None


def party_of(number: str, facts: Facts) -> ListedParty:
    """The listed party with this number; it has no names when none of the rows so far names it."""
    addresses = tuple(ListedAddress(text, country_code(country)) for text, country in facts.addresses)
    nations = [country_code(text) for each in (*facts.nations, *facts.flags) for text in several(each)]
    countries = [*nations, *(address.country for address in addresses)]
    return ListedParty(
        entity_id=number,
        kind=_KINDS.get((facts.kind or "").lower()),
        names=tuple(dict.fromkeys(_names(facts))),
        identifiers=tuple(dict.fromkeys(each for scheme, text in facts.numbers for each in _numbers(scheme, text))),
        birth_dates=tuple(
            dict.fromkeys(born for each in facts.births for text in several(each) if (born := _day(text)))
        ),
        birth_places=tuple(dict.fromkeys(text for each in facts.birth_places for text in several(each))),
        countries=tuple(dict.fromkeys(country for country in countries if country)),
        addresses=tuple(dict.fromkeys(addresses)),
        programmes=facts.regimes,
        relations=tuple(
            dict.fromkeys(Relation(kind, text) for kind, each in facts.relations for text in several(each))
        ),
        legal_form=facts.legal_form,
        details=tuple(dict.fromkeys(Detail(kind, text) for kind, text in facts.details)),
        reason=facts.reason,
        listed_on=_day(facts.listed) if facts.listed else None,
        remarks=facts.remarks,
    )


def several(text: str) -> list[str]:
    """The values of a cell that numbers them or sets them apart by a bar.

    >>> several("(1) Kabul (2) Kandahar"), several("Kabul")
    (['Kabul', 'Kandahar'], ['Kabul'])
    """
    return [part.strip(" .;") for part in _SEVERAL.split(text) if part.strip(" .;")]


def _names(facts: Facts) -> list[ListedName]:
    found = []
    for text, kind, strength in facts.names:
        if not text.strip():
            continue
        primary = kind.lower().strip() == "primary name"
        weak = strength.lower().startswith("low")
        found.append(ListedName(text, NameKind.PRIMARY if primary else NameKind.WEAK if weak else NameKind.STRONG))
    found.sort(key=lambda name: name.kind is not NameKind.PRIMARY)
    return [*found, *(ListedName(text, NameKind.NATIVE) for text in facts.native)]


def _numbers(scheme: str, text: str) -> list[Identifier]:
    if scheme in {"PHONE", "EMAIL"}:
        return [Identifier(scheme, part.strip()) for part in _SPLIT_CONTACTS.split(text) if part.strip(" .")]
    marked = [Identifier(known, number.strip()) for known, pattern in _MARKED for number in pattern.findall(text)]
    if marked and scheme == "REGISTRATION":
        return marked
    return [Identifier(scheme, part) for part in several(text)]


def _day(text: str) -> str | None:
    """A day of which the list may leave day and month open, as ``dd/mm/1958``.

    >>> _day("dd/mm/1958"), _day("dd/03/1958"), _day("25/01/2001")
    ('1958', '1958-03', '2001-01-25')
    """
    plain = _UNKNOWN.sub("", text.strip())
    if len(parts := plain.split("/")) == 2 and parts[0].isdigit():
        return iso_date(f"{parts[1][:4]}-{int(parts[0]):02}")
    return iso_date(plain)
