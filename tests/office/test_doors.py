"""Every door of the office: who may open it, and that none was left without a rule."""

from collections.abc import Callable, Iterator

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from darvoza.office.desk.models import Message
from darvoza.office.people.models import Role

API = "api/v1/"
"""Behind it every operation asks for a token with its own scope: its tests walk them."""


def doors(found: list[URLPattern | URLResolver] | None = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address with its view."""
    for each in found or get_resolver().url_patterns:
        route = before + str(each.pattern)
        if route.startswith(API):
            continue
        if isinstance(each, URLResolver):
            yield from doors(each.url_patterns, route)
        else:
            yield route, each


@pytest.mark.parametrize(("route", "door"), list(doors()), ids=lambda value: value if isinstance(value, str) else "")
def test_every_view_says_whom_it_is_for(route: str, door: URLPattern) -> None:
    assert hasattr(door.callback, "allowed"), f"{route} has no rule: put allow(...) or anyone on its view"


CLOSED = [(route, door) for route, door in doors() if getattr(door.callback, "allowed", None) is not None]


def address(route: str) -> str:
    """An address that matches this route, of something that is not there."""
    parts = [part if not part.startswith("<") else "1" for part in route.split("/")]
    return "/" + "/".join(parts)


@pytest.mark.django_db
@pytest.mark.parametrize("route", [route for route, _ in CLOSED])
def test_a_stranger_is_asked_to_sign_in(route: str) -> None:
    answer = Client().get(address(route))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in?next=")


@pytest.mark.parametrize("role", Role)
def test_a_role_opens_its_own_doors_only(role: Role, browser: Callable[..., Client]) -> None:
    client = browser(role)
    for route, door in CLOSED:
        answer = client.get(address(route))
        if role in door.callback.allowed:
            assert answer.status_code != 403, route
        else:
            assert answer.status_code == 403, route


def test_who_was_signed_out_meanwhile_is_told_so(
    browser: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser(Role.ANALYST)

    def gone(*_: object, **__: object) -> None:
        raise UpdateError

    monkeypatch.setattr(SessionStore, "save", gone)
    answer = client.post("/lists/start", {"title": ""})  # what is wrong with it waits in the session
    assert answer.status_code == 400
    assert "You may have been signed out" in answer.content.decode()


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"messages": [SimpleUploadedFile(f"{n}.edi", b"UNB") for n in range(501)]}, "at most 500 files at a time"),
        ({f"field-{n}": "1" for n in range(1001)}, "This form holds too much"),
        ({"note": "a" * (20 * 1024 * 1024 + 1)}, "This form holds too much"),
    ],
    ids=["files", "fields", "bytes"],
)
def test_who_sends_too_much_at_once_is_told_so(
    browser: Callable[..., Client], form: dict[str, object], told: str
) -> None:
    client = browser(Role.TARGETER)
    answer = client.post("/messages", form)
    assert answer.status_code == 413
    assert told in answer.content.decode()
    assert not Message.objects.exists()
