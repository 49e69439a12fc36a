"""Files of a session: workbook, answer book, certificates, scores as CSV, runs as xAPI."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from darvoza.office.audit.record import record
from darvoza.office.people.access import allow
from darvoza.office.people.models import Role
from darvoza.office.room.ending import review_of
from darvoza.office.room.models import Session, State
from darvoza.office.room.playing import events_of
from darvoza.office.room.sealed import materials_of, prepared_of
from darvoza.office.room.trainer import session_of
from darvoza.training.course import answer_book, certificate, plans, to_csv, to_xapi, workbook


@allow(Role.TRAINER)
@require_safe
def file(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """One of a session's files; the workbook at any time, what tells the truth or a result only after the end."""
    found = session_of(request, number)
    if kind not in _FILES or (kind != "workbook" and found.state != State.ENDED):
        raise Http404
    ending, media, make = _FILES[kind]
    body = make(request, found)
    return _given(request, found, f"{found.exercise}-{kind}.{ending}", media, body)


def _given(request: HttpRequest, found: Session, name: str, media: str, body: str) -> HttpResponse:
    with transaction.atomic():
        record(
            "exported",
            by=request.viewer.officer,
            unit=found.unit,
            subject=f"/room/session/{found.pk}",
            detail={"file": name},
        )
    return HttpResponse(body, content_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _workbook(request: HttpRequest, found: Session) -> str:
    language = request.words.language
    return workbook([prepared_of(found)], materials_of(found).title.say(language), language)


def _answers(request: HttpRequest, found: Session) -> str:
    language = request.words.language
    return answer_book([prepared_of(found)], materials_of(found).title.say(language), language)


def _csv(_: HttpRequest, found: Session) -> str:
    return to_csv([each.score for each in map(review_of, found.runs.order_by("pk")) if each is not None])


def _xapi(request: HttpRequest, found: Session) -> str:
    said = []
    for run in found.runs.order_by("pk"):
        review = review_of(run)
        if review is not None and found.started is not None:
            home = request.build_absolute_uri("/")
            said += to_xapi(review.score, events_of([run]), began=found.started, home=home, session=found.code)
    return json.dumps(said, ensure_ascii=False, indent=1)


_FILES: Final[dict[str, tuple[str, str, Callable[[HttpRequest, Session], str]]]] = {
    "workbook": ("html", "text/html; charset=utf-8", _workbook),
    "answers": ("html", "text/html; charset=utf-8", _answers),
    "scores": ("csv", "text/csv; charset=utf-8", _csv),
    "xapi": ("json", "application/json", _xapi),
}


@allow(Role.TRAINER)
@require_safe
def certificate_(request: HttpRequest, number: int, run: int, plan: str) -> HttpResponse:
    """A certificate of participation in a course, for one trainee of a session that has ended; no marks stand on it."""
    found = session_of(request, number)
    row = get_object_or_404(found.runs.select_related("trainee"), pk=run)
    course = next((each for each in plans() if each.id == plan), None)
    if course is None or found.started is None or found.ended is None:
        raise Http404
    body = certificate(
        course,
        name=row.trainee.full_name,
        first=_began(request, found, row.trainee_id).date(),
        last=found.ended.date(),
        issuer=found.unit.name,
        language=request.words.language,
    )
    return _given(request, found, f"certificate-{row.who}.html", "text/html; charset=utf-8", body)


def _began(request: HttpRequest, found: Session, trainee: int) -> datetime:
    """When the trainee's first session of the same days with this trainer began: the course's first day."""
    near = Session.objects.visible_to(request.viewer).filter(unit=found.unit, runs__trainee_id=trainee)
    span = (found.started - _COURSE, found.started)
    first = near.filter(started__range=span).order_by("started").values_list("started", flat=True).first()
    return first or found.started


_COURSE: Final = timedelta(days=6)
