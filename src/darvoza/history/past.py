"""What a history tells: everything that was recorded whole, as it was known at any moment."""

from collections.abc import Collection
from datetime import date, datetime
from pathlib import Path
from typing import Final

import polars as pl

from darvoza.consignment import CONSIGNMENT_SCHEMA, ConsignmentBatch
from darvoza.history.baselines import Baselines
from darvoza.history.findings import FINDING_SCHEMA, FOUND_PARTY_SCHEMA
from darvoza.history.table import Table

VERSION_SCHEMA: Final = pl.Schema(
    {
        "table": pl.String(),
        "version": pl.Int64(),
        "time": pl.Datetime("us", "UTC"),
        "run": pl.String(),
        "rows": pl.Int64(),
    },
)
"""What :meth:`Past.versions` answers; ``run`` and ``rows`` are null for a step that added no rows."""

RUN_SCHEMA: Final = pl.Schema(
    {
        "run": pl.String(),
        "kind": pl.String(),
        "day": pl.Date(),
        "made": pl.Datetime("us", "UTC"),
        "consignments": pl.Int64(),
        "findings": pl.Int64(),
        "about": pl.String(),
    }
)
"""What :meth:`Past.runs` answers: one row for each recording. ``kind`` is ``assessed``, ``imported``, ``found`` or
``said`` (assessments and decisions that came by themselves); ``about`` is what its maker noted of it, as JSON."""

TABLES: Final = ("consignments", "assessments", "selections", "messages", "findings", "ledger", "prices", "runs")
DERIVED: Final = ("ledger", "prices")
"""The tables that baselines are made of."""

_HOLDING: Final = {
    "consignments": ("assessed", "imported"),
    "assessments": ("assessed", "said"),
    "selections": ("assessed", "said"),
    "findings": ("found", "imported"),
}
_SIGNS: Final = pl.Schema({"id": pl.String(), "signals": pl.List(pl.Struct({"kind": pl.String(), "id": pl.String()}))})


class Past:
    """A folder of tables to be read; what a recording that was cut off left behind is not seen.

    Raises:
        HistoryNotInstalled: the extra ``darvoza[history]`` is not installed.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._tables = {name: Table(folder, name) for name in TABLES}

    def has(self, run: str, kind: str = "assessed") -> bool:
        """Whether this run was recorded whole."""
        return self._tables["runs"].has(f"{kind} {run}")

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
        return _fixed(self._read("consignments", as_of, since, until), CONSIGNMENT_SCHEMA)

    def assessments(
        self,
        as_of: int | datetime | None = None,
        *,
        since: date | None = None,
        until: date | None = None,
    ) -> pl.DataFrame:
        """Every assessment with the columns it was recorded with, and its ``day`` and ``run``; as for consignments."""
        return self._as_recorded("assessments", as_of, since, until)

    def selections(
        self,
        as_of: int | datetime | None = None,
        *,
        since: date | None = None,
        until: date | None = None,
    ) -> pl.DataFrame:
        """Every selection with the columns it was recorded with, and its ``day`` and ``run``; as for consignments."""
        return self._as_recorded("selections", as_of, since, until)

    def messages(
        self,
        as_of: int | datetime | None = None,
        *,
        since: date | None = None,
        until: date | None = None,
    ) -> pl.DataFrame:
        """Every message with the columns it was recorded with, and its ``day`` and ``run``; as for consignments."""
        return self._as_recorded("messages", as_of, since, until)

    def findings(
        self,
        as_of: int | datetime | None = None,
        *,
        since: date | None = None,
        until: date | None = None,
    ) -> pl.DataFrame:
        """Every finding (:data:`FINDING_SCHEMA`), and its ``day`` and ``run``; as for consignments."""
        return _fixed(self._read("findings", as_of, since, until), FINDING_SCHEMA)

    def parties_found(self, as_of: datetime | None = None) -> pl.DataFrame:
        """The parties of every consignment on which a breach was found: :data:`FOUND_PARTY_SCHEMA`, the oldest first.

        As they were declared, once for each consignment, with its last finding and the typology that one names.

        Raises:
            ValueError: the time has no zone.
        """
        found = self.findings(as_of).filter(pl.col("breach")).sort("day", "run", maintain_order=True)
        rows = self._tables["consignments"].scan(as_of, finished=self._finished(as_of, "consignments"))
        if found.is_empty() or rows is None:
            return pl.DataFrame(schema=FOUND_PARTY_SCHEMA)
        last = found.group_by("consignment", maintain_order=True).agg(
            pl.col("day").last().alias("found"), pl.col("typology").drop_nulls().last()
        )
        filed = rows.select("id", "reference", "parties").join(
            last.lazy().select("consignment"), left_on="id", right_on="consignment", how="semi"
        )
        return (
            last.join(filed.unique("id").collect(), left_on="consignment", right_on="id")
            .explode("parties", keep_nulls=False, empty_as_null=False)
            .unnest("parties")
            .sort("found", "consignment", maintain_order=True)
            .select(*FOUND_PARTY_SCHEMA)
            .cast(FOUND_PARTY_SCHEMA)
        )

    def examined_assessments(self) -> pl.DataFrame:
        """The assessments of consignments that something, or nothing, was found on: of each the last, as recorded.

        ``ground`` and ``probability`` are those of the last decision, where one was recorded.
        """
        found = self.findings().drop_nulls("breach")["consignment"].unique()
        of_them = pl.col("id").is_in(found.to_list())
        told = self._read("assessments", None, None, None, of_them)
        decided = self._read("selections", None, None, None, of_them)
        whole = _nothing(pl.Schema({"id": pl.String()})) if told is None else told
        last = whole.unique("id", keep="last", maintain_order=True)
        if decided is None or not {"ground", "probability"} <= set(decided.columns) & set(last.columns):
            return last
        how = decided.select("id", "ground", "probability").unique("id", keep="last", maintain_order=True)
        return last.update(how.cast({"ground": last.schema["ground"]}), on="id", how="left", maintain_order="left")

    def signs_raised(self) -> pl.DataFrame:
        """Which signs the last assessment of each consignment raised: ``id``, and ``signals`` of ``kind`` and ``id``.

        Nothing else of the assessments is read, however many there are.
        """
        rows = self._tables["assessments"].scan(None, finished=self._finished(None, "assessments"))
        if rows is None or "signals" not in rows.collect_schema():
            return pl.DataFrame(schema=_SIGNS)
        sign = pl.struct(pl.element().struct.field("kind"), pl.element().struct.field("id"))
        return (
            rows.select("id", pl.col("signals").list.eval(sign), "day", "run", "place")
            .sort("day", "run", "place")
            .unique("id", keep="last", maintain_order=True)
            .select(*_SIGNS)
            .collect()
        )

    def examined_consignments(self, since: date) -> tuple[ConsignmentBatch, pl.Series]:
        """The consignments that were examined from this day on, and the day of each one's last examination."""
        found = self.findings().drop_nulls("breach")
        days = found.group_by("consignment").agg(pl.coalesce(pl.col("examined").dt.date(), "day").max())
        days = days.select("consignment", day="examined").filter(pl.col("day") >= since)
        batch = self._batch_of(days["consignment"])
        placed = batch.consignments.select("id").join(
            days, left_on="id", right_on="consignment", how="left", maintain_order="left"
        )
        return batch, placed["day"]

    def baselines(self, as_of: datetime | None = None) -> Baselines:
        """What was seen before, for telling of new consignments what their past is; as it was known then, if given.

        Nothing is read before it is asked about a batch.

        Raises:
            ValueError: the time has no zone.
        """
        finished = self._finished(as_of, DERIVED[0])
        found = {name: self._tables[name].scan(as_of, finished=finished) for name in DERIVED}
        ledger, prices = found["ledger"], found["prices"]
        if ledger is None or prices is None:
            return Baselines.empty()
        return Baselines.kept(ledger, prices)

    def runs(self, as_of: datetime | None = None) -> pl.DataFrame:
        """Every recording, oldest first: :data:`RUN_SCHEMA`."""
        found = self._tables["runs"].read(as_of)
        if found is None:
            return pl.DataFrame(schema=RUN_SCHEMA)
        return found.drop("run").rename({"name": "run"}).select(*RUN_SCHEMA).cast(RUN_SCHEMA).sort("made", "run")

    def versions(self) -> pl.DataFrame:
        """Everything that was ever added, oldest first: :data:`VERSION_SCHEMA`."""
        rows = [
            (name, version, time, commit.get("run"), commit.get("rows"))
            for name, table in self._tables.items()
            for version, time, commit in table.commits()
        ]
        frame = pl.DataFrame(rows, schema={**VERSION_SCHEMA, "rows": pl.String()}, orient="row")
        return frame.with_columns(pl.col("rows").cast(pl.Int64)).sort("time", "table", "version")

    def _finished(self, as_of: int | datetime | None, table: str) -> Collection[str]:
        """The runs that were recorded whole by then, by the names that the rows of a table have."""
        runs = self._tables["runs"].read(as_of if isinstance(as_of, datetime) else None)
        if runs is None:
            return set()
        if table in DERIVED:
            return set(runs["run"])
        return set(runs.filter(pl.col("kind").is_in(_HOLDING.get(table, ("assessed",))))["name"])

    def _read(
        self,
        table: str,
        as_of: int | datetime | None,
        since: date | None,
        until: date | None,
        where: pl.Expr | None = None,
    ) -> pl.DataFrame | None:
        finished = self._finished(as_of, table)
        return self._tables[table].read(as_of, since, until, finished=finished, where=where)

    def _as_recorded(
        self, table: str, as_of: int | datetime | None, since: date | None, until: date | None
    ) -> pl.DataFrame:
        found = self._read(table, as_of, since, until)
        return _nothing(pl.Schema({"id": pl.String()})) if found is None else found

    def _batch_of(self, ids: pl.Series) -> ConsignmentBatch:
        """The consignments with these ids, each once however often it was recorded."""
        found = self._read("consignments", None, None, None, pl.col("id").is_in(ids.unique().to_list()))
        once = _fixed(found, CONSIGNMENT_SCHEMA).unique("id", keep="first", maintain_order=True)
        return ConsignmentBatch.from_nested(once.drop("day", "run"))


def _fixed(found: pl.DataFrame | None, schema: pl.Schema) -> pl.DataFrame:
    """A table whose columns this version of the program knows; columns that older rows lack are null."""
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
