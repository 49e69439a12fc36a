"""Signs that goods are other than they seem: chemicals without a name, old machines as goods, metal that shields."""

import polars as pl

from darvoza.risk.indicator import Source, indicator
from darvoza.risk.left import some
from darvoza.risk.workings import Workings
from darvoza.signals import Typology

_CHEMICAL_CHAPTERS = ["28", "29", "38"]
_NUMBERED = r"(?i)\b\d{2,7}-\d{2}-\d\b|\bCAS\b|\bUN ?\d{4}\b"
_CHEAP_PER_KG = {"USD": 2.0, "EUR": 2.0, "CNY": 14.0, "RUB": 180.0, "GBP": 1.6}
_BULK_KG = 500.0
_SMALL_KG = 2000.0


@indicator(
    id="PRC-04",
    title="Chemical under special surveillance",
    typology=Typology.PRECURSORS,
    definition="The description names a chemical that is not scheduled but under special international surveillance, "
    "because it replaces scheduled precursors.",
    source=Source(
        "INCB, limited international special surveillance list of non-scheduled substances; 1988 Convention, Art. 12, "
        "paragraph 9",
        "https://www.incb.org/incb/en/precursors/index.html",
    ),
    needs=("goods.description",),
    subject="goods",
    weight=0.09,
    reason="{term} is under special surveillance as a substitute for precursors",
    false_positives="Many have large lawful uses in plastics, paints and leather.",
)
def surveillance_list(work: Workings) -> pl.DataFrame:
    """The substitutes for scheduled precursors."""
    return some(work.describing("surveillance_precursor")).select("row", "position", "term", "description", "hs_code")


@indicator(
    id="PRC-07",
    title="Chemical without a name",
    typology=Typology.PRECURSORS,
    definition="Goods of the chapters of chemicals (28, 29, 38) are described by what they are for, with neither the "
    "name of a substance nor a CAS or UN number.",
    source=Source(
        "UNODC ROCA, Precursor Control on Central Asia's Borders with China",
        "https://docslib.org/doc/7819736/precursor-control-on-central-asia-s-borders-with-china",
    ),
    needs=("goods.description", "goods.hs_code"),
    subject="goods",
    weight=0.07,
    reason="A chemical of HS code {hs_code} is called only {description}",
    false_positives="Trade preparations whose makers keep the recipe secret.",
)
def nameless_chemical(work: Workings) -> pl.DataFrame:
    """The chemicals that only a data sheet could tell apart."""
    nameless = some(work.descriptions.only("trade_chemical", work.reference.vocabularies("filler")))
    named = (pl.col("cas_numbers").list.len() > 0) | (pl.col("un_numbers").list.len() > 0)
    return (
        work.goods.filter(pl.col("hs2").is_in(_CHEMICAL_CHAPTERS) & ~named.fill_null(value=False))
        .join(nameless.select(pl.col("text").alias("description")), on="description", how="semi")
        .filter(~pl.col("description").str.contains(_NUMBERED))
        .select("row", "position", "hs_code", "description")
    )


@indicator(
    id="ENV-05",
    title="Old electronics by weight",
    typology=Typology.WASTE,
    definition="Half a tonne or more of electronics described as used, at less than about 2 US dollars a kilogram.",
    source=Source(
        "Basel Convention, technical guidelines on transboundary movements of electrical and electronic waste and used "
        "equipment (the distinction between waste and non-waste)",
        "https://www.basel.int/Implementation/Ewaste/TechnicalGuidelines/Overview/tabid/8377/Default.aspx",
    ),
    needs=(
        "goods.hs_code",
        "goods.description",
        "goods.value or consignments.value",
        "goods.gross_mass_kg or goods.net_mass_kg",
    ),
    subject="goods",
    weight=0.10,
    reason="{mass} kg of used goods ({term}) at {unit_value} {currency} a kilogram",
    false_positives="Spare parts; charity with old computers.",
)
def electronic_waste(work: Workings) -> pl.DataFrame:
    """The electronics that are worth no more than their metal."""
    used = some(work.describing("used")).select("row", "position", "term")
    electronics = some(work.coded("used_electronics")).select("row", "position")
    dear = pl.col("currency").replace_strict(_CHEAP_PER_KG, default=None, return_dtype=pl.Float64)
    return (
        work.items.join(electronics, on=["row", "position"], how="semi")
        .join(used, on=["row", "position"], how="inner", maintain_order="left")
        .filter((pl.col("mass") >= _BULK_KG) & (pl.col("unit_value") < dear))
        .select("row", "position", "mass", "term", pl.col("unit_value").round(2), "currency")
    )


@indicator(
    id="CBR-04",
    title="Metal that shields radiation among light goods",
    typology=Typology.CBRN,
    definition="Articles of lead, tungsten or other heavy shielding metal, up to two tonnes, travel in one consignment "
    "with goods of other kinds that are no metal.",
    source=Source(
        "IAEA-TECDOC-1312, Detection of radioactive materials at borders, 2002",
        "https://www.iaea.org/publications/6440/detection-of-radioactive-materials-at-borders",
    ),
    needs=("goods.hs_code", "goods.gross_mass_kg or goods.net_mass_kg"),
    subject="goods",
    weight=0.08,
    reason="{mass_kg} kg of {what} among goods of chapters {others}",
    false_positives="Fishing weights, wheel weights, welding electrodes in groupage.",
)
def shielding(work: Workings) -> pl.DataFrame:
    """The shielding metal that has no metal trade around it."""
    metal = some(work.coded("shielding"))
    others = (
        work.goods.drop_nulls("hs2")
        .filter(~pl.col("hs2").is_between(pl.lit("72"), pl.lit("83")))
        .group_by("row")
        .agg(others=pl.col("hs2").unique().sort().str.join(", "))
    )
    mass = pl.coalesce("net_mass_kg", "gross_mass_kg")
    return (
        metal.with_columns(mass_kg=mass)
        .filter(pl.col("mass_kg").is_between(0, _SMALL_KG, closed="right"))
        .join(others, on="row", how="inner", maintain_order="left")
        .select("row", "position", "mass_kg", "what", "others", "hs_code")
    )
