"""Tables: Darvoza's plain layout, in English as CSV and with Russian headers as CSV or a workbook.

The columns are taken from the very mappings that read them, so that the two cannot disagree.
"""

from collections.abc import Mapping as Dictionary
from functools import cache
from typing import Final

import polars as pl

from darvoza.consignment import ConsignmentBatch
from darvoza.intake import Mapping, shipped_mappings
from darvoza.training.writing.workbook import workbook

TABLES: Final = {"table": "darvoza-table", "table-ru": "darvoza-table-ru"}
"""The formats that are tables, and the mapping each is read by."""

_WORDS: Final[dict[str, dict[str, str]]] = {
    "lodgement": {"declaration": "декларация", "manifest": "манифест"},
    "mode": {"rail": "20", "road": "30", "air": "40", "river": "80"},
    "flow": {"import": "ИМ", "export": "ЭК", "transit": "ТТ"},
    "service": {"cargo": "груз"},
    "level": {"simple": "простой"},
}


@cache
def _mapping(format_: str) -> Mapping:
    return next(each for each in shipped_mappings() if each.name == TABLES[format_])


def table(batch: ConsignmentBatch, format_: str) -> pl.DataFrame:
    """The batch as one table of text, a row for each goods item; documents beyond those get rows of their own."""
    russian = format_ == "table-ru"
    mapping = _mapping(format_)
    spine = _spine(batch)
    columns = {
        mapping.reference[0]: spine.join(_references(batch), on="row", how="left", maintain_order="left")["reference"]
    }
    for field in mapping.fields:
        if field.column is None or field.column in columns:
            continue
        values = _values(batch, spine, field.table, field.label, field.name)
        if values is not None and values.null_count() < len(values):
            columns[field.column] = _text(values, field.name, russian=russian)
    return pl.DataFrame(columns)


def as_csv(frame: pl.DataFrame, format_: str) -> bytes:
    """The table as a CSV file: commas and UTF-8, or semicolons and, where it can be, the Cyrillic code page."""
    if format_ == "table":
        return frame.write_csv().encode()
    text = frame.write_csv(separator=";", line_terminator="\r\n")
    try:
        return text.encode("cp1251")
    except UnicodeEncodeError:
        return text.encode("utf-8-sig")


def as_workbook(frame: pl.DataFrame) -> bytes:
    """The table as an XLSX workbook."""
    return workbook([frame.columns, *frame.iter_rows()])


def _spine(batch: ConsignmentBatch) -> pl.DataFrame:
    """``row`` and ``position`` of each line: as many for a consignment as it has goods or documents, at least one."""
    sizes = pl.concat([batch.goods.select("row", "position"), batch.documents.select("row", "position")])
    whole = pl.DataFrame({"row": pl.Series(range(len(batch)), dtype=pl.UInt32)}).with_columns(
        position=pl.lit(0, pl.UInt32)
    )
    return pl.concat([whole, sizes]).unique().sort("row", "position")


def _references(batch: ConsignmentBatch) -> pl.DataFrame:
    return batch.consignments.with_row_index("row").select("row", "reference")


def _values(batch: ConsignmentBatch, spine: pl.DataFrame, part: str, label: str | None, name: str) -> pl.Series | None:
    """A field's values along the lines: those of the whole consignment stand on its first line."""
    if part == "consignments":
        frame = batch.consignments.with_row_index("row").select("row", name)
        return _along(spine, frame.with_columns(position=pl.lit(0, pl.UInt32)), name)
    frame = getattr(batch, part)
    if part in {"goods", "documents"}:
        return _along(spine, frame, name)
    key = {"parties": "role", "places": "role", "equipment": "kind"}[part]
    frame = frame.filter(pl.col(key) == label)
    if frame.is_empty():
        return None
    if part == "parties":
        return _along(
            spine,
            frame.unique("row", keep="first", maintain_order=True).with_columns(position=pl.lit(0, pl.UInt32)),
            name,
        )
    return _along(spine, _listed(frame, name), name)


def _listed(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """Several pieces of equipment or places of a consignment in one cell."""
    value = (
        pl.col(name).list.explode(keep_nulls=False, empty_as_null=False)
        if isinstance(frame.schema[name], pl.List)
        else pl.col(name)
    )
    if name in {"size_type", "empty"} or not isinstance(frame.schema[name], pl.List | pl.String):
        grouped = pl.col(name).first()
    else:
        grouped = value.drop_nulls().str.join(",").replace("", None)
    return (
        frame.group_by("row", maintain_order=True).agg(grouped.alias(name)).with_columns(position=pl.lit(0, pl.UInt32))
    )


def _along(spine: pl.DataFrame, frame: pl.DataFrame, name: str) -> pl.Series:
    keyed = frame.select("row", "position", name)
    return spine.join(keyed, on=["row", "position"], how="left", maintain_order="left")[name]


def _text(values: pl.Series, name: str, *, russian: bool) -> pl.Series:
    """Values as the layout writes them: decimal point or comma, dates by the year or by the day first."""
    dtype = values.dtype
    if isinstance(dtype, pl.List):
        bare = values.list.eval(pl.element().str.replace("^TIN:", ""))
        return bare.list.join(",").replace("", None)
    if dtype.is_float():
        text = values.round(6).cast(pl.String).str.replace(r"\.0$", "")
        return text.str.replace(".", ",", literal=True) if russian else text
    if isinstance(dtype, pl.Datetime):
        return values.dt.to_string("%d.%m.%Y %H:%M" if russian else "%Y-%m-%d %H:%M")
    if isinstance(dtype, pl.Date):
        return values.dt.to_string("%d.%m.%Y" if russian else "%Y-%m-%d")
    text = values.cast(pl.String)
    words: Dictionary[str, str] | None = _WORDS.get(name) if russian else None
    return text.replace_strict(words, default=None, return_dtype=pl.String) if words else text
