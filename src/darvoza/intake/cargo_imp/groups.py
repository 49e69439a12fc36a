"""Line groups that FWB and FHL share: parties, customs information, values, remarks, tariff codes."""

import re
from typing import Final

from darvoza.consignment import Role
from darvoza.intake.cargo_imp.draft import MANY, Draft
from darvoza.intake.cargo_imp.lines import Field, Group
from darvoza.intake.edifact import number
from darvoza.intake.problems import Problems

PARTIES: Final = {
    "SHP": Role.CONSIGNOR,
    "CNE": Role.CONSIGNEE,
    "NFY": Role.NOTIFY_PARTY,
    "AGT": Role.FORWARDER,
    "NOM": Role.FORWARDER,
}
PARTY_LINES: Final = frozenset({"NAM", "ADR", "LOC"})
"""In FWB/17 the lines of a party have letters of their own."""

_COUNTRY: Final = re.compile("[A-Z]{2}")
_UN_NUMBER: Final = re.compile(r"\bUN[ -]?(\d{4})\b", re.ASCII)
_IDENTIFIER: Final = re.compile(r"(TIN|INN|STIR|EORI|USCI|VAT|PINFL|AEO)[ :-]?([A-Z0-9]+)", re.ASCII)
_HS: Final = re.compile(r"\d{4,14}", re.ASCII)
_PHONES: Final = frozenset({"TE", "CT"})
_DOCUMENTS: Final = frozenset({"C", "D", "I", "L", "P"})
_CVD: Final = 3


def party(draft: Draft, group: Group, problems: Problems, *, account: bool) -> int:
    """SHP, CNE, NFY: a party, its account number on the first line (FWB) or its name right there (FHL, NFY)."""
    position = draft.party(PARTIES[group.tag], again=group.tag == "NFY")
    lines = [[each for each in line if each.value] for line in group.lines]
    if account:
        head, *lines = lines or [[]]
        if head:
            draft.describe_party(position, "identifiers", (f"ACCOUNT:{head[0].value}",), head[0])
    lines = [line for line in lines if line]
    if len(lines) > 1 and _is_country_line(lines[-1]):
        _country_line(draft, position, lines.pop())
    for name, line in zip(_names(len(lines)), lines, strict=False):
        draft.describe_party(position, name, line[0].value, line[0])
    if not lines:
        problems.add(
            group.offset,
            field=group.tag,
            rule="The party {field} has no name.",
            advice="Send the name and address of each party.",
            value=group.tag,
        )
    return position


def _names(count: int) -> tuple[str, ...]:
    """What the lines of a party are, when there are so many before the one with its country."""
    return ("name", "address", "city") if count > 2 else ("name", "city")


def party_line(draft: Draft, position: int, group: Group) -> None:
    """NAM, ADR, LOC: a line of the party before it, as FWB/17 writes it."""
    name = {"NAM": "name", "ADR": "address", "LOC": "city"}[group.tag]
    for number_, line in enumerate(group.lines):
        fields = [each for each in line if each.value]
        if not fields:
            continue
        if group.tag == "LOC" and number_ and _is_country_line(fields):
            _country_line(draft, position, fields)
        else:
            draft.describe_party(position, name, fields[0].value, fields[0])


def _is_country_line(line: list[Field]) -> bool:
    return _COUNTRY.fullmatch(line[0].value) is not None


def _country_line(draft: Draft, position: int, line: list[Field]) -> None:
    """Country, postcode, and contacts, each after the two letters that say what it is."""
    draft.describe_party(position, "country", line[0].value, line[0])
    rest = line[1:]
    if rest and rest[0].value not in {"TE", "FX", "TL", "EM"}:
        draft.describe_party(position, "postcode", rest[0].value, rest[0])
        rest = rest[1:]
    for kind, contact in zip(rest[::2], rest[1::2], strict=False):
        if kind.value in _PHONES:
            draft.describe_party(position, "phone", contact.value, contact)
        elif kind.value == "EM":
            draft.describe_party(position, "email", contact.value, contact)


def agent(draft: Draft, group: Group) -> int:
    """AGT: the forwarder, by its IATA code, name and place."""
    position = draft.party(Role.FORWARDER)
    head, *lines = group.lines
    if len(head) > 1 and head[1].value:
        draft.describe_party(position, "identifiers", (f"IATA:{head[1].value}",), head[1])
    filled = [next((each for each in line if each.value), None) for line in lines]
    for name, source in zip(("name", "city"), filled, strict=False):
        if source is not None:
            draft.describe_party(position, name, source.value, source)
    return position


def customs_information(draft: Draft, group: Group) -> None:
    """OCI: what customs wants to know: numbers of parties, their contacts, declarations and documents.

    Fields are country, party or procedure, kind of information, and the information; the first two carry on from the
    line before where they are left out.
    """
    about = ""
    for line in group.lines:
        if len(line) < 4:
            continue
        about = line[1].value or about
        kind, value = line[2].value, line[3]
        if not value.value:
            continue
        if about in PARTIES and kind in {"T", "CT", "CP"}:
            _about_party(draft, PARTIES[about], kind, value)
        elif kind == "M":
            draft.put("declaration", value.value, value)
        elif kind == "U":
            draft.put("ucr", value.value, value)
        elif kind == "HC" and draft.goods:
            tariff_code(draft, 0, value)
        elif kind in _DOCUMENTS and len(draft.documents) < MANY:
            draft.documents.append({"type": kind, "number": value.value})
            draft.mark("documents", "number", len(draft.documents) - 1, value)


def _about_party(draft: Draft, role: Role, kind: str, value: Field) -> None:
    position = draft.party(role)
    party_ = draft.parties[position]
    if kind == "T":
        named = _IDENTIFIER.fullmatch(value.value)
        identifier = f"{named[1]}:{named[2]}" if named else f"TIN:{value.value}"
        known = party_.get("identifiers", ())
        if identifier not in known and len(known) < MANY:
            # Tax numbers come first, and are what the mark shows: they tell more than a carrier's account number.
            party_["identifiers"] = (identifier, *known)
            draft.mark("parties", "identifiers", position, value)
    elif kind == "CT":
        draft.describe_party(position, "phone", value.value, value)


def charges(draft: Draft, group: Group) -> None:
    """CVD: the currency, and the values declared for customs and for carriage, where declared."""
    fields = [each for line in group.lines for each in line]
    if len(fields) <= _CVD:
        return
    draft.put("currency", fields[0].value or None, fields[0])
    carriage, customs = fields[-3], fields[-2]
    for declared in (customs, carriage):
        value = number(declared.value)
        if value is not None and declared.value:
            draft.put("value", value, declared)


def remark(draft: Draft, group: Group) -> None:
    """SSR, OSI: what the carrier should know, and dangerous goods named in it."""
    text = " ".join(each.value for each in group.each())
    if text:
        draft.notes.append(text)
        source = next(group.each())
        draft.dangerous += [(number_, source) for number_ in _UN_NUMBER.findall(text)]


def tariff_code(draft: Draft, position: int, source: Field) -> None:
    """A tariff code of the item; a second one is an item of its own with the same description."""
    code = source.value.replace(".", "").replace(" ", "")
    if not _HS.fullmatch(code):
        return
    item = draft.goods[position]
    if item.get("hs_code") not in {None, code}:
        if len(draft.goods) >= MANY:
            return
        draft.goods.append({name: item[name] for name in ("description", "origin") if name in item})
        position = len(draft.goods) - 1
    draft.describe_item(position, "hs_code", code, source)


def describe(draft: Draft, position: int, source: Field, limit: int) -> None:
    """A line of the description of goods."""
    item = draft.goods[position]
    known = item.get("description")
    if known is None:
        draft.describe_item(position, "description", source.value, source)
    elif source.value.startswith(known):
        item["description"] = source.value
    elif len(known) + source.length < limit:
        item["description"] = f"{known} {source.value}"
    for number_ in _UN_NUMBER.findall(source.value):
        draft.hazard(position, number_, source)
