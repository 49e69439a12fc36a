"""Much at once: rows that are kept are told anew when they change, counts stop, and stretches are written together."""

import re
from collections.abc import Callable
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from darvoza.language import Language
from darvoza.office.desk import faces, queue
from darvoza.office.desk.bulk import insert, update
from darvoza.office.desk.mentions import keep, mentioned
from darvoza.office.desk.models import Assessment, Consignment, Mention, State
from darvoza.office.desk.scorecard import as_filed
from darvoza.office.people.access import Viewer
from darvoza.office.people.models import Role
from darvoza.office.words import Words

Make = Callable[..., Consignment]
Browse = Callable[..., Client]


def test_a_row_is_told_once_and_anew_with_the_next_assessment(consignment: Make, browser: Browse) -> None:
    row, client = consignment(signals=[]), browser(Role.TARGETER)
    with CaptureQueriesContext(connection) as first:
        assert "no sign" in client.get("/desk").content.decode()
    with CaptureQueriesContext(connection) as again:
        assert "no sign" in client.get("/desk").content.decode()
    assert len(again) < len(first)
    said = row.assessment.said | {"signals": [_signal("The price is far too low")]}
    row.assessment = Assessment.objects.create(consignment=row, made=row.received, score=0.4, said=said)
    row.save()
    assert "The price is far too low" in client.get("/desk").content.decode()


def test_a_decision_shows_at_once_though_the_row_is_kept(consignment: Make, browser: Browse) -> None:
    row, client = consignment(rank=1, measure="scan"), browser(Role.TARGETER)
    assert row.reference in client.get("/desk").content.decode()
    Consignment.objects.filter(pk=row.pk).update(measure="sampling")
    assert "sampling" in client.get("/desk").content.decode()
    Consignment.objects.filter(pk=row.pk).update(state=State.RELEASED, decided=row.received)
    assert row.reference not in client.get("/desk").content.decode()


def test_each_language_has_its_own_and_what_is_withheld_is_not_told_from_memory(consignment: Make) -> None:
    row = consignment(signals=[_signal("The price is far too low")])
    faces.show(shown := faces.standing([row.pk]), english := Words(Language.ENGLISH))
    faces.show(other := faces.standing([row.pk]), Words(Language.RUSSIAN))
    assert shown[0].face is not None
    assert other[0].face is not None
    assert shown[0].face.place != other[0].face.place
    faces.with_signals(shown[0], [shown[0].face.signals[0] | {"text": "Withheld"}], english)
    assert "Withheld" in shown[0].why
    assert "price" not in shown[0].why
    faces.show(again := faces.standing([row.pk]), english)
    assert "price" in again[0].why


def test_thousands_are_counted_again_after_a_while_and_few_each_time(
    consignment: Make, browser: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = 0.0
    monkeypatch.setattr(queue, "FEW", 2)
    monkeypatch.setattr(queue, "time", SimpleNamespace(monotonic=lambda: clock))
    queue._many.clear()
    client = browser(Role.TARGETER)

    def waiting() -> int:
        found = re.search(r'id="tab-waiting".*<b>(\d+)</b>', client.get("/desk").content.decode())
        return int(found[1]) if found else 0

    for expected in (1, 2, 3):
        consignment()
        assert waiting() == expected
    consignment()
    assert waiting() == 3
    clock = queue.COUNTED_AGAIN + 1
    assert waiting() == 4
    queue._many.clear()


@pytest.mark.django_db
def test_rows_are_added_and_changed_together_and_those_that_moved_on_are_left_alone(consignment: Make) -> None:
    waiting, gone = consignment(score=0.1), consignment(score=0.1, state=State.STOPPED)
    update(
        Consignment,
        ("rank", "measure"),
        [(1, "scan", gone.pk), (2, "sampling", waiting.pk)],
        only=("state", str(State.WAITING)),
    )
    assert set(Consignment.objects.values_list("rank", "measure")) == {(2, "sampling"), (None, gone.measure)}
    update(Consignment, ("rank",), [])
    rows = [(waiting.pk, waiting.office, *each) for each in mentioned([as_filed(waiting)])[0]]
    Mention.objects.all().delete()
    insert(Mention, ("consignment", "office", "kind", "key", "text", "amount"), rows * 600)
    assert Mention.objects.filter(consignment=waiting).count() == len(rows) * 600


@pytest.mark.usefixtures("other_unit")
def test_what_was_mentioned_before_it_had_a_post_is_given_that_of_its_consignment(
    consignment: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [consignment(office=office) for office in ("UZAYR", "TJDYU", "", "UZTRP")]
    keep(rows, mentioned([as_filed(each) for each in rows]))
    kept = Mention.objects.order_by("pk")
    before = list(kept.values_list("consignment__office", "office"))
    assert {office for _, office in before} == {"UZAYR", "TJDYU", "", "UZTRP"}
    kept.update(office="")
    filling = import_module("darvoza.office.desk.migrations.0007_mention_office_filled")
    monkeypatch.setattr(filling, "_AT_ONCE", 2)
    for _ in range(2):  # what broke off is started again
        filling._fill(None, SimpleNamespace(connection=connection))
        assert list(kept.values_list("consignment__office", "office")) == before


@pytest.mark.skipif(connection.vendor != "postgresql", reason="of PostgreSQL: DARVOZA_TESTS_ON=postgresql")
def test_what_waits_is_read_in_the_order_of_an_index_and_not_sorted(officer: Callable[..., Any]) -> None:
    viewer = Viewer(officer(Role.TARGETER))
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as asked:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        queue.listed(queue.Filters(), viewer, 50)
        waiting = [each["sql"] for each in asked.captured_queries if "IS NULL" in each["sql"]]
        assert len(waiting) == len(viewer.posts)
        for sql in waiting:
            cursor.execute(f"EXPLAIN {sql}")
            told = " ".join(line for (line,) in cursor.fetchall())
            assert "desk_queue" in told
            assert "Sort" not in told


def _signal(text: str) -> dict[str, object]:
    return {
        "kind": "indicator",
        "id": "VAL-01",
        "typology": "revenue fraud",
        "weight": 0.3,
        "mandatory": False,
        "subject": "goods[0]",
        "reason": text,
        "evidence": [],
    }
