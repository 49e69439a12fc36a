"""Steps with owners and days: what was asked by word of mouth, what was done outside, and what closes by itself."""

from datetime import date, datetime

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from darvoza.exchange import Kind, Node, Task
from darvoza.office.audit.record import record
from darvoza.office.desk.flash import heard, say_next
from darvoza.office.liaison.kinds import Place, places
from darvoza.office.liaison.node import DESK, WRITERS, looking, sits, with_node
from darvoza.office.liaison.telling import badges
from darvoza.office.liaison.views import OUTSIDE, reasons
from darvoza.office.pages import page
from darvoza.office.people.access import allow


@allow(*WRITERS)
@require_http_methods(["GET", "POST"])
@with_node(*WRITERS)
def oral(request: HttpRequest, node: Node) -> HttpResponse:
    """Note what was asked by word of mouth, by us or by a partner: the clock for the written form starts."""
    offered = places(node, Kind.REQUEST, node.now().date())
    asked = request.POST
    if request.method == "POST":
        place = next((each for each in offered if each.key == asked.get("place")), None)
        summary, at = asked.get("summary", "").strip()[:20_000], _moment(asked.get("at", ""))
        if place is not None and summary and at is not None and at <= node.now():
            _note(request, node, place, summary, at)
            return redirect("/liaison?box=clocks")
        say_next(request, "Say to whom, what was asked, and when; not a time to come.", wrong=True)
    return page(request, "liaison/oral", here="liaison", places=offered, asked=asked, heard=heard(request))


def _note(request: HttpRequest, node: Node, place: Place, summary: str, at: datetime) -> None:
    officer, ours = request.viewer.officer, request.POST.get("asker") != "partner"
    with transaction.atomic():
        noted = node.desk.note_oral(
            agreement=place.agreement.id,
            article=place.article.number,
            asker=node.country if ours else place.partner,
            asked=place.partner if ours else node.country,
            at=at,
            summary=summary,
            by=str(officer),
        )
        detail = {"oral": noted.id, "partner": place.partner, "article": place.article.number, "ours": ours}
        record("noted oral request", by=officer, subject="/liaison/oral", detail=detail)
    say_next(request, "It is noted. The written confirmation is owed from now on.")


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else timezone.make_aware(found)


@allow(*WRITERS)
@require_POST
@with_node(*WRITERS)
def confirm(request: HttpRequest, node: Node, id_: str) -> HttpResponse:
    """This message confirms in writing what was asked by word of mouth."""
    found = next((each for each in node.desk.orals(unconfirmed=True) if each.id == request.POST.get("oral")), None)
    try:
        message = node.desk.message(id_)
    except KeyError as error:
        raise Http404 from error
    if found is None or message.sender != found.asker or message.agreement != found.agreement:
        raise Http404
    with transaction.atomic():
        node.desk.confirm_oral(found.id, id_)
        detail = {"oral": found.id}
        record("confirmed oral request", by=request.viewer.officer, subject=f"/liaison/message/{id_}", detail=detail)
    say_next(request, "It stands as the written confirmation.")
    return redirect("liaison-message", id_)


@allow(*WRITERS)
@require_POST
@with_node(*WRITERS)
def tick(request: HttpRequest, node: Node) -> HttpResponse:
    """Tick off a step that was done outside."""
    about, task = request.POST.get("about", ""), request.POST.get("task", "")
    owed = [(clock.step.about, clock.step.task.value) for clock in node.desk.clocks() if clock.step.task in OUTSIDE]
    if (about, task) not in owed:
        raise Http404
    with transaction.atomic():
        node.desk.tick(about, Task(task), by=str(request.viewer.officer))
        detail = {"task": task}
        record("ticked", by=request.viewer.officer, subject=f"/liaison/message/{about}", detail=detail)
    say_next(request, "It is ticked off.")
    return redirect("/liaison?box=clocks")


@allow(*DESK)
@require_safe
@with_node(*DESK)
def closing(request: HttpRequest, node: Node) -> HttpResponse:
    """What was received and closes soon, or has closed: keep it for a reason, or let it close."""
    viewer, rows = looking(request), []
    for review in node.reviews.due():
        view = node.holdings.read(viewer, review.thing)
        thing = node.holdings.find(review.thing)
        agreement = node.register.find(thing.agreement) if thing and thing.agreement else None
        told = badges(view.caveats, agreement, request.words)
        by_supplier = view.caveats.retain_until is not None and view.caveats.retain_until <= review.closes
        rows.append((review, view, told, reasons(view.withheld, request), by_supplier))
    return page(
        request, "liaison/closing", here="liaison", rows=rows, writing=sits(request, *WRITERS), heard=heard(request)
    )


@allow(*DESK)
@require_POST
@with_node(*DESK)
def prolong(request: HttpRequest, node: Node, id_: str) -> HttpResponse:
    """Keep something received until a day, for a reason."""
    reason = request.POST.get("reason", "").strip()[:2000]
    try:
        until = date.fromisoformat(request.POST.get("until", ""))
    except ValueError:
        until = None
    if until is None or until <= node.now().date() or not reason:
        say_next(request, "Say until which day to come it is kept, and why.", wrong=True)
        return redirect("liaison-closing")
    if node.holdings.find(id_) is None:
        raise Http404
    with transaction.atomic():
        officer = request.viewer.officer
        node.reviews.prolong(id_, until, str(officer), reason)
        detail = {"until": until.isoformat(), "reason": reason}
        record("kept on", by=officer, subject=f"/liaison/closing/{id_}", detail=detail)
    say_next(request, "It is kept until {day}, and no longer than its supplier allows.", day=until.strftime("%d.%m.%Y"))
    return redirect("liaison-closing")
