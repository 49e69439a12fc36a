"""What officers do at the desk: take, decide, release many, say that a sign does not apply, ask again, keep a view."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from darvoza.office import clock
from darvoza.office.audit.record import record
from darvoza.office.desk.deciding import (
    DECIDERS,
    LANES,
    Choice,
    NotDecidedError,
    decide,
    may_decide,
    put_back,
    release_all,
    take,
    unit_of,
)
from darvoza.office.desk.flash import refuse_next, say_next
from darvoza.office.desk.models import Consignment, ConsignmentSet, Objection, SavedView
from darvoza.office.desk.queue import ROLES, Filters
from darvoza.office.desk.scorecard import neighbours
from darvoza.office.desk.tasks import assess_anew
from darvoza.office.exercise import BESIDE
from darvoza.office.people.access import allow
from darvoza.office.people.models import Role

_LONGEST = 2000
_AT_ONCE = 200


@allow(*DECIDERS)
@require_POST
def decision(request: HttpRequest, key: str) -> HttpResponse:
    """Decide, and go on to the next consignment of the queue."""
    found = _found(request, key)
    filters = Filters.asked(request.GET)
    unit = request.viewer.unit_at(found.office)
    chosen = request.POST.get("measure", "")
    allowed = may_decide(request.viewer, unit) and any(chosen in lane for lane in LANES)
    seen = request.POST.get("seen", "")
    choice = Choice(
        chosen if allowed else "",
        reason=_text(request, "reason"),
        instruction=_text(request, "instruction"),
        seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < _MOST_DIGITS else 0,
        beside={name: request.POST.getlist(name)[:_MOST_BESIDE] for name in BESIDE},
    )
    onward = neighbours(found, filters, request.viewer).after
    try:
        decide(_visible(request), found.pk, choice, request.viewer)
    except NotDecidedError as error:
        refuse_next(request, error)
        return redirect(_address(found.key, filters))
    said = "{reference}: {measure}. This is the next one." if onward else "{reference}: {measure}. This list is done."
    say_next(request, said, reference=found.reference, measure=request.words.say(choice.measure))
    return redirect(_address(onward, filters) if onward else _desk(filters))


_MOST_DIGITS = 18
_MOST_BESIDE = 100


@allow(*DECIDERS)
@require_POST
def release(request: HttpRequest) -> HttpResponse:
    """Release the ticked consignments for one reason."""
    filters = Filters.asked(request.GET)
    keys = request.POST.getlist("key")[:_AT_ONCE]
    visible = _visible(request)
    found = [each for each in visible.filter(key__in=keys).only("pk", "office") if _decides(request, each)]
    if not found:
        say_next(request, "Nothing was ticked. Tick the consignments to release.", wrong=True)
        return redirect(_desk(filters))
    try:
        done, refused = release_all(visible, [each.pk for each in found], _text(request, "reason"), request.viewer)
    except NotDecidedError as error:
        refuse_next(request, error)
        return redirect(_desk(filters))
    say_next(request, "Released: {count}.", count=done)
    for each in refused[:5]:
        refuse_next(request, each)
    return redirect(_desk(filters))


@allow(*DECIDERS)
@require_POST
def hold(request: HttpRequest, key: str) -> HttpResponse:
    """Take a consignment, or put it back."""
    found = _found(request, key)
    filters = Filters.asked(request.GET)
    if _decides(request, found):
        try:
            if request.POST.get("hold") == "back":
                put_back(found, request.viewer)
            else:
                take(found, request.viewer)
        except NotDecidedError as error:
            refuse_next(request, error)
    back = _desk(filters) if request.POST.get("from") == "queue" else _address(found.key, filters)
    return redirect(back)


@allow(*ROLES)
@require_POST
def objection(request: HttpRequest, key: str) -> HttpResponse:
    """Say that a sign does not apply to this consignment, and why; an empty note takes it back."""
    found = _found(request, key)
    sign, note = request.POST.get("signal", "")[:80], _text(request, "note")
    known = {each["id"] for each in found.assessment.said["signals"]} if found.assessment else set()
    own = {"consignment": found, "signal": sign, "officer": request.viewer.officer}
    with transaction.atomic():
        if sign in known and note:
            Objection.objects.update_or_create(**own, defaults={"note": note, "made": clock.now()})
            detail = {"signal": sign, "note": note}
            record("objected", by=request.viewer.officer, subject=key, unit=unit_of(found), detail=detail)
        elif Objection.objects.filter(**own).delete()[0]:
            detail = {"signal": sign}
            record("took objection back", by=request.viewer.officer, subject=key, unit=unit_of(found), detail=detail)
    return redirect(_address(key, Filters.asked(request.GET)) + "#why")


@allow(*ROLES)
@require_POST
def assess_now(request: HttpRequest, key: str) -> HttpResponse:
    """Have the consignment assessed again with today's lists, entries, profiles and model."""
    found = _found(request, key)
    assess_anew.enqueue(found.pk)
    record("asked to assess again", by=request.viewer.officer, subject=key, unit=unit_of(found))
    say_next(request, "It is being assessed again. Open it anew in a few seconds.")
    return redirect(_address(key, Filters.asked(request.GET)))


@allow(*ROLES)
@require_POST
def keep_view(request: HttpRequest) -> HttpResponse:
    """Keep the filters as a view under a name, or drop one."""
    officer = request.viewer.officer
    dropped = request.POST.get("drop", "")
    filters = Filters.asked(request.GET)
    if dropped:
        SavedView.objects.filter(officer=officer, name=dropped).delete()
    elif (name := _text(request, "name")[:60]) and filters.query():
        SavedView.objects.update_or_create(officer=officer, name=name, defaults={"query": filters.query()[:500]})
    return redirect(_desk(filters))


def _visible(request: HttpRequest) -> ConsignmentSet:
    return Consignment.objects.visible_to(request.viewer, *ROLES)


def _found(request: HttpRequest, key: str) -> Consignment:
    found: Consignment = get_object_or_404(_visible(request).select_related("assessment"), key=key)
    return found


def _decides(request: HttpRequest, found: Consignment) -> bool:
    """Whether the viewer decides at this post; units and posts are few and are asked once each."""
    units = request.viewer.units((Role.TARGETER, Role.SUPERVISOR))
    post_unit = request.viewer.posts.get(found.office)
    return post_unit in units or may_decide(request.viewer, unit_of(found))


def _text(request: HttpRequest, name: str) -> str:
    return str(request.POST.get(name, "")).strip()[:_LONGEST]


def _address(key: str, filters: Filters) -> str:
    return reverse("consignment", args=[key]) + filters.query()


def _desk(filters: Filters) -> str:
    return reverse("desk") + filters.query()
