"""Learning from the administration's own history: consignments that were examined, with the indicators that fired."""

from pathlib import Path

import polars as pl

from darvoza.consignment import ConsignmentBatch
from darvoza.history import History
from darvoza.risk.model.observe import observe


def from_history(folder: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """All consignments as the model looks at them, and what was found of each: ``breach``, ``critical``, ``revenue``.

    A consignment that was not examined, or whose examination is still open, has nulls. The indicators are those of its
    assessment, as they fired then.

    Raises:
        HistoryNotInstalled: the extra ``darvoza[history]`` is not installed.
    """
    history = History(folder)
    nested = history.consignments()
    batch = ConsignmentBatch.from_nested(nested.drop("day", "run"))
    observed = observe(batch, signals=_fired(history.signs_raised(), batch))
    found = (
        history.findings()
        .drop_nulls("breach")
        .group_by("consignment")
        .agg(pl.col("breach").max(), pl.col("critical").max(), revenue=pl.col("amount").sum())
    )
    outcomes = batch.consignments.select("id").join(
        found, left_on="id", right_on="consignment", how="left", maintain_order="left"
    )
    day = pl.coalesce(observed["day"], nested["day"])
    return observed.with_columns(pl.select(day).to_series().alias("day")), outcomes.drop("id")


def _fired(raised: pl.DataFrame, batch: ConsignmentBatch) -> pl.DataFrame | None:
    """The signals of each consignment's last assessment; None where nothing was ever assessed."""
    if raised.is_empty():
        return None
    ids = batch.consignments.select("id").with_row_index("row")
    rows = ids.join(raised, on="id", how="inner", maintain_order="left")
    signals = rows.select("row", "signals").explode("signals").drop_nulls("signals")
    fields = pl.col("signals").struct
    return signals.select("row", fields.field("kind").cast(pl.String).alias("kind"), fields.field("id").alias("id"))
