"""Snapshots in this project's own layout: a line about the list, then a line of JSON for each entry."""

import os
import re
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from darvoza.parties.lists.listed import ListedParty, WatchList
from darvoza.parties.lists.sources.files import BROKEN_JSON, read_bytes, safe_id
from darvoza.parties.lists.sources.registry import ListSource
from darvoza.parties.lists.unreadable import UnreadableListError

T = TypeVar("T")

LAYOUT: Final = 1
_SHA256: Final = re.compile(r"[0-9a-f]{0,64}")


class Heading(msgspec.Struct, frozen=True, kw_only=True):
    """The first line of a snapshot: what :class:`WatchList` says of itself, and how many entries follow."""

    darvoza_watch_list: int
    id: str
    title: str
    source: str
    date: str | None = None
    sha256: str
    licence: str
    count: int


def write_snapshot(watch_list: WatchList, path: Path) -> None:
    """Keep a watch list as a file of the project's own layout; an old file is replaced only when all is written."""
    heading = Heading(
        darvoza_watch_list=LAYOUT,
        id=watch_list.id,
        title=watch_list.title,
        source=watch_list.source,
        date=watch_list.date,
        sha256=watch_list.sha256,
        licence=watch_list.licence,
        count=len(watch_list.entries),
    )
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        file.write(msgspec.json.Encoder().encode_lines([heading, *watch_list.entries]))
        file.flush()
        os.fsync(file.fileno())  # else a power cut may leave an empty file under the good name
    part.replace(path)


def _read(path: Path) -> WatchList:
    lines = read_bytes(path).splitlines()
    heading = _decoded(path, 1, lines[0], msgspec.json.Decoder(Heading))
    if heading.id != safe_id(heading.id) or not _SHA256.fullmatch(heading.sha256):
        raise UnreadableListError(
            path, 1, heading.id, "The list's id or SHA-256 has signs that it cannot have.", "Import the list again."
        )
    decoder = msgspec.json.Decoder(ListedParty)
    entries = tuple(_decoded(path, number, line, decoder) for number, line in enumerate(lines[1:], start=2))
    if len(entries) != heading.count:
        raise UnreadableListError(
            path,
            len(lines),
            str(len(entries)),
            f"The first line promises {heading.count} entries.",
            "The file is cut short: import the list again.",
        )
    about = msgspec.structs.asdict(heading)
    return WatchList(
        **{name: about[name] for name in ("id", "title", "source", "date", "sha256", "licence")}, entries=entries
    )


def _decoded(path: Path, number: int, line: bytes, decoder: msgspec.json.Decoder[T]) -> T:
    try:
        return decoder.decode(line)
    except BROKEN_JSON as error:
        raise UnreadableListError(
            path,
            number,
            line[:60].decode("utf-8", "replace"),
            f"The line is not as it should be: {error}.",
            "Import the list again.",
        ) from error


SOURCE: Final = ListSource(
    id="snapshot",
    title="Snapshot in the project's own layout, JSON lines",
    recognises=lambda head: head.startswith(b'{"darvoza_watch_list":'),
    read=_read,
    precedence=10,
)
