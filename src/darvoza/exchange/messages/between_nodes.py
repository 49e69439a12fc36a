"""What nodes say to each other by themselves: receipts, keys, and blinded queries for a private match."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec

from darvoza.exchange.agreements.agreement import Scheme
from darvoza.exchange.messages.kinds import Digest, Encoded, Identity
from darvoza.exchange.messages.subjects import Name, Record, Words


class MatchQuery(Record, frozen=True, kw_only=True, tag_field="kind", tag="match query"):
    """How many, or which, of my identifiers are on your list? Blinded: the receiver learns only how many are asked."""

    matter: Words | None = None
    scheme: Scheme
    count: Annotated[int, msgspec.Meta(ge=1)]
    size_only: bool = False
    blinded: Encoded


class MatchAnswer(Record, frozen=True, kw_only=True, tag_field="kind", tag="match answer"):
    """The answer to a blinded query: the asker's numbers blinded again, and the list so that it tells only these."""

    setup: Encoded
    response: Encoded
    listed: Annotated[int, msgspec.Meta(ge=0)]


class KeyEntry(Record, frozen=True, kw_only=True):
    """One public key of a node, and the days on which it is good."""

    kid: Identity
    use: Name
    x: Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9_-]{43}$")]
    created: datetime
    until: datetime
    certificate: Annotated[str, msgspec.Meta(max_length=20_000)] | None = None


class KeyNotice(Record, frozen=True, kw_only=True, tag_field="kind", tag="key notice"):
    """New keys of the sender, and keys that it revokes."""

    keys: tuple[KeyEntry, ...] = ()
    revoked: tuple[Identity, ...] = ()
    reasons: Words | None = None


class Fault(StrEnum):
    """Why something that arrived was not taken."""

    UNREADABLE = "unreadable"
    DOWNGRADE = "downgrade"
    UNKNOWN_KEY = "unknown key"
    REVOKED_KEY = "revoked key"
    FORGED = "forged"
    OTHER_ADDRESSEE = "other addressee"
    CLOCK = "clock"
    EXPIRED = "expired"
    REUSED = "reused id"
    FORM = "form"
    AGREEMENT = "agreement"
    INCOMPLETE = "incomplete"
    OUT_OF_TURN = "out of turn"
    OVER_LIMIT = "over limit"


class Receipt(Record, frozen=True, kw_only=True, tag_field="kind", tag="receipt"):
    """What became of a message: taken or not, and why not; with the digest of what was received.

    ``of`` is absent when the message could not be opened; then ``transmission`` is what its carrier called it.
    ``log_head`` binds the receiver's log as it stood.
    """

    of: Identity | None = None
    transmission: Name | None = None
    digest: Digest
    taken: bool
    repeated: bool = False
    at: datetime
    fault: Fault | None = None
    reason: Words | None = None
    values: dict[str, str] = msgspec.field(default_factory=dict)
    log_head: Digest
