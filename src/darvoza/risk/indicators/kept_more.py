"""Signs in what the unit keeps of ways and money: earlier transits, stops, rates of duty and yearly needs."""

import polars as pl

from darvoza.consignment import Flow, Mode
from darvoza.risk.indicator import Source, indicator
from darvoza.risk.sources import CHANGING_CUSTOMS, CTPAT_PARTNERS, GAO_EVASION, TIN_CAN
from darvoza.risk.workings import Workings
from darvoza.signals import Typology

_SOON_HOURS = 24
_LEAST_TRANSITS = 50


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


_LONG_IN_YARD_HOURS = 240.0
_LONG_ON_ROAD_HOURS = 4.0


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


_GAP_POINTS = 10.0
_HIGH_SAVING = 0.99
_LEAST_SAVINGS = 100


def _savings(work: Workings) -> pl.DataFrame:
    """Items whose heading has a code of higher duty: ``row position rate higher currency saved``."""
    rated = work.records["tariff"].drop_nulls("rate")
    items = work.goods.select("row", "position", "hs_code", "hs4")
    rates = rated.join(items, on=["row", "position"], how="inner").drop_nulls("hs4")
    highest = rates.group_by("hs4").agg(higher=pl.col("rate").max())
    return rates.join(highest, on="hs4", how="inner", maintain_order="left").filter(
        pl.col("higher") - pl.col("rate") >= _GAP_POINTS
    )


@indicator(
    id="GDS-03",
    title="Lower-duty neighbour of a high-duty code",
    typology=Typology.REVENUE,
    definition="Another code of the same heading, among those at hand, bears at least ten points more duty than the "
    "declared one.",
    source=GAO_EVASION,
    needs=("tariff.rate", "goods.hs_code"),
    subject="goods",
    weight=0.04,
    reason="{hs_code} bears {rate} % duty, a neighbour in its heading {higher} %",
    false_positives="Most such codes are right: the duty differs because the goods do.",
)
def cheap_neighbour(work: Workings) -> pl.DataFrame:
    """The items that a wrong code would make cheaper."""
    return _savings(work).select("row", "position", "hs_code", "rate", "higher")


@indicator(
    id="VAL-10",
    title="The choice of code saves unusually much duty",
    typology=Typology.REVENUE,
    definition="What the declared code saves against the dearest of its heading at hand is in the highest hundredth of "
    "all such savings in the same currency, of which there are at least 100.",
    source=GAO_EVASION,
    needs=("tariff.rate", "goods.hs_code", "goods.value or consignments.value"),
    subject="goods",
    weight=0.10,
    reason="The code {hs_code} saves {saved} {currency} of duty against {higher} %",
    false_positives="Large lawful consignments.",
)
def large_saving(work: Workings) -> pl.DataFrame:
    """The items where a wrong code would pay most."""
    worth = work.items.select("row", "position", "value", "currency")
    saving = (pl.col("higher") - pl.col("rate")) / 100 * pl.col("value")
    saved = _savings(work).join(worth, on=["row", "position"], how="inner").with_columns(saved=saving.round(0))
    most = saved.group_by("currency").agg(line=pl.col("saved").quantile(_HIGH_SAVING, "linear"), of=pl.len())
    ranked = saved.join(most.filter(pl.col("of") >= _LEAST_SAVINGS), on="currency", how="inner", maintain_order="left")
    columns = ("row", "position", "hs_code", "saved", "currency", "higher")
    return ranked.filter(pl.col("saved") >= pl.col("line")).select(columns)


@indicator(
    id="PRC-02",
    title="More than the country lawfully needs",
    typology=Typology.PRECURSORS,
    definition="The consignments at hand together bring more of a precursor than the country's yearly requirement on "
    "record.",
    source=Source(
        "INCB, annual legitimate requirements for imports of precursors; 1988 Convention, Article 12",
        "https://www.incb.org/incb/en/precursors/alrs.html",
    ),
    needs=("limits.yearly_kg", "goods.hs_code", "goods.net_mass_kg or goods.gross_mass_kg"),
    subject="goods",
    flows=(Flow.IMPORT,),
    weight=0.14,
    reason="{together} kg under {hs}, more than the {yearly_kg} kg needed in a year",
    false_positives="Requirements not brought up to date; codes that cover other substances too.",
)
def beyond_need(work: Workings) -> pl.DataFrame:
    """The precursors that no industry asked for."""
    mass = work.goods.select("row", "position", kg=pl.coalesce("net_mass_kg", "gross_mass_kg"))
    imports = work.consignments.filter(pl.col("flow") == Flow.IMPORT).select("row")
    limited = work.records["limits"].join(imports, on="row", how="semi").join(mass, on=["row", "position"], how="inner")
    together = limited.with_columns(together=pl.col("kg").sum().over("hs"))
    return together.filter(pl.col("together") > pl.col("yearly_kg")).select(
        "row", "position", "hs", "together", "yearly_kg"
    )
