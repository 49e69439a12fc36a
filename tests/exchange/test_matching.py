"""Two administrations learn which identifiers both have, or only how many; caps hold on both sides."""

import base64
import random
import sys

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exchange.world import COMPLETE, World, agreement_text

from darvoza.exchange import (
    Event,
    Fault,
    MatchAnswer,
    MatchingNotInstalled,
    MatchQuery,
    Rejected,
    Scheme,
    answer_query,
    begin_query,
    normalise,
    read_answer,
)

pytest.importorskip("private_set_intersection", reason="the extra darvoza[exchange] is not installed")

MINE = ["301234567", "301 234 568", "302-000-001", "x"]
THEIRS = ["302000001", "999999999", "301234567"]


def matched(
    world: World, mine: list[str], theirs: list[str]
) -> tuple[MatchQuery, MatchAnswer, tuple[str, ...] | None, int]:
    body = begin_query(world.uz, world.agreement, "TJ", Scheme.TIN, mine, "Importers of one period")
    asked = world.send(world.uz, body)
    world.exchange()
    answer = answer_query(world.tj, asked, theirs)
    told = world.reply(world.tj, asked.id, answer)
    world.exchange()
    found = read_answer(world.uz, asked, told)
    return body, answer, found.which, found.found


def test_the_overlap_is_found_and_nothing_else_is_told(world: World) -> None:
    body, answer, which, found = matched(world, MINE, THEIRS)
    assert (which, found) == (("301234567", "302000001"), 2)
    assert body.count == 3
    wires = base64.b64decode(body.blinded) + base64.b64decode(answer.setup) + base64.b64decode(answer.response)
    for number in (*MINE[:3], *THEIRS):
        assert number.replace(" ", "").encode() not in wires
    for node, what in ((world.uz, ["asked", "learned"]), (world.tj, ["answered"])):
        assert [each.detail["what"] for each in node.log.entries() if each.event is Event.MATCHED] == what


def test_only_the_number_is_learned_where_that_is_agreed(tmp_path_factory: pytest.TempPathFactory) -> None:
    world = World(tmp_path_factory.mktemp("size"), agreement_text().replace("size_only: false", "size_only: true"))
    body, _, which, found = matched(world, MINE, THEIRS)
    assert body.size_only
    assert (which, found) == (None, 2)
    openly = msgspec.structs.replace(body, size_only=False)
    world.uz.post.queue(world.draft(world.uz, openly).message)
    assert [each.fault for each in world.carry(world.uz)] == [Fault.OVER_LIMIT]
    world.close()


def test_a_query_is_as_large_as_agreed_at_most_on_both_sides(world: World) -> None:
    many = [str(300_000_000 + number) for number in range(1001)]
    with pytest.raises(Rejected, match="1001 identifiers"):
        begin_query(world.uz, world.agreement, "TJ", Scheme.TIN, many, "m")
    with pytest.raises(Rejected, match="PASSPORT"):
        begin_query(world.uz, world.agreement, "TJ", Scheme.PASSPORT, ["AA1234567"], "m")
    with pytest.raises(ValueError, match="none of the values"):
        begin_query(world.uz, world.agreement, "TJ", Scheme.CONTAINER, ["CSQU3054384"], "m")
    body = begin_query(world.uz, world.agreement, "TJ", Scheme.TIN, MINE, "m")
    world.uz.post.queue(world.draft(world.uz, msgspec.structs.replace(body, count=5000)).message)
    assert [each.fault for each in world.carry(world.uz)] == [Fault.OVER_LIMIT]


def test_a_query_that_holds_more_than_it_says_is_not_answered(world: World) -> None:
    body = begin_query(world.uz, world.agreement, "TJ", Scheme.TIN, MINE, "m")
    asked = world.send(world.uz, msgspec.structs.replace(body, count=2))
    world.exchange()
    with pytest.raises(Rejected, match="another number"):
        answer_query(world.tj, asked, THEIRS)
    garbled = world.send(world.uz, msgspec.structs.replace(body, blinded="AAAA"))
    with pytest.raises(Rejected, match="cannot be read"):
        answer_query(world.tj, garbled, THEIRS)


def test_there_are_only_so_many_queries_a_day_on_both_sides(world: World) -> None:
    for _ in range(5):
        body = begin_query(world.uz, world.agreement, "TJ", Scheme.TIN, MINE, "m")
        world.send(world.uz, body)
    with pytest.raises(Rejected, match="5 queries within a day"):
        begin_query(world.uz, world.agreement, "TJ", Scheme.TIN, MINE, "m")
    world.uz.store.change("delete from matches")
    world.send(world.uz, begin_query(world.uz, world.agreement, "TJ", Scheme.TIN, MINE, "m"))
    assert [each.fault for each in world.carry(world.uz)] == [None] * 5 + [Fault.OVER_LIMIT]
    world.clock.pass_(days=2)
    world.send(world.uz, begin_query(world.uz, world.agreement, "TJ", Scheme.TIN, MINE, "m"))
    assert world.carry(world.uz)[-1].fault is None


def test_what_is_set_up_for_a_list_is_used_again(world: World) -> None:
    _, first, _, _ = matched(world, MINE, THEIRS)
    _, second, _, _ = matched(world, MINE[:1], THEIRS)
    assert first.setup == second.setup
    _, third, _, _ = matched(world, MINE[:1], [*THEIRS, "303000000"])
    assert third.setup != second.setup
    assert len(world.tj.store.all("select * from match_lists")) == 1, "an old list is not kept"


def test_without_matching_in_the_agreement_there_is_none(tmp_path_factory: pytest.TempPathFactory) -> None:
    source = agreement_text()
    cut = source[: source.index("matching:")] + source[source.index("exports:") :]
    world = World(tmp_path_factory.mktemp("none"), cut)
    with pytest.raises(Rejected, match="private matching"):
        begin_query(world.uz, world.agreement, "TJ", Scheme.TIN, MINE, "m")
    world.close()


def test_an_answer_to_something_else_is_none(world: World) -> None:
    asked = world.send(world.uz, COMPLETE)
    with pytest.raises(Rejected, match="not asked"):
        answer_query(world.tj, asked, THEIRS)
    with pytest.raises(Rejected, match="not asked"):
        read_answer(world.uz, asked, asked)


@pytest.mark.parametrize(
    ("scheme", "value", "form"),
    [
        (Scheme.TIN, " 301-234 567", "301234567"),
        (Scheme.TIN, "12", None),
        (Scheme.PASSPORT, "aa 1234567", "AA1234567"),
        (Scheme.PASSPORT, "PASSPORT", None),
        (Scheme.CONTAINER, "CSQU 305438-3", "CSQU3054383"),
        (Scheme.CONTAINER, "CSQU3054384", None),
        (Scheme.PLATE, "01 а 123 вс", "01A123BC"),
        (Scheme.PLATE, "01A123BC", "01A123BC"),
        (Scheme.IMO, "IMO 9074729", "9074729"),
        (Scheme.IMO, "9074728", None),
        (Scheme.LEI, "5493 001KJTIIGC8Y1R12", "5493001KJTIIGC8Y1R12"),
        (Scheme.LEI, "5493001KJTIIGC8Y1R13", None),
        (Scheme.TIN, "1" * 500, None),
    ],
)
def test_the_same_number_is_the_same_text(scheme: Scheme, value: str, form: str | None) -> None:
    assert normalise(scheme, value) == form


@settings(max_examples=60)
@given(st.sampled_from(list(Scheme)), st.text(max_size=45))
def test_a_form_is_stable(scheme: Scheme, value: str) -> None:
    form = normalise(scheme, value)
    assert form is None or normalise(scheme, form) == form


def test_without_the_extra_it_is_said_what_to_install(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "private_set_intersection.python", None)
    with pytest.raises(MatchingNotInstalled, match=r"pip install 'darvoza\[exchange\]'"):
        begin_query(world.uz, world.agreement, "TJ", Scheme.TIN, MINE, "m")


def test_a_drawn_match_finds_exactly_what_both_have(world: World) -> None:
    chance = random.Random(3)
    numbers = [str(chance.randrange(300_000_000, 300_001_000)) for _ in range(300)]
    mine, theirs = numbers[:150], numbers[100:]
    _, _, which, _ = matched(world, mine, theirs)
    assert set(which or ()) == set(mine) & set(theirs)
