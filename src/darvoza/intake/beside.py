"""A table read for learning: its consignments, and beside them what was found and what no field stands for."""

from dataclasses import dataclass

import polars as pl

from darvoza.consignment import ConsignmentBatch
from darvoza.intake.formats.table import read_named
from darvoza.intake.mapping import MappedField, Mapping
from darvoza.intake.mapping_outcomes import Outcome
from darvoza.intake.reading import Limits, Message, Problem, Refused
from darvoza.intake.registry import Context
from darvoza.intake.table_cells import value_of
from darvoza.intake.table_columns import LINE


@dataclass(frozen=True, slots=True)
class Beside:
    """Consignments of a table and, row for row, what stands beside them.

    ``outcomes`` has the mapped ones of ``inspected``, ``breach``, ``critical`` (true or false) and ``revenue``;
    ``features`` has a column for each of the mapping's. Where a consignment has several goods items, an outcome holds
    when it holds for one of them, revenue is their sum, and a feature is the first that is given. An empty cell is an
    outcome that is not known; only in ``inspected`` it means no.
    """

    batch: ConsignmentBatch
    outcomes: pl.DataFrame
    features: pl.DataFrame
    problems: tuple[Problem, ...]


def read_beside(message: Message, mapping: Mapping, *, outcomes: bool = True) -> Beside:
    """The table with its features and, unless ``outcomes`` is false, its outcomes.

    Raises:
        Refused: no table of this mapping, or it lacks a column that the mapping names for a feature or an outcome.
    """
    context = Context(limits=Limits(), mappings=(mapping,), provenance=False)
    wanted = [(each.name, each.column) for each in mapping.features]
    wanted += [(each.name, each.column) for each in mapping.outcomes if outcomes]
    content, cells = read_named(message, context, mapping)
    for name, column in wanted:
        if column not in cells.columns:
            raise Refused(_lacking(column, name))
    batch = content.consignments
    if not isinstance(batch, ConsignmentBatch):  # a header without rows
        batch = ConsignmentBatch.empty()
    keyed = cells.with_columns(_key(mapping).alias(" key"))
    features = {each.name: _feature(each.column, number=each.number, mapping=mapping) for each in mapping.features}
    found = {each.name: _outcome(each, mapping) for each in mapping.outcomes} if outcomes else {}
    grouped = keyed.group_by(" key", maintain_order=True).agg(
        *(value.drop_nulls().first().alias(f" f {name}") for name, value in features.items()),
        *((_sum(value) if name == "revenue" else value.max()).alias(f" o {name}") for name, value in found.items()),
    )
    aligned = batch.consignments.select(pl.col("reference").alias(" key")).join(
        grouped, on=" key", how="left", maintain_order="left"
    )
    return Beside(
        batch,
        aligned.select(pl.col(f" o {name}").alias(name) for name in found),
        aligned.select(pl.col(f" f {name}").alias(name) for name in features),
        tuple(content.problems),
    )


def _key(mapping: Mapping) -> pl.Expr:
    """The reference of each row as its consignment has it."""
    given = [pl.col(name) for name in mapping.reference]
    line = pl.lit("line ") + pl.col(LINE).cast(pl.String)
    joined = pl.concat_str(given, separator="/", ignore_nulls=True)
    return pl.when(pl.all_horizontal(each.is_null() for each in given)).then(line).otherwise(joined)


def _feature(column: str, *, number: bool, mapping: Mapping) -> pl.Expr:
    return _number(column, mapping) if number else pl.col(column)


def _outcome(outcome: Outcome, mapping: Mapping) -> pl.Expr:
    if outcome.name == "revenue":
        return _number(outcome.column, mapping)
    holds = pl.col(outcome.column).str.to_lowercase().is_in(list(outcome.holds))
    return holds.fill_null(value=False) if outcome.name == "inspected" else holds


def _sum(value: pl.Expr) -> pl.Expr:
    return pl.when(value.count() > 0).then(value.sum())


def _number(column: str, mapping: Mapping) -> pl.Expr:
    decimal = next((each.decimal for each in mapping.fields), ".")
    return value_of(MappedField(table="goods", name="value", column=column, decimal=decimal), pl.col(column))


def _lacking(column: str, name: str) -> Problem:
    return Problem(
        where="line 1",
        field="header",
        value=column,
        rule="The table has no column {value}, which the mapping names for {limit}.",
        advice="Add the column, or take the line out of the mapping and fit the model again.",
        offset=0,
        limit=name,
    )
