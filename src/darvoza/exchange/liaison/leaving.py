"""Letting drafts go: approved by a second officer, and sent only as far as caveats allow what they pass on."""

from collections.abc import Mapping, Sequence

import msgspec

from darvoza.exchange.held.permission import permitted
from darvoza.exchange.held.viewing import Thing, Use, Viewer
from darvoza.exchange.liaison.draft import BODY, Draft, NotYet, lacking
from darvoza.exchange.liaison.drafts import Drafts
from darvoza.exchange.messages.envelope import Message, kind_of
from darvoza.exchange.messages.forms import canonical
from darvoza.exchange.messages.kinds import Action, Automatic
from darvoza.exchange.sealed.log import Event


class Leaving(Drafts):
    """The drafts of one node, and how they become messages."""

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
            problems.append(lacking("approved_by", rule, "Let another officer approve it.", by))
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
            problems.append(lacking("approved_by", rule, "Let another officer approve it."))
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
            raise NotYet([lacking("approved_by", rule, "Let another officer approve it.")])
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
