"""Signs in what the goods are said to be: vague words, sensitive lines among many, crops from where none grow."""

from functools import partial

import polars as pl

from darvoza.consignment import Flow
from darvoza.risk.indicator import Source, indicator
from darvoza.risk.left import either, some
from darvoza.risk.sources import CTPAT_TRENDS, HIGH_PRIORITY, THEMIS, UCC_DELEGATED
from darvoza.risk.workings import Workings
from darvoza.signals import Typology

_MANY_LINES = 10
_MAKE_NONE = ["AF", "AM", "AZ", "GE", "KG", "KZ", "MN", "TJ", "TM", "UZ"]
_HIDDEN_SHARE = 0.02
_FILED = ("hs_code", "description")
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
    vague = some(work.descriptions.only("vague", work.reference.vocabularies("filler")))
    vague = vague.select(pl.col("text").alias("description"))
    return work.goods.join(vague, on="description", how="inner").select("row", "position", "description")


@indicator(
    id="GDS-02",
    title="The description names goods of another code",
    typology=Typology.GENERAL,
    definition="The description has the name of goods that can only be declared under certain HS codes, and the code "
    "filed is none of them, as far as both have digits.",
    source=Source(
        "GAO on evasion of anti-dumping duties: undervaluation, misclassification, transshipment, May 2012; names and "
        "codes of HS 2022",
        "http://stage.exportcompliancedaily.com/article/2012/05/18/gao-says-cbp-and-ita-should-work-together-to-"
        "address-ad--cv-duty-evasion-12051826",
    ),
    needs=("goods.description", "goods.hs_code"),
    subject="goods",
    weight=0.12,
    reason="{term} goes under HS code {usual}, but {hs_code} is declared",
    false_positives="Goods made for or from what is named; old versions of the Harmonized System.",
)
def misnamed(work: Workings) -> pl.DataFrame:
    """The items whose words and code do not go together."""
    named = some(work.called.drop_nulls("hs")).join(work.reference.named_goods, on="vocabulary", how="inner")
    shared = pl.min_horizontal(pl.col("hs").str.len_chars(), pl.col("prefix").str.len_chars())
    named = named.with_columns(fits=pl.col("hs").str.slice(0, shared) == pl.col("prefix").str.slice(0, shared))
    # A text may name several goods: one that the code fits is enough.
    return (
        some(named)
        .group_by("row", "position", maintain_order=True)
        .agg(pl.col("fits").any(), pl.col("prefix").first().alias("usual"), *map(pl.first, ("term", *_FILED)))
        .filter(~pl.col("fits"))
        .select("row", "position", "term", "usual", *_FILED)
    )


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
    listed = some(work.priority)
    weight = pl.when(pl.col("tier").is_in(_FIRST_TIERS)).then(0.12).otherwise(0.08)
    return listed.select("row", "position", "hs_code", "tier", "description", weight=weight)


_UNNATURAL = (("tropical_crops", "temperate"), ("sea_products", "landlocked"), ("conifers", "treeless"))
"""Goods of nature, and the countries that cannot bring them forth."""


@indicator(
    id="GDS-09",
    title="Crop that does not grow in its origin",
    typology=Typology.REVENUE,
    definition="A tropical crop is declared with an origin where frost rules it out, fish of the sea with one that has "
    "no coast, or wood of conifers with one that fells none.",
    source=Source(
        "Risk criteria on unnatural pairs of goods and origin (bilingual corpus, Canada); FAOSTAT for where crops grow",
        "http://wordscope.be/anglais/francais/take+out+such.html",
    ),
    needs=("goods.hs_code", "goods.origin"),
    subject="goods",
    weight=0.10,
    reason="{goods} are declared as grown in {origin}",
    false_positives="The country of dispatch filed as origin by mistake; small greenhouse crops and fish farms; wood "
    "sawn where none grows.",
)
def unnatural_origin(work: Workings) -> pl.DataFrame:
    """The goods of nature with an impossible origin."""

    def found(goods: str, countries: str) -> pl.DataFrame:
        none_there = pl.col("origin").is_in(work.reference.countries(countries).countries)
        return some(work.coded(goods)).filter(none_there)

    hits = either(*(partial(found, *each) for each in _UNNATURAL))
    return hits.select("row", "position", goods="what", origin="origin", hs_code="hs_code")


@indicator(
    id="GDS-10",
    title="High priority goods of foreign make are exported",
    typology=Typology.PROLIFERATION,
    definition="An export, dispatched from a country of Central Asia or the Caucasus, has Common High Priority goods "
    "with a foreign origin: what the country does not make, it bought to send on.",
    source=Source(
        "Themis environmental-crime toolkit, export of goods the country does not produce; FinCEN and BIS, "
        "supplemental joint alert, 19 May 2023",
        "https://www.moneylaunderingnews.com/2023/05/fincen-and-bis-issue-supplemental-joint-alert-on-russian-export-"
        "control-evasion-attempts/",
    ),
    needs=("goods.hs_code", "goods.origin", "consignments.country_of_dispatch"),
    subject="goods",
    flows=(Flow.EXPORT,),
    weight=0.08,
    reason="HS code {hs_code}, made in {origin}, is exported from {dispatch}",
    false_positives="Repair, return of rejected goods, and equipment that goes home after use.",
)
def exported_again(work: Workings) -> pl.DataFrame:
    """The sensitive items that were made elsewhere."""
    listed = some(work.priority)
    sent = work.consignments.filter(
        (pl.col("flow") == Flow.EXPORT) & pl.col("country_of_dispatch").is_in(_MAKE_NONE)
    ).select("row", dispatch="country_of_dispatch")
    return (
        listed.join(some(sent), on="row", how="inner", maintain_order="left")
        .filter(pl.col("origin").is_not_null() & (pl.col("origin") != pl.col("dispatch")))
        .select("row", "position", "hs_code", "origin", "dispatch", "description")
    )


@indicator(
    id="GDS-11",
    title="Import of what the country itself sells",
    typology=Typology.DRUGS,
    definition="An import of a crop or metal of which the country of destination is a known net exporter.",
    source=THEMIS,
    needs=("goods.hs_code", "consignments.country_of_destination"),
    subject="goods",
    flows=(Flow.IMPORT,),
    weight=0.06,
    reason="{goods} are imported to {destination}, which sells them",
    false_positives="Out of season; other kinds and qualities; supply of border regions by the nearer neighbour.",
)
def coals_to_newcastle(work: Workings) -> pl.DataFrame:
    """The items that are brought to where there are plenty."""
    bought = work.consignments.filter(pl.col("flow") == Flow.IMPORT).select("row", destination="country_of_destination")
    some(bought)
    own = work.reference.own_exports.rename({"country": "destination"})

    def found(heading: str) -> pl.DataFrame:
        sold = work.goods.join(own, left_on=heading, right_on="prefix", how="inner", maintain_order="left")
        there = some(sold).join(bought, on=["row", "destination"], how="semi", maintain_order="left")
        return there.select("row", "position", "what", "destination", "hs_code")

    return (
        either(*(partial(found, each) for each in ("hs4", "hs6")))
        .unique(["row", "position"], keep="first", maintain_order=True)
        .select("row", "position", goods="what", destination="destination", hs_code="hs_code")
    )


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
    return some(work.coded("hard_to_value")).select("row", "position", pl.col("what").alias("goods"), "hs_code")


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
    return some(work.coded("cover_loads")).select("row", "position", pl.col("what").alias("goods"), "hs_code")


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
    listed = some(work.priority.drop_nulls("gross_mass_kg"))
    whole = some(
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
