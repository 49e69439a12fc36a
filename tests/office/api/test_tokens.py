"""Tokens: what each may be used for, until when, and for whose consignments."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from django.test import Client

from darvoza.office.api.models import Delivery, Scope, Token, Webhook
from darvoza.office.api.operations import api
from darvoza.office.desk.models import Consignment
from darvoza.office.people.models import Unit

FINDING = {"consignment": "uzayr0001#0", "examined": "2026-11-20T10:00:00Z", "breach": False}


def operations() -> Iterator[tuple[str, str]]:
    """Every operation of the API, from its own description."""
    for address, methods in api.get_openapi_schema()["paths"].items():
        for method in methods:
            yield method, address.format(number=1, key="uzayr0001%230")


@pytest.mark.parametrize(("method", "address"), list(operations()))
def test_nothing_is_done_without_a_token(method: str, address: str) -> None:
    assert Client().generic(method.upper(), address).status_code == 401


@pytest.mark.parametrize(("method", "address"), list(operations()))
def test_a_token_without_any_scope_opens_nothing(method: str, address: str, system: Callable[..., Client]) -> None:
    assert system().generic(method.upper(), address).status_code == 403


@pytest.mark.parametrize("end", ["expires", "withdrawn"])
def test_a_token_that_ended_opens_nothing(end: str, system: Callable[..., Client]) -> None:
    client = system(Scope.ASSESSMENTS)
    assert client.get("/api/v1/consignments").status_code == 200
    Token.objects.update(**{end: datetime.now(UTC)})
    assert client.get("/api/v1/consignments").status_code == 401


def test_only_the_hash_of_a_token_is_kept(unit: Unit) -> None:
    made, said = Token.make("carrier", unit, [Scope.HAND_IN], datetime.now(UTC), None)
    assert said not in str(Token.objects.filter(pk=made.pk).values().get())


def test_a_unit_gets_its_own_consignments(
    system: Callable[..., Client], consignment: Callable[..., Consignment], other_unit: Unit
) -> None:
    consignment(rank=1)
    consignment(office="TJDYU", rank=1)
    mine, theirs = system(Scope.ASSESSMENTS, Scope.SELECTIONS), system(Scope.ASSESSMENTS, at=other_unit)
    assert [each["office"] for each in mine.get("/api/v1/consignments").json()["consignments"]] == ["UZAYR"]
    assert [each["office"] for each in theirs.get("/api/v1/consignments").json()["consignments"]] == ["TJDYU"]
    assert [each["office"] for each in mine.get("/api/v1/selections").json()] == ["UZAYR"]
    whole = mine.get("/api/v1/consignments/uzayr0001%230").json()
    assert whole["filed"]["goods"][0]["description"] == "Citric acid, food grade"
    assert whole["said"]["signals"][0]["id"] == "VAL-01"
    assert theirs.get("/api/v1/consignments/uzayr0001%230").status_code == 404


def test_a_finding_is_recorded_and_told_again(
    system: Callable[..., Client], consignment: Callable[..., Consignment], other_unit: Unit
) -> None:
    consignment()
    client = system(Scope.FOUND, Scope.FINDINGS)
    made = client.post("/api/v1/findings", FINDING, "application/json")
    assert made.status_code == 201
    assert [each["consignment"] for each in client.get("/api/v1/findings").json()] == ["uzayr0001#0"]
    stranger = system(Scope.FOUND, at=other_unit)
    assert stranger.post("/api/v1/findings", FINDING, "application/json").status_code == 404


def test_a_webhook_of_the_office_s_own_network_is_refused(system: Callable[..., Client]) -> None:
    client = system(Scope.WEBHOOKS)
    for address in (
        "https://127.0.0.1/x",
        "https://localhost/",
        "https://10.1.2.3/",
        "https://[::1]/",
        "http://8.8.8.8/",
    ):
        given = {"address": address, "events": ["message.read"]}
        assert client.post("/api/v1/webhooks", given, "application/json").status_code == 422, address


def test_what_happens_is_told_until_it_is_taken(
    unit: Unit, consignment: Callable[..., Consignment], monkeypatch: pytest.MonkeyPatch
) -> None:
    from darvoza.office.api import events  # noqa: PLC0415 - its sender is replaced

    webhook = Webhook.objects.create(
        unit=unit,
        address="https://example.org/in",
        events=["finding.recorded"],
        secret="s",  # noqa: S106 - of nobody
    )
    answers = [(0, "TimeoutError"), (500, "500"), (204, "204")]
    monkeypatch.setattr(events, "_send", lambda _: answers.pop(0))
    events.tell("finding.recorded", unit, {"consignment": consignment().key})
    events.tell("message.read", unit, {})
    for attempt in (1, 2, 3):
        Delivery.objects.update(due=datetime.now(UTC))
        events.deliver.call()
        delivery = Delivery.objects.get(webhook=webhook)
        assert delivery.attempts == attempt
        assert (delivery.due is None) == (attempt == 3)
    assert delivery.body["consignment"] == "uzayr0001#0"
