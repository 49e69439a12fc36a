"""Signs in what the goods are said to be: vague words, sensitive lines among many, crops from where none grow."""

import polars as pl

from darvoza.risk.indicator import Source, indicator
from darvoza.risk.sources import CTPAT_TRENDS, HIGH_PRIORITY, THEMIS, UCC_DELEGATED
from darvoza.risk.workings import Workings
from darvoza.signals import Typology

_MANY_LINES = 10
_HIDDEN_SHARE = 0.02
_FIRST_TIERS = ["1", "2"]


@indicator(
    id="GDS-01",
    title="Vague goods description",
    typology=Typology.GENERAL,
    definition="The description consists of words that do not say what the goods are, in any of the unit's languages.",
    source=UCC_DELEGATED,
    needs=("goods.description",),
    subject="goods",
    weight=0.07,
    reason="The description does not say what the goods are: {description}",
    false_positives="Groupage described once for all; careless filing by a known trader.",
)
def vague_description(work: Workings) -> pl.DataFrame:
    """The goods items described by nothing but vague words."""
    vague = work.descriptions.only("vague", work.reference.vocabularies("filler")).select(
        pl.col("text").alias("description")
    )
    return work.goods.join(vague, on="description", how="inner").select("row", "position", "description")


@indicator(
    id="GDS-04",
    title="Common High Priority goods",
    typology=Typology.PROLIFERATION,
    definition="The first six digits of the HS code are on the Common High Priority List.",
    source=HIGH_PRIORITY,
    needs=("goods.hs_code",),
    subject="goods",
    weight=0.12,
    reason="HS code {hs_code} is on the Common High Priority List, tier {tier}",
    false_positives="Everyday electronics are on the list too; look at who buys and where it goes. Tiers 1 and 2 weigh "
    "full, the others two thirds.",
)
def high_priority(work: Workings) -> pl.DataFrame:
    """The goods items on the list."""
    listed = work.goods.join(work.reference.high_priority, on="hs6", how="inner")
    weight = pl.when(pl.col("tier").is_in(_FIRST_TIERS)).then(0.12).otherwise(0.08)
    return listed.select("row", "position", "hs_code", "tier", "description", weight=weight)


@indicator(
    id="GDS-09",
    title="Crop that does not grow in its origin",
    typology=Typology.REVENUE,
    definition="A tropical crop is declared with an origin where frost rules it out.",
    source=Source(
        "Risk criteria on unnatural pairs of goods and origin (bilingual corpus, Canada); FAOSTAT for where crops grow",
        "http://wordscope.be/anglais/francais/take+out+such.html",
    ),
    needs=("goods.hs_code", "goods.origin"),
    subject="goods",
    weight=0.10,
    reason="{goods} are declared as grown in {origin}",
    false_positives="The country of dispatch filed as origin by mistake; small greenhouse crops.",
)
def unnatural_origin(work: Workings) -> pl.DataFrame:
    """The crops with an impossible origin."""
    cold = work.reference.countries("temperate").countries
    crops = work.coded("tropical_crops").filter(pl.col("origin").is_in(cold))
    return crops.select("row", "position", pl.col("what").alias("goods"), "origin", "hs_code")


@indicator(
    id="GDS-12",
    title="Goods that are hard to value",
    typology=Typology.LAUNDERING,
    definition="The HS code is of art, antiques, stones, jewellery or software on media.",
    source=THEMIS,
    needs=("goods.hs_code",),
    subject="goods",
    weight=0.05,
    reason="The value of {goods} is hard to check",
    false_positives="Licensed jewellers, museums and auction houses.",
)
def hard_to_value(work: Workings) -> pl.DataFrame:
    """The goods items with an uncertain value."""
    return work.coded("hard_to_value").select("row", "position", pl.col("what").alias("goods"), "hs_code")


@indicator(
    id="GDS-13",
    title="Goods that drug loads were hidden in",
    typology=Typology.DRUGS,
    definition="The HS code is of goods that covered a seizure of many kilograms on the routes from Afghanistan.",
    source=Source(
        "UNODC Regional Office for Central Asia, seizures by Border Liaison Offices (yarn, cotton fibre); State "
        "Customs Committee of Azerbaijan, June 2020 (vegetables)",
        "https://www.unodc.org/centralasia/en/news/customs-and-border-officers-from-the-unodc-supported-border-"
        "liaison-office-in-uzbekistan-intercept-a-shipment-of-around-230-kilograms-of-heroin.html",
    ),
    needs=("goods.hs_code",),
    subject="goods",
    weight=0.04,
    reason="Loads of drugs were found hidden in {goods}",
    false_positives="A large lawful trade; only a little weight, to be added to other signs.",
)
def cover_load(work: Workings) -> pl.DataFrame:
    """The goods items of kinds that were used as cover."""
    return work.coded("cover_loads").select("row", "position", pl.col("what").alias("goods"), "hs_code")


@indicator(
    id="GDS-15",
    title="One sensitive line among many",
    typology=Typology.PROLIFERATION,
    definition="Ten goods items or more, and one on the Common High Priority List with under 2 % of the gross mass.",
    source=CTPAT_TRENDS,
    needs=("goods.hs_code", "goods.gross_mass_kg"),
    subject="goods",
    weight=0.06,
    reason="HS code {hs_code} is {percent} % of the mass, among {lines} items",
    false_positives="Groupage and spare part orders.",
)
def hidden_line(work: Workings) -> pl.DataFrame:
    """The sensitive lines that are a sliver of a long consignment."""
    listed = work.goods.join(work.reference.high_priority, on="hs6", how="semi").drop_nulls("gross_mass_kg")
    whole = (
        work.goods.join(listed.select("row").unique(), on="row", how="semi")
        .group_by("row")
        .agg(pl.len().alias("lines"), pl.col("gross_mass_kg").sum().alias("all_kg"))
        .filter((pl.col("lines") >= _MANY_LINES) & (pl.col("all_kg") > 0))
    )
    share = pl.col("gross_mass_kg") / pl.col("all_kg")
    return (
        listed.join(whole, on="row", how="inner")
        .filter(share < _HIDDEN_SHARE)
        .select("row", "position", "hs_code", "lines", percent=(share * 100).round(2))
    )
