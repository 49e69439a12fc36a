"""Drugs in a light, cheap load: the masses and volumes of the papers do not agree with each other or with the goods."""

import polars as pl

from darvoza.signals import Typology
from darvoza.training.case import Case, Planted, Scheme, Sign
from darvoza.training.tricks import FREE_MAIL, LATE, NEWCOMER, ROUND, disguise, goods_line, replace, with_goods

_WEIGHTS = Sign("masses disagree within the papers", "DOC-01", needs=("goods.gross_mass_kg",))
_EMPTYISH = Sign("container or truck nearly empty", "CON-08")
_COVER = Sign("cover goods known from seizures", "GDS-13", weak=True, needs=("goods.description",))
_WEAK = (_COVER, NEWCOMER, FREE_MAIL, LATE, ROUND)

_COVERS = (
    ("Dried fruit, assorted", "Сухофрукты в ассортименте", "081340", 1.8),
    ("Raisins in cartons", "Изюм в коробках", "080620", 1.5),
    ("Onions in nets", "Лук в сетках", "070310", 0.25),
    ("Marble slabs", "Плиты мраморные", "680291", 0.25),
    ("Plastic housewares", "Посуда пластмассовая", "392410", 2.0),
)


def _plant(case: Case) -> Planted:
    base, shows = case.one, []
    english, russian, hs, usd = case.chance.choice(_COVERS)
    if case.may(_EMPTYISH.name):
        net = case.strength(350, 2_500)
        shows.append(_EMPTYISH.name)
    else:
        net = case.chance.between(7_000, 16_000)
    if not case.may(_COVER.name) and base.goods[0].description:
        item = goods_line(case, base, english="", russian="", hs=hs, net=net, usd=usd)
        item = replace(item, description=base.goods[0].description, hs_code=base.goods[0].hs_code)
    else:
        item = goods_line(case, base, english=english, russian=russian, hs=hs, net=net, usd=usd)
        shows.append(_COVER.name)
    turned = disguise(case, with_goods(base, item))
    if case.may(_WEIGHTS.name) and turned.gross_mass_kg is not None:
        turned = replace(turned, gross_mass_kg=float(round(turned.gross_mass_kg * case.strength(1.35, 1.06))))
        shows.append(_WEIGHTS.name)
    rest = (sign.name for sign in (NEWCOMER, FREE_MAIL, LATE, ROUND) if case.may(sign.name))
    return Planted([turned], (*shows, *rest))


SCHEME = Scheme(
    id="light-load",
    title="Drugs hidden in a light cover load",
    typology=Typology.DRUGS,
    source="FATF/Egmont 2021 (weights inconsistent across documents); seizure reports on cover loads and empty space",
    source_url="https://ecovis.lt/risk-indicators-of-trade-based-money-laundering/",
    signs=(_WEIGHTS, _EMPTYISH, *_WEAK),
    suits=pl.col("mode").is_in(["road", "rail", "river"])
    & ((pl.col("country_of_dispatch") == "AF") | (pl.col("first_origin") == "AF") | (pl.col("flow") == "transit")),
    plant=_plant,
    weight=1.4,
)
