"""A filled office: days of work as officers would have left them, and the last morning still to do."""

from datetime import UTC, date, datetime

import pytest

from darvoza.office.audit.models import Entry
from darvoza.office.audit.verify import verify
from darvoza.office.cases.models import Case
from darvoza.office.desk.models import Consignment, Decision, State
from darvoza.office.examination.models import Order, Progress
from darvoza.office.filling import fill
from darvoza.office.people.models import Membership, Role


@pytest.mark.django_db
def test_days_of_work_are_filled_through_the_doors_that_officers_use() -> None:
    said: list[str] = []
    filled = fill(days=2, consignments=60, seed=3, last=date(2026, 11, 20), step=said.append)
    assert said == ["19.11.2026", "20.11.2026"]
    states = list(Consignment.objects.values_list("state", flat=True))
    assert filled.consignments == len(states) > 100
    assert filled.decisions == Decision.objects.count() > 40
    assert {State.WAITING, State.EXAMINED, State.RELEASED} <= set(states)
    waiting = Consignment.objects.filter(state=State.WAITING)
    assert {each.received.date() for each in waiting} == {date(2026, 11, 20)}
    assert waiting.filter(rank=1).exists()
    assert {Role(each) for each in Membership.objects.values_list("role", flat=True)} >= set(Role) - {Role.TRAINEE}
    assert verify().fault is None
    assert Entry.objects.earliest("number").time < datetime(2026, 11, 20, tzinfo=UTC)
    assert {"examined", "opened case", "wrote a profile", "approved a profile", "changed a list"} <= set(
        Entry.objects.values_list("action", flat=True)
    )
    assert Order.objects.filter(state=Progress.OPEN).exists()
    assert Case.objects.filter(evidence__custody__receiver="Forensic laboratory").exists()
