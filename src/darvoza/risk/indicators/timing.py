"""Signs in when a message was lodged."""

import polars as pl

from darvoza.consignment import Lodgement, Mode
from darvoza.risk.indicator import Source, indicator
from darvoza.risk.workings import Workings
from darvoza.signals import Typology

_HOURS = {Mode.SEA: 2.0, Mode.RIVER: 2.0, Mode.AIR: 4.0, Mode.RAIL: 2.0, Mode.ROAD: 1.0}
"""Shortest notice before arrival by mode, in hours; for the sea that of short voyages."""


@indicator(
    id="TIM-01",
    title="Lodged at the last minute",
    typology=Typology.GENERAL,
    definition="A manifest is lodged after arrival, or with less notice than is usual for its mode: 1 hour by road, 2 "
    "by rail, river and sea, 4 by air.",
    source=Source(
        "Delegated Regulation (EU) 2015/2446, Articles 105 to 108; WWF and TRAFFIC red flags for sea containers",
        "https://eur-lex.europa.eu/eli/reg_del/2015/2446/oj",
    ),
    needs=("consignments.lodged", "consignments.arrival", "consignments.mode"),
    modes=tuple(_HOURS),
    weight=0.05,
    reason="Lodged {notice_hours} hours before arrival by {by}, where {usual_hours} are usual",
    false_positives="Times in different zones; short flights, which are filed at departure.",
)
def late_lodgement(work: Workings) -> pl.DataFrame:
    """The manifests that left little time to look at them."""
    usual = (
        pl.col("mode")
        .cast(pl.String)
        .replace_strict({mode.value: hours for mode, hours in _HOURS.items()}, default=None, return_dtype=pl.Float64)
    )
    notice = (pl.col("arrival") - pl.col("lodged")).dt.total_seconds() / 3600
    return work.consignments.filter((pl.col("lodgement") == Lodgement.MANIFEST) & (notice < usual)).select(
        "row",
        notice_hours=notice.round(1),
        by=pl.col("mode").cast(pl.String),
        usual_hours=usual,
        lodged=pl.col("lodged").dt.to_string("%Y-%m-%d %H:%M"),
        arrival=pl.col("arrival").dt.to_string("%Y-%m-%d %H:%M"),
    )
