"""Courses: plans that can be held, books to print, certificates that can be checked, exports, and forgetting."""

import csv
import re
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import msgspec
import pytest
from markupsafe import escape

from darvoza.language import LANGUAGES, Language
from darvoza.training.course import (
    Plan,
    Result,
    answer_book,
    certificate,
    certificate_number,
    fingerprint,
    keep,
    plans,
    remembered,
    to_csv,
    to_xapi,
    workbook,
)
from darvoza.training.exercises import Prepared, exercise, prepare
from darvoza.training.scoring import NOT_FOR_PERSONNEL, as_events, expert, score

DAYS = {"first": date(2026, 12, 7), "last": date(2026, 12, 11)}


@pytest.fixture(scope="module")
def chapters() -> list[Prepared]:
    names = ("screen-spellings", "search-vehicles", "tabletop-acetic-anhydride", "desk-arms", "transit-corridor")
    return [prepare(exercise(name), 3) for name in names]


@pytest.mark.parametrize("plan", plans(), ids=lambda plan: plan.id)
def test_plans_name_ready_exercises_and_days_that_can_be_held(plan: Plan) -> None:
    for name, level in plan.exercises():
        assert exercise(name).levels[level - 1].minutes <= 240
    assert all(300 <= day.minutes <= 450 for day in plan.days)
    texts = [plan.title, plan.audience, *(day.title for day in plan.days)]
    texts += [session.title for day in plan.days for session in day.sessions if not session.exercise]
    assert all(not text.missing() for text in texts)


def test_a_course_changes_its_hash_with_its_plan() -> None:
    four, five = plans()
    assert fingerprint(four) != fingerprint(five)
    assert fingerprint(msgspec.structs.replace(four, days=four.days[:3])) != fingerprint(four)


@pytest.mark.parametrize("language", LANGUAGES)
def test_certificates_carry_the_courses_hash_and_no_marks(language: Language) -> None:
    page = certificate(plans()[1], name="<Aziza> Karimova", issuer="Academy", language=language, **DAYS)
    assert fingerprint(plans()[1]) in page
    assert certificate_number(plans()[1], name="<Aziza> Karimova", **DAYS) in page
    assert "&lt;Aziza&gt; Karimova" in page
    assert "<script" not in page
    assert not re.search(r'(src|href)="', page)


def test_a_certificate_may_carry_a_code() -> None:
    pytest.importorskip("segno")
    assert "<svg" in certificate(plans()[0], name="A", issuer="B", qr=True, **DAYS)


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.TAJIK])
def test_the_workbook_holds_what_is_asked_and_the_answer_book_what_is_true(
    chapters: list[Prepared], language: Language
) -> None:
    work, answers = (make(chapters, "Day 1", language) for make in (workbook, answer_book))
    truth = chapters[3].hidden.truths[0]
    assert truth.marks[0].ref in work
    assert truth.marks[0].why.say(language) not in work
    assert truth.marks[0].why.say(language) in answers
    for coming in chapters[2].hidden.coming:
        assert escape(coming.text.say(language)) not in work
        assert escape(coming.text.say(language)) in answers
    assert 'class="answer"' not in work
    assert "<script" not in work + answers


def test_results_go_into_a_table_that_runs_no_formula(chapters: list[Prepared]) -> None:
    told = score(chapters[0], as_events(expert(chapters[0]), who="=cmd()"), who="=cmd()")
    rows = list(csv.DictReader(StringIO(to_csv([told]))))
    assert {row["measure"] for row in rows} == {"mark", *told.measures}
    assert all(row["trainee"] == "'=cmd()" for row in rows)
    assert all(row["note"] == NOT_FOR_PERSONNEL for row in rows)


def test_results_go_out_as_xapi_statements_that_are_the_same_each_time(chapters: list[Prepared]) -> None:
    run = as_events(expert(chapters[0]), who="t1")
    told = score(chapters[0], run, who="t1")
    began = datetime(2026, 12, 7, 9, tzinfo=UTC)
    once, again = (to_xapi(told, run, began=began, home="https://x.example/", session="s") for _ in range(2))
    assert once == again
    assert len({statement["id"] for statement in once}) == len(once)
    result = once[-1]
    assert result["result"]["score"]["scaled"] == pytest.approx(told.mark.value, abs=1e-4)
    assert set(result["object"]["definition"]["name"]) == {language.value for language in LANGUAGES}
    assert all(statement["actor"]["account"]["name"] == "t1" for statement in once)
    with pytest.raises(ValueError, match="zone"):
        to_xapi(told, run, began=began.replace(tzinfo=None), home="https://x.example", session="s")


def test_results_are_read_by_two_and_forgotten_on_their_day(chapters: list[Prepared]) -> None:
    told = score(chapters[0], [], who="t1")
    kept = keep(told, trainer="teacher", ended=date(2026, 12, 11), days=30)
    assert [kept.may_read(who) for who in ("t1", "teacher", "director")] == [True, True, False]
    last = kept.forget_on - timedelta(days=1)
    assert remembered([kept], last) == [kept]
    assert remembered([kept], kept.forget_on) == []
    assert msgspec.json.decode(msgspec.json.encode(kept), type=Result) == kept
    with pytest.raises(ValueError, match="730"):
        keep(told, trainer="teacher", ended=date(2026, 12, 11), days=5_000)
