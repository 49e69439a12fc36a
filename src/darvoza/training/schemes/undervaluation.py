"""Undervaluation: goods of high duty declared at a fraction of what such goods cost."""

import polars as pl

from darvoza.signals import Typology
from darvoza.training.case import Case, Planted, Scheme, Sign, shown
from darvoza.training.tricks import COMMON, ROUND, VAGUE, disguise, replace, with_goods

_PRICE = Sign("unit value far below the usual", "VAL-01", needs=("consignments.value",))
_DUTIABLE = ("8517", "6203", "6204", "6402", "6403", "8708", "8528", "8418", "3304", "4202", "8415", "9503", "6110")


def _plant(case: Case) -> Planted:
    factor = case.strength(0.06, 0.55)
    if not case.may(_PRICE.name):
        factor = case.chance.between(0.5, 0.75)
    goods = (
        replace(item, value=max(round(item.value * factor, 2), 0.5)) if item.value else item for item in case.one.goods
    )
    cheap = with_goods(case.one, *goods)
    return Planted([disguise(case, cheap)], shown(case, *(sign.name for sign in SCHEME.signs)))


SCHEME = Scheme(
    id="undervaluation",
    title="Dutiable goods declared far below their price",
    typology=Typology.REVENUE,
    source="GAO on undervaluation and misclassification; reference values by HS, origin and unit",
    source_url="http://stage.exportcompliancedaily.com/article/2012/05/18/gao-says-cbp-and-ita-should-work-together-to-address-ad--cv-duty-evasion-12051826",
    signs=(_PRICE, ROUND, VAGUE, *(sign for sign in COMMON if sign not in {ROUND, VAGUE})),
    suits=(pl.col("flow") == "import")
    & pl.col("hs").str.slice(0, 4).is_in(_DUTIABLE)
    & pl.col("value").is_not_null()
    & (pl.col("format") != "ffm"),
    plant=_plant,
    weight=2.0,
)
