"""A request is two clicks away, with what is known and only what the article allows."""

from datetime import datetime

import pytest
from tests.exchange.world import World

from darvoza.consignment import (
    Consignment,
    ConsignmentBatch,
    Document,
    EquipmentKind,
    GoodsItem,
    Lodgement,
    Mode,
    Party,
    Place,
    PlaceRole,
    Role,
    TransportEquipment,
)
from darvoza.exchange import (
    Article,
    CaseFile,
    Form,
    Part,
    Prefill,
    Purpose,
    TradeGap,
    canonical,
    from_case,
    from_consignment,
    from_gap,
    from_party,
    from_row,
)

BUYER = Party(
    role=Role.CONSIGNEE,
    name="Example LLC",
    identifiers=("TIN:301234567",),
    address="Navoi 1",
    city="Tashkent",
    country="UZ",
    phone="+998 71 000",
)
TRUCK = Consignment(
    id="a-0",
    message="a",
    reference="CMR 4471",
    lodgement=Lodgement.DECLARATION,
    mode=Mode.ROAD,
    transport_document="CMR 4471",
    declaration="26001/7",
    arrival=datetime(2026, 3, 1, 8),  # noqa: DTZ001 - as filed, without a zone
    means_id="01A123BC",
    value=21000.0,
    currency="USD",
    parties=(BUYER,),
    goods=(GoodsItem(description="Machine", hs_code="845710", origin="CN", value=21000.0, currency="USD"),),
    equipment=(TransportEquipment(kind=EquipmentKind.CONTAINER, id="CSQU3054383", seals=("S1",)),),
    places=(Place(role=PlaceRole.BORDER, name="Oybek", country="UZ"),),
    documents=(Document(type="380", number="INV-9"),),
)
ALL = Article(number="1", title="t", forms=(Form.ON_REQUEST,))
MARKS = {
    Part.CONSIGNMENT: "26001/7",
    Part.GOODS: "845710",
    Part.PARTIES: "301234567",
    Part.CONTACTS: "Navoi 1",
    Part.TRANSPORT: "01A123BC",
    Part.ITINERARY: "Oybek",
    Part.DOCUMENTS: "INV-9",
    Part.VALUES: "21000",
}


def text(prefill: Prefill) -> str:
    return (canonical(prefill.request) + canonical(prefill.items)).decode()


def test_everything_known_goes_in_where_the_article_allows_everything() -> None:
    begun = from_consignment(TRUCK, ALL, purpose=Purpose.INVESTIGATION)
    assert begun.left_out == ()
    assert all(mark in text(begun) for mark in MARKS.values())
    assert begun.request.parties[0].name == "Example LLC"
    assert begun.request.purpose is Purpose.INVESTIGATION


@pytest.mark.parametrize("part", Part)
def test_a_part_that_the_article_does_not_allow_stays_out_everywhere(part: Part) -> None:
    allowed = tuple(each for each in Part if each is not part)
    begun = from_consignment(TRUCK, Article(number="1", title="t", forms=(Form.ON_REQUEST,), parts=allowed))
    assert begun.left_out == (part,)
    assert MARKS[part] not in text(begun)
    for other in set(allowed) - ({Part.CONTACTS} if part is Part.PARTIES else set()):
        assert MARKS[other] in text(begun)


def test_a_row_of_a_batch_does_as_well() -> None:
    batch = ConsignmentBatch.of(
        [Consignment(id="b-0", message="b", reference="x", lodgement=Lodgement.MANIFEST), TRUCK]
    )
    one, other = from_row(batch, 1, ALL), from_consignment(TRUCK, ALL)
    assert one.items[0].contents == other.items[0].contents
    with pytest.raises(IndexError):
        from_row(batch, 2, ALL)


def test_a_party_a_case_and_a_gap_begin_requests_too() -> None:
    assert from_party(BUYER, ALL).request.parties[0].ids == ("TIN:301234567",)
    case = CaseFile(reference="C-7", title="Machines", summary="Three trucks", consignments=(TRUCK,), parties=(BUYER,))
    begun = from_case(case, ALL)
    assert (begun.request.matter, begun.request.facts) == ("Machines", "Three trucks")
    assert len(begun.items[0].contents.consignments) == 1
    gap = TradeGap(hs_code="240220", period="2025", exporter="TJ", importer="UZ", export_value=9e6, import_value=2e6)
    told = from_gap(gap, Article(number="1", title="t", forms=(Form.ON_REQUEST,), parts=(Part.GOODS,)))
    assert told.items[0].contents.trade_gaps[0].export_value_amount == 9e6
    assert told.request.persons_unknown
    assert "240220" in (told.request.facts or "")


def test_a_prefilled_request_becomes_a_draft_that_says_what_is_left_to_write(world: World) -> None:
    begun = from_consignment(TRUCK, ALL, purpose=Purpose.INVESTIGATION)
    draft = world.draft(world.uz, begun.request, items=begun.items)
    lacks = [problem.field for problem in world.uz.desk.lacks(draft.id)]
    assert lacks == ["matter", "reason", "legal_elements", "procedure", "reciprocity"]
    values = dict(world.uz.desk.preview(draft.id).values)
    assert values["items[0].contents.consignments[0].goodsItems[0].classification"] == "845710"
