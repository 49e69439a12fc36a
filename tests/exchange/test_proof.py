"""Each log proves the whole conversation, and what was changed afterwards shows."""

import msgspec
import pytest
from tests.exchange.world import COMPLETE, OFFICER, World

from darvoza.exchange import (
    Action,
    Answer,
    Caveats,
    Contents,
    Item,
    Point,
    Use,
    annex,
    broken,
    extract,
    prove,
    read_extract,
    reconcile,
    write_extract,
)
from darvoza.language import Language


def answered(world: World) -> str:
    asked = world.send(world.uz, COMPLETE)
    world.exchange()
    items = [
        Item(id="item-open", title="Open", contents=Contents(text="what may be shown in court")),
        Item(
            id="item-shut",
            title="Shut",
            contents=Contents(text="only a hint"),
            caveats=Caveats(words=frozenset({"NO-EVIDENCE"})),
        ),
    ]
    world.reply(world.tj, asked.id, Answer(summary="Found <b>two</b>"), items=items)
    world.exchange()
    return asked.id


def test_each_side_proves_every_message_by_signature_and_receipt(world: World) -> None:
    conversation = answered(world)
    for node in (world.uz, world.tj):
        proof = prove(node, conversation)
        assert proof.holds
        assert [each.signed for each in proof.messages] == [True, True]
        ours = [each for each in proof.messages if each.sender == node.country]
        assert [each.received for each in ours] == [True]
    with pytest.raises(KeyError):
        prove(world.uz, "nowhere")


@pytest.mark.parametrize(
    "change",
    [
        "update messages set document = replace(document, 'CMR 4471', 'CMR 4472') where kind = 'request'",
        "update messages set sealed = substr(sealed, 1, length(sealed) - 4) || 'AAAA' where kind = 'answer'",
        "update log set at = '2026-03-02T10:00:00+00:00' where number = 5",
        "update log set hash = previous where number = 6",
        "delete from log where number = 7",
        "update receipts set document = replace(document, '\"taken\":true', '\"taken\":true ')",
        "update log set digest = (select digest from log where event = 'taken') where event = 'queued'",
    ],
)
def test_whatever_is_changed_afterwards_shows(world: World, change: str) -> None:
    conversation = answered(world)
    if "replace(document" in change:  # the column holds bytes
        change = change.replace("replace(document", "cast(replace(cast(document as text)").replace(
            "')", "') as blob)", 1
        )
    assert world.uz.store.change(change) >= 1
    assert not prove(world.uz, conversation).holds


def test_a_log_that_is_whole_has_nothing_broken_and_a_cut_one_has(world: World) -> None:
    answered(world)
    entries = world.uz.log.entries()
    assert list(broken(entries)) == []
    assert list(broken(entries[1:])) == [2]
    swapped = [*entries[:3], entries[4], entries[3], *entries[5:]]
    assert list(broken(swapped))


def test_both_logs_reconcile_and_a_lie_on_either_side_shows(world: World) -> None:
    answered(world)
    ours, theirs = extract(world.uz, "TJ"), read_extract(write_extract(extract(world.tj, "UZ")))
    both = reconcile(ours, theirs)
    assert (both.agreed, both.differences, both.holds) == (2, (), True)
    taken = next(each for each in theirs.entries if each.event.value == "taken")
    without = msgspec.structs.replace(theirs, entries=tuple(each for each in theirs.entries if each != taken))
    assert Point.DENIED in {each.point for each in reconcile(ours, without).differences}
    other = msgspec.structs.replace(taken, digest="0" * 64)
    altered = msgspec.structs.replace(
        theirs, entries=tuple(other if each == taken else each for each in theirs.entries)
    )
    points = {each.point for each in reconcile(ours, altered).differences}
    assert {Point.ALTERED, Point.CHANGED} <= points
    queued = {each.message for each in ours.entries if each.event.value == "queued"}
    fewer = msgspec.structs.replace(
        ours, entries=tuple(each for each in ours.entries if each.message not in queued or each.event.value != "queued")
    )
    assert Point.NOT_SENT in {each.point for each in reconcile(fewer, theirs).differences}
    with pytest.raises(ValueError, match="extracts"):
        reconcile(ours, ours)


def test_what_is_on_its_way_is_no_contradiction(world: World) -> None:
    world.send(world.uz, COMPLETE)
    both = reconcile(extract(world.uz, "TJ"), extract(world.tj, "UZ"))
    assert [each.point for each in both.differences] == [Point.UNDER_WAY]
    assert both.holds


def test_an_extract_tells_a_partner_nothing_of_others(world: World) -> None:
    answered(world)
    assert extract(world.uz, "KZ").entries == ()
    assert {each.partner for each in extract(world.uz, "TJ").entries} == {"TJ"}


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.RUSSIAN])
def test_the_annex_is_complete_in_itself_and_keeps_to_the_caveats(world: World, language: Language) -> None:
    conversation = answered(world)
    page = annex(world.uz, conversation, OFFICER, Use(action=Action.EVIDENCE), language)
    assert page.startswith("<!doctype html>")
    assert "what may be shown in court" in page
    assert "only a hint" not in page
    assert "withheld" in page
    assert "&lt;b&gt;two&lt;/b&gt;" in page, "what a partner wrote is text, never markup"
    for reaching_out in ("<script", "src=", "href=", "@import", "url("):
        assert reaching_out not in page
    for each in prove(world.uz, conversation).messages:
        assert each.digest in page
    shown = annex(world.uz, conversation, OFFICER, Use(), language)
    assert "only a hint" in shown
