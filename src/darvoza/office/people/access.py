"""Who may do what: every view names the roles it is for, every object the unit it belongs to.

A view without :func:`allow`, :func:`anyone` or :func:`signed_in` on it is refused to all, so that a forgotten rule
closes a door rather than opening it; the tests walk all addresses and hold each view against its roles and units.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Final

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from darvoza.office.asking import answers
from darvoza.office.audit.record import record
from darvoza.office.people.models import Officer, Role, Unit

View = Callable[..., HttpResponse]

EVERYONE: Final = frozenset(Role)
WORKING: Final = frozenset({Role.TARGETER, Role.INSPECTOR, Role.ANALYST, Role.SUPERVISOR, Role.LIAISON})
"""Roles that work on consignments."""


@dataclass(frozen=True)
class Viewer:
    """The person who asks for a page, with the roles held in each unit. Nobody, before sign-in."""

    officer: Officer | None

    @cached_property
    def _served(self) -> tuple[Unit, ...]:
        """The units served in, each once for every role held there and every post of it: one query for a page."""
        found = []
        for number, code, name, training, role, post in answers(_SERVED, [self.officer.pk]) if self.officer else ():
            unit = Unit.from_db(connection.alias, _OF_A_UNIT, (number, code, name, bool(training)))
            unit.role, unit.post = role, post
            found.append(unit)
        return tuple(found)

    @cached_property
    def memberships(self) -> tuple[tuple[int, Role], ...]:
        """Unit and role, for each."""
        return tuple(dict.fromkeys((unit.pk, Role(unit.role)) for unit in self._served))

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The roles held in any unit."""
        return frozenset(role for _, role in self.memberships)

    def has(self, *roles: Role) -> bool:
        """Whether one of these roles is held in some unit."""
        return not self.roles.isdisjoint(roles)

    def units(self, roles: Iterable[Role] = EVERYONE) -> frozenset[int]:
        """The ids of the units in which one of these roles is held."""
        wanted = frozenset(roles)
        return frozenset(unit for unit, role in self.memberships if role in wanted)

    def has_in(self, unit: Unit | int | None, *roles: Role) -> bool:
        """Whether one of these roles is held in this unit."""
        return unit is not None and (unit if isinstance(unit, int) else unit.pk) in self.units(roles or EVERYONE)

    @cached_property
    def posts(self) -> dict[str, int]:
        """Codes of the posts of all the viewer's units, each with its unit's id."""
        found = {unit.post: unit.pk for unit in self._served if unit.post is not None}
        return dict(sorted(found.items()))

    def unit_at(self, post: str) -> Unit | None:
        """The unit whose post this is, of those served in."""
        return next((unit for unit in self._served if unit.post == post), None)

    def posts_of(self, roles: Iterable[Role]) -> list[str]:
        """Codes of the posts of those units in which one of these roles is held."""
        units = self.units(roles)
        return [code for code, unit in self.posts.items() if unit in units]

    @cached_property
    def home(self) -> Unit | None:
        """The first unit served in: what a page is headed with."""
        return next(iter(self._served), None)


_OF_A_UNIT: Final = ("id", "code", "name", "training")
_SERVED: Final = (
    "SELECT unit.id, unit.code, unit.name, unit.training, membership.role, post.code "
    "FROM people_membership membership "
    "JOIN people_unit unit ON unit.id = membership.unit_id "
    "LEFT JOIN people_post post ON post.unit_id = unit.id "
    "WHERE membership.officer_id = %s ORDER BY unit.id, membership.role"
)


def with_viewer(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: gives each request its ``viewer``, and refuses views that do not say whom they are for."""

    def respond(request: HttpRequest) -> HttpResponse:
        officer = request.user if request.user.is_authenticated and request.user.is_active else None
        request.viewer = Viewer(officer)
        return answer(request)

    return respond


def allow(*roles: Role, audited: bool = True) -> Callable[[View], View]:
    """A view for officers who hold one of these roles in some unit; others are told that they may not.

    Which objects they see there is the business of the view, through :meth:`Viewer.units` and ``visible_to``. Each
    page that is shown is written in the audit log, unless ``audited`` is false: for what belongs to a page that was.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **values: object) -> HttpResponse:
            viewer: Viewer = request.viewer
            if viewer.officer is None:
                return redirect_to_login(request.get_full_path())
            if _half_way(request):
                return redirect("second-step")
            if viewer.officer.must_change_password and request.resolver_match.url_name != "password":
                return redirect("password")
            if not viewer.has(*roles):
                record("refused", by=viewer.officer, subject=request.path)
                raise PermissionDenied
            response = view(request, *args, **values)
            if audited and request.method == "GET" and response.status_code == _SHOWN:
                record("viewed", by=viewer.officer, subject=request.path)
            return response

        guarded.allowed = frozenset(roles)  # type: ignore[attr-defined] # read by the tests that walk all addresses
        return guarded

    return guard


def signed_in(view: View) -> View:
    """A view for whoever has signed in, in any role."""
    return allow(*Role)(view)


def anyone(view: View) -> View:
    """A view for all, signed in or not."""
    view.allowed = None  # type: ignore[attr-defined] # read by the tests that walk all addresses
    return view


def _half_way(request: HttpRequest) -> bool:
    """Signed in with a password while a second step is set up and not yet done."""
    return bool(request.session.get(SECOND_STEP_DUE)) and not request.user.is_verified()


SECOND_STEP_DUE: Final = "second_step_due"
"""In the session of an officer with a second step, from the password on; an OTP device, once met, answers it."""

_SHOWN = 200
