"""Signs in goods and prices that differ from what was declared before: by the same party, and by everyone."""

import polars as pl

from darvoza.consignment import Flow
from darvoza.risk.indicator import indicator
from darvoza.risk.indicators.history_parties import called, known
from darvoza.risk.sources import (
    BIS_RED_FLAGS,
    CONTROLS_SCORED,
    CTPAT_TRANSSHIPMENT,
    FATF_TBML_2006,
    FINCEN_BIS_2023,
    GAO_EVASION,
    HIGH_PRIORITY,
)
from darvoza.risk.workings import Workings
from darvoza.signals import Typology

_ESTABLISHED = 10
_OWN_PRICES = 10
_OWN_DEVIATIONS = 4
_PEERS = 50
_CASES = 20


def _listed(work: Workings) -> pl.DataFrame:
    """Goods items on the Common High Priority list with what the past says of them."""
    listed = work.goods.join(work.reference.high_priority, on="hs6", how="semi").select("row", "position", "hs_code")
    return listed.join(work.past_goods, on=["row", "position"], how="inner")


@indicator(
    id="PTY-09",
    title="Goods that do not fit the party's business",
    typology=Typology.PROLIFERATION,
    definition="Goods of an HS chapter that a consignee or consignor with ten or more consignments, all within three "
    "chapters, never had.",
    source=BIS_RED_FLAGS,
    needs=("past.consignee_seen or past.consignor_seen", "goods.hs_code"),
    weight=0.09,
    reason="{name}, seen {seen} times with goods of {chapters} HS chapters, has HS code {hs_code} for the first time",
    false_positives="Own needs of a firm: furniture, machines, cars; a firm that widens its range.",
)
def unusual_goods(work: Workings) -> pl.DataFrame:
    """The consignments of goods that their parties never dealt in."""
    codes = work.goods.select("row", "position", "hs_code").drop_nulls()
    found = []
    for side in ("consignee", "consignor"):
        narrow = known(work).filter(
            pl.col(f"{side}_new_chapter") & (pl.col(f"{side}_seen") >= _ESTABLISHED) & (pl.col(f"{side}_chapters") <= 3)
        )
        new = work.past_goods.filter(pl.col(f"{side}_hs2_seen") == 0).select("row", "position")
        goods = codes.join(new, on=["row", "position"], how="semi", maintain_order="left").unique("row", keep="first")
        hits = narrow.select("row", seen=f"{side}_seen", chapters=f"{side}_chapters").join(goods, on="row", how="inner")
        found.append(called(work, hits, side).select("row", "name", "seen", "chapters", "hs_code"))
    return pl.concat(found).unique("row", keep="first", maintain_order=True)


@indicator(
    id="GDS-16",
    title="High priority goods that a customer never had, or suddenly has many of",
    typology=Typology.PROLIFERATION,
    definition="Common High Priority goods for a consignee with ten or more consignments that never had goods of "
    "that HS heading, or had it five times or more in the last 30 days, four times as often as before in the year.",
    source=FINCEN_BIS_2023,
    needs=("past_goods.consignee_hs4_seen", "goods.hs_code"),
    subject="goods",
    weight=0.13,
    reason="HS code {hs_code}: {name} had the heading {recent} times in 30 days and {before} times before in the year",
    false_positives="A factory that renews its machines; a service firm with a new contract.",
)
def listed_growth(work: Workings) -> pl.DataFrame:
    """The high priority goods that are new to a customer or come in a rush."""
    recent, year = pl.col("consignee_hs4_seen_30d"), pl.col("consignee_hs4_seen_365d")
    before = year - recent
    seen = known(work).select("row", "consignee_seen")
    goods = _listed(work).join(seen, on="row", how="inner")
    usual = before * 30 / 335
    never = (pl.col("consignee_hs4_seen") == 0) & (pl.col("consignee_seen") >= _ESTABLISHED)
    rush = (recent >= 5) & (before > 0) & (recent >= 4 * usual)
    hits = goods.filter(never | rush).select("row", "position", "hs_code", recent=recent, before=before)
    return called(work, hits, "consignee")


@indicator(
    id="STC-07",
    title="High priority goods bought and sent on",
    typology=Typology.PROLIFERATION,
    definition="Common High Priority goods leave a consignor that got goods of the same HS6 in the last 90 days.",
    source=HIGH_PRIORITY,
    needs=("past_goods.received_90d", "goods.hs_code"),
    subject="goods",
    flows=(Flow.EXPORT, Flow.TRANSIT),
    weight=0.14,
    reason="HS code {hs_code} leaves {name}, which got such goods {received} times in 90 days",
    false_positives="Distributors with a region to serve; goods sent back or for repair.",
)
def sent_on(work: Workings) -> pl.DataFrame:
    """The high priority goods that only pass through a firm."""
    hits = (
        _listed(work).filter(pl.col("received_90d") > 0).select("row", "position", "hs_code", received="received_90d")
    )
    return called(work, hits, "consignor")


@indicator(
    id="RTE-08",
    title="The same goods in and out",
    typology=Typology.REVENUE,
    definition="Goods leave a consignor that got goods of the same HS6 three times or more in the last 90 days, and "
    "are declared as of the origin of the country they leave.",
    source=CTPAT_TRANSSHIPMENT,
    needs=("past_goods.received_90d", "goods.hs_code", "goods.origin", "consignments.country_of_dispatch"),
    subject="goods",
    flows=(Flow.EXPORT,),
    weight=0.10,
    reason="HS code {hs_code} of origin {origin} leaves {name}, which got such goods {received} times in 90 days",
    false_positives="Makers that also import what they make; codes that cover both material and product.",
)
def in_and_out(work: Workings) -> pl.DataFrame:
    """The goods that may only have changed their papers."""
    leaving = work.consignments.select("row", "country_of_dispatch")
    goods = work.goods.select("row", "position", "hs_code", "origin").join(leaving, on="row", how="inner")
    home = goods.filter(pl.col("origin") == pl.col("country_of_dispatch")).drop("country_of_dispatch")
    often = work.past_goods.filter(pl.col("received_90d") >= 3).select("row", "position", received="received_90d")
    return called(work, home.join(often, on=["row", "position"], how="inner"), "consignor")


@indicator(
    id="TBM-03",
    title="Goods that go round",
    typology=Typology.LAUNDERING,
    definition="The consignee itself sent goods of this HS6 twice or more in the last year, and the consignor itself "
    "got such goods in the last 90 days.",
    source=FATF_TBML_2006,
    needs=("past_goods.sent_365d", "past_goods.received_90d", "goods.hs_code"),
    subject="goods",
    weight=0.12,
    reason="{name} gets HS code {hs_code}, which it sent {sent} times in a year",
    false_positives="Repairs and returns; hired equipment; packaging that travels back; traders in one market.",
)
def carousel(work: Workings) -> pl.DataFrame:
    """The goods that both parties buy as well as sell."""
    both = work.past_goods.filter((pl.col("sent_365d") >= 2) & (pl.col("received_90d") >= 1))
    codes = work.goods.select("row", "position", "hs_code")
    hits = both.select("row", "position", sent="sent_365d").join(codes, on=["row", "position"], how="inner")
    return called(work, hits, "consignee")


@indicator(
    id="HIS-06",
    title="Price far from the party's own before",
    typology=Typology.REVENUE,
    definition="The value of a kilogram is less than half or more than twice what this consignee declared for the same "
    "HS6 in the same currency before (ten or more times), and more than four standard deviations away.",
    source=CTPAT_TRANSSHIPMENT,
    needs=("past_goods.own_price_support", "past_goods.unit_price"),
    subject="goods",
    weight=0.11,
    reason="HS code {hs_code} at {unit_price} a kilogram, {times} times what {name} declared {before} times before",
    false_positives="A code that covers cheap and dear goods; prices that moved; a new quality.",
)
def own_price(work: Workings) -> pl.DataFrame:
    """The goods whose price is new for who declares them."""
    ratio = pl.col("own_price_ratio")
    odd = work.past_goods.filter(
        (pl.col("own_price_support") >= _OWN_PRICES)
        & (pl.col("own_price_deviations").abs() > _OWN_DEVIATIONS)
        & ~ratio.is_between(0.5, 2)
    ).select("row", "position", "unit_price", times=ratio.round(2), before="own_price_support")
    codes = work.goods.select("row", "position", "hs_code")
    return called(work, odd.join(codes, on=["row", "position"], how="inner"), "consignee")


@indicator(
    id="HIS-07",
    title="Price far below a year's usual",
    typology=Typology.REVENUE,
    definition="The value of a kilogram is less than a third of the median and below the first decile of 50 or more "
    "goods items of the same HS6 and currency in the twelve months before.",
    source=GAO_EVASION,
    needs=("past_goods.unit_price", "goods.hs_code"),
    subject="goods",
    flows=(Flow.IMPORT,),
    weight=0.12,
    reason="HS code {hs_code} at {unit_price} a kilogram where {usual} is usual ({peers} goods items)",
    false_positives="Second-hand goods, off-cuts and seconds; codes that cover goods of several kinds.",
)
def year_price(work: Workings) -> pl.DataFrame:
    """The goods declared far below what such goods cost."""
    cheap = work.past_goods.filter(
        (pl.col("unit_price_ratio") < 1 / 3)
        & (pl.col("unit_price") < pl.col("unit_price_low"))
        & (pl.col("unit_price_support") >= _PEERS)
        & (pl.col("unit_price_alike") != "hs4")
    ).select("row", "position", "unit_price", usual="unit_price_median", peers="unit_price_support")
    codes = work.goods.select("row", "position", "hs_code")
    return cheap.join(codes, on=["row", "position"], how="inner")


@indicator(
    id="HIS-08",
    title="An origin never seen for such goods",
    typology=Typology.REVENUE,
    definition="The HS heading was seen 100 times or more before and never from this origin.",
    source=CTPAT_TRANSSHIPMENT,
    needs=("past_goods.heading_origin_seen",),
    subject="goods",
    weight=0.05,
    reason="HS code {hs_code} from {origin} for the first time in {seen}",
    false_positives="Small makers exist everywhere; origin filed as the country of dispatch.",
)
def new_origin(work: Workings) -> pl.DataFrame:
    """The goods from where they never came."""
    new = work.past_goods.filter((pl.col("heading_origin_seen") == 0) & (pl.col("heading_seen") >= 100))
    codes = work.goods.select("row", "position", "hs_code", "origin").drop_nulls()
    known_rows = known(work).select("row")
    return (
        new.select("row", "position", seen="heading_seen")
        .join(codes, on=["row", "position"], how="inner", maintain_order="left")
        .join(known_rows, on="row", how="semi", maintain_order="left")
    )


@indicator(
    id="HIS-09",
    title="Goods in which breaches are often found",
    typology=Typology.GENERAL,
    definition="Of at least 20 examinations of goods of this HS6 in the last year, breaches were found at three "
    "times the usual rate or more, after drawing the rate towards the usual one by 20 examinations.",
    source=CONTROLS_SCORED,
    needs=("past_goods.hs6_inspections_365d", "past.history_inspections_365d"),
    subject="goods",
    weight=0.08,
    reason="HS code {hs_code}: {hits} of {looked} examinations in a year found a breach",
    false_positives="Examinations are not made at random: what is looked for is found.",
)
def often_wrong(work: Workings) -> pl.DataFrame:
    """The goods that were often found to be something else."""
    looked, hits = pl.col("hs6_inspections_365d"), pl.col("hs6_findings_365d")
    usual = pl.col("history_findings_365d") / pl.col("history_inspections_365d")
    overall = work.past.select("row", "history_inspections_365d", "history_findings_365d")
    often = (
        work.past_goods.join(overall, on="row", how="inner", maintain_order="left")
        .filter((looked >= _CASES) & (usual > 0) & ((hits + usual * _CASES) / (looked + _CASES) >= 3 * usual))
        .select("row", "position", looked=looked, hits=hits)
    )
    return often.join(work.goods.select("row", "position", "hs_code"), on=["row", "position"], how="inner")
