"""Where an officer begins: the first part of the office that the officer's roles are for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from darvoza.office.menu import menu
from darvoza.office.pages import notice
from darvoza.office.people.access import anyone


@anyone
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first entry of the menu; who has no role yet is told whom to ask."""
    if request.viewer.officer is None:
        return redirect("sign-in")
    entries = menu(request.viewer)
    if entries:
        return redirect(entries[0].view)
    return notice(
        request,
        "You have no role yet",
        "Ask your unit's administrator to give you the role that you serve in.",
    )
