"""Drafts: completed, approved by a second officer, and sent only as far as caveats allow what they pass on."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import uuid4

import msgspec

from darvoza.exchange.agreement import Agreement
from darvoza.exchange.caveats import Caveats, strictest
from darvoza.exchange.completeness import missing
from darvoza.exchange.conversation import (
    begins,
    out_of_turn,
)
from darvoza.exchange.forms import canonical, digest, read_message
from darvoza.exchange.holdings import Holdings, caveats_of
from darvoza.exchange.log import Event, Log
from darvoza.exchange.messages import Action, Automatic, Body, Envelope, Fault, Item, Message, Receipt, kind_of
from darvoza.exchange.permission import permitted
from darvoza.exchange.post import Post
from darvoza.exchange.register import Register
from darvoza.exchange.rejection import Rejected
from darvoza.exchange.store import Store
from darvoza.exchange.viewing import Thing, Use, Viewer, Withheld
from darvoza.intake import Problem

BODY: Final = "body"
"""Under this name stand the sources of what a draft's body says, beside those of its items."""


class NotYet(ValueError):  # noqa: N818 - it may not leave yet
    """A draft cannot go on; ``problems`` says what it lacks, each with what to do."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{each.field}: {each.rule}" for each in problems))


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A message that has not left: ``state`` is ``draft``, ``approved``, ``sent`` or ``withdrawn``.

    ``sources`` names, for each item and for :data:`BODY`, the things held here that it was made from.
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


class Drafts:
    """The drafts of one node, and the messages they become."""

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
        """Begin a message. What is made from things held here inherits their caveats; ``words`` add the agreement's.

        ``sources`` names these things for each item's id, and under :data:`BODY` for what the body says.

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
            caveats=self._inherited(made_from.get(BODY, ()))
            | caveats_of(known, words, now.date())
            | _within_group(known, group, self._country, recipient),
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
        caveats = item.caveats | caveats_of(agreement, item.caveats.words, on) | self._inherited(sources)
        return msgspec.structs.replace(item, caveats=caveats)

    def _inherited(self, sources: tuple[str, ...]) -> Caveats:
        """The caveats of these things; the words of their agreements mean nothing under another."""
        joined = strictest(map(self._holdings.caveats, sources))
        return msgspec.structs.replace(joined, words=frozenset())

    def hidden_from(self, viewer: Viewer, id_: str) -> tuple[Withheld, ...]:
        """Why this person may not see a draft: what it was made from is withheld. Nothing when they may.

        Raises:
            KeyError: there is no such draft.
        """
        sources = {source for ids in self.find_draft(id_).sources.values() for source in ids}
        return self._holdings.allowed(viewer, sorted(sources), Use())[1]

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

    def dispatch(self, id_: str, *, by: Viewer) -> Message:
        """Queue automatic data, complete and of a kind that the agreement names: no officer decides each time.

        Raises:
            NotYet: it is not complete, or is no automatic data.
            NotAllowed: something in it may not be passed on to this partner.
        """
        draft = self._open(id_)
        problems = list(self.lacks(id_))
        if not isinstance(draft.message.body, Automatic):
            rule = "Only automatic data leaves without a second officer."
            problems.append(_problem("approved_by", rule, "Let another officer approve it."))
        if problems:
            raise NotYet(problems)
        self._store.change("update drafts set state = 'approved' where id = ?", id_)
        return self.send(id_, by=by)

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
        told: list[tuple[str, str, str, object, Sequence[str]]] = [
            (item.id, "sent item", item.title, item.contents, sources.get(item.id, ())) for item in message.items
        ]
        kind = kind_of(message.body).value
        told.append((message.id, "sent message", kind, message.body, sources.get(BODY, ())))
        for id_, what, title, contents, made_from in told:
            if self._holdings.find(id_) is None:
                thing = Thing(
                    id=id_,
                    kind=what,
                    title=title,
                    agreement=message.agreement,
                    article=message.article,
                    conversation=message.conversation,
                    message=message.id,
                    received=self._now(),
                )
                self._holdings.keep(thing, contents)
            self._holdings.tie(id_, made_from)

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
