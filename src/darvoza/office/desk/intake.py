"""Taking messages in: kept whole before anything else is done, so that none is lost and none is taken twice."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from darvoza.office import clock
from darvoza.office.asking import answers
from darvoza.office.desk.models import Message
from darvoza.office.home import office_home, prepare_home
from darvoza.office.people.models import Unit


@dataclass(frozen=True, slots=True)
class Taken:
    """The message as it is kept, and whether it is new; not, when its key was taken before with the same bytes."""

    message: Message
    new: bool


class OtherContentError(ValueError):
    """A key came again with other bytes."""


def take(
    data: bytes, name: str, *, source: str, key: str | None = None, unit: Unit | None = None, sent_by: str = ""
) -> Taken:
    """Keep a message and put it in line to be assessed.

    ``key`` is what its sender calls it; without one it is the content itself, so that the same bytes are taken once.

    Raises:
        OtherContentError: the key was taken before with other bytes.
    """
    digest = hashlib.sha256(data).hexdigest()
    store(data, digest)
    named = key or digest
    made = Message(
        key=named,
        name=Path(name).name[:255] or "message",
        sha256=digest,
        size=len(data),
        source=source,
        sent_by=sent_by,
        unit=unit,
        received=clock.now(),
    )
    if rows := answers(_PUT_IN_LINE, [getattr(made, column) for column in _COLUMNS]):
        made.pk = rows[0][0]
        return Taken(made, new=True)
    found = Message.objects.get(key=named)
    if found.sha256 != digest:
        raise OtherContentError(named)
    return Taken(found, new=False)


_COLUMNS: Final = (
    *("key", "name", "sha256", "size", "source", "sent_by", "unit_id", "received"),
    *("waiting", "attempts", "status"),
)
_PUT_IN_LINE: Final = (
    f"INSERT INTO desk_message ({', '.join(_COLUMNS)}) "  # noqa: S608 - names of our own model
    f"VALUES ({', '.join(['%s'] * len(_COLUMNS))}) ON CONFLICT (key) DO NOTHING RETURNING id"
)
"""One statement, which is its own transaction: what has been answered is kept, and no key is taken twice."""


def store(data: bytes, digest: str) -> Path:
    """Write bytes under their SHA-256, whole or not at all; what is there already stays."""
    path = stored(digest)
    if path.exists():
        return path
    if not path.parent.is_dir():
        prepare_home()
        path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, unfinished = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    Path(unfinished).replace(path)
    return path


def stored(digest: str) -> Path:
    """Where the bytes with this SHA-256 are."""
    return office_home() / "content" / digest[:2] / digest
