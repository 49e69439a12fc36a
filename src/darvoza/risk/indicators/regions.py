"""Signs in where goods come from and go to, together with what they are."""

import polars as pl

from darvoza.risk.indicator import Source, indicator
from darvoza.risk.left import some
from darvoza.risk.workings import Workings
from darvoza.signals import Typology

_ROUTED = ("goods.hs_code", "consignments.country_of_dispatch or goods.origin or places.country")


def _from(work: Workings, items: pl.DataFrame, countries: str) -> pl.DataFrame:
    """Items from or through one of the countries on the list, as ``country``; where a journey ends is no source."""
    some(items)
    listed = work.reference.countries(countries).countries
    through = (
        work.journeys.filter(
            pl.col("country").is_in(listed) & ((pl.col("country") != pl.col("last")) | (pl.col("steps") == 1))
        )
        .unique("row", keep="first", maintain_order=True)
        .select("row", pl.col("country").alias("_through"))
    )
    of_origin = pl.when(pl.col("origin").is_in(listed)).then("origin")
    return (
        items.join(through, on="row", how="left", maintain_order="left")
        .with_columns(country=pl.coalesce(of_origin, "_through"))
        .drop_nulls("country")
    )


@indicator(
    id="RTE-10",
    title="Cover goods from where opium is grown",
    typology=Typology.DRUGS,
    definition="Goods that opiates were found among come from or through a country where opium poppy is grown in "
    "volume.",
    source=Source(
        "UNODC, Misuse of Licit Trade for Opiate Trafficking in Western and Central Asia, October 2012",
        "https://www.unodc.org/documents/data-and-analysis/Studies/Opiate_Trade_and_Trafficking_through_Licit_Trade.pdf",
    ),
    needs=_ROUTED,
    subject="goods",
    weight=0.08,
    reason="{what} from or through {country}",
    false_positives="Nearly all such trade is lawful: it is what the country grows.",
)
def opiate_cover(work: Workings) -> pl.DataFrame:
    """The cover goods on such a route."""
    found = _from(work, work.coded("opiate_cover"), "opiate_sources")
    return found.select("row", "position", "what", "country", "hs_code")


@indicator(
    id="ENV-03",
    title="Cover goods on a wildlife route",
    typology=Typology.WILDLIFE,
    definition="Goods that wildlife was found behind come from or through a country that seized ivory, horn or scales "
    "left from, and go to one that they were bound for.",
    source=Source(
        "Wildlife Justice Commission, Bringing Down the Dragon, February 2022; UNODC World Wildlife Crime Report 2024",
        "https://issuu.com./wildlifejustice/docs/wjc_bringing_down_the_dragon_report_february_2022_/38",
    ),
    needs=(*_ROUTED, "consignments.country_of_destination"),
    subject="goods",
    weight=0.10,
    reason="{what} from or through {country} to {destination}",
    false_positives="Timber and nuts are among the main exports of these countries.",
)
def wildlife_cover(work: Workings) -> pl.DataFrame:
    """The cover goods between a source and a market."""
    markets = work.reference.countries("wildlife_markets").countries
    ends = work.consignments.select("row", destination="country_of_destination").filter(
        pl.col("destination").is_in(markets)
    )
    found = _from(work, work.coded("wildlife_cover"), "wildlife_sources").join(ends, on="row", how="inner")
    return found.select("row", "position", "what", "country", "destination", "hs_code")


@indicator(
    id="CBR-05",
    title="Scrap metal from where sources were lost",
    typology=Typology.CBRN,
    definition="Metal scrap comes from or through a country where orphan radioactive sources were searched for and "
    "recovered.",
    source=Source(
        "IAEA-TECDOC-1312, Detection of radioactive materials at borders, 2002; IAEA, Radiological accident in Lia, "
        "Georgia, 2014",
        "https://www.iaea.org/publications/6440/detection-of-radioactive-materials-at-borders",
    ),
    needs=_ROUTED,
    subject="goods",
    weight=0.05,
    reason="{what} from or through {country}",
    false_positives="Nearly all scrap is clean: let the portal say so.",
)
def scrap_from_there(work: Workings) -> pl.DataFrame:
    """The scrap that a portal should see."""
    found = _from(work, work.coded("scrap"), "orphan_sources")
    return found.select("row", "position", "what", "country", "hs_code")
