"""Large tables a stretch at a time, so that years of declarations need no more memory than a day's."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
import polars as pl

from darvoza.intake.formats.table import Fit, find_header
from darvoza.intake.mapping import Mapping
from darvoza.intake.reading import Limits, Message
from darvoza.intake.table_text import decode, lay_out, read_cells
from darvoza.intake.workbook import looks_like_workbook

STRETCH = 8 * 1024 * 1024
"""Bytes of a table that are read at a time."""

_TAIL = 20_000  # rows at the end of a stretch among which one is looked for that begins another consignment


def table_stretches(path: Path, mapping: Mapping, *, size: int = STRETCH) -> Iterator[Message]:
    """The table in messages of about ``size`` bytes, each with the header; a consignment's rows stay together.

    Rows of one reference that do not follow one another may come to lie in different messages. A workbook, and a table
    in two bytes a letter, comes whole, up to the limit of a message.

    Raises:
        OSError: the file cannot be read.
        Refused: its header does not fit the mapping.
    """
    with path.open("rb") as file:
        head = file.read(size)
        whole = len(head) < size
        if whole or looks_like_workbook(head, path.name) or decode(head).charset.startswith("utf-16"):
            yield Message.of(str(path), head if whole else head + file.read(Limits().message_bytes - len(head) + 1))
            return
        text = decode(head[: head.rfind(b"\n") + 1], [mapping.encoding] if mapping.encoding else [])
        separator, fit = find_header(text, [mapping])
        header = head[: _line_end(head, fit)]
        yield from _parts(path, file, head[len(header) :], header, (separator, fit, mapping), size)


def _parts(
    path: Path, file: BinaryIO, rest: bytes, header: bytes, how: tuple[str, Fit, Mapping], size: int
) -> Iterator[Message]:
    more = True
    while more:
        block = file.read(size)
        more = bool(block)
        rest += block
        if not rest.strip():
            return
        cut = _cut(rest, *how) if more else len(rest)
        if cut:
            yield Message.of(str(path), header + rest[:cut])
            rest = rest[cut:]


def _line_end(head: bytes, fit: Fit) -> int:
    """The byte after the header's row."""
    end = -1
    for _ in range(fit.row + 1):
        end = head.find(b"\n", end + 1)
    return end + 1


def _cut(data: bytes, separator: str, fit: Fit, mapping: Mapping) -> int:
    """Where the last consignment that may go on begins: the byte to cut at; 0 if everything is one."""
    layout = lay_out(data[: data.rfind(b"\n") + 1], separator)
    first = max(len(layout.starts) - _TAIL, 0)
    places = [fit.places[column] for column in mapping.reference if column in fit.places]
    begin = int(layout.starts[first]) if len(layout.starts) else 0
    tail = data[begin:]
    rows = lay_out(tail, separator)
    cells = read_cells(tail, rows, 0, fit.width, places)
    changed = cells.select(pl.any_horizontal(pl.all().ne_missing(pl.all().shift()))).to_series().to_numpy()
    # Inside a quoted cell with a line break the quotes before it are odd in number: no place to cut.
    quotes = np.cumsum(np.frombuffer(tail, dtype=np.uint8) == ord('"'))
    starts = rows.starts[: len(changed)]
    even = quotes[np.maximum(starts - 1, 0)] % 2 == 0
    good = np.flatnonzero(changed & even & (starts > 0))
    return begin + int(starts[good[-1]]) if len(good) else begin
