"""What the training room hears of its desks, where each measure is an answer, and what it shows on their pages."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse

from darvoza.office.desk.deciding import RELEASE, NotDecidedError
from darvoza.office.desk.models import Consignment, Decision
from darvoza.office.exercise import Panel
from darvoza.office.home import is_training_room
from darvoza.office.people.models import Officer
from darvoza.office.room.models import Desk, Run, State
from darvoza.office.room.playing import Play, events_of, happened, play, worked
from darvoza.office.room.sealed import materials_of
from darvoza.training.exercises import Form, Item, What, standing, together

SURE: Final = (50, 60, 70, 80, 90, 95)
"""How sure one can say to be, in per cent."""


def pick_of(items: Sequence[Item]) -> Item | None:
    """The item of an exercise that is answered on the desk."""
    return next((each for each in items if each.form is Form.PICK and each.about), None)


def run_at(row: Consignment, officer: Officer | None) -> Run | None:
    """The run in which somebody works the desk on which this consignment lies."""
    return (
        Run.objects.filter(desk__unit__posts__code=row.office, trainee=officer)
        .select_related("session", "session__unit", "desk")
        .first()
    )


def stopped(run: Run) -> tuple[str, ...]:
    """What is stopped on the run's desk, by whoever works it, in the order in which it was."""
    item = pick_of(materials_of(run.session).items)
    runs = list(run.desk.runs.all()) if run.desk else [run]
    return standing(together(events_of(runs, What.DECIDED))).chosen.get(item.id, ()) if item else ()


def answered(
    sender: object,  # noqa: ARG001 - as signals call
    decision: Decision,
    beside: Mapping[str, Sequence[str]] | None = None,
    **ignored: object,  # noqa: ARG001 - whatever else is told
) -> None:
    """A measure taken on a desk is the run's answer: with how sure, and for which reasons.

    Raises:
        NotDecidedError: the exercise is not running, or all places are used.
    """
    row = decision.consignment
    if "~" not in row.office or not is_training_room():
        return
    run = run_at(row, decision.officer)
    if run is not None:
        Desk.objects.select_for_update().get(pk=run.desk_id)  # one at a time counts the places of a desk
    if run is None or run.session.state != State.RUNNING:
        raise NotDecidedError("The exercise is not running: nothing can be decided now.", {})
    item = pick_of(materials_of(run.session).items)
    if item is None or row.reference not in item.about:
        return
    now, stop = stopped(run), decision.measure != RELEASE
    if stop and row.reference not in now and item.capacity and len(now) >= item.capacity:
        values = {"count": str(item.capacity)}
        raise NotDecidedError("All {count} places are used: release another consignment first.", values)
    _write(run, item, row.reference, beside or {}, stop=stop)


def _write(run: Run, item: Item, ref: str, beside: Mapping[str, Sequence[str]], *, stop: bool) -> None:
    own = standing(events_of([run], What.DECIDED)).chosen.get(item.id, ())
    kept = tuple(each for each in own if each != ref)
    happened(run, What.DECIDED, item=item.id, about=ref, values=[*kept, ref] if stop else list(kept))
    if not stop:
        for mate in run.desk.runs.exclude(pk=run.pk) if run.desk else ():
            theirs = standing(events_of([mate], What.DECIDED)).chosen.get(item.id, ())
            if ref in theirs:  # let go for whoever had stopped it
                mate.session = run.session
                values = [each for each in theirs if each != ref]
                happened(mate, What.DECIDED, item=item.id, about=ref, values=values)
    sure = next(iter(beside.get("sure", ())), "")
    if sure in {str(each) for each in SURE}:
        happened(run, What.CONFIDENT, item=item.id, about=ref, number=int(sure) / 100)
    known = {each.id for each in item.reasons}
    named = [each for each in beside.get("reasons", ()) if each in known]
    if named or stop:
        happened(run, What.REASONED, item=item.id, about=ref, values=named)


def head(request: HttpRequest) -> Panel | None:
    """The strip at the head of every page while an exercise is worked: time, places, the way back to its briefing."""
    found = (
        Run.objects.filter(trainee=request.viewer.officer, session__state__in=(State.RUNNING, State.PAUSED))
        .select_related("session", "desk")
        .order_by("-session__started")
        .first()
    )
    if found is None:
        return None
    materials = materials_of(found.session)
    item = pick_of(materials.items) if found.desk else None
    return Panel(
        "room/strip.html.j2",
        {
            "run": found,
            "materials": materials,
            "minutes": int(worked(found.session) // 60),
            "used": len(stopped(found)) if item else None,
            "capacity": item.capacity if item else 0,
        },
    )


def card(request: HttpRequest, row: Consignment) -> Panel | None:
    """What an exercise asks on a scorecard: sources, and beside the measure how sure one is and for which reasons."""
    run = run_at(row, request.viewer.officer) if "~" in row.office else None
    if run is None or run.session.state not in {State.RUNNING, State.PAUSED}:
        return None
    now = play(run)
    item = pick_of(now.items)
    if item is None or row.reference not in item.about:
        return None
    if run.session.state == State.RUNNING and (item.id, row.reference) not in now.now.opened:
        happened(run, What.OPENED, item=item.id, about=row.reference)
    return Panel("room/beside.html.j2", _panel(run, now, item, row))


def _panel(run: Run, now: Play, item: Item, row: Consignment) -> dict[str, Any]:
    ref = row.reference
    fired = list(dict.fromkeys(each["id"] for each in (row.assessment.said["signals"] if row.assessment else ())))
    named = {each.id: each for each in item.reasons}
    put = {source for of, source, about in now.now.asked if (of, about) == (item.id, ref)}
    sources = {source.id: source for source in now.materials.sources}
    return {
        "run": run,
        "item": item,
        "ref": ref,
        "open": run.session.state == State.RUNNING,
        "sources": [sources[each] for each in item.questions if each in sources and each not in put],
        "answers": now.answers(item, ref),
        "ask": reverse("room-ask", args=[run.pk, item.id]),
        "back": reverse("consignment", args=[row.key]),
        "levels": SURE,
        "sure": now.now.confidence.get((item.id, ref)),
        "reasons": now.now.reasons.get((item.id, ref), ()),
        "fired": [named[each] for each in fired if each in named],
        "others": [each for each in item.reasons if each.id not in fired],
        "places": (len(stopped(run)), item.capacity),
    }
