"""Valves and pumps that withstand the corrosives of chemical weapons, declared as ordinary plumbing."""

import polars as pl

from darvoza.signals import Typology
from darvoza.training.case import Case, Planted, Scheme, Sign
from darvoza.training.tricks import (
    FORWARDER,
    FREE_MAIL,
    LATE,
    NEWCOMER,
    NO_LICENCE,
    SHARED_ADDRESS,
    finished_strategic,
    goods_line,
    usual_load,
)

_PARAMETER = Sign("controlled material or parameter named", "GDS-06", needs=("goods.description",))
_DEAR = Sign("unit value far above that of ordinary goods", "VAL-02", needs=("consignments.value",))
_WEAK = (NEWCOMER, FREE_MAIL, SHARED_ADDRESS, LATE)

# What makes them controlled: Australia Group, chemical manufacturing equipment (EU 2B350.a, 2B350.d, 2B350.g, 2B350.i).
_GOODS = (
    (
        "Bellows sealed valves Hastelloy C-276 DN 50",
        "Клапаны сильфонные, Хастеллой C-276, Ду 50",
        "Valves DN 50",
        "Арматура Ду 50",
        "848180",
        210.0,
    ),
    (
        "Ball valves, PTFE lined, DN 40",
        "Краны шаровые, футерованные фторопластом, Ду 40",
        "Ball valves",
        "Краны шаровые",
        "848180",
        95.0,
    ),
    (
        "Magnetic drive pump, PVDF wetted, 12 m3/h",
        "Насос с магнитной муфтой, проточная часть PVDF, 12 м3/ч",
        "Pumps for liquids",
        "Насосы для жидкостей",
        "841370",
        140.0,
    ),
    (
        "Glass-lined reaction vessel 2000 l",
        "Реактор эмалированный 2000 л",
        "Vessel, industrial",
        "Емкость промышленная",
        "841989",
        42.0,
    ),
    (
        "Tantalum heat exchanger 1.5 m2",
        "Теплообменник танталовый 1,5 м2",
        "Heat exchanger",
        "Теплообменник",
        "841950",
        380.0,
    ),
)


def _plant(case: Case) -> Planted:
    base, shows = case.one, []
    english, russian, plain_english, plain_russian, hs, usd = case.chance.choice(_GOODS)
    if case.may(_PARAMETER.name):
        shows.append(_PARAMETER.name)
    else:
        english, russian = plain_english, plain_russian
    if case.may(_DEAR.name):
        shows.append(_DEAR.name)
    else:
        usd = min(usd, case.chance.between(9, 22))
    net = usual_load(case, base, case.chance.between(150, 1_800))
    item = goods_line(
        case, base, english=english, russian=russian, hs=hs, net=net, usd=usd, package="CS", package_kg=120.0
    )
    return finished_strategic(case, base, item, shows, _WEAK)


SCHEME = Scheme(
    id="corrosion-resistant-equipment",
    title="Corrosion-resistant valves, pumps and vessels declared as ordinary",
    typology=Typology.CBRN,
    source="WCO STCE Implementation Guide 2023; Australia Group common control list, chemical equipment",
    source_url="https://mag.wcoomd.org/magazine/wco-news-103/the-updated-2023-version-of-the-stce-implementation-guide-is-available/",
    signs=(_PARAMETER, _DEAR, FORWARDER, NO_LICENCE, *_WEAK),
    suits=pl.col("mode").is_in(["road", "rail", "air"])
    & pl.col("flow").is_in(["import", "transit"])
    & (pl.col("format") != "ffm"),
    plant=_plant,
    weight=1.3,
)
