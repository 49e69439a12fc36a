"""What leaves a node: numbered, sealed when its carrier comes, and sent until its receipt does."""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

import msgspec

from darvoza.exchange.held.holdings import Holdings
from darvoza.exchange.held.register import Register
from darvoza.exchange.messages.between_nodes import KeyEntry, Receipt
from darvoza.exchange.messages.conversation import HOUSEKEEPING
from darvoza.exchange.messages.envelope import Message, kind_of
from darvoza.exchange.messages.forms import canonical, digest
from darvoza.exchange.sealed.keys import Directory, KeyRefused, Keyring, Use
from darvoza.exchange.sealed.log import Event, Log
from darvoza.exchange.sealed.sealing import VALID, Letter, seal
from darvoza.exchange.store import Store

_FIRST_WAIT: Final = timedelta(minutes=1)
_LONGEST_WAIT: Final = timedelta(hours=6)


class Standing(StrEnum):
    """What has become of a message that leaves."""

    WAITING = "waiting to leave"
    HANDED_OVER = "handed over"
    TAKEN = "taken"
    REJECTED = "rejected"


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """A sealed letter on its way: what its carrier may know. Nothing but ``data`` is relied on."""

    id: str
    sender: str
    recipient: str
    data: bytes


class Outgoing:
    """What leaves a node."""

    def __init__(
        self,
        *,
        store: Store,
        log: Log,
        keyring: Keyring,
        directory: Directory,
        register: Register,
        holdings: Holdings,
        country: str,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._log = log
        self._keyring = keyring
        self._directory = directory
        self._register = register
        self._holdings = holdings
        self._country = country
        self._now = now
        self.key_check: Callable[[str, KeyEntry], None] | None = None
        """What a partner's new key must pass before it is kept; raises KeyRefused if it does not."""
        self.checks: list[Callable[[Message], None]] = []
        """More that a message must pass before it is taken; each raises Rejected if it does not."""

    def queue(self, message: Message) -> None:
        """Put a message among those that leave. It is sent until its receipt comes."""
        now = self._now()
        document = canonical(message)
        kind = kind_of(message.body)
        with self._store.transaction():
            # Receipts are not counted: a lost one is given again when its message comes again.
            number = 0 if isinstance(message.body, Receipt) else self._next_number(message.recipient)
            self._keep(message, number, now, document)
            self._store.change(
                "insert into outbox (id, recipient, number, state, attempts, next) values (?, ?, ?, ?, 0, ?)",
                *(message.id, message.recipient, number, Standing.WAITING.value, now.isoformat()),
            )
            self._log.write(
                Event.QUEUED,
                now,
                partner=message.recipient,
                conversation=None if kind in HOUSEKEEPING else message.conversation,
                message=message.id,
                digest=digest(document),
                kind=kind.value,
                number=str(number),
            )

    def outgoing(self, partner: str, *, link: str, again: bool = False, most: int = 1_000) -> list[Parcel]:
        """Seal what is due to leave for a partner now, oldest first; with ``again`` also what waits for its receipt.

        Raises:
            KeyRefused: this node cannot sign, or no good key of the partner is known.
        """
        now = self._now()
        due = "9" if again else now.isoformat()
        rows = self._store.all(
            "select outbox.*, document from outbox join messages on messages.id = outbox.id and sender = ? "
            "where outbox.recipient = ? and outbox.state in (?, ?) and next <= ? order by outbox.number, next limit ?",
            *(self._country, partner, Standing.WAITING.value, Standing.HANDED_OVER.value, due, most),
        )
        return [self._sealed(row, partner, now, link) for row in rows] if rows else []

    def _sealed(self, row: Any, partner: str, now: datetime, link: str) -> Parcel:  # noqa: ANN401 - a row
        signer, to = self._keyring.signer_for(partner, now), self._directory.current(partner, Use.SEAL, now)
        if to is None:
            raise KeyRefused(f"no good key of {partner} is known to seal to: let them introduce themselves again")
        letter = Letter(
            sender=self._country,
            recipient=partner,
            sealed=now,
            until=now + VALID,
            number=row["number"],
            message=msgspec.Raw(row["document"]),
        )
        data, signed = seal(letter, self._keyring.private(signer), signer, to.key(), to.kid)
        parcel = Parcel(id=digest(data)[:32], sender=self._country, recipient=partner, data=data)
        attempts = row["attempts"] + 1
        wait = min(_FIRST_WAIT * 2 ** min(row["attempts"], 10), _LONGEST_WAIT)
        # A receipt waits for no receipt: handed over, it is done.
        receipt = row["number"] == 0
        state = Standing.TAKEN if receipt else Standing.HANDED_OVER
        with self._store.transaction():
            self._store.change(
                "update outbox set state = ?, attempts = ?, next = ? where id = ?",
                *(state.value, attempts, (now + wait).isoformat(), row["id"]),
            )
            self._store.change(
                "insert into transmissions values (?, ?, ?, ?, ?)",
                parcel.id,
                row["id"],
                partner,
                signer,
                now.isoformat(),
            )
            if not receipt:
                self._store.change(
                    "update messages set sealed = ? where sender = ? and id = ?", signed, self._country, row["id"]
                )
            detail = {"transmission": parcel.id, "link": link, "attempt": str(attempts)}
            self._log.write(
                Event.HANDED_OVER, now, partner=partner, message=row["id"], digest=digest(row["document"]), **detail
            )
        return parcel

    def back(self, parcels: list[Parcel], why: str) -> None:
        """A carrier could not take these parcels: they wait and leave again later, receipts too."""
        with self._store.transaction():
            for parcel in parcels:
                self._store.change(
                    "update outbox set state = ?, reason = ? where state in (?, ?) and found is null "
                    "and id = (select message from transmissions where id = ?)",
                    *(Standing.WAITING.value, why, Standing.HANDED_OVER.value, Standing.TAKEN.value, parcel.id),
                )

    def _next_number(self, partner: str) -> int:
        self._store.change(
            "insert into counts values (?, 1) on conflict (partner) do update set sent = sent + 1", partner
        )
        row = self._store.one("select sent from counts where partner = ?", partner)
        return int(row["sent"]) if row is not None else 1

    def _keep(self, message: Message, number: int, at: datetime, document: bytes, signed: str | None = None) -> None:
        self._store.change(
            "insert into messages values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            message.id,
            message.sender,
            message.recipient,
            message.conversation,
            kind_of(message.body).value,
            number,
            at.isoformat(),
            digest(document),
            document,
            signed,
        )
