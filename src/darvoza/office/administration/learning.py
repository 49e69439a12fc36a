"""What the office learned, when it learns next, and a way to have it learn at once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from darvoza.office.audit.record import record
from darvoza.office.examination.lessons import coming, nightly
from darvoza.office.examination.models import Lesson
from darvoza.office.pages import page
from darvoza.office.people.access import allow
from darvoza.office.people.models import Role

_SHOWN = 14


@allow(Role.ADMINISTRATOR, Role.ANALYST, Role.SUPERVISOR)
@require_http_methods(["GET", "POST"])
def learning(request: HttpRequest) -> HttpResponse:
    """The last lessons; a form has one more begun at once, by the worker."""
    if request.method == "POST":
        nightly.enqueue()
        record("learning asked", by=request.viewer.officer)
        return redirect("learning")
    lessons = list(Lesson.objects.order_by("-pk")[:_SHOWN])
    return page(request, "administration/learning", here="administration", lessons=lessons, coming=coming())
