"""Signs of smuggled cash: cases on which each indicator fires, and some on which it does not."""

from tests.risk.cases.kit import Case, consignment, goods, of

from darvoza.consignment import (
    GoodsItem,
)


def gold(code: str, dollars: float, currency: str = "USD") -> GoodsItem:
    return goods(hs_code=code, value=dollars * 2, net_mass_kg=2.0, currency=currency)


CASES: dict[str, Case] = {
    "CSH-02": Case(
        [of(goods(hs_code="4907.00")), consignment(1, goods=(goods("Банкноты, долл. США"),))],
        [
            of(goods("paper rolls for cashiers", hs_code="481190")),
            of(goods("machines that sort banknotes", hs_code="847290")),
        ],
    ),
    "CSH-03": Case(
        [of(gold("710812", 50_000.0)), consignment(1, goods=(gold("711319", 9_000.0),))],
        [
            of(gold("710812", 95_000.0), gold("711319", 48_000.0), gold("711311", 900.0)),
            consignment(1, goods=(gold("710812", 50_000.0, "UZS"),)),
        ],
    ),
}
