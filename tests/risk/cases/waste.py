"""Signs of traffic in waste: cases on which each indicator fires, and some on which it does not."""

from tests.risk.cases.kit import SHOE, Case, consignment, documented, goods, of

from darvoza.consignment import (
    Document,
    GoodsItem,
)


def old_computers(per_kg: float) -> GoodsItem:
    return goods("Used computers", hs_code="847130", value=900 * per_kg, currency="USD", net_mass_kg=900.0)


CASES: dict[str, Case] = {
    "ENV-04": Case(
        [
            of(goods("Used tyres", hs_code="401220")),
            consignment(1, goods=(goods("стиральные машины б/у"),)),
            consignment(2, goods=(goods(hs_code="854911"),)),
        ],
        [
            of(goods("Used tyres"), documents=(Document(number="BASEL-77"),)),
            of(SHOE, goods("Автомобиль легковой б/у", hs_code="870323")),
        ],
    ),
    "ENV-05": Case(
        [of(old_computers(1.2))],
        [of(old_computers(90.0)), of(goods("Shoes", hs_code="640399", value=5.0, currency="USD", net_mass_kg=900.0))],
    ),
    "ENV-06": Case(
        [documented("380", goods(hs_code="290371"))],
        [documented("911", goods(hs_code="290371")), documented("380", SHOE)],
    ),
}
