"""The same invoice, certificate or licence used again, or the same goods invoiced twice."""

import polars as pl

from darvoza.consignment import Document
from darvoza.signals import Typology
from darvoza.training.case import Case, Planted, Scheme, Sign
from darvoza.training.tricks import FREE_MAIL, LATE, SHARED_ADDRESS, disguise, replace, with_goods

_AGAIN = Sign("document number used again", "DOC-02", needs=("documents.number",))
_TWICE = Sign("same goods invoiced twice", "TBM-02", needs=("consignments.value",))
_WEAK = (FREE_MAIL, SHARED_ADDRESS, LATE)


def _plant(case: Case) -> Planted:
    lead, *others = case.consignments
    shows: list[str] = []
    kind = case.chance.choice(("380", "861", "911"))
    paper = next((each for each in lead.documents if each.type == kind), None)
    paper = paper or Document(type=kind, number=f"{kind}/{case.chance.digits(6)}", issued=case.day)
    turned = [replace(lead, documents=(*(each for each in lead.documents if each.type != kind), paper))]
    for each in others:
        other = each
        if case.may(_AGAIN.name):
            other = replace(other, documents=(*(one for one in other.documents if one.type != kind), paper))
        if case.may(_TWICE.name):
            boxes = tuple(unit.id for unit in other.equipment if unit.kind == "container")
            other = with_goods(other, *(replace(item, equipment=boxes) for item in lead.goods))
        turned.append(other)
    shows += [sign.name for sign in (_AGAIN, _TWICE) if case.may(sign.name)]
    turned = [disguise(case, each) for each in turned]
    return Planted(turned, (*shows, *(sign.name for sign in _WEAK if case.may(sign.name))))


SCHEME = Scheme(
    id="reused-papers",
    title="Papers used again",
    typology=Typology.LAUNDERING,
    source="FATF/Egmont 2021 and FATF 2006: multiple invoicing and re-used documents",
    source_url="https://www.hlb-mauritius.com/an-overview-of-trade-based-money-laundering-and-terrorist-financing-and-the-risk-indicators/",
    signs=(_AGAIN, _TWICE, *_WEAK),
    suits=pl.col("mode").is_in(["road", "rail"]),
    plant=_plant,
    weight=0.5,
    members=(2, 3),
)
