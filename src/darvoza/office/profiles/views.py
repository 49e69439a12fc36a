"""Reading profiles, trying them, approving and retiring them."""

from typing import Final

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from darvoza.office import clock
from darvoza.office.audit.record import record
from darvoza.office.board.plots import interval
from darvoza.office.desk.before import objections_to
from darvoza.office.desk.flash import heard, say_next
from darvoza.office.examination.learning import hit_rates, standing
from darvoza.office.liaison import bound
from darvoza.office.lists.keeping import only_for_real
from darvoza.office.pages import page
from darvoza.office.people.access import allow
from darvoza.office.people.models import Role
from darvoza.office.profiles.keeping import READERS, Stage, lines, signed, stage, store, wrote
from darvoza.office.profiles.trying import attempt
from darvoza.risk import RecordRefused, StoreRefused
from darvoza.risk.profiles import Kept

_LONGEST: Final = 2000


@allow(*READERS)
@require_safe
def profiles(request: HttpRequest) -> HttpResponse:
    """Every profile: how far it is, how it does, and what asks for somebody."""
    problem, every = "", []
    try:
        every = store().all()
    except (StoreRefused, RecordRefused) as error:
        problem = str(error)
    counted = (
        standing()
        .filter(breach__isnull=False)
        .aggregate(examined=Count("pk"), breaches=Count("pk", filter=Q(breach=True)))
    )
    base = counted["breaches"] / counted["examined"] if counted["examined"] else None
    return page(
        request,
        "profiles/profiles",
        here="profiles",
        rows=lines(every, hit_rates(), base, clock.now().date()),
        base=base,
        problem=problem,
        interval=interval,
        Stage=Stage,
        writes=request.viewer.has(Role.ANALYST),
        heard=heard(request),
    )


@allow(*READERS)
@require_safe
def profile(request: HttpRequest, name: str) -> HttpResponse:
    """One profile: what it asks, who stands for it, its versions, and what can be done with it."""
    versions = _versions(name)
    if (closed := bound.gate(request, "profile", name)) is not None:
        return closed
    today = clock.now().date()
    shown = _asked(request, versions)
    staged = [(each, stage(each, versions, today)) for each in versions]
    return page(
        request,
        "profiles/profile",
        here="profiles",
        kept=shown,
        stage=stage(shown, versions, today),
        versions=list(reversed(staged)),
        rate=hit_rates().get(name),
        objected=objections_to(request.viewer.posts_of(READERS)).get(name, 0),
        interval=interval,
        Stage=Stage,
        own=wrote(request.viewer.officer, shown),
        open=not any(where is Stage.RETIRED for _, where in staged),
        writes=request.viewer.has(Role.ANALYST),
        heard=heard(request),
    )


@allow(*READERS)
@require_safe
def tried(request: HttpRequest, name: str) -> HttpResponse:
    """What a version would have selected in the last 90 days at the viewer's posts."""
    shown = _asked(request, _versions(name))
    if (closed := bound.gate(request, "profile", name)) is not None:
        return closed
    part = request.headers.get("HX-Request") == "true"
    return page(
        request,
        "profiles/tried_part" if part else "profiles/tried",
        here="profiles",
        kept=shown,
        tried=attempt(shown.profile, request.viewer, request.words),
    )


@allow(*READERS)
@require_POST
def approve(request: HttpRequest, name: str) -> HttpResponse:
    """Put a version in force: never one's own."""
    only_for_real(request.viewer, READERS)
    shown = _asked(request, _versions(name), post=True)
    by = signed(request.viewer.officer)
    if wrote(request.viewer.officer, shown):
        say_next(request, "You wrote this version: another officer has to approve it.", wrong=True)
    elif shown.approved or shown.retired:
        say_next(
            request, "Version {version} was decided before. Nothing was changed.", wrong=True, version=shown.version
        )
    else:
        try:
            store().approve(name, shown.version, by=by)
        except StoreRefused as error:
            say_next(request, "{refusal}", wrong=True, refusal=str(error))
        else:
            record("approved a profile", by=request.viewer.officer, subject=name, detail={"version": shown.version})
            say_next(request, "Version {version} is approved.", version=shown.version)
    return redirect("profile", name)


@allow(*READERS)
@require_POST
def retire(request: HttpRequest, name: str) -> HttpResponse:
    """Take a profile out of force, for good and with a reason."""
    only_for_real(request.viewer, READERS)
    _versions(name)
    reason = str(request.POST.get("reason", "")).strip()[:_LONGEST]
    if not reason:
        say_next(request, "Say why it is retired.", wrong=True)
        return redirect("profile", name)
    try:
        kept = store().retire(name, by=signed(request.viewer.officer), reason=reason)
    except StoreRefused as error:
        say_next(request, "{refusal}", wrong=True, refusal=str(error))
    else:
        detail = {"version": kept.version, "reason": reason}
        record("retired a profile", by=request.viewer.officer, subject=name, detail=detail)
        say_next(request, "The profile is retired.")
    return redirect("profile", name)


def _versions(name: str) -> list[Kept]:
    try:
        found = store().versions(name)
    except (StoreRefused, RecordRefused) as error:
        raise Http404 from error
    if not found:
        raise Http404
    return found


def _asked(request: HttpRequest, versions: list[Kept], *, post: bool = False) -> Kept:
    """The version that is asked for, else the last."""
    asked = (request.POST if post else request.GET).get("version", "")
    return next((each for each in versions if str(each.version) == asked), versions[-1])
