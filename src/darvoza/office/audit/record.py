"""Writing to the audit log: one entry after the other, each sealed with the one before."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC
from functools import cache
from typing import TYPE_CHECKING, Final

import msgspec
from django.db import transaction

from darvoza.office import clock
from darvoza.office.audit.models import Entry, Head
from darvoza.office.home import secret

if TYPE_CHECKING:
    from darvoza.office.people.models import Officer, Unit

_LONGEST: Final = 300
_HEAD: Final = 1


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
        head, _ = Head.objects.select_for_update().get_or_create(pk=_HEAD)
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
        entry.save(force_insert=True)
        head.number, head.seal = entry.number, entry.seal
        head.own = seal_of_head(head)
        head.save()
    return entry


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
