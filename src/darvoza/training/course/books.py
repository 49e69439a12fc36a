"""The workbook that trainees write in, and the answer book that the trainer keeps."""

from collections.abc import Sequence
from typing import Any, Final

import polars as pl

from darvoza.language import Language
from darvoza.training.course.pages import render
from darvoza.training.exercises import Form, Item, Materials, Phrase, Prepared
from darvoza.training.exercises.words import of

_MOST_ROWS: Final = 150
"""More consignments than this are for the screen, not for paper."""

_COLUMNS: Final = ("reference", "office", "mode", "country_of_dispatch", "country_of_destination")


def workbook(prepared: Sequence[Prepared], title: str, language: Language = Language.ENGLISH) -> str:
    """The exercises on paper: what is given, what is asked, room to answer; no truth in it."""
    return _book(prepared, title, language, answers=False)


def answer_book(prepared: Sequence[Prepared], title: str, language: Language = Language.ENGLISH) -> str:
    """The same exercises with their truth, why it is so, where it showed, and what would have settled it."""
    return _book(prepared, title, language, answers=True)


def _book(prepared: Sequence[Prepared], title: str, language: Language, *, answers: bool) -> str:
    return render(
        "book.html.j2",
        language,
        title=title,
        answers=answers,
        exercises=[_chapter(each, language, answers=answers) for each in prepared],
        warning=of("warnings", "personnel"),
    )


def _chapter(prepared: Prepared, language: Language, *, answers: bool) -> dict[str, Any]:
    materials, hidden = prepared.materials, prepared.hidden
    later = hidden.later if answers else ()
    return {
        "materials": materials,
        "tables": materials.tables,
        "consignments": _consignments(prepared),
        "more": max(len(prepared.batch) - _MOST_ROWS, 0),
        "items": [_question(materials, prepared, item, answers=answers) for item in (*materials.items, *later)],
        "coming": hidden.coming if answers else (),
        "language": language,
    }


def _consignments(prepared: Prepared) -> list[dict[str, str]]:
    """The traffic as rows for paper: what an officer needs to choose."""
    if not prepared.days:
        return []
    batch = prepared.batch
    first = batch.goods.group_by("row", maintain_order=True).agg(pl.col("description", "hs_code").first())
    role = pl.col("role").cast(pl.String)
    named = [
        batch.parties.filter(role == name).group_by("row", maintain_order=True).agg(pl.col("name").first().alias(name))
        for name in ("consignor", "consignee")
    ]
    whole = batch.consignments.with_row_index("row").head(_MOST_ROWS)
    for frame in (first, *named):
        whole = whole.join(frame, on="row", how="left", maintain_order="left")
    shown = whole.select(
        *_COLUMNS, "description", "hs_code", "consignor", "consignee", "gross_mass_kg", "value", "currency", "packages"
    )
    return [
        {name: "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
         for name, value in row.items()}
        for row in shown.iter_rows(named=True)
    ]  # fmt: skip


def _question(materials: Materials, prepared: Prepared, item: Item, *, answers: bool) -> dict[str, Any]:
    truth = prepared.hidden.truth(item.id)
    named: dict[str, Phrase] = {option.id: option.text for option in (*item.options, *item.reasons)}
    asked: dict[str, Phrase] = {source.id: source.name for source in materials.sources}
    return {
        "item": item,
        "numbered": item.form is Form.ORDER,
        "boxes": item.form in {Form.ONE, Form.SEVERAL, Form.ORDER},
        "lines": item.capacity if item.form is Form.PICK else 4 if item.form in {Form.TEXT, Form.CONDITION} else 0,
        "right": [named.get(name, name) for name in truth.right] if answers and not truth.marks else [],
        "harmful": [named.get(name, name) for name in truth.harmful] if answers else [],
        "why": truth.why if answers else None,
        "marks": [
            {
                "ref": mark.ref,
                "why": mark.why,
                "reasons": [named.get(name, name) for name in mark.reasons],
                "settles": [asked.get(name, name) for name in mark.settles],
            }
            for mark in truth.marks
        ]
        if answers
        else [],
    }
