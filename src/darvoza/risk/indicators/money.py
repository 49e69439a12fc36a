"""Signs of laundering through trade and of cash: doubled lines, weak jurisdictions, money as goods."""

from functools import cache

import polars as pl

from darvoza.consignment import Level
from darvoza.risk.indicator import Source, indicator
from darvoza.risk.left import either, some
from darvoza.risk.reference import Reference
from darvoza.risk.sources import FATF_TBML_2006
from darvoza.risk.workings import Workings
from darvoza.signals import Typology

_CALL_FOR_ACTION = 0.05
_MONITORED = 0.03
_UNWROUGHT_GOLD = ["710811", "710812", "710820"]
_GOLD_JEWELLERY = "711319"
_METAL, _WARE = 70_000.0, 30_000.0
_HARD_CURRENCIES = ["USD", "EUR", "CHF"]
_MONEY_CHAPTERS = ["49", "71", "97"]


@indicator(
    id="TBM-02",
    title="The same goods twice",
    typology=Typology.LAUNDERING,
    definition="Two transport documents carry an item with the same HS code, mass, value and currency, among the "
    "messages of one kind at hand; items of round mass and whole value are left out.",
    source=FATF_TBML_2006,
    needs=(
        "goods.hs_code",
        "goods.value or consignments.value",
        "goods.net_mass_kg or goods.gross_mass_kg",
        "consignments.transport_document",
    ),
    subject="goods",
    weight=0.12,
    reason="{mass_kg} kg for {value} {currency} stand in {documents} transport documents",
    false_positives="Standard loads at one price, delivered again and again, such as full tank wagons.",
)
def doubled_item(work: Workings) -> pl.DataFrame:
    """The items that were invoiced more than once."""
    carried = work.consignments.filter(pl.col("level") != Level.MASTER).select("row", "lodgement", "transport_document")
    # To the kilogram and the cent alike is one load or one invoice, whoever it is made out to.
    odd_mass, odd_value = (pl.col("mass") % 10) != 0, (pl.col("value") % 1) != 0
    alike = some(work.items.filter(odd_mass | odd_value)).filter(pl.struct("mass", "value").is_duplicated())
    items = some(alike).drop_nulls("hs6").join(carried.drop_nulls("transport_document"), on="row", how="inner")
    same = ["lodgement", "hs6", "mass", "value", "currency"]
    twice = some(
        some(items)
        .group_by(same)
        .agg(pl.col("transport_document").n_unique().alias("documents"))
        .filter(pl.col("documents") > 1)
    )
    return items.join(twice, on=same, how="inner").select(
        "row", "position", "hs6", "value", "currency", "documents", mass_kg="mass"
    )


@indicator(
    id="TBM-04",
    title="Party in a high-risk jurisdiction",
    typology=Typology.LAUNDERING,
    definition="A party is in a country on the FATF list of calls for action (weight 0.05) or of increased monitoring "
    "(weight 0.03), as of 13 February 2026.",
    source=Source(
        "FATF, black and grey lists, 13 February 2026; FATF and Egmont Group risk indicators, March 2021",
        "https://www.fatf-gafi.org/en/countries/black-and-grey-lists.html",
    ),
    needs=("parties.country",),
    subject="parties",
    weight=_MONITORED,
    reason="{name} is in {country}, which is on a FATF list of {as_of}",
    false_positives="Whole countries are on the lists; most trade with them is lawful.",
)
def high_risk_jurisdiction(work: Workings) -> pl.DataFrame:
    """The parties in listed countries."""
    there = some(work.batch.parties.join(_weak(work.reference), on="country", how="inner"))
    return there.select(
        "row", "position", "weight", "reason", "name", "country", "as_of", pl.col("role").cast(pl.String)
    )


@indicator(
    id="CSH-03",
    title="Gold for less than the metal costs",
    typology=Typology.CASH,
    definition="Unwrought gold below 70,000 dollars, euros or francs a kilogram, or jewellery of gold below 30,000: "
    "less than the metal in it, of 9 carats at least, cost at any London fixing since 2025.",
    source=Source(
        "FATF and APG, Money laundering and terrorist financing risks and vulnerabilities associated with gold, July "
        "2015, red flag indicators; prices of the LBMA",
        "https://www.fatf-gafi.org/en/publications/Methodsandtrends/Ml-tf-risks-and-vulnerabilities-gold.html",
    ),
    needs=("goods.hs_code", "goods.value or consignments.value", "goods.net_mass_kg or goods.gross_mass_kg"),
    subject="goods",
    weight=0.12,
    reason="HS code {hs6} at {unit_value} {currency} a kilogram costs less than the gold in it",
    false_positives="A mass with its packing; alloys of little gold and ores under the same code; platinum and plated "
    "wares filed as gold.",
)
def cheap_gold(work: Workings) -> pl.DataFrame:
    """The items of gold that are cheaper than gold."""
    metal, ware = pl.col("hs6").is_in(_UNWROUGHT_GOLD), pl.col("hs6") == _GOLD_JEWELLERY
    low = (metal & (pl.col("unit_value") < _METAL)) | (ware & (pl.col("unit_value") < _WARE))
    cheap = some(work.items.filter(low & pl.col("currency").is_in(_HARD_CURRENCIES)))
    return cheap.select("row", "position", "hs6", "unit_value", "currency", "value", mass_kg="mass")


@cache
def _weak(reference: Reference) -> pl.DataFrame:
    lists = [
        (reference.countries("aml_call_for_action"), _CALL_FOR_ACTION),
        (reference.countries("aml_increased_monitoring"), _MONITORED),
    ]
    reasons = (
        "{name} is in {country}, which FATF calls for action against (list of {as_of})",
        "{name} is in {country}, which FATF monitors (list of {as_of})",
    )
    return pl.DataFrame(
        [
            (country, each.as_of, weight, reason)
            for (each, weight), reason in zip(lists, reasons, strict=True)
            for country in each.countries
        ],
        schema={"country": pl.String, "as_of": pl.Date, "weight": pl.Float64, "reason": pl.String},
        orient="row",
    )


@indicator(
    id="CSH-02",
    title="Money carried as goods",
    typology=Typology.CASH,
    definition="The HS code of an item is of banknotes or coin; or its description names money, and the HS code, if "
    "filed, is of printed matter, precious metals or collectors' pieces.",
    source=Source(
        "FATF Recommendation 32 and its interpretive note: currency in containerised cargo and mail",
        "https://www.fatf-gafi.org/en/publications/Fatfrecommendations/Fatf-recommendations.html",
    ),
    needs=("goods.hs_code or goods.description",),
    subject="goods",
    weight=0.16,
    reason="The goods are money: {what}",
    false_positives="Banknotes between banks; stamped cheque forms; collectors' coins.",
)
def money_as_goods(work: Workings) -> pl.DataFrame:
    """The items that are money."""
    columns = ("row", "position", "what", "hs_code", "description")
    # Machines that count or take banknotes name them too.
    likely = pl.col("hs2").is_null() | pl.col("hs2").is_in(_MONEY_CHAPTERS)
    found = either(
        lambda: work.coded("money").select(columns),
        lambda: work.describing("money").filter(likely).with_columns(what=pl.col("term")).select(columns),
    )
    return found.unique(["row", "position"], keep="first", maintain_order=True)
