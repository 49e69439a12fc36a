"""Parties of a CUSCAR message: NAD and the segments that belong to it."""

from typing import Any, Final

from darvoza.intake.cuscar import codes
from darvoza.intake.cuscar.draft import KEYS, State, joined, place, starts
from darvoza.intake.edifact import first, split

_PARTY: Final = KEYS["parties"]
_NAME: Final = _PARTY["name"]
_IDENTIFIERS: Final = _PARTY["identifiers"]
_ADDRESS: Final = _PARTY["address"]
_CITY: Final = _PARTY["city"]
_POSTCODE: Final = _PARTY["postcode"]
_COUNTRY: Final = _PARTY["country"]
_NAME_PARTS: Final = 5  # components of C080 that are names; the sixth says how they are formatted
_GLN, _DUNS, _CARRIER_CODE, _TAX_PARTY = "9", "16", "172", "167"


class Parties(State):
    """Reads who takes part, and how to reach them."""

    party: dict[str, Any] | None = None
    position = 0

    def nad(self, e: list[str], at: int, raw: list[str]) -> None:
        """NAD: a party by code, by name, or both; its name may be structured (C080) or free lines (C058)."""
        size = len(e)
        role = codes.ROLES.get(e[1]) if size > 1 else None
        if role is None or self.group == "EQD":
            self.party = None
            return
        self.group = "NAD"
        draft = self.draft
        self.position = position = draft.first_party + len(draft.parties)
        self.party = party = {"role": role}
        draft.parties.append(party)
        marks, traced = draft.marks, self.traced
        at_element = starts(at, raw) if traced else raw  # only read where traced
        if size > 2 and e[2]:
            identifier = _identifier(e[2])
            if identifier:
                party["identifiers"] = (identifier,)
                if traced:
                    marks += (_IDENTIFIERS | position, at_element[2] + 2, len(raw[2]))
        self._names(e, size, party, position, at_element, raw)
        if size > 6:
            self._town(e, size, party, position, at, at_element, raw)

    def _names(
        self,
        e: list[str],
        size: int,
        party: dict[str, Any],
        position: int,
        at_element: Any,  # noqa: ANN401 - list of int where traced, unused otherwise
        raw: list[str],
    ) -> None:
        marks, traced = self.draft.marks, self.traced
        lines = [each for each in split(e[3]) if each.strip()] if size > 3 and e[3] else []
        structured = size > 4 and e[4]
        if structured:
            parts = e[4]
            party["name"] = joined(split(parts)[:_NAME_PARTS]) or None if not parts.isalnum() else parts
            if traced:
                marks += (_NAME | position, at_element[4] + 4, len(raw[4]))
        elif lines:
            party["name"] = lines.pop(0).strip()
            if traced:
                marks += (_NAME | position, at_element[3] + 3, len(raw[3]))
        if size > 5 and e[5]:
            party["address"] = joined(split(e[5]), ", ") or None
            if traced:
                marks += (_ADDRESS | position, at_element[5] + 5, len(raw[5]))
        elif lines:
            party["address"] = joined(lines, ", ")
            if traced:
                marks += (_ADDRESS | position, at_element[3] + 3, len(raw[3]))

    def _town(
        self,
        e: list[str],
        size: int,
        party: dict[str, Any],
        position: int,
        at: int,
        at_element: Any,  # noqa: ANN401 - list of int where traced, unused otherwise
        raw: list[str],
    ) -> None:
        marks, traced = self.draft.marks, self.traced
        if e[6]:
            party["city"] = first(e[6]).strip() or None
            if traced:
                marks += (_CITY | position, at_element[6] + 6, len(raw[6]))
        if size > 8 and e[8]:
            party["postcode"] = first(e[8]).strip() or None
            if traced:
                marks += (_POSTCODE | position, at_element[8] + 8, len(raw[8]))
        if size > 9 and e[9]:
            country = self.country(first(e[9]), at, raw, 9)
            if country is not None:
                party["country"] = country
                if traced:
                    marks += (_COUNTRY | position, at_element[9] + 9, len(raw[9]))

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
        if scheme is None or party is None or not value:
            return
        known = party.get("identifiers", ())
        party["identifiers"] = (*known, f"{scheme}:{value}")
        if not known:
            self._mark_party("identifiers", at, raw, 1)

    def _mark_party(self, name: str, at: int, raw: list[str], index: int) -> None:
        if self.traced:
            self.draft.marks += (_PARTY[name] | self.position, *place(at, raw, index))


def _identifier(element: str) -> str | None:
    """A party's code with the scheme that its code list or agency stands for (UN/EDIFACT 1131, 3055).

    >>> _identifier("301234567:167"), _identifier("4012345500004::9"), _identifier("UZTEMIRYUL:172:20"), _identifier("A1")
    ('TIN:301234567', 'GLN:4012345500004', 'CARRIER:UZTEMIRYUL', 'ID:A1')
    """
    parts = split(element)
    value = parts[0].strip()
    if not value:
        return None
    scheme = parts[1] if len(parts) > 1 else ""
    agency = parts[2] if len(parts) > 2 else ""
    if scheme == _CARRIER_CODE:
        return f"CARRIER:{value}"
    if scheme == _TAX_PARTY:
        return f"TIN:{value}"
    if agency == _GLN:
        return f"GLN:{value}"
    if agency == _DUNS:
        return f"DUNS:{value}"
    if scheme.isalpha() and scheme != "ZZZ":
        return f"{scheme.upper()}:{value}"
    return f"ID:{value}"
