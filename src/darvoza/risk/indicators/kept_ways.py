"""Signs in what a unit keeps of ways: earlier transits, their guarantees, and stops."""

import polars as pl

from darvoza.consignment import Flow, Mode
from darvoza.risk.indicator import indicator
from darvoza.risk.sources import CHANGING_CUSTOMS, CTPAT_PARTNERS, TIN_CAN
from darvoza.risk.workings import Workings, day_lodged
from darvoza.signals import Typology

_SOON_HOURS = 24
_LEAST_TRANSITS = 50
_LONG_IN_YARD_HOURS = 240.0
_LONG_ON_ROAD_HOURS = 4.0


@indicator(
    id="TRN-01",
    title="An earlier transit was never ended",
    typology=Typology.REVENUE,
    definition="The same vehicle or wagon has an earlier transit that was due before this consignment was lodged and "
    "did not end.",
    source=CHANGING_CUSTOMS,
    needs=("transits.due", "consignments.means_id", "consignments.lodged or consignments.arrival"),
    weight=0.16,
    reason="A transit of {means} that began on {began} was due on {due} and never ended",
    false_positives="Exits recorded late or at an office without a link.",
)
def open_transit(work: Workings) -> pl.DataFrame:
    """The vehicles that owe a transit."""
    means = work.consignments.select("row", means="means_id")
    known = work.records["transits"].join(day_lodged(work), on="row", how="inner", maintain_order="left")
    overdue = known.filter(pl.col("ended").is_null() & (pl.col("due").dt.date() < pl.col("day")))
    shown = [pl.col(column).dt.to_string("%Y-%m-%d").fill_null("—") for column in ("began", "due")]
    return overdue.join(means, on="row", how="left").with_columns(shown).select("row", "means", "began", "due")


@indicator(
    id="TRN-03",
    title="Transit guaranteed for less than is at stake",
    typology=Typology.REVENUE,
    definition="The duty at stake in a transit is more than its guarantee.",
    source=CHANGING_CUSTOMS,
    needs=("guarantees.duty", "guarantees.guarantee"),
    flows=(Flow.TRANSIT,),
    weight=0.09,
    reason="{duty} of duty at stake, {guarantee} guaranteed by {guarantor}",
    false_positives="Comprehensive guarantees with an approved reduction.",
)
def weak_guarantee(work: Workings) -> pl.DataFrame:
    """The transits worth losing."""
    weak = work.records["guarantees"].filter(pl.col("duty") > pl.col("guarantee"))
    return weak.select("row", "duty", "guarantee", pl.col("guarantor").fill_null("—"))


@indicator(
    id="TRN-05",
    title="Back too soon to have arrived",
    typology=Typology.REVENUE,
    definition="The same vehicle began a transit less than 24 hours before this consignment was lodged, and that "
    "transit did not end.",
    source=CHANGING_CUSTOMS,
    needs=("transits.began", "consignments.means_id", "consignments.lodged or consignments.arrival"),
    weight=0.12,
    reason="{means} began a transit on {began}, {hours} hours before, and is here again without having ended it",
    false_positives="Several consignments on one vehicle, lodged one after the other; shuttles in a border zone.",
)
def back_too_soon(work: Workings) -> pl.DataFrame:
    """The vehicles that cannot have been where they were bound for."""
    times = work.consignments.select(
        "row", means="means_id", now=pl.coalesce("lodged", "arrival"), reference="reference"
    ).drop_nulls("now")
    begun = work.records["transits"].filter(pl.col("ended").is_null()).join(times, on="row", how="inner")
    hours = (pl.col("now") - pl.col("began")).dt.total_minutes() / 60
    soon = begun.with_columns(hours=hours.round(1)).filter(pl.col("hours").is_between(1, _SOON_HOURS, closed="left"))
    return soon.select("row", "means", pl.col("began").dt.to_string("%Y-%m-%d %H:%M"), "hours")


@indicator(
    id="TRN-02",
    title="An earlier transit took far longer or shorter than others",
    typology=Typology.REVENUE,
    definition="An earlier transit of the same vehicle lasted less than 99 in 100, or longer than 99 in 100, of the "
    "transits on record, of which there are at least 50.",
    source=CHANGING_CUSTOMS,
    needs=("transits.ended", "transits.began"),
    weight=0.10,
    reason="An earlier transit of the vehicle took {hours} hours, where {low} to {high} are usual",
    false_positives="Breakdowns, queues at the border, closed passes.",
)
def odd_duration(work: Workings) -> pl.DataFrame:
    """The vehicles that were elsewhere on the way."""
    hours = ((pl.col("ended") - pl.col("began")).dt.total_minutes() / 60).alias("hours")
    usual = work.tables["transits"].select(hours).drop_nulls()["hours"]
    lasted = work.records["transits"].select("row", hours).drop_nulls()
    if len(usual) < _LEAST_TRANSITS:
        return lasted.head(0)
    low, high = usual.quantile(0.01, "linear"), usual.quantile(0.99, "linear")
    odd = lasted.filter((pl.col("hours") < low) | (pl.col("hours") > high))
    return odd.select("row", pl.col("hours").round(1), low=pl.lit(low).round(1), high=pl.lit(high).round(1))


@indicator(
    id="CON-09",
    title="Long in a yard before loading",
    typology=Typology.DRUGS,
    definition="The container stood more than ten days in one yard on its way.",
    source=TIN_CAN,
    needs=("stops.hours",),
    weight=0.07,
    reason="{hours} hours in the yard of {place}",
    false_positives="Missed vessels, strikes, low season.",
)
def long_in_yard(work: Workings) -> pl.DataFrame:
    """The containers that somebody had time to open."""
    return _stopped(work, "yard", _LONG_IN_YARD_HOURS)


@indicator(
    id="HTS-02",
    title="Unexplained stop before the border",
    typology=Typology.TRAFFICKING_IN_PERSONS,
    definition="The vehicle stood on the road for more than four hours before the border.",
    source=CTPAT_PARTNERS,
    needs=("stops.hours",),
    modes=(Mode.ROAD,),
    weight=0.10,
    reason="{hours} hours on the road at {place}",
    false_positives="Drivers' rest, queues, repairs.",
)
def long_on_road(work: Workings) -> pl.DataFrame:
    """The vehicles that somebody had time to board."""
    return _stopped(work, "road", _LONG_ON_ROAD_HOURS)


def _stopped(work: Workings, kind: str, hours: float) -> pl.DataFrame:
    long = work.records["stops"].filter((pl.col("kind") == kind) & (pl.col("hours") > hours))
    return long.select("row", "hours", pl.col("place").fill_null("—"))
