"""The pages of the desk that list: the queue, overrides, and the messages."""

from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_safe

from darvoza.consignment import Mode
from darvoza.intake import Status
from darvoza.office import clock
from darvoza.office.desk import scorecard as card
from darvoza.office.desk.arrivals import time_left
from darvoza.office.desk.bands import BANDS
from darvoza.office.desk.deciding import DECIDERS
from darvoza.office.desk.faces import Row, show, standing, with_signals
from darvoza.office.desk.flash import heard
from darvoza.office.desk.intake import take
from darvoza.office.desk.models import Consignment, Decision, Message, State
from darvoza.office.desk.queue import ROLES, Count, Filters, counts, listed, stamp
from darvoza.office.liaison import bound
from darvoza.office.pages import Stretch, page
from darvoza.office.people.access import allow
from darvoza.office.people.models import Role
from darvoza.signals import Typology

PAGE: Final = 50
TYPOLOGIES: Final = tuple(each.value for each in Typology)
MODES: Final = tuple(each.value for each in Mode)


@allow(*ROLES)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits at the viewer's posts, in the order of the plan; or what was decided."""
    filters = Filters.asked(request.GET)
    exact = []
    if filters.search is not None:
        visible = Consignment.objects.visible_to(request.viewer, *ROLES)
        exact = list(visible.filter(reference=filters.search).only("key", "reference", "state")[:5])
    return page(
        request,
        "desk/queue",
        here="desk",
        **_listing(request, filters),
        exact=exact,
        modes=MODES,
        typologies=TYPOLOGIES,
        bands=BANDS,
        posts=request.viewer.posts_of(ROLES),
        saved=list(request.viewer.officer.saved_views.order_by("name")[:30]),
        heard=heard(request),
    )


@allow(*ROLES, audited=False)
@require_safe
def queue_rows(request: HttpRequest) -> HttpResponse:
    """The list of the queue by itself, for a page that is open; nothing (204) while it is as the stamp says."""
    filters = Filters.asked(request.GET)
    counted = counts(request.viewer)
    stretch, found = _stretch(request, filters, counted)
    if stamp(found, counted) == request.GET.get("stamp"):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return page(request, "desk/rows", **_listing(request, filters, counted, (stretch, found)))


def _listing(
    request: HttpRequest,
    filters: Filters,
    counted: dict[str, Count] | None = None,
    found: tuple[Stretch, list[Row]] | None = None,
) -> dict[str, Any]:
    """What the list of the queue shows."""
    counted = counted or counts(request.viewer)
    stretch, rows = found or _stretch(request, filters, counted)
    now = clock.now()
    show(rows, request.words)
    scores = bound.shown_score_of(request, [row.assessment_id for row in rows])
    for row in rows:
        row.score = scores.get(row.assessment_id, row.score) if row.assessment_id else row.score
        if row.face is not None:
            with_signals(row, bound.shown_signs(request, row.face.signals), request.words)
        row.clock = time_left(row.arrival, now, request.words)
    return {
        "filters": filters,
        "counts": counted,
        "stretch": stretch,
        "rows": rows,
        "stamp": stamp(rows, counted),
        "decides": request.viewer.has(*DECIDERS),
    }


def _stretch(request: HttpRequest, filters: Filters, counted: dict[str, Count]) -> tuple[Stretch, list[Row]]:
    """Which part of the list is asked for, and what is on it."""
    total = Count.of(filters.apply(request.viewer)) if filters else counted[filters.tab]
    stretch = Stretch.asked(request.GET.get("page"), total.number, PAGE)
    return stretch, standing(listed(filters, request.viewer, stretch.end)[stretch.start :])


@allow(Role.SUPERVISOR, Role.AUDITOR)
@require_safe
def overrides(request: HttpRequest) -> HttpResponse:
    """Decisions that are not what was proposed, the newest first, each with its reason."""
    posts = request.viewer.posts_of((Role.SUPERVISOR, Role.AUDITOR))
    found = Decision.objects.filter(override=True, consignment__office__in=posts)
    total = found.values("pk")[:1000].count()
    stretch = Stretch.asked(request.GET.get("page"), total)
    made = found.select_related("officer", "consignment").defer("consignment__filed", "consignment__search")
    return page(
        request,
        "desk/overrides",
        here="desk",
        stretch=stretch,
        opens=request.viewer.has(Role.SUPERVISOR),
        rows=list(made.order_by("-made", "-pk")[stretch.start : stretch.end]),
    )


@allow(Role.TARGETER, Role.SUPERVISOR, Role.ANALYST)
@require_http_methods(["GET", "POST"])
def messages(request: HttpRequest) -> HttpResponse:
    """What became of each message, the newest first; and a way to hand in more."""
    handed = None
    if request.method == "POST":
        files = request.FILES.getlist("messages")
        unit = request.viewer.home
        taken = [take(file.read(), file.name, source="upload", unit=unit, sent_by=str(request.user)) for file in files]
        handed = sum(each.new for each in taken), len(taken)
    found = _messages(request).defer("receipt")
    by_status = {status: found.filter(status=status.value).count() for status in Status}
    chosen = next((each for each in Status if each.value == request.GET.get("status")), None)
    narrowed = found if chosen is None else found.filter(status=chosen.value)
    stretch = Stretch.asked(request.GET.get("page"), narrowed.count())
    return page(
        request,
        "desk/messages",
        here="messages",
        statuses=[(each, by_status[each]) for each in (Status.QUARANTINED, Status.PARTLY_ACCEPTED, Status.ACCEPTED)],
        waiting=found.filter(waiting=True).count(),
        chosen=chosen,
        whole=found.count(),
        stretch=stretch,
        rows=list(narrowed.order_by("-received", "-pk")[stretch.start : stretch.end]),
        handed=handed,
    )


@allow(Role.TARGETER, Role.SUPERVISOR, Role.ANALYST)
@require_safe
def message(request: HttpRequest, number: int) -> HttpResponse:
    """Everything that was wrong with one message, and the consignments it gave."""
    found = get_object_or_404(_messages(request), pk=number)
    given = Consignment.objects.visible_to(request.viewer).filter(message=found).defer("filed", "search")
    stretch = Stretch.asked(request.GET.get("page"), given.count())
    return page(
        request,
        "desk/message",
        here="messages",
        message=found,
        receipt=card.receipt(found),
        stretch=stretch,
        consignments=list(given.order_by("pk")[stretch.start : stretch.end]),
        State=State,
    )


def _messages(request: HttpRequest):  # type: ignore[no-untyped-def] # noqa: ANN202 - a query set of Django's, which has no types
    """Messages that the viewer may read: handed in by one of the viewer's units."""
    return Message.objects.filter(unit_id__in=request.viewer.units())
