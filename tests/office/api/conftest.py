"""Another system that signs in with a token."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from darvoza.office.api.models import Scope, Token
from darvoza.office.people.models import Unit

MESSAGE = b"UNA:+.? 'UNB+UNOC:3+SENDER+RECEIVER+261120:0800+1'UNZ+0+1'"


@pytest.fixture
def system(unit: Unit) -> Callable[..., Client]:
    """Makes a client with a token of the first unit, or of another, for these scopes."""

    def make(*scopes: Scope, at: Unit | None = None, days: int = 1) -> Client:
        expires = datetime.now(UTC) + timedelta(days=days)
        _, said = Token.make("carrier", at or unit, list(scopes), expires, None)
        return Client(headers={"Authorization": f"Bearer {said}"})

    return make
