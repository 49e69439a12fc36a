"""The liaison desk: drafts that a second officer approves, what came in, how conversations stand, and who owes what.

Everything here is what a page or a command shows; nothing is shown to a viewer beyond the caveats it came with.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import uuid4

import msgspec

from darvoza.exchange.agreement import Agreement, Article
from darvoza.exchange.caveats import Caveats
from darvoza.exchange.completeness import missing
from darvoza.exchange.conversation import (
    HOUSEKEEPING,
    Conversation,
    Step,
    Task,
    Turn,
    begins,
    days_after,
    out_of_turn,
    stands,
)
from darvoza.exchange.forms import canonical, digest, read_message
from darvoza.exchange.holdings import Holdings, View, caveats_of
from darvoza.exchange.log import Event, Log
from darvoza.exchange.messages import Action, Body, Envelope, Fault, Item, Kind, Message, Receipt, kind_of
from darvoza.exchange.post import Post, permitted
from darvoza.exchange.register import Register
from darvoza.exchange.sealing import Rejected
from darvoza.exchange.store import Store
from darvoza.exchange.viewing import Thing, Use, Viewer, Withheld
from darvoza.intake import Problem

_HOUSEKEEPING: Final = tuple(kind.value for kind in sorted(HOUSEKEEPING))


class NotYet(ValueError):  # noqa: N818 - it may not leave yet
    """A draft cannot go on; ``problems`` says what it lacks, each with what to do."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{each.field}: {each.rule}" for each in problems))


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A message that has not left: ``state`` is ``draft``, ``approved``, ``sent`` or ``withdrawn``.

    ``sources`` names, for each item, the things held here that it was made from.
    """

    id: str
    message: Message
    author: str
    created: datetime
    changed: datetime
    state: str
    approved_by: str | None = None
    sources: Mapping[str, tuple[str, ...]] = {}
    oral: str | None = None


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """Exactly what leaves: the JSON, its SHA-256, and each value with its place in it."""

    document: bytes
    digest: str
    values: tuple[tuple[str, str], ...]


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


class Desk:
    """The liaison desk of one node."""

    def __init__(
        self,
        *,
        store: Store,
        log: Log,
        register: Register,
        holdings: Holdings,
        post: Post,
        country: str,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._log = log
        self._register = register
        self._holdings = holdings
        self._post = post
        self._country = country
        self._now = now

    # Drafts

    def draft(
        self,
        body: Body,
        *,
        author: str,
        agreement: str,
        article: str,
        recipient: str,
        language: str,
        items: Sequence[Item] = (),
        sources: Mapping[str, Sequence[str]] | None = None,
        words: frozenset[str] = frozenset(),
        conversation: str | None = None,
        in_reply_to: str | None = None,
        group: str | None = None,
        signed_by: str | None = None,
        oral: str | None = None,
    ) -> Draft:
        """Begin a message. Items made from things held here inherit their caveats; ``words`` add the agreement's.

        Raises:
            Rejected: no agreement or article permits it.
            KeyError: a word, a source or the conversation is not known.
        """
        now = self._now()
        known = self._register.find(agreement)
        if known is None:
            reason = "There is no agreement {agreement}, and nothing may be written without one."
            raise Rejected(Fault.AGREEMENT, reason, agreement=agreement)
        if conversation is not None:
            known = self._register.find(agreement, self._first(conversation).agreement_version) or known
        made_from = {item: tuple(ids) for item, ids in (sources or {}).items()}
        id_ = str(uuid4())
        message: Message = Envelope(
            id=id_,
            conversation=conversation or id_,
            in_reply_to=in_reply_to,
            agreement=agreement,
            agreement_version=known.version,
            article=article,
            sender=self._country,
            recipient=recipient,
            group=group,
            written=now,
            language=language,
            signed_by=signed_by or author,
            caveats=caveats_of(known, words, now.date()) | _within_group(known, group, self._country, recipient),
            items=tuple(self._bound(item, made_from.get(item.id, ()), known, now.date()) for item in items),
            body=body,
        )
        permitted(self._register, message, now)
        with self._store.transaction():
            row = (id_, canonical(message).decode(), author, now.isoformat(), now.isoformat())
            self._store.change(
                "insert into drafts values (?, ?, ?, ?, ?, 'draft', null, ?, ?)",
                *row,
                msgspec.json.encode(made_from).decode(),
                oral,
            )
            self._log.write(
                Event.DRAFTED, now, partner=recipient, conversation=message.conversation, message=id_, by=author
            )
        return self.find_draft(id_)

    def answer(self, conversation: str, body: Body, *, author: str, language: str, **more: Any) -> Draft:  # noqa: ANN401
        """Begin a message that goes on with a conversation, under the same agreement and article.

        Raises:
            KeyError: there is no such conversation.
            Rejected: this side of it has no such message to send.
        """
        first = self._first(conversation)
        recipient = first.recipient if first.sender == self._country else first.sender
        drafted = self.draft(
            body,
            author=author,
            agreement=first.agreement,
            article=first.article,
            recipient=recipient,
            language=language,
            conversation=conversation,
            in_reply_to=more.pop("in_reply_to", conversation),
            **more,
        )
        wrong = out_of_turn(drafted.message, first)
        if wrong is not None:
            self.withdraw(drafted.id, by=author)
            raise Rejected(Fault.OUT_OF_TURN, wrong)
        return drafted

    def _bound(self, item: Item, sources: tuple[str, ...], agreement: Agreement, on: date) -> Item:
        """The item with the caveats of everything that it was made from."""
        caveats = item.caveats | caveats_of(agreement, item.caveats.words, on)
        for source in sources:
            caveats |= msgspec.structs.replace(self._holdings.caveats(source), words=frozenset())
        return msgspec.structs.replace(item, caveats=caveats)

    def find_draft(self, id_: str) -> Draft:
        """A draft by its id.

        Raises:
            KeyError: there is none.
        """
        row = self._store.one("select * from drafts where id = ?", id_)
        if row is None:
            raise KeyError(f"there is no draft {id_}")
        return _draft(dict(row))

    def drafts(self, state: str | None = None) -> list[Draft]:
        """The drafts, newest first; all, or those in this state."""
        rows = self._store.all(
            "select * from drafts where state = coalesce(?, state) order by changed desc, rowid desc", state
        )
        return [_draft(dict(row)) for row in rows]

    def amend(self, id_: str, body: Body, *, by: str, items: Sequence[Item] | None = None) -> Draft:
        """Change what a draft says; an approval it had is void.

        Raises:
            KeyError: there is no such draft.
            ValueError: it has left or was withdrawn.
        """
        draft = self._open(id_)
        now = self._now()
        message = msgspec.structs.replace(draft.message, body=body, written=now)
        if items is not None:
            agreement = self._agreement(message)
            bound = tuple(self._bound(item, draft.sources.get(item.id, ()), agreement, now.date()) for item in items)
            message = msgspec.structs.replace(message, items=bound)
        with self._store.transaction():
            self._store.change(
                "update drafts set message = ?, changed = ?, state = 'draft', approved_by = null where id = ?",
                *(canonical(message).decode(), now.isoformat(), id_),
            )
            self._log.write(Event.DRAFTED, now, conversation=message.conversation, message=id_, by=by)
        return self.find_draft(id_)

    def lacks(self, id_: str) -> tuple[Problem, ...]:
        """What a draft still lacks before it may leave; nothing when it is complete."""
        message = self.find_draft(id_).message
        return missing(message, self._agreement(message))

    def preview(self, id_: str) -> Preview:
        """Exactly what would leave, for the author and the approver to see."""
        message = self.find_draft(id_).message
        document = canonical(message)
        return Preview(document=document, digest=digest(document), values=tuple(_values(msgspec.to_builtins(message))))

    def approve(self, id_: str, *, by: str) -> Draft:
        """Let a complete draft go: by another officer than its author.

        Raises:
            NotYet: it is not complete, or the approver wrote it.
            KeyError: there is no such draft.
            ValueError: it has left or was withdrawn.
        """
        draft = self._open(id_)
        problems = list(self.lacks(id_))
        if by.strip().casefold() in {draft.author.strip().casefold(), draft.message.signed_by.strip().casefold()}:
            rule = "{value} wrote the message, and a second officer approves it."
            problems.append(_problem("approved_by", rule, "Let another officer approve it.", by))
        if problems:
            raise NotYet(problems)
        now = self._now()
        message = msgspec.structs.replace(draft.message, approved_by=by)
        with self._store.transaction():
            self._store.change(
                "update drafts set message = ?, changed = ?, state = 'approved', approved_by = ? where id = ?",
                *(canonical(message).decode(), now.isoformat(), by, id_),
            )
            self._log.write(Event.APPROVED, now, conversation=message.conversation, message=id_, by=by)
        return self.find_draft(id_)

    def send(self, id_: str, *, by: Viewer) -> Message:
        """Queue an approved draft to leave, if the caveats of everything it passes on allow it.

        Raises:
            NotYet: it is not approved.
            NotAllowed: something in it may not be passed on to this partner; says who could consent.
            Rejected: the agreement no longer permits it.
        """
        draft = self._open(id_)
        if draft.state != "approved":
            rule = "The message has not been approved by a second officer."
            raise NotYet([_problem("approved_by", rule, "Let another officer approve it.")])
        message = draft.message
        permitted(self._register, message, self._now())
        passed_on = {source for ids in draft.sources.values() for source in ids}
        self._holdings.require(by, sorted(passed_on), Use(action=Action.SEND_ON, to=message.recipient))
        for check in self._post.checks:
            check(message)
        with self._store.transaction():
            self._store.change(
                "update drafts set state = 'sent', changed = ? where id = ?", self._now().isoformat(), id_
            )
            if draft.oral is not None:
                self._store.change("update orals set confirmed_by = ? where id = ?", id_, draft.oral)
            self._keep_sent(message, draft.sources)
            self._post.queue(message)
        return message

    def _keep_sent(self, message: Message, sources: Mapping[str, Sequence[str]]) -> None:
        """What we hand over stays ours: partners may ask consent for it, and it is bound by what it was made from."""
        for item in message.items:
            if self._holdings.find(item.id) is None:
                thing = Thing(
                    id=item.id,
                    kind="sent item",
                    title=item.title,
                    agreement=message.agreement,
                    article=message.article,
                    conversation=message.conversation,
                    message=message.id,
                    received=self._now(),
                )
                self._holdings.keep(thing, item.contents)
            self._holdings.tie(item.id, sources.get(item.id, ()))

    def withdraw(self, id_: str, *, by: str) -> None:
        """Give up a draft that has not left."""
        self._open(id_)
        with self._store.transaction():
            self._store.change("update drafts set state = 'withdrawn' where id = ?", id_)
            self._log.write(Event.WITHDRAWN, self._now(), message=id_, by=by)

    def _open(self, id_: str) -> Draft:
        draft = self.find_draft(id_)
        if draft.state in {"sent", "withdrawn"}:
            raise ValueError(f"the draft {id_} was {draft.state}")
        return draft

    # In, out, and how conversations stand

    def inbox(self, viewer: Viewer, *, partner: str | None = None) -> list[Entry]:
        """What partners have sent, newest first."""
        return self._entries(viewer, "sender != ? and sender = coalesce(?, sender)", partner)

    def outbox(self, viewer: Viewer, *, partner: str | None = None) -> list[Entry]:
        """What was sent to partners, newest first, and what became of it."""
        return self._entries(viewer, "sender = ? and messages.recipient = coalesce(?, messages.recipient)", partner)

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
        may = ours or self._holdings.may(viewer, message.id).allowed
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
        ours = message.sender == self._country
        whole = None if ours else self._holdings.read(viewer, message.id)
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
            caveats=message.caveats if whole is None else whole.caveats,
            body=message.body if whole is None or not whole.withheld else None,
            items=tuple(self._holdings.read(viewer, item.id) for item in message.items),
            withheld=() if whole is None else whole.withheld,
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
        return sorted(found, key=lambda clock: (clock.step.due or date.max, clock.step.opened))

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

    # Finding messages

    def message(self, id_: str) -> Message:
        """A message, sent or received, whole. For what is shown to somebody, see :meth:`read`.

        Raises:
            KeyError: there is none.
        """
        row = self._store.one("select document from messages where id = ?", id_)
        if row is None:
            raise KeyError(f"there is no message {id_}")
        return read_message(row["document"])

    def _first(self, conversation: str) -> Message:
        message = self.message(conversation)
        if not begins(message) or isinstance(message.body, Receipt):
            raise KeyError(f"there is no conversation {conversation}")
        return message

    def _agreement(self, message: Message) -> Agreement:
        found = self._register.find(message.agreement, message.agreement_version)
        if found is None:
            raise KeyError(f"there is no agreement {message.agreement}")
        return found


def _draft(row: dict[str, Any]) -> Draft:
    return Draft(
        id=row["id"],
        message=read_message(row["message"].encode()),
        author=row["author"],
        created=datetime.fromisoformat(row["created"]),
        changed=datetime.fromisoformat(row["changed"]),
        state=row["state"],
        approved_by=row["approved_by"],
        sources=msgspec.json.decode(row["sources"], type=dict[str, tuple[str, ...]]),
        oral=row["oral"],
    )


def _within_group(agreement: Agreement, group: str | None, *sides: str) -> Caveats:
    """A message to a subgroup stays in it."""
    if group is None:
        return Caveats()
    found = next((each for each in agreement.subgroups if each.name == group), None)
    if found is None or not set(sides) <= set(found.members):
        raise KeyError(f"{group!r} is no subgroup of {agreement.id} to which both sides belong")
    return Caveats(onward=frozenset(found.members))


def _matter(message: Message) -> str:
    body = message.body
    for name in ("matter", "summary", "text", "reasons", "what"):
        value = getattr(body, name, None)
        if isinstance(value, str):
            return value
    return kind_of(body).value


def _problem(field: str, rule: str, advice: str, value: str | None = None) -> Problem:
    return Problem(where="message", field=field, value=value, rule=rule, advice=advice)


def _values(value: Any, path: str = "") -> list[tuple[str, str]]:  # noqa: ANN401 - anything JSON has
    """Every value with its place, in the order of the form."""
    if isinstance(value, dict):
        return [each for name, inner in value.items() for each in _values(inner, f"{path}.{name}".removeprefix("."))]
    if isinstance(value, list | tuple | set | frozenset):
        ordered = sorted(value) if isinstance(value, set | frozenset) else value
        return [each for place, inner in enumerate(ordered) for each in _values(inner, f"{path}[{place}]")]
    return [] if value is None else [(path, str(value))]


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
