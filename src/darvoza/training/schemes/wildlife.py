"""Protected animals and plants (CITES) without permit, or passed off as curios and medicine."""

import polars as pl

from darvoza.signals import Typology
from darvoza.training.case import Case, Planted, Scheme, Sign
from darvoza.training.tricks import FREE_MAIL, LATE, NEWCOMER, NO_PAPERS, VAGUE, finished, goods_line, with_goods

_NAMED = Sign("protected species named, no permit", "ENV-01", needs=("goods.description",))
_DEAR = Sign("value per kilogram out of what such goods can have", "VAL-07", needs=("consignments.value",))
_WEAK = (NEWCOMER, FREE_MAIL, LATE, VAGUE, NO_PAPERS)

_SPECIES = (
    ("Saiga horns", "Рога сайгака", "050790", 480.0),
    ("Saker falcons, live", "Сокол-балобан живой", "010631", 2_400.0),
    ("Steppe tortoises, live", "Черепаха среднеазиатская живая", "010620", 60.0),
    ("Snow leopard skin", "Шкура снежного барса", "430180", 900.0),
    ("Musk deer pods", "Струя кабарги", "051000", 9_000.0),
    ("Sturgeon caviar", "Икра осетровая", "160431", 620.0),
    ("Marco Polo sheep trophy horns", "Рога архара, трофей", "970529", 150.0),
)
_COVERS = (
    ("Handicrafts of horn and bone", "Сувениры из рога и кости", "960190"),
    ("Traditional medicine, dried", "Средства народной медицины сушеные", "121190"),
    ("Leather goods samples", "Образцы кожгалантереи", "420500"),
    ("Canned fish", "Консервы рыбные", "160419"),
)


def _plant(case: Case) -> Planted:
    base, shows = case.one, []
    english, russian, hs, usd = case.chance.choice(_SPECIES)
    if case.may(_NAMED.name) and not case.may(VAGUE.name):
        shows.append(_NAMED.name)
        usd *= case.chance.between(0.2, 1.0)
    else:
        english, russian, hs = case.chance.choice(_COVERS)
        usd = case.strength(350.0, 60.0) if case.may(_DEAR.name) else case.chance.between(6, 25)
        shows += [_DEAR.name] if case.may(_DEAR.name) else []
    net = case.chance.between(4, 90)
    item = goods_line(case, base, english=english, russian=russian, hs=hs, net=net, usd=usd, package_kg=9.0)
    return finished(case, with_goods(base, item), shows, _WEAK)


SCHEME = Scheme(
    id="wildlife",
    title="Protected species without permit or under other names",
    typology=Typology.WILDLIFE,
    source="Themis environmental-crime toolkit: transport and trade-based laundering indicators",
    source_url="https://wearethemis.com/uk/environmental-crimes-financial-toolkit/typologies-red-flags-and-reporting/transportation-trade-based-money-laundering-indicators",
    signs=(_NAMED, _DEAR, *_WEAK),
    suits=pl.col("mode").is_in(["road", "air"])
    & pl.col("flow").is_in(["export", "transit"])
    & (pl.col("format") != "ffm"),
    plant=_plant,
    weight=0.9,
)
