"""A targeter's morning in a real browser: the queue, a scorecard, a decision; with and without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from darvoza.office.desk.models import Consignment, Decision, State
from darvoza.office.people.models import Role

pytestmark = pytest.mark.django_db(transaction=True)

PROPOSED = {"rank": 1, "ground": "risk", "measure": "scan", "technique": "scan"}


@pytest.fixture
def waiting(consignment: Callable[..., Consignment]) -> Consignment:
    """Two consignments wait; the first is to be scanned."""
    first = consignment(**PROPOSED)
    consignment(measure="release", ground="released")
    return first


@pytest.mark.parametrize(
    ("language", "scripts"),
    [("en", True), ("ru", False)],
    ids=["English with scripts", "Russian without scripts"],
)
def test_a_stop_is_decided_as_proposed(
    opened: Callable[..., Page],
    waiting: Consignment,
    language: str,
    scripts: bool,  # noqa: FBT001 - a case of the test
) -> None:
    page = opened(Role.TARGETER, language=language, scripts=scripts)
    page.goto("/desk")
    page.get_by_role("link", name=waiting.reference).first.click()
    expect(page.locator("h1")).to_contain_text(waiting.reference)
    page.locator("#decide-button").click()
    page.wait_for_load_state()
    decision = Decision.objects.get()
    assert (decision.measure, decision.override) == ("scan", False)
    assert Consignment.objects.get(pk=waiting.pk).state == State.STOPPED


def test_the_queue_is_worked_from_the_keyboard(opened: Callable[..., Page], waiting: Consignment) -> None:
    page = opened(Role.TARGETER)
    page.goto("/desk")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/consignment/**")
    expect(page.locator("h1")).to_contain_text(waiting.reference)
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "tg"])
def test_pages_of_the_desk_shut_nobody_out(
    opened: Callable[..., Page], waiting: Consignment, barriers: Callable[[Page], list[str]], language: str
) -> None:
    page = opened(Role.TARGETER, Role.SUPERVISOR, language=language)
    for address in ("/desk", f"/consignment/{waiting.key.replace('#', '%23')}", "/messages"):
        page.goto(address)
        assert page.locator("html").get_attribute("lang") == language
        assert barriers(page) == [], address


def test_pages_are_small(opened: Callable[..., Page], waiting: Consignment) -> None:
    page = opened(Role.TARGETER)
    sizes: list[int] = []
    page.on("requestfinished", lambda done: sizes.append(done.sizes()["responseBodySize"]))
    page.goto("/desk", wait_until="networkidle")
    first = sum(sizes)
    sizes.clear()
    page.goto(f"/consignment/{waiting.key.replace('#', '%23')}", wait_until="networkidle")
    assert first < 100_000
    assert sum(sizes) < 30_000
