"""Cigarettes in transit that never leave, or leave for where nobody could smoke so many."""

import polars as pl

from darvoza.signals import Typology
from darvoza.training.case import Case, Planted, Scheme, Sign
from darvoza.training.tricks import FREE_MAIL, LATE, NEWCOMER, ROUND, finished, goods_line, usual_load, with_goods

_FLOOD = Sign("cigarettes far above what the destination smokes", "EXC-01", needs=("goods.hs_code",))
_OTHER = Sign("description and code disagree", "GDS-02", needs=("goods.hs_code",))
_DEAR = Sign("dear for what it is said to be", "VAL-02", needs=("consignments.value",))
_WEAK = (NEWCOMER, FREE_MAIL, LATE, ROUND)


def _plant(case: Case) -> Planted:
    base, shows = case.one, []
    english, russian, hs, usd = "Paper napkins and tissue", "Салфетки бумажные", "481830", 1.6
    if case.may(_FLOOD.name):
        english, russian, hs, usd = (
            "Cigarettes with filter, for transit",
            "Сигареты с фильтром, транзит",
            "240220",
            12.0,
        )
        shows.append(_FLOOD.name)
    elif case.may(_OTHER.name):
        english, russian = "Tobacco products in cartons", "Изделия табачные в коробах"
        shows.append(_OTHER.name)
    elif case.may(_DEAR.name):
        usd = case.strength(12.0, 5.0)
        shows.append(_DEAR.name)
    net = usual_load(case, base, 7_800.0)
    item = goods_line(case, base, english=english, russian=russian, hs=hs, net=net, usd=usd, package_kg=13.0)
    return finished(case, with_goods(base, item), shows, _WEAK)


SCHEME = Scheme(
    id="tobacco-transit",
    title="Tobacco in transit for nobody",
    typology=Typology.EXCISE,
    source="ITIC, The illicit trade in tobacco products and how to tackle it",
    source_url="https://docslib.org/doc/8895090/the-illicit-trade-in-tobacco-products-and-how-to-tackle-it",
    signs=(_FLOOD, _OTHER, _DEAR, *_WEAK),
    suits=(pl.col("flow") == "transit") & pl.col("mode").is_in(["road", "rail", "river"]),
    plant=_plant,
    weight=1.0,
)
