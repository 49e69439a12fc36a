"""Signs of smuggled excise goods: cases on which each indicator fires, and some on which it does not."""

from tests.risk.cases.kit import SHOE, Case, documented, goods, of

from darvoza.consignment import (
    Flow,
)

CASES: dict[str, Case] = {
    "EXC-01": Case(
        [of(goods(hs_code="240220"), flow=Flow.TRANSIT)],
        [of(goods(hs_code="240220"), flow=Flow.IMPORT), of(SHOE, flow=Flow.TRANSIT)],
    ),
    "EXC-02": Case(
        [documented("380", goods(hs_code="847810"))],
        [documented("911", goods(hs_code="847810")), documented("380", SHOE)],
    ),
}
