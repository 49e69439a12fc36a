"""Signing in: by password, with a second step, and not by guessing."""

from collections.abc import Callable

import pytest
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from darvoza.office.people.models import Officer, Role

PASSWORD = "two words and a gate"  # noqa: S105 - of people who do not exist


def sign_in(client: Client, name: str = "dilshod", password: str = PASSWORD, **more: str) -> str:
    """Where the office sends the browser."""
    return str(client.post("/sign-in", {"name": name, "password": password, **more}).get("Location", ""))


@pytest.fixture
def dilshod(officer: Callable[..., Officer]) -> Officer:
    """A targeter."""
    return officer(Role.TARGETER, name="dilshod")


@pytest.mark.usefixtures("dilshod")
def test_the_desk_opens_after_signing_in() -> None:
    client = Client()
    assert client.get("/desk")["Location"] == "/sign-in?next=/desk"
    assert sign_in(client, " Dilshod ", next="/desk") == "/desk"
    assert client.get("/desk").status_code == 200


@pytest.mark.usefixtures("dilshod")
@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)", "\\\\example.org"]
)
def test_signing_in_leads_nowhere_else(elsewhere: str) -> None:
    assert sign_in(Client(), next=elsewhere) == "/"


@pytest.mark.usefixtures("dilshod")
def test_five_wrong_passwords_lock_the_account() -> None:
    client = Client()
    for _ in range(5):
        sign_in(client, password="wrong")  # noqa: S106 - is what it says
    answer = client.post("/sign-in", {"name": "dilshod", "password": PASSWORD})
    assert answer.status_code == 429
    assert "locked" in answer.content.decode()


def test_a_closed_account_opens_nothing(dilshod: Officer) -> None:
    client = Client()
    sign_in(client)
    dilshod.is_active = False
    dilshod.save()
    assert client.get("/desk").status_code == 302
    assert sign_in(Client()) == ""


def test_who_has_a_second_step_takes_it_before_anything_else(dilshod: Officer) -> None:
    device = TOTPDevice.objects.create(user=dilshod, name="authenticator", confirmed=True)
    client = Client()
    assert sign_in(client) == "/sign-in/second-step"
    assert client.get("/desk")["Location"] == "/sign-in/second-step"
    assert client.post("/sign-in/second-step", {"code": "000000"}).status_code == 200
    device.refresh_from_db()
    device.throttle_reset()
    code = f"{totp(device.bin_key):06d}"
    assert client.post("/sign-in/second-step", {"code": code})["Location"] == "/"
    assert client.get("/desk").status_code == 200


@pytest.mark.usefixtures("dilshod")
@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("wrong", "another good gate", "another good gate", "present password"),
        (PASSWORD, "another good gate", "another bad gate", "differ"),
        (PASSWORD, "short", "short", "at least 12 characters"),
        (PASSWORD, "dilshod12345", "dilshod12345", "not like your name"),
        (PASSWORD, PASSWORD, PASSWORD, "another one than the present"),
    ],
)
def test_a_password_that_will_not_do_is_said_why(old: str, new: str, again: str, said: str) -> None:
    client = Client()
    sign_in(client)
    page = client.post("/account/password", {"old": old, "new": new, "again": again})
    assert said in page.content.decode()


@pytest.mark.usefixtures("dilshod")
def test_the_language_that_was_chosen_stays() -> None:
    client = Client()
    sign_in(client)
    client.get("/desk?lang=tg")
    assert 'lang="tg"' in client.get("/desk").content.decode()
    assert Officer.objects.get().language == "tg"


def test_a_form_without_the_office_s_mark_changes_nothing(dilshod: Officer) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(dilshod, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post("/account", {"shortcuts": ""}).status_code == 403
    dilshod.refresh_from_db()
    assert dilshod.shortcuts
