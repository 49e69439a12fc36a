"""The kinds of message that the desk writes: what each asks an officer to fill in, and where it may go."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from darvoza.exchange import (
    Action,
    Advance,
    Agreement,
    Answer,
    Article,
    Automatic,
    Body,
    CertifiedCopy,
    Consent,
    ConsentRequest,
    Consultation,
    ControlledDelivery,
    Conversation,
    Cost,
    CostDecision,
    CostEstimate,
    DisclosureNotice,
    Form,
    Ground,
    InterimAnswer,
    Kind,
    Node,
    Notification,
    Postponement,
    Purpose,
    Refusal,
    Request,
    SeizureNotice,
    Spontaneous,
    Step,
    Surveillance,
    Task,
    WatchListQuery,
    WitnessOrExpert,
    WrittenConfirmation,
    kind_of,
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
_MATTER: Final = Field("matter", "Matter", "line")
_SUMMARY: Final = Field("summary", "Summary")
_REASON: Final = Field("reason", "Reason for the request")
_GROUND: Final = Field("ground", "Ground", "choice", _GROUNDS)
_REASONS: Final = Field("reasons", "Reasons")
_PURPOSE: Final = Field("purpose", "Purpose", "choice", tuple(each.value for each in Purpose))
_PARTIES: Final = Field(
    "parties", "Persons and companies", "parties", (), "One a line: name; what it is here; numbers."
)
_DOCUMENT: Final = Field("document", "Document", "document", (), "Type; number; issuer; day; SHA-256.")
_ITEMS: Final = Field("items", "Items", "names", (), "One number a line.")
_EXPECTED: Final = Field("expected", "Expected", "moment")
_UNTIL: Final = Field("until", "Until", "day")

FIELDS: Final[dict[Kind, tuple[Field, ...]]] = {
    Kind.REQUEST: (
        _MATTER,
        _REASON,
        Field("facts", "Facts"),
        Field("legal_elements", "Legal elements"),
        Field("procedure", "What is to be done"),
        _PARTIES,
        Field("persons_unknown", "The persons are not known", "tick"),
        _PURPOSE,
        Field("wanted_by", "Wanted by", "day"),
        Field("original_documents", "Originals are needed: copies are not enough", "tick"),
        Field("reciprocity", "The same could be done here if it were asked", "tick"),
        Field("assurances", "Assurances", "assurances"),
    ),
    Kind.SURVEILLANCE: (
        _MATTER,
        Field("subject", "Whom or what to watch"),
        _REASON,
        Field("first", "From", "day"),
        Field("last", "To", "day"),
        Field("observed", "What was seen", help="Only to tell what was seen; a message with it asks for nothing."),
    ),
    Kind.CONTROLLED_DELIVERY: (
        _MATTER,
        Field("plan", "Plan: who watches, where to, when it ends"),
        Field("agreed_by", "Agreed by", "names", (), "One a line: authority, person, day."),
        Field("stop_if", "Stopped at once if"),
        _EXPECTED,
    ),
    Kind.NOTIFICATION: (
        _MATTER,
        Field("addressee", "Addressee", "party", (), "Name; what it is here; numbers."),
        _DOCUMENT,
        Field("deliver_by", "To be delivered by", "day"),
    ),
    Kind.WITNESS_OR_EXPERT: (
        _MATTER,
        Field("official", "Official", "line"),
        Field("authority", "Before which authority", "line"),
        Field("capacity", "In what capacity", "line"),
        Field("scope", "How far authorised"),
        Field("on", "Day", "day"),
    ),
    Kind.WATCH_LIST_QUERY: (_MATTER, _REASON, _PARTIES, _PURPOSE),
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
    Kind.ADVANCE: (_MATTER, _SUMMARY, _EXPECTED),
    Kind.AUTOMATIC: (Field("what", "What goes automatically", "automatic"), _MATTER, _SUMMARY),
    Kind.CERTIFIED_COPY: (
        _DOCUMENT,
        Field("certifier", "Certified by", "line"),
        Field("certified", "Day of certification", "day"),
        Field("interpretation", "What is needed to read it"),
        Field("original", "This is the original", "tick"),
        Field("original_reason", "Why a copy is not enough"),
        Field("return_by", "To be returned by", "day"),
    ),
    Kind.DISCLOSURE_NOTICE: (
        _ITEMS,
        Field("authority", "Which authority compels it", "line"),
        _REASONS,
        Field("on", "Day", "day"),
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
    Kind.COST_ESTIMATE: (
        Field("cost", "Kind of cost", "choice", tuple(each.value for each in Cost)),
        Field("amount", "Amount", "number"),
        Field("currency_code", "Currency", "country"),
        _REASONS,
    ),
    Kind.COST_DECISION: (Field("approved", "The cost is approved", "tick"), _REASONS),
    Kind.CONSULTATION: (
        Field("text", "Question or reply"),
        Field("reply", "This replies to a question", "tick"),
        Field("written_confirmation", "Confirm in writing what came electronically", "tick"),
    ),
    Kind.WRITTEN_CONFIRMATION: (_SUMMARY,),
    Kind.CONSENT_REQUEST: (
        Field("action", "What it is to be used for", "choice", tuple(each.value for each in Action)),
        _PURPOSE,
        Field("users", "Users", "names", (), "One a line: role:…, unit:… or person:…"),
        Field("to", "Country to which it would go on", "country"),
        _UNTIL,
        _REASONS,
    ),
    Kind.CONSENT: (Field("granted", "Granted", "tick"), _UNTIL, _REASONS),
}
"""The kinds of message that are written in a form, and their fields."""

ASKS: Final = (
    Kind.REQUEST,
    Kind.SURVEILLANCE,
    Kind.CONTROLLED_DELIVERY,
    Kind.NOTIFICATION,
    Kind.WITNESS_OR_EXPERT,
    Kind.WATCH_LIST_QUERY,
)
"""Kinds that ask a partner for something and can be written at any time."""
TELLS: Final = (Kind.SPONTANEOUS, Kind.SEIZURE_NOTICE, Kind.ADVANCE, Kind.AUTOMATIC, Kind.CERTIFIED_COPY)
"""Kinds that tell a partner something and can be written at any time."""
BEGINS: Final = (*ASKS, *TELLS)
_OF_RECEIVED: Final = (Kind.CONSENT_REQUEST, Kind.DISCLOSURE_NOTICE)
"""Kinds that are about something received, and go to whom it came from."""
_ANSWERS: Final = (Kind.ANSWER, Kind.INTERIM_ANSWER, Kind.REFUSAL, Kind.POSTPONEMENT, Kind.COST_ESTIMATE)
REQUESTED: Final = (
    Form.ON_REQUEST,
    Form.RECOVERY,
    Form.PRESENCE_OF_OFFICIALS,
    Form.JOINT_TEAMS,
    Form.HOT_PURSUIT,
)
"""The forms of assistance that a request asks for."""
_FORMS: Final = {
    Kind.REQUEST: REQUESTED,
    Kind.WATCH_LIST_QUERY: (Form.ON_REQUEST,),
    Kind.MATCH_QUERY: (Form.ON_REQUEST,),
    Kind.SURVEILLANCE: (Form.SURVEILLANCE,),
    Kind.CONTROLLED_DELIVERY: (Form.CONTROLLED_DELIVERY,),
    Kind.NOTIFICATION: (Form.NOTIFICATION,),
    Kind.WITNESS_OR_EXPERT: (Form.EXPERTS_AND_WITNESSES,),
    Kind.SPONTANEOUS: (Form.SPONTANEOUS,),
    Kind.SEIZURE_NOTICE: (Form.SPONTANEOUS, Form.AUTOMATIC),
    Kind.ADVANCE: (Form.ADVANCE,),
    Kind.AUTOMATIC: (Form.AUTOMATIC,),
    Kind.CERTIFIED_COPY: (Form.ON_REQUEST, Form.SPONTANEOUS),
}
_EMPTY: Final[dict[Kind, Body]] = {
    kind_of(each): each
    for each in (
        Request(),
        Surveillance(),
        ControlledDelivery(),
        Notification(),
        WitnessOrExpert(),
        WatchListQuery(),
        Spontaneous(),
        SeizureNotice(),
        Advance(),
        Automatic(),
        CertifiedCopy(),
        DisclosureNotice(),
        Answer(),
        InterimAnswer(),
        Refusal(),
        Postponement(),
        CostEstimate(),
        CostDecision(),
        Consultation(),
        WrittenConfirmation(),
        ConsentRequest(),
        Consent(),
    )
}


def empty(kind: Kind) -> Body:
    """A body of this kind that says nothing yet."""
    return _EMPTY[kind]


def of_received(kind: Kind) -> bool:
    """Whether messages of this kind are about something received."""
    return kind in _OF_RECEIVED


def replies(state: Conversation, country: str) -> list[Kind]:
    """The kinds of message with which this country can go on with a conversation."""
    owed = {step.task for step in state.owed(country)}
    found = [kind for task, kind in _OWED.items() if task in owed]
    over = state.state.value in {"told", "answered", "refused"}
    if state.asked == country and not over:
        found += _BY_KIND.get(state.kind, _ANSWERS)
    within = [Kind.CONSULTATION, Kind.CERTIFIED_COPY]
    within += [Kind.SURVEILLANCE] if state.kind is Kind.SURVEILLANCE else []
    return [*found, *(kind for kind in within if kind not in found)]


_OWED: Final = {
    Task.DECIDE_COST: Kind.COST_DECISION,
    Task.CONFIRM_ELECTRONIC: Kind.WRITTEN_CONFIRMATION,
    Task.REPLY: Kind.CONSULTATION,
}
_BY_KIND: Final = {Kind.CONSENT_REQUEST: (Kind.CONSENT,), Kind.MATCH_QUERY: (Kind.MATCH_ANSWER, Kind.REFUSAL)}


def owed_step(state: Conversation, country: str, kind: Kind) -> Step | None:
    """The step that a message of this kind would take, if this country owes one: the earliest due."""
    tasks = {task for task, by in _OWED.items() if by is kind}
    return next((step for step in state.owed(country) if step.task in tasks), None)


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
