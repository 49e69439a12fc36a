"""Signs in the route: transshipment points, detours, destinations beside an embargo, empties from a source country."""

from functools import cache

import polars as pl

from darvoza.consignment import Mode
from darvoza.risk.indicator import Source, indicator
from darvoza.risk.left import either, some
from darvoza.risk.reference import Reference
from darvoza.risk.sources import BIS_RED_FLAGS, CACI_RAIL, CTPAT_TRANSSHIPMENT
from darvoza.risk.workings import Workings
from darvoza.signals import Typology

_DETOUR = 3
_ALIKE = 30
_RARE = 0.02
_SOURCE_OF_OPIATES = "AF"


def _high_priority(work: Workings) -> pl.DataFrame:
    """Consignments with Common High Priority goods, and the first such code: ``row hs_code``."""
    return some(work.priority).unique("row", keep="first", maintain_order=True).select("row", "hs_code")


@indicator(
    id="RTE-01",
    title="High priority goods through a transshipment point",
    typology=Typology.PROLIFERATION,
    definition="Common High Priority goods travel through a country on the list of common transshipment points that is "
    "neither where they were dispatched nor where they go.",
    source=Source(
        "FinCEN and BIS joint alert, 28 June 2022, list of transshipment points",
        "https://bm.ge/en/article/georgia-in-the-list-of-countries-for-the-transit-of-sanctioned-goods-to-russia-and-"
        "belarus/112848/",
    ),
    needs=(
        "goods.hs_code",
        "places.country",
        "consignments.country_of_dispatch",
        "consignments.country_of_destination",
    ),
    weight=0.05,
    reason="HS code {hs_code} travels through {through}",
    false_positives="Most of Central Asia's own corridors are on the list: context, not a sign alone.",
)
def transshipment(work: Workings) -> pl.DataFrame:
    """The consignments of high priority goods that pass a listed country."""
    points = work.reference.countries("transshipment").countries
    sensitive = _high_priority(work)
    ends = work.consignments.select("row", "country_of_dispatch", "country_of_destination")
    passed = (
        some(work.route.join(sensitive, on="row", how="semi").filter(pl.col("country").is_in(points)))
        .join(ends, on="row", how="inner")
        .filter(
            pl.col("country").ne_missing(pl.col("country_of_dispatch"))
            & pl.col("country").ne_missing(pl.col("country_of_destination"))
        )
        .group_by("row")
        .agg(pl.col("country").unique().sort().alias("through"))
    )
    return sensitive.join(passed, on="row", how="inner")


@indicator(
    id="RTE-02",
    title="A way that hardly anyone takes",
    typology=Typology.PROLIFERATION,
    definition="By road or rail, the route passes a country that at most one in fifty of at least 30 consignments at "
    "hand with the same mode, dispatch and destination pass.",
    source=BIS_RED_FLAGS,
    needs=("places.country", "consignments.country_of_dispatch", "consignments.country_of_destination"),
    modes=(Mode.ROAD, Mode.RAIL),
    weight=0.10,
    reason="The route {route} passes {country}, as {share} % of {alike} like it do",
    false_positives="A closed crossing or a new corridor; groupage rounds.",
)
def rare_way(work: Workings) -> pl.DataFrame:
    """The consignments that pass a country that others of their kind do not."""
    same = ["mode", "country_of_dispatch", "country_of_destination"]
    told = work.consignments.select("row", *same).join(work.route.select("row").unique(), on="row", how="semi")
    kinds = told.drop_nulls().with_columns(pl.len().over(same).alias("alike")).filter(pl.col("alike") >= _ALIKE)
    some(kinds)
    passed = (
        work.route.select("row", "country")
        .join(kinds, on="row", how="inner", maintain_order="left")
        .filter(
            pl.col("country").ne(pl.col("country_of_dispatch")) & pl.col("country").ne(pl.col("country_of_destination"))
        )
        .unique(["row", "country"], keep="first", maintain_order=True)
        .with_columns(taking=pl.len().over([*same, "country"]))
    )
    rare = some(passed.filter(pl.col("taking") <= _RARE * pl.col("alike"))).unique(
        "row", keep="first", maintain_order=True
    )
    share = (pl.col("taking") / pl.col("alike") * 100).round(1)
    return rare.join(work.routes(rare), on="row", how="inner").select("row", "route", "country", "alike", share=share)


@indicator(
    id="RTE-03",
    title="Detour",
    typology=Typology.GENERAL,
    definition="By road or rail, the countries of the route are crossed with at least three border crossings more than "
    "the shortest way overland between its ends needs.",
    source=CTPAT_TRANSSHIPMENT,
    needs=("places.country", "consignments.country_of_dispatch", "consignments.country_of_destination"),
    modes=(Mode.ROAD, Mode.RAIL),
    weight=0.07,
    reason="The route {route} crosses {crossings} borders where {shortest} would do",
    false_positives="Groupage rounds; borders that are closed or lack a crossing for the goods.",
)
def detour(work: Workings) -> pl.DataFrame:
    """The consignments that travel much farther than they need."""
    same = pl.col("row") == pl.col("row").shift()
    legs = work.route.with_columns(start=pl.when(same).then(pl.col("country").shift()), end=pl.col("country"))
    legs = some(legs.drop_nulls("start"))
    between = some(work.reference.ways_from(legs["start"].unique().to_list()))
    made = (
        legs.join(between, on=["start", "end"], how="left", maintain_order="left")
        .group_by("row", maintain_order=True)
        .agg(
            # One leg that cannot be made overland leaves the whole unknown.
            pl.when(pl.col("crossings").null_count() == 0).then(pl.col("crossings").sum()).alias("crossings"),
            pl.col("start").first(),
            pl.col("end").last(),
        )
        .drop_nulls("crossings")
    )
    overland = made.join(between.rename({"crossings": "shortest"}), on=["start", "end"], how="inner")
    far = some(overland.filter(pl.col("crossings") >= pl.col("shortest") + _DETOUR))
    return far.join(work.routes(far), on="row", how="inner").select("row", "route", "crossings", "shortest")


@indicator(
    id="RTE-04",
    title="High priority goods to or beside an embargo",
    typology=Typology.PROLIFERATION,
    definition="Common High Priority goods go to a destination under embargo or with a land border to one, from "
    "another country.",
    source=Source(
        "European Commission, guidance on enhanced due diligence, 7 September 2023",
        "https://risp-playground.eu/event/guidance-on-due-diligence",
    ),
    needs=("goods.hs_code", "consignments.country_of_destination"),
    modes=(Mode.ROAD, Mode.RAIL, Mode.AIR),
    weight=0.12,
    reason="HS code {hs_code} goes to {destination}, which is or borders {embargoed}",
    false_positives="Kazakhstan, Georgia and others buy such goods for themselves too.",
)
def beside_embargo(work: Workings) -> pl.DataFrame:
    """The consignments of high priority goods that could step over a border."""
    sensitive = _high_priority(work)
    going = work.consignments.filter(pl.col("country_of_destination").ne_missing(pl.col("country_of_dispatch"))).select(
        "row", pl.col("country_of_destination").alias("destination")
    )
    return sensitive.join(going, on="row", how="inner").join(
        _near_embargo(work.reference), left_on="destination", right_on="country", how="inner"
    )


@cache
def _near_embargo(reference: Reference) -> pl.DataFrame:
    """The countries under embargo and those that border one: ``country embargoed``."""
    listed = reference.countries("embargoed").countries
    near = pl.concat(
        [
            reference.borders.filter(pl.col("other").is_in(listed)),
            pl.DataFrame({"country": listed, "other": listed}, schema={"country": pl.String, "other": pl.String}),
        ]
    )
    return near.group_by("country").agg(pl.col("other").unique().sort().alias("embargoed"))


@indicator(
    id="RTE-11",
    title="Empty equipment from a source country",
    typology=Typology.DRUGS,
    definition="An empty container, wagon or trailer, or goods described as empty or returned, come from or through "
    "Afghanistan.",
    source=CACI_RAIL,
    needs=("equipment.empty or goods.description", "consignments.country_of_dispatch or places.country"),
    modes=(Mode.ROAD, Mode.RAIL, Mode.RIVER),
    weight=0.08,
    reason="{id} returns empty from {country}",
    false_positives="Most trade goes one way, so most wagons return empty.",
)
def empty_return(work: Workings) -> pl.DataFrame:
    """The empty equipment on its way back."""
    going = work.consignments.select("row", pl.col("country_of_destination").alias("last"))
    through = (
        some(work.route.filter(pl.col("country") == _SOURCE_OF_OPIATES))
        .join(going, on="row", how="left")
        .filter(pl.col("last").ne_missing(pl.lit(_SOURCE_OF_OPIATES)))
        .select("row", "country")
        .unique()
    )
    found = either(
        lambda: work.batch.equipment.filter(pl.col("empty")).select("row", "id"),
        lambda: some(work.describing("empty_return")).select("row", id="description"),
    )
    return (
        found.drop_nulls("id")
        .unique("row", keep="first", maintain_order=True)
        .join(through, on="row", how="inner", maintain_order="left")
        .select("row", "id", "country")
    )
