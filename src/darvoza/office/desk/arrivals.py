"""How long until a consignment arrives, in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from darvoza.office.words import Words

_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)
_SOON: Final = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Clock:
    """What the clock says: ``text`` in words, and how urgent it is: ``over``, ``soon``, ``later`` or ``unknown``."""

    text: str
    urgency: str


def time_left(arrival: datetime | None, now: datetime, words: Words) -> Clock:
    """The time to arrival; what should have arrived and still waits is overdue.

    >>> from datetime import UTC
    >>> from darvoza.language import Language
    >>> now = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    >>> time_left(datetime(2026, 11, 22, 9, 30, tzinfo=UTC), now, Words(Language.ENGLISH))
    Clock(text='2 h 30 min overdue', urgency='over')
    >>> time_left(None, now, Words(Language.ENGLISH)).text
    'arrival not filed'
    """
    if arrival is None:
        return Clock(words.say("arrival not filed"), "unknown")
    away = arrival - now
    if away < timedelta():
        return Clock(_past(-away, words), "over")
    return Clock(_ahead(away, words), "soon" if away <= _SOON else "later")


def _past(ago: timedelta, words: Words) -> str:
    days, hours, minutes = _parts(ago)
    if days:
        return words.say("{days} d {hours} h overdue", days=days, hours=hours)
    if hours:
        return words.say("{hours} h {minutes} min overdue", hours=hours, minutes=minutes)
    return words.say("{minutes} min overdue", minutes=minutes)


def _ahead(away: timedelta, words: Words) -> str:
    days, hours, minutes = _parts(away)
    if days:
        return words.say("in {days} d {hours} h", days=days, hours=hours)
    if hours:
        return words.say("in {hours} h {minutes} min", hours=hours, minutes=minutes)
    return words.say("in {minutes} min", minutes=minutes)


def _parts(span: timedelta) -> tuple[int, int, int]:
    days, rest = divmod(span, _DAY)
    hours, rest = divmod(rest, _HOUR)
    return days, hours, int(rest.total_seconds() // 60)
