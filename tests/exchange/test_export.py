"""What is given out as STIX or MISP is in order, carries its caveats, and is only what may be given out."""

import warnings

import msgspec
import pytest
from tests.exchange.world import COMPLETE, OFFICER, World, agreement_text

from darvoza.exchange import (
    Answer,
    Caveats,
    ConsignmentData,
    Contents,
    Event,
    ExportForm,
    GoodsData,
    Item,
    Marking,
    MeansData,
    Node,
    NotAllowed,
    PartyData,
    export,
)

CONSIGNMENT = ConsignmentData(
    reference_id="CMR 4471",
    border_transport_means=MeansData(mode_code="road", id="01A123BC"),
    goods_items=(GoodsData(description="Machining centre", classification="845710"),),
    parties=(
        PartyData(role_code="consignee", name="Example LLC", ids=("TIN:301234567",), communication=("+998 71 1",)),
    ),
)


def received(world: World, caveats: Caveats) -> str:
    asked = world.send(world.uz, COMPLETE)
    world.exchange()
    contents = Contents(text="Undervalued", consignments=(CONSIGNMENT,))
    item = Item(id="item-0001", title="Declaration", contents=contents, caveats=caveats)
    world.reply(world.tj, asked.id, Answer(summary="s"), items=[item])
    world.exchange()
    return item.id


def test_a_stix_bundle_is_one_to_stix_itself_and_every_object_is_marked(world: World) -> None:
    stix2 = pytest.importorskip("stix2")
    id_ = received(world, Caveats(evidence=False, marking=Marking.AMBER, onward=frozenset({"UZ"})))
    made = export(world.uz, OFFICER, [id_], ExportForm.STIX)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        bundle = stix2.parse(made.document.decode(), allow_custom=True)
    kinds = [each["type"] for each in bundle.objects]
    assert {"identity", "report", "marking-definition", "x-darvoza-consignment", "extension-definition"} <= set(kinds)
    by_id = {each["id"]: each for each in bundle.objects}
    for each in bundle.objects:
        for name, value in each.items():
            if name.endswith(("_ref", "_refs")):
                assert set([value] if isinstance(value, str) else value) <= set(by_id), f"{each['type']}.{name}"
    about = [each for each in bundle.objects if each["type"] in {"report", "x-darvoza-consignment"}]
    for each in about:
        marks = [by_id[mark] for mark in each["object_marking_refs"]]
        assert {mark["definition_type"] for mark in marks} == {"tlp", "statement"}
        statement = next(mark for mark in marks if mark["definition_type"] == "statement")
        assert "evidence=no" in statement["definition"]["statement"]
        assert next(mark for mark in marks if mark["definition_type"] == "tlp")["definition"]["tlp"] == "amber"


def test_a_misp_event_stays_with_this_organisation_and_tags_everything(world: World) -> None:
    id_ = received(world, Caveats(evidence=False, marking=Marking.AMBER_STRICT))
    event = msgspec.json.decode(export(world.uz, OFFICER, [id_], ExportForm.MISP).document)["Event"]
    assert event["distribution"] == "0"
    assert event["published"] is False
    assert {"name": "tlp:amber+strict"} in event["Tag"]
    attributes = [attribute for each in event["Object"] for attribute in each["Attribute"]]
    assert {"CMR 4471", "Example LLC", "TIN:301234567", "01A123BC"} <= {each["value"] for each in attributes}
    for each in attributes:
        assert {"name": 'darvoza:evidence="no"'} in each["Tag"]
        assert each["to_ids"] is False
    ids = [each["uuid"] for each in (*event["Object"], *attributes)]
    assert len(ids) == len(set(ids))


def test_only_a_form_that_every_sources_agreement_allows_is_given_out(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    world = World(tmp_path_factory.mktemp("form"), agreement_text().replace("exports: [stix, misp]", "exports: [stix]"))
    id_ = received(world, Caveats())
    world.uz.holdings.derive("report-1", "report", "Report", [id_], Contents(text="made of it"))
    assert export(world.uz, OFFICER, ["report-1"], ExportForm.STIX).given == ("report-1",)
    with pytest.raises(NotAllowed, match="misp") as refused:
        export(world.uz, OFFICER, ["report-1"], ExportForm.MISP)
    assert refused.value.withheld[0].ask == "TJ"
    world.close()


def test_what_may_not_be_given_out_is_left_out_and_said(world: World) -> None:
    id_ = received(world, Caveats(users=(("role:supervisor",),)))
    own(world.uz)
    made = export(world.uz, OFFICER, ["own-1", id_], ExportForm.STIX)
    assert made.given == ("own-1",)
    assert [each.source for each in made.withheld] == [id_]
    assert b"Machining" not in made.document
    assert world.uz.log.entries(newest=1)[0].event is Event.EXPORTED


def own(node: Node) -> None:
    node.holdings.derive("own-1", "note", "Our own note", [], {"free": "form"})
