"""Signs in when a message was lodged."""

import polars as pl

from darvoza.consignment import Lodgement, Mode, Role
from darvoza.risk.indicator import Source, indicator
from darvoza.risk.left import some
from darvoza.risk.workings import Workings
from darvoza.signals import Typology

_HOURS = {Mode.SEA: 2.0, Mode.RIVER: 2.0, Mode.AIR: 4.0, Mode.RAIL: 2.0, Mode.ROAD: 1.0}
"""Shortest notice before arrival by mode, in hours; for the sea that of short voyages."""

_AHEAD = 0.75
"""Where so large a share of declarations is lodged before arrival, lodging them ahead is the custom."""


@indicator(
    id="TIM-01",
    title="Lodged at the last minute",
    typology=Typology.GENERAL,
    definition="A manifest is lodged after arrival, or with less notice than is usual for its mode: 1 hour by road, 2 "
    "by rail, river and sea, 4 by air. A declaration likewise, but only where three in four of that mode at hand are "
    "lodged ahead: elsewhere goods are declared once they are there.",
    source=Source(
        "Delegated Regulation (EU) 2015/2446, Articles 105 to 108; WWF and TRAFFIC red flags for sea containers, which "
        "name the booking or declaration at the last minute",
        "https://eur-lex.europa.eu/eli/reg_del/2015/2446/oj",
    ),
    needs=("consignments.lodged", "consignments.arrival", "consignments.mode"),
    modes=tuple(_HOURS),
    weight=0.05,
    reason="Lodged {notice_hours} hours before arrival by {by}, where {usual_hours} are usual",
    false_positives="Times in different zones; short flights, which are filed at departure.",
)
def late_lodgement(work: Workings) -> pl.DataFrame:
    """The messages that left little time to look at them."""
    usual = (
        pl.col("mode")
        .cast(pl.String)
        .replace_strict({mode.value: hours for mode, hours in _HOURS.items()}, default=None, return_dtype=pl.Float64)
    )
    notice = (pl.col("arrival") - pl.col("lodged")).dt.total_seconds() / 3600
    timed = work.consignments.select("row", "mode", "lodgement", "lodged", "arrival", notice=notice, usual=usual)
    late = pl.col("notice") < pl.col("usual")
    ahead = (~late).mean().over("mode", "lodgement") >= _AHEAD
    judged = (pl.col("lodgement") == Lodgement.MANIFEST) | ((pl.col("lodgement") == Lodgement.DECLARATION) & ahead)
    return some(timed.drop_nulls(["notice", "usual"]).filter(judged & late)).select(
        "row",
        notice_hours=pl.col("notice").round(1),
        by=pl.col("mode").cast(pl.String),
        usual_hours=pl.col("usual"),
        lodged=pl.col("lodged").dt.to_string("%Y-%m-%d %H:%M"),
        arrival=pl.col("arrival").dt.to_string("%Y-%m-%d %H:%M"),
    )


_FIELDS = ("consignor", "consignee", "description", "gross mass", "packages", "dispatch", "destination")
_MOST_ABSENT = 3


@indicator(
    id="DOC-08",
    title="Advance data with large gaps",
    typology=Typology.GENERAL,
    definition="A manifest lacks at least three of these: consignor, consignee, description, gross mass, packages, "
    "country of dispatch, country of destination; where most manifests of the same mode at hand lack fewer.",
    source=Source(
        "WCO SAFE Framework of Standards, 2021, Pillar 1, Standard 6 (advance electronic information) and Annex II",
        "https://www.wcoomd.org/en/topics/facilitation/instrument-and-tools/frameworks-of-standards/safe_package.aspx",
    ),
    needs=("consignments.lodgement", "consignments.mode"),
    weight=0.05,
    reason="The manifest lacks {absent}",
    false_positives="Carriers' systems with few fields.",
)
def large_gaps(work: Workings) -> pl.DataFrame:
    """The manifests that say too little to be judged."""
    manifests = some(work.manifests.drop_nulls("mode"))
    named = [
        work.parties(role).drop_nulls("name").select("row").unique().with_columns(pl.lit(value=True).alias(role.value))
        for role in (Role.CONSIGNOR, Role.CONSIGNEE)
    ]
    said = work.goods.group_by("row").agg(description=pl.col("description").is_not_null().any())
    whole = work.totals.select(
        "row", **{"gross mass": pl.col("gross_mass_kg").is_not_null()}, packages=pl.col("packages").is_not_null()
    )
    known = manifests.select(
        *("row", "mode"),
        dispatch=pl.col("country_of_dispatch").is_not_null(),
        destination=pl.col("country_of_destination").is_not_null(),
    )
    for part in (*named, said, whole):
        known = known.join(part, on="row", how="left", maintain_order="left")
    lacking = [pl.col(name).fill_null(value=False).not_() for name in _FIELDS]
    counted = known.with_columns(
        count=pl.sum_horizontal(lacking),
        absent=pl.concat_str(
            [pl.when(lack).then(pl.lit(name)) for lack, name in zip(lacking, _FIELDS, strict=True)],
            separator=", ",
            ignore_nulls=True,
        ),
    )
    usual = pl.col("count").median().over("mode")
    return counted.filter((pl.col("count") >= _MOST_ABSENT) & (pl.col("count") > usual)).select("row", "absent")
