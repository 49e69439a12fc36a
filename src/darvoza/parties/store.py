"""Snapshots of watch lists kept over time: a good one is never replaced by a bad or half one.

A store is a folder with a folder for each list, and in it a snapshot for each version, named by the day it was imported
and the start of its SHA-256. The newest is the one in use.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from darvoza.parties.listed import WatchList, WatchLists
from darvoza.parties.load import load_lists
from darvoza.parties.sources.snapshot import write_snapshot
from darvoza.parties.unreadable import UnreadableListError

_LEAST_KEPT: Final = 0.7
_NAMED: Final = 12


@dataclass(frozen=True, slots=True)
class Imported:
    """One list after an import: where its snapshot is, and whether it is new (the same bytes again are not)."""

    path: Path
    watch_list: WatchList
    new: bool


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
            UnreadableListError: a file cannot be read, or a list has lost so many entries since its last version that
                the download is likely half; ``shrunk`` says that it really has become that short.
        """
        lists = load_lists(paths).lists
        for each in lists:
            last = self._last(each.id)
            if last is not None and not shrunk and len(each) < _LEAST_KEPT * len(last):
                raise UnreadableListError(
                    each.source,
                    None,
                    str(len(each)),
                    f"The last version of list {each.id} had {len(last)} entries.",
                    "Fetch the file again; if the list has become so short, say so when importing.",
                )
        return [self._kept(each, on) for each in lists]

    def _kept(self, watch_list: WatchList, on: date) -> Imported:
        folder = self.folder / watch_list.id
        version = watch_list.sha256[:_NAMED]
        if known := sorted(folder.glob(f"*-{version}.jsonl")):
            return Imported(known[-1], watch_list, new=False)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{on.isoformat()}-{version}.jsonl"
        write_snapshot(watch_list, path)
        return Imported(path, watch_list, new=True)

    def versions(self, list_id: str) -> list[Path]:
        """The snapshots of one list, oldest first."""
        return sorted((self.folder / list_id).glob("*.jsonl"))

    def newest(self) -> WatchLists:
        """The newest version of every list."""
        folders = sorted(each for each in self.folder.iterdir() if each.is_dir()) if self.folder.is_dir() else []
        return WatchLists.of(last for each in folders if (last := self._last(each.name)) is not None)

    def _last(self, list_id: str) -> WatchList | None:
        versions = self.versions(list_id)
        return load_lists(versions[-1:]).lists[0] if versions else None
