"""Questions that a training room has answered at its liaison desk: by a message that is written there and handed in."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from darvoza.office.home import make_training_room
from darvoza.office.people.models import Officer, Role, Unit
from darvoza.office.room.models import Event, Run
from darvoza.office.room.opening import furnish
from darvoza.office.room.sealed import open_session
from darvoza.training.exercises import exercise

PLACE = "TJ|bilateral-wco-model|1"
ENOUGH = "More than twenty characters of it"


@pytest.fixture
def house(db: None, office_folder: Path) -> Unit:  # noqa: ARG001 - the database, and the folder in place
    """A training room with its trainer and two trainees."""
    make_training_room()
    furnish(2)
    return Unit.objects.get(code="COURSE")


def browser(name: str) -> Client:
    client = Client()
    client.force_login(Officer.objects.get(name=name), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def begun(house: Unit) -> Callable[[str], list[tuple[Client, str]]]:
    """Starts an exercise; each trainee's browser, with the address of the run."""

    def start(name: str) -> list[tuple[Client, str]]:
        trainer = Officer.objects.get(name="trainer")
        session = open_session(exercise(name), 3, house, trainer, days_kept=30)
        tells = browser("trainer")
        people = list(Officer.objects.filter(memberships__role=Role.TRAINEE.value).order_by("name"))
        address = f"/room/session/{session.pk}"
        tells.post(f"{address}/add", {"trainee": [each.pk for each in people]})
        assert tells.post(f"{address}/step", {"do": "start"}).status_code == 302
        runs = {run.trainee_id: run.pk for run in Run.objects.filter(session=session)}
        return [(browser(each.name), f"/room/run/{runs[each.pk]}") for each in people]

    return start


def answers(item: str) -> list[list[str]]:
    return [sorted(each) for each in Event.objects.filter(what="decided", item=item).values_list("values", flat=True)]


def test_a_request_is_written_at_the_liaison_desk_and_read_from_what_is_handed_in(
    begun: Callable[[str], list[tuple[Client, str]]],
) -> None:
    (one, run), (two, other) = begun("request-write")
    assert "at the liaison desk" in one.get(f"{run}?lang=en").content.decode()
    page = one.get(f"{run}/item/content").content.decode()
    assert "/liaison/new?kind=request" in page
    one.post(f"{run}/answer/content", {"option": ["article", "whole-file"]})
    assert answers("content") == [], "here nothing is ticked"

    draft = one.post("/liaison/new", {"kind": "request", "place": PLACE, "language": "en"})["Location"]
    number = draft.rsplit("/", 1)[1]
    one.post(f"{run}/hand-in/content", {"draft": number})
    assert answers("content") == [["article", "contact"]], "an empty draft says no more"
    told = {"facts": ENOUGH, "procedure": ENOUGH, "purpose": "investigation", "wanted_by": "2027-01-31"}
    one.post(draft, {"matter": "Machines"} | told)
    one.post(f"{run}/hand-in/content", {"draft": number})
    assert answers("content")[-1] == ["article", "contact", "deadline", "facts", "purpose", "questions"]
    assert answers("caveats")[-1] == ["personal-data", "purpose"]
    assert ENOUGH in Event.objects.filter(item="text").last().text
    page = one.get(f"{run}/item/content").content.decode()
    assert "handed in" in page
    assert page.count("✓") >= 6

    two.post(f"{other}/hand-in/content", {"draft": number})
    assert not Event.objects.filter(run=other.rsplit("/", 1)[1], what="decided").exists(), "another's is not one's own"


def test_a_partner_asks_each_trainee_and_the_answer_is_read_from_the_desk(
    begun: Callable[[str], list[tuple[Client, str]]],
) -> None:
    (one, run), (_, other) = begun("request-answer")
    asked, for_other = (Event.objects.get(run=each.rsplit("/", 1)[1], what="inject seen").text for each in (run, other))
    assert asked != for_other
    assert f"/liaison/message/{asked}" in one.get(f"{run}/item/give").content.decode()
    one.post("/liaison/purpose", {"purpose": "investigation"})
    assert "tax files of the director" in one.get(f"/liaison/message/{asked}").content.decode()
    form = {"kind": "answer", "conversation": asked, "place": PLACE, "language": "en", "words": "NO-EVIDENCE"}
    draft = one.post("/liaison/new", form)["Location"]
    one.post(draft, {"summary": ENOUGH, "ground": "domestic law", "reasons": ENOUGH})
    one.post(f"{run}/hand-in/give", {"draft": draft.rsplit("/", 1)[1]})
    assert answers("give") == [["article", "caveats", "facts", "personal-data"]]
    assert answers("beyond") == [["refuse-with-reason"]]


def test_where_real_work_is_done_the_choices_are_ticked(
    officer: Callable[..., Officer],
) -> None:
    unit = Unit.objects.create(code="TR-9", name="Course of June", training=True)
    trainer, trainee = officer(Role.TRAINER, at=unit), officer(Role.TRAINEE, at=unit)
    session = open_session(exercise("request-write"), 1, unit, trainer, days_kept=30)
    tells, learns = browser(trainer.name), browser(trainee.name)
    tells.post(f"/room/session/{session.pk}/add", {"trainee": [trainee.pk]})
    tells.post(f"/room/session/{session.pk}/step", {"do": "start"})
    run = f"/room/run/{Run.objects.get().pk}"
    assert "/liaison/new" not in learns.get(f"{run}/item/content").content.decode()
    learns.post(f"{run}/answer/content", {"option": ["article"]})
    assert answers("content") == [["article"]]
    learns.post(f"{run}/hand-in/content", {"draft": "x"})
    assert len(answers("content")) == 1
