"""The node's log: every step, each entry bound to the one before by its hash, so that nothing can be changed unseen."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import Final

import msgspec

from darvoza.exchange.messages.forms import canonical, digest
from darvoza.exchange.store import Store

BEGINNING: Final = "0" * 64
"""What the first entry is bound to."""


class Event(StrEnum):
    """What happened."""

    NODE_MADE = "node made"
    AGREEMENT_ADOPTED = "agreement adopted"
    SUPERVISOR_TRUSTED = "supervisor trusted"
    PARTNER_INTRODUCED = "partner introduced"
    KEYS_CHANGED = "keys changed"
    DRAFTED = "drafted"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"
    QUEUED = "queued"
    HANDED_OVER = "handed over"
    RECEIPT_CAME = "receipt came"
    REJECTION_CAME = "rejection came"
    TAKEN = "taken"
    REPEATED = "came again"
    REJECTED = "rejected"
    HELD_BACK = "held back"
    ORAL_NOTED = "oral request noted"
    TICKED = "step done"
    SHOWN = "shown"
    WITHHELD = "withheld"
    EXPORTED = "exported"
    DERIVED = "derived"
    CONSENTED = "consent came"
    REVIEWED = "retention reviewed"
    MATCHED = "matched"


class Entry(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One entry of a log. ``hash`` is the SHA-256 of the rest as canonical JSON."""

    number: int
    at: datetime
    event: Event
    partner: str | None = None
    conversation: str | None = None
    message: str | None = None
    digest: str | None = None
    detail: dict[str, str] = {}
    previous: str
    hash: str = ""

    def worked_out(self) -> str:
        """What the hash of this entry must be."""
        return digest(canonical(msgspec.structs.replace(self, hash="")))


class Log:
    """The log of one node, in its store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def head(self) -> str:
        """The hash of the newest entry."""
        row = self._store.one("select hash from log order by number desc limit 1")
        return BEGINNING if row is None else str(row[0])

    def write(
        self,
        event: Event,
        at: datetime,
        *,
        partner: str | None = None,
        conversation: str | None = None,
        message: str | None = None,
        digest: str | None = None,
        **detail: str,
    ) -> Entry:
        """Add an entry, in the transaction that does what it tells."""
        with self._store.transaction():
            row = self._store.one("select number, hash from log order by number desc limit 1")
            entry = Entry(
                number=1 if row is None else row["number"] + 1,
                at=at,
                event=event,
                partner=partner,
                conversation=conversation,
                message=message,
                digest=digest,
                detail=detail,
                previous=BEGINNING if row is None else row["hash"],
            )
            entry = msgspec.structs.replace(entry, hash=entry.worked_out())
            self._store.change(
                "insert into log values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                entry.number,
                at.isoformat(),
                event.value,
                partner,
                conversation,
                message,
                digest,
                msgspec.json.encode(detail).decode(),
                entry.previous,
                entry.hash,
            )
        return entry

    def entries(self, conversation: str | None = None, *, newest: int | None = None) -> list[Entry]:
        """The entries, oldest first: all, those of one conversation, or only the newest so many."""
        where = "" if conversation is None else "where conversation = ?"
        limit = "" if newest is None else f"limit {int(newest)}"
        values = () if conversation is None else (conversation,)
        rows = self._store.all(f"select * from log {where} order by number desc {limit}", *values)  # noqa: S608 - no value in it
        return [
            Entry(
                number=row["number"],
                at=datetime.fromisoformat(row["at"]),
                event=Event(row["event"]),
                partner=row["partner"],
                conversation=row["conversation"],
                message=row["message"],
                digest=row["digest"],
                detail=msgspec.json.decode(row["detail"], type=dict[str, str]),
                previous=row["previous"],
                hash=row["hash"],
            )
            for row in reversed(rows)
        ]


def broken(entries: Iterable[Entry]) -> Iterator[int]:
    """The numbers of entries of a whole log that do not fit: changed, taken out, put in or moved."""
    previous, number = BEGINNING, 0
    for entry in entries:
        if entry.previous != previous or entry.number != number + 1 or entry.hash != entry.worked_out():
            yield entry.number
        previous, number = entry.hash, entry.number
