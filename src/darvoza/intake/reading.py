"""What reading one message gives: the consignments it holds, and everything that was wrong with it."""

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

import msgspec

from darvoza.consignment import Consignment, ConsignmentBatch


class Status(StrEnum):
    """What became of a message. None is dropped."""

    ACCEPTED = "accepted"
    PARTLY_ACCEPTED = "partly accepted"
    QUARANTINED = "quarantined"


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing wrong with a message, said where it stands in words the sender can act on.

    ``where`` is for people (``byte 812, CNI 3, NAD+CN``; ``line 14, column hs_code``;
    ``/Declaration/GoodsShipment[1]``); ``offset`` is the byte it starts at, if known. ``rule`` and ``advice`` are
    English messages with ``{value}``, ``{field}`` and ``{limit}`` places, translated when shown.
    """

    where: str
    field: str
    value: str | None = None
    rule: str
    advice: str
    offset: int | None = None
    limit: str | None = None


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """The account of one message: what it was, what became of it, how many consignments it gave.

    ``id`` is the first twelve hexadecimal digits of the SHA-256 of its bytes. ``note`` says in an English message why
    a sound message holds no consignment (an acknowledgement, a customs response).
    """

    id: str
    path: str
    size: int
    sha256: str
    format: str | None = None
    version: str | None = None
    sender: str | None = None
    charset: str | None = None
    status: Status
    consignments: int = 0
    problems: tuple[Problem, ...] = ()
    note: str | None = None


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What one untrusted message may cost. Beyond a limit it is quarantined, or cut with a problem that says so."""

    message_bytes: int = 256 * 1024 * 1024
    consignments: int = 2_000_000
    goods_per_consignment: int = 9_999
    segment_bytes: int = 64 * 1024
    element_depth: int = 64
    text_characters: int = 16_384
    problems: int = 1_000


class Refused(Exception):  # noqa: N818 - a refusal is what it is
    """A message as a whole cannot be read; carries the problem to quarantine it with."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.rule)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Message:
    """One file as a partner sent it."""

    path: str
    data: bytes
    sha256: str

    @classmethod
    def of(cls, path: str, data: bytes) -> "Message":
        """The message with these bytes."""
        return cls(path, data, hashlib.sha256(data).hexdigest())

    @property
    def id(self) -> str:
        """The first twelve hexadecimal digits of the SHA-256 of the bytes."""
        return self.sha256[:12]


@dataclass(slots=True)
class Content:
    """What a format's reader gives back: consignments as objects (message formats) or as a batch (tables).

    Problems of a field mean that the rest was read: the message is partly accepted. A message that cannot be read at
    all raises :class:`Refused` instead.
    """

    consignments: list[Consignment] | ConsignmentBatch
    problems: list[Problem] = field(default_factory=list)
    version: str | None = None
    sender: str | None = None
    charset: str | None = None
    note: str | None = None
