"""Signs of CBRN goods: cases on which each indicator fires, and some on which it does not."""

from tests.risk.cases.kit import SHOE, Case, consignee, goods, of

CASES: dict[str, Case] = {
    "CBR-05": Case(
        [of(goods(hs_code="720449"), country_of_dispatch="KG", country_of_destination="CN")],
        [
            of(goods(hs_code="720449"), country_of_dispatch="DE", country_of_destination="CN"),
            of(SHOE, country_of_dispatch="KG", country_of_destination="CN"),
        ],
    ),
    "CBR-04": Case(
        [of(goods(hs_code="780600", net_mass_kg=300.0), SHOE)],
        [
            of(goods(hs_code="780600", net_mass_kg=9000.0), SHOE),
            of(goods(hs_code="780600", net_mass_kg=300.0), goods(hs_code="720851", net_mass_kg=300.0)),
        ],
    ),
    "CBR-06": Case(
        [of(goods(hs_code="84198998"), parties=(consignee("Orient Restaurant LLC"),))],
        [of(goods(hs_code="84198998"), parties=(consignee("Biopharm Plant"),))],
    ),
}
