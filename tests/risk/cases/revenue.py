"""Signs of lost revenue: cases on which each indicator fires, and some on which it does not."""

from datetime import timedelta

from tests.risk.cases.kit import NOON, Case, consignee, consignment, goods, of, priced, travelling

from darvoza.consignment import (
    Consignment,
    Document,
    Mode,
    Party,
    Role,
)


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


CASES: dict[str, Case] = {
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
    "VAL-01": Case(priced([100.0 + number for number in range(40)] + [5.0]), priced([100.0] * 41), rows=(40,)),
    "VAL-06": Case(
        [*parcels(3, 150.0), *flown(4, 960.0)],
        [*parcels(3, 60.0), *flown(2, 960.0), *flown(4, 300.0), *flown(3, 960.0, "870899", "620444", "640299")],
    ),
    "DOC-02": Case(
        certified("CT-1 000245", "Nur Tekstil", "Amu Trade"),
        [
            *certified("CT-1 000245", "Nur Tekstil", "NUR TEKSTIL"),
            *certified("MRN 42", "Nur", "Amu", type="821"),
            *certified("1", "Nur", "Amu", type="380"),
        ],
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
}
