"""The operations of the API, version 1."""

from collections.abc import Iterable
from typing import Annotated, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest
from ninja import NinjaAPI, Query, Router, Status
from ninja.errors import HttpError
from pydantic import Field

from darvoza.office import clock
from darvoza.office.api.events import NotCalledError, subscribe, tell
from darvoza.office.api.models import Recorded, Scope, Token, Webhook
from darvoza.office.api.shapes import (
    AssessmentOut,
    ConsignmentOut,
    ConsignmentPage,
    FindingIn,
    MessageOut,
    Refusal,
    WebhookIn,
    WebhookOut,
)
from darvoza.office.api.signing_in import Bearer
from darvoza.office.audit.record import record
from darvoza.office.desk.intake import OtherContentError, take
from darvoza.office.desk.models import Consignment, ConsignmentSet, Message
from darvoza.office.liaison import bound
from darvoza.office.people.models import Unit

api = NinjaAPI(
    title="Darvoza office",
    version="1",
    description="Messages in; assessments, selections and findings out. Every call needs a token of a unit.",
    docs_url=None,
    urls_namespace="api-v1",
)
router = Router()
_REFUSED = {400: Refusal, 401: Refusal, 403: Refusal, 404: Refusal, 409: Refusal, 413: Refusal, 422: Refusal}
Number = Annotated[int, Field(ge=1, le=2**53)]


def _token(request: HttpRequest) -> Token:
    found: Token = request.auth
    return found


@router.post(
    "/messages",
    auth=Bearer(Scope.HAND_IN),
    response={200: MessageOut, 202: MessageOut} | _REFUSED,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        },
        "parameters": [
            {
                "in": "header",
                "name": "Idempotency-Key",
                "schema": {"type": "string", "maxLength": 100},
                "required": False,
            }
        ],
    },
)
def hand_in(
    request: HttpRequest, name: Annotated[str, Query(max_length=255, min_length=1)] = "message"
) -> Status[Message]:
    """Hand in one message, whole, as the body: 202 and it is in line; 200, and it was taken before.

    The Idempotency-Key header is what its sender calls it; without one it is the content itself. The same key with
    other bytes is refused (409). What has been answered with 200 or 202 is never lost.
    """
    token = _token(request)
    try:
        data: bytes = request.body
    except RequestDataTooBig:
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raise HttpError(413, f"The message is larger than {most} bytes: split it, or hand in the file.") from None
    if not data:
        raise HttpError(400, "The body is empty: send the message as it is.")
    key = request.headers.get("Idempotency-Key")
    if key is not None and not 1 <= len(key) <= _LONGEST_KEY:
        raise HttpError(400, f"Idempotency-Key has to have 1 to {_LONGEST_KEY} characters.")
    named = f"{token.unit_id}:{key}" if key else None
    try:
        # of the unit only its id is written: it need not be read for each message
        taken = take(data, name, source="api", key=named, unit=Unit(pk=token.unit_id), sent_by=token.name)
    except OtherContentError:
        raise HttpError(
            409, "This Idempotency-Key was used before with other bytes: give the message its own."
        ) from None
    if not taken.new and taken.message.unit_id != token.unit_id:
        raise HttpError(409, "Another unit handed in the same message: give it an Idempotency-Key of your own.")
    return Status(202 if taken.new else 200, taken.message)


_LONGEST_KEY = 100


@router.get("/messages/{number}", auth=Bearer(Scope.MESSAGES), response={200: MessageOut} | _REFUSED)
def message(request: HttpRequest, number: Number) -> Message:
    """What became of one message of the token's unit."""
    found = Message.objects.filter(unit=_token(request).unit, pk=number).first()
    if found is None:
        raise HttpError(404, "Your unit handed in no such message.")
    return found


@router.get("/consignments", auth=Bearer(Scope.ASSESSMENTS), response={200: ConsignmentPage} | _REFUSED)
def consignments(
    request: HttpRequest,
    state: Annotated[str | None, Query(pattern="^(waiting|stopped|released|examined)$")] = None,
    office: Annotated[str | None, Query(max_length=17)] = None,
    after: Annotated[int, Query(ge=0, le=2**53)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> dict[str, Any]:
    """Consignments at the posts of the token's unit, in the order in which they came."""
    found = _visible(request).filter(pk__gt=after)
    if state is not None:
        found = found.filter(state=state)
    if office is not None:
        found = found.filter(office=office)
    rows = list(found.defer("filed", "search").order_by("pk")[:limit])
    return {"consignments": _scored(request, rows), "next": rows[-1].pk if len(rows) == limit else None}


@router.get("/consignments/{path:key}", auth=Bearer(Scope.ASSESSMENTS), response={200: AssessmentOut} | _REFUSED)
def consignment(request: HttpRequest, key: str) -> dict[str, Any]:
    """Everything said about one consignment: what was filed, and its latest assessment."""
    found = _visible(request).select_related("assessment").filter(key=key).first()
    if found is None or found.assessment is None:
        raise HttpError(404, "There is no such consignment at the posts of your unit.")
    record("exported", by=None, unit=_token(request).unit, subject=f"/consignment/{key}", detail=_by(request))
    return {
        "consignment": _scored(request, [found])[0],
        "made": found.assessment.made,
        "filed": found.filed,
        "said": bound.handed_over(_token(request).name, _token(request).unit.code, found.assessment.said),
    }


@router.get("/selections", auth=Bearer(Scope.SELECTIONS), response={200: list[ConsignmentOut]} | _REFUSED)
def selections(
    request: HttpRequest, office: Annotated[str | None, Query(max_length=17)] = None
) -> Iterable[Consignment]:
    """What the plan of the unit's posts stops, in its order, as long as nobody has decided."""
    found = _visible(request).filter(state="waiting", rank__isnull=False)
    if office is not None:
        found = found.filter(office=office)
    return _scored(request, list(found.defer("filed", "search").order_by("office", "rank")[:1000]))


@router.post("/webhooks", auth=Bearer(Scope.WEBHOOKS), response={201: WebhookOut} | _REFUSED)
def add_webhook(request: HttpRequest, given: WebhookIn) -> Status[Webhook]:
    """Have an address told of events. The answer holds the secret that deliveries are signed with, this once."""
    try:
        made = subscribe(_token(request), given.address, list(given.events))
    except NotCalledError as error:
        raise HttpError(422, str(error)) from error
    record("webhook added", by=None, unit=_token(request).unit, subject=given.address[:200], detail=_by(request))
    return Status(201, made)


@router.get("/webhooks", auth=Bearer(Scope.WEBHOOKS), response={200: list[WebhookOut]} | _REFUSED)
def webhooks(request: HttpRequest) -> list[dict[str, Any]]:
    """The unit's webhooks, without their secrets."""
    found = Webhook.objects.filter(unit=_token(request).unit).order_by("pk")
    return [{"id": each.pk, "address": each.address, "events": each.events} for each in found]


@router.delete("/webhooks/{number}", auth=Bearer(Scope.WEBHOOKS), response={204: None} | _REFUSED)
def remove_webhook(request: HttpRequest, number: Number) -> Status[None]:
    """Stop telling an address."""
    removed, _ = Webhook.objects.filter(unit=_token(request).unit, pk=number).delete()
    if not removed:
        raise HttpError(404, "Your unit has no such webhook.")
    record("webhook removed", by=None, unit=_token(request).unit, subject=str(number), detail=_by(request))
    return Status(204, None)


@router.post("/findings", auth=Bearer(Scope.FOUND), response={201: FindingIn} | _REFUSED)
def add_finding(request: HttpRequest, given: FindingIn) -> Status[FindingIn]:
    """Record what an examination found, from a system that keeps examinations elsewhere."""
    found = _visible(request).filter(key=given.consignment).first()
    if found is None:
        raise HttpError(404, "There is no such consignment at the posts of your unit.")
    with transaction.atomic():
        recorded = Recorded.objects.create(
            consignment=found,
            unit=_token(request).unit,
            made=clock.now(),
            said=given.model_dump(mode="json"),
        )
        record(
            "finding recorded", by=None, unit=recorded.unit, subject=f"/consignment/{found.key}", detail=_by(request)
        )
        tell("finding.recorded", recorded.unit, {"consignment": found.key, "breach": given.breach})
    return Status(201, given)


@router.get("/findings", auth=Bearer(Scope.FINDINGS), response={200: list[FindingIn]} | _REFUSED)
def findings(request: HttpRequest, after: Annotated[int, Query(ge=0, le=2**53)] = 0) -> list[dict[str, Any]]:
    """Findings that were recorded through the API for the token's unit."""
    found = Recorded.objects.filter(unit=_token(request).unit, pk__gt=after).order_by("pk")[:500]
    return [each.said for each in found]


def _scored(request: HttpRequest, rows: list[Consignment]) -> list[Consignment]:
    """The consignments with the scores that what the system may have comes to."""
    token = _token(request)
    scores = bound.handed_score_of(token.name, token.unit.code, [row.assessment_id for row in rows])
    for row in rows:
        row.score = scores.get(row.assessment_id or 0, row.score)
    return rows


def _visible(request: HttpRequest) -> ConsignmentSet:
    return Consignment.objects.filter(office__in=_token(request).posts)


def _by(request: HttpRequest) -> dict[str, object]:
    return {"token": _token(request).name}


api.add_router("", router)
