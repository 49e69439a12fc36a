"""Signs of traffic in wildlife: cases on which each indicator fires, and some on which it does not."""

from tests.risk.cases.kit import SHOE, Case, consignment, goods, of

from darvoza.consignment import (
    Document,
)

CASES: dict[str, Case] = {
    "ENV-01": Case(
        [of(goods("Рога сайгака, 20 шт")), consignment(1, goods=(goods("live falcons (Falco cherrug)"),))],
        [
            of(goods("рога сайгака"), documents=(Document(type="C400", number="UZ-1"),)),
            consignment(1, goods=(goods("ivory coloured paper"),)),
        ],
    ),
    "ENV-03": Case(
        [of(goods(hs_code="440399"), country_of_dispatch="CM", country_of_destination="VN")],
        [
            of(goods(hs_code="440399"), country_of_dispatch="RU", country_of_destination="VN"),
            of(goods(hs_code="440399"), country_of_dispatch="CM", country_of_destination="UZ"),
            of(SHOE, country_of_dispatch="CM", country_of_destination="VN"),
        ],
    ),
}
