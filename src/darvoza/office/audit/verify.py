"""Checking the audit log: whether each entry is as it was written and none is missing, added or moved."""

import hmac
from dataclasses import dataclass
from typing import Final

from darvoza.office.audit.models import Entry, Head
from darvoza.office.audit.record import seal, seal_of_head

_CHUNK: Final = 2_000


@dataclass(frozen=True, slots=True)
class Fault:
    """The first place where the log is not as it was written: the number of the entry, and what is wrong there."""

    number: int
    what: str


@dataclass(frozen=True, slots=True)
class Verified:
    """How many entries were read, and the first fault; without one the log is whole."""

    entries: int
    fault: Fault | None


def verify() -> Verified:
    """Read the whole log and check every seal. A few seconds for each million entries."""
    before, expected = "", 1
    for entry in Entry.objects.order_by("number").iterator(_CHUNK):
        if entry.number != expected:
            return Verified(expected - 1, Fault(expected, "This entry is missing"))
        if not hmac.compare_digest(seal(entry, before), entry.seal):
            return Verified(expected - 1, Fault(expected, "This entry, or the one before it, was changed"))
        before, expected = entry.seal, expected + 1
    written = expected - 1
    head = Head.objects.first()
    if head is None:
        return Verified(written, Fault(written, "The record of how long the log is was removed") if written else None)
    if not hmac.compare_digest(seal_of_head(head), head.own):
        return Verified(written, Fault(written, "The record of how long the log is was changed"))
    if (head.number, head.seal) != (written, before):
        return Verified(written, Fault(written + 1, "Entries at the end were removed"))
    return Verified(written, None)
