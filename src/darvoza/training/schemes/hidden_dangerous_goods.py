"""Dangerous goods kept quiet: batteries, gases and fireworks carried as toys and household goods."""

import polars as pl

from darvoza.signals import Typology
from darvoza.training.case import Case, Planted, Scheme, Sign
from darvoza.training.tricks import FREE_MAIL, LATE, NEWCOMER, VAGUE, finished, goods_line, usual_load, with_goods

_QUIET = Sign("dangerous goods named, none declared", "GDS-14", needs=("goods.description",))
_OTHER = Sign("description and code disagree", "GDS-02", needs=("goods.hs_code",))
_WEAK = (NEWCOMER, FREE_MAIL, LATE, VAGUE)

_GOODS = (
    ("Lithium batteries for power banks", "Батареи литиевые для пауэрбанков", "850760", "851890", 30.0),
    ("Fireworks and firecrackers", "Фейерверки и петарды", "360410", "950300", 4.0),
    ("Aerosol cans with butane", "Баллончики аэрозольные с бутаном", "361310", "392690", 3.0),
    ("Calcium hypochlorite granules", "Гипохлорит кальция в гранулах", "282810", "340250", 2.0),
    ("Nail polish remover, acetone", "Ацетон для снятия лака", "291411", "330430", 4.0),
)
_COVERS = (("Toys and accessories", "Игрушки и аксессуары"), ("Household goods", "Хозяйственные товары"))


def _plant(case: Case) -> Planted:
    base, shows = case.one, []
    english, russian, hs, cover_hs, usd = case.chance.choice(_GOODS)
    if case.may(_QUIET.name) and not case.may(VAGUE.name):
        shows.append(_QUIET.name)
        if case.may(_OTHER.name):
            hs = cover_hs
            shows.append(_OTHER.name)
    else:
        english, russian = case.chance.choice(_COVERS)
        hs = cover_hs
    net = usual_load(case, base, case.chance.between(200, 5_000))
    item = goods_line(case, base, english=english, russian=russian, hs=hs, net=net, usd=usd)
    return finished(case, with_goods(base, item), shows, _WEAK)


SCHEME = Scheme(
    id="hidden-dangerous-goods",
    title="Dangerous goods not declared as such",
    typology=Typology.SAFETY,
    source="Dangerous goods suspected undeclared (dictionary of descriptions against the dangerous-goods flag)",
    source_url="https://docslib.org/doc/10321184/detecting-hazardous-waste-overview",
    signs=(_QUIET, _OTHER, *_WEAK),
    suits=pl.col("flow").is_in(["import", "transit"]) & (pl.col("format") != "ffm"),
    plant=_plant,
    weight=0.9,
)
