"""Each indicator on a case where it fires and one where it does not, and all of them where data is missing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
import polars as pl
import pytest

from darvoza.consignment import (
    PARTS,
    Consignment,
    ConsignmentBatch,
    Document,
    EquipmentKind,
    Flow,
    GoodsItem,
    Level,
    Lodgement,
    Mode,
    Party,
    Place,
    PlaceRole,
    Role,
    TransportEquipment,
)
from darvoza.risk import all_indicators, evaluate
from darvoza.risk.needs import alternatives
from darvoza.signals import signal_objects

NOON = datetime(2026, 3, 2, 12)  # noqa: DTZ001 - as filed, without a zone


def consignment(number: int = 0, **fields: Any) -> Consignment:  # noqa: ANN401 - any field of a consignment
    own = {"message": f"m{number}", "lodgement": Lodgement.MANIFEST, "mode": Mode.ROAD, "flow": Flow.IMPORT}
    return Consignment(**{"id": f"c{number}", "reference": f"R{number}", **own, **fields})


def of(*goods: GoodsItem, **fields: Any) -> Consignment:  # noqa: ANN401 - any field of a consignment
    return consignment(goods=goods, **fields)


def goods(description: str | None = None, **fields: Any) -> GoodsItem:  # noqa: ANN401 - any field of an item
    return GoodsItem(description=description, **fields)


def consignee(name: str | None, **fields: Any) -> Party:  # noqa: ANN401 - any field of a party
    return Party(role=Role.CONSIGNEE, name=name, **fields)


def container(number: str = "CSQU3054383", *seals: str, **fields: Any) -> TransportEquipment:  # noqa: ANN401 - any
    return TransportEquipment(kind=EquipmentKind.CONTAINER, id=number, seals=seals, **fields)


def place(role: PlaceRole, country: str | None = None, **fields: Any) -> Place:  # noqa: ANN401 - any field of a place
    return Place(role=role, country=country, **fields)


def documented(type: str, *items: GoodsItem, item: int | None = None, **fields: Any) -> Consignment:  # noqa: A002, ANN401 - the document's word; any field
    own = {"lodgement": Lodgement.DECLARATION, "documents": (Document(type=type, number="1", item=item),)}
    return of(*items, **{**own, **fields})


def weighing(hs_code: str, usual: float, count: int, last: float, **fields: Any) -> list[Consignment]:  # noqa: ANN401 - any field
    masses = [usual] * count + [last]
    return [consignment(at, goods=(goods(hs_code=hs_code, net_mass_kg=kg),), **fields) for at, kg in enumerate(masses)]


def worth(number: int, value: float, mass: float) -> Consignment:
    item = goods(hs_code="640399", gross_mass_kg=mass)
    return consignment(number, goods=(item,), value=value, currency="USD", parties=(consignee("Nur"),))


def old_computers(per_kg: float) -> GoodsItem:
    return goods("Used computers", hs_code="847130", value=900 * per_kg, currency="USD", net_mass_kg=900.0)


WHOLE: dict[str, Any] = {
    "parties": (consignee("Nur"), Party(role=Role.CONSIGNOR, name="Weifang")),
    "goods": (GoodsItem(description="leather shoes", gross_mass_kg=10.0, packages=2),),
    "country_of_dispatch": "CN",
    "country_of_destination": "UZ",
}


@dataclass(frozen=True)
class Case:
    """Consignments on which an indicator fires (all, or only ``rows``), and some on which it does not."""

    fires: list[Consignment]
    silent: list[Consignment]
    rows: tuple[int, ...] | None = None


def shared_address(count: int) -> list[Consignment]:
    address = "12 Amir Temur Street, Tashkent"
    parties = [consignee(f"Firm {number}", address=address) for number in range(count)]
    return [consignment(number, parties=(party,)) for number, party in enumerate(parties)]


def priced(values: list[float]) -> list[Consignment]:
    items = [goods(hs_code="870830", origin="CN", value=value, net_mass_kg=10, currency="USD") for value in values]
    return [consignment(number, goods=(item,)) for number, item in enumerate(items)]


def parcels(count: int, value: float) -> list[Consignment]:
    return [
        consignment(
            number,
            lodged=NOON + timedelta(days=number),
            value=value,
            currency="USD",
            country_of_destination="UZ",
            parties=(consignee("Karimov Anvar"),),
        )
        for number in range(count)
    ]


def certified(number: str, *names: str, type: str = "861") -> list[Consignment]:  # noqa: A002 - the document's word
    papers = (Document(type=type, number=number),)
    seller = Party(role=Role.CONSIGNOR, name="Urumqi Export")
    return [consignment(at, documents=papers, parties=(consignee(name), seller)) for at, name in enumerate(names)]


def travelling(dispatch: str, *through: str, to: str, **fields: Any) -> Consignment:  # noqa: ANN401 - any field
    places = tuple(place(PlaceRole.TRANSIT, country) for country in through)
    return consignment(country_of_dispatch=dispatch, places=places, country_of_destination=to, **fields)


CHIP = goods("integrated circuits", hs_code="8542.31.00", gross_mass_kg=1.0)
SHOE = goods("leather shoes", hs_code="640399", gross_mass_kg=100.0)
ANHYDRIDE = goods("Уксусный ангидрид", hs_code="291524")


APRICOTS = goods("Dried apricots", hs_code="081310")


APRICOTS_OF_TURKEY = goods("Dried apricots", hs_code="081310", origin="TR")


def exported(dispatch: str, origin: str) -> Consignment:
    chip = goods("integrated circuits", hs_code="854231", origin=origin)
    return of(chip, country_of_dispatch=dispatch, flow=Flow.EXPORT)


def firm(number: int, address: str, town: str, *identifiers: str) -> Consignment:
    party = consignee(f"Firm {number} of {address[:3]}", address=address, city=town, identifiers=identifiers)
    return consignment(number, parties=(party,))


def rooms(address: str, *towns: str) -> list[Consignment]:
    """Five firms in rooms of one address: all in the first town, or each in its own."""
    return [firm(at, address.format(100 + at), towns[at % len(towns)]) for at in range(5)]


def flown(count: int, value: float, *codes: str) -> list[Consignment]:
    parties = (consignee("Nur Savdo"), Party(role=Role.CONSIGNOR, name="Yiwu Trade"))
    return [
        consignment(
            at,
            mode=Mode.AIR,
            journey=f"CZ6011/20 {value} {codes or count}",
            value=value,
            currency="USD",
            parties=parties,
            goods=(goods(hs_code=codes[at] if codes else "851713"),),
        )
        for at in range(count)
    ]


def declared(number: int, hours: float) -> Consignment:
    arrival = NOON + timedelta(hours=hours)
    return consignment(number, lodged=NOON, arrival=arrival, lodgement=Lodgement.DECLARATION)


def wagon(number: str) -> TransportEquipment:
    return TransportEquipment(kind=EquipmentKind.WAGON, id=number)


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


def gold(code: str, dollars: float, currency: str = "USD") -> GoodsItem:
    return goods(hs_code=code, value=dollars * 2, net_mass_kg=2.0, currency=currency)


def sealed(first: tuple[str, ...], second: tuple[str, ...], document: str = "CMR 77") -> list[Consignment]:
    boxes = [container("CSQU3054383", *first), container("CSQU 305438-3", *second)]
    return [consignment(at, transport_document=document, equipment=(box,)) for at, box in enumerate(boxes)]


def invoiced(first: str, second: str, mass: float = 1234.5) -> list[Consignment]:
    item = goods(hs_code="520512", value=5000.0, currency="USD", net_mass_kg=mass)
    return [
        consignment(at, transport_document=document, goods=(item,), parties=(consignee("Nur Tekstil"),))
        for at, document in enumerate((first, second))
    ]


def south(item: GoodsItem, **fields: Any) -> Consignment:  # noqa: ANN401 - any field of a consignment
    return of(item, **{"mode": Mode.RAIL, "flow": Flow.TRANSIT, "country_of_destination": "AF", **fields})


CASES: dict[str, Case] = {
    "PTY-06": Case(
        [*shared_address(5), *rooms("Orion Tower, office {}", "Dushanbe"), *rooms("офис {}, Навруз Плаза", "Хуҷанд")],
        [
            *shared_address(4),
            *rooms("Orion Tower, office {}", "Dushanbe", "Khujand", "Kulob", "Bokhtar", "Panjakent"),
            *rooms("Navoiy {}", "Tashkent"),
            *[firm(number, "Rudaki 4", "Dushanbe", "TIN:7") for number in range(6)],
        ],
    ),
    "PTY-07": Case(
        [consignment(parties=(consignee("Gulf Trading", address="P.O. Box 1234, Dubai"),))],
        [consignment(parties=(consignee("Gulf Trading", address="PO Box 1234, 5 Harbour Street, Dubai"),))],
    ),
    "PTY-08": Case(
        [consignment(parties=(consignee("ООО «Памир»", email="Pamir.Trade@Mail.ru"),))],
        [consignment(parties=(consignee("ООО Памир", email="info@pamir.tj"), consignee("Anvar", email="a@mail.ru")))],
    ),
    "PTY-11": Case(
        [consignment(parties=(consignee("Silk Way Logistics"),)), consignment(1, parties=(consignee("Шарк КАРГО"),))],
        [
            consignment(parties=(consignee("Silk Way Textiles"),)),
            consignment(1, level=Level.MASTER, parties=(consignee("Silk Way Logistics"),)),
        ],
    ),
    "PTY-12": Case(
        [consignment(parties=(consignee("АКБ Агробанк"),)), consignment(1, parties=(consignee("First Asia Bank"),))],
        [consignment(parties=(consignee("Banknote Printing Ltd"),))],
    ),
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
    "GDS-04": Case([of(CHIP)], [of(SHOE)]),
    "GDS-09": Case(
        [
            of(goods(hs_code="080390", origin="NO")),
            consignment(1, goods=(goods("Frozen shrimps", hs_code="030617", origin="UZ"),)),
            consignment(2, goods=(goods("Pine boards", hs_code="440711", origin="AE"),)),
        ],
        [
            of(goods(hs_code="080390", origin="EC"), goods(hs_code="030617", origin="IR")),
            of(goods(hs_code="440711", origin="RU"), goods("carp", hs_code="030193", origin="UZ")),
        ],
    ),
    "GDS-10": Case(
        [exported("UZ", "DE"), exported("KG", "US")],
        [
            exported("UZ", "UZ"),
            exported("DE", "US"),
            of(APRICOTS_OF_TURKEY, country_of_dispatch="UZ", flow=Flow.EXPORT),
        ],
    ),
    "GDS-11": Case(
        [of(goods(hs_code="520100"), country_of_destination="UZ"), of(APRICOTS, country_of_destination="TJ")],
        [
            of(goods(hs_code="520100"), country_of_destination="RU"),
            of(goods(hs_code="520512"), country_of_destination="UZ"),
            of(APRICOTS, country_of_destination="TJ", flow=Flow.TRANSIT),
        ],
    ),
    "GDS-12": Case([of(goods(hs_code="9701.21"))], [of(SHOE)]),
    "GDS-13": Case([of(goods(hs_code="520512"))], [of(SHOE)]),
    "GDS-14": Case(
        [
            of(goods("Кислота серная, серной кислоты 94%", hs_code="280700")),
            of(goods("Lithium batteries")),
            of(goods("acetone", un_numbers=("1090",))),  # messages of this kind have room for the number
        ],
        [
            of(goods("sulphuric acid", un_numbers=("1830",)), goods("sulphuric acid UN1830")),
            consignment(1, lodgement=Lodgement.DECLARATION, goods=(goods("sulphuric acid"),)),
            consignment(2, goods=(goods("gasoline generator, petrol", hs_code="847989"),)),
            of(goods("Lithium batteries"), mode=Mode.RAIL),
        ],
        rows=(0, 1),
    ),
    "GDS-15": Case([of(CHIP, *[SHOE] * 9)], [of(CHIP, *[SHOE] * 3)]),
    "VAL-01": Case(priced([100.0 + number for number in range(40)] + [5.0]), priced([100.0] * 41), rows=(40,)),
    "VAL-02": Case(priced([100.0 + number for number in range(40)] + [9000.0]), priced([100.0, 9000.0]), rows=(40,)),
    "VAL-04": Case(
        [consignment(freight=900.0, value=1000.0, currency="USD"), of(goods(value=10.0, currency="USD"), freight=20.0)],
        [consignment(freight=100.0, value=1000.0, currency="USD")],
    ),
    "VAL-06": Case(
        [*parcels(3, 150.0), *flown(4, 960.0)],
        [*parcels(3, 60.0), *flown(2, 960.0), *flown(4, 300.0), *flown(3, 960.0, "870899", "620444", "640299")],
    ),
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
    "DOC-01": Case(
        [
            of(SHOE, SHOE, gross_mass_kg=400.0),
            consignment(1, packages=10, goods=(goods(packages=4), goods(packages=4))),
        ],
        [of(SHOE, SHOE, gross_mass_kg=205.0), consignment(1, packages=10, goods=(goods(packages=10),))],
    ),
    "DOC-02": Case(
        certified("CT-1 000245", "Nur Tekstil", "Amu Trade"),
        [
            *certified("CT-1 000245", "Nur Tekstil", "NUR TEKSTIL"),
            *certified("MRN 42", "Nur", "Amu", type="821"),
            *certified("1", "Nur", "Amu", type="380"),
        ],
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
    "DOC-10": Case(
        [
            travelling("TR", "GE", to="UZ", goods=(goods(origin="TR"),), documents=(Document(type="861"),)),
            travelling("TR", "GE", to="UZ", goods=(goods(origin="UZ"),), documents=(Document(type="861", item=0),)),
        ],
        [
            travelling("TR", "GE", to="UZ", goods=(goods(origin="GE"),), documents=(Document(type="861"),)),
            travelling("TR", "GE", to="UZ", goods=(goods(origin="CN"),), documents=(Document(type="380"),)),
        ],
        rows=(1,),
    ),
    "RTE-01": Case(
        [travelling("CN", "KZ", to="UZ", goods=(SHOE, CHIP))],
        [
            travelling("CN", "KZ", to="KZ", goods=(CHIP,)),
            travelling("CN", "KZ", to="UZ", goods=(SHOE,)),
        ],
    ),
    "RTE-02": Case(
        [*[travelling("CN", "KZ", to="UZ") for _ in range(60)], travelling("CN", "GE", "KZ", to="UZ")],
        [
            *[travelling("CN", "KZ", to="UZ") for _ in range(30)],
            *[travelling("CN", "KG", to="UZ") for _ in range(5)],
            *[travelling("CN", "KZ", to="TJ") for _ in range(20)],
            travelling("CN", "GE", to="TJ"),
        ],
        rows=(60,),
    ),
    "RTE-03": Case(
        [travelling("CN", "KZ", "RU", "GE", "AZ", "TM", to="UZ")],
        [travelling("CN", "KZ", to="UZ"), travelling("JP", "CN", "KZ", "RU", "GE", "AZ", to="UZ")],
    ),
    "RTE-04": Case(
        [of(CHIP, country_of_dispatch="CN", country_of_destination="KZ"), of(CHIP, country_of_destination="RU")],
        [
            of(CHIP, country_of_dispatch="CN", country_of_destination="UZ"),
            of(SHOE, country_of_dispatch="CN", country_of_destination="KZ"),
        ],
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
    "TBM-02": Case(invoiced("CMR 1", "CMR 2"), [*invoiced("CMR 1", "CMR 1"), *invoiced("A1", "A2", mass=1000.0)]),
    "TBM-04": Case(
        [
            consignment(parties=(consignee("Arya", country="IR"),)),
            consignment(1, parties=(consignee("V", country="VN"),)),
        ],
        [consignment(parties=(consignee("Nur", country="UZ"),))],
    ),
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
    "ENV-01": Case(
        [of(goods("Рога сайгака, 20 шт")), consignment(1, goods=(goods("live falcons (Falco cherrug)"),))],
        [
            of(goods("рога сайгака"), documents=(Document(type="C400", number="UZ-1"),)),
            consignment(1, goods=(goods("ivory coloured paper"),)),
        ],
    ),
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
    "EXC-01": Case(
        [of(goods(hs_code="240220"), flow=Flow.TRANSIT)],
        [of(goods(hs_code="240220"), flow=Flow.IMPORT), of(SHOE, flow=Flow.TRANSIT)],
    ),
    "GDS-06": Case(
        [of(goods("Maraging steel rods"), flow=Flow.EXPORT), of(goods("Станок пятикоординатный"), flow=Flow.TRANSIT)],
        [of(goods("Steel rods"), flow=Flow.EXPORT), of(goods("Maraging steel rods"), flow=Flow.IMPORT)],
    ),
    "CBR-05": Case(
        [of(goods(hs_code="720449"), country_of_dispatch="KG", country_of_destination="CN")],
        [
            of(goods(hs_code="720449"), country_of_dispatch="DE", country_of_destination="CN"),
            of(SHOE, country_of_dispatch="KG", country_of_destination="CN"),
        ],
    ),
    "DOC-08": Case(
        [consignment(at, **whole) for at, whole in enumerate([WHOLE] * 4 + [{}])],
        [consignment(at, **WHOLE) for at in range(3)] + [consignment(3, lodgement=Lodgement.DECLARATION)],
        rows=(4,),
    ),
    "GDS-05": Case(
        [of(goods(hs_code="854310"), flow=Flow.EXPORT)],
        [of(SHOE, flow=Flow.EXPORT), of(goods(hs_code="854310"), flow=Flow.IMPORT)],
    ),
    "GDS-08": Case(
        [documented("380", goods(hs_code="854310"), flow=Flow.EXPORT)],
        [
            documented("811", goods(hs_code="854310"), flow=Flow.EXPORT),
            documented("380", SHOE, flow=Flow.EXPORT),
            documented("380", goods(hs_code="854310"), flow=Flow.EXPORT, lodgement=Lodgement.MANIFEST),
            documented("990", goods(hs_code="854310"), item=0, flow=Flow.EXPORT),
        ],
    ),
    "DOC-11": Case(
        [documented("380", CHIP, flow=Flow.TRANSIT)],
        [documented("990", CHIP, flow=Flow.TRANSIT), documented("380", SHOE, flow=Flow.TRANSIT)],
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
    "CBR-07": Case(weighing("310230", 100.0, 20, 5000.0), weighing("310230", 100.0, 20, 300.0), rows=(20,)),
    "STC-02": Case(
        weighing("854310", 1.0, 20, 80.0, flow=Flow.EXPORT),
        weighing("854310", 1.0, 20, 2.0, flow=Flow.EXPORT),
        rows=(20,),
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
    "ENV-03": Case(
        [of(goods(hs_code="440399"), country_of_dispatch="CM", country_of_destination="VN")],
        [
            of(goods(hs_code="440399"), country_of_dispatch="RU", country_of_destination="VN"),
            of(goods(hs_code="440399"), country_of_dispatch="CM", country_of_destination="UZ"),
            of(SHOE, country_of_dispatch="CM", country_of_destination="VN"),
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
    "EXC-02": Case(
        [documented("380", goods(hs_code="847810"))],
        [documented("911", goods(hs_code="847810")), documented("380", SHOE)],
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
    "STC-06": Case(
        [of(goods("приборы военного назначения")), consignment(1, parties=(consignee("Воинская часть 1234"),))],
        [of(goods("children's shoes"), parties=(consignee("Nur"), Party(role=Role.CARRIER, name="Military Cargo")))],
    ),
}

INDICATORS = {each.id: each for each in all_indicators() if not each.of_the_past and not each.records}


def said(name: str, consignments: list[Consignment] | ConsignmentBatch) -> tuple[pl.DataFrame, pl.DataFrame]:
    batch = consignments if isinstance(consignments, ConsignmentBatch) else ConsignmentBatch.of(consignments)
    evaluation = evaluate(batch, indicators=[INDICATORS[name]])
    return evaluation.signals, evaluation.gaps


def without(batch: ConsignmentBatch, need: str) -> ConsignmentBatch:
    """The batch with nothing in any of the columns that would answer this need."""
    frames = {"consignments": batch.consignments, **{part: getattr(batch, part) for part in PARTS}}
    for each in alternatives(need):
        frame = frames[each.table]
        dtype = frame.schema[each.column]
        empty = pl.lit([], dtype) if isinstance(dtype, pl.List) else pl.lit(None, dtype)
        concerned = pl.lit(value=True) if each.role is None else pl.col("role") == each.role
        kept = pl.when(~concerned).then(pl.col(each.column)).otherwise(empty)
        frames[each.table] = frame.with_columns(kept.alias(each.column))
    return ConsignmentBatch(**frames)


def test_every_indicator_has_a_case() -> None:
    assert set(CASES) == set(INDICATORS)


@pytest.mark.parametrize("name", CASES)
def test_it_fires_where_it_should(name: str) -> None:
    case = CASES[name]
    signals, _ = said(name, case.fires)
    expected = case.rows if case.rows is not None else range(len(case.fires))
    assert signals["row"].unique().sort().to_list() == list(expected)


@pytest.mark.parametrize("name", CASES)
def test_it_is_silent_where_it_should_be_and_not_for_want_of_data(name: str) -> None:
    signals, gaps = said(name, CASES[name].silent)
    assert signals.is_empty(), signals
    assert gaps.is_empty(), gaps


@pytest.mark.parametrize(("name", "need"), [(name, need) for name in CASES for need in INDICATORS[name].requirements])
def test_it_never_fires_on_missing_data_but_says_what_was_missing(name: str, need: str) -> None:
    batch = without(ConsignmentBatch.of(CASES[name].fires), need)
    signals, gaps = said(name, batch)
    assert signals.is_empty()
    assert gaps["row"].unique().sort().to_list() == list(range(len(batch)))
    assert all(need in missing for missing in gaps["missing"])


@pytest.mark.parametrize("name", CASES)
def test_each_place_of_its_reason_is_in_its_evidence(name: str) -> None:
    signals, _ = said(name, CASES[name].fires)
    for signal in signal_objects(signals):
        facts = {fact.name: fact.value for fact in signal.evidence}
        sentence = signal.reason.format_map(facts)
        assert "None" not in sentence, sentence


@pytest.mark.parametrize("name", CASES)
def test_the_order_of_consignments_changes_nothing(name: str) -> None:
    case = CASES[name]
    distinct = [msgspec.structs.replace(each, id=f"c{at}") for at, each in enumerate(case.fires)]
    backwards = distinct[::-1]
    ids = {distinct[row].id for row in said(name, distinct)[0]["row"]}
    assert {backwards[row].id for row in said(name, backwards)[0]["row"]} == ids
