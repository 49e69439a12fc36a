"""The demonstration as it ends before a person: an office is open, and each page of its menu answers."""

import os
import re
import signal
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar

import pytest

from darvoza.office import apart

pytestmark = pytest.mark.timeout(600)
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_MENU = re.compile(r"<nav.*?</nav>", re.DOTALL)
_LINK = re.compile(r'href="(/[^"]*)"')


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a demonstration's office; it is closed as Ctrl+C does."""
    port = apart.free_port()
    asked = f"demo --consignments 100 --serve --port {port} --out".split()
    command = apart.command(*asked, str(tmp_path_factory.mktemp("demo")))
    demo = subprocess.Popen(command, env=apart.environment(BROWSER="true"), start_new_session=True)  # noqa: S603 - this program itself
    try:
        assert apart.answers(demo, f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
        os.killpg(demo.pid, signal.SIGINT)
        assert demo.wait(60) == 0
        with pytest.raises(urllib.error.URLError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5)
    finally:
        if demo.poll() is None:
            os.killpg(demo.pid, signal.SIGKILL)


@pytest.mark.parametrize(("who", "where"), [("bakhtiyor", "/board"), ("manizha", "/profiles"), ("firuz", "/goods")])
def test_each_page_of_the_menu_answers(office: str, who: str, where: str) -> None:
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    token = _TOKEN.search(_read(browser, f"{office}/sign-in"))
    assert token
    form = {"csrfmiddlewaretoken": token[1], "name": who, "password": "open the gate", "next": "/"}
    desk = _read(browser, f"{office}/sign-in", urllib.parse.urlencode(form).encode())
    menu = _MENU.search(desk)
    assert menu
    pages = _LINK.findall(menu[0])
    assert where in pages
    for page in pages:
        assert "<h1" in _read(browser, office + page), page


def _read(browser: urllib.request.OpenerDirector, address: str, form: bytes | None = None) -> str:
    with browser.open(address, form, timeout=60) as answer:
        return str(answer.read().decode())
