"""Reviews: what received information closes soon, and the decision to keep it longer."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import msgspec

from darvoza.exchange.held.holdings import Holdings
from darvoza.exchange.held.register import Register
from darvoza.exchange.held.viewing import closes
from darvoza.exchange.sealed.log import Event, Log
from darvoza.exchange.store import Store

_NOTICE_DAYS = 30


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """A thing that closes soon, or has closed: when, and since when that is announced."""

    thing: str
    supplier: str | None
    closes: date
    announced: date
    closed: bool


class Reviews:
    """What one node has to decide on of what it received."""

    def __init__(
        self, holdings: Holdings, register: Register, store: Store, log: Log, now: Callable[[], datetime]
    ) -> None:
        self._holdings = holdings
        self._register = register
        self._store = store
        self._log = log
        self._now = now

    def due(self) -> tuple[Review, ...]:
        """What closes soon (within its agreement's notice) or has closed, soonest first: keep it, or let it close."""
        today = self._now().date()
        found = []
        for thing in self._holdings.received():
            last = closes(thing, self._holdings.consents.of([thing]))
            if last is None:
                continue
            agreement = self._register.find(thing.agreement) if thing.agreement else None
            notice = agreement.retention.notice_days if agreement else None
            announced = last - timedelta(days=_NOTICE_DAYS if notice is None else notice)
            if today >= announced:
                review = Review(
                    thing=thing.id, supplier=thing.supplier, closes=last, announced=announced, closed=today > last
                )
                found.append(review)
        return tuple(sorted(found, key=lambda each: (each.closes, each.thing)))

    def prolong(self, id_: str, until: date, by: str, reason: str) -> None:
        """Decide at a review to keep a thing until a day. The day that its supplier set stays.

        Raises:
            KeyError: it is not known.
            ValueError: no reason is given.
        """
        if not reason.strip():
            raise ValueError("a decision to keep received information has a reason")
        with self._store.transaction():
            if not self._store.change("update things set review_by = ? where id = ?", until.isoformat(), id_):
                raise KeyError(f"{id_!r} is not known here")
            self._log.write(Event.REVIEWED, self._now(), thing=id_, until=until.isoformat(), by=by, reason=reason)
