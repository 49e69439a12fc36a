"""The pages of the desk: the queue, one consignment's scorecard, and the messages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_safe

from darvoza.intake import Status
from darvoza.office.desk import scorecard as card
from darvoza.office.desk.intake import take
from darvoza.office.desk.models import Consignment, Message, State
from darvoza.office.desk.queue import ROLES, Filters, choices, counts, told
from darvoza.office.desk.tasks import assess_soon
from darvoza.office.pages import Stretch, page
from darvoza.office.people.access import allow
from darvoza.office.people.models import Role


@allow(*ROLES)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits at the viewer's posts, in the order of the plan; or what was decided."""
    filters = Filters.asked(request.GET)
    visible = Consignment.objects.visible_to(request.viewer, *ROLES)
    found = filters.apply(visible, request.viewer)
    stretch = Stretch.asked(request.GET.get("page"), found.count())
    rows = list(
        found.select_related("assessment", "holder").defer("filed", "search", "assessment__plan")[
            stretch.start : stretch.end
        ]
    )
    for row, said in zip(rows, told([row.assessment.said for row in rows], request.words.language), strict=True):
        row.signals = said["signals"]
    return page(
        request,
        "desk/queue",
        here="desk",
        filters=filters,
        counts=counts(request.viewer),
        choices=choices(request.viewer, filters.state or State.WAITING),
        stretch=stretch,
        rows=rows,
    )


@allow(*ROLES, Role.INSPECTOR, Role.LIAISON)
@require_safe
def scorecard(request: HttpRequest, key: str) -> HttpResponse:
    """Everything that is said about one consignment."""
    visible = Consignment.objects.visible_to(request.viewer, *ROLES, Role.INSPECTOR, Role.LIAISON)
    consignment = get_object_or_404(visible.select_related("assessment", "message", "holder"), key=key)
    said = told([consignment.assessment.said], request.words.language)[0]
    return page(
        request,
        "desk/consignment",
        here="desk",
        row=consignment,
        said=said,
        filed=card.filed(consignment, request.words),
        unfiled=card.unfiled(consignment),
        signs=card.signs(said["signals"], request.words),
        unasked=card.unasked(said["missing"]),
        decisions=list(consignment.decisions.select_related("officer").order_by("-made")),
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
        assess_soon()
    found = _messages(request).defer("receipt")
    by_status = {status: found.filter(status=status.value).count() for status in Status}
    chosen = next((each for each in Status if each.value == request.GET.get("status")), None)
    listed = found if chosen is None else found.filter(status=chosen.value)
    stretch = Stretch.asked(request.GET.get("page"), listed.count())
    return page(
        request,
        "desk/messages",
        here="messages",
        statuses=[(each, by_status[each]) for each in (Status.QUARANTINED, Status.PARTLY_ACCEPTED, Status.ACCEPTED)],
        waiting=found.filter(waiting=True).count(),
        chosen=chosen,
        whole=found.count(),
        stretch=stretch,
        rows=list(listed.order_by("-received", "-pk")[stretch.start : stretch.end]),
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
    )


def _messages(request: HttpRequest):  # type: ignore[no-untyped-def] # noqa: ANN202 - a query set of Django's, which has no types
    """Messages that the viewer may read: handed in by one of the viewer's units."""
    return Message.objects.filter(unit_id__in=request.viewer.units())
