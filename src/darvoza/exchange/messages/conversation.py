"""A conversation: what was said between two administrations about one matter, and who owes the next step by when.

The state is worked out anew from what was said, so both sides come to the same one, in whatever order messages arrived.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec

from darvoza.exchange.agreements.agreement import Agreement, Form
from darvoza.exchange.messages.envelope import Message, kind_of
from darvoza.exchange.messages.kinds import (
    CertifiedCopy,
    Consultation,
    CostDecision,
    CostEstimate,
    InterimAnswer,
    Kind,
    Postponement,
    Request,
    Surveillance,
    WrittenConfirmation,
)

ASKING: Final = frozenset(
    {
        Kind.REQUEST,
        Kind.SURVEILLANCE,
        Kind.NOTIFICATION,
        Kind.CONTROLLED_DELIVERY,
        Kind.WITNESS_OR_EXPERT,
        Kind.WATCH_LIST_QUERY,
        Kind.CONSENT_REQUEST,
        Kind.MATCH_QUERY,
    }
)
"""Messages that begin a conversation and want an answer."""
TELLING: Final = frozenset(
    {Kind.SPONTANEOUS, Kind.AUTOMATIC, Kind.ADVANCE, Kind.SEIZURE_NOTICE, Kind.DISCLOSURE_NOTICE, Kind.CERTIFIED_COPY}
)
"""Messages that begin a conversation and want none; a seizure notice or a copy may also stand in one."""
_BY_ASKED: Final = frozenset(
    {
        Kind.ANSWER,
        Kind.INTERIM_ANSWER,
        Kind.REFUSAL,
        Kind.POSTPONEMENT,
        Kind.COST_ESTIMATE,
        Kind.CONSENT,
        Kind.MATCH_ANSWER,
    }
)
_BY_ASKER: Final = frozenset({Kind.WRITTEN_CONFIRMATION, Kind.COST_DECISION})
_WITHIN: Final = frozenset({Kind.CONSULTATION, Kind.SEIZURE_NOTICE, Kind.CERTIFIED_COPY, Kind.SURVEILLANCE})
HOUSEKEEPING: Final = frozenset({Kind.RECEIPT, Kind.KEY_NOTICE})
"""Messages of the nodes themselves, outside any conversation."""

_FORMS: Final[dict[Kind, tuple[Form, ...]]] = {
    Kind.SPONTANEOUS: (Form.SPONTANEOUS,),
    Kind.AUTOMATIC: (Form.AUTOMATIC,),
    Kind.ADVANCE: (Form.ADVANCE,),
    Kind.SURVEILLANCE: (Form.SURVEILLANCE,),
    Kind.NOTIFICATION: (Form.NOTIFICATION,),
    Kind.CONTROLLED_DELIVERY: (Form.CONTROLLED_DELIVERY,),
    Kind.WITNESS_OR_EXPERT: (Form.EXPERTS_AND_WITNESSES,),
    Kind.SEIZURE_NOTICE: (Form.SPONTANEOUS, Form.AUTOMATIC),
    Kind.CERTIFIED_COPY: (Form.ON_REQUEST, Form.SPONTANEOUS),
    Kind.WATCH_LIST_QUERY: (Form.ON_REQUEST,),
    Kind.MATCH_QUERY: (Form.ON_REQUEST,),
}


class State(StrEnum):
    """How a conversation stands."""

    WAITING = "waiting"
    ANSWERED_IN_PART = "answered in part"
    POSTPONED = "postponed"
    ANSWERED = "answered"
    REFUSED = "refused"
    TOLD = "told"


_STATES: Final = {
    Kind.INTERIM_ANSWER: State.ANSWERED_IN_PART,
    Kind.POSTPONEMENT: State.POSTPONED,
    Kind.ANSWER: State.ANSWERED,
    Kind.CONSENT: State.ANSWERED,
    Kind.MATCH_ANSWER: State.ANSWERED,
    Kind.REFUSAL: State.REFUSED,
}
_FINAL: Final = frozenset({State.ANSWERED, State.REFUSED})


class Task(StrEnum):
    """A step that somebody owes."""

    ANSWER = "answer"
    CONFIRM_ORAL = "confirm in writing what was asked orally"
    CONFIRM_ELECTRONIC = "confirm in writing as asked"
    REVIEW_POSTPONEMENT = "review the postponement"
    GIVE_MORE = "give what the interim answer left open"
    REPLY = "reply to the consultation"
    DECIDE_COST = "decide on the cost"
    RETURN_ORIGINAL = "return the original"
    ACKNOWLEDGE = "give a receipt"


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a conversation: what, who owes it (a country), from when, by when, and when it was done."""

    task: Task
    owner: str
    about: str
    opened: datetime
    due: date | None = None
    done: datetime | None = None

    def late(self, on: date) -> bool:
        """Whether it is still owed after its day."""
        return self.done is None and self.due is not None and on > self.due


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """One message of a conversation as this node knows it; ``number`` is the sender's own count."""

    message: Message
    at: datetime
    number: int = 0


class Conversation(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation as it stands: who asked whom, under what, how far it is, and its steps, earliest due first."""

    id: str
    kind: Kind
    agreement: str
    article: str
    asker: str
    asked: str
    state: State
    started: datetime
    steps: tuple[Step, ...]
    messages: tuple[str, ...]

    def owed(self, by: str) -> tuple[Step, ...]:
        """The open steps that this country owes."""
        return tuple(step for step in self.steps if step.owner == by and step.done is None)


def forms_of(message: Message) -> tuple[Form, ...]:
    """The forms of assistance of which an article must provide for one; none where the conversation's serves."""
    if isinstance(message.body, Request):
        return (message.body.form,)
    return _FORMS.get(kind_of(message.body), ()) if message.conversation == message.id else ()


def days_after(since: datetime, days: int | None) -> date | None:
    """The day so many days after; None where none are agreed."""
    return None if days is None else since.date() + timedelta(days=days)


def begins(message: Message) -> bool:
    """Whether the message begins its conversation."""
    return message.conversation == message.id


def out_of_turn(message: Message, first: Message | None) -> str | None:
    """Why this message has no place in the conversation that ``first`` began; None if it has one."""
    kind = kind_of(message.body)
    if begins(message):
        return None if kind in ASKING | TELLING else "A message of this kind answers another, and does not say which."
    if first is None:
        return "The message belongs to a conversation that is not known here."
    if (message.agreement, message.article) != (first.agreement, first.article):
        return "The message names another agreement or article than the conversation that it belongs to."
    if {message.sender, message.recipient} != {first.sender, first.recipient}:
        return "The message comes from somebody who is not part of the conversation."
    return _wrong_side(kind, message.sender, first)


def _wrong_side(kind: Kind, sender: str, first: Message) -> str | None:
    """Why a message of this kind is not for this side to send in the conversation that ``first`` began."""
    answers = {Kind.CONSENT: Kind.CONSENT_REQUEST, Kind.MATCH_ANSWER: Kind.MATCH_QUERY}
    by_asked = kind in _BY_ASKED and sender == first.recipient
    if by_asked and kind in answers and kind_of(first.body) is not answers[kind]:
        return "The message answers what was not asked."
    if by_asked or kind in _WITHIN or (kind in _BY_ASKER and sender == first.sender):
        return None
    return "A message of this kind is not for this side of the conversation to send."


def stands(
    turns: Iterable[Turn], agreement: Agreement, done: Iterable[tuple[str, Task, datetime]] = ()
) -> Conversation:
    """How a conversation stands after these turns; ``done`` are steps ticked off by hand: (message, task, when).

    Raises:
        ValueError: none of the turns begins the conversation.
    """
    said = sorted(turns, key=lambda turn: (not begins(turn.message), turn.message.sender, turn.number, turn.at))
    if not said or not begins(said[0].message):
        raise ValueError("nothing here begins the conversation")
    first = said[0].message
    kind = kind_of(first.body)
    state = State.WAITING if kind in ASKING and not _seen(first) else State.TOLD
    for turn in said[1:]:
        state = _STATES.get(kind_of(turn.message.body), state) if turn.message.sender == first.recipient else state
    opened = [step for turn in said for step in _opened(turn, first, agreement)]
    closed = [_closed(step, said, state) for step in opened]
    ticked = {(about, task): when for about, task, when in done}
    steps = [
        msgspec.structs.replace(step, done=ticked[step.about, step.task])
        if step.done is None and (step.about, step.task) in ticked
        else step
        for step in closed
    ]
    return Conversation(
        id=first.id,
        kind=kind,
        agreement=first.agreement,
        article=first.article,
        asker=first.sender,
        asked=first.recipient,
        state=state,
        started=first.written,
        steps=tuple(sorted(steps, key=lambda step: (step.due or date.max, step.opened))),
        messages=tuple(turn.message.id for turn in sorted(said, key=lambda turn: (turn.at, turn.message.id))),
    )


def _seen(first: Message) -> bool:
    """A surveillance message that tells what was seen asks for nothing."""
    return isinstance(first.body, Surveillance) and first.body.observed is not None


def _opened(turn: Turn, first: Message, agreement: Agreement) -> Iterable[Step]:
    message, body, deadlines = turn.message, turn.message.body, agreement.deadlines
    other, on = message.recipient, message.written

    def step(task: Task, owner: str, due: date | None) -> Step:
        return Step(task=task, owner=owner, about=message.id, opened=on, due=due)

    def after(days: int | None) -> date | None:
        return days_after(on, days)

    if message.id == first.id and kind_of(body) in ASKING and not _seen(first):
        wanted: date | None = getattr(body, "wanted_by", None)
        due = min((day for day in (wanted, after(deadlines.answer_days)) if day), default=None)
        yield step(Task.ANSWER, other, due)
    match body:
        case InterimAnswer():
            yield step(Task.GIVE_MORE, message.sender, body.expected)
        case Postponement():
            yield step(Task.REVIEW_POSTPONEMENT, message.sender, body.review)
        case Consultation(reply=False):
            yield step(Task.REPLY, other, after(deadlines.consult_days))
            if body.written_confirmation:
                yield step(Task.CONFIRM_ELECTRONIC, other, after(deadlines.confirm_oral_days))
        case CostEstimate():
            yield step(Task.DECIDE_COST, other, after(deadlines.consult_days))
        case CertifiedCopy(original=True):
            yield step(Task.RETURN_ORIGINAL, other, body.return_by)


_FINISHED_BY_ANSWER: Final = frozenset({Task.ANSWER, Task.GIVE_MORE, Task.REVIEW_POSTPONEMENT})


def _closed(step: Step, said: list[Turn], state: State) -> Step:
    for turn in said:
        body = turn.message.body
        match step.task:
            case Task.CONFIRM_ELECTRONIC:
                met = isinstance(body, WrittenConfirmation) and turn.message.written >= step.opened
            case Task.REPLY:
                met = isinstance(body, Consultation) and body.reply and turn.message.in_reply_to == step.about
            case Task.DECIDE_COST:
                met = isinstance(body, CostDecision) and body.estimate == step.about
            case task if task in _FINISHED_BY_ANSWER:
                final = _STATES.get(kind_of(body)) in _FINAL and turn.message.sender == step.owner
                later = task is Task.ANSWER and kind_of(body) is Kind.POSTPONEMENT and turn.message.sender == step.owner
                met = (final and state in _FINAL) or later
            case _:
                met = False
        if met:
            return msgspec.structs.replace(step, done=turn.message.written)
    return step
