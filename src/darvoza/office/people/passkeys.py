"""Signing in with a passkey: a key that a device keeps and opens for its owner only, in place of password and code."""

import json
import time
from typing import Any, Final

from django.contrib.auth import authenticate, login
from django.contrib.auth.backends import ModelBackend
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from darvoza.office import clock
from darvoza.office.audit.record import record
from darvoza.office.pages import page
from darvoza.office.people.access import anyone, signed_in
from darvoza.office.people.models import Officer, Passkey
from darvoza.office.people.onward import onward
from darvoza.office.people.provider import provider
from darvoza.office.refusals import locked_out

_MOST: Final = 10
"""Passkeys of one officer."""
_FRESH: Final = 300
"""Seconds for which a challenge stands."""
_LONGEST: Final = 20_000
_NAME: Final = "Darvoza"


class PasskeyBackend(ModelBackend):
    """Signs in who answers the challenge with a passkey of theirs; wrong answers count like wrong passwords."""

    def authenticate(
        self,
        request: HttpRequest,
        username: str | None = None,
        passkey: Passkey | None = None,
        **answer: Any,  # noqa: ANN401
    ) -> Officer | None:
        """The officer whose passkey it is, if it signed this office's challenge after it knew its owner."""
        if passkey is None or username != passkey.officer.name or not self.user_can_authenticate(passkey.officer):
            return None
        try:
            checked = verify_authentication_response(
                credential=answer["said"],
                expected_challenge=answer["challenge"],
                expected_rp_id=_host(request),
                expected_origin=_origin(request),
                credential_public_key=bytes(passkey.public_key),
                credential_current_sign_count=passkey.uses,
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError, KeyError):
            return None
        passkey.uses, passkey.used = checked.new_sign_count, clock.now()
        passkey.save(update_fields=["uses", "used"])
        return passkey.officer


@anyone
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """What a device is asked to sign before the office opens."""
    challenge = generate_authentication_options(
        rp_id=_host(request), user_verification=UserVerificationRequirement.REQUIRED
    )
    return _asked(request, challenge.challenge, options_to_json(challenge))


@anyone
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with what the device answered."""
    said, challenge = request.POST.get("credential", "")[:_LONGEST], _challenge(request)
    passkey = Passkey.objects.select_related("officer").filter(credential=_id(said)).first()
    name = passkey.officer.name if passkey else ""
    officer = authenticate(request, username=name, passkey=passkey, said=said, challenge=challenge or b"")
    if officer is not None and challenge:
        login(request, officer)
        record("signed in", by=officer, detail={"by": "passkey", "passkey": passkey.name if passkey else ""})
        return redirect(onward(request))
    if passkey is not None:
        record("passkey refused", by=passkey.officer)
    if getattr(request, "axes_locked_out", False):
        return locked_out(request)
    return page(
        request, "people/sign_in", wrong=False, wrong_passkey=True, provider=provider(), name="", onward=onward(request)
    )


@signed_in
@require_http_methods(["GET", "POST"])
def passkeys(request: HttpRequest) -> HttpResponse:
    """One's own passkeys; and one more, for which the password is asked again."""
    officer: Officer = request.viewer.officer
    problem = ""
    if request.method == "POST":
        problem = _added(request, officer)
        if not problem:
            return redirect("passkeys")
    kept = list(officer.passkeys.order_by("made"))
    by_name = not _host(request).replace(".", "").replace(":", "").replace("[", "").replace("]", "").isdigit()
    return page(
        request,
        "people/passkeys",
        passkeys=kept,
        problem=problem,
        room=len(kept) < _MOST,
        by_name=by_name,
        password=officer.has_usable_password(),
    )


@signed_in
@require_POST
def offer(request: HttpRequest) -> HttpResponse:
    """What a device is asked to make a passkey with."""
    officer: Officer = request.viewer.officer
    made = generate_registration_options(
        rp_id=_host(request),
        rp_name=_NAME,
        user_id=str(officer.pk).encode(),
        user_name=officer.name,
        user_display_name=officer.full_name,
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=base64url_to_bytes(each))
            for each in officer.passkeys.values_list("credential", flat=True)
        ],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )
    return _asked(request, made.challenge, options_to_json(made))


@signed_in
@require_POST
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Without this passkey from now on: a lost device opens nothing."""
    officer: Officer = request.viewer.officer
    found = get_object_or_404(officer.passkeys, pk=number)
    with transaction.atomic():
        record("passkey removed", by=officer, detail={"passkey": found.name})
        found.delete()
    return redirect("passkeys")


def _added(request: HttpRequest, officer: Officer) -> str:
    """Keep the passkey that the device made; the reason why not, or nothing."""
    challenge = _challenge(request)
    if officer.has_usable_password() and not officer.check_password(request.POST.get("password", "")):
        return "The password is not right."
    if officer.passkeys.count() >= _MOST:
        return "There are ten passkeys already: remove one that is no longer used."
    try:
        made = verify_registration_response(
            credential=request.POST.get("credential", "")[:_LONGEST],
            expected_challenge=challenge or b"",
            expected_rp_id=_host(request),
            expected_origin=_origin(request),
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError):
        return "The device did not make a passkey for this office. Try again, or use another device."
    if not challenge:
        return "That took too long. Try again."
    name = request.POST.get("name", "").strip()[:60] or "passkey"
    try:
        with transaction.atomic():
            Passkey.objects.create(
                officer=officer,
                name=name,
                credential=bytes_to_base64url(made.credential_id),
                public_key=made.credential_public_key,
                uses=made.sign_count,
                made=clock.now(),
            )
            record("passkey added", by=officer, detail={"passkey": name})
    except IntegrityError:
        return "This device has a passkey for this office already."
    return ""


def _asked(request: HttpRequest, challenge: bytes, options: str) -> HttpResponse:
    request.session[_CHALLENGE] = [bytes_to_base64url(challenge), time.time()]
    return HttpResponse(options, content_type="application/json")


_CHALLENGE: Final = "passkey_challenge"


def _challenge(request: HttpRequest) -> bytes | None:
    """The challenge that this browser was given last, once and as long as it is fresh."""
    kept = request.session.pop(_CHALLENGE, None)
    return base64url_to_bytes(kept[0]) if kept and time.time() - kept[1] < _FRESH else None


def _id(said: str) -> str:
    """The id of the credential in a device's answer; empty where it is none."""
    try:
        found = json.loads(said)
    except ValueError:
        return ""
    return str(found.get("id", ""))[:_LONGEST] if isinstance(found, dict) else ""


def _host(request: HttpRequest) -> str:
    """The name by which the browser knows the office, without the port: what passkeys are bound to."""
    host: str = request.get_host()
    return host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() and not host.endswith("]") else host


def _origin(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"
