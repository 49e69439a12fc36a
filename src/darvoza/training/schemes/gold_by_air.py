"""Gold and cash in air cargo, as costume jewellery or machine parts."""

import polars as pl

from darvoza.signals import Typology
from darvoza.training.case import Case, Planted, Scheme, Sign
from darvoza.training.tricks import FREE_MAIL, NEWCOMER, ROUND, VAGUE, finished, goods_line, with_goods

_PRICE = Sign("precious metal at an implausible price", "CSH-03", needs=("consignments.value",))
_DENSE = Sign("value per kilogram out of what such goods can have", "VAL-07", needs=("consignments.value",))
_WEAK = (NEWCOMER, FREE_MAIL, ROUND, VAGUE)


def _plant(case: Case) -> Planted:
    base, shows = case.one, []
    english, russian, hs, usd = "Costume jewellery", "Бижутерия", "711719", case.chance.between(40, 120)
    if case.may(_PRICE.name) and not case.may(VAGUE.name):
        english, russian, hs = "Gold jewellery, semi-finished", "Изделия из золота, полуфабрикат", "711319"
        usd = 60_000.0 * case.strength(0.05, 0.5)
        shows.append(_PRICE.name)
    elif case.may(_DENSE.name):
        usd = case.strength(9_000.0, 1_500.0)
        shows.append(_DENSE.name)
    item = goods_line(
        case, base, english=english, russian=russian, hs=hs, net=case.chance.between(1, 14), usd=usd, package_kg=5
    )
    return finished(case, with_goods(base, item), shows, _WEAK)


SCHEME = Scheme(
    id="gold-by-air",
    title="Gold in air cargo at a false price or name",
    typology=Typology.CASH,
    source="WCO-Egmont Customs-FIU Cooperation Handbook (public version)",
    source_url="https://docslib.org/doc/13233056/fiu-cooperation-handbook",
    signs=(_PRICE, _DENSE, *_WEAK),
    suits=(pl.col("mode") == "air") & (pl.col("format") == "fwb"),
    plant=_plant,
    weight=0.5,
)
