"""The pages of cases: the list, a new one, and one case under its tabs; and what can be taken to court."""

from typing import Any, Final

from django.db.models import Count, Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from darvoza.office import clock
from darvoza.office.audit.record import record
from darvoza.office.cases import bundle, keeping
from darvoza.office.cases.models import KEEPERS, WORKERS, Case, Evidence, State
from darvoza.office.cases.timeline import findings, told
from darvoza.office.desk.intake import stored
from darvoza.office.desk.models import Consignment
from darvoza.office.examination.models import TYPOLOGIES, Order
from darvoza.office.liaison import bound
from darvoza.office.pages import Stretch, page
from darvoza.office.people.access import allow
from darvoza.office.people.models import Officer, Role, Unit

_LONGEST: Final = 200


@allow(*KEEPERS)
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """The cases of the viewer's units, the newest first, narrowed as asked."""
    visible = Case.objects.visible_to(request.viewer, KEEPERS)
    asked = {name: (request.GET.get(name) or "").strip()[:80] for name in ("state", "typology", "lead", "search")}
    if asked["state"] not in State.values:
        asked["state"] = str(State.OPEN)
    counts = dict.fromkeys(State.values, 0) | dict(visible.order_by().values_list("state").annotate(Count("pk")))
    found = visible.filter(state=asked["state"])
    if asked["typology"]:
        found = found.filter(typology=asked["typology"])
    if asked["lead"] == "me":
        found = found.filter(lead=request.viewer.officer)
    if asked["search"]:
        word = asked["search"]
        wanted = Q(title__icontains=word) | Q(parties__name__icontains=word) | Q(links__consignment__reference=word)
        found = found.filter(wanted).distinct()
    stretch = Stretch.asked(request.GET.get("page"), found.count())
    rows = found.select_related("unit", "lead").order_by("-opened", "-pk")[stretch.start : stretch.end]
    return page(
        request,
        "cases/cases",
        here="cases",
        asked=asked,
        counts=counts,
        typologies=TYPOLOGIES,
        stretch=stretch,
        rows=list(rows),
        works=request.viewer.has(*WORKERS),
        worked=request.viewer.units(WORKERS),
    )


@allow(*WORKERS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Opens a case: empty, or from a consignment, or from an examination with its photographs."""
    asked = request.POST if request.method == "POST" else request.GET
    order, consignment = _origin(request, asked)
    units = list(Unit.objects.filter(pk__in=request.viewer.units(WORKERS)).order_by("name"))
    if consignment is not None:
        units = [each for each in units if each.pk == request.viewer.posts.get(consignment.office)] or units
    problem = ""
    title = (asked.get("title") or "").strip()[:_LONGEST]
    if request.method == "POST":
        unit = next((each for each in units if str(each.pk) == request.POST.get("unit")), None)
        if title and unit is not None:
            typology = asked.get("typology", "")
            typology = typology if typology in dict(TYPOLOGIES) else ""
            officer = request.viewer.officer
            made = keeping.open_case(unit, title, officer, typology=typology, consignment=consignment)
            if order is not None:
                keeping.add_photographs(made, order, officer)
            return redirect("case", made.pk)
        problem = "Give the case a title by which colleagues will know it."
    finding = order.examinations.filter(correction__isnull=True).first() if order else None
    return page(
        request,
        "cases/new",
        here="cases",
        consignment=consignment,
        order=order,
        units=units,
        title=title or (consignment.goods[:120] if consignment else ""),
        typology=asked.get("typology") or (finding.typology if finding else ""),
        typologies=TYPOLOGIES,
        problem=problem,
    )


@allow(*KEEPERS)
@require_safe
def case(request: HttpRequest, number: int) -> HttpResponse:
    """What the case is about, what was found, and how it stands; who only brings evidence is led to the evidence."""
    found = one(request, number, KEEPERS)
    if not _works(request, found):
        return redirect("case-evidence", number)
    return _tab(
        request,
        found,
        "overview",
        findings=findings(found),
        tasks=list(found.tasks.filter(done=None).select_related("who").order_by("due", "pk")),
        notes=list(found.notes.select_related("by").order_by("-made", "-pk")[:3]),
        deliveries=list(
            found.deliveries.select_related("consignment", "asked_by", "answered_by")
            .defer("consignment__filed")
            .order_by("pk")
        ),
        deliverable=[each.consignment for each in _links(found)],
        supervises=request.viewer.has_in(found.unit_id, Role.SUPERVISOR),
    )


@allow(*WORKERS)
@require_safe
def consignments(request: HttpRequest, number: int) -> HttpResponse:
    """The consignments and the parties of a case."""
    found = one(request, number)
    parties = list(found.parties.select_related("consignment").defer("consignment__filed").order_by("name", "pk"))
    return _tab(request, found, "consignments", links=_links(found), parties=parties)


@allow(*KEEPERS)
@require_safe
def evidence(request: HttpRequest, number: int) -> HttpResponse:
    """The evidence of a case and in whose hands it is."""
    return evidence_page(request, one(request, number, KEEPERS))


def evidence_page(
    request: HttpRequest, found: Case, *, problem: str = "", checked: tuple[int, Any] | None = None, status: int = 200
) -> HttpResponse:
    """The tab of evidence, perhaps with what was wrong, or with what a check of one piece gave."""
    pieces = list(found.evidence.select_related("by").prefetch_related("custody").order_by("number"))
    held = [(each, sorted(each.custody.all(), key=lambda entry: entry.number)) for each in pieces]
    return _tab(
        request, found, "evidence", held=held, problem=problem, checked=checked, limit=keeping.MEGABYTES, status=status
    )


@allow(*WORKERS)
@require_safe
def work(request: HttpRequest, number: int) -> HttpResponse:
    """Notes and tasks."""
    found = one(request, number)
    return _tab(
        request,
        found,
        "work",
        notes=list(found.notes.select_related("by").order_by("-made", "-pk")),
        tasks=list(found.tasks.select_related("who", "done_by").order_by("done", "due", "pk")),
        colleagues=colleagues(found),
        today=clock.now().date(),
    )


@allow(*WORKERS)
@require_safe
def timeline(request: HttpRequest, number: int) -> HttpResponse:
    """Everything that happened, in order."""
    found = one(request, number)
    return _tab(request, found, "timeline", events=told(found, request.words))


@allow(*KEEPERS, audited=False)
@require_safe
def evidence_file(request: HttpRequest, number: int, piece: int) -> HttpResponseBase:
    """The file of a piece of evidence, to be saved, never to be shown in a page."""
    found = one(request, number, KEEPERS)
    held = get_object_or_404(Evidence, case=found, number=piece)
    path = stored(held.sha256)
    if not held.sha256 or not path.exists():
        raise Http404
    keeping.note(found, "exported", request.viewer.officer, {"evidence": piece, "sha256": held.sha256}, "/evidence")
    name = held.name or f"{piece}"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="application/octet-stream")


@allow(*WORKERS, audited=False)
@require_safe
def bundle_pdf(request: HttpRequest, number: int) -> HttpResponse:
    """The case for court, as PDF in the reader's language."""
    found = one(request, number)
    made = bundle.pdf(found, request.words, bound.for_court(request, "case", found.pk))
    _exported(request, found, "bundle.pdf", made.sha256)
    name = f'attachment; filename="{found.mark.replace("/", "-")}.pdf"'
    return HttpResponse(made.content, content_type="application/pdf", headers={"Content-Disposition": name})


@allow(*WORKERS, audited=False)
@require_safe
def bundle_zip(request: HttpRequest, number: int) -> HttpResponseBase:
    """The case for court with all files, and a manifest of their hashes."""
    found = one(request, number)
    made = bundle.archive(found, request.words, bound.for_court(request, "case", found.pk))
    _exported(request, found, "bundle.zip", made.sha256)
    name = f"{found.mark.replace('/', '-')}.zip"
    return FileResponse(made.file, as_attachment=True, filename=name, content_type="application/zip")


def one(request: HttpRequest, number: int, roles: Any = WORKERS) -> Case:  # noqa: ANN401 - roles of models
    """The case that an address names, if the viewer may see it in one of these roles."""
    visible = Case.objects.visible_to(request.viewer, roles).select_related("unit", "lead", "opened_by", "closed_by")
    found: Case = get_object_or_404(visible, pk=number)
    return found


def colleagues(found: Case) -> list[Officer]:
    """Who can be given something to do: those who serve in the case's unit."""
    return list(
        Officer.objects.filter(memberships__unit=found.unit_id, is_active=True).distinct().order_by("full_name", "pk")
    )


def _works(request: HttpRequest, found: Case) -> bool:
    return found.unit_id in request.viewer.units(WORKERS)


def _links(found: Case) -> list[Any]:
    return list(found.links.select_related("consignment", "by").defer("consignment__filed").order_by("added", "pk"))


def _tab(request: HttpRequest, found: Case, tab: str, *, status: int = 200, **values: object) -> HttpResponse:
    counted = {"consignments": found.links.count(), "evidence": found.evidence.count()}
    return page(
        request,
        f"cases/{tab}",
        here="cases",
        status=status,
        case=found,
        tab=tab,
        counted=counted,
        works=_works(request, found),
        closed=found.state == State.CLOSED,
        **values,
    )


def _origin(request: HttpRequest, asked: Any) -> tuple[Order | None, Consignment | None]:  # noqa: ANN401 - a query of Django's
    """The order and the consignment that a new case begins with; both must be the viewer's to see."""
    number, key = asked.get("order", ""), asked.get("consignment", "")
    if number.isascii() and number.isdigit() and len(number) < 18:
        visible = Order.objects.visible_to(request.viewer, WORKERS)
        order: Order = get_object_or_404(visible.select_related("consignment"), pk=int(number))
        return order, order.consignment
    if key:
        visible_ = Consignment.objects.visible_to(request.viewer, *WORKERS)
        consignment: Consignment = get_object_or_404(visible_, key=key)
        return None, consignment
    return None, None


def _exported(request: HttpRequest, found: Case, what: str, sha256: str) -> None:
    record(
        "exported",
        by=request.viewer.officer,
        subject=f"/case/{found.pk}/{what}",
        unit=found.unit,
        detail={"case": found.mark, "sha256": sha256, "language": str(request.words.language)},
    )
