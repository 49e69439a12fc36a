"""The office's profiles: who reads and writes them, and how far each version is."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from darvoza.office.desk.resources import PROFILES
from darvoza.office.examination.learning import HitRate
from darvoza.office.home import office_home
from darvoza.office.people.models import Officer, Role
from darvoza.risk import ProfileStore
from darvoza.risk.profiles import Kept

READERS: Final = (Role.ANALYST, Role.SUPERVISOR)
"""Who reads profiles, approves and retires them."""

SOON: Final = timedelta(days=30)
ENOUGH: Final = 30
"""Examinations without which a profile is not judged."""


class Stage(StrEnum):
    """How far a version is."""

    DRAFT = "draft"
    APPROVED = "approved"
    IN_FORCE = "in force"
    ENDED = "ended"
    RETIRED = "retired"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Line:
    """A profile as it is listed: the version that counts, a draft that waits beside it, and how it does."""

    kept: Kept
    stage: Stage
    waits: int | None
    rate: HitRate | None
    notes: tuple[str, ...]


def store() -> ProfileStore:
    """The folder of the office's profiles."""
    return ProfileStore(office_home() / PROFILES)


def signed(officer: Officer) -> str:
    """How an officer's decisions on profiles are signed: two people of one name are told apart by their sign-in."""
    return f"{officer.full_name} ({officer.name})"


def wrote(officer: Officer, kept: Kept) -> bool:
    """Whether this officer is the author, also of a version written elsewhere under the name alone."""
    author = " ".join(kept.record.author.casefold().split())
    names = (signed(officer), officer.full_name, officer.name)
    return author in {" ".join(each.casefold().split()) for each in names}


def stage(kept: Kept, versions: list[Kept], today: date) -> Stage:
    """How far this one of a profile's versions is on this day."""
    if kept.retired:
        return Stage.RETIRED
    if not kept.approved:
        return Stage.DRAFT
    if any(each.approved and each.version > kept.version for each in versions):
        return Stage.REPLACED
    if kept.record.end < today:
        return Stage.ENDED
    return Stage.IN_FORCE if kept.record.start <= today else Stage.APPROVED


def lines(every: list[Kept], rates: dict[str, HitRate], base: float | None, today: date) -> list[Line]:
    """One line for each profile: what is in force first, then what waits, then what is over."""
    by_id: dict[str, list[Kept]] = {}
    for kept in every:
        by_id.setdefault(kept.record.id, []).append(kept)
    made = [_line(versions, rates, base, today) for versions in by_id.values()]
    order = list(_FIRST)
    return sorted(made, key=lambda each: (order.index(each.stage), each.kept.record.id))


_FIRST: Final = (Stage.IN_FORCE, Stage.DRAFT, Stage.APPROVED, Stage.ENDED, Stage.RETIRED, Stage.REPLACED)


def _line(versions: list[Kept], rates: dict[str, HitRate], base: float | None, today: date) -> Line:
    counts = max((each for each in versions if each.approved), key=lambda each: each.version, default=versions[-1])
    last = versions[-1]
    waits = last.version if last is not counts and not last.approved and not last.retired else None
    found = rates.get(counts.record.id)
    where = stage(counts, versions, today)
    notes = []
    if where is Stage.IN_FORCE:
        if counts.record.review <= today:
            notes.append("review due")
        if counts.record.end - today <= SOON:
            notes.append("ends soon")
        if found and base is not None and found.examined >= ENOUGH and found.upper < base:
            notes.append("finds less than examinations at large")
    return Line(counts, where, waits, found, tuple(notes))
