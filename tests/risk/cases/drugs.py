"""Signs of drugs: cases on which each indicator fires, and some on which it does not."""

from datetime import timedelta

from tests.risk.cases.kit import APRICOTS, NOON, SHOE, Case, consignment, container, goods, of, travelling

from darvoza.consignment import (
    Consignment,
    Flow,
    Mode,
)


def seen_at(
    *sightings: tuple[str, str, float, str], mode: Mode = Mode.RAIL, box: str | None = "CSQU3054383"
) -> list[Consignment]:
    """One container, or without one the truck itself: with which means, where, how many hours on, on which paper."""
    return [
        consignment(
            at,
            mode=mode,
            means_id=means,
            office=office,
            arrival=NOON + timedelta(hours=hours),
            transport_document=document,
            equipment=() if box is None else (container(box),),
        )
        for at, (means, office, hours, document) in enumerate(sightings)
    ]


def sealed(first: tuple[str, ...], second: tuple[str, ...], document: str = "CMR 77") -> list[Consignment]:
    boxes = [container("CSQU3054383", *first), container("CSQU 305438-3", *second)]
    return [consignment(at, transport_document=document, equipment=(box,)) for at, box in enumerate(boxes)]


CASES: dict[str, Case] = {
    "GDS-11": Case(
        [of(goods(hs_code="520100"), country_of_destination="UZ"), of(APRICOTS, country_of_destination="TJ")],
        [
            of(goods(hs_code="520100"), country_of_destination="RU"),
            of(goods(hs_code="520512"), country_of_destination="UZ"),
            of(APRICOTS, country_of_destination="TJ", flow=Flow.TRANSIT),
        ],
    ),
    "GDS-13": Case([of(goods(hs_code="520512"))], [of(SHOE)]),
    "VAL-04": Case(
        [consignment(freight=900.0, value=1000.0, currency="USD"), of(goods(value=10.0, currency="USD"), freight=20.0)],
        [consignment(freight=100.0, value=1000.0, currency="USD")],
    ),
    "RTE-11": Case(
        [
            travelling("AF", "UZ", to="KZ", mode=Mode.RAIL, equipment=(container(empty=True),)),
            travelling("AF", to="UZ", goods=(goods("Поддоны и возвратная тара порожние"),)),
        ],
        [
            travelling("AF", "UZ", to="KZ", mode=Mode.RAIL, equipment=(container(empty=False),)),
            travelling("KZ", "UZ", to="AF", mode=Mode.RAIL, equipment=(container(empty=True),)),
            travelling("AF", to="UZ", goods=(goods("Raisins in cartons"),)),
        ],
    ),
    "CON-01": Case(
        sealed(("UZ 0012345",), ("UZ0099999",)),
        [*sealed(("UZ 0012345",), ("uz0012345", "X1234"))],
    ),
    "CON-02": Case(
        [
            consignment(0, equipment=(container("CSQU3054383", "UZ 0012345"),)),
            consignment(1, equipment=(container("MSKU0000010", "UZ0012345"),)),
        ],
        [
            consignment(0, equipment=(container("CSQU3054383", "UZ0012345"), container("94012345", "UZ0012345"))),
            consignment(1, equipment=(container("MSKU0000010", "UZ0099999"),)),
            consignment(2, equipment=(container("CSQU3054383", "UZ0012345"),)),
        ],
    ),
    "CON-03": Case(
        [
            consignment(at, equipment=(container("CSQU3054383", seal),))
            for at, seal in enumerate(("б/н", "CUSTOMS", "000000", "12"))
        ],
        [consignment(equipment=(container("CSQU3054383", "UZ 0012345", "E-77/1043"),))],
    ),
    "CON-06": Case(
        [of(SHOE, equipment=(container(size_type="45R1"),))],
        [
            of(SHOE, equipment=(container(size_type="45G1"),)),
            of(SHOE, goods("frozen fish", hs_code="030389"), equipment=(container(size_type="45R1"),)),
        ],
    ),
    "CON-10": Case(
        [
            *seen_at(("2407", "UZAYR", 0.0, "SMGS 1"), ("2427", "UZAYR", 9.0, "SMGS 2")),
            *seen_at(
                ("01A777BA", "TJDU2", 0.0, "CMR 1"), ("01A777BA", "KZALA", 1.0, "CMR 2"), mode=Mode.ROAD, box=None
            ),
        ],
        [
            *seen_at(("2407", "UZAYR", 0.0, "SMGS 1"), ("2407", "UZAYR", 0.0, "SMGS 2")),
            *seen_at(("2408", "UZAYR", 0.0, "SMGS 3"), ("01A777BB", "TJDU2", 5.0, "SMGS 3"), box="MSKU0000010"),
            *seen_at(("2409", "UZAYR", 0.0, "SMGS 4"), ("2410", "UZAYR", 40.0, "SMGS 5"), box="TEMU9040150"),
        ],
    ),
    "RTE-10": Case(
        [
            of(goods(hs_code="080620"), country_of_dispatch="AF", country_of_destination="KZ"),
            of(goods(hs_code="080620", origin="AF"), country_of_dispatch="TJ", country_of_destination="RU"),
        ],
        [
            of(goods(hs_code="080620"), country_of_dispatch="UZ", country_of_destination="KZ"),
            of(goods(hs_code="080620"), country_of_dispatch="UZ", country_of_destination="AF"),
        ],
    ),
}
