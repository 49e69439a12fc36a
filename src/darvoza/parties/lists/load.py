"""Loading watch lists from files and folders, whatever published format they are in."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from darvoza.parties.lists.listed import WatchList, WatchLists
from darvoza.parties.lists.sources.registry import HEAD, ListSource, all_sources
from darvoza.parties.lists.unreadable import UnreadableListError

_PAGE: Final = re.compile(rb"<!doctype html|<html")


def load_lists(paths: Iterable[Path]) -> WatchLists:
    """Read watch lists: each path is a file, or a folder whose files are all read (hidden ones are left alone).

    The format is recognised by content. Files that only complete another list (OFAC's ``alt.csv``, ``add.csv``) are
    read together with it. In a folder, files in no known format are passed over when at least one list was found; a
    file named outright must be a list.

    Raises:
        UnreadableListError: a file is missing, is in no known format, or breaks its format's rules. Nothing is loaded.
    """
    lists: list[WatchList] = []
    for path in paths:
        if path.is_dir():
            lists += _folder(path)
        else:
            lists.append(_file(path))
    return WatchLists.of(lists)


def _folder(folder: Path) -> list[WatchList]:
    files = sorted(each for each in folder.rglob("*") if each.is_file() and not _hidden(each.relative_to(folder)))
    found = [(path, source) for path in files if (source := _recognise(path)) is not None]
    if not found:
        raise UnreadableListError(
            folder, None, None, "No watch list is in this folder.", "Name a folder or file that holds one."
        )
    return [source.read(path) for path, source in found]


def _file(path: Path) -> WatchList:
    source = _recognise(path)
    if source is not None:
        return source.read(path)
    head = _head(path)
    if _PAGE.search(head[:512].lower()):
        raise UnreadableListError(
            path, 1, None, "This is a web page, not a list.", "Look at the page in a browser: it may say what is wrong."
        )
    for each in all_sources():
        if each.companion is not None and each.companion(head):
            raise UnreadableListError(
                path,
                None,
                None,
                f"This is only a part of a list: {each.title}.",
                "Name the main file, or the folder that holds all of its files.",
            )
    raise UnreadableListError(
        path,
        1,
        head[:60].decode("utf-8", "replace"),
        "The file is in no watch list format that is known here.",
        "See docs/reference/watch-lists.md for the formats, and for the columns of a list of your own.",
    )


def _recognise(path: Path) -> ListSource | None:
    head = _head(path)
    return next((each for each in all_sources() if each.recognises(head)), None)


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(HEAD)
    except OSError as error:
        raise UnreadableListError(
            path, None, None, f"The file cannot be read: {error.strerror}.", "Check that it is there and may be read."
        ) from error


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
