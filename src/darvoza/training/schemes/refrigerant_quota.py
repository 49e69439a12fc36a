"""Refrigerants beyond the quota, as something that needs none."""

import polars as pl

from darvoza.signals import Typology
from darvoza.training.case import Case, Planted, Scheme, Sign, shown
from darvoza.training.tricks import FREE_MAIL, NEWCOMER, NO_PAPERS, VAGUE, disguise, goods_line, usual_load, with_goods

_NAMED = Sign("refrigerant named, no licence referred to", "ENV-06", needs=("goods.description",))
_WEAK = (NEWCOMER, FREE_MAIL, NO_PAPERS, VAGUE)


def _plant(case: Case) -> Planted:
    base = case.one
    words = ("Compressed gas in cylinders", "Газ сжатый в баллонах", "290339")
    if case.may(_NAMED.name) and not case.may(VAGUE.name):
        words = ("Refrigerant R-22 in cylinders", "Хладагент R-22 в баллонах", "290371")
    english, russian, hs = words
    net = usual_load(case, base, case.chance.between(800, 6_000))
    item = goods_line(case, base, english=english, russian=russian, hs=hs, net=net, usd=7.0, package="CY")
    return Planted([disguise(case, with_goods(base, item))], shown(case, *(sign.name for sign in SCHEME.signs)))


SCHEME = Scheme(
    id="refrigerant-quota",
    title="Refrigerants beyond the quota",
    typology=Typology.WASTE,
    source="Manual for customs officers on hazardous chemicals and wastes (Basel, Rotterdam and Stockholm conventions)",
    source_url="https://docslib.org/doc/6248738/manual-for-the-customs-officers",
    signs=(_NAMED, *_WEAK),
    suits=(pl.col("flow") == "import") & pl.col("mode").is_in(["road", "rail"]),
    plant=_plant,
    weight=0.0,
    weight_in_seasons=0.5,
)
