"""A shift as a history keeps it, and the shift that the history then shows: every number the same."""

from collections.abc import Mapping
from datetime import datetime

import msgspec
import polars as pl

from darvoza.history import History
from darvoza.intake import Receipt
from darvoza.report.summary import ListNote, Shift

SELECTED = ("id", "office", "selected", "ground", "rank", "probability", "measure")
"""What of an assessment is kept as its selection too."""


class _About(msgspec.Struct, frozen=True, kw_only=True):
    """What of a shift stands in none of its rows."""

    capacity: int
    random_share: float
    seed: int
    post: str | None
    elsewhere: int
    made: datetime
    lists: tuple[tuple[str, str | None, int], ...]
    exploratory_share: float = 0.0


def about_shift(shift: Shift) -> Mapping[str, object]:
    """What a history has to remember of a shift beside its assessments and messages, for JSON."""
    about = _About(
        capacity=shift.capacity,
        random_share=shift.random_share,
        exploratory_share=shift.exploratory_share,
        seed=shift.seed,
        post=shift.post,
        elsewhere=shift.elsewhere,
        made=shift.made,
        lists=tuple((each.name, each.day, each.entries) for each in shift.lists),
    )
    kept: Mapping[str, object] = msgspec.to_builtins(about)
    return kept


def messages_of(shift: Shift) -> pl.DataFrame:
    """The messages of a shift as rows: ``message path status receipt``, the last as JSON."""
    receipts = shift.receipts
    return pl.DataFrame(
        {
            "message": [each.id for each in receipts],
            "path": [each.path for each in receipts],
            "status": [each.status.value for each in receipts],
            "receipt": [msgspec.json.encode(each).decode() for each in receipts],
        },
        schema=dict.fromkeys(("message", "path", "status", "receipt"), pl.String),
    )


def shift_of(history: History, run: str, as_of: datetime | None = None) -> Shift | None:
    """The shift that this run was, from the history alone; None if it was not recorded by then.

    What was planted in an exercise is not kept, so neither is a comparison with it.
    """
    found = history.runs(as_of).filter((pl.col("run") == run) & (pl.col("kind") == "assessed"))
    if found.is_empty():
        return None
    row = found.row(-1, named=True)
    about = msgspec.json.decode(row["about"], type=_About)
    day = row["day"]
    of_run = pl.col("run") == run
    assessments = history.assessments(as_of, since=day, until=day).filter(of_run).drop("day", "run")
    messages = history.messages(as_of, since=day, until=day).filter(of_run)
    texts = messages["receipt"] if "receipt" in messages.columns else ()
    receipts = [msgspec.json.decode(text, type=Receipt) for text in texts]
    return Shift(
        assessments=assessments,
        receipts=tuple(receipts),
        capacity=about.capacity,
        random_share=about.random_share,
        exploratory_share=about.exploratory_share,
        seed=about.seed,
        post=about.post,
        elsewhere=about.elsewhere,
        made=about.made,
        lists=tuple(ListNote(*each) for each in about.lists),
    )
