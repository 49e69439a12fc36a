"""Consents: what suppliers have allowed beyond the caveats of what they gave."""

from collections.abc import Callable, Iterable
from datetime import date, datetime

import msgspec

from darvoza.exchange.agreements.terms import Purpose
from darvoza.exchange.held.viewing import Allowance, Thing
from darvoza.exchange.messages.envelope import Message
from darvoza.exchange.messages.kinds import Action, Consent
from darvoza.exchange.sealed.log import Event, Log
from darvoza.exchange.store import Store


class Consents:
    """The consents that one node was given."""

    def __init__(self, store: Store, log: Log, now: Callable[[], datetime]) -> None:
        self._store = store
        self._log = log
        self._now = now

    def note(self, message: Message, consent: Consent) -> None:
        """Note a supplier's consent. It counts only for items that this supplier gave."""
        if not consent.granted:
            return
        for item in consent.items:
            row = (message.id, message.sender, item, consent.action.value)
            self._store.change(
                "insert or ignore into consents values (?, ?, ?, ?, ?, ?, ?, ?)",
                *row,
                consent.purpose.value if consent.purpose else None,
                msgspec.json.encode(consent.users).decode(),
                consent.to,
                consent.until.isoformat() if consent.until else None,
            )
        detail = {"items": ", ".join(consent.items), "action": consent.action.value}
        self._log.write(
            Event.CONSENTED,
            self._now(),
            partner=message.sender,
            conversation=message.conversation,
            message=message.id,
            **detail,
        )

    def of(self, things: Iterable[Thing]) -> tuple[Allowance, ...]:
        """What the suppliers of these things have allowed of them."""
        received = [thing.id for thing in things if thing.supplier is not None]
        found = [row for id_ in received for row in self._store.all("select * from consents where item = ?", id_)]
        return tuple(
            Allowance(
                item=row["item"],
                supplier=row["supplier"],
                message=row["message"],
                action=Action(row["action"]),
                purpose=Purpose(row["purpose"]) if row["purpose"] else None,
                users=msgspec.json.decode(row["users"], type=tuple[str, ...]),
                to=row["onward"],
                until=date.fromisoformat(row["until"]) if row["until"] else None,
            )
            for row in found
        )
