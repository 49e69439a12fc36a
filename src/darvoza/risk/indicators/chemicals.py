"""Signs of drug precursors, and of dangerous goods that nobody declared as such."""

import polars as pl

from darvoza.codes import offices, resolve_offices
from darvoza.consignment import Flow, Mode
from darvoza.risk.indicator import Source, indicator
from darvoza.risk.left import either, some
from darvoza.risk.sources import CACI_RAIL
from darvoza.risk.workings import Workings
from darvoza.signals import Typology

_BULK_KG = 50.0
_TOWARDS = "AF"
_NUMBERED = (pl.col("un_numbers").list.len() > 0).fill_null(value=False)
_DANGEROUS_CHAPTERS = ["27", "28", "29", "31", "32", "34", "36", "38", "85"]


@indicator(
    id="PRC-05",
    title="Ephedrine or cold medicine in bulk",
    typology=Typology.PRECURSORS,
    definition="50 kg or more of ephedrines, or of medicines that contain them, by HS code or description.",
    source=Source(
        "UNODC on precursors of Afghan methamphetamine, as reported; UN Convention of 1988, Table I",
        "https://oicanadian.com/methamphetamine-trafficking-increases-in-afghanistan-and-neighboring-countries/",
    ),
    needs=("goods.hs_code or goods.description", "goods.net_mass_kg or goods.gross_mass_kg"),
    subject="goods",
    weight=0.10,
    reason="{mass_kg} kg of {what}",
    false_positives="Licensed pharmaceutical wholesalers.",
)
def bulk_ephedrine(work: Workings) -> pl.DataFrame:
    """The items that could be cooked."""
    columns = ("row", "position", "what", "hs_code", "description", "mass_kg")
    mass = pl.coalesce("net_mass_kg", "gross_mass_kg").alias("mass_kg")
    both = either(
        lambda: work.coded("medicines").with_columns(mass).select(columns),
        lambda: work.describing("ephedrine").with_columns(mass, what=pl.col("term")).select(columns),
    )
    return both.filter(pl.col("mass_kg") >= _BULK_KG).unique(["row", "position"], keep="first", maintain_order=True)


@indicator(
    id="PRC-06",
    title="Acetylating agent towards the Afghan border",
    typology=Typology.PRECURSORS,
    definition="Acetic anhydride or a substitute, by HS code or description, with Afghanistan on the route or an "
    "office at its border.",
    source=CACI_RAIL,
    needs=(
        "goods.hs_code or goods.description",
        "consignments.country_of_destination or places.country or places.name or places.code or consignments.office",
    ),
    subject="goods",
    flows=(Flow.EXPORT, Flow.TRANSIT),
    modes=(Mode.RAIL, Mode.ROAD, Mode.RIVER),
    weight=0.22,
    reason="{what} on a route to the Afghan border",
    false_positives="Hardly any lawful use there.",
)
def anhydride_south(work: Workings) -> pl.DataFrame:
    """The items that heroin is made with, on their way to where it is made."""
    columns = ("row", "position", "what", "hs_code", "description")
    found = either(
        lambda: work.coded("anhydride").select(columns),
        lambda: work.describing("anhydride").with_columns(what=pl.col("term")).select(columns),
    )
    both = found.unique(["row", "position"], keep="first", maintain_order=True)
    return both.join(_southbound(work, both), on="row", how="semi")


def _southbound(work: Workings, items: pl.DataFrame) -> pl.DataFrame:
    """Of the consignments of these items, those with Afghanistan on the route or an office at its border: ``row``."""
    at_border = offices().filter((pl.col("neighbour") == _TOWARDS) | (pl.col("country") == _TOWARDS))["code"].to_list()
    places = work.batch.places.join(items, on="row", how="semi")
    named = [work.consignments.join(items, on="row", how="semi").select("row", text="office")]
    named += [places.select("row", text=column) for column in ("code", "name")]
    texts = pl.concat(named).drop_nulls("text")
    by_office = texts.filter(resolve_offices(texts["text"]).is_in(at_border))
    by_country = work.route.filter(pl.col("country") == _TOWARDS)
    return pl.concat([by_office.select("row"), by_country.select("row")]).unique()


@indicator(
    id="GDS-14",
    title="Dangerous goods without a UN number",
    typology=Typology.SAFETY,
    definition="In a manifest, the description names goods that the UN Model Regulations list, neither the item nor "
    "its text has a UN number, and the HS code, if filed, is of a chapter of such goods; where manifests of the same "
    "mode at hand give UN numbers at all.",
    source=Source(
        "UN Model Regulations on the transport of dangerous goods, 5.4.1; on misdeclared goods: TT Club, March 2020",
        "https://content.yudu.com/web/43kj8/0A43kug/TheReportMarch20/html/52.html",
    ),
    needs=("goods.description",),
    subject="goods",
    weight=0.10,
    reason="{term} is dangerous goods, but no UN number is filed",
    false_positives="Solutions too weak to be dangerous; batteries packed inside devices.",
)
def undeclared_danger(work: Workings) -> pl.DataFrame:
    """The items that should have a UN number."""
    unnumbered = ~_NUMBERED & ~pl.col("description").str.contains(r"(?i)\bUN ?\d{4}\b")
    likely = pl.col("hs2").is_null() | pl.col("hs2").is_in(_DANGEROUS_CHAPTERS)
    worded = some(work.describing("dangerous").filter(unnumbered & likely))
    manifests = some(work.manifests).select("row", "mode")
    # A kind of message that has no room for the number says nothing by its lack.
    able = some(work.goods.filter(_NUMBERED)).join(manifests, on="row", how="inner").select("mode").unique()
    manifests = manifests.join(able, on="mode", how="semi", nulls_equal=True)
    hits = worded.join(manifests, on="row", how="semi")
    return hits.select("row", "position", "term", "description", "hs_code")
