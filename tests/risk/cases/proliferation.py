"""Signs of proliferation and diversion: cases on which each indicator fires, and some on which it does not."""

from tests.risk.cases.kit import SHOE, Case, consignee, consignment, documented, goods, of, travelling, weighing

from darvoza.consignment import (
    Consignment,
    Flow,
    Level,
    Lodgement,
    Party,
    Role,
)

CHIP = goods("integrated circuits", hs_code="8542.31.00", gross_mass_kg=1.0)


APRICOTS_OF_TURKEY = goods("Dried apricots", hs_code="081310", origin="TR")


def exported(dispatch: str, origin: str) -> Consignment:
    chip = goods("integrated circuits", hs_code="854231", origin=origin)
    return of(chip, country_of_dispatch=dispatch, flow=Flow.EXPORT)


CASES: dict[str, Case] = {
    "PTY-11": Case(
        [consignment(parties=(consignee("Silk Way Logistics"),)), consignment(1, parties=(consignee("Шарк КАРГО"),))],
        [
            consignment(parties=(consignee("Silk Way Textiles"),)),
            consignment(1, level=Level.MASTER, parties=(consignee("Silk Way Logistics"),)),
        ],
    ),
    "GDS-04": Case([of(CHIP)], [of(SHOE)]),
    "GDS-10": Case(
        [exported("UZ", "DE"), exported("KG", "US")],
        [
            exported("UZ", "UZ"),
            exported("DE", "US"),
            of(APRICOTS_OF_TURKEY, country_of_dispatch="UZ", flow=Flow.EXPORT),
        ],
    ),
    "GDS-15": Case([of(CHIP, *[SHOE] * 9)], [of(CHIP, *[SHOE] * 3)]),
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
    "RTE-04": Case(
        [of(CHIP, country_of_dispatch="CN", country_of_destination="KZ"), of(CHIP, country_of_destination="RU")],
        [
            of(CHIP, country_of_dispatch="CN", country_of_destination="UZ"),
            of(SHOE, country_of_dispatch="CN", country_of_destination="KZ"),
        ],
    ),
    "GDS-06": Case(
        [of(goods("Maraging steel rods"), flow=Flow.EXPORT), of(goods("Станок пятикоординатный"), flow=Flow.TRANSIT)],
        [of(goods("Steel rods"), flow=Flow.EXPORT), of(goods("Maraging steel rods"), flow=Flow.IMPORT)],
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
    "STC-02": Case(
        weighing("854310", 1.0, 20, 80.0, flow=Flow.EXPORT),
        weighing("854310", 1.0, 20, 2.0, flow=Flow.EXPORT),
        rows=(20,),
    ),
    "STC-06": Case(
        [of(goods("приборы военного назначения")), consignment(1, parties=(consignee("Воинская часть 1234"),))],
        [of(goods("children's shoes"), parties=(consignee("Nur"), Party(role=Role.CARRIER, name="Military Cargo")))],
    ),
}
