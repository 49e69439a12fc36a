"""A case from its opening to the court: who sees it, whose hands evidence went through, and what a bundle says."""

import hashlib
import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from darvoza.language import Language
from darvoza.office import clock
from darvoza.office.audit.models import Entry
from darvoza.office.cases import bundle, keeping
from darvoza.office.cases.custody import check, hand_over
from darvoza.office.cases.letters import legible
from darvoza.office.cases.models import Case, Custody, Delivery, Evidence, Note
from darvoza.office.desk.intake import stored
from darvoza.office.desk.models import Consignment, Decision, State
from darvoza.office.examination import photographs
from darvoza.office.examination.models import Order, Progress
from darvoza.office.examination.orders import make_due
from darvoza.office.people.models import Officer, Role, Unit
from darvoza.office.words import Words

FILE = b"invoice of 12 drums" * 100


@pytest.fixture
def case(unit: Unit, officer: Callable[..., Officer], consignment: Callable[..., Consignment]) -> Case:
    """An open case of the first unit with one consignment that is to be examined."""
    stopped = consignment(state=State.STOPPED, measure="scan")
    make_due(["UZAYR"])
    with clock.at(datetime(2026, 11, 20, 8, tzinfo=UTC)):
        return keeping.open_case(unit, "Twelve drums", officer(Role.ANALYST), typology="drugs", consignment=stopped)


@pytest.fixture
def evidence(case: Case) -> Evidence:
    """A file that a driver handed to the case's lead."""
    file = keeping.store_pieces([FILE[:500], FILE[500:]])
    return keeping.add_evidence(
        case, "Invoice", case.lead, source="Cab of the truck", giver="The driver", name="../rech nung.pdf", file=file
    )


def test_a_case_is_opened_from_an_examination_with_its_parties_and_photographs(
    browser: Callable[..., Client], consignment: Callable[..., Consignment], officer: Callable[..., Officer]
) -> None:
    consignment(state=State.STOPPED, measure="scan")
    make_due(["UZAYR"])
    order = Order.objects.get()
    picture = b"\xff\xd8\xff" + FILE
    photographs.keep(order, uuid4(), picture, name="1.jpg", taken=None, by=officer(Role.INSPECTOR))
    analyst = browser(Role.ANALYST)
    shown = analyst.get(f"/cases/new?order={order.pk}")
    assert order.consignment.reference in shown.text
    answer = analyst.post(
        "/cases/new", {"order": order.pk, "title": "Drums", "unit": Unit.objects.get(code="UZ-TER").pk}
    )
    made = Case.objects.get()
    assert answer["Location"] == f"/case/{made.pk}"
    assert (made.year, made.number) == (clock.now().year, 1)
    assert made.parties.get().name == "Samarqand Texnika MChJ"
    assert made.evidence.get().sha256 == hashlib.sha256(picture).hexdigest()
    assert made.evidence.get().custody.get().giver == order.photographs.get().by.full_name


def test_numbers_count_on_within_a_unit_and_a_year(case: Case, unit: Unit, other_unit: Unit) -> None:
    second = keeping.open_case(unit, "Next", case.lead)
    elsewhere = keeping.open_case(other_unit, "Elsewhere", case.lead)
    assert [case.mark, elsewhere.number] == ["UZ-TER/2026/0001", 1]
    assert second.number == (2 if second.year == case.year else 1)


PAGES = ("", "/consignments", "/evidence", "/work", "/timeline", "/bundle.pdf", "/bundle.zip", "/evidence/1")
FORMS = ("/consignment", "/party", "/note", "/task", "/evidence/new", "/evidence/1/hand-over", "/evidence/1/check")


def test_another_unit_finds_no_case(browser: Callable[..., Client], evidence: Evidence, other_unit: Unit) -> None:
    stranger = browser(Role.ANALYST, Role.SUPERVISOR, Role.INSPECTOR, at=other_unit)
    here = f"/case/{evidence.case_id}"
    assert {stranger.get(here + page).status_code for page in PAGES} == {404}
    assert {stranger.post(here + form, {"text": "x"}).status_code for form in (*FORMS, "/state")} == {404}
    assert "Twelve drums" not in stranger.get("/cases").text
    key = Consignment.objects.get().key
    assert stranger.get(f"/cases/new?consignment={key}").status_code == 404


def test_an_inspector_brings_evidence_and_sees_no_more(browser: Callable[..., Client], case: Case) -> None:
    inspector, here = browser(Role.INSPECTOR), f"/case/{case.pk}"
    assert inspector.get(here)["Location"] == f"{here}/evidence"
    assert inspector.get(f"{here}/work").status_code == 403
    file = SimpleUploadedFile("scan.png", FILE)
    form = {"what": "Scan", "source": "Scanner 2", "giver": "Scanner's officer", "file": file}
    assert inspector.post(f"{here}/evidence/new", form).status_code == 302
    held = case.evidence.get()
    assert (held.size, held.sha256) == (len(FILE), hashlib.sha256(FILE).hexdigest())
    assert stored(held.sha256).read_bytes() == FILE
    assert held.custody.get().receiver == held.by.full_name
    assert "Scanner 2" in inspector.get(f"{here}/evidence").text
    saved = inspector.get(f"{here}/evidence/1")
    assert b"".join(saved.streaming_content) == FILE
    assert saved["Content-Disposition"].startswith("attachment")
    assert Entry.objects.filter(action="exported", subject=f"{here}/evidence").count() == 1


def test_a_file_that_is_too_large_is_refused_before_it_is_read(
    browser: Callable[..., Client], case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "LARGEST", 1000)
    monkeypatch.setattr("darvoza.office.cases.doing._FORM", 500)
    inspector = browser(Role.INSPECTOR)
    answer = inspector.post(
        f"/case/{case.pk}/evidence/new", {"what": "Disk", "file": SimpleUploadedFile("a", b"x" * 5000)}
    )
    assert answer.status_code == 413
    assert "This file is too large" in answer.text
    with pytest.raises(keeping.TooLargeError):
        keeping.store_pieces([b"x" * 600] * 2)
    assert not Evidence.objects.exists()


def test_evidence_needs_the_mark_against_forged_forms(officer: Callable[..., Officer], case: Case) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(officer(Role.INSPECTOR), backend="django.contrib.auth.backends.ModelBackend")
    assert strict.post(f"/case/{case.pk}/evidence/new", {"what": "Forged"}).status_code == 403
    assert not Evidence.objects.exists()


def past_its_guards(table: str) -> None:
    """As somebody who has the database itself."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else what is still to be checked forbids it
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        else:
            for action in ("UPDATE", "DELETE"):
                cursor.execute(f"DROP TRIGGER {table}_no_{action}")


def test_custody_shows_every_hand_and_every_change(browser: Callable[..., Client], evidence: Evidence) -> None:
    inspector, here = browser(Role.INSPECTOR), f"/case/{evidence.case_id}/evidence"
    inspector.post(f"{here}/1/hand-over", {"receiver": "Laboratory", "why": "Analysis", "place": "Bag 7"})
    assert inspector.post(f"{here}/1/hand-over", {"receiver": "Nobody"}).status_code == 422
    assert list(evidence.custody.order_by("number").values_list("giver", "receiver")) == [
        ("The driver", evidence.by.full_name),
        (evidence.by.full_name, "Laboratory"),
    ]
    assert "agree with their hashes" in inspector.post(f"{here}/1/check").text
    past_its_guards("cases_custody")
    Custody.objects.filter(number=2).update(receiver="Somebody else")
    assert "Entry 2 of its custody" in inspector.post(f"{here}/1/check").text
    Custody.objects.filter(number=1).delete()
    assert check(evidence).broken == 1
    stored(evidence.sha256).write_bytes(b"another invoice")
    assert check(evidence).file is False
    assert list(Entry.objects.filter(action="checked evidence").values_list("detail__whole", flat=True)) == [
        False,
        True,
    ]


def test_notes_tasks_and_parties_are_added_and_a_supervisor_closes(
    browser: Callable[..., Client], case: Case, officer: Callable[..., Officer]
) -> None:
    analyst, supervisor, here = browser(Role.ANALYST), browser(Role.SUPERVISOR), f"/case/{case.pk}"
    colleague = officer(Role.INSPECTOR)
    analyst.post(f"{here}/note", {"text": "He asked for {nothing} <b>"})
    analyst.post(f"{here}/party", {"name": "Кемпир ООО", "country": "kg"})
    analyst.post(f"{here}/task", {"what": "Call the bank", "who": colleague.pk, "due": "2026-12-01"})
    analyst.post(f"{here}/task/{case.tasks.get().pk}")
    assert case.tasks.get().done is not None
    assert "{nothing} &lt;b&gt;" in analyst.get(f"{here}/work").text
    assert "Кемпир ООО" in analyst.get(f"{here}/consignments").text
    timeline = analyst.get(f"{here}/timeline").text
    assert "UZAYR/0001 was added to the case." in timeline
    assert f"{colleague.full_name} was given a task." in timeline
    assert analyst.post(f"{here}/state", {"outcome": "Done"}).status_code == 403
    supervisor.post(f"{here}/state", {"outcome": "Sent to the prosecutor"})
    assert analyst.post(f"{here}/note", {"text": "Too late"}).status_code == 404
    assert "Sent to the prosecutor" in analyst.get(here).text
    supervisor.post(f"{here}/state")
    assert list(Note.objects.order_by("pk").values_list("text", flat=True))[-1] == "Sent to the prosecutor"
    actions = list(Entry.objects.exclude(action__in=("viewed", "refused")).values_list("action", flat=True))
    assert actions[:2] == ["reopened case", "noted"]
    assert {"closed case", "gave task", "finished task", "added party", "opened case"} <= set(actions)


def test_a_controlled_delivery_needs_two_supervisors(browser: Callable[..., Client], case: Case) -> None:
    first, second, here = browser(Role.SUPERVISOR), browser(Role.SUPERVISOR), f"/case/{case.pk}"
    row = Consignment.objects.get()
    assert browser(Role.ANALYST).post(f"{here}/delivery", {"plan": "x"}).status_code == 403
    first.post(f"{here}/delivery", {"consignment": row.key, "plan": "Watched to Samarqand"})
    asked = Delivery.objects.get()
    answer = {"answer": "approve", "reason": "Prosecutor agrees"}
    assert first.post(f"{here}/delivery/{asked.pk}", answer).status_code == 403
    assert Consignment.objects.get().state == State.STOPPED
    assert "waits for a second supervisor" in second.get(here).text
    second.post(f"{here}/delivery/{asked.pk}", answer)
    second.post(f"{here}/delivery/{asked.pk}", {"answer": "refuse", "reason": "Changed my mind"})
    asked.refresh_from_db()
    assert (asked.approved, Consignment.objects.get().state) == (True, State.RELEASED)
    assert Decision.objects.get().measure == "controlled delivery"
    assert Order.objects.get().state == Progress.WITHDRAWN


def test_a_bundle_is_the_same_until_something_changes(evidence: Evidence) -> None:
    case, words = evidence.case, Words(Language.RUSSIAN)
    case.refresh_from_db()
    keeping.add_note(case, "Он не знал, что внутри. #set page(fill: red)", case.lead)
    first = bundle.pdf(case, words)
    assert first.content.startswith(b"%PDF")
    assert bundle.pdf(case, words) == first
    packed, again = bundle.archive(case, words), bundle.archive(case, words)
    assert packed.sha256 == again.sha256
    again.file.close()
    with packed.file, zipfile.ZipFile(packed.file) as opened:
        assert opened.namelist() == ["case.pdf", "evidence/001-rech_nung.pdf", "manifest.txt"]
        assert opened.read("evidence/001-rech_nung.pdf") == FILE
        for line in opened.read("manifest.txt").decode().splitlines():
            digest, _, name = line.partition("  ")
            assert hashlib.sha256(opened.read(name)).hexdigest() == digest
    hand_over(evidence, giver="Lead", receiver="Court", why="Trial", by=case.lead)
    assert bundle.pdf(case, words) != first


def test_a_bundle_says_all_that_a_court_asks(evidence: Evidence) -> None:
    said = bundle.told(evidence.case, Words(Language.ENGLISH))
    assert said["mark"] == "UZ-TER/2026/0001"
    assert said["consignments"][0]["reference"] == "UZAYR/0001"
    assert said["evidence"][0]["sha256"] == hashlib.sha256(FILE).hexdigest()
    assert said["evidence"][0]["custody"][0][4] == evidence.custody.get().seal
    assert said["evidence"][0]["state"].startswith("As it came")


def test_an_export_stands_in_the_audit_log_with_its_hash(browser: Callable[..., Client], case: Case) -> None:
    analyst = browser(Role.ANALYST)
    printed = analyst.get(f"/case/{case.pk}/bundle.pdf")
    answer = analyst.get(f"/case/{case.pk}/bundle.zip")
    packed = b"".join(answer.streaming_content)
    assert zipfile.ZipFile(io.BytesIO(packed)).testzip() is None
    exported = list(Entry.objects.filter(action="exported").order_by("number").values_list("detail__sha256", flat=True))
    assert exported == [hashlib.sha256(content).hexdigest() for content in (printed.content, packed)]


def test_the_list_is_narrowed_and_asks_the_database_little(
    browser: Callable[..., Client],
    case: Case,
    unit: Unit,
    django_assert_max_num_queries: Any,  # noqa: ANN401 - of pytest-django
) -> None:
    for number in range(8):
        keeping.open_case(unit, f"Case {number}", case.lead)
    analyst = browser(Role.ANALYST)
    with django_assert_max_num_queries(25):
        assert analyst.get("/cases").text.count("UZ-TER/") == 9
    for query in ("search=texnika", "typology=drugs", "search=UZAYR/0001"):
        page = analyst.get(f"/cases?{query}").text
        assert "Twelve drums" in page
        assert "Case 3" not in page
    assert "No case here" in analyst.get("/cases?state=closed").text


def test_a_bundle_writes_letters_that_no_font_has_as_their_numbers(
    evidence: Evidence, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = Words(Language.ENGLISH)
    case = evidence.case
    plain = bundle.pdf(case, words)
    keeping.add_party(case, "中国进出口有限公司", case.lead)
    keeping.add_party(case, "شركة التجارة", case.lead)
    monkeypatch.setattr(bundle, "has_east_asian", lambda: False)
    numbered = bundle.pdf(case, words)
    monkeypatch.setattr(bundle, "has_east_asian", lambda: True)
    assert len({plain.sha256, numbered.sha256, bundle.pdf(case, words).sha256}) == 3
    said = legible({"parties": [["中国 Ltd", 3]]}, False)
    assert said == {"parties": [["⟨U+4E2D U+56FD⟩ Ltd", 3]]}
    assert legible("中国 ไทย", True).startswith("中国 ⟨U+0E44")
