"""What a page cannot do, whoever wrote what stands on it, and what an answer never gives away."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from django.test import Client

from darvoza.intake import Status
from darvoza.office import create_office
from darvoza.office.assets import address

Make = Callable[..., Any]

HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">\'"{{ 7*7 }}{% raw %}'


@pytest.mark.parametrize(
    "path", ["/", "/consignment/9f86d081884c-0", "/messages", "/health", "/nowhere", address("office.css")]
)
def test_every_answer_says_what_a_browser_may_do(browser: Client, path: str) -> None:
    response = browser.get(path)
    policy = response["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self';")
    assert "unsafe" not in policy
    assert "script" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


def test_pages_are_not_kept_by_browsers_but_style_is(browser: Client) -> None:
    assert browser.get("/")["Cache-Control"] == "no-store"
    style = browser.get(address("office.css"))
    assert style["Cache-Control"] == "public, max-age=31536000, immutable"
    assert style["Content-Type"] == "text/css; charset=utf-8"
    assert browser.get(address("icon.svg"))["Content-Type"] == "image/svg+xml"


@pytest.mark.parametrize(
    "path",
    [
        "/static/000000000000/office.css",
        "/static/x/../settings.py",
        "/static/x/settings.py",
        "/static/x/%2e%2e%2fsettings.py",
    ],
)
def test_nothing_else_is_served_as_a_file(browser: Client, path: str) -> None:
    assert browser.get(path).status_code == 404


def test_the_style_asks_nothing_of_another_host(browser: Client) -> None:
    style = browser.get(address("office.css")).content.decode()
    assert "url(" not in style
    assert "@import" not in style


def test_hostile_text_is_only_text(open_run: Make, assessment: Make, signal: Make, receipt: Make) -> None:
    texts = ("reference", "means_id", "consignor", "consignee", "goods", "office", "currency", "measure")
    places = ("country_of_dispatch", "country_of_destination", "ground")
    raised = signal(3, id=HOSTILE, subject=HOSTILE, evidence=[{"name": "country", "value": HOSTILE}])
    bad = assessment(
        1,
        selected=True,
        **dict.fromkeys(texts + places, HOSTILE),
        hs_codes=[HOSTILE],
        signals=[raised],
        missing=[HOSTILE],
        versions=[{"name": HOSTILE, "version": HOSTILE}],
    )
    sent = receipt(1, Status.PARTLY_ACCEPTED, 1, path=HOSTILE, sender=HOSTILE, format=HOSTILE, charset=HOSTILE)
    browser = open_run([bad], [sent])
    for path in ("/", "/consignment/9f86d081884c-1", "/messages", f"/message/{1:012x}"):
        response = browser.get(path)
        assert response.status_code == 200
        page = response.content.decode()
        assert "<script" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;" in page
        assert "49" not in page.replace("149", "")


@pytest.mark.parametrize("host", ["example.org", "192.168.0.4:8765", "127.0.0.1.example.org", "localhost.example.org"])
def test_only_this_machines_own_names_are_answered(browser: Client, host: str) -> None:
    response = browser.get("/", headers={"host": host})
    assert response.status_code == 400
    assert "This request cannot be answered" in response.content.decode()
    assert "CMR-2026" not in response.content.decode()
    assert response["Content-Security-Policy"]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8765", "localhost:9", "[::1]:8765"])
def test_this_machines_names_are(browser: Client, host: str) -> None:
    assert browser.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize(
    "path", ["/", "/released", "/consignment/9f86d081884c-0", "/messages", "/health", address("office.css")]
)
def test_nothing_can_be_changed(browser: Client, method: str, path: str) -> None:
    assert getattr(browser, method)(path).status_code == 405


def test_a_fault_of_the_office_is_owned_up_to_without_details(
    shift: Path,
    browser: Client,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr("darvoza.office.views.told", broken)
    browser.raise_request_exception = False
    response = browser.get("/")
    assert response.status_code == 500
    assert "The office could not make this page" in response.content.decode()
    assert "secret of the inside" not in response.content.decode()
    assert str(shift) not in response.content.decode()
    assert response["Content-Security-Policy"]
    capfd.readouterr()


def test_two_offices_in_one_process_each_show_their_own_run(
    tmp_path_factory: pytest.TempPathFactory,
    shift: Path,
) -> None:
    other = tmp_path_factory.mktemp("other")
    assert b"CMR-2026-00000" in _call(shift)
    assert b"No run to show yet" in _call(other)
    assert b"CMR-2026-00000" in _call(shift)


def _call(folder: Path) -> bytes:
    environ: dict[str, Any] = {}
    setup_testing_defaults(environ)
    started: list[str] = []
    body = b"".join(create_office(folder)(environ, lambda status, _headers, *_: started.append(status)))
    assert started == ["200 OK"]
    return body


def test_one_process_has_one_secret_key(shift: Path) -> None:
    create_office(shift)
    with pytest.raises(ValueError, match="another secret key"):
        create_office(shift, secret_key="k" * 50)


def test_without_django_the_error_says_what_to_install() -> None:
    run = python("import sys; sys.modules['django'] = None; import darvoza.office")
    assert run.returncode == 1
    assert "pip install darvoza[office]" in run.stderr


def test_the_command_can_be_asked_for_help_without_django() -> None:
    run = python("import sys, darvoza.cli.serve; sys.exit('django' in sys.modules)")
    assert run.returncode == 0


def python(code: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - the code stands above
