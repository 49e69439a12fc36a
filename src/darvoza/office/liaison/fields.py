"""How a form becomes a message's body, and how a body stands in a form."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

import msgspec
from django.http import QueryDict
from django.utils import timezone

from darvoza.exchange import Action, Body, DocumentData, Kind, PartyData
from darvoza.office.liaison.kinds import FIELDS, Field

_PARTS: Final = 5


def labels(kind: Kind, said: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """What a body says, each with its English label where the kind's form has one."""
    known = {_camel(field.name): field.label for field in FIELDS.get(kind, ())}
    return [(known.get(name, name), value) for name, value in said if name != "kind"]


def party_line(party: PartyData) -> str:
    """A party as one line of a form."""
    return "; ".join((party.name or "", party.role_code or "", ", ".join(party.ids))).rstrip("; ")


def document_line(document: DocumentData) -> str:
    """A document as one line of a form."""
    day = document.issue_date.isoformat() if document.issue_date else ""
    told = (document.type_code, document.id, document.issuer, day, document.sha256)
    return "; ".join(each or "" for each in told).rstrip("; ")


def filled(body: Body) -> dict[str, Any]:
    """What a body says, as a form shows it."""
    return {name: _shown(getattr(body, name)) for name in body.__struct_fields__}


def _shown(value: Any) -> Any:  # noqa: ANN401, PLR0911 - any field of a body, by what it is
    match value:
        case None:
            return ""
        case PartyData():
            return party_line(value)
        case DocumentData():
            return document_line(value)
        case tuple():
            return "\n".join(str(_shown(each)) for each in value)
        case datetime():
            return timezone.localtime(value).strftime("%Y-%m-%dT%H:%M")
        case date():
            return value.isoformat()
        case _:
            return value


def read(kind: Kind, asked: QueryDict, before: Body) -> Body:
    """The body that a form says, with everything kept of the one before that the form does not show.

    Raises:
        msgspec.ValidationError: a field is too long or of another kind than it has to be.
    """
    said = {field.name: _read(field, asked, before) for field in FIELDS[kind]}
    changed = msgspec.structs.replace(before, **said)
    return msgspec.convert(msgspec.to_builtins(changed), type(before))


def _read(field: Field, asked: QueryDict, before: Body) -> Any:  # noqa: ANN401, C901, PLR0911 - any field of a body, by its shape
    text = asked.get(field.name, "").strip().replace("\r\n", "\n")
    match field.shape:
        case "tick":
            return bool(text)
        case "assurances":
            return frozenset(asked.getlist(field.name))
        case "parties":
            known = {party_line(each): each for each in getattr(before, field.name)}
            return tuple(_party(line, known) for line in filter(str.strip, text.split("\n")))
        case "party":
            there = getattr(before, field.name)
            return _party(text, {party_line(there): there} if there else {}) if text else None
        case "document":
            return _document(text) if text else None
        case "names":
            return tuple(line.strip() for line in text.split("\n") if line.strip())
        case "choice" if field.name == "action" and not text:
            return Action.VIEW
        case "number" if text:
            return _number(text)
        case "moment" if text:
            return _moment(text)
        case "country":
            return text.upper() or None
        case _:
            return text or None


def _number(text: str) -> float | str:
    """A number however its decimals are marked; what is none stays as it is and is refused by the body's own form."""
    plain = re.sub(r"\s", "", text).replace(",", ".")
    return float(plain) if re.fullmatch(r"\d{1,15}(\.\d{1,6})?", plain) else text


def _moment(text: str) -> datetime | str:
    """A day and time of the office's zone; what is none stays as it is and is refused by the body's own form."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    return found if found.tzinfo else timezone.make_aware(found)


def _party(line: str, known: Mapping[str, PartyData]) -> PartyData:
    if line.strip() in known:
        return known[line.strip()]  # with all that its line does not show
    name, role, ids = ([*(part.strip() for part in line.split(";", 2)), "", ""])[:3]
    found = tuple(each.strip() for each in ids.split(",") if each.strip())
    return PartyData(name=name or None, role_code=role or None, ids=found)


def _document(line: str) -> dict[str, str]:
    """A document as JSON has it; a day or a hash that is none is refused by the body's own form."""
    parts = [part.strip() for part in line.split(";", _PARTS - 1)]
    names = ("typeCode", "id", "issuer", "issueDate", "sha256")
    return {name: part for name, part in zip(names, parts, strict=False) if part}


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(each.capitalize() for each in rest)
