"""The trainer's workshop: composing an exercise, trying it, cloning it, making one of a closed case."""

import secrets
from collections import Counter
from typing import Any, Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from darvoza.language import Language
from darvoza.office import clock
from darvoza.office.audit.record import record
from darvoza.office.pages import page
from darvoza.office.people.access import allow
from darvoza.office.people.models import Role, Unit
from darvoza.office.room import cases, composing
from darvoza.office.room.models import Draft
from darvoza.office.room.sealed import seal_text, text_of
from darvoza.selection import TECHNIQUES
from darvoza.signals import Typology
from darvoza.training import schemes
from darvoza.training.exercises import (
    PACKED,
    BadExercise,
    Exercise,
    Prepared,
    clone,
    pack,
    parse_exercise,
    prepare,
    ready,
    to_yaml,
    unpack,
)
from darvoza.training.exercises.words import vocabulary
from darvoza.training.scoring import baselines
from darvoza.training.world import world

_TRAINER: Final = Role.TRAINER
_MOST_TRIED: Final = 3_000
"""Consignments of a level that is tried in the browser at most; a larger one is tried by ``darvoza training run``."""
_SHOWN: Final = 30


def drafts(request: HttpRequest) -> list[Draft]:
    """The viewer's own exercises, the last changed first."""
    return list(Draft.objects.visible_to(request.viewer).defer("sealed").order_by("-changed")[:_SHOWN])


def draft_of(request: HttpRequest, number: int) -> Draft:
    """The viewer's own exercise with this number, or none."""
    found: Draft = get_object_or_404(Draft.objects.visible_to(request.viewer).select_related("unit"), pk=number)
    return found


def kept_text(draft: Draft) -> str:
    """What is sealed in a draft."""
    return text_of(draft.sealed, draft.code)


def _unit(request: HttpRequest) -> Unit:
    units = Unit.objects.filter(training=True, pk__in=request.viewer.units({_TRAINER})).order_by("name")
    wanted = request.POST.get("unit", "")
    found: Unit = get_object_or_404(units, pk=wanted) if wanted.isdigit() else units.first() or _none(units)
    return found


def _none(units: Any) -> Unit:  # noqa: ANN401 - a query set of Django's
    found: Unit = get_object_or_404(units, pk=0)
    return found


def _keep(request: HttpRequest, unit: Unit, title: str, text: str) -> Draft:
    code = secrets.token_hex(16)
    with transaction.atomic():
        made = Draft.objects.create(
            unit=unit,
            trainer=request.viewer.officer,
            code=code,
            title=title[:200],
            packed=text.startswith(PACKED),
            changed=clock.now(),
            sealed=seal_text(text, code),
        )
        _note(request, made, "exercise drafted")
    return made


def _note(request: HttpRequest, draft: Draft, action: str, **detail: object) -> None:
    subject = f"/room/compose/{draft.pk}"
    record(action, by=request.viewer.officer, unit=draft.unit, subject=subject, detail=detail)


@allow(_TRAINER)
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin an exercise of one's own: from a ready one, from another of one's own, or from a closed case."""
    unit, given = _unit(request), request.POST
    if (case := given.get("case", "")).isdigit():
        made = cases.make(request, int(case), given.get("why", "").strip())
        if isinstance(made, str):
            return _cases_page(request, made)
        draft = _keep(request, unit, made.materials.title.say(request.words.language), pack(made))
        return redirect("room-try", draft.pk, 1)
    if (other := given.get("draft", "")).isdigit():
        from_ = draft_of(request, int(other))
        copy = _keep(request, unit, from_.title, kept_text(from_))
        return redirect("room-try", copy.pk, 1) if copy.packed else redirect("room-compose", copy.pk)
    found = next((each for each in ready() if each.id == given.get("exercise", "")), ready()[0])
    named = f"{found.id}-{secrets.token_hex(2)}"
    draft = _keep(request, unit, found.title.say(request.words.language), to_yaml(clone(found, named)))
    return redirect("room-compose", draft.pk)


@allow(_TRAINER)
@require_http_methods(["GET", "POST"])
def compose(request: HttpRequest, number: int) -> HttpResponse:
    """The exercise as a form, and the whole of it in YAML."""
    draft = draft_of(request, number)
    if draft.packed:
        return redirect("room-try", draft.pk, 1)
    exercise = parse_exercise(kept_text(draft), "draft")
    problems: tuple[Any, ...] = ()
    if request.method == "POST":
        try:
            exercise = composing.changed(exercise, request.POST, request.words.language)
        except BadExercise as error:
            problems = tuple(error.problems)
        else:
            draft.title = exercise.title.say(request.words.language)[:200]
            draft.changed, draft.sealed = clock.now(), seal_text(to_yaml(exercise), draft.code)
            with transaction.atomic():
                draft.save(update_fields=["title", "changed", "sealed"])
                _note(request, draft, "exercise changed")
            level = request.POST.get("try", "")
            return (
                redirect("room-try", draft.pk, level) if level in {"1", "2", "3"} else redirect("room-compose", number)
            )
    return _compose_page(request, draft, exercise, problems)


def _compose_page(request: HttpRequest, draft: Draft, exercise: Exercise, problems: tuple[Any, ...]) -> HttpResponse:
    words, language = vocabulary(), request.words.language
    plants = {each.scheme: each for each in exercise.schemes}
    return page(
        request,
        "room/compose",
        here="room",
        status=422 if problems else 200,
        draft=draft,
        exercise=exercise,
        problems=problems,
        given=request.POST,
        text=lambda of: (
            getattr(of, "uz_cyrl" if language is Language.UZBEK_CYRILLIC else str(language)) or of.say(language)
        ),
        kinds=words["kinds"],
        typologies=[each.value for each in Typology],
        schemes=[(each, words["schemes"].get(each.id), plants.get(each.id)) for each in schemes()],
        posts=[desk.office for desk in world().desks],
        documents=[(name, words["questions"][name]) for name in composing.documents()],
        techniques=[(name, {each.technique: each for each in exercise.sensors}.get(name)) for name in TECHNIQUES],
        level_numbers=composing.LEVEL,
        weights=[(name, getattr(exercise.weights, name)) for name in composing.WEIGHTS],
        spare=range(composing.SPARE),
        yaml=to_yaml(exercise),
    )


@allow(_TRAINER)
@require_safe
def try_(request: HttpRequest, number: int, level: int) -> HttpResponse:
    """What the exercise plants with its own seed, and how far the engine alone would come: for its maker's eyes."""
    draft = draft_of(request, number)
    if not 1 <= level <= len(_LEVELS):
        level = 1
    text = kept_text(draft)
    exercise = None if draft.packed else parse_exercise(text, "draft")
    if exercise is not None and exercise.levels[level - 1].count > _MOST_TRIED:
        return page(request, "room/try", here="room", draft=draft, level=level, prepared=None, levels=_LEVELS)
    prepared = unpack(text) if exercise is None else prepare(exercise, exercise.seed, level=level)
    return page(
        request,
        "room/try",
        here="room",
        draft=draft,
        level=level,
        levels=_LEVELS,
        prepared=prepared,
        materials=prepared.materials,
        beside=baselines(prepared, draws=10),
        names=vocabulary()["baselines"],
        **_planted(prepared),
    )


_LEVELS: Final = (1, 2, 3)


def _planted(prepared: Prepared) -> dict[str, Any]:
    """What is planted, and what of it can be seen in the papers at all."""
    marks = [mark for truth in prepared.hidden.truths for mark in truth.marks]
    offices = Counter(prepared.lodgings["office"].drop_nulls().to_list()) if prepared.days else Counter()
    return {
        "marks": marks[:100],
        "silent": sum(not mark.reasons for mark in marks) if prepared.days else 0,
        "count": len(prepared.batch) if prepared.days else len(prepared.materials.items),
        "offices": offices.most_common(),
    }


@allow(_TRAINER)
@require_POST
def drop(request: HttpRequest, number: int) -> HttpResponse:
    """Throw an exercise of one's own away; sessions that were opened from it stay."""
    draft = draft_of(request, number)
    with transaction.atomic():
        _note(request, draft, "exercise thrown away")
        draft.delete()
    return redirect("room")


@allow(_TRAINER)
@require_safe
def from_cases(request: HttpRequest) -> HttpResponse:
    """Closed cases of units in which the trainer works on cases: each can become an exercise, anonymised."""
    return _cases_page(request)


def _cases_page(request: HttpRequest, problem: str = "") -> HttpResponse:
    return page(request, "room/cases", here="room", rows=cases.closed(request.viewer), problem=problem)
