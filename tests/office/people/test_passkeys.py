"""Passkeys without a browser: what is no passkey of this office opens nothing and makes nothing."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from darvoza.office.people.models import Officer, Passkey, Role

PASSWORD = "two words and a gate"  # noqa: S105 - of people who do not exist


@pytest.fixture
def passkey(officer: Callable[..., Officer]) -> Passkey:
    """A passkey of a targeter, whose private half nobody here has."""
    owner = officer(Role.TARGETER, name="dilshod")
    return Passkey.objects.create(
        officer=owner, name="telephone", credential="AAAA", public_key=b"none", made=owner.created
    )


def answer(client: Client, credential: str) -> int:
    client.post("/sign-in/passkey/ask")
    return client.post("/sign-in/passkey", {"credential": credential}).status_code


@pytest.mark.parametrize("said", ["", "[]", "no json", json.dumps({"id": "AAAA"}), json.dumps({"id": "BBBB"})])
def test_what_is_no_answer_of_a_device_opens_nothing(passkey: Passkey, said: str) -> None:
    client = Client()
    assert answer(client, said) == 200
    assert client.get("/desk").status_code == 302
    passkey.refresh_from_db()
    assert passkey.used is None


def test_wrong_answers_lock_as_wrong_passwords_do(passkey: Passkey) -> None:
    client = Client()
    for _ in range(5):
        answer(client, json.dumps({"id": passkey.credential}))
    assert answer(client, json.dumps({"id": passkey.credential})) == 429
    assert client.post("/sign-in", {"name": "dilshod", "password": PASSWORD}).status_code == 429


def test_a_passkey_is_added_with_the_password_only(passkey: Passkey, browser: Callable[..., Client]) -> None:
    client = browser(Role.TARGETER)
    client.post("/account/passkeys/offer")
    said = client.post("/account/passkeys", {"password": "wrong", "credential": "{}", "name": "x"})
    assert "The password is not right." in said.content.decode()
    said = client.post("/account/passkeys", {"password": PASSWORD, "credential": "{}", "name": "x"})
    assert "did not make a passkey" in said.content.decode()
    assert list(Passkey.objects.all()) == [passkey]


def test_nobody_removes_another_s_passkey(passkey: Passkey, browser: Callable[..., Client]) -> None:
    assert browser(Role.ADMINISTRATOR).post(f"/account/passkeys/{passkey.pk}/remove").status_code == 404
    assert Passkey.objects.count() == 1
