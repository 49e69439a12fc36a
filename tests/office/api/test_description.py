"""The API against its own description: whatever is sent to it, it answers as it says it does, and never fails."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import schemathesis
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


@schema.parametrize()
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_operation_answers_as_it_is_described(case: schemathesis.Case, token: str) -> None:
    answer = case.call(headers={"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"})
    assert answer.status_code < 500
    case.validate_response(answer, checks=[schemathesis.checks.response_schema_conformance])
