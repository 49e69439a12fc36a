"""Tables as text: CSV in the encodings and separators of national systems, taken apart in columns of bytes.

Quotes are told apart once, over the whole file; true separators and row ends are then overwritten with two control
characters that Polars splits at without any quoting rules of its own. So there is one authority on where a cell ends,
and it knows the line and byte of every row.
"""

import codecs
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import polars as pl

Positions = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

SEPARATORS = (";", ",", "\t", "|")
_CELL, _ROW = 0x1F, 0x1E  # ASCII unit and record separators
_QUOTE, _SPACE, _LF, _CR = 0x22, 0x20, 0x0A, 0x0D
_LONGEST_QUOTED = 256 * 1024
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Text:
    """A table's text as UTF-8, with what is needed to find a byte of it in the message."""

    data: bytes
    charset: str
    start: int

    def in_message(self, starts: Positions, ends: Positions) -> tuple[Positions, Positions]:
        """Offset and length in the message of runs of this text that follow one another."""
        if self.charset == "utf-8" or not len(starts):
            return starts + self.start, ends - starts
        buffer = np.frombuffer(self.data + b"\0", dtype=np.uint8)
        units = (buffer & 0xC0 != 0x80).astype(np.uint8)
        width = 1
        if self.charset.startswith("utf-16"):
            units += buffer >= 0xF0  # beyond the basic plane: two units
            width = 2
        edges = np.ravel(np.column_stack([starts, ends]))
        runs = np.add.reduceat(units, edges, dtype=np.int64)
        runs[:-1][edges[1:] == edges[:-1]] = 0
        before = int(units[: edges[0]].sum(dtype=np.int64))
        at = before + np.concatenate([[0], np.cumsum(runs[:-1])])
        return at[::2] * width + self.start, runs[::2] * width


def decode(data: bytes, expected: Sequence[str] = ()) -> Text:
    """The text of these bytes: by its byte order mark, by zero bytes, as UTF-8, else as the first encoding expected."""
    for bom, charset in _BOMS:
        if data.startswith(bom):
            return _as_utf8(data[len(bom) :], charset, len(bom))
    sample = data[:4096]
    zeros = sample.count(0)
    if zeros * 4 > len(sample):
        odd = sample[1::2].count(0)
        return _as_utf8(data, "utf-16-le" if odd * 2 >= zeros else "utf-16-be", 0)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        narrow = (each for each in expected if not each.startswith("utf-"))
        return _as_utf8(data, next(narrow, "cp1251"), 0)
    return Text(data, "utf-8", 0)


def _as_utf8(data: bytes, charset: str, start: int) -> Text:
    return Text(data.decode(charset, "replace").encode("utf-8"), charset, start)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the rows and cells of a text begin and end. ``lines`` counts from 1."""

    starts: Positions
    ends: Positions
    separators: Positions
    lines: Positions
    quoted: bool

    def cells(self, data: bytes, row: int) -> list[str]:
        """The cells of one row, unquoted."""
        start, end = int(self.starts[row]), int(self.ends[row])
        inside = self.separators[(self.separators >= start) & (self.separators < end)]
        edges = [start - 1, *map(int, inside), end]
        raw = (data[a + 1 : b] for a, b in pairwise(edges))
        return [unquoted(each.decode("utf-8", "replace").strip()) for each in raw]


def unquoted(cell: str) -> str:
    """The cell without the quotes around it.

    >>> unquoted('"Pump ""Nasos"", 2 pcs"')
    'Pump "Nasos", 2 pcs'
    """
    if len(cell) > 1 and cell[0] == cell[-1] == '"' and '"' not in cell[1:-1].replace('""', ""):
        return cell[1:-1].replace('""', '"').strip()
    return cell


def lay_out(data: bytes, separator: str) -> Layout:
    """Where rows and cells of this UTF-8 text lie, given its separator. Blank lines are no rows."""
    buffer: Bytes = np.frombuffer(data, dtype=np.uint8)
    newline = _LF if b"\n" in data or b"\r" not in data else _CR
    is_break, is_cut = buffer == newline, buffer == ord(separator)
    breaks = np.flatnonzero(is_break)
    quoted = b'"' in data
    if not quoted:
        ends, cuts = breaks, np.flatnonzero(is_cut)
    else:
        delimiters = np.flatnonzero(is_break | is_cut)
        true = delimiters[_outside_quotes(buffer, delimiters)]
        is_break = buffer[true] == newline
        ends, cuts = true[is_break], true[~is_break]
    starts = np.concatenate([[0], ends + 1])
    ends = np.concatenate([ends, [len(data)]])
    filled = ends > starts
    carriage_return = buffer[np.minimum(starts, max(len(data) - 1, 0))] == _CR if len(data) else filled
    filled &= ~(carriage_return & (ends - starts == 1))
    starts, ends = starts[filled], ends[filled]
    return Layout(starts, ends, cuts, np.searchsorted(breaks, starts) + 1, quoted)


def _outside_quotes(buffer: Bytes, delimiters: Positions) -> npt.NDArray[np.bool_]:
    """Which delimiters stand outside quoted cells.

    A cell is quoted when it begins with a quote; a quote anywhere else is a letter like others (5" pipe, OOO "Vega").
    Only cells with an odd number of quotes can open or close a run over several delimiters, and those are few.
    """
    cells, quotes = np.unique(np.searchsorted(delimiters, np.flatnonzero(buffer == _QUOTE)), return_counts=True)
    odd = cells[quotes % 2 == 1]
    edges = np.concatenate([[-1], delimiters, [len(buffer)]])
    starts, ends = edges[odd] + 1, edges[odd + 1]
    last = ends - 1
    last = last - ((buffer[last] == _CR) & (last > starts))
    opens, closes = buffer[starts] == _QUOTE, buffer[last] == _QUOTE
    outside = np.ones(len(delimiters), dtype=np.bool_)
    opened, opened_at = -1, 0
    rows = zip(odd.tolist(), starts.tolist(), ends.tolist(), opens.tolist(), closes.tolist(), strict=True)
    for cell, start, end, can_open, can_close in rows:
        if opened >= 0 and can_close and end - opened_at <= _LONGEST_QUOTED:
            outside[opened:cell] = False
            opened = -1
        elif can_open:
            opened, opened_at = cell, start
    return outside


def read_cells(data: bytes, layout: Layout, first: int, width: int, wanted: Sequence[int]) -> pl.DataFrame:
    """The cells of the rows from ``first`` on as texts, in columns named by their place (``"0"``, ``"7"``).

    Cells are stripped and unquoted; an empty cell is null. Rows shorter than ``width`` end in nulls, cells beyond it
    are left out.
    """
    names = [str(place) for place in wanted]
    if first >= len(layout.starts):
        return pl.DataFrame(schema={name: pl.String() for name in names})
    header = chr(_CELL).join(map(str, range(width))) + chr(_ROW)
    frame = pl.read_csv(
        header.encode() + _marked(data, layout, first),
        separator=chr(_CELL),
        eol_char=chr(_ROW),
        quote_char=None,
        infer_schema=False,
        truncate_ragged_lines=True,
        columns=names,
    ).select(names)
    frame = frame.select(pl.all().str.strip_chars())
    if layout.quoted:
        begin = frame.select(pl.all().str.starts_with('"').any()).row(0, named=True)
        cells = pl.col([name for name, quoted in begin.items() if quoted])
        proper = cells.str.contains('^"(?:[^"]|"")*"$')
        inner = cells.str.slice(1, cells.str.len_chars() - 2).str.replace_all('""', '"', literal=True)
        frame = frame.with_columns(pl.when(proper).then(inner.str.strip_chars()).otherwise(cells))
    return frame.select(pl.when(pl.all() != "").then(pl.all()))


def _marked(data: bytes, layout: Layout, first: int) -> bytes:
    """The rows with control characters for separators and row ends, and nothing between rows."""
    start, end = int(layout.starts[first]), int(layout.ends[-1])
    buffer = np.frombuffer(data, dtype=np.uint8)[start : end + 1].copy()
    if len(buffer) == end - start:
        buffer = np.append(buffer, np.uint8(_ROW))
    if b"\x1f" in data or b"\x1e" in data:
        buffer[(buffer == _CELL) | (buffer == _ROW)] = _SPACE
    inside = layout.separators[slice(*np.searchsorted(layout.separators, [start, end]))]
    buffer[inside - start] = _CELL
    ends = layout.ends[first:] - start
    buffer[ends] = _ROW
    gaps = layout.starts[first + 1 :] - layout.ends[first:-1] - 1
    for row in np.flatnonzero(gaps):  # blank lines: their bytes become spaces at the end of the row before
        begin = ends[row]
        buffer[begin : begin + gaps[row]] = _SPACE
        buffer[begin + gaps[row]] = _ROW
    return buffer.tobytes()


def ragged(data: bytes, layout: Layout, first: int, width: int) -> dict[int, int]:
    """Rows from ``first`` on with too many or too few cells, and how many they have.

    Empty cells at the end of a row are no harm: spreadsheets write them.
    """
    starts, ends = layout.starts[first:], layout.ends[first:]
    begins = np.searchsorted(layout.separators, starts)
    counts = np.searchsorted(layout.separators, ends) - begins + 1
    found = {}
    for row in np.flatnonzero(counts != width).tolist():
        count = int(counts[row])
        if count > width:
            tail = data[int(layout.separators[begins[row] + width - 1]) : int(ends[row])]
            if not tail.strip(b"\r \t" + tail[:1]):
                continue
        found[row] = count
    return found
