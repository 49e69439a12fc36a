"""What is allowed in spite of a list: who decided it, for which name and version of an entry, and until when."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from darvoza import parties
from darvoza.office import clock
from darvoza.office.audit.record import record
from darvoza.office.desk.flash import heard, say_next
from darvoza.office.desk.models import Consignment
from darvoza.office.desk.resources import DECISIONS
from darvoza.office.desk.tasks import assess_anew
from darvoza.office.home import office_home
from darvoza.office.liaison.bound import withheld_lists
from darvoza.office.lists import keeping
from darvoza.office.lists.keeping import READERS
from darvoza.office.pages import Stretch, page
from darvoza.office.people.access import allow
from darvoza.parties import Decision, DecisionError, ListedParty, WatchLists

SOON: Final = timedelta(days=30)
_LONGEST: Final = 500
_FIELDS: Final = ("list", "entity_id", "declared", "reason", "until")
_HALF_A_YEAR: Final = timedelta(days=182)


@dataclass(frozen=True, slots=True)
class Line:
    """One decision as it is listed: ``state`` is how it stands, or why it no longer does."""

    decision: Decision
    state: str
    stands: bool
    soon: bool


@allow(*READERS)
@require_safe
def allowed(request: HttpRequest) -> HttpResponse:
    """Decisions on the lists the viewer may see: those that end soon first, then those that stand, then the rest."""
    problem, rows = "", []
    try:
        rows = _lines(request)
    except DecisionError as error:
        problem = str(error)
    stretch = Stretch.asked(request.GET.get("page"), len(rows))
    return page(
        request,
        "lists/allowed",
        here="lists",
        tab="allowed",
        list_readers=READERS,
        rows=stretch.of(rows),
        stretch=stretch,
        soon=sum(row.soon for row in rows),
        problem=problem,
        heard=heard(request),
    )


@allow(*READERS)
@require_http_methods(["GET", "POST"])
def allow_one(request: HttpRequest) -> HttpResponse:
    """Say that a declared name is not the listed entry that it resembles.

    ``back`` is the consignment whose match it is: it is assessed again, and the officer goes back to it.
    """
    asked = request.POST if request.method == "POST" else request.GET
    values = {field: str(asked.get(field, "")).strip()[:_LONGEST] for field in _FIELDS}
    problem = ""
    visible = Consignment.objects.visible_to(request.viewer, *READERS)
    origin = visible.filter(key=str(asked.get("back", ""))[:_LONGEST]).only("key", "reference").first()
    if request.method == "POST":
        keeping.only_for_real(request.viewer, READERS)
        until = keeping.day(values["until"])
        if until is None or not all(values.values()):
            problem = request.words.say("Fill in every field.")
        elif not keeping.visible(request.viewer, values["list"]):
            problem = request.words.say("There is no such list.")
        else:
            try:
                with transaction.atomic():
                    detail = {**values}
                    record("allowed", by=request.viewer.officer, subject=_subject(values), detail=detail)
                    parties.allow(
                        office_home() / DECISIONS,
                        _lists(values["list"]),
                        watch_list=values["list"],
                        entity_id=values["entity_id"],
                        declared=values["declared"],
                        officer=str(request.viewer.officer),
                        reason=values["reason"],
                        until=until,
                        now=clock.now(),
                    )
            except DecisionError as error:
                problem = str(error)
            else:
                say_next(request, "{name} is allowed until {day}.", name=values["declared"], day=values["until"])
                if origin is None:
                    return redirect("allowed")
                assess_anew.enqueue(origin.pk)
                return redirect("consignment", origin.key)
    return page(
        request,
        "lists/allow",
        here="lists",
        status=422 if problem else 200,
        values=values | {"until": values["until"] or (clock.now().date() + _HALF_A_YEAR).isoformat()},
        origin=origin,
        entry=_entry(request, values),
        problem=problem,
        lists=[line.snapshot.id for line in keeping.lines(request.viewer)],
    )


@allow(*READERS)
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take a decision back: the match speaks again."""
    keeping.only_for_real(request.viewer, READERS)
    values = {field: str(request.POST.get(field, "")).strip()[:_LONGEST] for field in _FIELDS[:4]}
    if not keeping.visible(request.viewer, values["list"]) or not values["reason"]:
        say_next(request, "Say why it is taken back.", wrong=True)
        return redirect("allowed")
    try:
        with transaction.atomic():
            detail = {**values}
            record("withdrew what was allowed", by=request.viewer.officer, subject=_subject(values), detail=detail)
            parties.withdraw(
                office_home() / DECISIONS,
                watch_list=values["list"],
                entity_id=values["entity_id"],
                declared=values["declared"],
                officer=str(request.viewer.officer),
                reason=values["reason"],
                now=clock.now(),
            )
    except DecisionError as error:
        say_next(request, "{refusal}", wrong=True, refusal=str(error))
    else:
        say_next(request, "Taken back: {name} is matched again.", name=values["declared"])
    return redirect("allowed")


def _lines(request: HttpRequest) -> list[Line]:
    today = clock.now().date()
    recorded = [
        each
        for each in parties.read_decisions(office_home() / DECISIONS)
        if keeping.visible(request.viewer, each.list) and each.list not in withheld_lists(request)
    ]
    named = {each.list for each in recorded}
    newest = WatchLists(tuple(line.snapshot for line in keeping.lines(request.viewer) if line.snapshot.id in named))
    _, fallen = parties.standing(recorded, newest, on=today)
    why = {id(each.decision): each.why for each in fallen}
    last = {(each.list, each.entity_id, each.declared.casefold()): each for each in recorded}
    lines = []
    for each in last.values():
        state = "Taken back." if each.withdrawn else why.get(id(each), "")
        stands = not state
        lines.append(Line(each, state or "It stands.", stands, soon=stands and each.until - today <= SOON))
    return sorted(lines, key=lambda line: (not line.soon, not line.stands, line.decision.until, line.decision.declared))


def _entry(request: HttpRequest, values: dict[str, str]) -> ListedParty | None:
    """The entry that the form is about, where it names one that the viewer may see."""
    name = values["list"]
    if not values["entity_id"] or not keeping.visible(request.viewer, name) or name in withheld_lists(request):
        return None
    return next((each for _, each in _lists(values["list"]) if each.entity_id == values["entity_id"]), None)


def _lists(name: str) -> WatchLists:
    versions = keeping.store().versions(name) if name in keeping.store().list_ids() else []
    return WatchLists(tuple(keeping.snapshot(path) for path in versions[-1:]))


def _subject(values: dict[str, str]) -> str:
    return f"{values['list']}:{values['entity_id']}"
