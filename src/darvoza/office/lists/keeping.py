"""The office's watch lists: who reads and edits them, what each version holds, and what differs between two."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec
from django.core.exceptions import PermissionDenied
from django.db import transaction

from darvoza.office import clock
from darvoza.office.audit.record import record
from darvoza.office.desk.resources import LISTS
from darvoza.office.home import is_training_room, office_home
from darvoza.office.people.access import Viewer
from darvoza.office.people.models import Role, Unit
from darvoza.parties import (
    Kept,
    ListChanges,
    ListedParty,
    ListStore,
    UnreadableListError,
    WatchList,
    WatchLists,
    list_changes,
    load_lists,
)

READERS: Final = (Role.TARGETER, Role.ANALYST, Role.SUPERVISOR)
"""Who reads watch lists and what is allowed in spite of them."""

WRITERS: Final = (Role.ANALYST, Role.SUPERVISOR)
"""Who imports lists and edits the unit's own."""

_OWN: Final = re.compile(r"unit(\d{1,9})-")


@dataclass(frozen=True)
class NotKeptError(Exception):
    """Why a list was left as it is: an English message with its values."""

    message: str
    values: dict[str, str | int]

    def __str__(self) -> str:
        return self.message.format(**self.values)


@dataclass(frozen=True, slots=True)
class Line:
    """A list as it is listed: its newest version, and how many there are; ``unit`` is whose own it is, if anybody's."""

    newest: Kept
    versions: int
    snapshot: WatchList
    unit: int | None


def store() -> ListStore:
    """The folder of the office's lists."""
    return ListStore(office_home() / LISTS)


def unit_of(list_id: str) -> int | None:
    """Whose own list this is: the id of a unit; None for a list of the whole office."""
    found = _OWN.match(list_id)
    return int(found[1]) if found else None


def visible(viewer: Viewer, list_id: str, roles: Sequence[Role] = READERS) -> bool:
    """Whether the viewer may see this list: a unit's own only those who serve in it."""
    unit = unit_of(list_id)
    return unit is None or unit in viewer.units(roles)


def only_for_real(viewer: Viewer, roles: Sequence[Role]) -> None:
    """Refuse who holds these roles in training units only: lists and profiles are those of the whole office.

    In an office that is a training room they are those of the room.

    Raises:
        PermissionDenied: no unit in which the viewer holds one of the roles does real work.
    """
    if not Unit.objects.filter(pk__in=viewer.units(roles), training=is_training_room()).exists():
        raise PermissionDenied


def lines(viewer: Viewer) -> list[Line]:
    """The lists that the viewer may see."""
    kept = store()
    found = []
    for name in kept.list_ids():
        if visible(viewer, name):
            versions = kept.kept(name)
            found.append(Line(versions[-1], len(versions), snapshot(versions[-1].path), unit_of(name)))
    return found


@lru_cache(maxsize=16)
def snapshot(path: Path) -> WatchList:
    """One version of a list; a file is never changed once it is there."""
    return load_lists([path]).lists[0]


@lru_cache(maxsize=16)
def changes(older: Path, newer: Path) -> ListChanges:
    """What the newer version adds, changes and removes."""
    return list_changes(snapshot(older), snapshot(newer))


def bring(paths: Sequence[Path], viewer: Viewer, *, shrunk: bool) -> list[tuple[WatchList, bool]]:
    """Import lists from files: each with whether it is new. All are read before any is kept.

    Raises:
        UnreadableListError: a file cannot be read, or looks like half a list; the versions that are kept stay in use.
    """
    read = load_lists(paths)
    for each in read.lists:
        if unit_of(each.id) is not None:
            raise UnreadableListError(
                paths[0].name, None, each.id, "This is the name of a unit's own list.", "Give the file another name."
            )
    with transaction.atomic():
        done = store().keep_lists(read, on=clock.now().date(), shrunk=shrunk)
        for made in done:
            detail = {"version": made.path.stem, "entries": len(made.watch_list), "new": made.new}
            record("imported a list", by=viewer.officer, subject=made.watch_list.id, unit=viewer.home, detail=detail)
    return [(each.watch_list, each.new) for each in done]


def start(title: str, viewer: Viewer, unit: Unit, *, plain: bool = True) -> str:
    """Begin a list of the unit's own, empty; its id, which tells nothing of the title unless it is ``plain``.

    What is not plain the audit log does not tell either: it was received under caveats.
    """
    slug = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")[:40] if plain else ""
    slug = slug or hashlib.sha256(title.encode()).hexdigest()[:8]
    name = f"unit{unit.pk}-{slug}"
    if store().versions(name):
        raise NotKeptError("There is a list of this name already.", {})
    empty = WatchList(id=name, title=title, source=unit.name, sha256="", licence="own", entries=())
    _keep(empty, (), viewer, 0, {"title": title} if plain else {})
    return name


def add(list_id: str, party: ListedParty, reason: str, viewer: Viewer, *, seen: int, plain: bool = True) -> None:
    """A new version of the unit's own list, with one more entry; see :func:`start` for ``plain``.

    Raises:
        NotKeptError: another officer changed the list meanwhile, or its number is taken.
    """
    last = snapshot(store().versions(list_id)[-1])
    if any(each.entity_id == party.entity_id for each in last.entries):
        raise NotKeptError("Number {number} is on the list already.", {"number": party.entity_id})
    detail = {"added": party.entity_id} | ({"name": party.name, "reason": reason} if plain else {})
    _keep(last, (*last.entries, party), viewer, seen, detail)


def remove(list_id: str, entity_id: str, reason: str, viewer: Viewer, *, seen: int) -> None:
    """A new version of the unit's own list, without one entry.

    Raises:
        NotKeptError: another officer changed the list meanwhile, or the entry is not on it.
    """
    last = snapshot(store().versions(list_id)[-1])
    left = tuple(each for each in last.entries if each.entity_id != entity_id)
    if len(left) == len(last.entries):
        raise NotKeptError("Number {number} is not on the list.", {"number": entity_id})
    _keep(last, left, viewer, seen, {"removed": entity_id, "reason": reason})


def _keep(last: WatchList, entries: tuple[ListedParty, ...], viewer: Viewer, seen: int, detail: dict[str, str]) -> None:
    """Write the version after ``seen``; the audit log, written first, lets one officer at a time through."""
    now = clock.now()
    content = msgspec.json.encode([seen, now.isoformat(), entries])
    new = msgspec.structs.replace(
        last, date=now.date().isoformat(), sha256=hashlib.sha256(content).hexdigest(), entries=entries
    )
    with transaction.atomic():
        unit = Unit.objects.filter(pk=unit_of(last.id)).first()
        record("changed a list", by=viewer.officer, subject=last.id, unit=unit, detail={**detail, "version": seen + 1})
        kept = store().kept(last.id)
        if (kept[-1].number if kept else 0) != seen:
            raise NotKeptError("Another officer changed the list meanwhile. Nothing was changed: look at it again.", {})
        store().keep_lists(WatchLists((new,)), on=now.date(), shrunk=True)


def day(text: str) -> date | None:
    """A day as forms send it; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
