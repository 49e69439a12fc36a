"""How columns are kept: Delta tables know fewer types than ours, so each column is stored as one they know.

What a column was is described in a few words kept with the table, and given back on reading: a dictionary-coded column
(`Enum`, `Categorical`) is stored as text, a number without sign as the next larger one with a sign.
"""

import json
from typing import Any, Final

import polars as pl

Described = Any
"""A column's own type where storage changes it, as plain JSON; None where it is stored as it is."""

_PLAIN: Final = (
    pl.String,
    pl.Binary,
    pl.Boolean,
    pl.Int8,
    pl.Int16,
    pl.Int32,
    pl.Int64,
    pl.Float32,
    pl.Float64,
    pl.Date,
)
_UNSIGNED: Final[dict[str, tuple[pl.DataType, pl.DataType]]] = {
    "UInt8": (pl.UInt8(), pl.Int16()),
    "UInt16": (pl.UInt16(), pl.Int32()),
    "UInt32": (pl.UInt32(), pl.Int64()),
}


class NotStorable(TypeError):  # noqa: N818 - the column is what is not storable
    """A column has a type that the history cannot keep without losing something."""


def stored_type(name: str, dtype: pl.DataType) -> pl.DataType:
    """The type that a column of this type is kept as.

    Raises:
        NotStorable: it cannot be kept without losing something.
    """
    if isinstance(dtype, pl.Enum | pl.Categorical):
        return pl.String()
    if isinstance(dtype, pl.List):
        return pl.List(stored_type(name, _inner(dtype)))
    if isinstance(dtype, pl.Struct):
        return pl.Struct({field.name: stored_type(f"{name}.{field.name}", _of(field)) for field in dtype.fields})
    if str(dtype) in _UNSIGNED:
        return _UNSIGNED[str(dtype)][1]
    if isinstance(dtype, _PLAIN) or (isinstance(dtype, pl.Datetime) and _is_plain_time(dtype)):
        return dtype
    raise NotStorable(
        f"column {name} is of type {dtype}, which the history cannot keep as it is. Cast it to text, a signed number, "
        "a date, or a time in microseconds without zone or in UTC.",
    )


def describe(dtype: pl.DataType) -> Described:
    """What has to be remembered of a type to give it back after storage; None if nothing."""
    if isinstance(dtype, pl.Enum):
        return {"enum": dtype.categories.to_list()}
    if isinstance(dtype, pl.Categorical):
        return "categorical"
    if isinstance(dtype, pl.List):
        inner = describe(_inner(dtype))
        return None if inner is None else {"list": inner}
    if isinstance(dtype, pl.Struct):
        fields = {field.name: describe(_of(field)) for field in dtype.fields}
        return {"struct": fields} if any(each is not None for each in fields.values()) else None
    return str(dtype) if str(dtype) in _UNSIGNED else None


def restored_type(stored: pl.DataType, described: Described) -> pl.DataType:
    """The type that a stored column had, by its description."""
    if isinstance(described, str):
        return pl.Categorical() if described == "categorical" else _UNSIGNED[described][0]
    if described is None:
        return stored
    if "enum" in described:
        return pl.Enum(described["enum"])
    if isinstance(stored, pl.Struct):
        fields = described["struct"]
        return pl.Struct({each.name: restored_type(_of(each), fields.get(each.name)) for each in stored.fields})
    return pl.List(restored_type(_inner(stored), described["list"])) if isinstance(stored, pl.List) else stored


def widen(old: Described, new: Described) -> Described:
    """A description that fits rows of both: more words where both have words, plain where only one is special."""
    if old == new:
        return old
    if isinstance(old, dict) and isinstance(new, dict) and old.keys() == new.keys():
        if "enum" in old:
            return {"enum": list(dict.fromkeys([*old["enum"], *new["enum"]]))}
        if "list" in old:
            inner = widen(old["list"], new["list"])
            return None if inner is None else {"list": inner}
        both = old["struct"] | new["struct"]
        shared = old["struct"].keys() & new["struct"].keys()
        return {"struct": both | {name: widen(old["struct"][name], new["struct"][name]) for name in shared}}
    return None


def to_text(described: Described) -> str:
    """A description as it is kept."""
    return json.dumps(described, ensure_ascii=False, separators=(",", ":"))


def from_text(text: str | None) -> Described:
    """A description as it was kept; None if there is none."""
    return None if text is None else json.loads(text)


def _is_plain_time(dtype: pl.Datetime) -> bool:
    return dtype.time_unit == "us" and dtype.time_zone in {None, "UTC"}


def _inner(dtype: pl.List) -> pl.DataType:
    return _instance(dtype.inner)


def _of(field: pl.Field) -> pl.DataType:
    return _instance(field.dtype)


def _instance(dtype: pl.DataType | pl.datatypes.DataTypeClass) -> pl.DataType:
    return dtype() if isinstance(dtype, type) else dtype
