"""Signs in the declared value: far from the peers', less than the freight, beyond what goods can cost, split."""

import polars as pl

from darvoza.consignment import Flow, Role
from darvoza.risk.indicator import Source, indicator
from darvoza.risk.left import either, some
from darvoza.risk.sources import FATF_TBML_2006, GAO_EVASION
from darvoza.risk.workings import Workings
from darvoza.signals import Typology

_DEVIATIONS = 3.5
_BEYOND = 6.0

_HARD_CURRENCIES = ["USD", "EUR", "GBP", "CHF"]
_MOST_PER_KG = 200_000.0  # above the price of gold in the years to 2026
_LEAST_PER_KG = 0.005
_DEAR_CHAPTERS = ["28", "29", "30", "49", "71", "97"]
_CHEAP_CHAPTERS = ["22", "25", "26", "27", "31", "38", "44"]

_FREIGHT_SHARE = 0.8
_SPLIT = 3
_SIMPLE_LIMIT = 1_000.0  # Delegated Regulation (EU) 2015/2446, Article 144
_JUST_BELOW = 0.7
_SIMPLE_CURRENCIES = ["USD", "EUR"]

_WHISTLEBLOWER = Source(
    "Customs-fraud types including structuring (law-firm summary)", "https://whistleblowerclaims.com/customs-fraud/"
)


@indicator(
    id="VAL-01",
    title="Value per kilogram far below the peers'",
    typology=Typology.REVENUE,
    definition="The value per kilogram lies more than 3.5 robust deviations below the median of its peers at hand, in "
    "one currency: at least 30 consignments with the same HS code and origin, else 15 with the same HS code, "
    "heading or chapter.",
    source=GAO_EVASION,
    needs=("goods.hs_code", "goods.value or consignments.value", "goods.net_mass_kg or goods.gross_mass_kg"),
    subject="goods",
    weight=0.12,
    reason="{unit_value} {currency} a kilogram, where {peers} like it are at {usual}",
    false_positives="Seconds, used goods, and codes that cover cheap and dear goods alike.",
)
def undervalued(work: Workings) -> pl.DataFrame:
    """The items that are much cheaper than their peers."""
    return some(work.prices).filter(pl.col("deviations") < -_DEVIATIONS)


@indicator(
    id="VAL-02",
    title="Value per kilogram far above the peers'",
    typology=Typology.LAUNDERING,
    definition="The value per kilogram lies more than 3.5 robust deviations above the median of its peers at hand, in "
    "one currency: at least 30 consignments with the same HS code and origin, else 15 with the same HS code, "
    "heading or chapter.",
    source=FATF_TBML_2006,
    needs=("goods.hs_code", "goods.value or consignments.value", "goods.net_mass_kg or goods.gross_mass_kg"),
    subject="goods",
    weight=0.10,
    reason="{unit_value} {currency} a kilogram, where {peers} like it are at {usual}",
    false_positives="Brands, small quantities, and codes that cover cheap and dear goods alike.",
)
def overvalued(work: Workings) -> pl.DataFrame:
    """The items that are much dearer than their peers."""
    return some(work.prices).filter(pl.col("deviations") > _DEVIATIONS)


@indicator(
    id="VAL-04",
    title="Freight costs as much as the goods",
    typology=Typology.DRUGS,
    definition="The freight charge is 80 % of the value of the goods or more.",
    source=Source(
        "J. J. Keller, how to identify suspicious freight shipments",
        "https://www.jjkellerlibrary.com/news-article/hiding-in-plain-sight-how-to-identify-suspicious-shipments",
    ),
    needs=("consignments.freight", "consignments.value or goods.value"),
    weight=0.12,
    reason="The freight of {freight} is {percent} % of the value of {value} {currency}",
    false_positives="Bulk goods such as sand, cement and coal over long distances; freight given in another currency.",
)
def freight_exceeds_value(work: Workings) -> pl.DataFrame:
    """The consignments that it hardly pays to carry."""
    charged = work.consignments.select("row", "freight").filter(pl.col("freight") > 0)
    share = pl.col("freight") / pl.col("value")
    return (
        some(charged)
        .join(work.totals, on="row", how="inner")
        .filter((pl.col("value") > 0) & (share >= _FREIGHT_SHARE))
        .select("row", "freight", "value", "currency", percent=(share * 100).round(0))
    )


@indicator(
    id="VAL-06",
    title="Split to stay below the duty-free limit",
    typology=Typology.REVENUE,
    definition="Three or more consignments to one consignee in one month, each within the destination's duty-free "
    "limit and together above it; or three or more of one heading from one sender to one consignee, no forwarder, on "
    "one day or journey, each not far below 1,000 dollars or euros (seven tenths of it or more), up to which a "
    "simplified declaration will do.",
    source=_WHISTLEBLOWER,
    needs=(
        "consignments.lodged or consignments.arrival or consignments.departure or consignments.journey",
        "consignments.value",
        "consignments.currency",
        "parties[consignee].name or parties[importer].name",
    ),
    flows=(Flow.IMPORT,),
    weight=0.09,
    reason="{consignments} consignments to {name} within the limit of {limit} {currency}, together {together}",
    false_positives="Delivery points and parcel shops as consignee; common personal names.",
)
def split(work: Workings) -> pl.DataFrame:
    """The consignments that are pieces of a larger one."""
    when = pl.coalesce("arrival", "lodged", "departure")
    small = work.consignments.filter((pl.col("value") > 0) & (pl.col("flow") == Flow.IMPORT)).select(
        "row",
        "value",
        "currency",
        pl.col("country_of_destination").alias("destination"),
        month=pl.coalesce("lodged", when).dt.truncate("1mo"),
        # A flight or train that is named with its date, or the day of whatever time is filed.
        day=pl.coalesce(when.dt.to_string("%Y-%m-%d"), "journey"),
    )
    some(small)
    who = work.holders.unique("row", keep="first", maintain_order=True).select("row", "name", "who")
    pieces = some(small.join(who, on="row", how="inner", maintain_order="left"))
    pieces = some(pieces.filter(pl.len().over("who") >= _SPLIT))
    senders = work.parties(Role.CONSIGNOR, Role.EXPORTER, Role.SELLER).drop_nulls("name").unique("row", keep="first")
    limited = pieces.join(work.reference.low_value, on=["destination", "currency"], how="inner")
    heading = work.goods.select("row", "hs4").unique("row", keep="first", maintain_order=True)
    simple = (
        pieces.filter(pl.col("currency").is_in(_SIMPLE_CURRENCIES) & (pl.col("value") >= _JUST_BELOW * _SIMPLE_LIMIT))
        .join(work.named(work.parties(Role.CONSIGNEE), "forwarder"), on="row", how="anti", maintain_order="left")
        .join(senders.select("row", pl.col("name").alias("sender")), on="row", how="inner", maintain_order="left")
        .join(heading, on="row", how="left", maintain_order="left")
    )
    simple = simple.drop_nulls("day").with_columns(limit=pl.lit(_SIMPLE_LIMIT))
    to_one = ["who", "sender", "day", "hs4", "currency"]
    return either(
        lambda: _pieces(some(limited.drop_nulls("month")), ["who", "month", "destination", "currency"]),
        lambda: _pieces(some(simple), to_one),
    ).unique("row", keep="first", maintain_order=True)


def _pieces(small: pl.DataFrame, to_one: list[str]) -> pl.DataFrame:
    """Those of the consignments that stay within their ``limit`` by threes, and exceed it together."""
    within = small.filter(pl.col("value") <= pl.col("limit"))
    groups = some(
        within.group_by(to_one)
        .agg(pl.len().alias("consignments"), pl.col("value").sum().alias("together"))
        .filter(pl.col("consignments") >= _SPLIT)
    )
    return (
        within.join(groups, on=to_one, how="inner", maintain_order="left")
        .filter(pl.col("together") > pl.col("limit"))
        .select("row", "name", "consignments", "together", "limit", "currency")
    )


@indicator(
    id="VAL-07",
    title="Value per kilogram beyond what goods can cost",
    typology=Typology.LAUNDERING,
    definition="Above 200,000 a kilogram (dearer than gold) outside the chapters of precious goods, medicines and "
    "chemicals, or below 0.005 outside the chapters of bulk goods, in dollars, euros, pounds or francs; or more than "
    "six robust deviations from the median of its peers, beyond what one in a thousand of them costs.",
    source=FATF_TBML_2006,
    needs=("goods.value or consignments.value", "goods.hs_code", "goods.net_mass_kg or goods.gross_mass_kg"),
    subject="goods",
    weight=0.09,
    reason="{unit_value} {currency} a kilogram for HS code {hs6}",
    false_positives="A mass in tonnes or grams filed as kilograms; a code that covers goods of several kinds.",
)
def implausible_value(work: Workings) -> pl.DataFrame:
    """The items whose price per kilogram no goods of their kind have."""
    too_much = (pl.col("unit_value") > _MOST_PER_KG) & ~pl.col("hs2").is_in(_DEAR_CHAPTERS)
    too_little = (pl.col("unit_value") < _LEAST_PER_KG) & ~pl.col("hs2").is_in(_CHEAP_CHAPTERS)
    hard = pl.col("currency").is_in(_HARD_CURRENCIES)

    def beyond() -> pl.DataFrame:
        far = some(some(work.prices).filter(pl.col("deviations").abs() > _BEYOND)).select("row", "position")
        return work.items.drop_nulls("hs6").join(far, on=["row", "position"], how="semi", maintain_order="left")

    return (
        either(lambda: work.items.filter(hard & (too_much | too_little)), beyond)
        .unique(["row", "position"], keep="first", maintain_order=True)
        .select("row", "position", "unit_value", "currency", "hs6", "value", pl.col("mass").alias("mass_kg"))
    )
