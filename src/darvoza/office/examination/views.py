"""The pages of examination: the inspector's list, one order on screen and on paper, and what is sent of it."""

import hashlib
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID, uuid4, uuid5

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from darvoza.office import assets, clock
from darvoza.office.desk.intake import stored
from darvoza.office.examination import orders as making
from darvoza.office.examination import photographs
from darvoza.office.examination.models import (
    READERS,
    TYPOLOGIES,
    WRITERS,
    Code,
    Examination,
    Order,
    Photograph,
    Progress,
)
from darvoza.office.examination.results import ANSWERS, SEIZURES, ConflictError, Told, current, read, take
from darvoza.office.examination.told import brief, qr
from darvoza.office.liaison import bound
from darvoza.office.pages import Stretch, page
from darvoza.office.people.access import allow, anyone

UNITS: Final = ("kg", "g", "l", "pcs", "m", "packs")
CURRENCIES: Final = ("UZS", "TJS", "USD", "EUR", "RUB", "CNY")


@allow(*READERS)
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    """What inspectors of the viewer's posts have to examine, the oldest first; or what was examined."""
    offices = request.viewer.posts_of(READERS)
    making.make_due(offices)
    asked = request.GET.get("state", "")
    state = asked if asked in Progress.values else str(Progress.OPEN)
    post = request.GET.get("post") if request.GET.get("post") in offices else None
    visible = Order.objects.visible_to(request.viewer)
    if post:
        visible = visible.filter(office=post)
    counts = dict.fromkeys(Progress.values, 0) | dict(visible.order_by().values_list("state").annotate(Count("pk")))
    stretch = Stretch.asked(request.GET.get("page"), counts[state], size=30)
    found = visible.filter(state=state).select_related("consignment", "by")
    found = found.order_by("made", "pk") if state == Progress.OPEN else found.order_by("-made", "-pk")
    rows = list(found.defer("consignment__filed", "consignment__search")[stretch.start : stretch.end])
    results = Examination.objects.filter(order__in=[row.pk for row in rows], correction__isnull=True)
    by_order = {each.order_id: each for each in results.select_related("officer")}
    return page(
        request,
        "examination/orders",
        here="orders",
        state=state,
        counts=counts,
        post=post,
        posts=offices,
        stretch=stretch,
        rows=[(row, by_order.get(row.pk)) for row in rows],
        worker_files=_needed(),
    )


@allow(*READERS)
@require_safe
def order(request: HttpRequest, number: int) -> HttpResponse:
    """One order: what, why and how, and the form for what is found; or what was found."""
    return _order(request, _visible(request, number))


@allow(*WRITERS)
@require_POST
def result(request: HttpRequest, number: int) -> HttpResponse:
    """Takes what was found. From a script the answer is JSON; a form goes back to the order."""
    found = _visible(request, number, WRITERS)
    told = read(request.POST, found)
    if told.problems:
        return _refused(request, found, told, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        made, new = take(told, found, request.viewer.officer)
    except ConflictError:
        told.problems["reason"] = "Another result is in already. Say why this one corrects it, and send it again."
        return _refused(request, found, told, HTTPStatus.CONFLICT)
    files = request.FILES.getlist("photographs")
    wrong = [problem for file in files if (problem := _photographed(request, found, file, made.submission))]
    if _by_script(request):
        return JsonResponse({"examination": made.pk, "new": new}, status=HTTPStatus.CREATED if new else HTTPStatus.OK)
    if wrong:
        return _order(request, found, problem=wrong[0])
    return redirect("order", number)


@allow(*READERS, audited=False)
@require_http_methods(["GET", "PUT"])
def photograph(request: HttpRequest, number: int, photo: str) -> HttpResponseBase:
    """A photograph of an order; or, by PUT, one piece of it, answered with how many bytes are here."""
    try:
        uuid = UUID(photo)
    except ValueError:
        raise Http404 from None
    if request.method == "PUT":
        return _piece(request, number, uuid)
    found = get_object_or_404(Photograph, order=_visible(request, number), uuid=uuid)
    return FileResponse(stored(found.sha256).open("rb"), content_type=found.kind)


@allow(*READERS)
@require_safe
def paper(request: HttpRequest, number: int) -> HttpResponse:
    """The order on A4."""
    found = _visible(request, number)
    here = request.build_absolute_uri(f"/order/{found.pk}")
    return page(
        request,
        "examination/print",
        here="orders",
        order=found,
        row=found.consignment,
        told=bound.shown_brief(request, brief(found, request.words)),
        codes=Code,
        qr=qr(here),
        address=here,
        now=clock.now(),
    )


@allow(*READERS, audited=False)
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """For the script that sends what was filled without a link: who is signed in, and the mark that forms carry."""
    return JsonResponse({"officer": request.viewer.officer.pk, "token": get_token(request)})


@anyone
@require_safe
def worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The script that keeps orders on the tablet; for all addresses, so that it stands outside of /static."""
    return HttpResponse(
        assets.content("orders-worker.js"),
        content_type="text/javascript; charset=utf-8",
        headers={"Service-Worker-Allowed": "/", "Cache-Control": "no-cache"},
    )


def _visible(request: HttpRequest, number: int, roles: Any = READERS) -> Order:  # noqa: ANN401 - roles of models
    visible = Order.objects.visible_to(request.viewer, roles)
    found: Order = get_object_or_404(
        visible.select_related("consignment__assessment", "decision__assessment", "decision__officer", "by"), pk=number
    )
    return found


def _order(
    request: HttpRequest,
    found: Order,
    *,
    told: Told | None = None,
    problem: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """The order's page; with what was sent before where it could not be kept."""
    results = list(
        Examination.objects.filter(order=found)
        .select_related("officer", "supersedes")
        .prefetch_related("seizures", "signatures")
        .order_by("-received", "-pk")
    )
    standing = current(found)
    correcting = "correct" in request.GET or bool(told and "reason" in told.problems)
    may_write = request.viewer.posts_of(WRITERS)
    writes = found.office in may_write and (found.state == Progress.OPEN or correcting)
    pictures = list(found.photographs.order_by("taken", "pk"))
    here = {str(each.uuid) for each in pictures}
    due = [each for each in (standing.photographs_due if standing else []) if each not in here]
    return page(
        request,
        "examination/order",
        here="orders",
        status=status,
        order=found,
        row=found.consignment,
        told=bound.shown_brief(request, brief(found, request.words)),
        results=results,
        standing=standing,
        writes=writes,
        may_correct=found.office in may_write and standing is not None and not writes,
        correcting=correcting and standing is not None,
        pictures=pictures,
        due=due,
        form=request.POST,
        problems=told.problems if told else {},
        problem=problem,
        submission=(told.submission if told else None) or uuid4(),
        started=timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
        codes=Code,
        answers=ANSWERS,
        typologies=TYPOLOGIES,
        units=UNITS,
        currencies=CURRENCIES,
        seizure_rows=range(SEIZURES),
        worker_files=_needed(),
    )


def _needed() -> list[str]:
    """Addresses of what a page needs beside itself, to be kept on the tablet with it."""
    return [
        assets.address(name)
        for name in ("office.css", "examination.css", "office.js", "htmx.js", "examination.js", "icon.svg")
    ]


def _refused(request: HttpRequest, found: Order, told: Told, status: int) -> HttpResponse:
    if _by_script(request):
        standing = current(found)
        return JsonResponse(
            {
                "problems": {name: request.words.say(text) for name, text in told.problems.items()},
                "standing": standing.pk if standing else None,
            },
            status=status,
        )
    return _order(request, found, told=told, status=status)


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _photographed(request: HttpRequest, found: Order, file: UploadedFile, submission: UUID) -> str:
    """Keep a photograph that came with the form; what is wrong with it, or nothing."""
    if (file.size or 0) > photographs.LARGEST:
        return "A photograph may have 30 MB at most. Take it again with a lower resolution."
    content = file.read()
    uuid = uuid5(submission, hashlib.sha256(content).hexdigest())  # the same form sent twice brings the same ones
    return photographs.keep(found, uuid, content, name=file.name or "", taken=None, by=request.viewer.officer).problem


def _piece(request: HttpRequest, number: int, uuid: UUID) -> HttpResponse:
    found = _visible(request, number, WRITERS)
    part = photographs.piece(request.headers.get("Content-Range"))
    if part is None or part.end - part.start > photographs.PIECE:
        problem = "Say in Content-Range which bytes these are, of how many; one piece has 1 MB at most."
        return JsonResponse({"have": 0, "problem": problem}, status=HTTPStatus.BAD_REQUEST)
    if int(request.headers.get("Content-Length") or 0) > photographs.PIECE:
        return JsonResponse({"have": 0}, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    done = photographs.add(
        found,
        uuid,
        part,
        request.body,
        sha256=request.GET.get("sha256", ""),
        name=request.GET.get("name", ""),
        taken=_taken(request.GET.get("taken")),
        by=request.viewer.officer,
    )
    whole = done.photograph is not None
    said = {"have": done.have, "whole": whole, "problem": request.words.say(done.problem) if done.problem else ""}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if done.problem else HTTPStatus.CREATED if whole else HTTPStatus.ACCEPTED
    return JsonResponse(said, status=status)


def _taken(said: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(said or "")
    except ValueError:
        return None
    return found if timezone.is_aware(found) else timezone.make_aware(found)
