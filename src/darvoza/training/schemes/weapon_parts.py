"""Sights, night vision and gun parts as hunting goods, tools and optics."""

import polars as pl

from darvoza.signals import Typology
from darvoza.training.case import Case, Planted, Scheme, Sign
from darvoza.training.tricks import (
    FORWARDER,
    FREE_MAIL,
    LATE,
    NEWCOMER,
    NO_LICENCE,
    VAGUE,
    finished,
    goods_line,
    licensed,
    with_goods,
)

_NAMED = Sign("military or dual-use article named", "GDS-06", needs=("goods.description",))
_DEAR = Sign("value per kilogram out of what such goods can have", "VAL-07", needs=("consignments.value",))
_WEAK = (NEWCOMER, FREE_MAIL, LATE, VAGUE)

_GOODS = (
    ("Telescopic rifle sights", "Прицелы оптические для оружия", "901310", 260.0),
    ("Thermal imaging sight, uncooled 640x480, 50 Hz", "Прицел тепловизионный 640х480, 50 Гц", "901310", 1_900.0),
    ("Night vision monocular, generation 3", "Прибор ночного видения 3 поколения", "901380", 1_500.0),
    ("Body armour plates", "Бронепластины для жилетов", "630790", 90.0),
    ("Rifle barrels and bolts", "Стволы и затворы ружейные", "930520", 210.0),
)
_COVERS = (
    ("Hunting accessories", "Принадлежности для охоты", "950790"),
    ("Binoculars", "Бинокли", "900510"),
    ("Metal parts for tools", "Детали металлические для инструмента", "820790"),
)


def _plant(case: Case) -> Planted:
    base, shows = case.one, []
    english, russian, hs, usd = case.chance.choice(_GOODS)
    if case.may(_NAMED.name) and not case.may(VAGUE.name):
        shows.append(_NAMED.name)
    else:
        english, russian, hs = case.chance.choice(_COVERS)
    if case.may(_DEAR.name):
        shows.append(_DEAR.name)
    else:
        usd = case.chance.between(10, 45)
    net = case.chance.between(8, 220)
    item = goods_line(
        case, base, english=english, russian=russian, hs=hs, net=net, usd=usd, package_kg=12.0, unit="C62"
    )
    return finished(case, licensed(case, with_goods(base, item)), shows, (FORWARDER, NO_LICENCE, *_WEAK))


SCHEME = Scheme(
    id="weapon-parts",
    title="Weapon sights and parts as hunting goods",
    typology=Typology.ARMS,
    source="BIS red flag indicators; Wassenaar Munitions List and 6A002 (image intensifiers, focal plane arrays)",
    source_url="https://www.bis.gov/articles/red-flag-indicators",
    signs=(_NAMED, _DEAR, FORWARDER, NO_LICENCE, *_WEAK),
    suits=pl.col("mode").is_in(["road", "air"])
    & pl.col("flow").is_in(["import", "transit"])
    & (pl.col("format") != "ffm"),
    plant=_plant,
    weight=0.8,
)
