"""Signs that bear on every kind of harm: cases on which each indicator fires, and some on which it does not."""

from datetime import timedelta
from typing import Any

from tests.risk.cases.kit import (
    APRICOTS,
    NOON,
    SHOE,
    Case,
    consignee,
    consignment,
    container,
    goods,
    of,
    place,
    travelling,
)

from darvoza.consignment import (
    Consignment,
    Document,
    EquipmentKind,
    GoodsItem,
    Lodgement,
    Mode,
    Party,
    PlaceRole,
    Role,
    TransportEquipment,
)

WHOLE: dict[str, Any] = {
    "parties": (consignee("Nur"), Party(role=Role.CONSIGNOR, name="Weifang")),
    "goods": (GoodsItem(description="leather shoes", gross_mass_kg=10.0, packages=2),),
    "country_of_dispatch": "CN",
    "country_of_destination": "UZ",
}


def declared(number: int, hours: float) -> Consignment:
    arrival = NOON + timedelta(hours=hours)
    return consignment(number, lodged=NOON, arrival=arrival, lodgement=Lodgement.DECLARATION)


def wagon(number: str) -> TransportEquipment:
    return TransportEquipment(kind=EquipmentKind.WAGON, id=number)


CASES: dict[str, Case] = {
    "PTY-13": Case(
        [consignment(mode=Mode.SEA, parties=(consignee("TO THE ORDER OF SHIPPER"),))],
        [
            consignment(
                mode=Mode.SEA,
                parties=(consignee("to order"), Party(role=Role.NOTIFY_PARTY, name="Nur", identifiers=("TIN:3",))),
            ),
            consignment(1, mode=Mode.SEA, parties=(consignee("Order Express Ltd"),)),
        ],
    ),
    "GDS-01": Case(
        [
            of(goods("Spare parts, 3 boxes")),
            consignment(1, goods=(goods("ЗАПЧАСТИ в ассортименте"),)),
            consignment(2, goods=(goods("ehtiyot qismlar"),)),
            consignment(3, goods=(goods("таҷҳизот"),)),
            consignment(4, goods=(goods("тoвapы"),)),  # with Latin o, a and p slipped in
        ],
        [of(goods("Brake parts for trucks"), goods("Запчасти к насосам ЭЦВ"))],
    ),
    "GDS-02": Case(
        [
            of(goods("Ammonium nitrate, prills", hs_code="3105.90")),
            consignment(1, goods=(goods("Ангидрид уксусный 99 %", hs_code="291529"),)),
            consignment(2, goods=(goods("Сигареты с фильтром", hs_code="481830"),)),
        ],
        [
            of(goods("Ammonium nitrate", hs_code="31023000"), goods("Ammonium nitrate", hs_code="31")),
            of(goods("ice cream", hs_code="2105"), goods("Cigarettes and hydrogen peroxide", hs_code="284700")),
        ],
    ),
    "DOC-01": Case(
        [
            of(SHOE, SHOE, gross_mass_kg=400.0),
            consignment(1, packages=10, goods=(goods(packages=4), goods(packages=4))),
        ],
        [of(SHOE, SHOE, gross_mass_kg=205.0), consignment(1, packages=10, goods=(goods(packages=10),))],
    ),
    "DOC-03": Case(
        [of(APRICOTS, documents=(Document(type="380"),)), of(APRICOTS, APRICOTS, documents=(Document(type="861"),))],
        [
            of(APRICOTS, documents=(Document(type="380"), Document(type="851"))),
            of(APRICOTS, documents=(Document(type="740"),)),
            of(APRICOTS, SHOE, documents=(Document(type="380"),)),
        ],
    ),
    "DOC-04": Case(
        [consignment(mode=Mode.SEA, places=(place(PlaceRole.UNLOADING, "IR"),))],
        [
            consignment(mode=Mode.SEA, places=(place(PlaceRole.LOADING, "CN"), place(PlaceRole.UNLOADING, "IR"))),
            consignment(1, mode=Mode.SEA, lodgement=Lodgement.DECLARATION, places=(place(PlaceRole.UNLOADING, "IR"),)),
        ],
    ),
    "DOC-05": Case(
        [consignment(places=(place(PlaceRole.LOADING, name="ANY PORT"), place(PlaceRole.BORDER, name="порты Ирана")))],
        [
            consignment(
                places=(
                    place(PlaceRole.LOADING, name="Port of Bandar Abbas"),
                    place(PlaceRole.LOADING, name="Any port", code="IRBND"),
                )
            )
        ],
    ),
    "DOC-09": Case(
        [
            of(goods("xxx")),
            consignment(1, parties=(consignee("Не указано"),)),
            consignment(2, parties=(consignee("Nur", address="as above"),)),
        ],
        [of(goods("test tubes"), parties=(consignee("Unknown Pleasures Records", address="Navoiy 5"),))],
    ),
    "RTE-03": Case(
        [travelling("CN", "KZ", "RU", "GE", "AZ", "TM", to="UZ")],
        [travelling("CN", "KZ", to="UZ"), travelling("JP", "CN", "KZ", "RU", "GE", "AZ", to="UZ")],
    ),
    "CON-07": Case(
        [
            consignment(equipment=(container("CSQU3054384"),)),
            consignment(1, equipment=(TransportEquipment(kind=EquipmentKind.WAGON, id="94012340"),)),
        ],
        [
            consignment(
                equipment=(
                    container("CSQU 305438-3"),
                    container("own container 7"),
                    TransportEquipment(kind=EquipmentKind.WAGON, id="21 81 2471217-3"),
                    TransportEquipment(kind=EquipmentKind.TRAILER, id="94012340"),
                )
            )
        ],
    ),
    "CON-08": Case(
        [
            consignment(gross_mass_kg=40_000.0, equipment=(container(),)),
            consignment(1, volume_m3=120.0, equipment=(container(),)),
            consignment(2, gross_mass_kg=100_000.0, packages=2),
            consignment(3, gross_mass_kg=10_000.0, volume_m3=1.0),
            consignment(4, mode=Mode.RAIL, gross_mass_kg=1_900.0, equipment=(wagon("94012345"), wagon("94012352"))),
        ],
        [
            consignment(gross_mass_kg=20_000.0, packages=20, volume_m3=60.0, equipment=(container(),)),
            consignment(1, mode=Mode.ROAD, gross_mass_kg=900.0, equipment=(container(),)),
            consignment(2, mode=Mode.RAIL, gross_mass_kg=900.0, equipment=(container("CSQU3054399", empty=True),)),
            *[
                consignment(at, mode=Mode.RAIL, gross_mass_kg=900.0, equipment=(container("MSKU0000010"),))
                for at in (3, 4)
            ],
        ],
    ),
    "TIM-01": Case(
        [
            consignment(lodged=NOON, arrival=NOON + timedelta(minutes=30)),
            consignment(1, lodged=NOON, arrival=NOON - timedelta(hours=5), mode=Mode.RAIL),
            declared(2, hours=0.2),
            *[declared(number, hours=9.0) for number in range(3, 8)],
        ],
        [
            consignment(lodged=NOON, arrival=NOON + timedelta(hours=2)),
            consignment(1, lodged=NOON, arrival=NOON - timedelta(days=1), lodgement=Lodgement.DECLARATION),
        ],
        rows=(0, 1, 2),
    ),
    "DOC-08": Case(
        [consignment(at, **whole) for at, whole in enumerate([WHOLE] * 4 + [{}])],
        [consignment(at, **WHOLE) for at in range(3)] + [consignment(3, lodgement=Lodgement.DECLARATION)],
        rows=(4,),
    ),
}
