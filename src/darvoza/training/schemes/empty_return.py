"""Coming back empty from the source border: returned packaging and empty wagons with opiates in their walls."""

import polars as pl

from darvoza.signals import Typology
from darvoza.training.case import Case, Planted, Scheme, Sign
from darvoza.training.tricks import FREE_MAIL, LATE, NEWCOMER, NO_PAPERS, finished, goods_line, replace, with_goods

_EMPTY = Sign("returning or empty from a source border", "RTE-11", needs=("goods.description",))
_FREIGHT = Sign("freight above the value of the goods", "VAL-04", needs=("consignments.freight",))
_WEAK = (NEWCOMER, FREE_MAIL, LATE, NO_PAPERS)


def _plant(case: Case) -> Planted:
    base, shows = case.one, []
    english, russian, hs, usd, net = "Raisins in cartons", "Изюм в коробках", "080620", 1.5, 9_000.0
    if case.may(_EMPTY.name):
        english, russian = case.chance.choice(
            (
                ("Empty plastic crates, returned", "Ящики пластиковые порожние, возврат"),
                ("Empty pallets and returnable packaging", "Поддоны и возвратная тара порожние"),
                ("Empty gas cylinders, returned", "Баллоны газовые порожние, возврат"),
            )
        )
        hs, usd, net = "392310", 0.3, 2_400.0
        shows.append(_EMPTY.name)
    item = goods_line(
        case, base, english=english, russian=russian, hs=hs, net=net, usd=usd, package="PX", package_kg=200
    )
    turned = with_goods(base, item)
    if case.may(_FREIGHT.name):
        turned = replace(turned, freight=round((item.value or 100.0) * case.strength(2.5, 1.1), 2))
        shows.append(_FREIGHT.name)
    return finished(case, turned, shows, _WEAK)


SCHEME = Scheme(
    id="empty-return",
    title="Empty returns from the source border",
    typology=Typology.DRUGS,
    source="CACI Analyst on the risk of returning freight cars from Afghanistan",
    source_url="https://cacianalyst.org./publications/field-reports/item/11848-field-reports-caci-analyst-2009-5-27-art-11848.html",
    signs=(_EMPTY, _FREIGHT, *_WEAK),
    suits=(pl.col("country_of_dispatch") == "AF") & pl.col("mode").is_in(["road", "rail", "river"]),
    plant=_plant,
    weight=1.0,
)
