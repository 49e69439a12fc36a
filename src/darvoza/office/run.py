"""A run as ``darvoza assess --out`` left it in a folder: its assessments and receipts, read again when they change."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Generic, TypeVar

import msgspec
import polars as pl
import polars.selectors as cs

from darvoza.assess import ASSESSMENT_SCHEMA
from darvoza.intake import Receipt, Status

ASSESSMENTS = "assessments.parquet"
RECEIPTS = "receipts.jsonl"

IN_REQUEST = "darvoza.run"
"""Where a request carries the run that it is about, so that one process can show several."""


class NoRunError(Exception):
    """The folder holds no assessments yet."""


class UnreadableRunError(Exception):
    """A file of the run is damaged or was made by another version; says which and why."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Assessments:
    """The assessments of a run, as written at the time ``made``.

    ``stops`` in the order of their rank and ``released`` by falling score have
    :data:`~darvoza.assess.ASSESSMENT_SCHEMA` with text in place of enumerations.
    """

    stops: pl.DataFrame
    released: pl.DataFrame
    made: datetime

    @property
    def total(self) -> int:
        """How many consignments were assessed."""
        return self.stops.height + self.released.height

    def find(self, consignment: str) -> tuple[pl.DataFrame, int] | None:
        """The part that holds the consignment with this id, and its row there; None if neither does."""
        for part in (self.stops, self.released):
            at = part["id"].index_of(consignment)
            if at is not None:
                return part, at
        return None

    def of_message(self, message: str) -> pl.DataFrame:
        """The assessments of one message's consignments, stops first."""
        return pl.concat([part.filter(pl.col("message") == message) for part in (self.stops, self.released)])


class Run:
    """The files of one run. May be shared by threads."""

    def __init__(self, folder: Path) -> None:
        self._assessments = _File(folder / ASSESSMENTS, _read_assessments)
        self._receipts = _File(folder / RECEIPTS, _read_receipts)

    def assessments(self) -> Assessments:
        """The assessments as they stand now.

        Raises:
            NoRunError: there are none yet.
            UnreadableRunError: the file is damaged or of another version.
        """
        return self._assessments.read()

    def receipts(self) -> tuple[Receipt, ...]:
        """What became of each message, the worst first. Raises as :meth:`assessments` does."""
        return self._receipts.read()


_T = TypeVar("_T")


class _File(Generic[_T]):
    """One file's content, kept until the file changes."""

    def __init__(self, path: Path, content: Callable[[BinaryIO, datetime], _T]) -> None:
        self._path = path
        self._content = content
        self._lock = threading.Lock()
        self._kept: tuple[tuple[int, int, int], _T] | None = None

    def read(self) -> _T:
        with self._lock:
            try:
                stat = self._path.stat()
                stamp = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
                if self._kept is None or self._kept[0] != stamp:
                    self._kept = None  # never two runs in memory at once
                    with self._path.open("rb") as file:
                        content = self._content(file, datetime.fromtimestamp(stat.st_mtime, UTC).astimezone())
                    self._kept = (stamp, content)
            except FileNotFoundError as error:
                raise NoRunError(self._path.name) from error
            except (OSError, ValueError, pl.exceptions.PolarsError, msgspec.DecodeError) as error:
                raise UnreadableRunError(self._path.name, str(error).splitlines()[0]) from error
            return self._kept[1]


def _read_assessments(file: BinaryIO, made: datetime) -> Assessments:
    frame = pl.read_parquet(file)
    lacking = next((name for name in ASSESSMENT_SCHEMA if name not in frame.columns), None)
    if lacking is not None:
        raise ValueError(f"there is no column {lacking}")
    # as text, because a filter may ask for a value that is none of an enumeration's
    frame = frame.select(*ASSESSMENT_SCHEMA).with_columns((cs.enum() | cs.categorical()).cast(pl.String))
    stopped = pl.col("selected").fill_null(value=False)
    return Assessments(
        stops=frame.filter(stopped).sort("rank", nulls_last=True, maintain_order=True),
        released=frame.filter(~stopped).sort("score", "id", descending=[True, False], nulls_last=True),
        made=made,
    )


_WORST_FIRST = {Status.QUARANTINED: 0, Status.PARTLY_ACCEPTED: 1, Status.ACCEPTED: 2}


def _read_receipts(file: BinaryIO, made: datetime) -> tuple[Receipt, ...]:  # noqa: ARG001 - as the assessments' reader
    receipts = msgspec.json.Decoder(Receipt).decode_lines(file.read())
    return tuple(sorted(receipts, key=lambda receipt: (_WORST_FIRST[receipt.status], receipt.path)))
