"""A table of goods in, a line of JSON for each out: determinations, suggestions, identifiers, contradictions."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from darvoza.goods.candidates import suggest
from darvoza.goods.contradictions import find_contradictions
from darvoza.goods.control_list import ControlList
from darvoza.goods.determining import Determination, determine
from darvoza.goods.identifiers import broken_cas, find_hs
from darvoza.goods.identify import digits, stated_of
from darvoza.goods.loading import load_entries
from darvoza.goods.reading import Description
from darvoza.goods.text import Text, read_texts
from darvoza.language import Language, say

COLUMNS = ("id", "description", "hs", "cas", "un_number", "quantity", "unit", "value", "currency", "origin")
"""Columns that a table of items may have; ``id`` and ``description`` must be there."""

_NEEDED = ("id", "description")


class ItemsError(ValueError):
    """A table of items that cannot be read: which file, what is wrong, what to do."""


def identify_items(
    items: Path, out: Path, entries: ControlList | None = None, language: Language = Language.ENGLISH
) -> int:
    """Compare every line of a CSV file with the control entries and write a line of JSON for each; how many.

    The file is UTF-8 with a heading: ``id`` and ``description``, optionally the other names of :data:`COLUMNS`; other
    columns are ignored, empty cells are missing. ``cas`` and ``un_number`` may hold several numbers, set apart by
    spaces or semicolons. Each line out has ``id``, ``determinations`` (``entry``, ``list``, ``code``, ``outcome``,
    ``evidence``, ``questions`` in the language asked for), ``candidates`` (``code``, ``score``), ``identifiers`` and
    ``contradictions``.

    Raises:
        ItemsError: the file is no such table.
        OSError: a file cannot be read or written.
    """
    control = entries or load_entries()
    table = _read(items)
    encoder = msgspec.json.Encoder()
    with out.open("wb") as file:
        for line in _lines(table, control, language):
            file.write(encoder.encode(line) + b"\n")
    return table.height


def look(
    description: str | None,
    hs: str | None = None,
    *,
    cas: tuple[str, ...] = (),
    un_numbers: tuple[str, ...] = (),
    entries: ControlList | None = None,
    language: Language = Language.ENGLISH,
) -> dict[str, Any]:
    """What one line of :func:`identify_items` says, for a single description, with advice on each entry.

    >>> look("Krytron, 4 electrodes, 4 kV, 500 A, delay 1 us")["determinations"][0]["outcome"].value
    'meets'
    """
    control = entries or load_entries()
    texts = read_texts(pl.Series([description], dtype=pl.String)).row(0)
    line = _line(None, Text(texts[0] or "", texts[1] or ""), hs, cas, un_numbers, control, language)
    for one in line["determinations"]:
        one["advice"] = control[one["entry"]].advice(language)
    return line


def hs_page(hs: str, entries: ControlList | None = None, language: Language = Language.ENGLISH) -> list[dict[str, Any]]:
    """What under this HS code can be controlled: the entries, strongest link first.

    Each has ``entry``, ``title``, ``list``, ``code``, ``strength`` and ``advice``. ``core``: the code is made for such
    goods; ``related``: it is near them; ``basket``: they are among thousands of others. Punctuation does not matter.

    >>> [(page["code"], page["strength"].value) for page in hs_page("8543.10")]
    [('3A231', 'core')]
    """
    control = entries or load_entries()
    return [
        {
            "entry": entry.id,
            "title": entry.title(language),
            "list": entry.spec.lists[0].list,
            "code": entry.spec.lists[0].code,
            "strength": strength,
            "advice": entry.advice(language),
        }
        for entry, strength in control.under_hs(digits(hs) or "")
    ]


def _read(items: Path) -> pl.DataFrame:
    try:
        table = pl.read_csv(items, infer_schema=False)
    except pl.exceptions.NoDataError as error:
        raise ItemsError(
            f"{items}: is empty: the first line must name the columns, at least id and description"
        ) from error
    except pl.exceptions.PolarsError as error:
        raise ItemsError(f"{items}: is no CSV table in UTF-8: {error}") from error
    missing = [name for name in _NEEDED if name not in table.columns]
    if missing:
        raise ItemsError(f"{items}: has no column {missing[0]!r}: the heading must have id and description")
    present = [pl.col(name) if name in table.columns else pl.lit(None, pl.String).alias(name) for name in COLUMNS]
    return table.select(present)


def _lines(table: pl.DataFrame, control: ControlList, language: Language) -> Iterator[dict[str, Any]]:
    """A line for each item; equal items are compared once."""
    known: dict[tuple[str | None, ...], dict[str, Any]] = {}
    texts = read_texts(table["description"])
    columns = table.select("id", "hs", "cas", "un_number").hstack(texts)
    for name, hs, cas, un_number, shown, folded in columns.iter_rows():
        key = (hs, cas, un_number, shown)
        if key not in known:
            text = Text(shown or "", folded or "")
            known[key] = _line(None, text, hs, _numbers(cas), _numbers(un_number), control, language)
        yield {**known[key], "id": name}


def _line(
    name: str | None,
    text: Text,
    hs: str | None,
    cas: tuple[str, ...],
    un_numbers: tuple[str, ...],
    control: ControlList,
    language: Language,
) -> dict[str, Any]:
    description = Description(text, control)
    stated = stated_of(text, hs, cas, un_numbers)
    found = determine(control, description, stated)
    contradictions = find_contradictions(control, description, stated)
    return {
        "id": name,
        "determinations": [_determination(one, control, language) for one in found],
        "candidates": suggest(text.folded, stated.hs_code, found, control),
        "identifiers": {
            "cas": stated.cas,
            "un": stated.un_numbers,
            "hs": tuple(dict.fromkeys([*([stated.hs_code] if stated.hs_code else []), *find_hs(text.folded)])),
            "wrong_cas": broken_cas(text.folded),
        },
        "contradictions": [
            {"kind": one.kind, "entry": one.entry, "text": say(one.message, language, **one.values)}
            for one in contradictions
        ],
    }


def _determination(one: Determination, control: ControlList, language: Language) -> dict[str, Any]:
    entry = control[one.entry]
    return {
        "entry": one.entry,
        "title": entry.title(language),
        "list": one.list,
        "code": one.code,
        "lists": one.lists,
        "outcome": one.outcome,
        "evidence": one.evidence,
        "questions": [control.question(one.entry, ask, language) for ask in one.asks],
        "near_miss": one.near_miss,
        "hs_support": one.hs_support,
    }


def _numbers(cell: str | None) -> tuple[str, ...]:
    return tuple((cell or "").replace(";", " ").replace(",", " ").split())
