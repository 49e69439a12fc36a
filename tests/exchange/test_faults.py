"""Whatever happens on the way: nothing is lost, nothing comes twice, and every rejection is said and logged."""

import json
import os
import random
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exchange.world import COMPLETE, OFFICER, START, World, arrivals

from darvoza.exchange import (
    Answer,
    Arrival,
    Contents,
    Event,
    Fault,
    InterimAnswer,
    Item,
    Node,
    Parcel,
    SeizureNotice,
    Standing,
    broken,
    extract,
    reconcile,
)

ROOT = Path(__file__).resolve().parents[2]
NOTICE = SeizureNotice(matter="Seizure", seized=START.date(), place="Oybek", goods="Cigarettes")


def both_agree(world: World) -> None:
    both = reconcile(extract(world.uz, "TJ"), extract(world.tj, "UZ"))
    assert both.holds, both.differences
    for node in (world.uz, world.tj):
        assert list(broken(node.log.entries())) == []


def settle(world: World) -> None:
    """Days pass and the links work: whatever waits goes."""
    for _ in range(6):
        world.clock.pass_(hours=7)
        world.exchange()


def everything_arrived_once(world: World, sent: list[str]) -> None:
    assert sorted(each.id for each in world.tj.desk.inbox(OFFICER)) == sorted(sent)
    assert {each.standing for each in world.uz.desk.outbox(OFFICER)} == {Standing.TAKEN}
    assert world.tj.post.gaps("UZ") == []
    both_agree(world)


def test_a_dropped_letter_is_sent_again_until_its_receipt_comes(world: World) -> None:
    sent = world.send(world.uz, COMPLETE)
    for _ in range(3):
        world.clock.pass_(hours=7)
        world.parcels(world.uz)  # lost
    assert world.tj.desk.inbox(OFFICER) == []
    settle(world)
    everything_arrived_once(world, [sent.id])


def test_a_dropped_receipt_is_given_again_and_nothing_is_taken_twice(world: World) -> None:
    sent = world.send(world.uz, COMPLETE)
    world.carry(world.uz)
    world.parcels(world.tj)  # the receipt is lost
    world.clock.pass_(hours=7)
    assert arrivals(world.carry(world.uz)) == [Arrival.REPEATED]
    settle(world)
    everything_arrived_once(world, [sent.id])


def test_a_number_that_is_missing_shows_as_a_gap(world: World) -> None:
    for _ in range(3):
        world.send(world.uz, NOTICE, article="2")
    first, lost, third = world.parcels(world.uz)
    for parcel in (third, first):
        world.tj.post.accept(parcel, link="test")
    assert world.tj.post.gaps("UZ") == [2]
    world.tj.post.accept(lost, link="test")
    assert world.tj.post.gaps("UZ") == []


def test_a_reply_that_overtakes_the_request_waits_for_it(world: World) -> None:
    asked = world.send(world.uz, COMPLETE)
    world.clock.pass_(minutes=5)
    follow = world.reply(world.uz, asked.id, NOTICE)
    first, second = world.parcels(world.uz)
    assert arrivals([world.tj.post.accept(each, link="test") for each in (second, second)]) == [
        Arrival.HELD_BACK,
        Arrival.REPEATED,
    ]
    assert world.tj.desk.inbox(OFFICER) == []
    assert world.parcels(world.tj) == [], "no receipt is given before it is taken"
    world.tj.post.accept(first, link="test")
    assert {each.id for each in world.tj.desk.inbox(OFFICER)} == {asked.id, follow.id}
    settle(world)
    everything_arrived_once(world, [asked.id, follow.id])


def test_a_damaged_letter_is_rejected_with_a_word_to_its_sender_and_comes_again_whole(world: World) -> None:
    sent = world.send(world.uz, COMPLETE)
    (parcel,) = world.parcels(world.uz)
    damaged = msgspec.structs.replace(parcel, data=parcel.data[:-20] + b"A" * 20)
    assert world.tj.post.accept(damaged, link="test").fault is Fault.UNREADABLE
    world.carry(world.tj)
    rejections = [each for each in world.uz.log.entries() if each.event is Event.REJECTION_CAME]
    assert [(each.message, each.detail["fault"]) for each in rejections] == [(sent.id, "unreadable")]
    settle(world)
    everything_arrived_once(world, [sent.id])


def test_a_letter_may_be_weeks_on_the_way_but_not_for_ever(world: World) -> None:
    sent = world.send(world.uz, COMPLETE)
    (late,) = world.parcels(world.uz)
    world.clock.pass_(days=40)
    assert world.tj.post.accept(late, link="test").arrival is Arrival.TAKEN
    second = world.send(world.uz, COMPLETE)
    too_late = world.parcels(world.uz)
    world.clock.pass_(days=100)
    assert world.tj.post.accept(too_late[-1], link="test").fault is Fault.EXPIRED
    settle(world)
    everything_arrived_once(world, [sent.id, second.id])


@pytest.mark.parametrize("who", ["UZ", "TJ"])
@pytest.mark.parametrize("days", [1, -1])
def test_a_clock_that_is_wrong_by_a_day_is_said_and_nothing_is_lost(world: World, who: str, days: int) -> None:
    world.clock.wrong[who] = timedelta(days=days)
    sent = world.send(world.uz, COMPLETE)
    world.exchange()
    ahead = (who, days) in {("UZ", 1), ("TJ", -1)}
    rejected = [each for each in world.tj.log.entries() if each.event is Event.REJECTED]
    assert [each.detail["fault"] for each in rejected] == (["clock"] if ahead else [])
    if ahead:
        told = [each for each in world.uz.log.entries() if each.event is Event.REJECTION_CAME]
        assert [each.detail["fault"] for each in told] == ["clock"]
    world.clock.wrong.clear()
    world.clock.pass_(days=2)
    settle(world)
    everything_arrived_once(world, [sent.id])


def test_a_replayed_letter_changes_nothing_but_the_log(world: World) -> None:
    sent = world.send(world.uz, COMPLETE)
    (parcel,) = world.parcels(world.uz)
    first = world.tj.post.accept(parcel, link="test")
    world.clock.pass_(days=30)
    outcomes = [world.tj.post.accept(parcel, link="test") for _ in range(3)]
    assert [first.arrival, *arrivals(outcomes)] == [Arrival.TAKEN, *[Arrival.REPEATED] * 3]
    settle(world)
    everything_arrived_once(world, [sent.id])


def test_the_same_id_with_other_contents_is_refused(world: World) -> None:
    sent = world.send(world.uz, COMPLETE)
    world.exchange()
    other = msgspec.structs.replace(sent, body=msgspec.structs.replace(COMPLETE, matter="Something else"))
    world.uz.store.change("delete from messages where id = ?", sent.id)
    world.uz.store.change("delete from outbox where id = ?", sent.id)
    world.uz.post.queue(other)
    assert [each.fault for each in world.carry(world.uz)] == [Fault.REUSED]


def test_what_the_addressee_does_not_permit_is_rejected_for_good_and_said(world: World) -> None:
    world.tj.register.distrust(world.supervisor.kid)
    sent = world.send(world.uz, COMPLETE)
    world.exchange()
    (entry,) = world.uz.desk.outbox(OFFICER)
    assert (entry.id, entry.standing) == (sent.id, Standing.REJECTED)
    assert entry.reason == "The agreement cannot be used: {what}."
    world.clock.pass_(days=1)
    assert world.parcels(world.uz) == []
    both = reconcile(extract(world.uz, "TJ"), extract(world.tj, "UZ"))
    assert [(each.point.value, each.fault) for each in both.differences] == [
        ("rejected by the addressee", Fault.AGREEMENT)
    ]
    assert both.holds


def test_an_incomplete_request_from_a_partner_without_scruples_is_rejected(world: World) -> None:
    complete = world.draft(world.uz, COMPLETE).message
    bare = msgspec.structs.replace(complete, body=msgspec.structs.replace(COMPLETE, reciprocity=False))
    world.uz.post.queue(bare)
    (outcome,) = world.carry(world.uz)
    assert (outcome.fault, outcome.values) == (Fault.INCOMPLETE, {"fields": "reciprocity"})


FATES = ("arrives", "lost", "doubled", "late", "damaged")


@settings(max_examples=8)
@given(st.lists(st.sampled_from(FATES), min_size=4, max_size=14), st.integers(0, 1000))
def test_whatever_the_way_does_everything_arrives_once(
    tmp_path_factory: pytest.TempPathFactory, fates: list[str], seed: int
) -> None:
    world = World(tmp_path_factory.mktemp("way"))
    chance = random.Random(seed)
    sent: list[str] = []
    late: list[tuple[Node, Parcel]] = []
    for fate in fates:
        if len(sent) < 3:
            sent.append(world.send(world.uz, COMPLETE if len(sent) != 1 else NOTICE, article="12"[len(sent) == 1]).id)
        world.clock.pass_(hours=chance.choice([1, 7, 30]))
        for node in (world.uz, world.tj):
            parcels = world.parcels(node)
            chance.shuffle(parcels)
            other = world.other(node)
            for parcel in parcels:
                if fate == "late":
                    late.append((other, parcel))
                elif fate == "damaged":
                    cut = msgspec.structs.replace(parcel, data=parcel.data[: chance.randrange(len(parcel.data))])
                    assert other.post.accept(cut, link="way").arrival is Arrival.REJECTED
                elif fate != "lost":
                    for _ in range(1 + (fate == "doubled")):
                        other.post.accept(parcel, link="way")
    for other, parcel in late:
        other.post.accept(parcel, link="way")
    settle(world)
    everything_arrived_once(world, sent)
    world.close()


def test_a_node_killed_in_the_middle_of_a_step_goes_on_as_if_the_step_had_not_begun(tmp_path: Path) -> None:
    done = subprocess.run(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-W", "ignore", "-m", "benchmarks._killing", str(tmp_path / "nodes"), "10", "7"],
        env=os.environ | {"POLARS_MAX_THREADS": "1"},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
    )
    told = json.loads(done.stdout)
    assert told.pop("sent") > 0
    assert told == {
        "kills": 10,
        "lost": 0,
        "twice": 0,
        "from_nowhere": 0,
        "logs_agree": True,
        "chains_hold": True,
        "gaps": 0,
    }


def test_a_long_conversation_is_the_same_on_both_sides_in_whatever_order_it_came(world: World) -> None:
    asked = world.send(world.uz, COMPLETE)
    world.exchange()
    item = Item(id="item-0009", title="Declaration", contents=Contents(text="t"))
    world.reply(world.tj, asked.id, InterimAnswer(summary="s", expected=START.date()))
    world.reply(world.tj, asked.id, Answer(summary="s"), items=[item])
    for parcel in reversed(world.parcels(world.tj)):
        world.uz.post.accept(parcel, link="test")
    settle(world)
    ours, theirs = (node.desk.conversation(asked.id) for node in (world.uz, world.tj))
    assert ours.state is theirs.state
    assert ours.steps == theirs.steps
    both_agree(world)
