"""The office's clock: the time of this machine, or the time that a demonstration or an exercise plays at."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_played: ContextVar[datetime | None] = ContextVar("played", default=None)


def now() -> datetime:
    """The time as the office has it, in UTC."""
    return _played.get() or datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Play at another time: everything written meanwhile, the audit log too, has that time.

    >>> with at(datetime(2026, 11, 20, 8, tzinfo=UTC)):
    ...     now().hour
    8
    """
    token = _played.set(moment)
    try:
        yield
    finally:
        _played.reset(token)
