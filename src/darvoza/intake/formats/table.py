"""Tables: CSV files and XLSX workbooks of national systems, read by a mapping that gives their columns meaning."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl

from darvoza.intake.mapping import Mapping, shipped_mappings
from darvoza.intake.reading import Content, Message, Problem, Refused
from darvoza.intake.registry import Context, Format
from darvoza.intake.table_columns import END, LINE, OFFSET, Columns
from darvoza.intake.table_problems import ragged_problems, told
from darvoza.intake.table_text import SEPARATORS, Layout, Text, decode, lay_out, ragged, read_cells
from darvoza.intake.workbook import Sheet, looks_like_workbook, open_workbook

_HEADER_ROWS = 10
_HEAD = 64 * 1024
_NO_ROWS = "The table has a header and no rows."


@dataclass(frozen=True, slots=True)
class Fit:
    """A mapping that fits a header: the row the header is in, its width, and the place of each column."""

    mapping: Mapping
    row: int
    width: int
    places: dict[str, int]


def recognises(head: bytes, name: str) -> bool:
    """Whether this looks like a workbook, or like lines of text that split into as many cells again and again."""
    if looks_like_workbook(head, name):
        return True
    whole_lines = head[: head.rfind(b"\n") + 1] or head
    text = decode(whole_lines, ["cp1251"]).data
    if re.search(rb"[\x00-\x08\x0e-\x1b]", text) or text.lstrip()[:1] in {b"", b"<", b"{", b"["}:
        return False
    return any(_looks_like_table(text, separator) for separator in SEPARATORS)


def _looks_like_table(text: bytes, separator: str) -> bool:
    layout = lay_out(text, separator)
    rows = [layout.cells(text, row) for row in range(min(len(layout.starts), 2 * _HEADER_ROWS))]
    if any(_places(mapping, tuple(row)) for mapping in shipped_mappings() for row in rows[:_HEADER_ROWS]):
        return True
    counts = {len(row) for row in rows}
    return len(rows) > 1 and len(counts) == 1 and min(counts) > 2


def read(message: Message, context: Context) -> Content:
    """The consignments of a table, whole columns at a time.

    Raises:
        Refused: no mapping fits its header, or it is a workbook that cannot be opened within the limits.
    """
    mappings = _in_order(context.mappings)
    if message.data.startswith(b"PK\x03\x04"):
        return _read_workbook(message, context, mappings)
    return _read_text(message, context, mappings)


def read_named(message: Message, context: Context, mapping: Mapping) -> tuple[Content, pl.DataFrame]:
    """The consignments of a table of this mapping, and beside them the texts of each of its columns, row for row.

    Raises:
        Refused: the table is not of this mapping.
    """
    kept: list[pl.DataFrame] = []
    if message.data.startswith(b"PK\x03\x04"):
        content = _read_workbook(message, context, (mapping,), kept)
    else:
        content = _read_text(message, context, (mapping,), kept)
    return content, kept[0] if kept else pl.DataFrame(schema=dict.fromkeys((*mapping.columns, LINE), pl.String()))


FORMAT = Format("table", "Table with a mapping (CSV, XLSX)", recognises, read, precedence=90)


def _read_text(
    message: Message, context: Context, mappings: Sequence[Mapping], kept: list[pl.DataFrame] | None = None
) -> Content:
    text = decode(message.data, [mapping.encoding for mapping in mappings if mapping.encoding])
    separator, fit = find_header(text, mappings)
    layout = lay_out(text.data, separator)
    first = fit.row + 1
    cells = read_cells(text.data, layout, first, fit.width, sorted(set(fit.places.values())))
    offsets, lengths = text.in_message(layout.starts[first:], layout.ends[first:])
    where = pl.DataFrame({LINE: layout.lines[first:], OFFSET: offsets, END: offsets + lengths})
    content = _content(message, context, fit, cells, where, kept=kept)
    uneven = ragged(text.data, layout, first, fit.width)
    content.problems[:0] = ragged_problems(uneven, fit.width, where)
    content.charset = text.charset
    return content


def _read_workbook(
    message: Message, context: Context, mappings: Sequence[Mapping], kept: list[pl.DataFrame] | None = None
) -> Content:
    sheets = open_workbook(message.data, context.limits)
    for sheet in sheets:
        heads = [sheet.texts(row) for row in range(min(_HEADER_ROWS, len(sheet.rows)))]
        if fit := _first_fit(mappings, heads):
            places = sorted(set(fit.places.values()))
            cells = sheet.columns(fit.row + 1, places)
            where = pl.DataFrame({LINE: np.arange(fit.row + 2, len(sheet.rows) + 1)})
            return _content(message, context, fit, cells, where, sheet=sheet, kept=kept)
    heads = [sheet.texts(row) for sheet in sheets for row in range(min(_HEADER_ROWS, len(sheet.rows)))]
    raise Refused(_fits_nothing(mappings, heads))


def _content(
    message: Message,
    context: Context,
    fit: Fit,
    cells: pl.DataFrame,
    where: pl.DataFrame,
    *,
    sheet: Sheet | None = None,
    kept: list[pl.DataFrame] | None = None,
) -> Content:
    named = cells.select(pl.col(str(place)).alias(name) for name, place in fit.places.items())
    table = named.hstack(where).filter(pl.any_horizontal(pl.col(named.columns).is_not_null()))
    if kept is not None:
        kept.append(table)
    if table.is_empty():
        return Content([], version=fit.mapping.name, note=_NO_ROWS)
    columns = Columns(fit.mapping, table, native=sheet is not None, limits=context.limits)
    batch = columns.batch(message.id, provenance=context.provenance and sheet is None)
    problems = told(columns.faults, context.limits, sheet.name if sheet else None)
    return Content(batch, problems, version=fit.mapping.name)


def _in_order(given: Iterable[Mapping]) -> tuple[Mapping, ...]:
    """Mappings in the order they are tried: the caller's, then ours, those that ask for most columns first."""
    return (*given, *sorted(shipped_mappings(), key=lambda mapping: -len(mapping.recognise)))


def find_header(text: Text, mappings: Sequence[Mapping]) -> tuple[str, Fit]:
    """The separator and the mapping that make sense of the first rows of a text.

    Raises:
        Refused: none does.
    """
    head = text.data[:_HEAD]
    layouts: dict[str, tuple[Layout, list[list[str]]]] = {}
    for separator in SEPARATORS:
        layout = lay_out(head, separator)
        rows = min(_HEADER_ROWS, len(layout.starts))
        layouts[separator] = layout, [layout.cells(head, row) for row in range(rows)]
    for mapping in mappings:
        for separator in dict.fromkeys((mapping.separator or SEPARATORS[0], *SEPARATORS)):
            if fit := _first_fit([mapping], layouts[separator][1]):
                return separator, fit
    raise Refused(_fits_nothing(mappings, [row for _, rows in layouts.values() for row in rows]))


def _first_fit(mappings: Iterable[Mapping], rows: Sequence[Sequence[str]]) -> Fit | None:
    return next(_fits(mappings, rows), None)


def _fits(mappings: Iterable[Mapping], rows: Sequence[Sequence[str]]) -> Iterator[Fit]:
    for mapping in mappings:
        for number, row in enumerate(rows):
            if places := _places(mapping, tuple(row)):
                yield Fit(mapping, number, len(row), places)


def _places(mapping: Mapping, header: tuple[str, ...]) -> dict[str, int]:
    """The place of each column the mapping reads; empty when one that it is recognised by is missing."""
    names = _names(header)
    if any(_plain(column) not in names for column in mapping.recognise):
        return {}
    return {column: names[_plain(column)] for column in mapping.columns if _plain(column) in names}


def _names(header: tuple[str, ...]) -> dict[str, int]:
    return {_plain(name): place for place, name in reversed(list(enumerate(header)))}


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    """A column's name as it is compared: letters of any case, single spaces."""
    return " ".join(name.split()).casefold()


def _fits_nothing(mappings: Sequence[Mapping], rows: Iterable[Sequence[str]]) -> Problem:
    headers = [_names(tuple(row)) for row in rows]
    nearest, missing = mappings[0], list(mappings[0].recognise)
    for mapping in mappings:
        for names in headers:
            lacking = [column for column in mapping.recognise if _plain(column) not in names]
            if len(lacking) / len(mapping.recognise) < len(missing) / len(nearest.recognise):
                nearest, missing = mapping, lacking
    return Problem(
        where="line 1",
        field="header",
        value=nearest.name,
        rule="No mapping fits this table. The nearest is {value}; the table lacks its columns {limit}.",
        advice="Correct the header, or give a mapping file that names the columns of this table.",
        offset=0,
        limit=", ".join(missing),
    )
