"""What a node holds: items received and made, what was derived from them, and the caveats that follow all of it."""

from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from darvoza.exchange.agreements.agreement import Agreement
from darvoza.exchange.agreements.terms import Caveats, strictest
from darvoza.exchange.agreements.vocabulary import caveats_of
from darvoza.exchange.held.consents import Consents
from darvoza.exchange.held.viewing import Allowance, Thing, Use, Verdict, Viewer, Withheld, closes, judge
from darvoza.exchange.messages.between_nodes import Fault
from darvoza.exchange.messages.envelope import Message, kind_of
from darvoza.exchange.messages.forms import canonical
from darvoza.exchange.messages.rejection import Rejected
from darvoza.exchange.sealed.log import Event, Log
from darvoza.exchange.store import Store

_ANCESTORS = """
with recursive made_from (id) as (
    select ? union select derived.source from derived join made_from on derived.thing = made_from.id
)
"""
_FIELDS = "id, kind, title, supplier, agreement, article, conversation, message, caveats, received, review_by"


class NotAllowed(PermissionError):  # noqa: N818 - what was tried is not allowed
    """A use that the caveats forbid; ``withheld`` says why, and who could consent."""

    def __init__(self, withheld: Sequence[Withheld]) -> None:
        self.withheld = tuple(withheld)
        super().__init__("; ".join(each.reason.format_map(each.values) for each in withheld))


class View(msgspec.Struct, frozen=True, kw_only=True):
    """One thing as somebody may see it: everything, or what was withheld and why.

    Without permission ``title`` and ``contents`` are None. ``caveats`` are those of all its sources together; they and
    what is withheld are always shown.
    """

    id: str
    kind: str
    title: str | None
    supplier: str | None
    conversation: str | None
    message: str | None
    caveats: Caveats
    closes: date | None
    contents: Any
    sources: tuple[str, ...]
    withheld: tuple[Withheld, ...]


class Holdings:
    """The information that one node holds, and who may do what with it."""

    def __init__(self, store: Store, log: Log, now: Callable[[], datetime]) -> None:
        self._store = store
        self._log = log
        self._now = now
        self.consents = Consents(store, log, now)

    # What comes in and what is made of it

    def receive(self, message: Message, agreement: Agreement, at: datetime) -> None:
        """Keep a received message's body and items, each bound by its caveats and the agreement's.

        Raises:
            Rejected: an item's id is in use.
        """
        known = {caveat.code for caveat in agreement.caveats}
        base = message.caveats | caveats_of(agreement, message.caveats.words & known, at.date())
        longest = _months_after(at.date(), agreement.retention.longest_months)
        base |= Caveats(retain_until=longest)
        body = canonical(message.body)
        self._keep_received(message, agreement, message.id, kind_of(message.body).value, base, body, at)
        for item in message.items:
            caveats = base | item.caveats | caveats_of(agreement, item.caveats.words & known, at.date())
            self._keep_received(message, agreement, item.id, item.title, caveats, canonical(item.contents), at)

    def _keep_received(
        self,
        message: Message,
        agreement: Agreement,
        id_: str,
        title: str,
        caveats: Caveats,
        contents: bytes,
        at: datetime,
    ) -> None:
        if self.find(id_) is not None:
            raise Rejected(Fault.REUSED, "The item {item} is known already, from another message.", item=id_)
        thing = Thing(
            id=id_,
            kind="message" if id_ == message.id else "item",
            title=title,
            supplier=message.sender,
            agreement=message.agreement,
            article=message.article,
            conversation=message.conversation,
            message=message.id,
            caveats=caveats,
            received=at,
            review_by=_months_after(at.date(), agreement.retention.review_months),
        )
        self._insert(thing, contents)

    def keep(self, thing: Thing, contents: object = None) -> Thing:
        """Keep something of this administration's own, so that what is made of it inherits its caveats."""
        self._insert(thing, canonical(contents))
        return thing

    def derive(
        self,
        id_: str,
        kind: str,
        title: str,
        sources: Iterable[str],
        contents: object = None,
        *,
        within: tuple[str, str] | None = None,
    ) -> Thing:
        """Record something made here from others: a signal, score, link, report, profile or model feature.

        It inherits the caveats of every source, and of theirs. A thing that is there gains sources and loses none.
        ``within`` names the conversation and the message that it belongs to, such as a translation's.

        Raises:
            KeyError: a source is not known: what it is bound by cannot be told.
        """
        wanted = tuple(dict.fromkeys(sources))
        with self._store.transaction():
            now = self._now()
            known = self.find(id_)
            if known is None:
                conversation, message = within or (None, None)
                known = Thing(id=id_, kind=kind, title=title, conversation=conversation, message=message, received=now)
                self._insert(known, canonical(contents))
            self.tie(id_, wanted)
            self._log.write(Event.DERIVED, now, thing=id_, kind=kind, sources=", ".join(wanted))
        return known

    def tie(self, id_: str, sources: Iterable[str]) -> None:
        """Say what a thing was made from.

        Raises:
            KeyError: the thing or a source is not known.
        """
        wanted = tuple(sources)
        for each in (id_, *wanted):
            if self.find(each) is None:
                raise KeyError(f"{each!r} is not known here, so what it is bound by cannot be told")
        self._store.many("insert or ignore into derived values (?, ?)", [(id_, source) for source in wanted])

    # Who may do what

    def find(self, id_: str) -> Thing | None:
        """A thing by its id, without what it says."""
        row = self._store.one(f"select {_FIELDS} from things where id = ?", id_)  # noqa: S608 - names of our own
        return None if row is None else _thing(dict(row))

    def received(self) -> list[Thing]:
        """Everything that other administrations gave, without what it says."""
        rows = self._store.all(f"select {_FIELDS} from things where supplier is not null order by rowid")  # noqa: S608 - likewise
        return [_thing(dict(row)) for row in rows]

    def closure(self, id_: str) -> list[Thing]:
        """A thing and everything that it was made from, however far back.

        Raises:
            KeyError: it is not known.
        """
        rows = self._store.all(
            f"{_ANCESTORS} select {_FIELDS} from things where id in (select id from made_from)",  # noqa: S608 - likewise
            id_,
        )
        found = [_thing(dict(row)) for row in rows]
        if id_ not in {thing.id for thing in found}:
            raise KeyError(f"{id_!r} is not known here")
        return found

    def caveats(self, id_: str) -> Caveats:
        """The caveats of a thing: the strictest of all that it was made from."""
        return strictest(thing.caveats for thing in self.closure(id_))

    def closes(self, id_: str) -> date | None:
        """The last day on which a thing, and all that it was made from, may be used; None when none is set.

        Raises:
            KeyError: it is not known.
        """
        return self._closes(closure := self.closure(id_), self.consents.of(closure))

    @staticmethod
    def _closes(closure: list[Thing], allowances: tuple[Allowance, ...]) -> date | None:
        return min((day for each in closure if (day := closes(each, allowances))), default=None)

    def may(self, viewer: Viewer, id_: str, use: Use | None = None, when: datetime | None = None) -> Verdict:
        """Whether this person may put a thing to this use now, or why not and who could consent.

        Raises:
            KeyError: the thing is not known.
        """
        return self._may(viewer, self.closure(id_), use or Use(), when or self._now())

    def _may(self, viewer: Viewer, closure: list[Thing], use: Use, when: datetime) -> Verdict:
        return judge(closure, self.consents.of(closure), viewer, use, when)

    def read(self, viewer: Viewer, id_: str, use: Use | None = None) -> View:
        """A thing as this person may see it; what is withheld is said. Every look is logged."""
        use = use or Use()
        view = self._view(viewer, id_, use, contents=True)
        event = Event.WITHHELD if view.withheld else Event.SHOWN
        detail = {"thing": id_, "who": viewer.who, "action": use.action.value}
        self._log.write(event, self._now(), conversation=view.conversation, message=view.message, **detail)
        return view

    def listed(
        self, viewer: Viewer, *, supplier: str | None = None, conversation: str | None = None
    ) -> tuple[View, ...]:
        """The things held, newest first, as this person may see them, without their contents."""
        rows = self._store.all(
            "select id from things where supplier is coalesce(?, supplier) "
            "and conversation is coalesce(?, conversation) order by received desc, rowid desc",
            *(supplier, conversation),
        )
        return tuple(self._view(viewer, row["id"], Use(), contents=False) for row in rows)

    def search(self, viewer: Viewer, text: str) -> tuple[tuple[View, ...], int]:
        """What was received that holds these words, newest first, and how much was withheld and so not searched.

        Whether something withheld holds them is not told.
        """
        words, found, withheld = text.casefold().split(), [], 0
        for row in self._store.all("select id, title, contents from things where supplier is not null order by rowid"):
            view = self._view(viewer, row["id"], Use(), contents=False)
            if view.withheld:
                withheld += 1
            elif all(word in f"{row['title']} {row['contents'].decode()}".casefold() for word in words):
                found.append(view)
        return tuple(reversed(found)), withheld

    def allowed(self, viewer: Viewer, ids: Iterable[str], use: Use) -> tuple[tuple[str, ...], tuple[Withheld, ...]]:
        """Which of these things may be put to a use, and why the others may not."""
        passed: list[str] = []
        withheld: list[Withheld] = []
        for id_ in ids:
            verdict = self.may(viewer, id_, use)
            if verdict.allowed:
                passed.append(id_)
            withheld += verdict.withheld
        return tuple(passed), tuple(withheld)

    def require(self, viewer: Viewer, ids: Iterable[str], use: Use) -> None:
        """Go on only if all of these may be put to this use.

        Raises:
            NotAllowed: one of them may not.
        """
        _, withheld = self.allowed(viewer, ids, use)
        if withheld:
            for each in withheld:
                detail = {"thing": each.source, "who": viewer.who, "action": use.action.value}
                self._log.write(Event.WITHHELD, self._now(), partner=use.to, **detail)
            raise NotAllowed(withheld)

    def contents(self, id_: str) -> Any:  # noqa: ANN401 - whatever was kept
        """What a thing says. For callers that have asked :meth:`may` before."""
        row = self._store.one("select contents from things where id = ?", id_)
        if row is None:
            raise KeyError(f"{id_!r} is not known here")
        return msgspec.json.decode(row["contents"])

    def _view(self, viewer: Viewer, id_: str, use: Use, *, contents: bool) -> View:
        closure = self.closure(id_)
        allowances = self.consents.of(closure)
        verdict = judge(closure, allowances, viewer, use, self._now())
        thing = next(each for each in closure if each.id == id_)
        return View(
            id=id_,
            kind=thing.kind,
            title=thing.title if verdict.allowed else None,
            supplier=thing.supplier,
            conversation=thing.conversation,
            message=thing.message,
            caveats=strictest(each.caveats for each in closure),
            closes=self._closes(closure, allowances),
            contents=self.contents(id_) if contents and verdict.allowed else None,
            sources=tuple(sorted(each.id for each in closure if each.id != id_)),
            withheld=verdict.withheld,
        )

    def _insert(self, thing: Thing, contents: bytes) -> None:
        self._store.change(
            "insert into things values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            thing.id,
            thing.kind,
            thing.title,
            thing.supplier,
            thing.agreement,
            thing.article,
            thing.conversation,
            thing.message,
            canonical(thing.caveats).decode(),
            contents,
            thing.received.isoformat(),
            thing.review_by.isoformat() if thing.review_by else None,
        )


def _thing(row: dict[str, Any]) -> Thing:
    row["caveats"] = msgspec.json.decode(row["caveats"], type=Caveats)
    return msgspec.convert(row, Thing, strict=False)


def _months_after(day: date, months: int | None) -> date | None:
    """The same day so many months later, or the last day of that month."""
    if months is None:
        return None
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
