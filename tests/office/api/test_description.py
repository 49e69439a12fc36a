"""The API against its own description: whatever is sent to it, it answers as it says it does, and never fails."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings

from darvoza.office import create_office
from darvoza.office.api.models import Scope, Token
from darvoza.office.desk.models import Consignment
from darvoza.office.people.models import Unit

schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", create_office())


@pytest.fixture
def token(unit: Unit, consignment: Callable[..., Consignment]) -> str:
    """A token for everything, of a unit with a consignment."""
    consignment(rank=1)
    _, said = Token.make("anything", unit, list(Scope), datetime.now(UTC) + timedelta(days=1), None)
    return said


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """The test's own connection to the database, which requests would close between them, stays open."""
    for moment in (request_started, request_finished):
        moment.disconnect(close_old_connections)
    yield
    for moment in (request_started, request_finished):
        moment.connect(close_old_connections)


@schema.parametrize()
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_operation_answers_as_it_is_described(case: schemathesis.Case, token: str) -> None:
    answer = case.call(headers={"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"})
    assert answer.status_code < 500
    case.validate_response(answer, checks=[schemathesis.checks.response_schema_conformance])
