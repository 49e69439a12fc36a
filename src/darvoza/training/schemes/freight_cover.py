"""A cover load not worth its carriage: cheap goods hauled far, because something else is aboard."""

import polars as pl

from darvoza.signals import Typology
from darvoza.training.case import Case, Planted, Scheme, Sign
from darvoza.training.tricks import FREE_MAIL, LATE, NEWCOMER, finished, goods_line, replace, with_goods

_FREIGHT = Sign("freight above the value of the goods", "VAL-04", needs=("consignments.freight",))
_COVER = Sign("cover goods known from seizures", "GDS-13", weak=True, needs=("goods.description",))
_WEAK = (_COVER, NEWCOMER, FREE_MAIL, LATE)

_COVERS = (
    ("Gypsum powder in bags", "Гипс в мешках", "252020", 0.05),
    ("Crushed stone chips", "Крошка каменная", "251741", 0.03),
    ("Used plastic crates", "Ящики пластиковые б/у", "392310", 0.2),
    ("Table salt", "Соль поваренная", "250100", 0.06),
    ("Watermelons, fresh", "Арбузы свежие", "080711", 0.12),
)


def _plant(case: Case) -> Planted:
    base, shows = case.one, [_COVER.name] if case.may(_COVER.name) else []
    english, russian, hs, usd = case.chance.choice(_COVERS)
    net = case.chance.between(2_500, 9_000)
    item = goods_line(
        case, base, english=english, russian=russian, hs=hs, net=net, usd=usd, package="BG", package_kg=40
    )
    turned = with_goods(base, item)
    if case.may(_FREIGHT.name):
        turned = replace(turned, freight=round((item.value or 100.0) * case.strength(3.5, 1.1), 2))
        shows.append(_FREIGHT.name)
    elif turned.freight is not None:
        turned = replace(turned, freight=None)
    return finished(case, turned, shows, (NEWCOMER, FREE_MAIL, LATE))


SCHEME = Scheme(
    id="freight-cover",
    title="Cover load worth less than its freight",
    typology=Typology.DRUGS,
    source="Indicators of containers at risk: freight that exceeds the value of the goods",
    source_url="https://ecovis.lt/risk-indicators-of-trade-based-money-laundering/",
    signs=(_FREIGHT, *_WEAK),
    suits=pl.col("mode").is_in(["road", "rail"]) & pl.col("flow").is_in(["import", "transit"]),
    plant=_plant,
    weight=1.0,
)
