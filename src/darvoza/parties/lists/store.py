"""Snapshots of watch lists kept over time: a good one is never replaced by a bad or half one.

A store is a folder with a folder for each list, and in it a snapshot for each version, named by its number, the day it
was imported and the start of its SHA-256. The newest is the one in use.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Final

import msgspec

from darvoza.parties.lists.listed import WatchList, WatchLists
from darvoza.parties.lists.load import load_lists
from darvoza.parties.lists.sources.snapshot import write_snapshot
from darvoza.parties.lists.unreadable import UnreadableListError

LEAST_KEPT: Final = 0.8
"""A version with less than this share of the former one's entries, names or addresses is taken for half a download."""

_NAMED: Final = 12
_VERSION: Final = re.compile(r"\d{5}-\d{4}-\d\d-\d\d-[0-9a-f]*\.jsonl")
_COUNTED: Final = ("entries", "names", "identifiers", "addresses")


@dataclass(frozen=True, slots=True)
class Imported:
    """One list after an import: where its snapshot is, and whether it is new (the same bytes again are not)."""

    path: Path
    watch_list: WatchList
    new: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """One version of a list in a store: its snapshot and the day it was imported."""

    path: Path
    number: int
    imported: date


class ListStore:
    r"""Watch lists kept in a folder, every version that was ever imported.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     own = Path(folder, "own.csv")
    ...     _ = own.write_text("entity_id,name\n1,Zafar Qodirshoyev\n")
    ...     store = ListStore(Path(folder, "lists"))
    ...     first = store.keep([own], on=date(2026, 11, 2))
    ...     again = store.keep([own], on=date(2026, 11, 3))
    ...     [each.new for each in (*first, *again)], len(store.newest())
    ([True, False], 1)
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, paths: Iterable[Path], *, on: date, shrunk: bool = False) -> list[Imported]:
        """Import lists from files or folders, on this day; all are read before any is kept.

        Raises:
            UnreadableListError: a file cannot be read, or a list has lost so many entries, names, identifiers or
                addresses since its last version that the download is likely half; ``shrunk`` says that it really has
                become that short.
        """
        return self.keep_lists(load_lists(paths), on=on, shrunk=shrunk)

    def keep_lists(self, lists: WatchLists, *, on: date, shrunk: bool = False) -> list[Imported]:
        """As :meth:`keep`, for lists that have been read already."""
        versions: dict[str, list[WatchList]] = {}
        for each in lists.lists:
            versions.setdefault(each.id, []).append(each)
        if not shrunk:
            for number, given in versions.items():
                last = self._last(number)
                for older, newer in pairwise([*([last] if last else []), *given]):
                    _refuse_half(newer, older)
        return [imported for given in versions.values() for imported in self._kept(given, on)]

    def _kept(self, given: list[WatchList], on: date) -> list[Imported]:
        """Keep versions of one list in their order; of those known already, only the last can be in use again."""
        folder = self.folder / given[0].id
        found = []
        for each in given:
            version = each.sha256[:_NAMED]
            before = self.versions(each.id)
            known = [path for path in before if path.stem.endswith(f"-{version}")]
            if known and (each is not given[-1] or known[-1] == before[-1]):
                found.append(Imported(known[-1], each, new=False))
                continue
            folder.mkdir(parents=True, exist_ok=True)
            number = 1 + (_number(before[-1]) if before else 0)
            path = folder / f"{number:05}-{on.isoformat()}-{version}.jsonl"
            write_snapshot(each, path)
            found.append(Imported(path, each, new=True))
        return found

    def versions(self, list_id: str) -> list[Path]:
        """The snapshots of one list, oldest first, by the order in which they were imported."""
        found = (self.folder / list_id).glob("*.jsonl")
        return sorted((each for each in found if _VERSION.fullmatch(each.name)), key=lambda path: path.name)

    def kept(self, list_id: str) -> list[Kept]:
        """The versions of one list with their days, oldest first."""
        return [Kept(path, _number(path), date.fromisoformat(path.name[6:16])) for path in self.versions(list_id)]

    def list_ids(self) -> list[str]:
        """The lists that have a version here."""
        if not self.folder.is_dir():
            return []
        return sorted(each.name for each in self.folder.iterdir() if each.is_dir() and self.versions(each.name))

    def newest(self) -> WatchLists:
        """The newest version of every list."""
        return WatchLists.of(last for each in self.list_ids() if (last := self._last(each)) is not None)

    def _last(self, list_id: str) -> WatchList | None:
        versions = self.versions(list_id)
        return load_lists(versions[-1:]).lists[0] if versions else None


def _number(path: Path) -> int:
    return int(path.name.partition("-")[0])


def _refuse_half(new: WatchList, last: WatchList) -> None:
    for what in _COUNTED:
        before, now = _count(last, what), _count(new, what)
        if now < LEAST_KEPT * before:
            raise UnreadableListError(
                new.source,
                None,
                str(now),
                f"The last version of list {new.id} had {before} {what}.",
                "Fetch the file again; if the list has become so short, say so when importing.",
            )


def _count(watch_list: WatchList, what: str) -> int:
    if what == "entries":
        return len(watch_list.entries)
    return sum(len(getattr(party, what)) for party in watch_list.entries)


def with_source(watch_list: WatchList, source: str) -> WatchList:
    """The list, said to come from this address."""
    return msgspec.structs.replace(watch_list, source=source)
