"""One append-only Delta table: a run is added once, whole or not at all, and every earlier state stays readable."""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Final

import polars as pl

from darvoza.history.storage import describe, from_text, restored_type, stored_type, to_text, widen

if TYPE_CHECKING:
    from deltalake import DeltaTable

_TYPE: Final = "darvoza.type"
_KEYS: Final = ("day", "run", "place")
_ATTEMPTS: Final = 20
_FOREVER: Final = "interval 36500 days"
_CONFIGURATION: Final[dict[str, str | None]] = {
    "delta.appendOnly": "true",
    "delta.logRetentionDuration": _FOREVER,
    "delta.deletedFileRetentionDuration": _FOREVER,
    "delta.enableExpiredLogCleanup": "false",
}


class HistoryNotInstalled(ImportError):  # noqa: N818 - it says what is the case
    """The history is kept in Delta Lake tables, and the package for them is not installed."""


class RunConflict(ValueError):  # noqa: N818 - a conflict is what it is
    """A run was recorded before, with other rows."""


def _deltalake() -> ModuleType:
    """The package, imported when first needed: it takes a while, and not everyone keeps a history."""
    try:
        import deltalake  # noqa: PLC0415 - see above
    except ImportError as error:
        raise HistoryNotInstalled(
            "The history needs Delta Lake, which is not installed: pip install 'darvoza[history]'"
        ) from error
    return deltalake


class Table:
    """A Delta table in a folder of its own, partitioned by day; made when the first rows come."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self._uri = str(folder / name)
        self._delta = _deltalake()

    def storable(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows with their columns as they are kept.

        Raises:
            ValueError: a column has a name that the history uses itself.
            NotStorable: a column cannot be kept.
        """
        if taken := set(_KEYS) & set(rows.columns):
            raise ValueError(f"{self.name}: the column {min(taken)} is the history's own. Rename or drop it.")
        return rows.cast({name: stored_type(name, dtype) for name, dtype in rows.schema.items()})

    def append(
        self, rows: pl.DataFrame, *, day: date | pl.Series, run: str, identity: Sequence[str] | None = None
    ) -> bool:
        """Add the rows of this run; False if the very same run was added before.

        ``day`` is that of all rows, or one for each. ``identity`` are the columns by which, with the day, a run's rows
        are recognised when it comes a second time; without it whatever comes under its name is taken for the same.

        Raises:
            RunConflict: the run was added before with other rows.
            ValueError, NotStorable: as for :meth:`storable`.
        """
        storable = self.storable(rows)
        keyed = storable.with_columns(
            pl.lit(day).cast(pl.Date).alias("day"),
            pl.lit(run).alias("run"),
            pl.int_range(pl.len(), dtype=pl.Int64).alias("place"),
        )
        self._make(rows.schema, keyed.schema)
        for attempt in range(_ATTEMPTS):
            table = self._delta.DeltaTable(self._uri)
            if table.transaction_version(run) is not None:
                if identity is not None:
                    self._compare(keyed, run, [*identity, "day"])
                return False
            try:
                self._describe(table, rows.schema)
                self._commit(table, keyed, run)
            except self._delta.exceptions.CommitFailedError:
                # Another process changed the table in between, perhaps by adding this very run: look again.
                if attempt == _ATTEMPTS - 1:
                    raise
            else:
                break
        return True

    def _make(self, own: pl.Schema, stored: pl.Schema) -> None:
        if self.exists():
            return
        schema = self._delta.Schema.from_arrow(stored)
        fields = [
            self._delta.Field(field.name, field.type, field.nullable, metadata=_metadata(own.get(field.name)))
            for field in schema.fields
        ]
        try:
            self._delta.DeltaTable.create(
                self._uri,
                self._delta.Schema(fields),
                mode="ignore",
                partition_by=["day"],
                name=self.name,
                configuration=_CONFIGURATION,
            )
        except self._delta.exceptions.DeltaError:
            if not self.exists():  # else another process made it in between
                raise

    def _describe(self, table: "DeltaTable", own: pl.Schema) -> None:
        """Remember what new words or columns the rows bring, before they come."""
        fields = {field.name: field.metadata for field in table.schema().fields}
        for name, dtype in own.items():
            if name in fields:
                old = from_text(fields[name].get(_TYPE))
                if (both := widen(old, describe(dtype))) != old:
                    table.alter.set_column_metadata(name, {_TYPE: to_text(both)})
            else:
                (field,) = self._delta.Schema.from_arrow(pl.Schema({name: stored_type(name, dtype)})).fields
                table.alter.add_columns(
                    self._delta.Field(name, field.type, nullable=True, metadata=_metadata(dtype)),
                )

    def _commit(self, table: "DeltaTable", rows: pl.DataFrame, run: str) -> None:
        self._delta.write_deltalake(
            table,
            rows,
            mode="append",
            schema_mode="merge",
            commit_properties=self._delta.CommitProperties(
                custom_metadata={"run": run, "rows": str(rows.height)},
                app_transactions=[self._delta.Transaction(run, 1)],
            ),
        )

    def _compare(self, rows: pl.DataFrame, run: str, identity: Sequence[str]) -> None:
        stored = pl.scan_delta(self._uri).filter(pl.col("run") == run).select(identity).collect()
        if not stored.sort(identity).equals(rows.select(identity).sort(identity)):
            raise RunConflict(
                f"{self.name}: run {run!r} was recorded before, with {stored.height} rows that are not these "
                f"{rows.height}. Give each recording a run of its own.",
            )

    def exists(self) -> bool:
        """Whether anything was ever added."""
        return bool(self._delta.DeltaTable.is_deltatable(self._uri))

    def read(
        self,
        as_of: int | datetime | None,
        since: date | None = None,
        until: date | None = None,
        *,
        finished: Collection[str] | None = None,
        where: pl.Expr | None = None,
    ) -> pl.DataFrame | None:
        """The rows as the table stood at a version or time, of these days (both included), in the order they came.

        Of ``finished`` runs only, if given, and ``where`` something holds. None where nothing had been added by then.
        """
        version = self._version(as_of)
        if version is None:
            return None
        rows = self._finished(version, finished)
        if where is not None:
            rows = rows.filter(where)
        if since is not None:
            rows = rows.filter(pl.col("day") >= since)
        if until is not None:
            rows = rows.filter(pl.col("day") <= until)
        frame = rows.sort(*_KEYS).drop("place").collect()
        fields = self._delta.DeltaTable(self._uri, version=version).schema().fields
        described = {field.name: from_text(field.metadata.get(_TYPE)) for field in fields}
        return frame.cast({name: restored_type(dtype, described[name]) for name, dtype in frame.schema.items()})

    def scan(self, as_of: int | datetime | None, *, finished: Collection[str] | None = None) -> pl.LazyFrame | None:
        """The rows as they are kept, in any order, to be read when asked for; as for :meth:`read`."""
        version = self._version(as_of)
        return None if version is None else self._finished(version, finished)

    def _finished(self, version: int, finished: Collection[str] | None) -> pl.LazyFrame:
        rows = pl.scan_delta(self._uri, version=version)
        if finished is None:
            return rows
        begun = (commit.get("run") for at, _, commit in self.commits() if at <= version)
        cut_off = [run for run in begun if isinstance(run, str) and run not in finished]
        return rows.filter(~pl.col("run").is_in(cut_off)) if cut_off else rows

    def has(self, run: str) -> bool:
        """Whether this run was added."""
        return self.exists() and self._delta.DeltaTable(self._uri).transaction_version(run) is not None

    def _version(self, as_of: int | datetime | None) -> int | None:
        if not self.exists():
            return None
        last: int = self._delta.DeltaTable(self._uri).version()
        if as_of is None:
            return last
        if isinstance(as_of, datetime):
            if as_of.tzinfo is None:
                raise ValueError(f"as_of {as_of.isoformat()} has no time zone. Give one, such as UTC.")
            # Delta itself answers with the first version for a time before it, which would tell of the future.
            return max((version for version, time, _ in self.commits() if time <= as_of), default=None)
        if not 0 <= as_of <= last:
            raise ValueError(f"{self.name}: there is no version {as_of}; there are 0 to {last}.")
        return as_of

    def commits(self) -> Iterable[tuple[int, datetime, dict[str, object]]]:
        """Version, time and description of everything that was ever done to the table, newest first."""
        if self.exists():
            for commit in self._delta.DeltaTable(self._uri).history():
                yield commit["version"], datetime.fromtimestamp(commit["timestamp"] / 1000, UTC), commit


def _metadata(dtype: pl.DataType | None) -> dict[str, str]:
    described = None if dtype is None else describe(dtype)
    return {} if described is None else {_TYPE: to_text(described)}
