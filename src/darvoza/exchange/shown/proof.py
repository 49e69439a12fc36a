"""Proof: what of a conversation can be shown to a court, and whether the logs of both sides agree.

Each message stands with its digest, the signature it was sent under, and the other side's signed receipt; the log that
names them is a chain of hashes. Nothing here is believed: every signature and hash is worked out anew.
"""

import base64
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Final

import msgspec

from darvoza.exchange.messages.between_nodes import Fault, Receipt
from darvoza.exchange.messages.forms import canonical, digest, read_message
from darvoza.exchange.messages.kinds import Kind
from darvoza.exchange.messages.rejection import Rejected
from darvoza.exchange.node import Node
from darvoza.exchange.sealed.keys import PartnerKey, Use, public_x
from darvoza.exchange.sealed.log import Entry, Event, broken
from darvoza.exchange.sealed.sealing import Letter, verify

_SHARED: Final = frozenset(
    {
        Event.QUEUED,
        Event.HANDED_OVER,
        Event.TAKEN,
        Event.REPEATED,
        Event.REJECTED,
        Event.HELD_BACK,
        Event.RECEIPT_CAME,
        Event.REJECTION_CAME,
    }
)


class Proved(msgspec.Struct, frozen=True, kw_only=True):
    """One message of a conversation, and what holds of it.

    ``signed`` says that the signature is the sender's and over exactly this message; ``received`` that the addressee's
    signed receipt for it is here; None where that does not apply yet.
    """

    id: str
    kind: Kind
    sender: str
    recipient: str
    written: datetime
    logged: datetime
    digest: str
    key: str | None
    signed: bool | None
    received: bool | None
    receipt_at: datetime | None
    entry: int
    entry_hash: str


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """What can be shown of a conversation: its messages, and whether the log that names them is whole."""

    conversation: str
    node: str
    made: datetime
    messages: tuple[Proved, ...]
    entries: int
    head: str
    broken: tuple[int, ...]

    @property
    def holds(self) -> bool:
        """Whether the log is whole and every message in it is what was signed."""
        return not self.broken and all(
            each.signed is not False and each.received is not False for each in self.messages
        )


def prove(node: Node, conversation: str) -> Proof:
    """Work out anew what holds of a conversation.

    Raises:
        KeyError: there is no such conversation here.
    """
    entries = node.log.entries()
    told = {each.message: each for each in entries if each.event in {Event.QUEUED, Event.TAKEN}}
    rows = node.store.all("select * from messages where conversation = ? order by at, rowid", conversation)
    if not rows:
        raise KeyError(f"there is no conversation {conversation}")
    proved = []
    for row in rows:
        message = read_message(row["document"])
        entry = told.get(message.id)
        found = digest(row["document"])
        key, letter = _signature(node, row["sealed"])
        ours = message.sender == node.country
        receipt_at, received = _receipt(node, message.id, message.recipient, found) if ours else (None, None)
        signed = None if letter is None and ours and row["sealed"] is None else _over(letter, row["document"])
        if entry is None or entry.digest != found:
            signed = False
        proved.append(
            Proved(
                id=message.id,
                kind=Kind(row["kind"]),
                sender=message.sender,
                recipient=message.recipient,
                written=message.written,
                logged=datetime.fromisoformat(row["at"]),
                digest=found,
                key=key,
                signed=signed,
                received=received,
                receipt_at=receipt_at,
                entry=entry.number if entry else 0,
                entry_hash=entry.hash if entry else "",
            )
        )
    return Proof(
        conversation=conversation,
        node=node.country,
        made=node.now(),
        messages=tuple(proved),
        entries=len(entries),
        head=entries[-1].hash if entries else "",
        broken=tuple(broken(entries)),
    )


def _signature(node: Node, signed: str | None) -> tuple[str | None, Letter | None]:
    """The key under which a letter was signed, and the letter, if the signature holds."""
    if signed is None:
        return None, None
    try:
        header = signed.split(".", 1)[0]
        kid = str(msgspec.json.decode(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4)))["kid"])
        key = node.directory.find(kid) or _own(node, kid)
        return kid, None if key is None else verify(signed, key)
    except (ValueError, KeyError, Rejected):
        return None, None


def _own(node: Node, kid: str) -> PartnerKey | None:
    row = node.store.one("select * from own_keys where kid = ?", kid)
    if row is None:
        return None
    return PartnerKey(
        kid=kid,
        partner=node.country,
        use=Use(row["use"]),
        x=public_x(node.keyring.raw(kid)),
        created=datetime.fromisoformat(row["created"]),
        until=datetime.fromisoformat(row["until"]),
    )


def _over(letter: Letter | None, document: bytes) -> bool:
    return letter is not None and bytes(letter.message) == document


def _receipt(node: Node, id_: str, partner: str, found: str) -> tuple[datetime | None, bool | None]:
    """When the addressee says to have taken a message, and whether that receipt is signed by them and over this."""
    row = node.store.one("select * from receipts where message = ? and taken order by id limit 1", id_)
    if row is None:
        return None, None
    _, letter = _signature(node, row["sealed"])
    if not _over(letter, row["document"]) or letter is None or letter.sender != partner:
        return None, False
    receipt = read_message(row["document"]).body
    holds = isinstance(receipt, Receipt) and receipt.taken and (receipt.of, receipt.digest) == (id_, found)
    return (receipt.at, True) if isinstance(receipt, Receipt) and holds else (None, False)


# Both logs together


class Extract(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What one side's log says of its letters with one partner; may be given to that partner."""

    node: str
    partner: str
    made: datetime
    entries: tuple[Entry, ...]


class Point(StrEnum):
    """What two logs can differ in."""

    UNDER_WAY = "sent, and not yet received"
    REJECTED = "rejected by the addressee"
    ALTERED = "received with other contents than were sent"
    NOT_SENT = "received, but never sent"
    DENIED = "receipt given, but not in the addressee's log"
    CHANGED = "an entry was changed after it was written"


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One point in which two logs differ. What is under way or was rejected is no contradiction."""

    point: Point
    sender: str
    message: str | None
    fault: Fault | None = None

    @property
    def contradiction(self) -> bool:
        """Whether both logs cannot be true."""
        return self.point not in {Point.UNDER_WAY, Point.REJECTED}


class Reconciliation(msgspec.Struct, frozen=True, kw_only=True):
    """How two logs compare: how many messages both tell the same of, and every point in which they differ."""

    agreed: int
    differences: tuple[Difference, ...]

    @property
    def holds(self) -> bool:
        """Whether the two logs do not contradict one another."""
        return not any(each.contradiction for each in self.differences)


def extract(node: Node, partner: str) -> Extract:
    """What this node's log says of its letters with a partner."""
    entries = (each for each in node.log.entries() if each.partner == partner and each.event in _SHARED)
    return Extract(node=node.country, partner=partner, made=node.now(), entries=tuple(entries))


def reconcile(ours: Extract, theirs: Extract) -> Reconciliation:
    """Compare what two sides' logs say of the letters between them.

    Raises:
        ValueError: the extracts are not of the same two sides.
    """
    if (ours.node, ours.partner) != (theirs.partner, theirs.node):
        raise ValueError(f"the extracts are of {ours.node}-{ours.partner} and {theirs.node}-{theirs.partner}")
    agreed = 0
    differences: list[Difference] = []
    for one, other in ((ours, theirs), (theirs, ours)):
        same, found = _one_way(one, other)
        agreed += same
        differences += found
        changed = [each for each in one.entries if each.hash != each.worked_out()]
        differences += [Difference(point=Point.CHANGED, sender=one.node, message=each.message) for each in changed]
    return Reconciliation(agreed=agreed, differences=tuple(differences))


def _one_way(sender: Extract, addressee: Extract) -> tuple[int, list[Difference]]:
    sent = {each.message: each for each in _of(sender, Event.QUEUED) if each.detail.get("kind") != Kind.RECEIPT.value}
    taken = {each.message: each for each in _of(addressee, Event.TAKEN)}
    rejected = {each.message: each for each in _of(addressee, Event.REJECTED)}
    agreed, found = 0, []
    for id_, entry in sent.items():
        if id_ in taken:
            same = taken[id_].digest == entry.digest
            agreed += same
            if not same:
                found.append(Difference(point=Point.ALTERED, sender=sender.node, message=id_))
        elif id_ in rejected:
            fault = Fault(rejected[id_].detail["fault"])
            found.append(Difference(point=Point.REJECTED, sender=sender.node, message=id_, fault=fault))
        else:
            found.append(Difference(point=Point.UNDER_WAY, sender=sender.node, message=id_))
    found += [Difference(point=Point.NOT_SENT, sender=sender.node, message=id_) for id_ in taken if id_ not in sent]
    hashes = {each.hash for each in addressee.entries}
    found += [
        Difference(point=Point.DENIED, sender=sender.node, message=each.message)
        for each in _of(sender, Event.RECEIPT_CAME)
        if "their_log" in each.detail and each.detail["their_log"] not in hashes
    ]
    return agreed, found


def _of(extract_: Extract, event: Event) -> Iterator[Entry]:
    return (each for each in extract_.entries if each.event is event)


def write_extract(extract_: Extract) -> bytes:
    """The extract as canonical JSON, to be given to the partner."""
    return canonical(extract_)


def read_extract(data: bytes) -> Extract:
    """The extract in this JSON.

    Raises:
        msgspec.MsgspecError: it is none.
    """
    return msgspec.json.decode(data, type=Extract)
