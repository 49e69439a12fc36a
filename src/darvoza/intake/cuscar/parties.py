"""Parties of a CUSCAR message: NAD and the segments that belong to it."""

from functools import lru_cache
from itertools import product
from string import ascii_uppercase
from typing import Any, Final

from darvoza.consignment import Role
from darvoza.intake.cuscar import codes
from darvoza.intake.cuscar.draft import KEYS, MANY, State, joined, place
from darvoza.intake.edifact import first, split

_PARTY: Final = KEYS["parties"]
_NAME: Final = _PARTY["name"]
_ADDRESS: Final = _PARTY["address"]
_FREE_LINES: Final = 0
_KEYS: Final = (
    _PARTY["identifiers"],
    _FREE_LINES,
    _NAME,
    _ADDRESS,
    _PARTY["city"],
    None,
    _PARTY["postcode"],
    _PARTY["country"],
)
"""The fields that NAD's elements fill, from C082 on."""
_NAD: Final = 10
_PAD: Final = [""] * _NAD
_NOTHING: Final = [0] * _NAD
_COUNTRIES: Final = frozenset(map("".join, product(ascii_uppercase, repeat=2)))
_NAME_PARTS: Final = 5  # components of C080 that are names; the sixth says how they are formatted
_GLN, _DUNS, _CARRIER_CODE, _TAX_PARTY = "9", "16", "172", "167"


class Parties(State):
    """Reads who takes part, and how to reach them."""

    party: dict[str, Any] | None = None
    position = 0

    def nad(self, e: list[str], at: int, raw: list[str]) -> None:  # noqa: C901 - one branch for each element
        """NAD: a party by code, by name, or both; its name may be structured (C080) or free lines (C058)."""
        role = codes.ROLES.get(e[1]) if len(e) > 1 else None
        if role is None or self.group == "EQD" or not self.room(len(self.draft.parties), "parties", at):
            self.party = None
            return
        self.group = "NAD"
        draft = self.draft
        self.position = draft.first_party + len(draft.parties)
        party: dict[str, Any] = {"role": role}
        self.party = party
        draft.parties.append(party)
        if role is Role.CARRIER:
            draft.ranks["carrier"] = 1
        _, _, code, lines, name, street, city, _, postcode, country = e[:_NAD] if len(e) >= _NAD else (e + _PAD)[:_NAD]
        if code:
            value = first(code).strip()
            if value:
                party["identifiers"] = (f"{_scheme(code.partition(':')[2])}:{value}",)
        if name:
            party["name"] = (_name(name) if ":" in name else joined(name)) or None
        if street:
            party["address"] = joined(street, ", ") or None
        if lines:
            _free_lines(lines, party)
        if city:
            party["city"] = city if city.isalnum() else first(city).strip() or None
        if postcode:
            party["postcode"] = postcode if postcode.isalnum() else first(postcode).strip() or None
        if country:
            party["country"] = country if country in _COUNTRIES else self.country(first(country), at, raw, 9)
        if self.traced:
            self._mark_fields(raw, at, party, named=bool(name), addressed=bool(street))

    def _mark_fields(self, raw: list[str], at: int, party: dict[str, Any], *, named: bool, addressed: bool) -> None:
        """Marks what NAD filled; free lines are the name and the address where these have no element of their own."""
        marks, position = self.draft.marks, self.position
        lengths = list(map(len, raw))
        if len(lengths) < _NAD:
            lengths += _NOTHING
        where = at + lengths[0] + lengths[1] + 2
        for key, length in zip(_KEYS, lengths[2:_NAD], strict=True):
            if length and key:
                marks += (key | position, where, length)
            elif length and key == _FREE_LINES:
                if not named:
                    marks += (_NAME | position, where, length)
                if not addressed and "address" in party:
                    marks += (_ADDRESS | position, where, length)
            where += length + 1

    def cta(self, e: list[str], at: int, raw: list[str]) -> None:
        """CTA: a person to ask for; kept as the name where the party has none."""
        party = self.party
        if party is None or len(e) < 3 or party.get("name"):
            return
        parts = split(e[2])
        if len(parts) > 1 and parts[1].strip():
            party["name"] = parts[1].strip()
            self._mark_party("name", at, raw, 2)

    def com(self, e: list[str], at: int, raw: list[str]) -> None:
        """COM: telephone and e-mail of the party before it."""
        party = self.party
        if party is None:
            return
        for index in range(1, len(e)):
            parts = split(e[index])
            channel = parts[-1] if len(parts) > 1 else ""
            value = ":".join(parts[:-1]).strip()
            field = "phone" if channel in codes.PHONES else "email" if channel == codes.EMAIL else None
            if field and value and field not in party:
                party[field] = value
                self._mark_party(field, at, raw, index)

    def party_reference(self, qualifier: str, value: str, at: int, raw: list[str]) -> None:
        """RFF after NAD: a number under which an authority knows the party."""
        scheme = codes.PARTY_REFERENCES.get(qualifier)
        party = self.party
        known = party.get("identifiers", ()) if party else ()
        if scheme is None or party is None or not value or len(known) >= MANY:
            return
        party["identifiers"] = (*known, f"{scheme}:{value}")
        if not known:
            self._mark_party("identifiers", at, raw, 1)

    def _mark_party(self, name: str, at: int, raw: list[str], index: int) -> None:
        if self.traced:
            self.draft.marks += (_PARTY[name] | self.position, *place(at, raw, index))


def _name(element: str) -> str:
    """The parts of a structured name as one, without the code that says how it is formatted."""
    return " ".join(filter(None, map(str.strip, split(element)[:_NAME_PARTS])))


def _free_lines(element: str, party: dict[str, Any]) -> None:
    """Name and address from unstructured lines: the first line is the name, unless the name stands on its own."""
    lines = list(filter(None, map(str.strip, split(element))))
    if lines and "name" not in party:
        party["name"] = lines.pop(0)
    if lines and "address" not in party:
        party["address"] = ", ".join(lines)


@lru_cache(maxsize=1024)
def _known_scheme(scheme: str, agency: str) -> str:
    if scheme == _CARRIER_CODE:
        return "CARRIER"
    if scheme == _TAX_PARTY:
        return "TIN"
    if agency == _GLN:
        return "GLN"
    if agency == _DUNS:
        return "DUNS"
    return scheme.upper() if scheme.isalpha() and scheme != "ZZZ" else "ID"


def _scheme(rest: str) -> str:
    """What a party's code is written under, by its code list and agency (UN/EDIFACT 1131, 3055).

    >>> [_scheme(rest) for rest in ("167", ":9", "172:20", "EORI", "160:ZZZ", "")]
    ['TIN', 'GLN', 'CARRIER', 'EORI', 'ID', 'ID']
    """
    scheme, _, agency = rest.partition(":")
    return _known_scheme(scheme, agency)
