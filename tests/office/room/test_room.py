"""A session from its opening to its debrief: what trainer and trainee see, and when."""

import csv
import json
from datetime import timedelta
from io import StringIO

import pytest
from django.test import Client

from darvoza.office import clock
from darvoza.office.audit.models import Entry
from darvoza.office.people.models import Role, Unit
from darvoza.office.room.ending import work_out
from darvoza.office.room.models import Event, Result, Run, Session, State
from darvoza.office.room.sealed import hidden_of
from darvoza.training.exercises import exercise, to_yaml


def finished(room) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - the fixture
    room.step("start")
    room.step("end")
    work_out.func(room.session.pk)


def test_an_exercise_is_played_and_told(room) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - the fixture
    truth = hidden_of(room.session).truths[0]
    mine, page = room.run(), room.learns[0]
    assert "has not started" in page.get(f"/room/run/{mine.pk}").content.decode()
    assert room.step("start").status_code == 302

    assert "never for personnel decisions" in page.get(f"/room/run/{mine.pk}").content.decode()
    item = f"/room/run/{mine.pk}/item/{truth.item}"
    assert page.get(item).status_code == 200
    mark = truth.marks[0]
    answer = hidden_of(room.session).answer(mark.settles[0], mark.ref).say()
    about = {"about": mark.ref}
    assert answer not in page.get(item, about).content.decode()
    page.post(f"/room/run/{mine.pk}/ask/{truth.item}", {**about, "source": mark.settles[0]})
    assert answer in page.get(item, about).content.decode().replace("&#39;", "'")

    form = {**about, "choose": "1", "sure": "80", "reasons": list(mark.reasons)}
    page.post(f"/room/run/{mine.pk}/answer/{truth.item}", form)
    kept = {event.what: event for event in Event.objects.filter(run=mine)}
    assert kept["decided"].values == [mark.ref]
    assert (kept["confident"].number, kept["confident"].about) == (0.8, mark.ref)
    assert "1/1" in room.tells.get(f"/room/session/{room.session.pk}").content.decode()

    room.step("pause")
    page.post(f"/room/run/{mine.pk}/answer/{truth.item}", {"about": mark.ref})
    assert Event.objects.filter(run=mine, what="decided").count() == 1
    room.step("go on")
    if hidden_of(room.session).hints:
        room.step("hint", run=mine.pk)
        assert "Hint" in page.get(f"/room/run/{mine.pk}").content.decode()
    room.step("end")
    work_out.func(room.session.pk)

    told = page.get(f"/room/run/{mine.pk}").content.decode()
    assert "What was missed" in told
    assert "Expert" in told or "expert" in told
    number = room.session.pk
    for address in (f"session/{number}", f"session/{number}/debrief", f"session/{number}/review/{mine.pk}"):
        shown = room.tells.get(f"/room/{address}")
        assert shown.status_code == 200, address
    assert "Learner" not in room.tells.get(f"/room/session/{number}/debrief").content.decode()
    rows = list(csv.DictReader(StringIO(room.tells.get(f"/room/session/{number}/file/scores").content.decode())))
    assert {row["trainee"] for row in rows} == {"T01", "T02"}
    assert json.loads(room.tells.get(f"/room/session/{number}/file/xapi").content)
    assert b"Learner Nobody0" in room.tells.get(f"/room/session/{number}/certificate/{mine.pk}/four-days").content
    actions = set(Entry.objects.values_list("action", flat=True))
    assert {"exercise opened", "exercise: start", "exercise: end", "exercise answered", "exported"} <= actions


def test_what_tells_the_truth_waits_for_the_end(room) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - the fixture
    number = room.session.pk
    assert room.tells.get(f"/room/session/{number}/file/workbook").status_code == 200
    for kind in ("answers", "scores", "xapi"):
        assert room.tells.get(f"/room/session/{number}/file/{kind}").status_code == 404
    room.step("start")
    assert room.tells.get(f"/room/session/{number}/debrief").status_code == 302
    assert room.tells.get(f"/room/session/{number}/review/{room.run().pk}").status_code == 302
    room.step("end")
    assert room.tells.get(f"/room/session/{number}/file/answers").status_code == 200


def test_results_are_forgotten_on_their_day_or_before(room) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - the fixture
    finished(room)
    assert Result.objects.count() == 2
    with clock.at(clock.now() + timedelta(days=29)):
        room.learns[0].get("/room")
        assert Result.objects.count() == 2
    with clock.at(clock.now() + timedelta(days=31)):
        room.learns[0].get("/room")
    assert not Result.objects.exists()
    assert not Event.objects.exists()
    assert not Run.objects.exists()
    assert Session.objects.get().told == ""


def test_a_trainer_forgets_at_once(room) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - the fixture
    finished(room)
    room.tells.post(f"/room/session/{room.session.pk}/forget")
    assert not Run.objects.exists()
    assert Entry.objects.filter(action="results forgotten").exists()


def test_an_exercise_in_yaml_is_opened_and_its_answers_stay_sealed(room) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - the fixture
    given = {"unit": room.unit.pk, "level": "1", "days": "30", "yaml": to_yaml(exercise("request-answer"))}
    answer = room.tells.post("/room/open", given)
    assert answer.status_code == 302
    opened = Session.objects.latest("pk")
    assert (opened.exercise, opened.state) == ("request-answer", State.PREPARED)
    assert b"right: true" not in bytes(opened.scenario)
    wrong = room.tells.post("/room/open", {**given, "yaml": "id: nothing"})
    assert "error" in wrong.content.decode()


@pytest.mark.parametrize("name", ["request-answer", "tabletop-acetic-anhydride", "screen-spellings", "search-vehicles"])
def test_every_form_of_question_is_shown_and_answered(room, name: str) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - the fixture
    room.tells.post("/room/open", {"unit": room.unit.pk, "level": "1", "days": "30", "exercise": name})
    opened = Session.objects.latest("pk")
    room.tells.post(f"/room/session/{opened.pk}/add", {"trainee": room.trainees[0].pk})
    room.tells.post(f"/room/session/{opened.pk}/step", {"do": "start"})
    for each in hidden_of(opened).coming:
        room.tells.post(f"/room/session/{opened.pk}/step", {"do": "inject", "inject": each.id})
    run, page = Run.objects.get(session=opened), room.learns[0]
    hidden = hidden_of(opened)
    for truth in hidden.truths:
        assert page.get(f"/room/run/{run.pk}/item/{truth.item}").status_code == 200
        ordered = {f"place-{name}": str(place) for place, name in enumerate(truth.right, 1)}
        page.post(f"/room/run/{run.pk}/answer/{truth.item}", {"option": list(truth.right), **ordered, "sure": "90"})
    room.tells.post(f"/room/session/{opened.pk}/step", {"do": "end"})
    work_out.func(opened.pk)
    assert Event.objects.filter(run=run, what="decided").count() == len(hidden.truths)
    assert "Nothing was missed" in page.get(f"/room/run/{run.pk}").content.decode()


def test_an_administrator_makes_a_training_unit(browser) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - the fixture
    client: Client = browser(Role.ADMINISTRATOR)
    client.post("/administration", {"code": "TR-9", "name": "Course", "training": "1"})
    assert Unit.objects.get(code="TR-9").training
