"""Signs of precursors: cases on which each indicator fires, and some on which it does not."""

from typing import Any

from tests.risk.cases.kit import SHOE, Case, consignee, consignment, documented, goods, of, place

from darvoza.consignment import (
    Consignment,
    Flow,
    GoodsItem,
    Mode,
    PlaceRole,
)

ANHYDRIDE = goods("Уксусный ангидрид", hs_code="291524")


def south(item: GoodsItem, **fields: Any) -> Consignment:  # noqa: ANN401 - any field of a consignment
    return of(item, **{"mode": Mode.RAIL, "flow": Flow.TRANSIT, "country_of_destination": "AF", **fields})


CASES: dict[str, Case] = {
    "PRC-05": Case(
        [
            of(goods(hs_code="300442", net_mass_kg=60)),
            consignment(1, goods=(goods("Псевдоэфедрина гидрохлорид", gross_mass_kg=80),)),
        ],
        [of(goods(hs_code="300442", net_mass_kg=2)), consignment(1, goods=(goods("aspirin", net_mass_kg=500),))],
    ),
    "PRC-06": Case(
        [
            south(ANHYDRIDE),
            south(goods("acetic anhydride"), country_of_destination="UZ", office="UZAYR"),
            south(ANHYDRIDE, country_of_destination=None, places=(place(PlaceRole.BORDER, name="Шерхан Бандар"),)),
        ],
        [south(ANHYDRIDE, country_of_destination="KZ"), south(SHOE)],
    ),
    "PRC-01": Case(
        [documented("380", ANHYDRIDE), documented("811", ANHYDRIDE, ANHYDRIDE, item=1)],
        [documented("911", ANHYDRIDE), documented("380", SHOE)],
    ),
    "PRC-03": Case(
        [of(ANHYDRIDE, parties=(consignee("ООО Мебель Люкс"),))],
        [of(ANHYDRIDE, parties=(consignee("ChimProm LLC"),)), of(SHOE, parties=(consignee("Mebel Lyuks"),))],
    ),
    "PRC-04": Case(
        [of(goods("Красный фосфор технический")), of(goods("Methylamine, 40 % in water", hs_code="292111"))],
        [of(goods("Red shoes")), of(goods("Уксус столовый"))],
    ),
    "PRC-07": Case(
        [of(goods("Химическое сырье", hs_code="382499")), of(goods("Chemical reagents", hs_code="290539"))],
        [
            of(goods("Chemical reagent CAS 64-19-7", hs_code="291521")),
            of(goods("Solvent", hs_code="381400", un_numbers=("1263",))),
            of(goods("Ацетон технический", hs_code="291411")),
            of(goods("Chemical reagents", hs_code="640399")),
        ],
    ),
}
