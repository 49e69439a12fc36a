"""Over-invoicing: goods declared far above their worth, so that money may leave against them."""

import polars as pl

from darvoza.signals import Typology
from darvoza.training.case import Case, Planted, Scheme, Sign
from darvoza.training.tricks import FREE_MAIL, NEWCOMER, ROUND, SHARED_ADDRESS, VAGUE, finished, replace, with_goods

_PRICE = Sign("unit value far above the usual", "VAL-02", needs=("consignments.value",))
_HARD = Sign("goods that are hard to value", "GDS-12", weak=True, needs=("goods.hs_code",))
_WEAK = (NEWCOMER, FREE_MAIL, SHARED_ADDRESS, ROUND, VAGUE)

_HARD_TO_VALUE = ("7101", "7102", "7103", "7104", "7113", "7114", "7116", "97")


def _plant(case: Case) -> Planted:
    base, shows = case.one, []
    factor = case.chance.between(1.5, 2.2)
    if case.may(_PRICE.name):
        factor = case.strength(22.0, 3.0)
        shows.append(_PRICE.name)
    goods = (replace(item, value=round(item.value * factor, 2)) if item.value else item for item in base.goods)
    if case.may(_HARD.name) and any((item.hs_code or "").startswith(_HARD_TO_VALUE) for item in base.goods):
        shows.append(_HARD.name)
    return finished(case, with_goods(base, *goods), shows, _WEAK)


SCHEME = Scheme(
    id="over-invoicing",
    title="Trade-based laundering by over-invoicing",
    typology=Typology.LAUNDERING,
    source="FATF/Egmont trade-based money laundering risk indicators, March 2021",
    source_url="https://ecovis.lt/risk-indicators-of-trade-based-money-laundering/",
    signs=(_PRICE, _HARD, *_WEAK),
    suits=pl.col("flow").is_in(["import", "export"])
    & pl.col("value").is_not_null()
    & (pl.col("format") != "ffm")
    & pl.col("hs").str.slice(0, 2).is_in(["84", "85", "90", "61", "62", "71", "39", "30", "57", "48", "94"]),
    plant=_plant,
    weight=1.2,
)
