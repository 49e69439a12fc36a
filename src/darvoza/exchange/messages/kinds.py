"""What officers write to each other under an agreement: the kinds of messages, and what each holds.

Beside its body a message has items: the pieces of information it hands over, each with caveats of its own that are
joined with the header's. Names in the JSON are those of the WCO Data Model where it has one.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

import msgspec

from darvoza.exchange.agreements.agreement import Cost, Form
from darvoza.exchange.agreements.terms import Caveats, Purpose
from darvoza.exchange.messages.subjects import Amount, Contents, Country, DocumentData, Name, PartyData, Record, Words

Identity = Annotated[str, msgspec.Meta(pattern="^[0-9A-Za-z-]{8,64}$")]
"""What a message, conversation or item is known by: unique everywhere."""
Digest = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Encoded = Annotated[str, msgspec.Meta(min_length=1, max_length=8_000_000, pattern="^[A-Za-z0-9+/=]*$")]


class Kind(StrEnum):
    """The kinds of message."""

    REQUEST = "request"
    ANSWER = "answer"
    INTERIM_ANSWER = "interim answer"
    REFUSAL = "refusal"
    POSTPONEMENT = "postponement"
    SPONTANEOUS = "spontaneous information"
    AUTOMATIC = "automatic data"
    ADVANCE = "advance data"
    SURVEILLANCE = "surveillance"
    NOTIFICATION = "notification"
    CONTROLLED_DELIVERY = "controlled delivery"
    CERTIFIED_COPY = "certified copy"
    WITNESS_OR_EXPERT = "witness or expert"
    SEIZURE_NOTICE = "seizure notice"
    WATCH_LIST_QUERY = "watch-list query"
    RECEIPT = "receipt"
    WRITTEN_CONFIRMATION = "written confirmation"
    CONSULTATION = "consultation"
    COST_ESTIMATE = "cost estimate"
    COST_DECISION = "cost decision"
    CONSENT_REQUEST = "consent request"
    CONSENT = "consent"
    DISCLOSURE_NOTICE = "disclosure notice"
    MATCH_QUERY = "match query"
    MATCH_ANSWER = "match answer"
    KEY_NOTICE = "key notice"


class Ground(StrEnum):
    """On what ground assistance is refused, postponed or given in part: the grounds that agreements commonly name."""

    SOVEREIGNTY = "sovereignty"
    SECURITY = "security"
    PUBLIC_ORDER = "public order"
    OTHER_INTEREST = "other essential interest"
    SECRET = "industrial, commercial or professional secret"  # noqa: S105 - a ground, not a password
    DOMESTIC_LAW = "domestic law"
    NO_RECIPROCITY = "no reciprocity"
    ONGOING_PROCEEDING = "ongoing investigation or proceeding"
    BURDEN = "disproportionate burden"


class Action(StrEnum):
    """What somebody wants to do with information."""

    VIEW = "view"
    EXPORT = "export"
    INTERFACE = "interface"
    EVIDENCE = "evidence"
    SEND_ON = "send on"
    FEATURE = "model feature"
    KEEP = "keep"


class Item(Record, frozen=True, kw_only=True):
    """One piece of information handed over, with its caveats."""

    id: Identity
    title: Name
    contents: Contents
    caveats: Caveats = Caveats()


class Request(Record, frozen=True, kw_only=True, tag_field="kind", tag="request"):
    """A request for assistance: what is asked, why, and what is known. Complete before it may leave (see ``missing``).

    ``oral`` is when it was already asked by word of mouth, and of whom.
    """

    matter: Words | None = None
    form: Form = Form.ON_REQUEST
    reason: Words | None = None
    facts: Words | None = None
    legal_elements: Words | None = None
    procedure: Words | None = None
    persons_unknown: bool = False
    parties: tuple[PartyData, ...] = ()
    purpose: Purpose | None = None
    reciprocity: bool = False
    assurances: frozenset[str] = frozenset()
    wanted_by: date | None = None
    oral: datetime | None = None
    original_documents: bool = False


class Answer(Record, frozen=True, kw_only=True, tag_field="kind", tag="answer"):
    """What was found out, in the message's items. ``granted_in_part`` has the ground and reasons for what is left."""

    summary: Words | None = None
    ground: Ground | None = None
    reasons: Words | None = None
    explanations: Words | None = None


class InterimAnswer(Record, frozen=True, kw_only=True, tag_field="kind", tag="interim answer"):
    """What is known so far, and when more is to be expected."""

    summary: Words | None = None
    expected: date | None = None


class Refusal(Record, frozen=True, kw_only=True, tag_field="kind", tag="refusal"):
    """Assistance is refused, wholly; the ground and the reasons are always given."""

    ground: Ground | None = None
    reasons: Words | None = None


class Postponement(Record, frozen=True, kw_only=True, tag_field="kind", tag="postponement"):
    """Assistance is put off to a day of review, on a ground and with reasons; conditions may be proposed."""

    ground: Ground | None = None
    reasons: Words | None = None
    review: date | None = None
    conditions: Words | None = None


class Information(Record, frozen=True, kw_only=True):
    """Information given without a request: what it is about, and the offence or measure it bears on."""

    matter: Words | None = None
    summary: Words | None = None


class Spontaneous(Information, frozen=True, kw_only=True, tag_field="kind", tag="spontaneous information"):
    """Information that the sender thinks will be of use, without being asked."""


class Automatic(Information, frozen=True, kw_only=True, tag_field="kind", tag="automatic data"):
    """What the agreement says goes automatically; ``what`` is the agreement's own wording."""

    what: Name | None = None


class Advance(Information, frozen=True, kw_only=True, tag_field="kind", tag="advance data"):
    """What is on its way, before it arrives."""

    expected: datetime | None = None


class Surveillance(Record, frozen=True, kw_only=True, tag_field="kind", tag="surveillance"):
    """Whom or what to keep watch over, from when to when, or what was seen."""

    matter: Words | None = None
    subject: Words | None = None
    reason: Words | None = None
    first: date | None = None
    last: date | None = None
    observed: Words | None = None


class Notification(Record, frozen=True, kw_only=True, tag_field="kind", tag="notification"):
    """A decision or document to be delivered to somebody in the other country."""

    matter: Words | None = None
    addressee: PartyData | None = None
    document: DocumentData | None = None
    deliver_by: date | None = None


class ControlledDelivery(Record, frozen=True, kw_only=True, tag_field="kind", tag="controlled delivery"):
    """A consignment that is to pass under watch: route, time, who agreed, and when it is stopped at the latest."""

    matter: Words | None = None
    plan: Words | None = None
    agreed_by: tuple[Name, ...] = ()
    stop_if: Words | None = None
    expected: datetime | None = None


class CertifiedCopy(Record, frozen=True, kw_only=True, tag_field="kind", tag="certified copy"):
    """A copy with its hash and who certifies it; an original only for a reason, with the day of its return."""

    document: DocumentData | None = None
    certifier: Name | None = None
    certified: date | None = None
    original: bool = False
    original_reason: Words | None = None
    return_by: date | None = None
    interpretation: Words | None = None


class WitnessOrExpert(Record, frozen=True, kw_only=True, tag_field="kind", tag="witness or expert"):
    """An official to appear: before which authority, in what matter and capacity, and how far authorised."""

    matter: Words | None = None
    official: Name | None = None
    authority: Name | None = None
    capacity: Name | None = None
    scope: Words | None = None
    on: date | None = None


class SeizureNotice(Record, frozen=True, kw_only=True, tag_field="kind", tag="seizure notice"):
    """Goods were seized: what, how much, where, when, how it was hidden."""

    matter: Words | None = None
    seized: date | None = None
    place: Name | None = None
    goods: Words | None = None
    quantity: Amount | None = None
    quantity_unit_code: Name | None = None
    concealment: Words | None = None


class WatchListQuery(Record, frozen=True, kw_only=True, tag_field="kind", tag="watch-list query"):
    """Is this party on a list of yours? Names and numbers are told openly, unlike in a private match."""

    matter: Words | None = None
    reason: Words | None = None
    parties: tuple[PartyData, ...] = ()
    purpose: Purpose | None = None


class WrittenConfirmation(Record, frozen=True, kw_only=True, tag_field="kind", tag="written confirmation"):
    """The written form of what was asked orally, or electronically where writing was demanded."""

    confirmed: Identity | None = None
    summary: Words | None = None


class Consultation(Record, frozen=True, kw_only=True, tag_field="kind", tag="consultation"):
    """A question or a reply between the two sides about how to go on; a question waits for a reply.

    ``written_confirmation`` asks that what came electronically be confirmed in writing.
    """

    text: Words | None = None
    reply: bool = False
    written_confirmation: bool = False


class CostEstimate(Record, frozen=True, kw_only=True, tag_field="kind", tag="cost estimate"):
    """A cost that would not be waived, told before it is spent."""

    cost: Cost | None = None
    amount: Amount | None = None
    currency_code: Name | None = None
    reasons: Words | None = None


class CostDecision(Record, frozen=True, kw_only=True, tag_field="kind", tag="cost decision"):
    """Whether an estimated cost is approved."""

    estimate: Identity | None = None
    approved: bool = False
    reasons: Words | None = None


class ConsentRequest(Record, frozen=True, kw_only=True, tag_field="kind", tag="consent request"):
    """May items that you sent be used otherwise than their caveats say? For exactly this use."""

    items: tuple[Identity, ...] = ()
    action: Action = Action.VIEW
    purpose: Purpose | None = None
    users: tuple[Name, ...] = ()
    to: Country | None = None
    until: date | None = None
    reasons: Words | None = None


class Consent(Record, frozen=True, kw_only=True, tag_field="kind", tag="consent"):
    """The supplier's word on a use that was asked for: granted for exactly this, or not."""

    request: Identity | None = None
    granted: bool = False
    items: tuple[Identity, ...] = ()
    action: Action = Action.VIEW
    purpose: Purpose | None = None
    users: tuple[Name, ...] = ()
    to: Country | None = None
    until: date | None = None
    reasons: Words | None = None


class DisclosureNotice(Record, frozen=True, kw_only=True, tag_field="kind", tag="disclosure notice"):
    """A court or law compels disclosure of what was received: told to its supplier, in advance where possible."""

    items: tuple[Identity, ...] = ()
    authority: Name | None = None
    reasons: Words | None = None
    on: date | None = None
