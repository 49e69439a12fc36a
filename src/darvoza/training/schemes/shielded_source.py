"""A radioactive source shielded in a load of metal."""

import polars as pl

from darvoza.signals import Typology
from darvoza.training.case import Case, Planted, Scheme, Sign, shown
from darvoza.training.tricks import FREE_MAIL, NEWCOMER, NO_PAPERS, VAGUE, disguise, goods_line, with_goods

_SHIELD = Sign("heavy shielding metal in a small load", "CBR-04", needs=("goods.hs_code",))
_SCRAP = Sign("scrap from where sources were lost", "CBR-05", weak=True, needs=("goods.hs_code",))
_WEAK = (_SCRAP, NEWCOMER, FREE_MAIL, NO_PAPERS, VAGUE)


def _plant(case: Case) -> Planted:
    base = case.one
    english, russian, hs, usd, net = "Ferrous scrap, mixed", "Лом черных металлов", "720449", 0.35, 18_000.0
    if case.may(_SHIELD.name):
        english, russian, hs, usd, net = "Lead ingots", "Свинец в слитках", "780110", 2.3, case.strength(900, 6_000)
    item = goods_line(case, base, english=english, russian=russian, hs=hs, net=net, usd=usd, package_kg=500.0)
    return Planted([disguise(case, with_goods(base, item))], shown(case, *(sign.name for sign in SCHEME.signs)))


SCHEME = Scheme(
    id="shielded-source",
    title="A radioactive source shielded in metal",
    typology=Typology.CBRN,
    source="IAEA-TECDOC-1312, Detection of radioactive materials at borders",
    source_url="https://123dok.net/document/zgw21j48-detection-of-radioactive-materials-at-borders-iaea.html",
    signs=(_SHIELD, *_WEAK),
    suits=pl.col("mode").is_in(["road", "rail"]) & pl.col("flow").is_in(["import", "transit"]),
    plant=_plant,
    weight=0.0,
    weight_in_seasons=0.3,
)
