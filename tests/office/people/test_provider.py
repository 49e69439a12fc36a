"""Signing in through a provider: a real one, as small as one can be, that signs what it is told to say."""

import hashlib
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from joserfc import jwt
from joserfc.jwk import RSAKey

from darvoza.office.audit.models import Entry
from darvoza.office.people.models import Officer, Role

KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
OTHER = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})


class Provider(ThreadingHTTPServer):
    """Answers as OpenID Connect says; ``claims`` and ``signer`` are what a test makes of it."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.claims: dict[str, Any] = {}
        self.signer = KEY
        self.asked: dict[str, str] = {}
        self.challenge = ""

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def signed(self) -> str:
        now = int(time.time())
        usual = {"iss": self.issuer, "aud": "darvoza", "sub": "1", "iat": now, "exp": now + 60}
        return jwt.encode({"alg": "RS256", "kid": "one"}, usual | self.claims, self.signer)


class _Answer(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        if self.path == "/keys":
            return self._say({"keys": [KEY.as_dict(private=False)]})
        issuer = self.server.issuer
        return self._say(
            {
                "issuer": issuer,
                "authorization_endpoint": f"{issuer}/ask",
                "token_endpoint": f"{issuer}/token",
                "jwks_uri": f"{issuer}/keys",
            }
        )

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.asked = {name: said[0] for name, said in parse_qs(body).items()}
        digest = hashlib.sha256(self.server.asked.get("code_verifier", "").encode()).digest()
        if urlsafe_b64encode(digest).rstrip(b"=").decode() != self.server.challenge:
            return self.send_error(400)
        return self._say({"id_token": self.server.signed(), "access_token": "a", "token_type": "Bearer"})

    def _say(self, what: dict[str, Any]) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(what).encode())

    def log_message(self, *ignored: object) -> None:
        """Say nothing."""


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch, officer: Callable[..., Officer]) -> Iterator[Provider]:
    """The provider, named in the environment, of an office with one targeter."""
    officer(Role.TARGETER, name="dilshod")
    made = Provider()
    Thread(target=made.serve_forever, args=(0.05,), daemon=True).start()
    monkeypatch.setenv("DARVOZA_OIDC_ISSUER", made.issuer)
    monkeypatch.setenv("DARVOZA_OIDC_SECRET", "between us")
    yield made
    made.shutdown()
    made.server_close()


def go(provider: Provider, client: Client, **claims: object) -> Any:  # noqa: ANN401 - Django's answer
    """Sign in as the provider says, and what the office answers when the browser comes back."""
    sent = client.get("/sign-in/provider?next=/desk")["Location"]
    asked = {name: said[0] for name, said in parse_qs(urlsplit(sent).query).items()}
    assert sent.startswith(f"{provider.issuer}/ask?")
    assert asked["code_challenge_method"] == "S256"
    provider.challenge = asked["code_challenge"]
    provider.claims = {"nonce": asked["nonce"], "preferred_username": "Dilshod"} | claims
    return client.get("/sign-in/provider/back", {"code": "x", "state": asked["state"]})


def test_who_the_provider_knows_and_the_office_too_is_signed_in(provider: Provider) -> None:
    client = Client()
    assert go(provider, client)["Location"] == "/desk"
    assert client.get("/desk").status_code == 200
    assert provider.asked["client_secret"] == "between us"  # noqa: S105 - of a test
    assert Entry.objects.get(action="signed in").detail == {"by": provider.issuer}


def test_who_has_no_account_here_gets_none(provider: Provider) -> None:
    client = Client()
    assert go(provider, client, preferred_username="stranger").status_code == 403
    assert client.get("/desk").status_code == 302
    assert Officer.objects.count() == 1


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "of another sign-in"},
        {"aud": "another office"},
        {"aud": ["darvoza", "another"], "azp": "another"},
        {"iss": "http://127.0.0.1/another"},
        {"exp": 1},
    ],
)
def test_a_proof_for_somebody_else_proves_nothing(provider: Provider, claims: dict[str, object]) -> None:
    client = Client()
    assert go(provider, client, **claims).status_code == 502
    assert client.get("/desk").status_code == 302


def test_a_proof_that_another_signed_proves_nothing(provider: Provider) -> None:
    provider.signer = OTHER
    assert go(provider, Client()).status_code == 502


@pytest.mark.usefixtures("provider")
def test_who_did_not_begin_here_does_not_come_back() -> None:
    client = Client()
    client.get("/sign-in/provider")
    assert client.get("/sign-in/provider/back", {"code": "x", "state": "another"}).status_code == 400


def test_a_closed_account_stays_closed(provider: Provider) -> None:
    Officer.objects.update(is_active=False)
    assert go(provider, Client()).status_code == 403


@pytest.mark.django_db
def test_without_a_provider_there_is_no_such_way() -> None:
    assert Client().get("/sign-in/provider").status_code == 404
    assert "/sign-in/provider" not in Client().get("/sign-in").content.decode()
