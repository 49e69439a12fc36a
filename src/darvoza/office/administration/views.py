"""The pages of administration: an administrator sees and changes only the units that he or she administers."""

import secrets
from datetime import timedelta

from axes.utils import reset
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from darvoza.office import clock
from darvoza.office.administration.forms import Checked, check_capacity, check_officer, check_post, check_roles
from darvoza.office.api.models import Scope, Token
from darvoza.office.audit.record import record
from darvoza.office.desk.planning import CAPACITY
from darvoza.office.pages import page
from darvoza.office.people.access import allow
from darvoza.office.people.models import Membership, Officer, Post, Role, Unit
from darvoza.selection import TECHNIQUES

_ADMIN = Role.ADMINISTRATOR
_DAYS = (30, 90, 180, 365)


def _units(request: HttpRequest):  # type: ignore[no-untyped-def] # noqa: ANN202 - a query set of Django's, which has no types
    return Unit.objects.filter(pk__in=request.viewer.units({_ADMIN}))


@allow(_ADMIN)
@require_http_methods(["GET", "POST"])
def administration(request: HttpRequest) -> HttpResponse:
    """The units that the viewer administers; a new one has the viewer as its first administrator."""
    problems: dict[str, str] = {}
    if request.method == "POST":
        code, name = request.POST.get("code", "").strip().upper()[:20], request.POST.get("name", "").strip()[:120]
        if not code or not name:
            problems["code"] = "Give a short code and a name."
        elif Unit.objects.filter(code=code).exists():
            problems["code"] = "A unit has this code already: choose another."
        else:
            with transaction.atomic():
                training = request.POST.get("training") == "1"
                unit = Unit.objects.create(code=code, name=name, training=training)
                Membership.objects.create(officer=request.viewer.officer, unit=unit, role=_ADMIN.value)
                detail = {"training": training}
                record("unit made", by=request.viewer.officer, unit=unit, subject=unit.code, detail=detail)
            return redirect("unit", unit.pk)
    units = _units(request).prefetch_related("posts", "memberships").order_by("name")
    return page(
        request, "administration/units", here="administration", units=units, problems=problems, given=request.POST
    )


@allow(_ADMIN)
@require_safe
def unit(request: HttpRequest, number: int) -> HttpResponse:
    """One unit: its posts with what they can examine, its people with their roles, its tokens."""
    return _unit_page(request, get_object_or_404(_units(request), pk=number))


def _unit_page(
    request: HttpRequest, found: Unit, *, problems: dict[str, str] | None = None, shown: dict[str, str] | None = None
) -> HttpResponse:
    people: dict[Officer, list[str]] = {}
    for each in found.memberships.select_related("officer").order_by("officer__full_name", "role"):
        people.setdefault(each.officer, []).append(each.role)
    return page(
        request,
        "administration/unit",
        here="administration",
        unit=found,
        posts=list(found.posts.order_by("code")),
        people=list(people.items()),
        tokens=list(found.tokens.filter(withdrawn=None).order_by("name")),
        scopes=list(Scope),
        days=_DAYS,
        now=clock.now(),
        problems=problems or {},
        shown=shown or {},
        given=request.POST,
    )


@allow(_ADMIN)
@require_POST
def add_post(request: HttpRequest, number: int) -> HttpResponse:
    """A post for the unit."""
    found = get_object_or_404(_units(request), pk=number)
    checked = check_post(request.POST.dict(), found)
    if not checked.good:
        return _unit_page(request, found, problems=checked.problems)
    with transaction.atomic():
        Post.objects.get_or_create(code=checked.values["code"], defaults={"unit": found, "capacity": dict(CAPACITY)})
        record("post added", by=request.viewer.officer, unit=found, subject=checked.values["code"])
    return redirect("unit", found.pk)


@allow(_ADMIN)
@require_http_methods(["GET", "POST"])
def post(request: HttpRequest, code: str) -> HttpResponse:
    """What a post can examine in a shift."""
    found = get_object_or_404(Post.objects.select_related("unit"), code=code, unit__in=_units(request))
    checked = Checked()
    if request.method == "POST":
        checked = check_capacity(request.POST.dict())
        if checked.good:
            before = {"capacity": found.capacity, "random_share": found.random_share}
            found.capacity, found.random_share = checked.values["capacity"], checked.values["random_share"]
            with transaction.atomic():
                found.save(update_fields=["capacity", "random_share"])
                detail = {"before": before, "after": checked.values}
                record(
                    "capacity changed", by=request.viewer.officer, unit=found.unit, subject=found.code, detail=detail
                )
            return redirect("unit", found.unit_id)
    places = found.capacity or CAPACITY
    return page(
        request,
        "administration/post",
        here="administration",
        post=found,
        techniques=[(each, each.replace(" ", "_"), places.get(each, 0)) for each in TECHNIQUES],
        given=request.POST,
        problems=checked.problems,
    )


@allow(_ADMIN)
@require_http_methods(["GET", "POST"])
def new_officer(request: HttpRequest, number: int) -> HttpResponse:
    """A new officer of the unit, with a first password that has to be changed."""
    found = get_object_or_404(_units(request), pk=number)
    checked = Checked()
    if request.method == "POST":
        checked = check_officer(request.POST.dict(), None)
        roles = check_roles(request.POST.getlist("roles"))
        if not roles:
            checked.problems["roles"] = "Tick at least one role."
        if checked.good:
            password = _password()
            with transaction.atomic():
                officer = Officer.objects.create(
                    password=password,
                    must_change_password=True,
                    language=str(request.words.language),
                    **checked.values,
                )
                for role in roles:
                    Membership.objects.create(officer=officer, unit=found, role=role.value)
                detail = {"roles": [role.value for role in roles]}
                record("officer made", by=request.viewer.officer, unit=found, subject=officer.name, detail=detail)
            return _unit_page(request, found, shown={"name": officer.name, "password": password})
    return page(
        request,
        "administration/new_officer",
        here="administration",
        unit=found,
        roles=list(Role),
        ticked=request.POST.getlist("roles"),
        given=request.POST,
        problems=checked.problems,
    )


@allow(_ADMIN)
@require_http_methods(["GET", "POST"])
def officer(request: HttpRequest, number: int, officer_number: int) -> HttpResponse:
    """One officer of the unit: roles in it. Nobody changes his or her own."""
    found = get_object_or_404(_units(request), pk=number)
    person = get_object_or_404(Officer.objects.filter(memberships__unit=found).distinct(), pk=officer_number)
    mine = person.pk == request.viewer.officer.pk
    problem = ""
    if request.method == "POST":
        if mine:
            problem = "Nobody gives roles to themselves: ask another administrator."
        else:
            _give_roles(request, found, person)
            return redirect("unit", found.pk)
    held = [Role(each.role) for each in person.memberships.filter(unit=found)]
    return page(
        request,
        "administration/officer",
        here="administration",
        unit=found,
        officer=person,
        roles=list(Role),
        held=held,
        mine=mine,
        problem=problem,
    )


def _give_roles(request: HttpRequest, unit: Unit, person: Officer) -> None:
    roles = check_roles(request.POST.getlist("roles"))
    with transaction.atomic():
        before = sorted(person.memberships.filter(unit=unit).values_list("role", flat=True))
        person.memberships.filter(unit=unit).exclude(role__in=[role.value for role in roles]).delete()
        for role in roles:
            Membership.objects.get_or_create(officer=person, unit=unit, role=role.value)
        detail = {"before": before, "after": sorted(role.value for role in roles)}
        record("roles changed", by=request.viewer.officer, unit=unit, subject=person.name, detail=detail)


@allow(_ADMIN)
@require_POST
def help_officer(request: HttpRequest, number: int, officer_number: int) -> HttpResponse:
    """Unlock an account, give it a new first password, or close and open it."""
    found = get_object_or_404(_units(request), pk=number)
    person = get_object_or_404(Officer.objects.filter(memberships__unit=found).distinct(), pk=officer_number)
    elsewhere = person.memberships.exclude(unit__in=_units(request)).exists()
    done = request.POST.get("do")
    shown: dict[str, str] = {}
    with transaction.atomic():
        if done == "unlock":
            reset(username=person.name)
        elif elsewhere or person.pk == request.viewer.officer.pk:
            return _unit_page(
                request,
                found,
                problems={
                    "person": "Only an administrator of all the officer's units, and nobody of themselves, may do this."
                },
            )
        elif done == "password":
            password = _password()
            person.set_password(password)
            person.must_change_password = True
            person.save(update_fields=["password", "must_change_password"])
            person.totpdevice_set.all().delete()
            person.staticdevice_set.all().delete()
            shown = {"name": person.name, "password": password}
        elif done in {"close", "open"}:
            person.is_active = done == "open"
            person.save(update_fields=["is_active"])
        else:
            return redirect("unit", found.pk)
        record(f"account: {done}", by=request.viewer.officer, unit=found, subject=person.name)
    return _unit_page(request, found, shown=shown) if shown else redirect("unit", found.pk)


@allow(_ADMIN)
@require_POST
def new_token(request: HttpRequest, number: int) -> HttpResponse:
    """A token for another system, shown once."""
    found = get_object_or_404(_units(request), pk=number)
    name = request.POST.get("name", "").strip()[:80]
    scopes = [scope for scope in Scope if scope.value in request.POST.getlist("scopes")]
    days = request.POST.get("days", "")
    if not name or not scopes or days not in {str(each) for each in _DAYS}:
        return _unit_page(request, found, problems={"token": "Give the token a name, at least one scope, and a term."})
    with transaction.atomic():
        expires = clock.now() + timedelta(days=int(days))
        _, said = Token.make(name, found, scopes, expires, request.viewer.officer)
        detail = {"scopes": [scope.value for scope in scopes], "expires": expires.date().isoformat()}
        record("token made", by=request.viewer.officer, unit=found, subject=name, detail=detail)
    return _unit_page(request, found, shown={"token": said})


@allow(_ADMIN)
@require_POST
def withdraw_token(request: HttpRequest, number: int) -> HttpResponse:
    """A token stops working."""
    found = get_object_or_404(Token.objects.select_related("unit"), pk=number, unit__in=_units(request))
    with transaction.atomic():
        found.withdrawn = clock.now()
        found.save(update_fields=["withdrawn"])
        record("token withdrawn", by=request.viewer.officer, unit=found.unit, subject=found.name)
    return redirect("unit", found.unit_id)


def _password() -> str:
    """A first password that can be read out on a telephone."""
    return "-".join(secrets.token_hex(2) for _ in range(4))
