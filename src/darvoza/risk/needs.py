"""What data a consignment has, so that an indicator is silent where it cannot know, and says what it lacked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np
import polars as pl
from numpy.typing import NDArray

from darvoza.consignment import COLUMNS, ConsignmentBatch, Role
from darvoza.history import FEATURE_SCHEMA, ITEM_FEATURE_SCHEMA, Features
from darvoza.risk.records import RECORDS

PAST, PAST_GOODS = "past", "past_goods"
"""What a need calls the tables of what the history says of consignments and of their goods items."""

_TABLES = {
    **COLUMNS,
    PAST: dict(FEATURE_SCHEMA),
    PAST_GOODS: dict(ITEM_FEATURE_SCHEMA),
    **{name: dict(about.columns) for name, about in RECORDS.items()},
}
_NEED = re.compile(r"(?P<table>\w+)(?:\[(?P<role>[\w ]+)\])?\.(?P<column>\w+)")


@dataclass(frozen=True, slots=True)
class Need:
    """One canonical column, perhaps of the parties in one role only."""

    table: str
    column: str
    role: str | None = None


@cache
def alternatives(need: str) -> tuple[Need, ...]:
    """The columns of which a consignment must have at least one.

    >>> alternatives("consignments.value or goods.value")[1]
    Need(table='goods', column='value', role=None)

    Raises:
        ValueError: not a column of the canonical schema, or not a role.
    """
    found = []
    for part in need.split(" or "):
        match = _NEED.fullmatch(part)
        if match is None or match["column"] not in _TABLES.get(match["table"], {}):
            raise ValueError(f"{part!r} is not a column of the canonical schema: write it as table.column")
        if match["role"] is not None and (match["table"] != "parties" or match["role"] not in set(Role)):
            raise ValueError(f"{part!r} names no role of a party")
        found.append(Need(match["table"], match["column"], match["role"]))
    return tuple(found)


class Presence:
    """Which consignments of a batch have which data; each column is looked at once.

    Without a past, none has one; likewise without the ``records`` of a kind.
    """

    def __init__(
        self,
        batch: ConsignmentBatch,
        past: Features | None = None,
        records: Mapping[str, pl.DataFrame] = MappingProxyType({}),
    ) -> None:
        self._batch = batch
        self._past = past
        self._records = records
        self._columns: dict[Need, NDArray[np.bool_]] = {}
        self._filled: dict[str, Mapping[str, NDArray[np.bool_]]] = {}
        self._lacking: dict[str, NDArray[np.bool_] | None] = {}

    def lacking(self, need: str) -> NDArray[np.bool_] | None:
        """Which consignments have none of the columns that would answer the need; None if all have one."""
        if need not in self._lacking:
            lacking = np.ones(len(self._batch), dtype=np.bool_)
            for each in alternatives(need):
                lacking &= ~self._column(each)
            self._lacking[need] = lacking if lacking.any() else None
        return self._lacking[need]

    def _column(self, need: Need) -> NDArray[np.bool_]:
        if need not in self._columns:
            self._columns[need] = self._look(need)
        return self._columns[need]

    def _frame(self, table: str) -> pl.DataFrame:
        if table == PAST:
            return _NO_PAST if self._past is None else self._past.consignments
        if table == PAST_GOODS:
            return _NO_PAST_OF_GOODS if self._past is None else self._past.goods
        if table in RECORDS:
            return self._records.get(table, pl.DataFrame(schema={"row": pl.UInt32, **RECORDS[table].columns}))
        frame: pl.DataFrame = getattr(self._batch, table)
        return frame

    def _look(self, need: Need) -> NDArray[np.bool_]:
        if need.table in self._records and RECORDS[need.table].silence_is_an_answer:
            return np.ones(len(self._batch), dtype=np.bool_)
        filled = self._filled_in(need.table)
        there = filled[need.column]
        if need.table == "consignments":
            return there
        if need.role is not None:
            there = there & self._in_role(need.role)
        mask = np.zeros(len(self._batch), dtype=np.bool_)
        mask[self._frame(need.table)["row"].to_numpy()[there]] = True
        return mask

    def _filled_in(self, table: str) -> Mapping[str, NDArray[np.bool_]]:
        """In which of its rows each column of a table is filled; asked of the engine is only what is so in some."""
        if table not in self._filled:
            frame = self._frame(table)
            known: dict[str, NDArray[np.bool_]] = {}
            asked = []
            for name, dtype in frame.schema.items():
                if isinstance(dtype, pl.List):
                    asked.append((pl.col(name).list.len() > 0).fill_null(value=False))
                elif (nulls := frame[name].null_count()) in {0, frame.height}:
                    known[name] = np.full(frame.height, not nulls)
                else:
                    asked.append(pl.col(name).is_not_null())
            looked = frame.select(asked)
            self._filled[table] = known | {name: looked[name].to_numpy() for name in looked.columns}
        return self._filled[table]

    def _in_role(self, role: str) -> NDArray[np.bool_]:
        """Which parties are in a role."""
        filed = self._batch.parties["role"]
        return (filed == role).fill_null(value=False).to_numpy()


_NO_PAST = pl.DataFrame(schema=FEATURE_SCHEMA)
_NO_PAST_OF_GOODS = pl.DataFrame(schema=ITEM_FEATURE_SCHEMA)
