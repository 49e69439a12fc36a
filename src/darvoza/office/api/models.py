"""Tokens by which other systems sign in, and the addresses that are told when something happens."""

import hashlib
import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec
from django.db import models

from darvoza.office import clock
from darvoza.office.asking import answers
from darvoza.office.people.models import Officer, Unit

PREFIX: Final = "dvz_"


class Scope(StrEnum):
    """What a token may be used for."""

    HAND_IN = "messages:write"
    MESSAGES = "messages:read"
    ASSESSMENTS = "assessments:read"
    SELECTIONS = "selections:read"
    FINDINGS = "findings:read"
    FOUND = "findings:write"
    WEBHOOKS = "webhooks:write"


class Token(models.Model):
    """A token of one unit, for some scopes, until a day. Only its hash is kept: the token itself is shown once."""

    name = models.CharField(max_length=80)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="tokens")
    scopes = models.JSONField(default=list)
    digest = models.CharField(max_length=64, unique=True)
    made = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(Officer, null=True, on_delete=models.SET_NULL, related_name="+")
    expires = models.DateTimeField()
    last_used = models.DateTimeField(null=True)
    withdrawn = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def make(
        cls, name: str, unit: Unit, scopes: list[Scope], expires: datetime, by: Officer | None
    ) -> tuple["Token", str]:
        """A new token, and what its holder has to send."""
        said = PREFIX + secrets.token_urlsafe(32)
        made = cls.objects.create(
            name=name,
            unit=unit,
            scopes=[scope.value for scope in scopes],
            digest=digest_of(said),
            expires=expires,
            made_by=by,
        )
        return made, said

    @classmethod
    def holder_of(cls, said: str) -> "Token | None":
        """The token that was sent, if it stands."""
        now = clock.now()
        rows = answers(_STANDS, [now - _MINUTE, digest_of(said), now])
        if not rows:
            return None
        *row, scopes, unused = rows[0]
        found = cls.from_db(None, ("id", "name", "unit_id", "scopes"), [*row, msgspec.json.decode(scopes)])
        if unused:
            cls.objects.filter(pk=found.pk).update(last_used=now)
        return found

    @property
    def posts(self) -> list[str]:
        """Codes of the posts of its unit."""
        return list(self.unit.posts.order_by("code").values_list("code", flat=True))


_MINUTE: Final = timedelta(minutes=1)
_STANDS: Final = (
    "SELECT id, name, unit_id, scopes, last_used IS NULL OR last_used < %s FROM api_token "
    "WHERE digest = %s AND withdrawn IS NULL AND expires > %s"
)


def digest_of(said: str) -> str:
    """What is kept of a token: it is long and random, so that a plain hash cannot be guessed back."""
    return hashlib.sha256(said.encode()).hexdigest()


class Webhook(models.Model):
    """An address that is told of events of one unit, signed with a secret that both sides know."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="webhooks")
    address = models.URLField(max_length=400)
    events = models.JSONField(default=list)
    secret = models.CharField(max_length=80)
    made = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.address


class Delivery(models.Model):
    """One event on its way to one webhook: tried until taken, at growing intervals, for a day."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=40)
    body = models.JSONField()
    made = models.DateTimeField(auto_now_add=True)
    due = models.DateTimeField(null=True, db_index=True)
    attempts = models.IntegerField(default=0)
    answer = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return f"{self.event} to {self.webhook_id}"


class Recorded(models.Model):
    """A finding that another system recorded."""

    consignment = models.ForeignKey("desk.Consignment", on_delete=models.PROTECT, related_name="recorded")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    made = models.DateTimeField()
    said = models.JSONField()

    def __str__(self) -> str:
        return f"{self.consignment_id}: {self.said.get('breach')}"
