"""An agreement between customs administrations, as data: what may be asked, sent and kept, and under which article."""

from datetime import date
from enum import StrEnum

import msgspec


class Form(StrEnum):
    """A form of assistance that an article of an agreement may provide for."""

    ON_REQUEST = "on request"
    SPONTANEOUS = "spontaneous"
    AUTOMATIC = "automatic"
    ADVANCE = "advance"
    SURVEILLANCE = "surveillance"
    NOTIFICATION = "notification"
    CONTROLLED_DELIVERY = "controlled delivery"
    RECOVERY = "recovery"
    EXPERTS_AND_WITNESSES = "experts and witnesses"
    PRESENCE_OF_OFFICIALS = "presence of officials"
    JOINT_TEAMS = "joint teams"
    HOT_PURSUIT = "hot pursuit"


class Administration(msgspec.Struct, frozen=True, kw_only=True):
    """One side of an agreement: its country (ISO 3166-1, two letters), and the central authority that may write."""

    administration: str
    country: str | None = None
    central_authority: str | None = None


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """One article: the forms of assistance it provides for, and the days on which it is in force, both included.

    Without dates of its own it is in force as long as the agreement is. ``restricted`` says in a sentence what has to
    be done first, where national law sets a condition (controlled delivery, officials abroad).
    """

    number: str
    title: str
    forms: tuple[Form, ...]
    in_force: date | None = None
    until: date | None = None
    restricted: str | None = None


class Deadlines(msgspec.Struct, frozen=True, kw_only=True):
    """Days to acknowledge, to answer, and to confirm in writing what was asked orally; None where none is agreed."""

    acknowledge_days: int | None = None
    answer_days: int | None = None
    confirm_oral_days: int | None = None


class Caveat(msgspec.Struct, frozen=True, kw_only=True):
    """One word of the agreement's caveat vocabulary, and what it obliges the receiver to.

    ``always`` caveats stand on every message under the agreement.
    """

    code: str
    meaning: str
    always: bool = False


class AutomaticDispatch(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of information that may be sent without being asked for and without a decision each time."""

    what: str
    trigger: str


class Retention(msgspec.Struct, frozen=True, kw_only=True):
    """How long received information is kept: reviewed every so many months, closed after notice if nobody decides."""

    review_months: int
    notice_days: int | None = None
    longest_months: int | None = None


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """A customs mutual assistance agreement. One without a date of entry into force is a draft and permits nothing."""

    id: str
    title: str
    parties: tuple[Administration, ...]
    signed: date | None = None
    in_force: date | None = None
    until: date | None = None
    languages: tuple[str, ...]
    articles: tuple[Article, ...]
    deadlines: Deadlines = Deadlines()
    caveats: tuple[Caveat, ...] = ()
    automatic: tuple[AutomaticDispatch, ...] = ()
    retention: Retention
