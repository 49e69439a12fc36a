"""Writing to the audit log: one entry after the other, each sealed with the one before."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC
from functools import cache
from typing import TYPE_CHECKING, Final

import msgspec
from django.db import connection, transaction

from darvoza.office import clock
from darvoza.office.asking import answers, do
from darvoza.office.audit.models import Entry, Head
from darvoza.office.home import secret

if TYPE_CHECKING:
    from darvoza.office.people.models import Officer, Unit

_LONGEST: Final = 300
_HEAD: Final = 1

# every page that is shown writes an entry: plain statements cost a quarter of what saving two models does
_READ_HEAD: Final = "SELECT number, seal FROM audit_head WHERE id = %s"
_ADD: Final = (
    "INSERT INTO audit_entry (number, time, officer_id, officer, action, subject, unit, detail, seal) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
_MOVE_HEAD: Final = "UPDATE audit_head SET number = %s, seal = %s, own = %s WHERE id = %s"


def record(
    action: str,
    *,
    by: "Officer | None",
    subject: str = "",
    unit: "Unit | None" = None,
    detail: Mapping[str, object] | None = None,
) -> Entry:
    """Write that somebody did something to something; in the caller's transaction, so that both stand or fall together.

    ``action`` is a verb in the past (``viewed``, ``decided``, ``exported``), ``subject`` the address or key of what it
    was done to. ``detail`` is what JSON can hold; never a password, a code or a key.
    """
    with transaction.atomic():
        head = _head()
        entry = Entry(
            number=head.number + 1,
            time=clock.now().replace(microsecond=0),
            officer_id=by.pk if by else None,
            officer=str(by) if by else "",
            action=action,
            subject=subject[:_LONGEST],
            unit=unit.code if unit else "",
            detail=dict(detail or {}),
        )
        entry.seal = seal(entry, head.seal)
        head.number, head.seal = entry.number, entry.seal
        _write(entry, seal_of_head(head))
    return entry


def _head() -> Head:
    """Where the chain stands, held against others until the transaction ends."""
    held = f"{_READ_HEAD} FOR UPDATE" if connection.features.has_select_for_update else _READ_HEAD
    found = answers(held, [_HEAD])
    if not found:
        return Head.objects.select_for_update().get_or_create(pk=_HEAD)[0]
    number, seal = found[0]
    return Head(pk=_HEAD, number=number, seal=seal)


def _write(entry: Entry, own: str) -> None:
    """Add an entry, and move the head to it."""
    detail = msgspec.json.encode(entry.detail).decode()
    said = (entry.officer_id, entry.officer, entry.action, entry.subject, entry.unit, detail, entry.seal)
    do(_ADD, [entry.number, entry.time, *said])
    do(_MOVE_HEAD, [entry.number, entry.seal, own, _HEAD])


def seal(entry: Entry, before: str) -> str:
    """The seal of an entry that follows the one with the seal ``before``: HMAC-SHA-256 over both, in hexadecimal."""
    said = msgspec.json.encode(
        [
            before,
            entry.number,
            entry.time.astimezone(UTC).isoformat(),
            entry.officer_id,
            entry.officer,
            entry.action,
            entry.subject,
            entry.unit,
            entry.detail,
        ],
        order="deterministic",
    )
    return hmac.new(_key(), said, hashlib.sha256).hexdigest()


def seal_of_head(head: Head) -> str:
    """The seal that ties the number of entries to the last one's seal."""
    return hmac.new(_key(), f"head {head.number} {head.seal}".encode(), hashlib.sha256).hexdigest()


@cache
def _key() -> bytes:
    return secret("audit").encode("ascii")
