"""Consignments as columns: what thousands of them are worked on as."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Self

import msgspec
import polars as pl

from darvoza.consignment.model import Consignment
from darvoza.consignment.schema import COLUMNS, CONSIGNMENT_SCHEMA, PARTS, table_schema

_SEPARATOR = "\x1f"  # ASCII unit separator: stands in no customs message's text


def _column(values: list[Any], dtype: pl.DataType) -> pl.Series:
    if isinstance(dtype, pl.List):
        # Joined and split again in one kernel: building a list column from tuples costs twenty times as much.
        joined = pl.Series(values=[_SEPARATOR.join(value) if value else None for value in values], dtype=pl.String)
        return joined.str.split(_SEPARATOR).fill_null([])
    if isinstance(dtype, pl.Enum):
        return pl.Series(values=values, dtype=pl.String).cast(dtype)
    return pl.Series(values=values, dtype=dtype, strict=True)


@dataclass(frozen=True, slots=True)
class ConsignmentBatch:
    """Many consignments as columns: one frame of consignments and one frame for each of their parts.

    ``consignments`` has one row per consignment, in batch order. The other frames have ``row`` (UInt32, the index into
    ``consignments``) and ``position`` (UInt32, place within the consignment) and are sorted by both.
    """

    consignments: pl.DataFrame
    parties: pl.DataFrame
    goods: pl.DataFrame
    equipment: pl.DataFrame
    places: pl.DataFrame
    documents: pl.DataFrame

    def __len__(self) -> int:
        return self.consignments.height

    @classmethod
    def of(cls, consignments: Sequence[Consignment]) -> Self:
        """The batch of these consignments, in their order."""
        frames = {"consignments": _frame(consignments, COLUMNS["consignments"])}
        for part in PARTS:
            of_each = [getattr(consignment, part) for consignment in consignments]
            rows = [row for row, things in enumerate(of_each) for _ in things]
            positions = [position for things in of_each for position in range(len(things))]
            keys = pl.DataFrame({"row": rows, "position": positions}, schema={"row": pl.UInt32, "position": pl.UInt32})
            frames[part] = keys.hstack(_frame([thing for things in of_each for thing in things], COLUMNS[part]))
        return cls(**frames)

    @classmethod
    def empty(cls) -> Self:
        """A batch of nothing, with every column."""
        return cls(**{table: pl.DataFrame(schema=table_schema(table)) for table in COLUMNS})

    @classmethod
    def from_frames(cls, consignments: pl.DataFrame, **parts: pl.DataFrame) -> Self:
        """A batch from frames that may lack columns (filled with null), as a tabular reader makes them.

        Raises:
            polars.exceptions.PolarsError: a column has values that its type cannot hold, or is not of the schema.
        """
        given = {"consignments": consignments, **parts}
        frames = {}
        for table in COLUMNS:
            schema = table_schema(table)
            frame = given.get(table, pl.DataFrame(schema=schema))
            if unknown := set(frame.columns) - set(schema):
                raise pl.exceptions.SchemaError(f"{table} has no column {min(unknown)!r}")
            frame = frame.select(
                pl.col(name).cast(dtype) if name in frame.columns else pl.lit(None, dtype).alias(name)
                for name, dtype in schema.items()
            )
            lists = [name for name, dtype in schema.items() if isinstance(dtype, pl.List)]
            frame = frame.with_columns(pl.col(name).fill_null([]) for name in lists)
            frames[table] = frame if table == "consignments" else frame.sort("row", "position")
        frames["consignments"] = frames["consignments"].with_columns(pl.col("provenance").fill_null(b""))
        return cls(**frames)

    @classmethod
    def concat(cls, batches: Iterable["ConsignmentBatch"]) -> Self:
        """All of these batches in one, rows renumbered."""
        frames: dict[str, list[pl.DataFrame]] = {table: [] for table in COLUMNS}
        start = 0
        for batch in batches:
            for table, collected in frames.items():
                frame: pl.DataFrame = getattr(batch, table)
                if table != "consignments" and start:
                    frame = frame.with_columns(pl.col("row") + pl.lit(start, pl.UInt32))
                collected.append(frame)
            start += len(batch)
        if not start:
            return cls.empty()
        return cls(**{table: pl.concat(collected) for table, collected in frames.items()})

    def take(self, rows: pl.Series) -> "ConsignmentBatch":
        """The consignments at these rows (each once), in the order given."""
        new = pl.DataFrame({"row": rows.cast(pl.UInt32)}).with_row_index("_new")
        frames = {"consignments": self.consignments[rows]}
        for part in PARTS:
            frame: pl.DataFrame = getattr(self, part)
            frames[part] = (
                frame.join(new, on="row", how="inner")
                .with_columns(pl.col("_new").alias("row"))
                .drop("_new")
                .sort("row", "position")
            )
        return ConsignmentBatch(**frames)

    def nested(self) -> pl.DataFrame:
        """One row per consignment with its parts as lists of structs: :data:`CONSIGNMENT_SCHEMA`."""
        whole = self.consignments.with_row_index("row")
        for part in PARTS:
            frame: pl.DataFrame = getattr(self, part)
            lists = frame.group_by("row", maintain_order=True).agg(pl.struct(*COLUMNS[part]).alias(part))
            whole = whole.join(lists, on="row", how="left", maintain_order="left")
        return whole.drop("row").with_columns(pl.col(part).fill_null([]) for part in PARTS).cast(CONSIGNMENT_SCHEMA)

    @classmethod
    def from_nested(cls, frame: pl.DataFrame) -> Self:
        """The batch whose :meth:`nested` form this is."""
        whole = frame.with_row_index("row")
        frames = {"consignments": frame.select(*COLUMNS["consignments"])}
        for part in PARTS:
            frames[part] = (
                whole.select("row", pl.col(part))
                .filter(pl.col(part).list.len() > 0)
                .with_columns(position=pl.int_ranges(0, pl.col(part).list.len(), dtype=pl.UInt32))
                .explode(part, "position")
                .select("row", "position", pl.col(part).struct.unnest())
                .cast({"row": pl.UInt32})
            )
        return cls(**frames)

    def objects(self) -> list[Consignment]:
        """The consignments as typed objects: for a person or a format, not for thousands."""
        whole = [_without_nulls(row) for row in self.consignments.iter_rows(named=True)]
        for part in PARTS:
            frame: pl.DataFrame = getattr(self, part)
            things = frame.select(*COLUMNS[part]).iter_rows(named=True)
            for row, thing in zip(frame["row"].to_list(), things, strict=True):
                whole[row].setdefault(part, []).append(_without_nulls(thing))
        return [msgspec.convert(row, Consignment, strict=False) for row in whole]


def _frame(things: Sequence[msgspec.Struct], columns: dict[str, pl.DataType]) -> pl.DataFrame:
    return pl.DataFrame(
        {name: _column(list(map(attrgetter(name), things)), dtype) for name, dtype in columns.items()},
        schema=columns,
    )


def _without_nulls(value: dict[str, Any]) -> dict[str, Any]:
    """The row as msgspec reads it: absent instead of null."""
    return {name: field for name, field in value.items() if field is not None}
