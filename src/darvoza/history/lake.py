"""The history: every consignment, assessment and finding, added once and never changed, readable as of any moment."""

from datetime import date, datetime
from pathlib import Path
from typing import Final

import polars as pl

from darvoza.consignment import CONSIGNMENT_SCHEMA, ConsignmentBatch
from darvoza.history.table import Table
from darvoza.signals import Typology

FINDING_SCHEMA: Final = pl.Schema(
    {
        "consignment": pl.String(),
        "office": pl.String(),
        "examined": pl.Datetime("us"),
        "measure": pl.String(),
        "breach": pl.Boolean(),
        "typology": pl.Enum([typology.value for typology in Typology]),
        "note": pl.String(),
    },
)
"""Findings as columns: ``consignment`` is its id; ``breach`` false: nothing was found; null: still open."""

VERSION_SCHEMA: Final = pl.Schema(
    {
        "table": pl.String(),
        "version": pl.Int64(),
        "time": pl.Datetime("us", "UTC"),
        "run": pl.String(),
        "rows": pl.Int64(),
    },
)
"""What :meth:`History.versions` answers; ``run`` and ``rows`` are null for a step that added no rows."""

_TABLES: Final = ("consignments", "assessments", "findings")


class History:
    """The history kept in a folder: Delta Lake tables ``consignments``, ``assessments`` and ``findings``, by day.

    Rows are only ever added. Each recording names its ``run``; the same run again changes nothing, so a recording that
    was cut off is simply repeated. Several processes may record at the same time.

    Raises:
        HistoryNotInstalled: the extra ``darvoza[history]`` is not installed.
    """

    def __init__(self, folder: Path) -> None:
        self._tables = {name: Table(folder, name) for name in _TABLES}

    def record(self, batch: ConsignmentBatch, assessments: pl.DataFrame, *, day: date, run: str) -> bool:
        """Add a batch and its assessments (one row each, with the consignment's ``id``); False if they were there.

        Each table takes a run whole or not at all. If the machine stops between the two tables, recording the same run
        again adds what is missing.

        Raises:
            ValueError: batch and assessments do not belong together, or the run has no name.
            RunConflict: the run was recorded before with other consignments, or for another day.
            NotStorable: a column of the assessments has a type that cannot be kept.
        """
        _name(run)
        if "id" not in assessments.columns or not assessments["id"].equals(batch.consignments["id"]):
            raise ValueError(
                f"The {assessments.height} assessments are not those of the {len(batch)} consignments: their column "
                "id has to hold the consignments' ids, in their order.",
            )
        tables = self._tables
        tables["assessments"].storable(assessments)  # before anything is written
        first = tables["consignments"].append(batch.nested(), day=day, run=run, identity=["id"])
        second = tables["assessments"].append(assessments, day=day, run=run, identity=["id"])
        return first or second

    def record_findings(self, findings: pl.DataFrame, *, day: date, run: str) -> bool:
        """Add findings (:data:`FINDING_SCHEMA`; columns left out are null); False if this run was there already.

        Raises:
            polars.exceptions.PolarsError: a column is unknown, or has values that its type cannot hold.
            RunConflict: the run was recorded before with other findings.
        """
        _name(run)
        if unknown := set(findings.columns) - set(FINDING_SCHEMA):
            raise pl.exceptions.SchemaError(f"findings have no column {min(unknown)!r}")
        if "consignment" not in findings.columns or findings["consignment"].has_nulls():
            raise pl.exceptions.SchemaError("every finding names its consignment")
        whole = findings.select(
            (pl.col(name) if name in findings.columns else pl.lit(None)).cast(dtype).alias(name)
            for name, dtype in FINDING_SCHEMA.items()
        )
        return self._tables["findings"].append(whole, day=day, run=run, identity=list(FINDING_SCHEMA))

    def consignments(
        self,
        as_of: int | datetime | None = None,
        *,
        since: date | None = None,
        until: date | None = None,
    ) -> pl.DataFrame:
        """Every consignment with its parts nested (``CONSIGNMENT_SCHEMA``), and its ``day`` and ``run``.

        ``as_of`` is a version of the table or a time with zone: what was known then. ``since`` and ``until`` keep days
        from one to the other, both included. ``ConsignmentBatch.from_nested`` makes a batch of the answer.

        Raises:
            ValueError: there is no such version, or the time has no zone.
        """
        return self._fixed("consignments", CONSIGNMENT_SCHEMA, as_of, since, until)

    def assessments(
        self,
        as_of: int | datetime | None = None,
        *,
        since: date | None = None,
        until: date | None = None,
    ) -> pl.DataFrame:
        """Every assessment with the columns it was recorded with, and its ``day`` and ``run``; as for consignments."""
        found = self._tables["assessments"].read(as_of, since, until)
        return _nothing(pl.Schema({"id": pl.String()})) if found is None else found

    def findings(
        self,
        as_of: int | datetime | None = None,
        *,
        since: date | None = None,
        until: date | None = None,
    ) -> pl.DataFrame:
        """Every finding (:data:`FINDING_SCHEMA`), and its ``day`` and ``run``; as for consignments."""
        return self._fixed("findings", FINDING_SCHEMA, as_of, since, until)

    def versions(self) -> pl.DataFrame:
        """Everything that was ever added, oldest first: :data:`VERSION_SCHEMA`."""
        rows = [
            (name, version, time, commit.get("run"), commit.get("rows"))
            for name, table in self._tables.items()
            for version, time, commit in table.commits()
        ]
        frame = pl.DataFrame(rows, schema={**VERSION_SCHEMA, "rows": pl.String()}, orient="row")
        return frame.with_columns(pl.col("rows").cast(pl.Int64)).sort("time", "table", "version")

    def _fixed(
        self,
        table: str,
        schema: pl.Schema,
        as_of: int | datetime | None,
        since: date | None,
        until: date | None,
    ) -> pl.DataFrame:
        """A table whose columns this version of the program knows; columns that older rows lack are null."""
        found = self._tables[table].read(as_of, since, until)
        if found is None:
            return _nothing(schema)
        return found.select(
            *(
                (pl.col(name) if name in found.columns else pl.lit(None)).cast(dtype).alias(name)
                for name, dtype in schema.items()
            ),
            "day",
            "run",
        )


def _nothing(schema: pl.Schema) -> pl.DataFrame:
    return pl.DataFrame(schema={**schema, "day": pl.Date(), "run": pl.String()})


def _name(run: str) -> None:
    if not run.strip():
        raise ValueError("The run has no name. Give each recording one, such as the time it began.")
