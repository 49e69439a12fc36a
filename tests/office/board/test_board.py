"""What a supervisor reads of the unit's posts: rates with intervals, misses, times, work; never of officers."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from darvoza.office import clock
from darvoza.office.board.counting import Line, count, hit_rate
from darvoza.office.board.plots import bars, rates
from darvoza.office.desk.models import Consignment, Decision, State
from darvoza.office.examination.models import Examination, Order, Progress, Sign
from darvoza.office.people.models import Officer, Role, Unit


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


@pytest.fixture
def examined(consignment: Callable[..., Consignment], officer: Callable[..., Officer]) -> Callable[..., Consignment]:
    """A consignment that was stopped two hours after it came and examined one hour later."""
    inspector = officer(Role.INSPECTOR, name="inspector")

    def make(*, breach: bool, ground: str = "risk", probability: float | None = None, **fields: object) -> Consignment:
        now = clock.now()
        found = consignment(
            state=State.EXAMINED, ground=ground, probability=probability, measure="scan", decided=now, **fields
        )
        Consignment.objects.filter(pk=found.pk).update(received=now - timedelta(hours=2))
        made = Order.objects.create(
            consignment=found, office=found.office, measure="scan", made=now, state=Progress.DONE
        )
        result = Examination.objects.create(
            order=made,
            submission=uuid4(),
            code="B1" if breach else "A1",
            breach=breach,
            officer=inspector,
            ended=now + timedelta(hours=1),
            received=now + timedelta(hours=1),
        )
        Sign.objects.create(examination=result, signal="VAL-01")
        return found

    return make


def test_rates_misses_times_and_work_are_counted_from_what_was_decided(
    examined: Callable[..., Consignment], consignment: Callable[..., Consignment]
) -> None:
    now = clock.now()
    examined(breach=True, score=0.8)
    examined(breach=False, score=0.7)
    examined(breach=False, ground="random", probability=0.1, score=0.1)
    examined(breach=True, ground="random", probability=0.1, score=0.9)  # risk would have stopped this one too
    for hours in (-3, -1, 2, 4, 6, None):
        arrival = None if hours is None else now + timedelta(hours=hours)
        consignment(state=State.RELEASED, ground="released", decided=now, arrival=arrival)
    consignment(arrival=now - timedelta(hours=1), mandatory=True)
    consignment(arrival=now + timedelta(hours=1))
    told = count(["UZAYR", "UZTRP"], now - timedelta(days=7))
    assert (told.decided, told.released) == (10, 6)
    assert told.examined == hit_rate(2, 4)
    assert dict(told.reasons)["VAL-01"].breaches == 2
    assert (told.chance.sampled, told.missed.population, told.missed.sample.sampled, told.missed.found) == (2, 7, 1, 2)
    assert [round(span.median or 0) for span in told.spans] == [0, 2, 2, 1, 3]
    assert told.early == 0.6, "of five that say when they arrive, three were released before"
    assert told.lines[0] == Line("UZAYR", waiting=2, overdue=1, held=0, mandatory=1, orders=0)
    assert {each.technique: each.ordered for each in told.work}["scan"] == 4


def test_another_units_consignments_are_not_counted(
    examined: Callable[..., Consignment], browser: Callable[..., Client], other_unit: Unit
) -> None:
    examined(breach=True)
    assert "VAL-01" in browser(Role.SUPERVISOR).get("/board").text
    stranger = browser(Role.SUPERVISOR, at=other_unit)
    for address in ("/board", "/board?office=UZAYR&days=90"):
        page = stranger.get(address).text
        assert "VAL-01" not in page
        assert "Nothing was decided in this period" in page


def test_the_board_says_how_sure_it_is_and_names_no_officer(
    examined: Callable[..., Consignment], browser: Callable[..., Client], officer: Callable[..., Officer]
) -> None:
    found = examined(breach=True)
    targeter = officer(Role.TARGETER, name="targeter")
    values = {"measure": "scan", "proposed": "release", "override": True, "reason": "new carrier"}
    Decision.objects.create(consignment=found, officer=targeter, made=clock.now(), **values)
    page = browser(Role.SUPERVISOR).get("/board?days=7&lang=ru").text
    assert "2,5" in page  # the lower end of one of one
    assert targeter.full_name not in page
    assert "<svg" in page
    assert "style=" not in page


def test_drawings_keep_to_their_scale_and_say_their_title() -> None:
    drawn = bars("<Weeks>", [("01.11", 3), ("08.11", 7)])
    assert "&lt;Weeks&gt;" in drawn
    assert ">10<" in drawn
    assert rates("Rates", [("01.11", hit_rate(1, 4)), ("08.11", None)], 0.25).count("<circle") == 1
