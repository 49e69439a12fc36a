"""The liaison desk: drafts that a second officer approves, what came in, how conversations stand, and who owes what.

Everything here is what a page or a command shows; nothing is shown to a viewer beyond the caveats it came with.
"""

from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import uuid4

import msgspec

from darvoza.exchange.agreements.agreement import Article
from darvoza.exchange.agreements.terms import Caveats
from darvoza.exchange.held.holdings import View
from darvoza.exchange.held.viewing import Viewer, Withheld
from darvoza.exchange.liaison.leaving import Leaving
from darvoza.exchange.messages.conversation import (
    HOUSEKEEPING,
    Conversation,
    Step,
    Task,
    Turn,
    days_after,
    stands,
)
from darvoza.exchange.messages.envelope import Body, Message, kind_of
from darvoza.exchange.messages.forms import read_message
from darvoza.exchange.messages.kinds import Kind
from darvoza.exchange.post_office.outgoing import Standing
from darvoza.exchange.sealed.log import Event

_HOUSEKEEPING: Final = tuple(kind.value for kind in sorted(HOUSEKEEPING))


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the inbox or outbox. ``matter`` is None where the viewer may not see it (``withheld`` says so)."""

    id: str
    kind: Kind
    partner: str
    agreement: str
    article: str
    conversation: str
    at: datetime
    matter: str | None
    items: int
    standing: str
    reason: str | None = None
    values: dict[str, str] = {}
    withheld: bool = False
    ours: bool = False


class MessageView(msgspec.Struct, frozen=True, kw_only=True):
    """A message as somebody may see it: its header always, its body and each item only within their caveats."""

    id: str
    kind: Kind
    sender: str
    recipient: str
    agreement: str
    agreement_version: int
    article: Article | None
    conversation: str
    in_reply_to: str | None
    written: datetime
    language: str
    signed_by: str
    caveats: Caveats
    body: Body | None
    items: tuple[View, ...]
    withheld: tuple[Withheld, ...]


class Oral(msgspec.Struct, frozen=True, kw_only=True):
    """A request made by word of mouth, whose written confirmation is due."""

    id: str
    agreement: str
    article: str
    asker: str
    asked: str
    at: datetime
    summary: str
    due: date | None
    noted_by: str
    confirmed_by: str | None = None


class Clock(msgspec.Struct, frozen=True, kw_only=True):
    """A step that is owed, with the conversation it belongs to; ``late`` once its day has passed."""

    conversation: str
    partner: str
    step: Step
    ours: bool
    late: bool


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """How much was exchanged with a partner under an article, and how promptly it was answered."""

    partner: str
    agreement: str
    article: str
    sent: int
    received: int
    asked: int
    answered: int
    refused: int
    late: int
    median_days: float | None


class Desk(Leaving):
    """The liaison desk of one node."""

    def inbox(self, viewer: Viewer, *, partner: str | None = None) -> list[Entry]:
        """What partners have sent, newest first."""
        return self._entries(viewer, "sender != ? and sender = coalesce(?, sender)", partner)

    def outbox(self, viewer: Viewer, *, partner: str | None = None) -> list[Entry]:
        """What was sent to partners, newest first, and what became of it."""
        return self._entries(viewer, "sender = ? and messages.recipient = coalesce(?, messages.recipient)", partner)

    def said(self, viewer: Viewer, conversation: str) -> list[Entry]:
        """What was said in one conversation by both sides, oldest first."""
        where = "? in (messages.sender, messages.recipient) and messages.conversation = ?"
        return self._entries(viewer, where, conversation)[::-1]

    def _entries(self, viewer: Viewer, where: str, partner: str | None) -> list[Entry]:
        rows = self._store.all(
            "select messages.*, outbox.state as standing, outbox.fault, outbox.reason from messages "  # noqa: S608 - the condition is our own
            "left join outbox on outbox.id = messages.id and messages.sender = ? "
            f"where {where} and kind not in (?, ?) order by at desc, messages.rowid desc",
            *(self._country, self._country, partner, *_HOUSEKEEPING),
        )
        return [self._entry(viewer, dict(row)) for row in rows]

    def _entry(self, viewer: Viewer, row: dict[str, Any]) -> Entry:
        message = read_message(row["document"])
        ours = message.sender == self._country
        may = self._holdings.may(viewer, message.id).allowed
        return Entry(
            id=message.id,
            kind=kind_of(message.body),
            partner=message.recipient if ours else message.sender,
            agreement=message.agreement,
            article=message.article,
            conversation=message.conversation,
            at=datetime.fromisoformat(row["at"]),
            matter=_matter(message) if may else None,
            items=len(message.items),
            standing=row["standing"] or "taken",
            reason=row["reason"],
            withheld=not may,
            ours=ours,
        )

    def read(self, viewer: Viewer, id_: str) -> MessageView:
        """A message, sent or received, as this viewer may see it; what is withheld is said.

        Raises:
            KeyError: there is no such message.
        """
        message = self.message(id_)
        agreement = self._register.find(message.agreement, message.agreement_version)
        article = (
            next((each for each in agreement.articles if each.number == message.article), None) if agreement else None
        )
        whole = self._holdings.read(viewer, message.id)
        return MessageView(
            id=message.id,
            kind=kind_of(message.body),
            sender=message.sender,
            recipient=message.recipient,
            agreement=message.agreement,
            agreement_version=message.agreement_version,
            article=article,
            conversation=message.conversation,
            in_reply_to=message.in_reply_to,
            written=message.written,
            language=message.language,
            signed_by=message.signed_by,
            caveats=message.caveats | whole.caveats,
            body=None if whole.withheld else message.body,
            items=tuple(self._holdings.read(viewer, item.id) for item in message.items),
            withheld=whole.withheld,
        )

    def conversation(self, id_: str) -> Conversation:
        """How a conversation stands.

        Raises:
            KeyError: there is none.
        """
        first = self._first(id_)
        rows = self._store.all("select * from messages where conversation = ? order by at, rowid", id_)
        turns = [
            Turn(message=read_message(row["document"]), at=datetime.fromisoformat(row["at"]), number=row["number"])
            for row in rows
        ]
        ticked = self._store.all(
            "select * from ticked where message in (select id from messages where conversation = ?)", id_
        )
        done = [(row["message"], Task(row["task"]), datetime.fromisoformat(row["at"])) for row in ticked]
        return stands(turns, self._agreement(first), done)

    def conversations(self) -> list[Conversation]:
        """Every conversation, newest first."""
        rows = self._store.all(
            "select conversation, min(at) as began from messages where kind not in (?, ?) and conversation = id "
            "group by conversation order by began desc",
            *_HOUSEKEEPING,
        )
        return [self.conversation(row["conversation"]) for row in rows]

    def clocks(self) -> list[Clock]:
        """Every step that somebody owes, ours and our partners', the most pressing first."""
        today = self._now().date()
        found = [
            Clock(
                conversation=each.id,
                partner=each.asked if each.asker == self._country else each.asker,
                step=step,
                ours=step.owner == self._country,
                late=step.late(today),
            )
            for each in self.conversations()
            for step in each.steps
            if step.done is None
        ]
        for oral in self.orals(unconfirmed=True):
            step = Step(task=Task.CONFIRM_ORAL, owner=oral.asker, about=oral.id, opened=oral.at, due=oral.due)
            ours = oral.asker == self._country
            partner = oral.asked if ours else oral.asker
            found.append(Clock(conversation=oral.id, partner=partner, step=step, ours=ours, late=step.late(today)))
        found += self._unacknowledged(today)
        return sorted(found, key=lambda clock: (clock.step.due or date.max, clock.step.opened))

    def _unacknowledged(self, today: date) -> list[Clock]:
        """What left and has no receipt yet: the partner owes one, in the agreement's days."""
        rows = self._store.all(
            "select document from messages join outbox on outbox.id = messages.id and messages.sender = ? "
            "where outbox.state in (?, ?) and outbox.number > 0 and kind not in (?, ?)",
            *(self._country, Standing.WAITING.value, Standing.HANDED_OVER.value, *_HOUSEKEEPING),
        )
        found = []
        for message in (read_message(row["document"]) for row in rows):
            due = days_after(message.written, self._agreement(message).deadlines.acknowledge_days)
            step = Step(
                task=Task.ACKNOWLEDGE, owner=message.recipient, about=message.id, opened=message.written, due=due
            )
            partner, late = message.recipient, step.late(today)
            found.append(Clock(conversation=message.conversation, partner=partner, step=step, ours=False, late=late))
        return found

    def tick(self, message: str, task: Task, *, by: str) -> None:
        """Tick off a step that was done outside, such as returning an original."""
        with self._store.transaction():
            row = (message, task.value, self._now().isoformat(), by)
            self._store.change("insert or ignore into ticked values (?, ?, ?, ?)", *row)
            self._log.write(Event.TICKED, self._now(), message=message, task=task.value, by=by)

    # What was asked by word of mouth

    def note_oral(
        self, *, agreement: str, article: str, asker: str, asked: str, at: datetime, summary: str, by: str
    ) -> Oral:
        """Note a request made by word of mouth: the clock for its written confirmation starts.

        Raises:
            KeyError: there is no such agreement.
        """
        known = self._register.find(agreement)
        if known is None:
            raise KeyError(f"there is no agreement {agreement}")
        id_ = str(uuid4())
        due = days_after(at, known.deadlines.confirm_oral_days)
        with self._store.transaction():
            self._store.change(
                "insert into orals values (?, ?, ?, ?, ?, ?, ?, ?, ?, null)",
                *(id_, agreement, article, asker, asked, at.astimezone(UTC).isoformat(), summary),
                due.isoformat() if due else None,
                by,
            )
            partner = asked if asker == self._country else asker
            self._log.write(Event.ORAL_NOTED, self._now(), partner=partner, oral=id_, by=by)
        return next(oral for oral in self.orals() if oral.id == id_)

    def confirm_oral(self, oral: str, message: str) -> None:
        """Say that a message received or sent is the written confirmation of an oral request."""
        self.message(message)
        self._store.change("update orals set confirmed_by = ? where id = ?", message, oral)

    def orals(self, *, unconfirmed: bool = False) -> list[Oral]:
        """Requests made by word of mouth, earliest due first."""
        rows = self._store.all("select * from orals order by due, at")
        found = [msgspec.convert(dict(row), Oral, strict=False) for row in rows]
        return [oral for oral in found if not unconfirmed or oral.confirmed_by is None]

    # Figures

    def statistics(self) -> list[Count]:
        """What was exchanged, by partner and article, and how promptly requests were answered."""
        counted: dict[tuple[str, str, str], list[tuple[Conversation, int, int]]] = {}
        for each in self.conversations():
            partner = each.asked if each.asker == self._country else each.asker
            rows = self._store.all("select sender from messages where conversation = ?", each.id)
            sent = sum(row["sender"] == self._country for row in rows)
            counted.setdefault((partner, each.agreement, each.article), []).append((each, sent, len(rows) - sent))
        today = self._now().date()
        return [_counted(key, found, today) for key, found in sorted(counted.items())]


def _matter(message: Message) -> str:
    body = message.body
    for name in ("matter", "summary", "text", "reasons", "what"):
        value = getattr(body, name, None)
        if isinstance(value, str):
            return value
    return kind_of(body).value


def _counted(key: tuple[str, str, str], found: list[tuple[Conversation, int, int]], today: date) -> Count:
    answers = [step for each, _, _ in found for step in each.steps if step.task is Task.ANSWER]
    days = sorted((step.done - step.opened).total_seconds() / 86_400 for step in answers if step.done is not None)
    late = sum(step.late(today) or bool(step.done and step.due and step.done.date() > step.due) for step in answers)
    middle = None
    if days:
        middle = (days[(len(days) - 1) // 2] + days[len(days) // 2]) / 2
    return Count(
        partner=key[0],
        agreement=key[1],
        article=key[2],
        sent=sum(sent for _, sent, _ in found),
        received=sum(received for _, _, received in found),
        asked=len(answers),
        answered=sum(each.state.value == "answered" for each, _, _ in found),
        refused=sum(each.state.value == "refused" for each, _, _ in found),
        late=late,
        median_days=middle,
    )
