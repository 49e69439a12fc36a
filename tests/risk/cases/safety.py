"""Signs of danger: cases on which each indicator fires, and some on which it does not."""

from tests.risk.cases.kit import Case, consignment, goods, of

from darvoza.consignment import (
    Lodgement,
    Mode,
)

CASES: dict[str, Case] = {
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
}
