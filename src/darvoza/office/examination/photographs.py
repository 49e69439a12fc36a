"""Taking photographs in pieces, so that a link which breaks costs one piece and never a photograph."""

import hashlib
import re
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from django.db import transaction

from darvoza.office import clock
from darvoza.office.audit.record import record
from darvoza.office.desk.intake import store
from darvoza.office.examination.models import Order, Photograph
from darvoza.office.examination.orders import unit_of
from darvoza.office.home import prepare_home
from darvoza.office.people.models import Officer

LARGEST: Final = 30 * 1024 * 1024
PIECE: Final = 1024 * 1024
"""Bytes in a photograph, and in a piece of one, at most."""

MOST: Final = 100
"""Photographs of one order, at most."""

_FORGOTTEN: Final = 7 * 24 * 3600  # seconds after which what was never finished is removed
_RANGE: Final = re.compile(r"bytes (?:(\d{1,10})-(\d{1,10})|\*)/(\d{1,10})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Piece:
    """Which bytes of a photograph of ``size`` a request carries: from ``start`` to before ``end``; none only asks."""

    start: int
    end: int
    size: int


@dataclass(frozen=True, slots=True)
class Upload:
    """How many bytes of a photograph are here, the photograph once it is whole, and what was wrong."""

    have: int
    photograph: Photograph | None = None
    problem: str = ""


def piece(header: str | None) -> Piece | None:
    """What a ``Content-Range`` says; None where it makes no sense.

    >>> piece("bytes 0-99/250")
    Piece(start=0, end=100, size=250)
    >>> piece("bytes */250")
    Piece(start=0, end=0, size=250)
    """
    found = _RANGE.fullmatch(header or "")
    if found is None:
        return None
    first, last, size = (int(part) if part else None for part in found.groups())
    if first is None or last is None:
        return Piece(0, 0, size or 0)
    return Piece(first, last + 1, size or 0) if first <= last < (size or 0) else None


def kind(start: bytes) -> str | None:
    """The kind of a photograph by its first bytes; None where it is none that browsers take."""
    if start.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "image/webp"
    if start[4:8] == b"ftyp" and start[8:12] in {b"heic", b"heix", b"mif1", b"msf1"}:
        return "image/heic"
    return None


def add(
    order: Order, uuid: UUID, part: Piece, data: bytes, *, sha256: str, name: str, taken: datetime | None, by: Officer
) -> Upload:
    """Add a piece to a photograph, and keep it once it is whole and its hash is what the sender says.

    Pieces that came before may come again; one that leaves a gap is not taken, and the answer says from where to go on.
    """
    whole = Photograph.objects.filter(uuid=uuid).first()
    if whole is not None:
        if whole.order_id != order.pk:
            return Upload(0, None, "This photograph belongs to another order.")
        return Upload(whole.size, whole)
    if part.size > LARGEST:
        return Upload(0, None, "A photograph may have 30 MB at most. Take it again with a lower resolution.")
    path = _unfinished(order, uuid)
    have = path.stat().st_size if path.exists() else 0
    if data and len(data) == part.end - part.start and part.start <= have:
        _write(path, part.start, data)
        have = max(have, part.end)
    if have < part.size:
        return Upload(have)
    content = path.read_bytes()
    if len(content) != part.size or hashlib.sha256(content).hexdigest() != sha256.lower():
        path.unlink(missing_ok=True)
        return Upload(0, None, "The photograph was damaged on its way and is sent again.")
    kept = keep(order, uuid, content, name=name, taken=taken, by=by)
    path.unlink(missing_ok=True)
    return kept


def keep(order: Order, uuid: UUID, content: bytes, *, name: str, taken: datetime | None, by: Officer) -> Upload:
    """Keep a whole photograph of an order by its SHA-256."""
    of = kind(content[:16])
    if of is None:
        return Upload(0, None, "This is no photograph: JPEG, PNG, WebP and HEIC are taken.")
    if len(content) > LARGEST:
        return Upload(0, None, "A photograph may have 30 MB at most. Take it again with a lower resolution.")
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        locked = Order.objects.select_for_update().get(pk=order.pk)
        there = Photograph.objects.filter(uuid=uuid).first()
        if there is not None:
            return Upload(there.size, there)
        if locked.photographs.count() >= MOST:
            return Upload(0, None, "This order has 100 photographs already.")
        store(content, digest)
        made = Photograph.objects.create(
            order=locked,
            uuid=uuid,
            sha256=digest,
            size=len(content),
            kind=of,
            name=Path(name.replace("\x00", "")).name[:160],
            taken=taken,
            received=clock.now(),
            by=by,
        )
        record(
            "photographed",
            by=by,
            subject=f"/order/{order.pk}",
            unit=unit_of(order.office),
            detail={"sha256": digest, "size": len(content)},
        )
    return Upload(made.size, made)


def _write(path: Path, start: int, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _tidy(path.parent)
        path.touch(mode=0o600)
    with path.open("r+b") as file:
        file.seek(start)
        file.write(data)


def _tidy(folder: Path) -> None:
    """Remove what was begun long ago and never finished."""
    for each in folder.iterdir():
        if time.time() - each.stat().st_mtime > _FORGOTTEN:
            each.unlink(missing_ok=True)


def _unfinished(order: Order, uuid: UUID) -> Path:
    return prepare_home() / "unfinished" / f"{order.pk}-{uuid.hex}"
