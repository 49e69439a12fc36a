"""Records that a unit keeps beside the messages: the company register, weighings, sensor alarms, transits.

Messages do not say when a firm was founded, what the weighbridge showed or whether the last transit arrived. Units
keep such things in tables of their own; given as CSV files, indicators may rest on them. Without a table the
indicators that need it are not asked.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import Final

import polars as pl

from darvoza.codes import hs_digits
from darvoza.consignment import ConsignmentBatch, Role
from darvoza.risk.terms import fold


@dataclass(frozen=True, slots=True)
class RecordTable:
    """A kind of record: what it is about, what it is found by, and its columns.

    ``key`` is ``reference`` (the consignment's), ``means`` (plate, wagon or vessel), ``party`` (an identifier, or the
    name) or ``hs`` (the first digits of goods' codes; the longest that fits counts). Times have no zone, as in
    messages; masses are in kilograms.
    """

    title: str
    key: str
    columns: Mapping[str, pl.DataType]
    silence_is_an_answer: bool = False
    """Whether having no record means that nothing happened, rather than that nobody looked."""


RECORDS: Final = MappingProxyType(
    {
        "register": RecordTable(
            "The register of companies",
            "party",
            {"registered": pl.Date(), "director": pl.String(), "owner_country": pl.String()},
        ),
        "weighings": RecordTable(
            "What the weighbridge showed for the load, without the vehicle: on entry, or on exit from transit",
            "reference",
            {"kg": pl.Float64(), "at": pl.String()},
        ),
        "alarms": RecordTable(
            "Alarms of sensors: gamma, neutron, heartbeat, carbon dioxide, thermal, x-ray mismatch, tir security",
            "reference",
            {"sensor": pl.String(), "nuclide": pl.String()},
            silence_is_an_answer=True,
        ),
        "transits": RecordTable(
            "Transits of the same vehicle that were begun before: until when they were due, and when they ended",
            "means",
            {"began": pl.Datetime("us"), "due": pl.Datetime("us"), "ended": pl.Datetime("us")},
            silence_is_an_answer=True,
        ),
        "guarantees": RecordTable(
            "What is at stake in a transit, and what is guaranteed, in one currency",
            "reference",
            {"duty": pl.Float64(), "guarantee": pl.Float64(), "guarantor": pl.String()},
        ),
        "stops": RecordTable(
            "Stops that positions or terminals tell of: how long, where, and whether in a yard or on the road",
            "reference",
            {"hours": pl.Float64(), "place": pl.String(), "kind": pl.String()},
            silence_is_an_answer=True,
        ),
        "tariff": RecordTable(
            "Rates of import duty, in per cent of the value",
            "hs",
            {"rate": pl.Float64()},
        ),
        "limits": RecordTable(
            "What a country lawfully needs of precursors in a year",
            "hs",
            {"yearly_kg": pl.Float64()},
            silence_is_an_answer=True,
        ),
    }
)
"""The tables that indicators can rest on, by name."""


class RecordsError(ValueError):
    """A table of records that cannot be read: which file and line, what is wrong, what to do."""


class Records:
    """Tables of records, by name; those that were not given are not asked."""

    def __init__(self, tables: Mapping[str, pl.DataFrame]) -> None:
        """Each table has its key's column and those of :data:`RECORDS`."""
        self._tables = dict(tables)
        self._keyed: dict[str, pl.DataFrame] = {}

    @classmethod
    def read(cls, folder: Path) -> "Records":
        """The tables in a folder: ``register.csv``, ``weighings.csv`` and so on, in UTF-8 with a heading.

        Columns may be missing or further ones there; an empty cell is missing. Dates are ``2026-03-02``, times
        ``2026-03-02 14:30``.

        Raises:
            RecordsError: there is no table at all, or one cannot be read.
        """
        tables = {name: _read(path, name) for name in RECORDS if (path := folder / f"{name}.csv").is_file()}
        if not tables:
            raise RecordsError(f"{folder}: holds none of {', '.join(f'{name}.csv' for name in RECORDS)}")
        return cls(tables)

    @property
    def tables(self) -> Mapping[str, pl.DataFrame]:
        """Each table whole, whomever its records are about."""
        return MappingProxyType(self._tables)

    @property
    def names(self) -> frozenset[str]:
        """Which tables there are."""
        return frozenset(self._tables)

    def beside(self, batch: ConsignmentBatch) -> dict[str, pl.DataFrame]:
        """Each table's records on these consignments, with their ``row``; of a party, the party's name too."""
        numbers = cache(partial(_numbers, batch))  # many tables go by the same one
        return {name: _placed(batch, self._with_keys(name), RECORDS[name].key, numbers) for name in self._tables}

    def _with_keys(self, name: str) -> pl.DataFrame:
        """The table with what its records are found by, worked out when first asked for."""
        if name not in self._keyed:
            self._keyed[name] = _keyed(self._tables[name], RECORDS[name].key)
        return self._keyed[name]


def _read(path: Path, name: str) -> pl.DataFrame:
    about = RECORDS[name]
    try:
        table = pl.read_csv(path, infer_schema=False)
    except pl.exceptions.PolarsError as error:
        raise RecordsError(f"{path}: is no CSV table in UTF-8 with a heading: {error}") from error
    if about.key not in table.columns:
        raise RecordsError(f"{path}: has no column {about.key!r}, by which its records are found")
    table = table.select(pl.when(pl.col(pl.String).str.strip_chars() != "").then(pl.col(pl.String).str.strip_chars()))
    columns = [_column(table, path, column, dtype) for column, dtype in about.columns.items()]
    return table.select(about.key).with_columns(columns).drop_nulls(about.key)


def _column(table: pl.DataFrame, path: Path, column: str, dtype: pl.DataType) -> pl.Series:
    if column not in table.columns:
        return pl.Series(column, [None] * table.height, dtype=dtype)
    text = table[column]
    if isinstance(dtype, pl.Datetime):
        read = (
            text.str.replace("T", " ").str.slice(0, 16).str.to_datetime("%Y-%m-%d %H:%M", time_unit="us", strict=False)
        )
    elif isinstance(dtype, pl.Date):
        read = text.str.to_date("%Y-%m-%d", strict=False)
    else:
        read = text.cast(dtype, strict=False)
    if (wrong := text.is_not_null() & read.is_null()).any():
        line = wrong.arg_max()
        shown = text[line] if line is not None else ""
        raise RecordsError(f"{path}: line {(line or 0) + 2}, column {column}: {shown!r} is no {_KINDS[type(dtype)]}")
    return read.alias(column)


_KINDS: Final = {
    pl.Datetime: "time such as 2026-03-02 14:30",
    pl.Date: "date such as 2026-03-02",
    pl.Float64: "number such as 1250.5",
    pl.String: "text",
}


def _keyed(table: pl.DataFrame, key: str) -> pl.DataFrame:
    """The records with what they are found by: ``_key``; of parties ``_number`` and ``_name``; of goods ``_digits``."""
    if key == "party":
        number = _plain(pl.col("party").str.split(":").list.last())
        return table.select(pl.exclude("party"), _number=number, _name=fold(pl.col("party")))
    if key == "hs":
        return table.with_columns(hs=_plain(pl.col("hs"))).drop_nulls("hs")
    return table.with_columns(_plain(pl.col(key)).alias("_key"))


def _placed(
    batch: ConsignmentBatch, records: pl.DataFrame, key: str, numbers: Callable[[str], pl.DataFrame]
) -> pl.DataFrame:
    if key == "party":
        return _of_parties(batch, records)
    if key == "hs":
        return _of_goods(batch, records)
    return numbers(key).join(records, on="_key", how="inner", maintain_order="left").drop("_key")


def _numbers(batch: ConsignmentBatch, key: str) -> pl.DataFrame:
    """The consignments' references, or numbers of means, as those of records are compared with them."""
    column = {"reference": "reference", "means": "means_id"}[key]
    whole = batch.consignments.with_row_index("row")
    return whole.select("row", _plain(pl.col(column)).alias("_key")).drop_nulls("_key")


def _of_goods(batch: ConsignmentBatch, records: pl.DataFrame) -> pl.DataFrame:
    """Goods items with the record of the longest beginning of their code, as ``row position hs`` and its columns."""
    items = batch.goods.select("row", "position", digits=hs_digits(pl.col("hs_code"))).drop_nulls("digits")
    lengths = sorted(records["hs"].str.len_chars().unique(), reverse=True)
    found = [
        items.join(records, left_on=pl.col("digits").str.slice(0, length), right_on="hs", how="inner", coalesce=False)
        for length in lengths
    ]
    empty = pl.DataFrame(schema={"row": pl.UInt32, "position": pl.UInt32, **records.schema})
    placed = pl.concat([empty, *(each.select(empty.columns) for each in found)])
    return placed.unique(["row", "position"], keep="first", maintain_order=True).sort("row", "position")


def _plain(text: pl.Expr) -> pl.Expr:
    """Numbers as they are compared: letters and digits only, in capitals."""
    return text.str.to_uppercase().str.replace_all(r"[^\p{L}\p{N}]+", "").replace("", None)


_CONCERNED: Final = [
    role.value for role in (Role.CONSIGNOR, Role.CONSIGNEE, Role.IMPORTER, Role.EXPORTER, Role.BUYER, Role.SELLER)
]


def _of_parties(batch: ConsignmentBatch, records: pl.DataFrame) -> pl.DataFrame:
    """By identifier, with or without the kind before it (``TIN:123``), else by the name as folded."""
    traders = batch.parties.filter(pl.col("role").is_in(_CONCERNED))
    numbers = traders.select("row", "name", key="identifiers").explode("key", empty_as_null=True).drop_nulls("key")
    numbers = numbers.with_columns(_number=_plain(pl.col("key").str.split(":").list.last())).drop("key")
    folded = traders.select(pl.col("name").unique().drop_nulls()).with_columns(_name=fold(pl.col("name")))
    names = traders.select("row", "name").join(folded, on="name", how="inner", maintain_order="left")
    found = [
        numbers.join(records.drop("_name"), on="_number", how="inner", maintain_order="left").drop("_number"),
        names.join(records.drop("_number"), on="_name", how="inner", maintain_order="left").drop("_name"),
    ]
    return pl.concat(found).unique(maintain_order=True)
