"""Signs of protected species, of waste, and of excise goods under suspension of duty."""

import polars as pl

from darvoza.consignment import Flow
from darvoza.risk.indicator import Source, indicator
from darvoza.risk.left import either, some
from darvoza.risk.workings import Workings
from darvoza.signals import Typology

_PERMIT = r"(?i)cites|ситес"
_VEHICLES = "87"
_CONSENT = r"(?i)basel|базел"


def _with_paper(work: Workings, kind: str, words: str) -> pl.DataFrame:
    """Consignments that have such a document, by its type or by what its type, number or issuer says: ``row``."""
    codes = work.reference.document_kinds.filter(kind=kind)["type"].to_list()
    said = pl.any_horizontal(
        pl.col(name).str.contains(words).fill_null(value=False) for name in ("type", "number", "issuer")
    )
    return work.batch.documents.filter(pl.col("type").is_in(codes).fill_null(value=False) | said).select("row").unique()


@indicator(
    id="ENV-01",
    title="Protected species named",
    typology=Typology.WILDLIFE,
    definition="The description names a species in the appendices of CITES or a product of one, and no CITES document "
    "is filed.",
    source=Source(
        "Themis environmental-crime toolkit; CITES, Appendices I to III", "https://cites.org/eng/app/appendices.php"
    ),
    needs=("goods.description",),
    subject="goods",
    weight=0.18,
    reason="{term} may be of a protected species, and no CITES document is filed",
    false_positives="Farmed caviar; brand names; toys and pictures of animals; manifests that list no documents.",
)
def protected_species(work: Workings) -> pl.DataFrame:
    """The items that may need a permit."""
    called = some(work.describing("cites"))
    permitted = _with_paper(work, "wildlife permit", _PERMIT)
    found = called.join(permitted, on="row", how="anti")
    return found.select("row", "position", "term", "description")


@indicator(
    id="ENV-04",
    title="Scrap, waste or used goods without consent",
    typology=Typology.WASTE,
    definition="The HS code or the description is of scrap, waste or used goods other than vehicles, and no Basel "
    "document is filed.",
    source=Source(
        "Basel Convention, Article 9; training lecture on detecting hazardous waste",
        "https://docslib.org/doc/10321184/detecting-hazardous-waste-overview",
    ),
    needs=("goods.hs_code or goods.description",),
    subject="goods",
    weight=0.14,
    reason="{what} moves without a document under the Basel Convention",
    false_positives="Working second-hand goods need none; nor does clean scrap of metal, paper and clothing (Annex "
    "IX): weight halved where the HS code says openly that the goods are waste.",
)
def waste(work: Workings) -> pl.DataFrame:
    """The items that may be waste."""
    columns = ("row", "position", "what", "hs_code", "description", "weight")
    # A used car declared as a car is a car.
    vehicle = pl.col("hs2").eq_missing(pl.lit(_VEHICLES))
    worded = {"what": pl.col("term"), "weight": pl.lit(0.14)}
    found = either(
        lambda: some(work.coded("waste")).with_columns(weight=pl.lit(0.07)).select(columns),
        lambda: some(work.describing("used")).filter(~vehicle).with_columns(**worded).select(columns),
    )
    both = found.unique(["row", "position"], keep="first", maintain_order=True)
    consented = _with_paper(work, "waste document", _CONSENT)
    return both.join(consented, on="row", how="anti")


@indicator(
    id="EXC-01",
    title="Tobacco in transit",
    typology=Typology.EXCISE,
    definition="Cigarettes or other tobacco products move in transit, under suspension of duty.",
    source=Source(
        "WHO Framework Convention on Tobacco Control, Article 15.4(d): goods moving under suspension of taxes",
        "https://fctc.who.int/",
    ),
    needs=("goods.hs_code",),
    subject="goods",
    flows=(Flow.TRANSIT,),
    weight=0.12,
    reason="{goods} in transit, HS code {hs_code}",
    false_positives="Lawful supply of the countries beyond.",
)
def tobacco_in_transit(work: Workings) -> pl.DataFrame:
    """The tobacco on which no duty was paid."""
    return some(work.coded("tobacco")).select(
        "row", "position", pl.col("what").alias("goods"), "hs_code", "gross_mass_kg"
    )
