"""Re-export of listed goods that the country does not make, to a neighbour of an embargoed destination."""

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
    finished,
    goods_line,
    licensed,
    replace,
    usual_load,
    with_goods,
)

_BORDER = Sign("listed goods to a neighbour of an embargoed country", "RTE-04", needs=("goods.hs_code",))
_NOT_MADE = Sign("export of what the country does not make", "GDS-10", needs=("goods.origin",))
_NEED = Sign("quantity beyond the stated need", "STC-02", needs=("goods.quantity",))
_WEAK = (NEWCOMER, FREE_MAIL, SHARED_ADDRESS, LATE)

_GOODS = (
    ("Ball bearings, precision", "Подшипники шариковые прецизионные", "848210", "DE", 24.0),
    ("Machining centre, five axes", "Центр обрабатывающий пятиосевой", "845710", "JP", 62.0),
    ("Oscilloscopes", "Осциллографы", "903020", "US", 210.0),
    ("Processors and controllers", "Процессоры и контроллеры", "854231", "US", 880.0),
    ("Aircraft parts", "Части летательных аппаратов", "880730", "FR", 320.0),
    ("Aerials for radio relay", "Антенны радиорелейные", "852910", "DE", 90.0),
)


def _plant(case: Case) -> Planted:
    base, shows = case.one, []
    english, russian, hs, origin, usd = case.chance.choice(_GOODS)
    if case.may(_BORDER.name):
        shows.append(_BORDER.name)
    else:
        english, russian, hs, usd = "Spare parts for tractors", "Запчасти для тракторов", "870899", usd / 4
    home = base.goods[0].origin if base.goods else None
    if case.may(_NOT_MADE.name):
        home = origin
        shows.append(_NOT_MADE.name)
    net = usual_load(case, base, case.chance.between(90, 1_500))
    item = goods_line(case, base, english=english, russian=russian, hs=hs, net=net, usd=usd, origin=home, unit="C62")
    if case.may(_NEED.name) and item.quantity is not None:
        item = replace(item, quantity=item.quantity * 10)
        shows.append(_NEED.name)
    return finished(case, licensed(case, with_goods(base, item)), shows, (FORWARDER, NO_LICENCE, *_WEAK))


SCHEME = Scheme(
    id="embargo-border",
    title="Listed goods re-exported to the neighbour of an embargoed country",
    typology=Typology.PROLIFERATION,
    source="FinCEN and BIS joint alert, 19 May 2023; Common High Priority List",
    source_url="https://www.moneylaunderingnews.com/2023/05/fincen-and-bis-issue-supplemental-joint-alert-on-russian-export-control-evasion-attempts/",
    signs=(_BORDER, _NOT_MADE, _NEED, FORWARDER, NO_LICENCE, *_WEAK),
    suits=(pl.col("flow") == "export")
    & pl.col("country_of_destination").is_in(["KZ", "RU", "BY", "GE", "AZ", "MN"])
    & pl.col("mode").is_in(["road", "air"])
    & (pl.col("format") != "ffm"),
    plant=_plant,
    weight=1.2,
)
