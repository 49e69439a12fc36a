"""Signs that a permission is wanting: goods under licence whose papers name no licence."""

import polars as pl

from darvoza.consignment import Flow
from darvoza.risk.indicator import Source, indicator
from darvoza.risk.left import some
from darvoza.risk.sources import TRI_SEAL
from darvoza.risk.workings import Workings
from darvoza.signals import Typology

_PERMITS = ("licence", "end use")


def _without(work: Workings, items: pl.DataFrame, *kinds: str) -> pl.DataFrame:
    """Those of these items that no document of these kinds is for, where documents are named at all."""
    named = some(items.join(work.batch.documents, on="row", how="semi", maintain_order="left"))
    of_kind = work.papers.filter(pl.col("kind").is_in(kinds))
    if of_kind.is_empty():
        return named
    whole = of_kind.filter(pl.col("item").is_null())
    single = of_kind.drop_nulls("item").select("row", pl.col("item").cast(pl.UInt32).alias("position"))
    left = some(named.join(whole, on="row", how="anti", maintain_order="left"))
    return left.join(single, on=["row", "position"], how="anti", maintain_order="left")


_DOCUMENTED = ("goods.hs_code", "documents.type", "consignments.lodgement")


def _declared(work: Workings, items: pl.DataFrame) -> pl.DataFrame:
    """Those of these items that stand in a declaration; a manifest has no room for licences."""
    return some(some(items).join(work.declarations, on="row", how="semi", maintain_order="left"))


@indicator(
    id="GDS-08",
    title="Goods made to be licensed, without a licence",
    typology=Typology.PROLIFERATION,
    definition="An export or transit declaration has goods under an HS code that is made for controlled goods, and "
    "its documents name no licence or end-use authorisation for them.",
    source=Source(
        "Regulation (EU) 2021/821, Articles 3 and 21 (authorisation, and proof of it at customs)",
        "https://eur-lex.europa.eu/eli/reg/2021/821/oj",
    ),
    needs=_DOCUMENTED,
    subject="goods",
    flows=(Flow.EXPORT, Flow.TRANSIT),
    weight=0.08,
    reason="HS code {hs_code} is made for goods such as {what}, but no licence is named",
    false_positives="Goods of the code below the limits of the control; licences filed in another system.",
)
def unlicensed(work: Workings) -> pl.DataFrame:
    """The items that look licensable and travel without a licence."""
    items = work.controlled
    return _without(work, _declared(work, items), *_PERMITS).select("row", "position", "hs_code", "what")


@indicator(
    id="DOC-11",
    title="Priority goods without a word on their end use",
    typology=Typology.PROLIFERATION,
    definition="An export or transit declaration has goods of the first tiers of the Common High Priority List, and "
    "its documents name no end-use authorisation or licence.",
    source=TRI_SEAL,
    needs=_DOCUMENTED,
    subject="goods",
    flows=(Flow.EXPORT, Flow.TRANSIT),
    weight=0.07,
    reason="HS code {hs_code} is on the Common High Priority List, tier {tier}, but no end-use document is named",
    false_positives="Statements kept by the exporter and not filed.",
)
def no_end_use(work: Workings) -> pl.DataFrame:
    """The priority items without a statement."""
    items = work.priority.filter(pl.col("tier").is_in(["1", "2"]))
    return _without(work, _declared(work, items), *_PERMITS).select("row", "position", "hs_code", "tier")


@indicator(
    id="PRC-01",
    title="Scheduled precursor without a permission",
    typology=Typology.PRECURSORS,
    definition="A declaration has a substance of Table I or II of the 1988 Convention, by HS code, and its documents "
    "name no licence.",
    source=Source(
        "UN Convention against Illicit Traffic in Narcotic Drugs and Psychotropic Substances, 1988, Article 12, "
        "paragraphs 8 to 10 (licensing, and notice before export)",
        "https://www.unodc.org/pdf/convention_1988_en.pdf",
    ),
    needs=_DOCUMENTED,
    subject="goods",
    weight=0.22,
    reason="{what} (HS code {hs_code}) is under international control, but no licence is named",
    false_positives="Permissions exchanged between authorities and not filed; codes that also cover other substances.",
)
def precursor_without_licence(work: Workings) -> pl.DataFrame:
    """The scheduled substances that nobody permitted."""
    items = work.coded("scheduled_precursors")
    return _without(work, _declared(work, items), "licence").select("row", "position", "hs_code", "what")


@indicator(
    id="ENV-06",
    title="Refrigerant gas without a licence",
    typology=Typology.WASTE,
    definition="An import declaration has a gas controlled under the Montreal Protocol, by HS code, and its documents "
    "name no licence.",
    source=Source(
        "Montreal Protocol on substances that deplete the ozone layer, Article 4B (import and export licensing)",
        "https://ozone.unep.org/treaties/montreal-protocol",
    ),
    needs=_DOCUMENTED,
    subject="goods",
    flows=(Flow.IMPORT,),
    weight=0.12,
    reason="{what} (HS code {hs_code}) need a licence and a quota, but no licence is named",
    false_positives="Gas inside equipment declared apart; quotas managed without a document in the declaration.",
)
def gas_without_licence(work: Workings) -> pl.DataFrame:
    """The gases that no quota holder brought."""
    items = work.coded("refrigerants")
    return _without(work, _declared(work, items), "licence").select("row", "position", "hs_code", "what")


@indicator(
    id="EXC-02",
    title="What cigarettes are made with, without a licence",
    typology=Typology.EXCISE,
    definition="An import declaration has machines, paper, filter tow or leaf for cigarettes, and its documents name "
    "no licence.",
    source=Source(
        "Protocol to Eliminate Illicit Trade in Tobacco Products, Article 6 (licences for equipment and products)",
        "https://fctc.who.int/protocol/overview",
    ),
    needs=_DOCUMENTED,
    subject="goods",
    flows=(Flow.IMPORT,),
    weight=0.09,
    reason="{what} (HS code {hs_code}) for making cigarettes, but no licence is named",
    false_positives="Known factories; tow for other uses.",
)
def cigarette_inputs(work: Workings) -> pl.DataFrame:
    """The items that an unlicensed factory would need."""
    items = work.coded("tobacco_inputs")
    return _without(work, _declared(work, items), "licence").select("row", "position", "hs_code", "what")
