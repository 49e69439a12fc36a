"""The view of the whole history, kept beside it: worked out once for each recording, read by the columns asked for."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

import polars as pl

from darvoza.consignment import CONSIGNMENT_SCHEMA, ConsignmentBatch
from darvoza.history import Baselines, History
from darvoza.risk.profiles.columns import view_schema
from darvoza.risk.profiles.view import consignment_view

_AT_ONCE: Final = 100_000
"""Consignments worked on at a time."""

_WITHOUT: Final = ("found", "said")
"""Kinds of recordings that add no consignments."""

STORED_SCHEMA: Final = pl.Schema({"consignment": pl.String(), "day": pl.Date(), **view_schema()})
"""Stored rows: the consignment's id and day, and the view's own columns."""


class StoredView:
    """The consignment view of a history, in its folder ``view``: one Parquet file for each stretch of a recording.

    Files hold what can be worked out again at any time. A consignment's past never comes from its future
    (:class:`darvoza.history.Baselines`), so it does not matter when its file is made.
    """

    def __init__(self, history: Path) -> None:
        self._folder = history / "view"

    def update(self, history: History, *, rates: Mapping[str, float] | None = None) -> int:
        """Add what was recorded since the last time; says how many consignments that were.

        ``rates`` is how many US dollars one unit of each currency is worth.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        done = {path.stem.partition("-")[0] for path in self._folder.glob("*.parquet")}
        baselines = history.baselines()
        added = 0
        for run, day, kind in history.runs().select("run", "day", "kind").iter_rows():
            name = sha256(f"{kind} {run}".encode()).hexdigest()[:32]
            if kind in _WITHOUT or name in done:
                continue
            one_day = {"since": day, "until": day} if kind == "assessed" else {}
            recorded = history.consignments(**one_day).filter(pl.col("run") == run)
            told = history.assessments(**one_day).filter(pl.col("run") == run) if kind == "assessed" else None
            views = _views(recorded, told, baselines, rates)
            self._write(name, views)
            added += recorded.height
        return added

    def _write(self, name: str, views: Iterator[pl.DataFrame]) -> None:
        """All stretches of a recording under other names first: one that was cut off is made again."""
        made = []
        for place, view in enumerate(views):
            path = self._folder / f"{name}-{place:05}.parquet"
            view.write_parquet(path.with_suffix(".part"), row_group_size=262_144)
            made.append(path)
        for path in reversed(made):
            path.with_suffix(".part").rename(path)

    def scan(self) -> pl.LazyFrame:
        """Every row, to be filtered: :data:`STORED_SCHEMA`; only columns that are asked for are read."""
        paths = sorted(self._folder.glob("*.parquet"))
        if not paths:
            return pl.LazyFrame(schema=STORED_SCHEMA)
        return pl.scan_parquet(paths, missing_columns="insert", extra_columns="ignore", schema=STORED_SCHEMA)


def _views(
    recorded: pl.DataFrame, told: pl.DataFrame | None, baselines: Baselines, rates: Mapping[str, float] | None
) -> Iterator[pl.DataFrame]:
    for stretch in recorded.iter_slices(_AT_ONCE):
        batch = ConsignmentBatch.from_nested(stretch.select(*CONSIGNMENT_SCHEMA))
        past = baselines.look_up(batch)
        signals, scores = _assessed(stretch, told)
        view = consignment_view(
            batch,
            features=past.consignments,
            item_features=past.goods,
            signals=signals,
            scores=scores,
            rates=rates,
        )
        keys = stretch.select(pl.col("id").alias("consignment"), "day")[view["row"]]
        yield keys.hstack(view)


def _assessed(stretch: pl.DataFrame, told: pl.DataFrame | None) -> tuple[pl.DataFrame | None, pl.DataFrame | None]:
    """Which signals were raised then, and the score: ``row id`` and ``row score``; nothing without an assessment."""
    if told is None or not {"signals", "score"} <= set(told.columns):
        return None, None
    rows = stretch.select("id").with_row_index("row").join(told, on="id", how="inner", maintain_order="left")
    raised = rows.select("row", "signals").explode("signals", keep_nulls=False, empty_as_null=False)
    before = raised.with_columns(pl.col("signals").struct.field("id", "kind"))
    signals = before.filter(pl.col("kind").cast(pl.String) != "profile").select("row", "id")
    return signals, rows.select("row", "score")
