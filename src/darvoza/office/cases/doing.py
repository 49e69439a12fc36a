"""What is done in a case: each form of its pages, taken and answered with the page it came from."""

from datetime import date
from http import HTTPStatus
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from darvoza.office.cases import custody, keeping
from darvoza.office.cases.models import KEEPERS, WORKERS, Case, Delivery, Evidence, State, Task
from darvoza.office.cases.views import colleagues, evidence_page, one
from darvoza.office.desk.models import Consignment
from darvoza.office.pages import notice
from darvoza.office.people.access import allow
from darvoza.office.people.models import Role

_FORM: Final = 1024 * 1024  # bytes that the other fields of a form with a file may take


def _said(request: HttpRequest, name: str, longest: int = 300) -> str:
    return (request.POST.get(name) or "").replace("\x00", "").strip()[:longest]


def _open(request: HttpRequest, number: int, roles: Any = WORKERS) -> Case:  # noqa: ANN401 - roles of models
    """The case, if it is open: a closed one takes nothing in."""
    found = one(request, number, roles)
    if found.state == State.CLOSED:
        raise Http404
    return found


@allow(*WORKERS)
@require_POST
def add_consignment(request: HttpRequest, number: int) -> HttpResponse:
    """Adds a consignment by its reference or key."""
    found = _open(request, number)
    visible = Consignment.objects.visible_to(request.viewer, *WORKERS)
    asked = _said(request, "consignment", 120)
    consignment = visible.filter(key=asked).first() or visible.filter(reference=asked).order_by("-pk").first()
    if consignment is None:
        return notice(
            request,
            "There is no such consignment",
            "Look it up on the desk and write its reference as it stands there.",
            status=HTTPStatus.NOT_FOUND,
            here="cases",
        )
    keeping.link(found, consignment, request.viewer.officer, _said(request, "why"))
    return redirect("case-consignments", number)


@allow(*WORKERS)
@require_POST
def add_party(request: HttpRequest, number: int) -> HttpResponse:
    """Adds a party by name."""
    found = _open(request, number)
    if name := _said(request, "name"):
        keeping.add_party(
            found,
            name,
            request.viewer.officer,
            role=_said(request, "role", 40),
            country=_said(request, "country", 2).upper(),
            text=_said(request, "note", 2000),
        )
    return redirect("case-consignments", number)


@allow(*WORKERS)
@require_POST
def add_note(request: HttpRequest, number: int) -> HttpResponse:
    """Notes something; it cannot be changed afterwards."""
    found = _open(request, number)
    if text := _said(request, "text", 20_000):
        keeping.add_note(found, text, request.viewer.officer)
    return redirect("case-work", number)


@allow(*WORKERS)
@require_POST
def add_task(request: HttpRequest, number: int) -> HttpResponse:
    """Gives a colleague of the unit something to do."""
    found = _open(request, number)
    who = next((each for each in colleagues(found) if str(each.pk) == request.POST.get("who")), None)
    what = _said(request, "what")
    if what and who is not None:
        keeping.add_task(found, what, who, request.viewer.officer, _day(_said(request, "due", 10)))
    return redirect("case-work", number)


@allow(*WORKERS)
@require_POST
def finish_task(request: HttpRequest, number: int, task: int) -> HttpResponse:
    """A task is done."""
    found = _open(request, number)
    keeping.finish(
        get_object_or_404(Task.objects.select_related("case__unit"), case=found, pk=task), request.viewer.officer
    )
    return redirect("case-work", number)


@csrf_protect
def _take_evidence(request: HttpRequest, number: int) -> HttpResponse:
    found = _open(request, number, KEEPERS)
    what = _said(request, "what")
    if not what:
        return evidence_page(request, found, problem="Say what it is.", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    file, kept = request.FILES.get("file"), None
    if file is not None:
        try:
            kept = keeping.store_pieces(file.chunks())
        except keeping.TooLargeError:
            return _too_large(request)
    source, giver = _said(request, "source"), _said(request, "giver", 200)
    name = (file.name or "") if file else ""
    keeping.add_evidence(found, what, request.viewer.officer, source=source, giver=giver, name=name, file=kept)
    return redirect("case-evidence", number)


@csrf_exempt
@allow(*KEEPERS)
@require_POST
def add_evidence(request: HttpRequest, number: int) -> HttpResponse:
    """Takes evidence in. What is too large is refused by its announced length, before any of it is read.

    The mark against forged forms is asked for inside: to look for it earlier would read the whole file first.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > keeping.LARGEST + _FORM:
        return _too_large(request)
    return _take_evidence(request, number)


def _too_large(request: HttpRequest) -> HttpResponse:
    return notice(
        request,
        "This file is too large",
        "Evidence may have {size} MB at most, and nothing was kept of this file. Split it, or keep the carrier itself "
        "as evidence without a file.",
        status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        here="cases",
        size=keeping.MEGABYTES,
    )


@allow(*KEEPERS)
@require_POST
def hand_over(request: HttpRequest, number: int, piece: int) -> HttpResponse:
    """Writes that evidence went to somebody else."""
    found = _open(request, number, KEEPERS)
    held = get_object_or_404(Evidence.objects.select_related("case__unit"), case=found, number=piece)
    receiver, why = _said(request, "receiver", 200), _said(request, "why")
    if not receiver or not why:
        problem = "Say who received it, and why."
        return evidence_page(request, found, problem=problem, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    last = held.custody.order_by("-number").first()
    giver = last.receiver if last else request.viewer.officer.full_name
    custody.hand_over(
        held, giver=giver, receiver=receiver, why=why, place=_said(request, "place", 200), by=request.viewer.officer
    )
    return redirect("case-evidence", number)


@allow(*KEEPERS)
@require_POST
def check_evidence(request: HttpRequest, number: int, piece: int) -> HttpResponse:
    """Reads a file and its custody again, and says whether they are as they came."""
    found = one(request, number, KEEPERS)
    held = get_object_or_404(Evidence.objects.select_related("case__unit"), case=found, number=piece)
    checked = custody.check(held)
    detail: dict[str, object] = {"evidence": piece, "whole": checked.whole, "found": checked.found}
    keeping.note(found, "checked evidence", request.viewer.officer, detail, "/evidence")
    return evidence_page(request, found, checked=(piece, checked))


@allow(Role.SUPERVISOR)
@require_POST
def turn(request: HttpRequest, number: int) -> HttpResponse:
    """Closes a case with what came of it, or opens it again."""
    found = one(request, number, (Role.SUPERVISOR,))
    if found.state == State.CLOSED:
        keeping.open_again(found, request.viewer.officer)
    elif outcome := _said(request, "outcome", 5000):
        keeping.close(found, outcome, request.viewer.officer)
    return redirect("case", number)


@allow(Role.SUPERVISOR)
@require_POST
def ask_delivery(request: HttpRequest, number: int) -> HttpResponse:
    """Asks that a consignment of the case be let through under watch."""
    found = _open(request, number, (Role.SUPERVISOR,))
    link = get_object_or_404(
        found.links.select_related("consignment"), consignment__key=_said(request, "consignment", 80)
    )
    if plan := _said(request, "plan", 5000):
        keeping.ask_delivery(found, link.consignment, plan, request.viewer.officer)
    return redirect("case", number)


@allow(Role.SUPERVISOR)
@require_POST
def answer_delivery(request: HttpRequest, number: int, delivery: int) -> HttpResponse:
    """A second supervisor approves or refuses a controlled delivery."""
    found = _open(request, number, (Role.SUPERVISOR,))
    asked = get_object_or_404(Delivery, case=found, pk=delivery)
    reason = _said(request, "reason", 2000)
    if not reason:
        return redirect("case", number)
    approved = request.POST.get("answer") == "approve"
    try:
        keeping.answer_delivery(asked, request.viewer.officer, approved=approved, reason=reason)
    except keeping.FourEyesError:
        return notice(
            request,
            "A second supervisor has to answer this",
            "Who asked for a controlled delivery cannot approve it.",
            status=HTTPStatus.FORBIDDEN,
            here="cases",
        )
    return redirect("case", number)


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        return None
