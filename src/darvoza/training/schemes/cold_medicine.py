"""Ephedrine for methamphetamine, bought as cold medicine by the tonne."""

import polars as pl

from darvoza.signals import Typology
from darvoza.training.case import Case, Planted, Scheme, Sign
from darvoza.training.tricks import (
    FREE_MAIL,
    LATE,
    NEWCOMER,
    NO_PAPERS,
    VAGUE,
    finished,
    goods_line,
    usual_load,
    with_goods,
)

_BULK = Sign("ephedrine preparation in bulk", "PRC-05", needs=("goods.description",))
_DEAR = Sign("value per kilogram out of what such goods can have", "VAL-07", needs=("consignments.value",))
_WEAK = (NEWCOMER, FREE_MAIL, LATE, NO_PAPERS, VAGUE)

_NAMED = (
    ("Pseudoephedrine tablets 60 mg, bulk packed", "Псевдоэфедрин таблетки 60 мг, россыпью", "300442", 55.0),
    ("Ephedrine hydrochloride", "Эфедрина гидрохлорид", "293941", 120.0),
    ("Cold medicine with pseudoephedrine", "Средство от простуды с псевдоэфедрином", "300442", 48.0),
)


def _plant(case: Case) -> Planted:
    base, shows = case.one, []
    english, russian, hs, usd = "Food supplement tablets", "БАД в таблетках", "210690", 14.0
    if case.may(_BULK.name) and not case.may(VAGUE.name):
        english, russian, hs, usd = case.chance.choice(_NAMED)
        shows.append(_BULK.name)
    elif case.may(_DEAR.name):
        usd = case.strength(240.0, 70.0)
        shows.append(_DEAR.name)
    net = usual_load(case, base, case.chance.between(150, 1_200))
    item = goods_line(
        case, base, english=english, russian=russian, hs=hs, net=net, usd=usd, package="DR", package_kg=25
    )
    return finished(case, with_goods(base, item), shows, _WEAK)


SCHEME = Scheme(
    id="cold-medicine",
    title="Ephedrine bought as cold medicine in bulk",
    typology=Typology.PRECURSORS,
    source="UNODC ROCA, Precursor control on Central Asia's borders with China; UN 1988 Convention, Table I",
    source_url="https://docslib.org/doc/7819736/precursor-control-on-central-asia-s-borders-with-china",
    signs=(_BULK, _DEAR, *_WEAK),
    suits=pl.col("mode").is_in(["road", "air"])
    & pl.col("flow").is_in(["import", "transit"])
    & pl.col("country_of_dispatch").is_in(["CN", "IN", "PK", "IR", "TR", "AE"])
    & (pl.col("format") != "ffm"),
    plant=_plant,
    weight=0.8,
)
