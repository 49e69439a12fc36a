"""Waste declared as goods: broken electronics, batteries and scrap, without the consent the Basel Convention wants."""

import polars as pl

from darvoza.signals import Typology
from darvoza.training.case import Case, Planted, Scheme, Sign
from darvoza.training.tricks import (
    FREE_MAIL,
    LATE,
    NEWCOMER,
    ROUND,
    VAGUE,
    finished,
    goods_line,
    usual_load,
    with_goods,
)

_USED = Sign("used goods or scrap without consent", "ENV-04", needs=("goods.description",))
_CHEAP = Sign("electronics at the price of scrap", "ENV-05", needs=("consignments.value",))
_WEAK = (NEWCOMER, FREE_MAIL, LATE, ROUND, VAGUE)

_GOODS = (
    ("Used computers, mixed, not tested", "Компьютеры б/у в ассортименте", "Computers", "Компьютеры", "847141", 18.0),
    ("Used televisions and monitors", "Телевизоры и мониторы б/у", "Monitors", "Мониторы", "852859", 6.0),
    ("Used refrigerators", "Холодильники б/у", "Refrigerators", "Холодильники", "841810", 4.0),
    ("Scrap printed circuit boards", "Лом печатных плат", "Computer parts", "Части компьютеров", "847330", 30.0),
    ("Used lead-acid batteries", "Аккумуляторы отработанные", "Batteries", "Аккумуляторы", "850710", 2.6),
)


def _plant(case: Case) -> Planted:
    base, shows = case.one, []
    english, russian, plain_english, plain_russian, hs, usual = case.chance.choice(_GOODS)
    if case.may(_USED.name) and not case.may(VAGUE.name):
        shows.append(_USED.name)
    else:
        english, russian = plain_english, plain_russian
    usd = usual * case.chance.between(0.5, 1.0)
    if case.may(_CHEAP.name):
        usd = case.strength(0.25, 1.4)
        shows.append(_CHEAP.name)
    net = usual_load(case, base, 14_000.0)
    item = goods_line(
        case, base, english=english, russian=russian, hs=hs, net=net, usd=usd, package="PX", package_kg=350
    )
    return finished(case, with_goods(base, item), shows, _WEAK)


SCHEME = Scheme(
    id="electronic-waste",
    title="Electronic waste and scrap declared as goods",
    typology=Typology.WASTE,
    source="Detecting hazardous waste (illegal traffic, Basel Convention); E-waste Inspection and Enforcement Manual",
    source_url="https://docslib.org/doc/10321184/detecting-hazardous-waste-overview",
    signs=(_USED, _CHEAP, *_WEAK),
    suits=pl.col("mode").is_in(["road", "rail", "river"])
    & pl.col("flow").is_in(["import", "transit"])
    & (pl.col("gross_mass_kg") > 1_500),
    plant=_plant,
    weight=1.0,
)
