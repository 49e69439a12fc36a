"""Calibrating scores on the administration's own history: what its signs said, and what was found."""

import polars as pl

from darvoza.history import History
from darvoza.risk.calibration import Calibration, fit_calibration
from darvoza.signals import SIGNAL_SCHEMA

_BY_CHANCE = ("random", "exploratory")


def recorded_calibration(history: History) -> Calibration | None:
    """What this history's findings have shown signs to be worth; None as long as they are too few to tell.

    Of each consignment the last assessment before now counts, with its signs as they were raised. One that chance drew
    was selected with the probability on record; any other that was examined was sure to be.
    """
    told = history.examined_assessments()
    if told.is_empty() or not {"signals", "ground", "probability"} <= set(told.columns):
        return None
    # One examination may have several findings: it is a breach if any of them is, of the kind that was named first.
    found = history.findings().drop_nulls("breach").group_by("consignment", maintain_order=True)
    outcomes = found.agg(pl.col("breach").any(), pl.col("typology").filter("breach").drop_nulls().first())
    rows = (
        told.select("id", "ground", "probability", "signals")
        .join(outcomes, left_on="id", right_on="consignment", how="inner", maintain_order="left")
        .with_row_index("row")
    )
    by_chance = pl.col("ground").cast(pl.String).is_in(_BY_CHANCE)
    findings = rows.select("row", "breach", "typology", probability=pl.when(by_chance).then("probability"))
    raised = rows.select("row", "signals").explode("signals", keep_nulls=False, empty_as_null=False)
    fields = [name for name in SIGNAL_SCHEMA if name != "row"]
    signals = raised.select("row", *(pl.col("signals").struct.field(name) for name in fields)).cast(SIGNAL_SCHEMA)
    return fit_calibration(signals, findings)
