"""Reading the files of a watch list under limits: bytes, text, table rows with their line numbers."""

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from darvoza.parties.lists.listed import ListedParty
from darvoza.parties.lists.unreadable import UnreadableListError

MOST_BYTES: Final = 2 * 1024**3
_MOST_CELL: Final = 1_000_000
BROKEN_JSON: Final = (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError, RecursionError)
"""What decoding raises on text that is no JSON, not of the form wanted, not UTF-8, or nests without end."""

_NOT_NAME: Final = re.compile(r"[^\w .()+-]")


def read_bytes(path: Path) -> bytes:
    """All of a file, unless it is larger than any watch list."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UnreadableListError(
                path, None, str(path.stat().st_size), "The file is larger than 2 GiB.", "Load it in parts."
            )
        return path.read_bytes()
    except OSError as error:
        raise UnreadableListError(
            path, None, None, f"The file cannot be read: {error.strerror}.", "Check that it is there and may be read."
        ) from error


def decode(path: Path, data: bytes, encodings: Sequence[str] = ("utf-8-sig",)) -> str:
    """The text of a file: the first of these encodings in which all of it makes sense."""
    bad: UnicodeDecodeError | None = None
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            bad = error
    if bad is None:
        raise ValueError("no encoding was named")
    raise UnreadableListError(
        path,
        data.count(b"\n", 0, bad.start) + 1,
        data[bad.start : bad.start + 8].hex(" "),
        f"The text is not {' or '.join(encodings)}.",
        "Save it as UTF-8, or fetch it again.",
    )


def safe_id(text: str) -> str:
    """A list's id that can be the name of a folder and of nothing else: no separators, no leading dots.

    >>> safe_id("../../own list")
    '_.._own list'
    """
    return _NOT_NAME.sub("_", text).lstrip(".")[:100] or "list"


def digest(*contents: bytes) -> str:
    """SHA-256 of the files a list was read from, in order."""
    whole = hashlib.sha256()
    for content in contents:
        whole.update(content)
    return whole.hexdigest()


def table(path: Path, text: str, columns: int | None, delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Rows of a table with the line each ends on; blank lines and a closing Ctrl-Z (as OFAC writes it) are no rows."""
    csv.field_size_limit(_MOST_CELL)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in rows:
            if not row or row == ["\x1a"]:
                continue
            if columns is not None and len(row) != columns:
                raise UnreadableListError(
                    path,
                    rows.line_num,
                    delimiter.join(row),
                    f"A row of this table has {columns} columns; this one has {len(row)}.",
                    "The file may be cut short or edited: fetch it again.",
                )
            yield rows.line_num, row
    except csv.Error as error:
        raise UnreadableListError(
            path, rows.line_num, None, f"The table is broken: {error}.", "Fetch the file again."
        ) from error


def whole(path: Path, data: bytes, ends: tuple[bytes, ...]) -> None:
    """Refuse a published file that does not end as its publisher ends it: what is missing cannot be known."""
    if not data.endswith(ends):
        raise UnreadableListError(
            path,
            data.count(b"\n") + 1,
            data[-20:].decode("utf-8", "replace"),
            "The last row is cut short.",
            "Fetch the file again.",
        )


def first_row(head: bytes, delimiter: str = ",") -> list[str]:
    """The first row of what may be a table, for recognising it; empty when it is none."""
    lines = head.decode("utf-8-sig", "replace").splitlines()
    if not lines or "\0" in lines[0]:
        return []
    try:
        return next(csv.reader(lines[:1], delimiter=delimiter), [])
    except csv.Error:
        return []


def numbered(entries: Iterable[ListedParty]) -> Iterator[ListedParty]:
    """The entries of a list that has no numbers of its own for some: a repeated id gets a count."""
    seen: Counter[str] = Counter()
    for entry in entries:
        seen[entry.entity_id] += 1
        again = seen[entry.entity_id]
        yield entry if again == 1 else msgspec.structs.replace(entry, entity_id=f"{entry.entity_id} ({again})")
