"""What each kind of message asks an officer to fill in, and how a form becomes a body."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import msgspec
from django.http import QueryDict

from darvoza.exchange import (
    Action,
    Agreement,
    Answer,
    Article,
    Body,
    Consent,
    ConsentRequest,
    Consultation,
    Conversation,
    Form,
    Ground,
    InterimAnswer,
    Kind,
    Node,
    PartyData,
    Postponement,
    Purpose,
    Refusal,
    Request,
    SeizureNotice,
    Spontaneous,
    permits_under,
)


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name in the body, its English label, and how it is filled in."""

    name: str
    label: str
    shape: str = "words"
    choices: tuple[str, ...] = ()
    help: str = ""


_GROUNDS: Final = tuple(each.value for each in Ground)
_PURPOSES: Final = tuple(each.value for each in Purpose)
_MATTER: Final = Field("matter", "Matter", "line")
_SUMMARY: Final = Field("summary", "Summary")
_GROUND: Final = Field("ground", "Ground", "choice", _GROUNDS)
_REASONS: Final = Field("reasons", "Reasons")

FIELDS: Final[dict[Kind, tuple[Field, ...]]] = {
    Kind.REQUEST: (
        _MATTER,
        Field("reason", "Reason for the request"),
        Field("facts", "Facts"),
        Field("legal_elements", "Legal elements"),
        Field("procedure", "What is to be done"),
        Field("parties", "Persons and companies", "parties", (), "One a line: name; what it is here; numbers."),
        Field("persons_unknown", "The persons are not known", "tick"),
        Field("purpose", "Purpose", "choice", _PURPOSES),
        Field("wanted_by", "Wanted by", "day"),
        Field("reciprocity", "The same could be done here if it were asked", "tick"),
        Field("assurances", "Assurances", "assurances"),
    ),
    Kind.SPONTANEOUS: (_MATTER, _SUMMARY),
    Kind.SEIZURE_NOTICE: (
        _MATTER,
        Field("seized", "Day of the seizure", "day"),
        Field("place", "Place", "line"),
        Field("goods", "Goods"),
        Field("quantity", "Quantity", "number"),
        Field("quantity_unit_code", "Unit of the quantity", "line"),
        Field("concealment", "How it was hidden"),
    ),
    Kind.ANSWER: (
        _SUMMARY,
        Field("ground", "Ground for what is left out", "choice", _GROUNDS, "Only if a part is not granted."),
        Field("reasons", "Reasons for what is left out"),
        Field("explanations", "Explanations"),
    ),
    Kind.INTERIM_ANSWER: (_SUMMARY, Field("expected", "The rest is to be expected by", "day")),
    Kind.REFUSAL: (_GROUND, _REASONS),
    Kind.POSTPONEMENT: (
        _GROUND,
        _REASONS,
        Field("review", "Day of review", "day"),
        Field("conditions", "Conditions that would let it go on"),
    ),
    Kind.CONSULTATION: (Field("text", "Question or reply"), Field("reply", "This replies to a question", "tick")),
    Kind.CONSENT_REQUEST: (
        Field("action", "What it is to be used for", "choice", tuple(each.value for each in Action)),
        Field("purpose", "Purpose", "choice", _PURPOSES),
        Field("users", "Users", "names", (), "One a line: role:…, unit:… or person:…"),
        Field("to", "Country to which it would go on", "country"),
        Field("until", "Until", "day"),
        _REASONS,
    ),
    Kind.CONSENT: (Field("granted", "Granted", "tick"), Field("until", "Until", "day"), _REASONS),
}
"""The kinds of message that are written here, and their fields."""

BEGINS: Final = (Kind.REQUEST, Kind.SPONTANEOUS, Kind.SEIZURE_NOTICE)
"""Kinds that begin a conversation and can be written at any time."""
_ANSWERS: Final = (Kind.ANSWER, Kind.INTERIM_ANSWER, Kind.REFUSAL, Kind.POSTPONEMENT)
_FORMS: Final = {
    Kind.REQUEST: (Form.ON_REQUEST,),
    Kind.SPONTANEOUS: (Form.SPONTANEOUS,),
    Kind.SEIZURE_NOTICE: (Form.SPONTANEOUS, Form.AUTOMATIC),
}
_EMPTY: Final[dict[Kind, Body]] = {
    Kind.REQUEST: Request(),
    Kind.SPONTANEOUS: Spontaneous(),
    Kind.SEIZURE_NOTICE: SeizureNotice(),
    Kind.ANSWER: Answer(),
    Kind.INTERIM_ANSWER: InterimAnswer(),
    Kind.REFUSAL: Refusal(),
    Kind.POSTPONEMENT: Postponement(),
    Kind.CONSULTATION: Consultation(),
    Kind.CONSENT_REQUEST: ConsentRequest(),
    Kind.CONSENT: Consent(),
}


def empty(kind: Kind) -> Body:
    """A body of this kind that says nothing yet."""
    return _EMPTY[kind]


def replies(state: Conversation, country: str) -> list[Kind]:
    """The kinds of message with which this country can go on with a conversation."""
    found = [Kind.CONSULTATION]
    if state.asked != country or state.state.value in {"told", "answered", "refused"}:
        return found
    if state.kind is Kind.CONSENT_REQUEST:
        return [Kind.CONSENT, *found]
    return [*_ANSWERS, *found]


@dataclass(frozen=True, slots=True)
class Place:
    """Under which agreement and article, and to whom, a message goes."""

    partner: str
    agreement: Agreement
    article: Article

    @property
    def key(self) -> str:
        """What a form calls it."""
        return f"{self.partner}|{self.agreement.id}|{self.article.number}"


def places(node: Node, kind: Kind, on: date) -> list[Place]:
    """Every partner with each article in force that provides for this kind of message."""
    return [
        Place(party.country, signed.agreement, article)
        for signed in node.register.all()
        if any(party.country == node.country for party in signed.agreement.parties)
        for party in signed.agreement.parties
        if party.country and party.country != node.country
        for article in signed.agreement.articles
        if any(
            isinstance(permits_under(signed.agreement, article.number, form, on), Article)
            for form in _FORMS.get(kind, ())
        )
    ]


def labels(kind: Kind, said: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """What a body says, each with its English label where the kind's form has one."""
    known = {_camel(field.name): field.label for field in FIELDS.get(kind, ())}
    return [(known.get(name, name), value) for name, value in said if name != "kind"]


def party_line(party: PartyData) -> str:
    """A party as one line of a form."""
    return "; ".join((party.name or "", party.role_code or "", ", ".join(party.ids))).rstrip("; ")


def filled(body: Body) -> dict[str, Any]:
    """What a body says, as a form shows it."""
    return {name: _shown(getattr(body, name)) for name in body.__struct_fields__}


def _shown(value: Any) -> Any:  # noqa: ANN401 - any field of a body
    if isinstance(value, tuple) and value and isinstance(value[0], PartyData):
        return "\n".join(map(party_line, value))
    if isinstance(value, tuple):
        return "\n".join(map(str, value))
    return value.isoformat() if isinstance(value, date) else "" if value is None else value


def read(kind: Kind, asked: QueryDict, before: Body) -> Body:
    """The body that a form says, with everything kept of the one before that the form does not show.

    Raises:
        msgspec.ValidationError: a field is too long or of another kind than it has to be.
    """
    said = {field.name: _read(field, asked, before) for field in FIELDS[kind]}
    changed = msgspec.structs.replace(before, **said)
    return msgspec.convert(msgspec.to_builtins(changed), type(before))


def _read(field: Field, asked: QueryDict, before: Body) -> Any:  # noqa: ANN401, PLR0911 - any field of a body, by its shape
    text = asked.get(field.name, "").strip().replace("\r\n", "\n")
    match field.shape:
        case "tick":
            return bool(text)
        case "assurances":
            return frozenset(asked.getlist(field.name))
        case "parties":
            known = {party_line(each): each for each in getattr(before, field.name)}
            return tuple(_party(line, known) for line in filter(str.strip, text.split("\n")))
        case "names":
            return tuple(line.strip() for line in text.split("\n") if line.strip())
        case "choice" if field.name == "action" and not text:
            return Action.VIEW
        case "number" if text:
            return _number(text)
        case "country":
            return text.upper() or None
        case _:
            return text or None


def _number(text: str) -> float | str:
    """A number however its decimals are marked; what is none stays as it is and is refused by the body's own form."""
    plain = re.sub(r"\s", "", text).replace(",", ".")
    return float(plain) if re.fullmatch(r"\d{1,15}(\.\d{1,6})?", plain) else text


def _party(line: str, known: Mapping[str, PartyData]) -> PartyData:
    if line.strip() in known:
        return known[line.strip()]  # with all that its line does not show
    name, role, ids = ([*(part.strip() for part in line.split(";", 2)), "", ""])[:3]
    found = tuple(each.strip() for each in ids.split(",") if each.strip())
    return PartyData(name=name or None, role_code=role or None, ids=found)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(each.capitalize() for each in rest)
