"""A real browser in front of a real office: Chromium by Playwright, with and without scripts, on a desk or a tablet."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.signals import request_finished, request_started
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from darvoza.office.people.models import Officer, Role

DESK = {"width": 1280, "height": 900}
TABLET = {"width": 820, "height": 1180}
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
EXPECTED = ("ERR_INTERNET_DISCONNECTED", "status of 422", "status of 404")  # no link; a form not taken; no such page


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The Chromium of this machine, or Playwright's own; skipped where there is none."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in the tests' thread, the office does not
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    expect.set_options(timeout=20_000)  # a busy machine is no failure
    with sync_playwright() as playwright:
        path = found or playwright.chromium.executable_path
        if not os.path.exists(path):  # noqa: PTH110 - a path of another program's
            pytest.skip("no Chromium on this machine: install it, or run `playwright install chromium`")
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


Opened = Callable[..., Page]


@contextmanager
def _nothing_under_way() -> Iterator[None]:
    """Ends when the office has answered what it was asked, so that nothing is written behind a test's back."""
    changed = threading.Condition()
    open_ = 0

    def begun(**_: object) -> None:
        nonlocal open_
        with changed:
            open_ += 1

    def ended(**_: object) -> None:
        nonlocal open_
        with changed:
            open_ -= 1
            changed.notify_all()

    request_started.connect(begun)
    request_finished.connect(ended)
    yield
    with changed:
        changed.wait_for(lambda: open_ <= 0, timeout=3)  # a browser that hung up may leave a request unfinished
    request_started.disconnect(begun)
    request_finished.disconnect(ended)


@pytest.fixture
def served(live_server: object) -> Iterator[str]:
    """Where the office answers; what only grows is taken out again past its guards, so that the next test has none."""
    with _nothing_under_way():
        yield str(live_server)
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            return  # emptied whole, which its triggers for single entries do not hear
        cursor.execute(
            "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%only grows%'"
        )
        guards = cursor.fetchall()
        for name, _, _ in guards:
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute("PRAGMA foreign_keys = OFF")
        for table in {table for _, table, _ in guards}:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - the database's own names
        cursor.execute("PRAGMA foreign_keys = ON")
        for _, _, made in guards:
            cursor.execute(made)


@pytest.fixture
def opened(chromium: Browser, served: str, officer: Callable[..., Officer]) -> Iterator[Opened]:
    """Opens the office as an officer with these roles: a page that asks nothing of another host and has no errors."""
    contexts: list[BrowserContext] = []
    address = served
    wrong: list[str] = []

    def open_(
        *roles: Role, language: str = "en", scripts: bool = True, size: dict[str, int] = DESK, **fields: object
    ) -> Page:
        person = officer(*roles, language=language, **fields)
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        context = chromium.new_context(base_url=address, viewport=size, java_script_enabled=scripts)  # type: ignore[arg-type] # width and height
        context.set_default_timeout(60_000)
        context.add_cookies(
            [{"name": "darvoza_session", "value": client.cookies["darvoza_session"].value, "url": address}]
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on(
            "request",
            lambda asked: None if asked.url.startswith((address, "data:", "blob:")) else wrong.append(asked.url),
        )
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not [each for each in wrong if not any(expected in each for expected in EXPECTED)], wrong


@pytest.fixture(scope="session")
def barriers() -> Callable[[Page], list[str]]:
    """What keeps people from using a page, as axe finds it: only what is serious."""
    axe = Axe()

    def look(page: Page) -> list[str]:
        found = axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
        return [
            f"{each['id']}: {each['nodes'][0]['html']}" for each in found if each["impact"] in {"serious", "critical"}
        ]

    return look
