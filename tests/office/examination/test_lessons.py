"""The office learns: what came and what was found is its past, and what comes next is held against it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import msgspec
import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from darvoza.consignment import Consignment as Filed
from darvoza.consignment import ConsignmentBatch
from darvoza.history import History
from darvoza.office import clock
from darvoza.office.desk.models import Assessment, Consignment, Decision
from darvoza.office.desk.resources import HISTORY, resources
from darvoza.office.examination import recording
from darvoza.office.examination.lessons import coming, learn, learn_each_night, next_night, nightly
from darvoza.office.examination.models import Examination, Lesson, Order
from darvoza.office.home import office_home
from darvoza.office.people.models import Officer, Role, Unit

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


def signal(**changes: object) -> dict[str, object]:
    """One signal as an assessment keeps it."""
    whole: dict[str, object] = {"kind": "indicator", "id": "VAL-02", "typology": "revenue", "weight": 0.4}
    return whole | {"mandatory": False, "subject": "goods[0]", "reason": "", "evidence": []} | changes


@pytest.fixture
def examined(officer: Callable[..., Officer], consignment: Callable[..., Consignment]) -> Consignment:
    """A consignment of an earlier day in which a breach was found."""
    found = consignment()
    Consignment.objects.filter(pk=found.pk).update(received=NOW - timedelta(days=3))
    by = officer(Role.INSPECTOR)
    order = Order.objects.create(consignment=found, office="UZAYR", measure="scan", made=NOW, by=by)
    Examination.objects.create(
        order=order, submission=uuid4(), code="B1", breach=True, typology="drugs", officer=by, ended=NOW, received=NOW
    )
    return found


def test_what_came_and_what_was_found_is_learned_once(
    examined: Consignment, consignment: Callable[..., Consignment], other_unit: Unit
) -> None:
    other_unit.training = True
    other_unit.save()
    consignment(office="TJDYU")
    with clock.at(NOW + timedelta(hours=1)):
        first, second = learn(), learn()
    assert (first.consignments, first.findings) == (1, 1)
    assert (second.consignments, second.findings) == (0, 0)
    assert first.problem == "Too little was examined yet to fit a model to."
    past = History(office_home() / HISTORY)
    assert past.consignments()["id"].to_list() == [examined.key]
    assert past.findings()["breach"].to_list() == [True]


def test_what_was_said_and_decided_is_kept_as_it_was_made_and_once(
    examined: Consignment, officer: Callable[..., Officer], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = datetime.now(UTC)
    first = Assessment.objects.get(consignment=examined)
    said = first.said | {"score": 0.7, "signals": [signal(reason="Seen twice", evidence=[])]}
    Assessment.objects.create(consignment=examined, made=made, score=0.7, said=said)
    Consignment.objects.filter(pk=examined.pk).update(ground="random", probability=0.05, rank=3)
    by = officer(Role.TARGETER)
    Decision.objects.create(
        consignment=examined, officer=by, made=made, measure="scan", proposed="release", override=True, reason="Heavy"
    )
    monkeypatch.setattr(recording, "_AT_ONCE", 1)
    past = History(office_home() / HISTORY)
    with clock.at(made + timedelta(minutes=5)):
        assert learn().assessments == 0, "what is minutes old may have company that is still on its way"
    later = made + timedelta(hours=1)
    with monkeypatch.context() as cut, clock.at(later):
        cut.setattr(recording, "_selections", power_cut)
        with pytest.raises(OSError, match="power"):
            learn()
    with clock.at(later):
        second, third = learn(), learn()
    assert (second.assessments, second.decisions) == (0, 1), "what was recorded before the cut is not recorded again"
    assert (third.assessments, third.decisions) == (0, 0)
    kept = past.assessments()
    assert kept.select("id", "score").rows() == [(examined.key, 0.2), (examined.key, 0.7)]
    assert [each[0]["text"] for each in kept["signals"]] == ["Declared at 0.4 a kilogram, peers at 2.1", "Seen twice"]
    decided = past.selections().row(0, named=True)
    assert (decided["id"], decided["measure"], decided["proposed"]) == (examined.key, "scan", "release")
    assert (decided["override"], decided["officer"], decided["reason"]) == (True, str(by), "Heavy")
    assert past.examined_assessments().select("score", "ground", "probability").rows() == [(0.7, "random", 0.05)]


def power_cut(*_: object) -> None:
    raise OSError("power")


def test_what_comes_next_is_held_against_the_past(examined: Consignment) -> None:
    with clock.at(NOW + timedelta(hours=1)):
        learn()
        known = resources()
    again = msgspec.structs.replace(msgspec.convert(examined.filed, Filed), id="next#0", lodged=datetime(2026, 11, 23))  # noqa: DTZ001 - as filed
    assert known.baselines is not None
    told = known.baselines.features(ConsignmentBatch.of([again])).to_dicts()[0]
    assert told["consignee_seen"] == 1
    assert told["consignee_findings"] == 1


@pytest.mark.django_db
def test_it_learns_each_night_and_is_in_line_once() -> None:
    due = learn_each_night()
    assert learn_each_night() == due == coming()
    assert DBTaskResult.objects.filter(task_path=nightly.module_path).count() == 1
    here = next_night(datetime(2026, 11, 22, 21, 59, tzinfo=UTC))  # 2.59 in Tashkent
    assert here == datetime(2026, 11, 22, 22, 0, tzinfo=UTC)


def test_an_administrator_sees_when_and_has_it_done_at_once(browser: Callable[..., Client]) -> None:
    Lesson.objects.create(started=NOW, ended=NOW, consignments=1234, problem="Too little was examined yet.")
    learn_each_night()
    client = browser(Role.ADMINISTRATOR)
    said = client.get("/administration/learning").content.decode()
    assert "1,234" in said
    assert "It learns next at" in said
    assert client.post("/administration/learning").status_code == 302
    assert DBTaskResult.objects.filter(task_path=nightly.module_path).count() == 2
    assert browser(Role.INSPECTOR).get("/administration/learning").status_code == 403
