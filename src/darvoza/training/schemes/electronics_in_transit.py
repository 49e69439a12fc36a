"""High-priority electronics sent in transit through the region, to go on to where they may not be sent."""

import polars as pl

from darvoza.consignment import Place, PlaceRole
from darvoza.signals import Typology
from darvoza.training.case import Case, Planted, Scheme, Sign
from darvoza.training.tricks import (
    FORWARDER,
    FREE_MAIL,
    LATE,
    NEWCOMER,
    NO_LICENCE,
    SHARED_ADDRESS,
    disguise,
    goods_line,
    licensed,
    replace,
    usual_load,
    with_goods,
)

_LISTED = Sign("code of the Common High Priority List", "GDS-04", needs=("goods.hs_code",))
_DETOUR = Sign("route abnormal for the goods", "RTE-02", needs=("places.country",))
_DENSE = Sign("value per kilogram out of what such goods can have", "VAL-07", needs=("consignments.value",))
_WEAK = (NEWCOMER, FREE_MAIL, SHARED_ADDRESS, LATE)

_GOODS = (
    ("Integrated circuits, microcontrollers", "Микросхемы интегральные, микроконтроллеры", "854231", 900.0),
    ("Memory integrated circuits", "Микросхемы памяти", "854232", 700.0),
    ("Tantalum capacitors", "Конденсаторы танталовые", "853221", 420.0),
    ("Satellite navigation receiver modules", "Модули приемников спутниковой навигации", "852691", 380.0),
    ("Network processing modules", "Модули сетевые процессорные", "851762", 260.0),
    ("Transistors, power, in reels", "Транзисторы силовые в лентах", "854129", 310.0),
    ("Optical module for cameras", "Модули оптические для камер", "852589", 240.0),
)
_COVERS = (
    ("Parts for LED lamps", "Части светодиодных ламп", "853990"),
    ("Household electronics accessories", "Принадлежности бытовой электроники", "851890"),
    ("Parts for washing machines", "Запчасти для стиральных машин", "845090"),
)
_ODD_STOPS = ("AE", "HK", "TR", "GE", "MN")


def _plant(case: Case) -> Planted:
    base, shows = case.one, []
    english, russian, hs, usd = case.chance.choice(_GOODS)
    if case.may(_LISTED.name):
        shows.append(_LISTED.name)
    else:
        english, russian, hs = case.chance.choice(_COVERS)
        if case.may(_DENSE.name):
            shows.append(_DENSE.name)
        else:
            usd = case.chance.between(12, 40)
    net = usual_load(case, base, case.chance.between(60, 600))
    item = goods_line(case, base, english=english, russian=russian, hs=hs, net=net, usd=usd, package_kg=8.0)
    turned = licensed(case, disguise(case, with_goods(base, item)))
    if case.may(_DETOUR.name):
        stop = case.chance.choice([each for each in _ODD_STOPS if each != base.country_of_dispatch])
        places = turned.places
        turned = replace(turned, places=(*places[:1], Place(role=PlaceRole.TRANSIT, country=stop), *places[1:]))
        shows.append(_DETOUR.name)
    rest = (sign.name for sign in (FORWARDER, NO_LICENCE, *_WEAK) if case.may(sign.name))
    return Planted([turned], (*shows, *rest))


SCHEME = Scheme(
    id="electronics-in-transit",
    title="High-priority electronics diverted in transit",
    typology=Typology.PROLIFERATION,
    source="Common High Priority List of 50 HS codes; BIS red flag indicators (forwarder as final destination, route)",
    source_url="https://www.bis.gov/articles/red-flag-indicators",
    signs=(_LISTED, _DETOUR, _DENSE, FORWARDER, NO_LICENCE, *_WEAK),
    suits=(pl.col("flow") == "transit") & pl.col("mode").is_in(["road", "air"]) & (pl.col("format") != "ffm"),
    plant=_plant,
    weight=1.6,
)
