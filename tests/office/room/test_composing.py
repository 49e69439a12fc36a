"""Composing in the browser: a copy that is changed and tried, a closed case made into an exercise, another round."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import msgspec
import pytest
from django.db import connection
from django.test import Client

from darvoza.consignment import Consignment as Filed
from darvoza.office import clock
from darvoza.office.audit.models import Entry
from darvoza.office.cases.models import Case, Link
from darvoza.office.cases.models import State as CaseState
from darvoza.office.desk.models import Consignment, State
from darvoza.office.people.models import Membership, Officer, Role, Unit
from darvoza.office.room.compose import kept_text
from darvoza.office.room.ending import work_out
from darvoza.office.room.models import Draft, Run, Session
from darvoza.office.room.sealed import exercise_of, hidden_of, open_session, prepared_of
from darvoza.training import generate
from darvoza.training.exercises import Level, clone, exercise, parse_exercise, unpack


@pytest.fixture
def workshop(unit: Unit, officer: Callable[..., Officer]) -> tuple[Unit, Officer, Client]:
    """A training unit with a trainer, who is an analyst of a unit that does real work too."""
    course = Unit.objects.create(code="TR-1", name="Course", training=True)
    trainer = officer(Role.TRAINER, at=course)
    Membership.objects.create(officer=trainer, unit=unit, role=Role.ANALYST.value)
    return course, trainer, signed_in(trainer)


def signed_in(who: Officer) -> Client:
    client = Client()
    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    return client


class Reader(HTMLParser):
    """Reads what a browser would send back of the composer's form."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self.inside = self.area = self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        self.inside = given.get("id") or "" if tag == "form" else self.inside
        if self.inside != "composer":
            return
        if tag == "input" and (given.get("type") != "checkbox" or "checked" in given):
            self.found.setdefault(name, []).append(value)
        elif tag == "textarea":
            self.area, self.found[name] = name, [""]
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in given:
            self.found[self.select] = [value]

    def handle_endtag(self, tag: str) -> None:
        self.area = "" if tag == "textarea" else self.area

    def handle_data(self, data: str) -> None:
        if self.area and self.inside == "composer":
            self.found[self.area][0] += data


def fields_of(page: str) -> dict[str, list[str]]:
    """The composer's form, unchanged."""
    reader = Reader()
    reader.feed(page)
    return reader.found


@pytest.mark.parametrize("name", ["desk-people", "tabletop-acetic-anhydride"])
def test_a_copy_that_is_kept_as_it_is_stays_what_it_was(workshop: tuple[Unit, Officer, Client], name: str) -> None:
    _, _, client = workshop
    address = client.post("/room/compose", {"exercise": name})["Location"]
    before = parse_exercise(kept_text(Draft.objects.get()))
    assert client.post(address, fields_of(client.get(address).content.decode())).status_code == 302
    assert parse_exercise(kept_text(Draft.objects.get())) == before
    assert before.id.startswith(name)


def test_an_exercise_is_composed_tried_and_opened(workshop: tuple[Unit, Officer, Client]) -> None:
    course, _, client = workshop
    address = client.post("/room/compose", {"exercise": "desk-people"})["Location"]
    form = fields_of(client.get(address).content.decode())
    form |= {"title": ["People in lorries"], "goals": ["Read the weights\nAsk the driver"], "level-0-count": ["60"]}
    form |= {"schemes": ["people-in-trailer", "light-load"], "share-light-load": ["2"], "weight-found": ["5"]}
    form |= {"inject-0-text": ["A driver runs away"], "inject-0-minute": ["12"], "try": ["1"]}
    wrong = client.post(address, form | {"level-0-count": ["many"]})
    assert wrong.status_code == 422
    assert "levels[0].count" in wrong.content.decode()
    assert "People in lorries" in wrong.content.decode(), "what was written is not lost"

    tried = client.post(address, form)
    assert tried["Location"] == f"{address}/try/1"
    page = client.get(tried["Location"]).content.decode()
    assert "What is planted" in page
    kept = parse_exercise(kept_text(Draft.objects.get()))
    assert [each.en for each in kept.goals] == ["Read the weights", "Ask the driver"]
    assert kept.goals[0].ru, "other languages stay as they were"
    assert {each.scheme: each.share for each in kept.schemes} == {"people-in-trailer": 1, "light-load": 2}
    assert (kept.levels[0].count, kept.weights.found, kept.injects[0].minute) == (60, 5, 12)

    opened = client.post("/room/open", {"draft": Draft.objects.get().pk, "unit": course.pk, "level": "1"})
    assert opened.status_code == 302
    session = Session.objects.get()
    assert (session.exercise, exercise_of(session)) == (kept.id, kept)
    assert hidden_of(session).seed != kept.seed, "a session takes a seed of its own"
    client.post("/room/compose", {"draft": Draft.objects.get().pk})
    assert Draft.objects.count() == 2
    client.post(f"{address}/drop")
    assert Draft.objects.count() == 1
    actions = set(Entry.objects.values_list("action", flat=True))
    assert {"exercise drafted", "exercise changed", "exercise thrown away"} <= actions


def test_a_draft_is_its_makers_alone_and_lies_sealed(
    workshop: tuple[Unit, Officer, Client], officer: Callable[..., Officer]
) -> None:
    course, _, client = workshop
    address = client.post("/room/compose", {"exercise": "request-answer"})["Location"]
    for other in (officer(Role.TRAINER, at=course), officer(Role.TRAINEE, at=course), officer(Role.SUPERVISOR)):
        for rest in ("", "/try/1"):
            assert signed_in(other).get(address + rest).status_code in {403, 404}
        assert signed_in(other).post(f"{address}/drop").status_code in {403, 404}
        assert signed_in(other).post("/room/compose", {"draft": Draft.objects.get().pk}).status_code in {403, 404}
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM room_draft")
        assert b"right" not in bytes(cursor.fetchone()[0])


@pytest.fixture
def closed_case(workshop: tuple[Unit, Officer, Client], unit: Unit, consignment: Callable[..., Consignment]) -> Case:
    """A closed case of two consignments of a simulated day, among those that were released beside them."""
    _, trainer, _ = workshop
    now = clock.now()
    case = Case.objects.create(
        unit=unit,
        year=2026,
        number=7,
        title="Operation Snow Leopard",
        typology="precursors",
        state=CaseState.CLOSED,
        lead=trainer,
        opened=now - timedelta(days=9),
        opened_by=trainer,
        closed=now,
        outcome="Twelve drums of Qodirov were seized",
    )
    batch = generate(seed=11, consignments=60, day=now.date(), posts=["UZAYR"]).batch
    for number, filed in enumerate(batch.objects()):
        row = consignment(state=State.RELEASED)
        Consignment.objects.filter(pk=row.pk).update(
            filed=msgspec.to_builtins(filed), reference=filed.reference, key=f"real-{number}"
        )
        if number in {3, 4}:
            Link.objects.create(case=case, consignment=row, added=now, by=trainer)
    return case


def telling(filed: Filed) -> list[str]:
    """What of a consignment would tell whose it was."""
    found = [filed.reference, filed.transport_document, filed.declaration, filed.means_id, filed.ucr, filed.journey]
    for party in filed.parties:
        found += [party.name, party.phone, party.email, *(party.identifiers or ())]
    for each in filed.equipment:
        found += [each.id, *each.seals]
    found += [each.number for each in filed.documents]
    return [each for each in found if each and len(each) > 5]


def test_a_closed_case_becomes_an_exercise_that_tells_nobody(
    workshop: tuple[Unit, Officer, Client], closed_case: Case
) -> None:
    _, _, client = workshop
    assert closed_case.mark in client.get("/room/cases").content.decode()
    made = client.post("/room/compose", {"case": closed_case.pk, "why": "More than the buyer could use"})
    draft = Draft.objects.get()
    assert draft.packed
    prepared = unpack(kept_text(draft))
    assert len(prepared.batch) == 60
    assert [mark.typology for mark in prepared.hidden.truths[0].marks] == ["precursors"] * 2

    pages = client.get(made["Location"]).content.decode()
    said = msgspec.json.encode([prepared.materials, prepared.hidden]).decode()
    said += str(prepared.batch.objects()) + pages
    said += str(list(Draft.objects.values_list("title", flat=True)))
    secrets = {each for row in Consignment.objects.all() for each in telling(msgspec.convert(row.filed, Filed))}
    # what every simulated world has, like the name of a barge or of a business centre, tells of nobody
    elsewhere = generate(
        seed=12, consignments=2_000, day=datetime(2026, 3, 2, tzinfo=UTC).date(), posts=["UZAYR"]
    ).batch
    secrets -= {each for filed in elsewhere.objects() for each in telling(filed)}
    secrets |= {closed_case.title, closed_case.outcome, closed_case.mark, "Snow Leopard", "Qodirov", "real-"}
    assert len(secrets) > 300
    assert not [each for each in secrets if each in said]
    addresses = {party["address"] for row in Consignment.objects.all() for party in row.filed["parties"]} - {None}
    assert sum(each in said for each in addresses) < len(addresses) / 10, "streets and numbers meet by chance only"

    client.post("/room/open", {"draft": draft.pk, "unit": draft.unit_id, "level": "1"})
    session = Session.objects.get()
    assert prepared_of(session).materials == prepared.materials
    sheets = str(list(session.sheets.values_list("filed", "reference")))
    assert not [each for each in secrets if each in sheets]
    assert Entry.objects.filter(action="exercise made of a case", subject=f"/case/{closed_case.pk}").exists()


def test_only_who_works_on_a_case_makes_an_exercise_of_it(closed_case: Case, officer: Callable[..., Officer]) -> None:
    course = Unit.objects.get(code="TR-1")
    other = signed_in(officer(Role.TRAINER, at=course))
    assert closed_case.mark not in other.get("/room/cases").content.decode()
    assert other.post("/room/compose", {"case": closed_case.pk}).status_code == 404
    Case.objects.update(state=CaseState.OPEN)
    assert signed_in(closed_case.lead).post("/room/compose", {"case": closed_case.pk}).status_code == 404


def test_the_adversary_plays_another_round_and_cohorts_are_compared(
    workshop: tuple[Unit, Officer, Client], officer: Callable[..., Officer]
) -> None:
    course, trainer, client = workshop
    hard = Level(count=60, planted=6, capacity=6, minutes=30, adapts=True)
    short = clone(exercise("desk-drugs-containers"), "desk-two-rounds", levels=(hard, hard, hard))
    session = open_session(short, 3, course, trainer, days_kept=30)
    people = [officer(Role.TRAINEE, at=course) for _ in range(2)]
    client.post(f"/room/session/{session.pk}/add", {"trainee": [each.pk for each in people], "group": "A"})
    client.post(f"/room/session/{session.pk}/step", {"do": "start"})
    truth = hidden_of(session).truths[0]
    caught = truth.marks[0].scheme
    for person in people:
        run, page = Run.objects.get(session=session, trainee=person), signed_in(person)
        for mark in (each for each in truth.marks if each.scheme == caught):
            form: dict[str, Any] = {"about": mark.ref, "choose": "1", "reasons": list(mark.reasons)}
            page.post(f"/room/run/{run.pk}/answer/{truth.item}", form)
    assert client.post(f"/room/session/{session.pk}/again").status_code == 200, "not before the end"
    client.post(f"/room/session/{session.pk}/step", {"do": "end"})
    work_out.func(session.pk)
    assert "/again" in client.get(f"/room/session/{session.pk}").content.decode()

    second = Session.objects.get(pk=int(client.post(f"/room/session/{session.pk}/again")["Location"].split("/")[-1]))
    assert (second.before_id, second.runs.count()) == (session.pk, 2)
    before, after = exercise_of(session), exercise_of(second)
    assert before is not None and after is not None  # noqa: PT018 - for the types
    shares = {each.scheme: each.share for each in before.schemes}
    for plant in after.schemes:
        if plant.scheme == caught:
            assert plant.share < shares[plant.scheme]
    client.post(f"/room/session/{second.pk}/step", {"do": "start"})
    client.post(f"/room/session/{second.pk}/step", {"do": "end"})
    work_out.func(second.pk)
    assert "What the adversary had learned" in client.get(f"/room/session/{second.pk}/debrief").content.decode()
    compared = client.get("/room/cohorts").content.decode()
    assert compared.count("<circle") == 2
    assert "Officer" not in compared.partition("<main")[2]
