"""Figures for Prometheus: how much waits and how much was done; nothing of any consignment or person."""

import hmac
import os
from http import HTTPStatus

from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from darvoza.office.desk.models import Consignment, Message
from darvoza.office.people.access import anyone


@anyone
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, for whoever has the token that ``DARVOZA_METRICS_TOKEN`` sets; without one set, for nobody."""
    token = os.environ.get("DARVOZA_METRICS_TOKEN", "")
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not hmac.compare_digest(sent.encode(), token.encode()):
        return HttpResponse(status=HTTPStatus.NOT_FOUND)
    registry = CollectorRegistry()
    waiting = Message.objects.filter(waiting=True).aggregate(count=Count("pk"), first=Min("received"))
    Gauge("darvoza_messages_waiting", "Messages in line to be read", registry=registry).set(waiting["count"])
    oldest = (timezone.now() - waiting["first"]).total_seconds() if waiting["first"] else 0
    Gauge("darvoza_messages_oldest_seconds", "Age of the oldest message in line", registry=registry).set(oldest)
    states = Gauge("darvoza_consignments", "Consignments by how far they are", ["state"], registry=registry)
    for state, count in Consignment.objects.order_by().values_list("state").annotate(Count("pk")):
        states.labels(state).set(count)
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
