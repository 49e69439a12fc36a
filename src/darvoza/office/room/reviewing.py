"""What is looked at after the end: the debrief on a projector, and each trainee's review."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from darvoza.office.pages import page
from darvoza.office.people.access import allow
from darvoza.office.people.models import Role
from darvoza.office.room import ending
from darvoza.office.room.models import Session, State
from darvoza.office.room.replay import drawn, together
from darvoza.office.room.sealed import exercise_of, materials_of
from darvoza.office.room.telling import reviewed, scores, sources
from darvoza.office.room.trainer import session_of
from darvoza.office.words import Words
from darvoza.training.exercises import learned
from darvoza.training.exercises.words import vocabulary


def learned_by(found: Session, words: Words) -> list[tuple[str, str, str]]:
    """What the adversary changed since the round before: each scheme, how, and the signs that it now avoids."""
    if found.before is None:
        return []
    before, after = exercise_of(found.before), exercise_of(found)
    if before is None or after is None:
        return []
    avoids = {plant.scheme: plant.avoid for plant in after.schemes}
    return [(name.say(words.language), how, ", ".join(avoids[scheme])) for scheme, name, how in learned(before, after)]


@allow(Role.TRAINER)
@require_safe
def debrief(request: HttpRequest, number: int) -> HttpResponse:
    """What a projector shows after the end: no names, the group as a whole beside chance, engine and expert."""
    found = session_of(request, number)
    told = ending.told_of(found) if found.state == State.ENDED else None
    if told is None:
        return redirect("room-session", found.pk)
    runs = list(found.runs.select_related("trainee").order_by("pk"))
    told_runs = [each for each in map(ending.review_of, runs) if each is not None]
    missed: dict[tuple[str, str], list[Any]] = {}
    for each in told_runs:
        for one in each.missed:
            missed.setdefault((one.item, one.ref), []).append(one)
    often = sorted(missed.values(), key=lambda group: (-len(group), -group[0].harm))
    return page(
        request,
        "room/debrief",
        here="room",
        session=found,
        materials=materials_of(found),
        told=told,
        learned=learned_by(found, request.words),
        picture=together(
            [each.timeline for each in told_runs],
            materials_of(found).minutes,
            [
                (vocabulary()["baselines"][each.name].say(request.words.language), each.measures["found"].value)
                for each in told.baselines
                if "found" in each.measures
            ],
            request.words,
        ),
        beside=[
            (vocabulary()["baselines"][each.name].say(request.words.language), each.mark.value)
            for each in told.baselines
        ],
        often=[(len(group), reviewed_one(found, group[0], request)) for group in often[:12]],
        count=len(told_runs),
    )


def reviewed_one(found: Session, one: Any, request: HttpRequest) -> dict[str, Any]:  # noqa: ANN401 - of a review
    """One missed thing in the reader's words."""
    return reviewed(found, [one], request.words)[0]


@allow(Role.TRAINER)
@require_safe
def review(request: HttpRequest, number: int, run: int) -> HttpResponse:
    """One trainee's review."""
    found = session_of(request, number)
    row = get_object_or_404(found.runs.select_related("trainee", "session"), pk=run)
    told = ending.review_of(row)
    if told is None or found.state != State.ENDED:
        return redirect("room-session", found.pk)
    whole = ending.told_of(found)
    return page(
        request,
        "room/review",
        here="room",
        run=row,
        session=found,
        materials=materials_of(found),
        review=told,
        picture=drawn(told.timeline, materials_of(found).minutes, request.words),
        names=sources(found, request.words),
        missed=reviewed(found, told.missed, request.words),
        table=scores([row], whole, request.words) if whole else None,
        mine=False,
        team=whole.teams.get(row.group, ()) if whole else (),
    )
