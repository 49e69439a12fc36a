"""Signing in through the provider that an administration has for all its systems: OpenID Connect, code flow with PKCE.

Who signs in is an officer of this office already, known by the name that the provider gives; nobody becomes one by
signing in, and roles are given here alone. A second step is the provider's own.
"""

import base64
import hashlib
import json
import os
import secrets
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, cast
from urllib.parse import urlencode, urlsplit

from django.contrib.auth import authenticate, login
from django.contrib.auth.backends import ModelBackend
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization

from darvoza.office.audit.record import record
from darvoza.office.pages import notice
from darvoza.office.people.access import anyone
from darvoza.office.people.models import Officer
from darvoza.office.people.onward import onward

_ALGORITHMS: Final = ["RS256", "PS256", "ES256", "EdDSA", "Ed25519"]
_PATIENCE: Final = 10  # seconds for one answer of the provider
_LARGEST: Final = 1_000_000
_FRESH: Final = 600  # seconds from going there to coming back
_LEEWAY: Final = 60  # seconds by which its clock may differ
_REMEMBERED: Final = 3600  # seconds for which its addresses and keys are remembered
_SESSION: Final = "provider"


class NotAnsweredError(Exception):
    """The provider did not answer, or with something that is no proof of who somebody is."""


@dataclass(frozen=True, slots=True)
class Provider:
    """An OpenID Connect provider as the environment names it."""

    issuer: str
    client: str
    secret: str
    claim: str
    name: str


def provider() -> Provider | None:
    """The provider that ``DARVOZA_OIDC_ISSUER`` names; None where the office has none."""
    issuer = os.environ.get("DARVOZA_OIDC_ISSUER", "").rstrip("/")
    if not issuer:
        return None
    return Provider(
        issuer=issuer,
        client=os.environ.get("DARVOZA_OIDC_CLIENT", "darvoza"),
        secret=os.environ.get("DARVOZA_OIDC_SECRET", ""),
        claim=os.environ.get("DARVOZA_OIDC_CLAIM", "preferred_username"),
        name=os.environ.get("DARVOZA_OIDC_NAME", urlsplit(issuer).netloc),
    )


class ProviderBackend(ModelBackend):
    """Signs in the officer whose name a provider has proved."""

    def authenticate(
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's signature
        username: str | None = None,
        *,
        proved: bool = False,
        **ignored: Any,  # noqa: ANN401, ARG002
    ) -> Officer | None:
        """The officer of this name, where the caller has checked the provider's proof of it."""
        if not proved or not username:
            return None
        found = Officer.objects.filter(name=Officer.objects.normal(username)).first()
        return found if found is not None and self.user_can_authenticate(found) else None


@anyone
@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    """Send the browser to the provider, and remember what it has to bring back."""
    known = _known()
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    digest = hashlib.sha256(verifier.encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": known.client,
        "redirect_uri": request.build_absolute_uri(reverse("provider-back")),
        "scope": "openid profile email",
        "state": state,
        "nonce": nonce,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    try:
        to = _described(known.issuer, _now())["authorization_endpoint"]
    except NotAnsweredError:
        return _not_answered(request, known)
    request.session[_SESSION] = [state, nonce, verifier, onward(request), time.time()]
    return redirect(f"{to}{'&' if '?' in to else '?'}{urlencode(asked)}")


@anyone
@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """The browser comes back with a code; what the provider gives for it says who it is."""
    known = _known()
    state, nonce, verifier, to, began = request.session.pop(_SESSION, ["", "", "", "", 0.0])
    if not state or not secrets.compare_digest(state, request.GET.get("state", "")) or time.time() - began > _FRESH:
        return notice(
            request,
            "Signing in took too long, or began elsewhere",
            "Nothing was changed. Begin again from the sign-in page.",
            status=400,
        )
    try:
        claims = _proof(request, known, verifier, nonce)
    except NotAnsweredError:
        return _not_answered(request, known)
    said = claims.get(known.claim)
    proved = isinstance(said, str) and bool(said) and (known.claim != "email" or claims.get("email_verified") is True)
    officer = authenticate(request, username=said if proved else "", proved=proved)
    if officer is None:
        record("sign-in refused", by=None, detail={"provider": known.issuer, "name": str(said)[:80]})
        return notice(
            request,
            "This office does not know you",
            "Nobody of the name that the provider gives has an account here. Ask your unit's administrator for one.",
            status=403,
        )
    login(request, officer)
    record("signed in", by=officer, detail={"by": known.issuer})
    own = url_has_allowed_host_and_scheme(to, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return redirect(to if own else reverse("home"))


def _proof(request: HttpRequest, known: Provider, verifier: str, nonce: str) -> dict[str, Any]:
    """The claims of the ID token that the provider gives for the code: signed by it, for this office, for this sign-in.

    Raises:
        NotAnsweredError: there is no such token.
    """
    code = request.GET.get("code", "")
    if not code:
        raise NotAnsweredError
    described = _described(known.issuer, _now())
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": request.build_absolute_uri(reverse("provider-back")),
        "client_id": known.client,
        "client_secret": known.secret,
        "code_verifier": verifier,
    }
    given = _fetched(described["token_endpoint"], {name: value for name, value in form.items() if value})
    try:
        keys = KeySet.import_key_set(cast("KeySetSerialization", _fetched(described["jwks_uri"])))
        claims = jwt.decode(str(given.get("id_token", "")), keys, algorithms=_ALGORITHMS).claims
        jwt.JWTClaimsRegistry(
            leeway=_LEEWAY,
            iss={"essential": True, "value": known.issuer},
            aud={"essential": True, "value": known.client},
            exp={"essential": True},
            nonce={"essential": True, "value": nonce},
        ).validate(claims)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise NotAnsweredError from error
    if claims.get("azp", known.client) != known.client:
        raise NotAnsweredError
    return dict(claims)


@lru_cache(maxsize=4)
def _described(issuer: str, hour: int) -> dict[str, Any]:  # noqa: ARG001 - asked anew each hour
    """The provider's own description: where it is asked for what.

    Raises:
        NotAnsweredError: it does not answer, or describes another provider.
    """
    found = _fetched(f"{issuer}/.well-known/openid-configuration")
    if str(found.get("issuer", "")).rstrip("/") != issuer:
        raise NotAnsweredError
    if not all(_safe(str(found.get(each, ""))) for each in ("authorization_endpoint", "token_endpoint", "jwks_uri")):
        raise NotAnsweredError
    return found


def _now() -> int:
    return int(time.time()) // _REMEMBERED


def _safe(address: str) -> bool:
    """By https, or on this machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost", "::1"})


def _fetched(address: str, form: dict[str, str] | None = None) -> dict[str, Any]:
    """What the provider answers, as JSON."""
    if not _safe(address):
        raise NotAnsweredError
    body = urlencode(form).encode() if form is not None else None
    request = urllib.request.Request(address, body, {"Accept": "application/json"})  # noqa: S310 - checked above
    try:
        with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310 - likewise
            found = json.loads(answer.read(_LARGEST))
    except (OSError, urllib.error.URLError, ValueError) as error:
        raise NotAnsweredError from error
    if not isinstance(found, dict):
        raise NotAnsweredError
    return found


def _known() -> Provider:
    found = provider()
    if found is None:
        raise Http404
    return found


def _not_answered(request: HttpRequest, known: Provider) -> HttpResponse:
    return notice(
        request,
        "{provider} did not say who you are",
        "Try again, or sign in with name and password. If it stays so, tell those who maintain the office.",
        status=502,
        provider=known.name,
    )
