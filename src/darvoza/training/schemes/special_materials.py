"""Carbon fibre, maraging steel, vacuum pumps and absolute gauges: centrifuge and missile goods under everyday names."""

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
    VAGUE,
    finished_strategic,
    goods_line,
    usual_load,
)

_PARAMETER = Sign("controlled material or parameter named", "GDS-06", needs=("goods.description",))
_DEAR = Sign("unit value far above that of ordinary goods", "VAL-02", needs=("consignments.value",))
_BEYOND = Sign("goods beyond the destination's needs", "GDS-07", needs=("goods.hs_code",))
_WEAK = (NEWCOMER, FREE_MAIL, SHARED_ADDRESS, LATE, VAGUE)

# Source of what makes them controlled: NSG part 2 and Wassenaar (EU 1C010, 1C210, 1C216, 1C202, 2A226, 2B230, 2B231).
_GOODS = (
    (
        "Carbon fibre tow 12K, tensile modulus 294 GPa, strength 5490 MPa",
        "Углеродное волокно 12К, модуль упругости 294 ГПа, прочность 5490 МПа",
        "Fibre for sports goods",
        "Волокно для спортинвентаря",
        "681512",
        75.0,
    ),
    (
        "Maraging steel bars C350, UTS 2350 MPa, dia. 110 mm",
        "Прутки из мартенситностареющей стали, предел прочности 2350 МПа, диаметр 110 мм",
        "Steel bars",
        "Прутки стальные",
        "722830",
        58.0,
    ),
    (
        "Turbomolecular vacuum pump, inlet 400 mm, 15000 l/s",
        "Насос вакуумный турбомолекулярный, вход 400 мм, 15000 л/с",
        "Vacuum pumps",
        "Насосы вакуумные",
        "841410",
        260.0,
    ),
    (
        "Capacitance manometer, absolute, full scale 1.3 kPa, alumina sensor, accuracy 0.25 %",
        "Датчик абсолютного давления, диапазон 1,3 кПа, керамический, погрешность 0,25 %",
        "Pressure sensors",
        "Датчики давления",
        "902620",
        1_900.0,
    ),
    (
        "Aluminium tubes 7075-T6, tensile strength 560 MPa, outside diameter 120 mm",
        "Трубы алюминиевые 7075, предел прочности 560 МПа, наружный диаметр 120 мм",
        "Aluminium tubes",
        "Трубы алюминиевые",
        "760820",
        19.0,
    ),
    (
        "Frequency changer, three-phase, 0-1000 Hz, 5 kW",
        "Преобразователь частоты трехфазный 0-1000 Гц, 5 кВт",
        "Electric converters",
        "Преобразователи электрические",
        "850440",
        85.0,
    ),
)


def _plant(case: Case) -> Planted:
    base, shows = case.one, []
    english, russian, plain_english, plain_russian, hs, usd = case.chance.choice(_GOODS)
    if case.may(_PARAMETER.name) and not case.may(VAGUE.name):
        shows.append(_PARAMETER.name)
    else:
        english, russian = plain_english, plain_russian
    if case.may(_DEAR.name):
        shows.append(_DEAR.name)
    else:
        usd = min(usd, case.chance.between(4, 30))
    if case.may(_BEYOND.name) and base.country_of_destination in {"AF", "TJ", "TM", "KG"}:
        shows.append(_BEYOND.name)
    net = usual_load(case, base, case.chance.between(80, 1_200))
    item = goods_line(
        case, base, english=english, russian=russian, hs=hs, net=net, usd=usd, package="CS", package_kg=60.0
    )
    return finished_strategic(case, base, item, shows, _WEAK)


SCHEME = Scheme(
    id="special-materials",
    title="Centrifuge and missile materials under everyday names",
    typology=Typology.PROLIFERATION,
    source="WCO STCE Implementation Guide 2023; BIS red flag indicators",
    source_url="https://www.bis.gov/articles/red-flag-indicators",
    signs=(_PARAMETER, _DEAR, _BEYOND, FORWARDER, NO_LICENCE, *_WEAK),
    suits=pl.col("mode").is_in(["road", "rail", "air"])
    & pl.col("flow").is_in(["import", "transit"])
    & (pl.col("format") != "ffm"),
    plant=_plant,
    weight=1.3,
)
