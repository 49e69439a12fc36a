"""Is a message complete? What an agreement on the WCO model wants in it before it may leave, and before it is taken.

The list for requests follows Article 9 of agreements on that model: administration, matter, kind of assistance, reason,
brief description with administrative and legal elements, persons if known, and the procedure asked for. Refusals and
postponements have a ground and reasons without exception.
"""

from collections.abc import Iterator
from typing import Final

from darvoza.exchange.agreements.agreement import Agreement
from darvoza.exchange.messages.envelope import Message, kind_of
from darvoza.exchange.messages.kinds import Automatic, Ground, Kind, Request
from darvoza.intake import Problem

_FILL: Final = "Fill it in before the message leaves."
_NEEDED: Final[dict[Kind, tuple[str, ...]]] = {
    Kind.REQUEST: ("matter", "reason", "facts", "legal_elements", "procedure", "purpose"),
    Kind.ANSWER: ("summary",),
    Kind.INTERIM_ANSWER: ("summary", "expected"),
    Kind.REFUSAL: ("ground", "reasons"),
    Kind.POSTPONEMENT: ("ground", "reasons", "review"),
    Kind.SPONTANEOUS: ("matter", "summary"),
    Kind.AUTOMATIC: ("what", "summary"),
    Kind.ADVANCE: ("matter", "summary"),
    Kind.SURVEILLANCE: ("matter", "subject"),
    Kind.NOTIFICATION: ("matter", "addressee", "document"),
    Kind.CONTROLLED_DELIVERY: ("matter", "plan", "stop_if"),
    Kind.CERTIFIED_COPY: ("document", "certifier", "certified"),
    Kind.WITNESS_OR_EXPERT: ("matter", "official", "authority", "capacity", "scope"),
    Kind.SEIZURE_NOTICE: ("matter", "seized", "place", "goods"),
    Kind.WATCH_LIST_QUERY: ("matter", "reason", "parties", "purpose"),
    Kind.WRITTEN_CONFIRMATION: ("confirmed", "summary"),
    Kind.CONSULTATION: ("text",),
    Kind.COST_ESTIMATE: ("cost", "amount", "currency_code", "reasons"),
    Kind.COST_DECISION: ("estimate",),
    Kind.CONSENT_REQUEST: ("items", "purpose", "reasons"),
    Kind.CONSENT: ("request",),
    Kind.DISCLOSURE_NOTICE: ("items", "authority", "reasons"),
    Kind.MATCH_QUERY: ("matter",),
}


def missing(message: Message, agreement: Agreement) -> tuple[Problem, ...]:
    """What the message still lacks under this agreement; nothing when it is complete.

    Each problem names the field and says what to do.
    """
    return tuple(_all(message, agreement))


def _all(message: Message, agreement: Agreement) -> Iterator[Problem]:
    kind = kind_of(message.body)
    for field in _NEEDED.get(kind, ()):
        value = getattr(message.body, field)
        if value is None or value == () or (isinstance(value, str) and not value.strip()):
            yield _lacks(field, "The {value} does not say: {field}.", _FILL, kind.value)
    if message.language not in agreement.languages:
        yield Problem(
            where="message",
            field="language",
            value=message.language,
            rule="The agreement is not carried out in the language {value}.",
            advice="Write in one of: {limit}.",
            limit=", ".join(agreement.languages),
        )
    yield from _signatory(message, agreement)
    if isinstance(message.body, Request):
        yield from _request(message.body, agreement)
    if isinstance(message.body, Automatic) and message.body.what is not None:
        yield from _automatic(message.body.what, agreement)
    yield from _conditional(message, kind)


def _request(request: Request, agreement: Agreement) -> Iterator[Problem]:
    if not request.parties and not request.persons_unknown:
        rule = "The request names nobody, and does not say that the persons are unknown."
        yield _lacks("parties", rule, "Name the persons and companies, or say that they are not known.")
    if agreement.reciprocity and not request.reciprocity:
        rule = "The request does not say whether the same could be done if it were asked the other way round."
        yield _lacks("reciprocity", rule, "Say that it could, or ask for something else.")
    for assurance in agreement.assurances:
        if assurance.code not in request.assurances:
            rule = "The request does not give the assurance {value}."
            yield _lacks("assurances", rule, "Read it and give it: nothing may be sent without.", assurance.code)


def _automatic(what: str, agreement: Agreement) -> Iterator[Problem]:
    """What goes automatically is named in the agreement."""
    named = [each.what for each in agreement.automatic]
    if what not in named:
        yield Problem(
            where="message",
            field="what",
            value=what,
            rule="The agreement does not name this among what goes automatically: {value}.",
            advice="Use one of: {limit}.",
            limit="; ".join(named) or "—",
        )


def _conditional(message: Message, kind: Kind) -> Iterator[Problem]:
    """What is needed only sometimes: reasons for what is left out of an answer, a reason for sending an original."""
    body = message.body
    ground: Ground | None = getattr(body, "ground", None)
    reasons: str | None = getattr(body, "reasons", None)
    if kind is Kind.ANSWER and (ground is None) != (not reasons):
        rule = "An answer that grants a part gives both the ground and the reasons for the rest."
        yield _lacks("ground" if ground is None else "reasons", rule, _FILL)
    if kind is Kind.CONSENT and not getattr(body, "granted", False) and not reasons:
        yield _lacks("reasons", "A consent that is not given has reasons.", _FILL)
    if kind is Kind.COST_DECISION and not getattr(body, "approved", False) and not reasons:
        yield _lacks("reasons", "A cost that is not approved has reasons.", _FILL)
    if kind is Kind.CERTIFIED_COPY:
        document = getattr(body, "document", None)
        if document is not None and document.sha256 is None:
            yield _lacks("document", "A certified copy has the SHA-256 of what is certified.", _FILL)
        if getattr(body, "original", False):
            for field in ("original_reason", "return_by"):
                if not getattr(body, field):
                    rule = "An original goes only where a copy is not enough, for a reason and until a day."
                    yield _lacks(field, rule, _FILL)


def _signatory(message: Message, agreement: Agreement) -> Iterator[Problem]:
    """Where a party names its officials, one of them signs."""
    sides = {party.country: party for party in agreement.parties}
    named = sides[message.sender].officials if message.sender in sides else ()
    if named and message.signed_by not in {official.name for official in named}:
        yield Problem(
            where="message",
            field="signed_by",
            value=message.signed_by,
            rule="{value} is not among the officials named under the agreement.",
            advice="Let one of them sign: {limit}.",
            limit=", ".join(official.name for official in named),
        )


def _lacks(field: str, rule: str, advice: str, value: str | None = None) -> Problem:
    return Problem(where="message", field=field, value=value, rule=rule, advice=advice)
