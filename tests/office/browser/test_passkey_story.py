"""Passkeys in a real browser: made on one's own page, and in place of password and code from then on."""

import re
from collections.abc import Callable

from playwright.sync_api import Page

from darvoza.office.audit.models import Entry
from darvoza.office.people.models import Passkey, Role

PASSWORD = "two words and a gate"  # noqa: S105 - of people who do not exist


def test_an_officer_makes_a_passkey_and_signs_in_with_it(opened: Callable[..., Page]) -> None:
    page = opened(Role.TARGETER, name="dilshod")
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    device = devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**options, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )["authenticatorId"]

    page.goto("/account/passkeys")
    page.get_by_label("What you call it").fill("my telephone")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Add").click()
    page.get_by_role("row", name="my telephone").wait_for()

    page.context.clear_cookies()
    page.goto("/desk")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(re.compile(r"\d/desk$"))
    assert Passkey.objects.get().used is not None
    assert Entry.objects.get(action="signed in").detail == {"by": "passkey", "passkey": "my telephone"}

    devices.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.context.clear_cookies()
    page.goto("/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("The device gave no passkey.").wait_for()

    devices.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": True})
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(re.compile(r"^(?!.*sign-in)"))
    page.goto("/account/passkeys")
    page.get_by_role("button", name="Remove").click()
    page.get_by_text("You have none yet.").wait_for()
    page.context.clear_cookies()
    page.goto("/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("This passkey does not open this office.").wait_for()
    assert Entry.objects.filter(action="passkey removed").count() == 1
