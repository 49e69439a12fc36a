"""For machines that watch: whether the office works."""

from http import HTTPStatus

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from darvoza.office.desk.models import Message
from darvoza.office.people.access import anyone


@anyone
@require_safe
def health(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """``ok`` and how many messages wait, or 503 when the database does not answer. Says nothing of any consignment."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        waiting = Message.objects.filter(waiting=True).count()
    except DatabaseError:
        return JsonResponse({"status": "no database"}, status=HTTPStatus.SERVICE_UNAVAILABLE)
    return JsonResponse({"status": "ok", "waiting": waiting})
