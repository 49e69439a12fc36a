"""Signing in, and an administrator and an auditor at work, in a real browser."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from darvoza.office.people.models import Officer, Role, Unit

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_an_officer_signs_in_and_out(opened: Callable[..., Page], scripts: bool) -> None:  # noqa: FBT001 - a case
    page = opened(Role.TARGETER, scripts=scripts, name="dilshod")
    page.context.clear_cookies()
    page.goto("/desk")
    page.get_by_label("Name").fill("Dilshod")
    page.get_by_label("Password").fill("two words and a gate")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(re.compile(r"/desk$"))
    page.locator("details.me summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


@pytest.mark.parametrize(("language", "button"), [("en", "Add the officer"), ("ru", None)])
def test_an_administrator_adds_an_officer(opened: Callable[..., Page], language: str, button: str | None) -> None:
    page = opened(Role.ADMINISTRATOR, language=language)
    page.goto("/administration")
    page.locator("table a").first.click()
    page.locator("a.button").click()
    page.locator("#full_name").fill("Малика Юсупова")
    page.locator("#name").fill("malika")
    page.locator("#role-2").check()
    (page.get_by_role("button", name=button) if button else page.locator("main form button").last).click()
    expect(page.locator(".done code")).to_be_visible()
    assert Officer.objects.get(name="malika").memberships.get().role == "inspector"


def test_pages_of_keepers_shut_nobody_out(
    opened: Callable[..., Page], barriers: Callable[[Page], list[str]], unit: Unit
) -> None:
    page = opened(Role.ADMINISTRATOR, Role.AUDITOR)
    for address in (
        "/account",
        "/account/password",
        "/account/second-step",
        "/audit",
        "/administration",
        f"/administration/unit/{unit.pk}",
        "/administration/post/UZAYR",
    ):
        page.goto(address)
        assert barriers(page) == [], address
