"""Other use asks the supplier and waits for the word; what has run out closes by itself, after a warning."""

from datetime import timedelta

import pytest
from tests.exchange.world import OFFICER, World

from darvoza.exchange import (
    Action,
    Caveats,
    Consent,
    ConsentRequest,
    DisclosureNotice,
    Event,
    Purpose,
    Rejected,
    State,
    Task,
    Use,
    Viewer,
    consent_to,
)

COURT = Viewer(who="A. Karimov", purpose=Purpose.PROSECUTION)
EVIDENCE = Use(action=Action.EVIDENCE)


def asked_for_evidence(world: World, item: str) -> str:
    request = ConsentRequest(
        items=(item,), action=Action.EVIDENCE, purpose=Purpose.PROSECUTION, reasons="The case goes to court"
    )
    return world.send(world.uz, request).id


def consent(request: str, item: str, *, granted: bool = True) -> Consent:
    return Consent(
        request=request,
        granted=granted,
        items=(item,),
        action=Action.EVIDENCE,
        purpose=Purpose.PROSECUTION,
        reasons=None if granted else "Not yet",
    )


def test_other_use_waits_for_the_suppliers_word_and_then_is_exactly_that_use(world: World) -> None:
    item = world.received(Caveats(evidence=False))
    world.uz.holdings.derive("report-1", "report", "Report", [item.id])
    may = world.uz.holdings.may
    assert not may(COURT, "report-1", EVIDENCE).allowed
    request = asked_for_evidence(world, item.id)
    world.exchange()
    assert not may(COURT, "report-1", EVIDENCE).allowed, "asking is not enough"
    assert [clock.step.task for clock in world.tj.desk.clocks() if clock.ours] == [Task.ANSWER]
    granted = consent_to(world.tj.desk.message(request))
    assert granted == consent(request, item.id)
    world.reply(world.tj, request, granted)
    world.exchange()
    assert may(COURT, "report-1", EVIDENCE).allowed
    assert not may(OFFICER, "report-1", EVIDENCE).allowed, "for another purpose it was not granted"
    assert not may(COURT, "report-1", Use(action=Action.EXPORT)).allowed, "nor another use"
    assert world.uz.desk.conversation(request).state is State.ANSWERED


def test_a_refused_consent_widens_nothing(world: World) -> None:
    item = world.received(Caveats(evidence=False))
    request = asked_for_evidence(world, item.id)
    world.exchange()
    world.reply(world.tj, request, consent(request, item.id, granted=False))
    world.exchange()
    assert not world.uz.holdings.may(COURT, item.id, EVIDENCE).allowed


def test_only_the_supplier_consents(world: World) -> None:
    item = world.received(Caveats(evidence=False))
    request = asked_for_evidence(world, item.id)
    with pytest.raises(Rejected, match="this side"):
        world.reply(world.uz, request, consent(request, item.id))


def test_disclosure_that_a_court_compels_is_told_to_the_supplier(world: World) -> None:
    item = world.received()
    notice = DisclosureNotice(items=(item.id,), authority="City court", reasons="Order 12 of 1 March")
    told = world.send(world.uz, notice)
    world.exchange()
    assert world.tj.desk.read(OFFICER, told.id).body == notice


def test_what_nobody_reviews_closes_by_itself_after_a_warning(world: World) -> None:
    item = world.received()
    holdings = world.uz.holdings
    world.uz.holdings.derive("report-1", "report", "Report", [item.id])
    assert world.uz.reviews.due() == ()
    world.clock.pass_(days=340)
    warned = [review for review in world.uz.reviews.due() if review.thing == item.id]
    assert [review.closed for review in warned] == [False]
    assert warned[0].closes - warned[0].announced == timedelta(days=30)
    assert holdings.may(OFFICER, "report-1").allowed
    world.clock.pass_(days=30)
    assert not holdings.may(OFFICER, "report-1").allowed
    assert holdings.read(OFFICER, "report-1").contents is None
    assert [each.closed for each in world.uz.reviews.due() if each.thing == item.id] == [True]


def test_a_review_with_a_reason_keeps_a_thing_but_not_beyond_the_suppliers_day(world: World) -> None:
    item = world.received(Caveats(words=frozenset({"RETAIN-YEAR"})))
    last = world.clock.time.date() + timedelta(days=365)
    with pytest.raises(ValueError, match="reason"):
        world.uz.reviews.prolong(item.id, last, "A", " ")
    world.uz.reviews.prolong(item.id, last + timedelta(days=900), "A", "The case is open")
    assert world.uz.holdings.read(OFFICER, item.id).closes == last
    world.clock.pass_(days=366)
    assert not world.uz.holdings.may(OFFICER, item.id).allowed
    assert world.uz.log.entries(newest=2)[0].event is Event.REVIEWED


def test_the_suppliers_consent_to_keep_moves_the_suppliers_day(world: World) -> None:
    item = world.received(Caveats(words=frozenset({"RETAIN-YEAR"})))
    later = world.clock.time.date() + timedelta(days=700)
    world.uz.reviews.prolong(item.id, later, "A", "The case is open")
    request = ConsentRequest(
        items=(item.id,), action=Action.KEEP, purpose=Purpose.INVESTIGATION, until=later, reasons="The case is open"
    )
    asked = world.send(world.uz, request)
    world.exchange()
    granted = Consent(
        request=asked.id, granted=True, items=(item.id,), action=Action.KEEP, purpose=Purpose.INVESTIGATION, until=later
    )
    world.reply(world.tj, asked.id, granted)
    world.exchange()
    world.clock.pass_(days=500)
    assert world.uz.holdings.may(OFFICER, item.id).allowed
    world.clock.pass_(days=300)
    assert not world.uz.holdings.may(OFFICER, item.id).allowed
