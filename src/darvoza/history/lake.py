"""The history: every consignment, assessment and finding, added once and never changed."""

import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime

import polars as pl

from darvoza.consignment import ConsignmentBatch
from darvoza.history.baselines import Baselines
from darvoza.history.findings import FINDING_SCHEMA, whole_findings
from darvoza.history.past import DERIVED, RUN_SCHEMA, Past


@dataclass(frozen=True, slots=True)
class _Part:
    """What one recording adds to one table."""

    table: str
    rows: pl.DataFrame
    day: date | pl.Series
    identity: tuple[str, ...] | None = None


class History(Past):
    """The history kept in a folder: Delta Lake tables, by day.

    ``consignments``, ``assessments``, ``selections``, ``messages`` and ``findings`` hold what happened, ``ledger`` and
    ``prices`` what baselines are made of, ``runs`` one row for each recording, written last: what a recording that was
    cut off left behind is not seen. Rows are only ever added. Each recording names its ``run``; the same run again
    changes nothing, or adds what is missing. Several processes may record at the same time.
    """

    def record(
        self,
        batch: ConsignmentBatch,
        assessments: pl.DataFrame,
        *,
        day: date,
        run: str,
        selections: pl.DataFrame | None = None,
        messages: pl.DataFrame | None = None,
        about: Mapping[str, object] | None = None,
    ) -> bool:
        """Add a batch and its assessments (one row each, with the consignment's ``id``); False if they were there.

        ``selections`` says which of them were selected (with ``id``), ``messages`` which messages they came in,
        ``about`` what else has to be remembered of the run (anything that JSON can hold). All of it is seen at once,
        or nothing of it: if the machine stops on the way, recording the same run again adds what is missing.

        Raises:
            ValueError: batch and assessments do not belong together, or the run has no name.
            RunConflict: the run was recorded before with other consignments, or for another day.
            NotStorable: a column has a type that cannot be kept.
        """
        _name(run)
        if "id" not in assessments.columns or not assessments["id"].equals(batch.consignments["id"]):
            raise ValueError(
                f"The {assessments.height} assessments are not those of the {len(batch)} consignments: their column "
                "id has to hold the consignments' ids, in their order.",
            )
        parts = [
            _Part("consignments", batch.nested(), day, ("id",)),
            _Part("assessments", assessments, day, ("id",)),
        ]
        if selections is not None:
            parts.append(_Part("selections", selections, day, ("id",)))
        if messages is not None:
            parts.append(_Part("messages", messages, day, ()))
        fresh = self._fresh(batch, day)
        return self._add("assessed", run, day, parts, lambda: Baselines.of(*fresh), about)

    def bring_in(
        self,
        batch: ConsignmentBatch,
        findings: pl.DataFrame | None = None,
        *,
        day: date,
        run: str,
        about: Mapping[str, object] | None = None,
    ) -> bool:
        """Add past consignments with what was found (:data:`FINDING_SCHEMA`); False if this run was there already.

        Each is kept under the day it was lodged, else of its arrival, else ``day``; a finding under the day of its
        examination, else of its consignment.

        Raises:
            polars.exceptions.PolarsError: a column of the findings is unknown, or cannot hold its values.
            RunConflict: the run was recorded before with other consignments.
        """
        _name(run)
        own = batch.consignments.select("id", day=pl.coalesce("lodged", "arrival").dt.date().fill_null(day))
        parts = [_Part("consignments", batch.nested(), own["day"], ("id",))]
        dated = None
        if findings is not None:
            whole = whole_findings(findings)
            days = whole.join(own, left_on="consignment", right_on="id", how="left", maintain_order="left")
            dated = whole.with_columns(day=pl.coalesce(pl.col("examined").dt.date(), days["day"], pl.lit(day)))
            parts.append(_Part("findings", whole, dated["day"], ("consignment",)))
        fresh, recorded = self._fresh(batch, day)

        def past() -> Baselines:
            if len(fresh) == len(batch):
                return Baselines.of(batch, recorded, dated)
            seen = Baselines.of(fresh, recorded)
            return seen if dated is None else seen.beside(Baselines.of_findings(batch, dated))

        return self._add("imported", run, day, parts, past, about)

    def record_findings(
        self, findings: pl.DataFrame, *, day: date, run: str, about: Mapping[str, object] | None = None
    ) -> bool:
        """Add findings (:data:`FINDING_SCHEMA`; columns left out are null); False if this run was there already.

        Raises:
            polars.exceptions.PolarsError: a column is unknown, or has values that its type cannot hold.
            RunConflict: the run was recorded before with other findings.
        """
        _name(run)
        whole = whole_findings(findings)
        parts = [_Part("findings", whole, day, tuple(FINDING_SCHEMA))]
        examined = self._batch_of(whole["consignment"])
        dated = whole.with_columns(day=pl.lit(day))
        return self._add("found", run, day, parts, lambda: Baselines.of_findings(examined, dated), about)

    def record_said(
        self,
        *,
        assessments: pl.DataFrame | None = None,
        selections: pl.DataFrame | None = None,
        day: date,
        run: str,
        about: Mapping[str, object] | None = None,
    ) -> bool:
        """Add what was said or decided of consignments that are kept already; False if this run was there.

        ``assessments`` are what was said of each at one moment, ``selections`` what was decided, both with the
        consignment's ``id``: the same one may come as often as it was assessed or decided on.

        Raises:
            ValueError: a frame has no column ``id``, or the run has no name.
            RunConflict: the run was recorded before with other consignments.
            NotStorable: a column has a type that cannot be kept.
        """
        _name(run)
        given = {"assessments": assessments, "selections": selections}
        parts = [_Part(name, rows, day, ("id",)) for name, rows in given.items() if rows is not None]
        if any("id" not in part.rows.columns for part in parts):
            raise ValueError("What was said has no column id: it has to name the consignment of each row.")
        return self._add("said", run, day, parts, None, about)

    def _add(
        self,
        kind: str,
        run: str,
        day: date,
        parts: list[_Part],
        baselines: Callable[[], Baselines] | None,
        about: Mapping[str, object] | None,
    ) -> bool:
        """Add every part, what baselines need, and last of all the run itself: only then is any of it seen.

        Baselines are worked out while the parts are being written; None where there is nothing to learn for them.
        """
        tables = self._tables
        for part in parts:  # before anything is written
            tables[part.table].storable(part.rows)
        marked = f"{kind} {run}"
        with ThreadPoolExecutor(1) as writer:
            writing = [
                writer.submit(tables[part.table].append, part.rows, day=part.day, run=run, identity=part.identity)
                for part in parts
            ]
            derived = dict(zip(DERIVED, baselines().to_keep(), strict=True)) if baselines else {}
            new = [each.result() for each in writing]
        for name, rows in derived.items():
            tables[name].append(rows, day=day, run=marked)
        heights = {part.table: part.rows.height for part in parts}
        row = {
            "name": run,
            "kind": kind,
            "made": datetime.now(UTC),
            "consignments": heights.get("consignments", 0),
            "findings": heights.get("findings", 0),
            "about": json.dumps(dict(about or {}), ensure_ascii=False, sort_keys=True),
        }
        schema = {name: dtype for name, dtype in RUN_SCHEMA.items() if name not in {"run", "day"}}
        made = pl.DataFrame([row], schema={"name": pl.String(), **schema})
        new.append(tables["runs"].append(made, day=day, run=marked))
        return any(new)

    def _fresh(self, batch: ConsignmentBatch, day: date) -> tuple[ConsignmentBatch, pl.Series]:
        """The consignments that the history lacks, and ``day`` for each: what is filed twice counts once."""
        finished = self._finished(None, "consignments")
        rows = self._tables["consignments"].scan(None, finished=finished)
        if rows is not None:
            ids = batch.consignments.select("id").with_row_index("row")
            fresh = ids.lazy().join(rows.select("id").unique(), on="id", how="anti", maintain_order="left")
            left = fresh.select("row").collect().to_series()
            batch = batch if len(left) == len(batch) else batch.take(left)
        return batch, pl.Series([day], dtype=pl.Date).new_from_index(0, len(batch))


def _name(run: str) -> None:
    if not run.strip():
        raise ValueError("The run has no name. Give each recording one, such as the time it began.")
