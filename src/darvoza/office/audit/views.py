"""The audit log as an auditor reads it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from darvoza.office.audit.models import Entry
from darvoza.office.pages import Stretch, page
from darvoza.office.people.access import allow
from darvoza.office.people.models import Role


@allow(Role.AUDITOR)
@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """Everything that was done, the newest first, narrowed to an officer, an action or a subject."""
    found = Entry.objects.all()
    asked = {name: (request.GET.get(name) or "").strip()[:80] for name in ("officer", "action", "subject")}
    if asked["officer"]:
        found = found.filter(officer__icontains=asked["officer"])
    if asked["action"]:
        found = found.filter(action=asked["action"])
    if asked["subject"]:
        found = found.filter(subject__startswith=asked["subject"])
    stretch = Stretch.asked(request.GET.get("page"), found.count())
    return page(
        request,
        "audit/entries",
        here="audit",
        asked=asked,
        stretch=stretch,
        rows=list(found.order_by("-number")[stretch.start : stretch.end]),
    )
