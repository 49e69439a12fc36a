"""A table of goods in, a line of JSON for each out: determinations, suggestions, identifiers, contradictions."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from darvoza.goods.candidates import suggest
from darvoza.goods.chemistry import SubstanceReading, installed
from darvoza.goods.contradictions import SALT, find_contradictions, salts_said
from darvoza.goods.control_list import ControlList
from darvoza.goods.determining import Determination, Stated, determine
from darvoza.goods.headings import IMPLAUSIBLE, HeadingModel, judge, load_headings
from darvoza.goods.identifiers import find_hs
from darvoza.goods.identify import digits, stated_of, with_substances
from darvoza.goods.loading import load_entries
from darvoza.goods.reading import Description
from darvoza.goods.text import Text, read_texts
from darvoza.language import Language, say

COLUMNS = ("id", "description", "hs", "cas", "un_number", "quantity", "unit", "value", "currency", "origin")
"""Columns that a table of items may have; ``id`` and ``description`` must be there."""

_HEADINGS = 3
_NEEDED = ("id", "description")
_NOT_INSTALLED = "Chemistry is not installed: no structures were read. To read them: pip install 'darvoza[chemistry]'"


class ItemsError(ValueError):
    """A table of items that cannot be read: which file, what is wrong, what to do."""


def identify_items(
    items: Path, out: Path, entries: ControlList | None = None, language: Language = Language.ENGLISH
) -> int:
    """Compare every line of a CSV file with the control entries and write a line of JSON for each; how many.

    The file is UTF-8 with a heading: ``id`` and ``description``, optionally the other names of :data:`COLUMNS`; other
    columns are ignored, empty cells are missing. ``cas`` and ``un_number`` may hold several numbers, set apart by
    spaces or semicolons. Each line out has ``id``, ``determinations`` (``entry``, ``list``, ``code``, ``outcome``,
    ``evidence``, ``questions`` in the language asked for), ``candidates`` (``code``, ``score``), ``headings``
    (``code``, ``probability``; empty where no nomenclature was brought), ``identifiers`` and ``contradictions``.

    Raises:
        ItemsError: the file is no such table.
        OSError: a file cannot be read or written.
    """
    control = entries or load_entries()
    table = _read(items)
    encoder = msgspec.json.Encoder()
    with out.open("wb") as file:
        for line in _lines(table, control, load_headings(), language):
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
    text = Text(texts[0] or "", texts[1] or "")
    [stated] = with_substances(control, [text], [stated_of(text, hs, cas, un_numbers)])
    line = _line(text, stated, control, load_headings(), language)
    for one in line["determinations"]:
        one["advice"] = control[one["entry"]].advice(language)
    return line


def chemistry_notice(language: Language = Language.ENGLISH) -> str:
    """What to say where structures are not read, because chemistry is not installed; nothing where they are."""
    return "" if installed() else say(_NOT_INSTALLED, language)


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


def _lines(
    table: pl.DataFrame, control: ControlList, model: HeadingModel | None, language: Language
) -> Iterator[dict[str, Any]]:
    """A line for each item; equal items are compared once, and substances of all of them are read at once."""
    keys = ["hs", "cas", "un_number", "shown", "folded"]
    columns = table.select("id", "hs", "cas", "un_number").hstack(read_texts(table["description"]))
    distinct = list(columns.select(keys).unique(maintain_order=True).iter_rows())
    texts = [Text(shown or "", folded or "") for *_, shown, folded in distinct]
    stated = [
        stated_of(text, hs, _numbers(cas), _numbers(un_number))
        for text, (hs, cas, un_number, *_) in zip(texts, distinct, strict=True)
    ]
    ready = dict(zip(distinct, zip(texts, with_substances(control, texts, stated), strict=True), strict=True))
    known: dict[tuple[str | None, ...], dict[str, Any]] = {}
    for name, *key in columns.select("id", *keys).iter_rows():
        item = tuple(key)
        if item not in known:
            known[item] = _line(*ready[item], control, model, language)
        yield {**known[item], "id": name}


def _line(
    text: Text, stated: Stated, control: ControlList, model: HeadingModel | None, language: Language
) -> dict[str, Any]:
    description = Description(text, control)
    found = determine(control, description, stated)
    contradictions = find_contradictions(control, description, stated)
    return {
        "id": None,
        "determinations": [_determination(one, control, language) for one in found],
        "candidates": suggest(text.folded, stated.hs_code, found, control),
        "headings": model.guess(text.shown, most=_HEADINGS) if model else [],
        "identifiers": {
            "cas": stated.cas,
            "un": stated.un_numbers,
            "hs": tuple(dict.fromkeys([*([stated.hs_code] if stated.hs_code else []), *find_hs(text.folded)])),
            "wrong_cas": stated.wrong_cas,
            "substances": [_substance(one, control, language) for one in stated.substances],
            "remarks": [say(SALT, language, **values) for values in salts_said(stated)],
            "chemistry": chemistry_notice(language),
        },
        "contradictions": [
            {"kind": one.kind, "entry": one.entry, "text": say(one.message, language, **one.values)}
            for one in contradictions
        ]
        + _of_heading(text, stated.hs_code, model, language),
    }


def _of_heading(text: Text, hs: str | None, model: HeadingModel | None, language: Language) -> list[dict[str, Any]]:
    """A declared code that the description as a whole does not speak of."""
    found = judge(model, text.shown, hs) if model and hs else None
    if found is None:
        return []
    values = {"heading": found.heading, "confidence": f"{found.confidence:.0%}"[:-1], "declared": found.declared}
    return [{"kind": "description and hs", "entry": None, "text": say(IMPLAUSIBLE, language, **values)}]


def _substance(one: SubstanceReading, control: ControlList, language: Language) -> dict[str, Any]:
    """A substance as it is shown: what was written, its structure, and the families it belongs to."""
    return {
        "written": one.written,
        "how": one.how,
        "cas": one.cas,
        "formula": one.formula,
        "smiles": one.smiles,
        "forms": one.forms,
        "families": [
            {"entry": name, "code": control[name].spec.lists[0].code, "title": control[name].title(language)}
            for name in one.families
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
