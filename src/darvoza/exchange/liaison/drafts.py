"""Writing drafts: begun under an agreement, bound by what they are made from, changed until they are complete."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import uuid4

import msgspec

from darvoza.exchange.agreements.agreement import Agreement
from darvoza.exchange.agreements.terms import Caveats, strictest
from darvoza.exchange.agreements.vocabulary import caveats_of
from darvoza.exchange.held.permission import permitted
from darvoza.exchange.held.viewing import Use, Viewer, Withheld
from darvoza.exchange.liaison.draft import BODY, Draft, Preview, preview_of, read_row
from darvoza.exchange.liaison.kept import Kept
from darvoza.exchange.messages.between_nodes import Fault
from darvoza.exchange.messages.completeness import missing
from darvoza.exchange.messages.conversation import out_of_turn
from darvoza.exchange.messages.envelope import Body, Envelope, Message
from darvoza.exchange.messages.forms import canonical
from darvoza.exchange.messages.kinds import Item
from darvoza.exchange.messages.rejection import Rejected
from darvoza.exchange.sealed.log import Event
from darvoza.intake import Problem


class Drafts(Kept):
    """The drafts of one node, until they leave."""

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
        return read_row(dict(row))

    def drafts(self, state: str | None = None) -> list[Draft]:
        """The drafts, newest first; all, or those in this state."""
        rows = self._store.all(
            "select * from drafts where state = coalesce(?, state) order by changed desc, rowid desc", state
        )
        return [read_row(dict(row)) for row in rows]

    def amend(
        self,
        id_: str,
        body: Body,
        *,
        by: str,
        items: Sequence[Item] | None = None,
        sources: Mapping[str, Sequence[str]] | None = None,
    ) -> Draft:
        """Change what a draft says; an approval it had is void. New items' ``sources`` join those that it has.

        Raises:
            KeyError: there is no such draft.
            ValueError: it has left or was withdrawn.
        """
        draft = self._open(id_)
        now = self._now()
        message = msgspec.structs.replace(draft.message, body=body, written=now)
        made_from = {**draft.sources, **{item: tuple(ids) for item, ids in (sources or {}).items()}}
        if items is not None:
            there = {BODY, *(item.id for item in items)}
            made_from = {name: ids for name, ids in made_from.items() if name in there}
            agreement = self._agreement(message)
            bound = tuple(self._bound(item, made_from.get(item.id, ()), agreement, now.date()) for item in items)
            message = msgspec.structs.replace(message, items=bound)
        with self._store.transaction():
            self._store.change(
                "update drafts set message = ?, sources = ?, changed = ?, state = 'draft', approved_by = null "
                "where id = ?",
                *(canonical(message).decode(), msgspec.json.encode(made_from).decode(), now.isoformat(), id_),
            )
            self._log.write(Event.DRAFTED, now, conversation=message.conversation, message=id_, by=by)
        return self.find_draft(id_)

    def lacks(self, id_: str) -> tuple[Problem, ...]:
        """What a draft still lacks before it may leave; nothing when it is complete."""
        message = self.find_draft(id_).message
        return missing(message, self._agreement(message))

    def preview(self, id_: str) -> Preview:
        """Exactly what would leave, for the author and the approver to see."""
        return preview_of(self.find_draft(id_).message)

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


def _within_group(agreement: Agreement, group: str | None, *sides: str) -> Caveats:
    """A message to a subgroup stays in it."""
    if group is None:
        return Caveats()
    found = next((each for each in agreement.subgroups if each.name == group), None)
    if found is None or not set(sides) <= set(found.members):
        raise KeyError(f"{group!r} is no subgroup of {agreement.id} to which both sides belong")
    return Caveats(onward=frozenset(found.members))
