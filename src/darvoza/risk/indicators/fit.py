"""Signs that goods, quantity and buyer do not fit each other."""

import polars as pl

from darvoza.consignment import Flow, Role
from darvoza.risk.indicator import Source, indicator
from darvoza.risk.left import some
from darvoza.risk.sources import BIS_RED_FLAGS, FATF_TBML_2021
from darvoza.risk.workings import Workings
from darvoza.signals import Typology

_LEAST_PEERS = 20
_FAR_ABOVE = 20.0
_MANY_PARTIES = 6
_ROUND = 1000.0
_ROUND_TIMES = 4
_SUSPICIOUS_ORDERS = Source(
    "DEA, Chemical Handler's Manual, suspicious orders of listed chemicals; 21 CFR 1310.05",
    "https://www.ecfr.gov/current/title-21/chapter-II/part-1310/section-1310.05",
)
_BUYERS = (Role.CONSIGNEE, Role.IMPORTER, Role.BUYER, Role.END_USER)


def _outside(work: Workings, items: pl.DataFrame) -> pl.DataFrame:
    """Items for a buyer whose name is that of an unrelated business, with ``name`` and ``term``."""
    some(items)
    buyers = some(work.named(work.parties(*_BUYERS), "other_trade")).select("row", "name", "term")
    return items.join(buyers.unique("row", keep="first", maintain_order=True), on="row", how="inner")


@indicator(
    id="GDS-05",
    title="HS code made for controlled goods",
    typology=Typology.PROLIFERATION,
    definition="The HS code is one that a control entry names as made for such goods, and the goods leave or pass "
    "through.",
    source=Source(
        "EU correlation table of dual-use codes and the Combined Nomenclature; WCO STCE Implementation Guide, 2023",
        "https://mag.wcoomd.org/magazine/wco-news-103/the-updated-2023-version-of-the-stce-implementation-guide-is-"
        "available/",
    ),
    needs=("goods.hs_code",),
    subject="goods",
    flows=(Flow.EXPORT, Flow.TRANSIT),
    weight=0.05,
    reason="HS code {hs_code} is made for goods such as {what} ({entry})",
    false_positives="A code is wider than a control: most goods under it are free.",
)
def correlated_code(work: Workings) -> pl.DataFrame:
    """The items under such a code."""
    return some(work.controlled).select("row", "position", "hs_code", "what", "entry")


@indicator(
    id="GDS-06",
    title="The description speaks of controlled goods",
    typology=Typology.PROLIFERATION,
    definition="The description has a word that control lists describe goods with, and they leave or pass through.",
    source=Source(
        "Regulation (EU) 2021/821, Annex I; WCO STCE Implementation Guide, 2023, reading of descriptions",
        "https://eur-lex.europa.eu/eli/reg/2021/821/oj",
    ),
    needs=("goods.description",),
    subject="goods",
    flows=(Flow.EXPORT, Flow.TRANSIT),
    weight=0.10,
    reason="{term} is a word of control lists: {description}",
    false_positives="Sports goods of carbon fibre, cameras of firemen, toys with gyroscopes.",
)
def controlled_words(work: Workings) -> pl.DataFrame:
    """The items described as controlled goods are."""
    return some(work.describing("parameter")).select("row", "position", "term", "description", "hs_code")


@indicator(
    id="PRC-03",
    title="Precursor for a firm of another trade",
    typology=Typology.PRECURSORS,
    definition="A substance of Table I or II of the 1988 Convention goes to a firm whose name is that of a trade "
    "without use for chemicals.",
    source=_SUSPICIOUS_ORDERS,
    needs=("goods.hs_code", "parties[consignee].name or parties[importer].name or parties[buyer].name"),
    subject="goods",
    weight=0.14,
    reason="{what} for {name}, whose trade is another: {term}",
    false_positives="Firms that outgrew their names; tanneries and furniture makers that use solvents.",
)
def precursor_elsewhere(work: Workings) -> pl.DataFrame:
    """The precursors that their buyer has no use for."""
    return _outside(work, work.coded("scheduled_precursors")).select("row", "position", "what", "name", "term")


@indicator(
    id="CBR-06",
    title="Laboratory equipment for a firm of another trade",
    typology=Typology.CBRN,
    definition="Equipment that the Australia Group watches, by HS code, goes to a firm whose name is that of a trade "
    "without a laboratory or plant.",
    source=Source(
        "Australia Group, Export control: guide on assessing end users; WCO STCE Implementation Guide, 2023",
        "https://www.dfat.gov.au/publications/minisite/theaustraliagroupnet/site/en/controllists.html",
    ),
    needs=("goods.hs_code", "parties[consignee].name or parties[importer].name or parties[end user].name"),
    subject="goods",
    weight=0.10,
    reason="{what} for {name}, whose trade is another: {term}",
    false_positives="Kitchens and laundries use sterilisers and heat exchangers; hotels have pools.",
)
def laboratory_elsewhere(work: Workings) -> pl.DataFrame:
    """The equipment that its buyer has no laboratory for."""
    return _outside(work, work.coded("laboratory_equipment")).select("row", "position", "what", "name", "term")


def _far_above(items: pl.DataFrame) -> pl.DataFrame:
    """Items whose mass is far above the median of the same goods at hand: with ``mass_kg``, ``usual_kg``, ``times``."""
    mass = pl.coalesce("net_mass_kg", "gross_mass_kg")
    weighed = some(items).with_columns(mass_kg=mass).filter(pl.col("mass_kg") > 0)
    usual = some(weighed).group_by("hs6").agg(usual_kg=pl.col("mass_kg").median(), peers=pl.col("row").n_unique())
    usual = some(usual.filter(pl.col("peers") >= _LEAST_PEERS))
    return (
        weighed.join(usual, on="hs6", how="inner", maintain_order="left")
        .with_columns(times=(pl.col("mass_kg") / pl.col("usual_kg")).round(0))
        .filter(pl.col("times") >= _FAR_ABOVE)
        .with_columns(pl.col("usual_kg").round(1))
    )


@indicator(
    id="CBR-07",
    title="Far more of an explosive precursor than usual",
    typology=Typology.ARMS,
    definition="The mass of an explosive precursor, by HS code, is at least 20 times the median of the same goods at "
    "hand, of which there are at least 20 consignments.",
    source=Source(
        "WCO Programme Global Shield; Regulation (EU) 2019/1148, Article 9 (unusual quantities are suspicious)",
        "https://eur-lex.europa.eu/eli/reg/2019/1148/oj",
    ),
    needs=("goods.hs_code", "goods.net_mass_kg or goods.gross_mass_kg"),
    subject="goods",
    weight=0.14,
    reason="{mass_kg} kg of {what}, {times} times the usual {usual_kg} kg",
    false_positives="Fertiliser before sowing; a year's need bought at once.",
)
def precursor_in_bulk(work: Workings) -> pl.DataFrame:
    """The items that are out of all proportion."""
    columns = ("row", "position", "what", "mass_kg", "usual_kg", "times", "hs_code")
    return _far_above(work.coded("explosive_precursors")).select(columns)


@indicator(
    id="STC-02",
    title="Far more than others order",
    typology=Typology.PROLIFERATION,
    definition="The mass of goods under an HS code made for controlled goods is at least 20 times the median of the "
    "same goods at hand, of which there are at least 20 consignments, and they leave or pass through.",
    source=BIS_RED_FLAGS,
    needs=("goods.hs_code", "goods.net_mass_kg or goods.gross_mass_kg"),
    subject="goods",
    flows=(Flow.EXPORT, Flow.TRANSIT),
    weight=0.08,
    reason="{mass_kg} kg of goods such as {what}, {times} times the usual {usual_kg} kg",
    false_positives="Large projects; distributors that stock a region.",
)
def order_in_bulk(work: Workings) -> pl.DataFrame:
    """The orders beyond what an end item needs."""
    columns = ("row", "position", "what", "mass_kg", "usual_kg", "times", "hs_code")
    return _far_above(work.controlled).select(columns)


@indicator(
    id="PTY-18",
    title="A chain of many parties",
    typology=Typology.LAUNDERING,
    definition="Six or more different parties (by name) stand between the seller and the buyer of one consignment, "
    "carriers and notify parties aside.",
    source=FATF_TBML_2021,
    needs=("parties.name",),
    weight=0.06,
    reason="{count} different parties take part: {names}",
    false_positives="Groupage with its forwarders; banks named as consignees under a letter of credit.",
)
def many_parties(work: Workings) -> pl.DataFrame:
    """The consignments with a long chain of intermediaries."""
    aside = [Role.CARRIER.value, Role.NOTIFY_PARTY.value]
    named = work.batch.parties.filter(~pl.col("role").is_in(aside)).drop_nulls("name")
    # Few consignments have so many at all: only their names need be held against one another.
    named = some(named.select("row", "name").filter(pl.len().over("row") >= _MANY_PARTIES))
    folded = work.names.texts.select(pl.col("text").alias("name"), pl.col("folded").alias("who"))
    distinct = named.join(folded, on="name", how="left", maintain_order="left").unique(
        ["row", "who"], keep="first", maintain_order=True
    )
    chains = distinct.group_by("row", maintain_order=True).agg(count=pl.len(), names=pl.col("name").str.join("; "))
    return chains.filter(pl.col("count") >= _MANY_PARTIES)


@indicator(
    id="VAL-05",
    title="The same round value again and again",
    typology=Typology.LAUNDERING,
    definition="Four or more consignments to one consignee, among those at hand, have the same value in full "
    "thousands, for goods of more than one chapter or of different mass.",
    source=Source(
        "FATF and Egmont Group, Trade-Based Money Laundering: Trends and Developments, December 2020",
        "https://www.fatf-gafi.org/en/publications/Methodsandtrends/Trade-based-money-laundering-trends-and-"
        "developments.html",
    ),
    needs=("consignments.value or goods.value", "parties[consignee].name or parties[importer].name"),
    weight=0.05,
    reason="{count} consignments to {name} are worth {value} {currency} each",
    false_positives="Flat prices per truck; standing orders in full loads.",
)
def round_values(work: Workings) -> pl.DataFrame:
    """The consignments with a value that says little about goods."""
    rounded = some(work.totals.filter((pl.col("value") > 0) & (pl.col("value") % _ROUND == 0)))
    who = work.holders.unique("row", keep="first", maintain_order=True).select("row", "name", "who")
    chapters = work.goods.group_by("row").agg(pl.col("hs2").min())
    joined = rounded.join(who, on="row", how="inner", maintain_order="left").join(chapters, on="row", how="left")
    same = ["who", "value", "currency"]
    differing = (pl.col("hs2").n_unique() > 1) | (pl.col("gross_mass_kg").drop_nulls().n_unique() > 1)
    again = joined.group_by(same).agg(count=pl.len(), differing=differing)
    often = some(again.filter((pl.col("count") >= _ROUND_TIMES) & pl.col("differing")))
    return joined.join(often, on=same, how="inner", nulls_equal=True, maintain_order="left").select(
        "row", "count", "name", "value", pl.col("currency").fill_null("—")
    )
