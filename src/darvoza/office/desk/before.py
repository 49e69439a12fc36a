"""What was said before: an assessment as it was made, and the signs that officers said do not apply."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from darvoza.office.desk import scorecard
from darvoza.office.desk.bands import band
from darvoza.office.desk.card import READERS
from darvoza.office.desk.made_with import made_with
from darvoza.office.desk.models import Assessment, Consignment, Objection
from darvoza.office.desk.queue import told
from darvoza.office.liaison import bound
from darvoza.office.pages import Stretch, page
from darvoza.office.people.access import allow
from darvoza.office.people.models import Role

HEARERS: Final = (Role.SUPERVISOR, Role.ANALYST, Role.AUDITOR)
"""Who hears that a sign does not apply."""
_COUNTED: Final = 1_000


@allow(*READERS)
@require_safe
def assessment(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """One assessment of a consignment as it was made: its signs, scores, what was missing and what it was made with."""
    row = get_object_or_404(Consignment.objects.visible_to(request.viewer, *READERS), key=key)
    found: Assessment = get_object_or_404(row.assessments, pk=number)
    said: dict[str, Any] = bound.shown_scores(request, told([found.said], request.words.language)[0])
    score = said["score"] if "scored_without" in said else found.score
    return page(
        request,
        "desk/assessment",
        here="desk",
        row=row,
        made=found.made,
        latest=found.pk == row.assessment_id,
        score=score,
        band=band(score),
        said=said,
        signs=scorecard.signs(bound.shown_signs(request, said["signals"]), (), request.words),
        unasked=scorecard.unasked(said["missing"]),
        determined=scorecard.determined(said, request.words),
        used=made_with(said["versions"], request.words),
    )


def objections_to(offices: Collection[str], since: datetime | None = None) -> dict[str, int]:
    """How often officers at these posts said since then that a sign does not apply, by the sign's id."""
    found = Objection.objects.filter(consignment__office__in=offices)
    if since is not None:
        found = found.filter(made__gte=since)
    return dict(found.order_by().values_list("signal").annotate(Count("pk")))


@allow(*HEARERS)
@require_safe
def objections(request: HttpRequest) -> HttpResponse:
    """Where officers said that a sign does not apply, the newest first; of one sign if it is named."""
    sign = request.GET.get("sign", "")[:80]
    found = Objection.objects.filter(consignment__office__in=request.viewer.posts_of(HEARERS))
    if sign:
        found = found.filter(signal=sign)
    stretch = Stretch.asked(request.GET.get("page"), found.values("pk")[:_COUNTED].count())
    made = found.select_related("officer", "consignment").defer("consignment__filed", "consignment__search")
    hidden = bound.withheld_profiles(request)
    return page(
        request,
        "desk/objections",
        here="desk",
        sign=sign,
        stretch=stretch,
        opens=request.viewer.has(Role.SUPERVISOR, Role.ANALYST),
        hidden=hidden,
        rows=[
            (each, None if each.signal in hidden else scorecard.title_of(each.signal))
            for each in made.order_by("-made", "-pk")[stretch.start : stretch.end]
        ],
    )
