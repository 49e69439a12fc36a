"""What changed between two snapshots of a list, and screening again only what that touches."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import polars as pl

from darvoza.consignment import ConsignmentBatch
from darvoza.parties.candidates.index import NameIndex
from darvoza.parties.lists.listed import ListedParty, WatchList, WatchLists
from darvoza.parties.screening.screened import THRESHOLD, screen


class ChangedParty(msgspec.Struct, frozen=True):
    """A party that is on both snapshots, but not as it was; ``fields`` are what changed of it."""

    before: ListedParty
    after: ListedParty
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListChanges:
    """What a newer snapshot of a list adds, changes and removes."""

    older: WatchList
    newer: WatchList
    added: tuple[ListedParty, ...]
    changed: tuple[ChangedParty, ...]
    removed: tuple[ListedParty, ...]

    @property
    def touched(self) -> WatchList:
        """The newer snapshot with only what was added or changed."""
        entries = (*self.added, *(each.after for each in self.changed))
        return msgspec.structs.replace(self.newer, entries=entries)


def list_changes(older: WatchList, newer: WatchList) -> ListChanges:
    """Compare two snapshots of one list by the list's own numbers.

    The order of an entry's names and numbers does not count as a change.

    >>> from darvoza.parties import ListedName
    >>> def snapshot(*names: str) -> WatchList:
    ...     entries = [ListedParty(entity_id=name[0], names=(ListedName(name),)) for name in names]
    ...     return WatchList(id="x", title="X", source="x", sha256="", licence="own", entries=tuple(entries))
    >>> changes = list_changes(snapshot("Ann", "Bob"), snapshot("Anne", "Cy"))
    >>> [each.name for each in changes.added], [each.fields for each in changes.changed]
    (['Cy'], [('names',)])
    """
    before = {party.entity_id: party for party in older.entries}
    after = {party.entity_id: party for party in newer.entries}
    both = [(before[number], party) for number, party in after.items() if number in before]
    compared = [(old, new, _different(old, new)) for old, new in both]
    return ListChanges(
        older,
        newer,
        tuple(party for number, party in after.items() if number not in before),
        tuple(ChangedParty(old, new, fields) for old, new, fields in compared if fields),
        tuple(party for number, party in before.items() if number not in after),
    )


def _different(old: ListedParty, new: ListedParty) -> tuple[str, ...]:
    if old == new:
        return ()
    return tuple(
        field
        for field in ListedParty.__struct_fields__
        if _content(getattr(old, field)) != _content(getattr(new, field))
    )


def _content(value: object) -> object:
    return frozenset(value) if isinstance(value, tuple) else value


def rescreen(batch: ConsignmentBatch, changes: Sequence[ListChanges], *, threshold: float = THRESHOLD) -> pl.DataFrame:
    """Screen a batch against only what was added to lists or changed on them; returns what ``screen`` does."""
    touched = WatchLists(tuple(each.touched for each in changes))
    return screen(batch, NameIndex.build(touched), threshold=threshold)
