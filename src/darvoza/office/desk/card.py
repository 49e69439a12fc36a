"""The pages of one consignment: its scorecard, its ties, and the message it came in."""

from typing import Any, Final, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from darvoza.office import clock, exercise
from darvoza.office.asking import answers
from darvoza.office.desk import prices, route, scorecard, ties
from darvoza.office.desk.arrivals import time_left
from darvoza.office.desk.bands import band
from darvoza.office.desk.deciding import LANES, may_decide, proposed
from darvoza.office.desk.flash import heard
from darvoza.office.desk.hits import results
from darvoza.office.desk.made_with import made_with
from darvoza.office.desk.matches import compared
from darvoza.office.desk.models import Consignment, State
from darvoza.office.desk.queue import ROLES, Filters, told
from darvoza.office.desk.source import source
from darvoza.office.liaison import bound
from darvoza.office.pages import page
from darvoza.office.people.access import allow
from darvoza.office.people.models import Role

READERS: Final = (*ROLES, Role.INSPECTOR, Role.LIAISON)
"""Who reads a scorecard."""


@allow(*READERS)
@require_safe
def consignment(request: HttpRequest, key: str) -> HttpResponse:
    """Everything that is said about one consignment, and the decision on it."""
    row = _found(request, key)
    words, viewer = request.words, request.viewer
    filed = scorecard.as_filed(row)
    filters = Filters.asked(request.GET)
    there = _there(row)
    decisions = list(row.decisions.select_related("officer").order_by("-made", "-pk")) if there.decided else []
    objections = list(row.objections.select_related("officer").order_by("pk")) if there.objected else []
    said = told([row.assessment.said], words.language)[0] if row.assessment else _NOTHING_SAID
    said = bound.shown_scores(request, said)
    row.score = said["score"] if "scored_without" in said else row.score
    said = said | {"signals": bound.shown_signs(request, said["signals"])}
    signs = scorecard.signs(said["signals"], objections, words)
    unit = viewer.unit_at(row.office)
    found = results(row) if there.ordered else []
    stops = route.stops(filed, words)
    assessments = list(row.assessments.only("made", "score", "consignment_id").order_by("-made")[:20])
    shown = bound.shown_score_of(request, [each.pk for each in assessments])
    for each in assessments:
        each.score = shown.get(each.pk, each.score)
    row.band = band(row.score)
    row.clock = time_left(row.arrival, clock.now(), words) if row.state == State.WAITING else None
    return page(
        request,
        "desk/consignment",
        here="desk",
        row=row,
        said=said,
        filters=filters,
        place=scorecard.neighbours(row, filters, viewer) if viewer.has(*ROLES) else None,
        filed=scorecard.filed(row, filed, words),
        unfiled=scorecard.unfiled(row),
        signs=signs,
        unasked=scorecard.unasked(said["missing"]),
        determined=scorecard.determined(said, words),
        used=made_with(said["versions"], words),
        matches=compared(said["signals"], filed, words.language),
        peers=[(each, prices.strip(each, words)) for each in prices.peers(row, filed, viewer)],
        stops=stops,
        map=route.drawn(stops, words),
        decisions=decisions,
        proposed=proposed(row, decisions[0] if decisions else None),
        lanes=LANES,
        decides=may_decide(viewer, unit) and row.state != State.EXAMINED,
        reads=viewer.has(*ROLES),
        keeps_lists=viewer.has(Role.TARGETER, Role.ANALYST, Role.SUPERVISOR),
        results=found,
        reads_orders=viewer.has(Role.INSPECTOR, Role.TARGETER, Role.SUPERVISOR, Role.ANALYST),
        investigates=viewer.has_in(unit, Role.ANALYST, Role.SUPERVISOR),
        writes=viewer.has_in(unit, Role.LIAISON),
        moments=scorecard.timeline(row, filed, assessments, decisions, found, words),
        heard=heard(request),
        exercise=exercise.card(request, row),
    )


class _There(NamedTuple):
    """Whether anything was decided, ordered to be examined, or objected to: of what waits, mostly nothing was."""

    decided: bool
    ordered: bool
    objected: bool


_ANY: Final = (
    "SELECT EXISTS (SELECT 1 FROM desk_decision WHERE consignment_id = %s), "
    "EXISTS (SELECT 1 FROM examination_order WHERE consignment_id = %s), "
    "EXISTS (SELECT 1 FROM desk_objection WHERE consignment_id = %s)"
)


def _there(row: Consignment) -> _There:
    return _There(*map(bool, answers(_ANY, [row.pk] * len(_There._fields))[0]))


_NOTHING_SAID: Final[dict[str, Any]] = {
    "signals": [],
    "missing": [],
    "typologies": [],
    "versions": [],
    "determinations": [],
}


@allow(*READERS, audited=False)
@require_safe
def links(request: HttpRequest, key: str) -> HttpResponse:
    """The consignments tied to this one, as a picture and as a table; part of its scorecard."""
    visible = Consignment.objects.visible_to(request.viewer, *READERS)
    row = get_object_or_404(visible.only("key", "reference"), key=key)
    web = ties.web(row, request.viewer)
    part = request.headers.get("HX-Request") == "true"
    return page(
        request,
        "desk/links_part" if part else "desk/links",
        here="desk",
        row=row,
        web=web,
        picture=ties.drawn(web, request.words) if web.shared else None,
        band=band,
    )


@allow(*READERS)
@require_safe
def origin(request: HttpRequest, key: str) -> HttpResponse:
    """The message as it came, with what each field was read from marked."""
    row = _found(request, key)
    filed = scorecard.as_filed(row)
    return page(request, "desk/source", here="desk", row=row, source=source(filed, row.message.sha256))


def _found(request: HttpRequest, key: str) -> Consignment:
    visible = Consignment.objects.visible_to(request.viewer, *READERS)
    shown = visible.select_related("assessment", "message", "holder").defer("search", "message__receipt")
    found: Consignment = get_object_or_404(shown, key=key)
    return found
