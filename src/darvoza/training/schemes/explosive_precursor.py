"""Ammonium nitrate and its like in quantities or to receivers that no field explains."""

import polars as pl

from darvoza.signals import Typology
from darvoza.training.case import Case, Planted, Scheme, Sign
from darvoza.training.tricks import (
    FREE_MAIL,
    LATE,
    NEWCOMER,
    NO_LICENCE,
    SHARED_ADDRESS,
    finished,
    goods_line,
    licensed,
    usual_load,
    with_goods,
)

_NAMED = Sign("explosive precursor to a stranger to the trade", "CBR-07", needs=("goods.description",))
_OTHER = Sign("description and code disagree", "GDS-02", needs=("goods.hs_code",))
_WEAK = (NEWCOMER, FREE_MAIL, SHARED_ADDRESS, LATE)

_GOODS = (
    ("Ammonium nitrate, porous prills", "Селитра аммиачная пористая гранулированная", "310230", 0.42),
    ("Hydrogen peroxide 60%", "Перекись водорода 60%", "284700", 0.8),
    ("Potassium chlorate", "Хлорат калия", "282919", 1.6),
    ("Nitromethane", "Нитрометан", "290420", 5.5),
    ("Aluminium powder, fine", "Пудра алюминиевая тонкая", "760310", 4.5),
)


def _plant(case: Case) -> Planted:
    base, shows = case.one, []
    english, russian, hs, usd = case.chance.choice(_GOODS)
    if case.may(_NAMED.name):
        shows.append(_NAMED.name)
        if case.may(_OTHER.name):
            hs = "310590"
            shows.append(_OTHER.name)
    else:
        english, russian, hs = "Mineral fertiliser", "Удобрение минеральное", "310590"
    net = usual_load(case, base, case.chance.choice((1_500.0, 6_000.0, 18_000.0)))
    item = goods_line(
        case, base, english=english, russian=russian, hs=hs, net=net, usd=usd, package="BG", package_kg=50
    )
    return finished(case, licensed(case, with_goods(base, item)), shows, (NO_LICENCE, *_WEAK))


SCHEME = Scheme(
    id="explosive-precursor",
    title="Explosive precursors for nobody's field",
    typology=Typology.CBRN,
    source="WCO STCE Implementation Guide 2023; WCO Programme Global Shield list of precursors",
    source_url="https://mag.wcoomd.org/magazine/wco-news-103/the-updated-2023-version-of-the-stce-implementation-guide-is-available/",
    signs=(_NAMED, _OTHER, NO_LICENCE, *_WEAK),
    suits=pl.col("mode").is_in(["road", "rail", "river"])
    & pl.col("flow").is_in(["import", "transit"])
    & (pl.col("gross_mass_kg") > 800),
    plant=_plant,
    weight=0.9,
)
