"""The trainer's pages: exercises to open, and a session from its preparation to its end."""

from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from darvoza.office import clock
from darvoza.office.audit.record import record
from darvoza.office.pages import page
from darvoza.office.people.access import allow
from darvoza.office.people.models import Officer, Role, Unit
from darvoza.office.room import desks, ending, letters
from darvoza.office.room.cases import closed
from darvoza.office.room.compose import draft_of, drafts, kept_text
from darvoza.office.room.models import Run, Session, State
from darvoza.office.room.playing import arrived, events_of, happened, seconds, worked
from darvoza.office.room.sealed import exercise_of, hidden_of, materials_of, open_prepared, open_session
from darvoza.office.room.telling import scores
from darvoza.training.course import LONGEST_DAYS, USUAL_DAYS, plans
from darvoza.training.exercises import (
    BadExercise,
    Exercise,
    What,
    adapt,
    habits,
    hint,
    parse_exercise,
    ready,
    unpack,
)
from darvoza.training.exercises.words import vocabulary
from darvoza.training.scoring import progress

_TRAINER: Final = Role.TRAINER
_LONGEST: Final = 200_000
_LEVELS: Final = ("1", "2", "3")


def _units(request: HttpRequest):  # type: ignore[no-untyped-def] # noqa: ANN202 - a query set of Django's, which has no types
    return Unit.objects.filter(training=True, pk__in=request.viewer.units({_TRAINER})).order_by("name")


def session_of(request: HttpRequest, number: int) -> Session:
    """The viewer's own session with this number, or none."""
    found: Session = get_object_or_404(
        Session.objects.visible_to(request.viewer).select_related("unit", "trainer"), pk=number
    )
    return found


@allow(_TRAINER, Role.TRAINEE)
@require_safe
def room(request: HttpRequest) -> HttpResponse:
    """A trainer's exercises and sessions; a trainee's own runs."""
    ending.forget_due()
    viewer = request.viewer
    return page(
        request,
        "room/room",
        here="room",
        units=list(_units(request)),
        sessions=[
            (each, materials_of(each)) for each in Session.objects.visible_to(viewer).order_by("-opened")[:_SHOWN]
        ],
        runs=[
            (each, materials_of(each.session))
            for each in Run.objects.visible_to(viewer).select_related("session").order_by("-pk")[:_SHOWN]
        ],
        exercises=ready() if viewer.has(_TRAINER) else (),
        kinds=vocabulary()["kinds"],
        tells=viewer.has(_TRAINER),
        drafts=drafts(request) if viewer.has(_TRAINER) else [],
        cases=bool(closed(viewer)) if viewer.has(_TRAINER) else False,
    )


_SHOWN: Final = 30


@allow(_TRAINER)
@require_safe
def exercise(request: HttpRequest, name: str) -> HttpResponse:
    """One ready exercise, for the trainer: goals, levels, teaching notes, sources; and the form that opens it."""
    return _exercise_page(request, name)


def _exercise_page(request: HttpRequest, name: str, problem: str = "") -> HttpResponse:
    found = next((each for each in ready() if each.id == name), None)
    return page(
        request,
        "room/exercise",
        here="room",
        exercise=found,
        units=list(_units(request)),
        problem=problem,
        given=request.POST,
        kinds=vocabulary()["kinds"],
        days=USUAL_DAYS,
    )


@allow(_TRAINER)
@require_POST
def open_(request: HttpRequest) -> HttpResponse:
    """Open a session of a ready exercise, or of one written in YAML, for a training unit."""
    given = request.POST
    unit = get_object_or_404(_units(request), pk=given.get("unit", "") if given.get("unit", "").isdigit() else 0)
    name, text = given.get("exercise", ""), given.get("yaml", "")
    draft = draft_of(request, int(given["draft"])) if given.get("draft", "").isdigit() else None
    if draft is not None:
        text = kept_text(draft)
    if draft is not None and draft.packed:
        prepared = unpack(text)
        return redirect(
            "room-session",
            open_prepared(prepared, text, unit, request.viewer.officer, days_kept=USUAL_DAYS).pk,
        )
    try:
        found = _exercise(name, text)
    except BadExercise as error:
        return _exercise_page(request, name, str(error))
    level, days = given.get("level", "1"), given.get("days", str(USUAL_DAYS))
    if found is None or level not in _LEVELS or not days.isdigit() or not 0 < int(days) <= LONGEST_DAYS:
        return _exercise_page(request, name, "Choose an exercise, a level, and for how many days results are kept.")
    made = open_session(found, int(level), unit, request.viewer.officer, days_kept=int(days))
    return redirect("room-session", made.pk)


def _exercise(name: str, text: str) -> Exercise | None:
    if text.strip():
        return parse_exercise(text[:_LONGEST], "exercise")
    return next((each for each in ready() if each.id == name), None)


@allow(_TRAINER)
@require_safe
def session(request: HttpRequest, number: int) -> HttpResponse:
    """One session: who takes part, how far they are, what can be done next; no truth while it runs."""
    return _session_page(request, session_of(request, number))


def _session_page(request: HttpRequest, found: Session, problem: str = "") -> HttpResponse:
    runs = list(found.runs.select_related("trainee").order_by("group", "pk"))
    materials = materials_of(found)
    hidden = hidden_of(found)
    come = {each.id for each in arrived(found, hidden, [], "")}
    taken = {run.trainee_id for run in runs}
    far = {each.who: each for each in progress(materials, events_of(runs))}
    told = ending.told_of(found)
    return page(
        request,
        "room/session",
        here="room",
        session=found,
        materials=materials,
        runs=runs,
        far=far,
        minutes=int(worked(found) // 60),
        injects=[(each, each.id in come) for each in hidden.coming] if found.state != State.ENDED else [],
        hints=len(hidden.hints),
        people=_trainees(found.unit).exclude(pk__in=taken) if found.state != State.ENDED else [],
        table=scores(runs, told, request.words) if told else None,
        told=told,
        forget_on=found.ended and (found.ended + timedelta(days=found.days_kept)),
        plans=plans(),
        problem=problem,
        desks=found.desks.count(),
        laid=found.desks.exclude(laid=None).count(),
        adapts=adapts(found),
    )


def _trainees(unit: Unit):  # type: ignore[no-untyped-def] # noqa: ANN202 - a query set of Django's, which has no types
    return Officer.objects.filter(
        memberships__unit=unit, memberships__role=Role.TRAINEE.value, is_active=True
    ).order_by("full_name")


@allow(_TRAINER)
@require_POST
def add(request: HttpRequest, number: int) -> HttpResponse:
    """Trainees of the unit take part, in a group and a role where there are such."""
    found = session_of(request, number)
    wanted = [each for each in request.POST.getlist("trainee") if each.isdigit()]
    people = list(_trainees(found.unit).filter(pk__in=wanted))
    roles = {each.id for each in materials_of(found).roles}
    role, group = request.POST.get("role", ""), request.POST.get("group", "").strip()[:40]
    if not people or found.state == State.ENDED or (role and role not in roles):
        return _session_page(request, found, "Tick at least one trainee of the unit.")
    try:
        _seat(request, found, people, group, role)
    except desks.TooManyError:
        return _session_page(request, found, "So many desks would not fit: put the trainees in groups.")
    if desks.on_desks(found):
        desks.lay_out.enqueue(found.pk)
    return redirect("room-session", found.pk)


def _seat(request: HttpRequest, found: Session, people: list[Officer], group: str, role: str) -> None:
    with transaction.atomic():
        for person in people:
            fields = {"who": f"T{found.runs.count() + 1:02}", "group": group, "role": role}
            run, made = Run.objects.get_or_create(session=found, trainee=person, defaults=fields)
            if made and desks.on_desks(found):
                run.session = found
                desks.seat(run)
            if made and found.state in {State.RUNNING, State.PAUSED}:
                happened(run, What.BEGAN)
        _note(request, found, "trainees added", {"trainees": [person.name for person in people]})


@allow(_TRAINER)
@require_POST
def step(request: HttpRequest, number: int) -> HttpResponse:
    """Start, pause, go on, hint, bring an inject, or end."""
    with transaction.atomic():
        found = get_object_or_404(Session.objects.visible_to(request.viewer).select_for_update(), pk=number)
        done = request.POST.get("do", "")
        act = _STEPS.get(done)
        if act is None or found.state not in act[0] or not act[1](request, found):
            return _session_page(request, found, "This cannot be done now.")
        found.save()
        _note(request, found, f"exercise: {done}", {})
    if found.state == State.ENDED:
        ending.work_out.enqueue(found.pk)
    return redirect("room-session", found.pk)


def _start(_: HttpRequest, found: Session) -> bool:
    runs = list(found.runs.all())
    if not runs or found.desks.filter(laid=None).exists():
        return False
    found.state, found.started = State.RUNNING, clock.now()
    found.save()
    for run in runs:
        run.session = found
        happened(run, What.BEGAN)
    letters.ask_each(found)
    return True


def _pause(_: HttpRequest, found: Session) -> bool:
    _all(found, What.PAUSED)
    found.state, found.paused_at = State.PAUSED, clock.now()
    return True


def _resume(_: HttpRequest, found: Session) -> bool:
    _all(found, What.RESUMED)
    if found.paused_at is not None:
        found.paused += seconds(found) - seconds(found, found.paused_at)
    found.state, found.paused_at = State.RUNNING, None
    return True


def _hint(request: HttpRequest, found: Session) -> bool:
    run = found.runs.filter(pk=request.POST.get("run", "") if request.POST.get("run", "").isdigit() else 0).first()
    if run is None or hint(hidden_of(found), events_of([run])) is None:
        return False
    happened(run, What.HINTED)
    return True


def _inject(request: HttpRequest, found: Session) -> bool:
    name = request.POST.get("inject", "")
    if name in found.brought or name not in {each.id for each in hidden_of(found).coming}:
        return False
    found.brought = [*found.brought, name]
    return True


def _end(_: HttpRequest, found: Session) -> bool:
    if found.state == State.PAUSED:
        _resume(_, found)
    _all(found, What.ENDED)
    desks.close(found)
    found.state, found.ended = State.ENDED, clock.now()
    return True


def _all(found: Session, what: What) -> None:
    for run in found.runs.all():
        run.session = found
        happened(run, what)


_STEPS: Final[dict[str, Any]] = {
    "start": ({State.PREPARED}, _start),
    "pause": ({State.RUNNING}, _pause),
    "go on": ({State.PAUSED}, _resume),
    "hint": ({State.RUNNING}, _hint),
    "inject": ({State.RUNNING}, _inject),
    "end": ({State.RUNNING, State.PAUSED}, _end),
}
"""What a trainer does: in which states, and what it changes; false where it could not be done."""


def _note(request: HttpRequest, found: Session, action: str, detail: dict[str, Any]) -> None:
    subject = f"/room/session/{found.pk}"
    record(action, by=request.viewer.officer, unit=found.unit, subject=subject, detail=detail)


@allow(_TRAINER)
@require_POST
def forget(request: HttpRequest, number: int) -> HttpResponse:
    """Forget before the day: everything that trainees did in the session, and their results."""
    found = session_of(request, number)
    if found.state == State.ENDED:
        with transaction.atomic():
            count = ending.forget_runs(found.runs.all())
            _note(request, found, "results forgotten", {"runs": count})
    return redirect("room-session", found.pk)


def adapts(found: Session) -> bool:
    """Whether the adversary of a session that ended plays another round, having learned from it."""
    if found.state != State.ENDED or not found.runs.exists():
        return False
    known = exercise_of(found)
    return known is not None and bool(known.schemes) and known.levels[found.level - 1].adapts


@allow(_TRAINER)
@require_POST
def again(request: HttpRequest, number: int) -> HttpResponse:
    """Another round for the same trainees: schemes that were caught hide better, those that passed come more often."""
    found = session_of(request, number)
    known = exercise_of(found)
    if known is None or not adapts(found):
        return _session_page(request, found, "This cannot be done now.")
    runs = list(found.runs.select_related("trainee").order_by("pk"))
    harder = adapt(known, habits(hidden_of(found), events_of(runs)))
    made = open_session(
        harder, found.level, found.unit, request.viewer.officer, days_kept=found.days_kept, before=found
    )
    try:
        for run in runs:
            _seat(request, made, [run.trainee], run.group, run.role)
    except desks.TooManyError:
        return _session_page(request, made, "So many desks would not fit: put the trainees in groups.")
    if desks.on_desks(made):
        desks.lay_out.enqueue(made.pk)
    return redirect("room-session", made.pk)
