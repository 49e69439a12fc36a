"""What follows the end of a session: scores, reviews and the debrief, worked out behind the pages."""

from dataclasses import replace
from datetime import timedelta

import msgspec
from django.db import transaction
from django_tasks import task

from darvoza.office import clock
from darvoza.office.room import desks
from darvoza.office.room.models import Event, Result, Run, Session, State
from darvoza.office.room.playing import events_of
from darvoza.office.room.sealed import prepared_of
from darvoza.training.exercises import Prepared, standing
from darvoza.training.exercises import together as as_one
from darvoza.training.scoring import Baseline, Group, Member, Review, Score, baselines, compare, scored
from darvoza.training.scoring import review as reviewed


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """The debrief: whom the session is held against, its groups, and each team's picture; names are opaque.

    ``together`` scores what a group did as one, where it worked one desk.
    """

    baselines: list[Baseline]
    groups: list[Group]
    teams: dict[str, tuple[Member, ...]]
    together: dict[str, Score] = {}


@task()
def work_out(number: int) -> None:
    """Score and review each run of a session that has ended; the trainee and the trainer read it from then on."""
    session = Session.objects.get(pk=number, state=State.ENDED)
    prepared = prepared_of(session)
    runs = list(session.runs.order_by("pk"))
    events = {run: events_of([run]) for run in runs}
    reviews = {run: reviewed(_for_role(prepared, run.role), events[run], who=run.who) for run in runs}
    teams: dict[str, list[Run]] = {}
    for run in runs:
        teams.setdefault(run.group, []).append(run)
    told = Told(
        baselines=baselines(prepared),
        groups=compare({name: [reviews[run].score for run in team] for name, team in teams.items()}),
        teams={
            name: reviewed(prepared, [event for run in team for event in events[run]]).team
            for name, team in teams.items()
            if len(team) > 1
        },
        together={
            name: scored(prepared, standing(as_one([event for run in team for event in events[run]])))
            for name, team in teams.items()
            if len(team) > 1 and team[0].desk_id is not None
        },
    )
    until = (session.ended or clock.now()).date() + timedelta(days=session.days_kept)
    with transaction.atomic():
        for run in runs:
            said = msgspec.json.encode(reviews[run]).decode()
            Result.objects.update_or_create(run=run, defaults={"said": said, "forget_on": until})
        session.told = msgspec.json.encode(told).decode()
        session.save(update_fields=["told"])


def _for_role(prepared: Prepared, role: str) -> Prepared:
    """What one role was asked: a member of a table-top is not marked down for another's questions."""
    if not role:
        return prepared
    asked = {"", role}
    materials, hidden = prepared.materials, prepared.hidden
    return replace(
        prepared,
        materials=msgspec.structs.replace(
            materials, items=tuple(each for each in materials.items if each.role in asked)
        ),
        hidden=msgspec.structs.replace(hidden, later=tuple(each for each in hidden.later if each.role in asked)),
    )


def told_of(session: Session) -> Told | None:
    """The debrief, once it has been worked out."""
    return msgspec.json.decode(session.told, type=Told) if session.told else None


def review_of(run: Run) -> Review | None:
    """A run's review, once it has been worked out and until it is forgotten."""
    result = Result.objects.filter(run=run, forget_on__gt=clock.now().date()).first()
    return msgspec.json.decode(result.said, type=Review) if result else None


def forget_due() -> None:
    """Forget the results whose day has come, with everything that was done in their runs."""
    forget_runs(Run.objects.filter(result__forget_on__lte=clock.now().date()))


def forget_runs(runs) -> int:  # type: ignore[no-untyped-def] # noqa: ANN001 - a query set of Django's, which has no types
    """Forget runs: events, results and the debrief that was made of them; how many runs they were."""
    found = list(runs.values_list("pk", "session_id"))
    if found:
        numbers = [number for number, _ in found]
        with transaction.atomic():
            Session.objects.filter(pk__in={session for _, session in found}).update(told="")
            Event.objects.filter(run_id__in=numbers).delete()
            Run.objects.filter(pk__in=numbers).delete()
            for session in Session.objects.filter(pk__in={session for _, session in found}, runs=None):
                desks.erase(session)
    return len(found)
