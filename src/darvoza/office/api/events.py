"""Telling other systems what happened: each event to each webhook that asked for it, until it was taken."""

import hashlib
import hmac
import ipaddress
import os
import secrets
import socket
import urllib.error
import urllib.request
from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

import msgspec
from django_tasks import task

from darvoza.office import clock
from darvoza.office.api.models import Delivery, Token, Webhook
from darvoza.office.people.models import Unit

_PATIENCE: Final = 10  # seconds for one attempt
_WAITS: Final = (60, 300, 1_800, 7_200, 21_600, 43_200)
"""Seconds from one attempt to the next; after the last one it is given up, which the unit's page shows."""
_TAKEN: Final = range(200, 300)


class NotCalledError(ValueError):
    """The office does not call this address; says why."""


def subscribe(token: Token, address: str, events: list[str]) -> Webhook:
    """A new webhook of the token's unit, with a secret of its own.

    Raises:
        NotCalledError: the address is not one that this office may call.
    """
    if (refused := _refused(address)) is not None:
        raise NotCalledError(refused)
    return Webhook.objects.create(unit=token.unit, address=address, events=events, secret=secrets.token_urlsafe(32))


def asked(event: str) -> frozenset[int]:
    """The ids of the units that have a webhook for this event."""
    return frozenset(each.unit_id for each in Webhook.objects.all() if event in each.events)


def tell(event: str, unit: Unit | None, body: Mapping[str, object]) -> None:
    """Put an event in line for each of the unit's webhooks that asked for it; in the caller's transaction."""
    if unit is None:
        return
    now = clock.now()
    listening = [each for each in Webhook.objects.filter(unit=unit) if event in each.events]
    for webhook in listening:
        Delivery.objects.create(
            webhook=webhook, event=event, body={"event": event, "time": now.isoformat(), **body}, due=now
        )
    if listening:
        deliver.enqueue()


@task()
def deliver() -> int:
    """Send what is due; how many were taken. What was not is tried again later."""
    now = clock.now()
    taken = 0
    for each in Delivery.objects.select_related("webhook").filter(due__lte=now).order_by("pk")[:200]:
        each.attempts += 1
        status, each.answer = _send(each)
        if status in _TAKEN:
            taken += 1
            each.due = None
        else:
            wait = _WAITS[each.attempts - 1] if each.attempts <= len(_WAITS) else None
            each.due = None if wait is None else now + timedelta(seconds=wait)
            if each.due is not None:
                deliver.using(run_after=each.due).enqueue()
        each.save(update_fields=["attempts", "answer", "due"])
    return taken


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """An address that sends elsewhere is not the one that was agreed."""

    def redirect_request(self, *args: object, **values: object) -> None:  # noqa: ARG002 - urllib's signature
        return


def _send(delivery: Delivery) -> tuple[int, str]:
    """Send once: the status that came back (0 when nothing did), and what to show for it."""
    address = delivery.webhook.address
    if (refused := _refused(address)) is not None:
        return 0, refused[:120]
    body = msgspec.json.encode(delivery.body)
    signed = hmac.new(delivery.webhook.secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json",
        "Darvoza-Event": delivery.event,
        "Darvoza-Delivery": str(delivery.pk),
        "Darvoza-Signature": f"sha256={signed}",
    }
    request = urllib.request.Request(address, body, headers, method="POST")  # noqa: S310 - https only, checked above
    opener = urllib.request.build_opener(_NoRedirects)
    try:
        with opener.open(request, timeout=_PATIENCE) as answer:
            return int(answer.status), str(answer.status)
    except urllib.error.HTTPError as error:
        return error.code, str(error.code)
    except (OSError, ValueError) as error:
        return 0, type(error).__name__


def _refused(address: str) -> str | None:
    """Why this office may not call an address: no https, or a host of its own network that its keeper did not name."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port or 443
    except ValueError:
        return "This is no address: write it as https://host/path."
    if parts.scheme != "https" or not host or parts.username is not None:
        return "The address has to be https://host/... without a name or password in it."
    if host in os.environ.get("DARVOZA_WEBHOOK_HOSTS", "").replace(",", " ").split():
        return None
    try:
        found = {each[4][0] for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError, ValueError):
        return "The host of this address is not known here."
    if any(not ipaddress.ip_address(str(each).partition("%")[0]).is_global for each in found):
        return "The host lies in a private network: have it named in DARVOZA_WEBHOOK_HOSTS first."
    return None
