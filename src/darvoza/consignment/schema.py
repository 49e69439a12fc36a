"""The one column schema, read off the model so that the two cannot drift apart.

A batch is a table of consignments and one table for each thing that a consignment has several of. Rows of those carry
``row`` (the consignment's place in the batch) and ``position`` (their own place in the consignment, from 0). Nested
together they make :data:`CONSIGNMENT_SCHEMA`, one row per consignment, which is what is stored and exchanged.
"""

import types
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec
import polars as pl

from darvoza.consignment.model import Consignment, Document, GoodsItem, Party, Place, TransportEquipment

PARTS: dict[str, type[msgspec.Struct]] = {
    "parties": Party,
    "goods": GoodsItem,
    "equipment": TransportEquipment,
    "places": Place,
    "documents": Document,
}
"""The parts of a consignment that are tables of their own: field of :class:`Consignment` to type of one row."""

_PLAIN: dict[Any, pl.DataType] = {
    str: pl.String(),
    float: pl.Float64(),
    int: pl.Int64(),
    bool: pl.Boolean(),
    bytes: pl.Binary(),
    date: pl.Date(),
    datetime: pl.Datetime("us"),
}


def _dtype(annotation: Any) -> pl.DataType:  # noqa: ANN401 - a type annotation is any object
    """The column type of a field's annotation; a union with None is the type itself, since every column can be null."""
    if get_origin(annotation) in {Union, types.UnionType}:
        (annotation,) = (arg for arg in get_args(annotation) if arg is not types.NoneType)
    if get_origin(annotation) is tuple:
        return pl.List(_dtype(get_args(annotation)[0]))
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return pl.Enum([member.value for member in annotation])
    return _PLAIN[annotation]


def _columns(struct: type[msgspec.Struct]) -> dict[str, pl.DataType]:
    of_its_own = PARTS if struct is Consignment else ()  # a goods item's ``equipment`` is a column, not a part
    return {name: _dtype(hint) for name, hint in get_type_hints(struct).items() if name not in of_its_own}


COLUMNS: dict[str, dict[str, pl.DataType]] = {
    "consignments": _columns(Consignment),
    **{part: _columns(struct) for part, struct in PARTS.items()},
}
"""Columns of each table, without the keys ``row`` and ``position``."""

KEYS: dict[str, pl.DataType] = {"row": pl.UInt32(), "position": pl.UInt32()}

CONSIGNMENT_SCHEMA = pl.Schema(
    {**COLUMNS["consignments"], **{part: pl.List(pl.Struct(COLUMNS[part])) for part in PARTS}},
)
"""One row per consignment with its parts nested: the schema of stored and exchanged consignments."""


def table_schema(table: str) -> dict[str, pl.DataType]:
    """The columns of one table of a batch, keys first."""
    return COLUMNS[table] if table == "consignments" else {**KEYS, **COLUMNS[table]}
