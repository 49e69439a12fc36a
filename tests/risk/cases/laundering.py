"""Signs of laundering through trade: cases on which each indicator fires, and some on which it does not."""

from tests.risk.cases.kit import SHOE, Case, consignee, consignment, goods, of, priced

from darvoza.consignment import (
    Consignment,
    Party,
    Role,
)


def worth(number: int, value: float, mass: float) -> Consignment:
    item = goods(hs_code="640399", gross_mass_kg=mass)
    return consignment(number, goods=(item,), value=value, currency="USD", parties=(consignee("Nur"),))


def invoiced(first: str, second: str, mass: float = 1234.5) -> list[Consignment]:
    item = goods(hs_code="520512", value=5000.0, currency="USD", net_mass_kg=mass)
    return [
        consignment(at, transport_document=document, goods=(item,), parties=(consignee("Nur Tekstil"),))
        for at, document in enumerate((first, second))
    ]


CASES: dict[str, Case] = {
    "PTY-12": Case(
        [consignment(parties=(consignee("АКБ Агробанк"),)), consignment(1, parties=(consignee("First Asia Bank"),))],
        [consignment(parties=(consignee("Banknote Printing Ltd"),))],
    ),
    "GDS-12": Case([of(goods(hs_code="9701.21"))], [of(SHOE)]),
    "VAL-02": Case(priced([100.0 + number for number in range(40)] + [9000.0]), priced([100.0, 9000.0]), rows=(40,)),
    "VAL-07": Case(
        [
            of(goods(hs_code="640399", value=3e6, net_mass_kg=10, currency="USD")),
            consignment(1, goods=(goods(hs_code="640399", value=1.0, net_mass_kg=1000, currency="EUR"),)),
            consignment(2, value=3e6, currency="USD", goods=(goods(hs_code="640399", net_mass_kg=10),)),
        ],
        [
            of(goods(hs_code="710231", value=3e6, net_mass_kg=10, currency="USD")),
            consignment(1, goods=(goods(hs_code="640399", value=3e6, net_mass_kg=10, currency="UZS"),)),
        ],
    ),
    "TBM-02": Case(invoiced("CMR 1", "CMR 2"), [*invoiced("CMR 1", "CMR 1"), *invoiced("A1", "A2", mass=1000.0)]),
    "TBM-04": Case(
        [
            consignment(parties=(consignee("Arya", country="IR"),)),
            consignment(1, parties=(consignee("V", country="VN"),)),
        ],
        [consignment(parties=(consignee("Nur", country="UZ"),))],
    ),
    "PTY-18": Case(
        [consignment(parties=tuple(Party(role=Role.SELLER, name=f"Trader {letter}") for letter in "ABCDEF"))],
        [
            consignment(parties=tuple(Party(role=Role.SELLER, name="Trader A") for _ in range(6))),
            consignment(parties=tuple(Party(role=Role.CARRIER, name=f"Trader {letter}") for letter in "ABCDEF")),
        ],
    ),
    "VAL-05": Case(
        [worth(at, 5000.0, mass) for at, mass in enumerate((10.0, 20.0, 30.0, 40.0))],
        [worth(at, value, 10.0) for at, value in enumerate((5000.0, 5000.0, 5000.0, 5310.0, 5000.0))],
    ),
}
