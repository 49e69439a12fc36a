"""Setting up a second step: an authenticator on a telephone, and recovery codes on paper."""

import base64
import secrets

import segno
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as otp_login
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from markupsafe import Markup

from darvoza.office.audit.record import record
from darvoza.office.pages import page
from darvoza.office.people.access import SECOND_STEP_DUE, signed_in
from darvoza.office.people.models import Officer

_CODES = 8


@signed_in
@require_http_methods(["GET", "POST"])
def authenticator(request: HttpRequest) -> HttpResponse:
    """Show the secret as a QR code, and take it into use when a code made with it comes back."""
    officer: Officer = request.viewer.officer
    if TOTPDevice.objects.filter(user=officer, confirmed=True).exists():
        return page(request, "people/authenticator", there=True)
    device, _ = TOTPDevice.objects.get_or_create(user=officer, confirmed=False, defaults={"name": "authenticator"})
    wrong = False
    if request.method == "POST":
        if device.verify_token(request.POST.get("code", "").replace(" ", "")):
            with transaction.atomic():
                device.confirmed = True
                device.save(update_fields=["confirmed"])
                codes = _recovery_codes(officer)
                record("second step set up", by=officer)
            request.session[SECOND_STEP_DUE] = True
            otp_login(request, device)
            return page(request, "people/authenticator", there=True, codes=codes)
        device.throttle_reset()
        wrong = True
    return page(
        request,
        "people/authenticator",
        there=False,
        wrong=wrong,
        code=Markup(segno.make(device.config_url, error="m").svg_inline(scale=4, omitsize=True)),  # noqa: S704 - segno's own drawing
        secret=_grouped(device.key),
    )


@signed_in
@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Without a second step from now on; for that the password is asked once more."""
    officer: Officer = request.viewer.officer
    if not officer.check_password(request.POST.get("password", "")):
        return page(request, "people/authenticator", there=True, wrong_password=True)
    with transaction.atomic():
        TOTPDevice.objects.filter(user=officer).delete()
        StaticDevice.objects.filter(user=officer).delete()
        record("second step removed", by=officer)
    request.session.pop(SECOND_STEP_DUE, None)
    return redirect("account")


def _recovery_codes(officer: Officer) -> list[str]:
    """New recovery codes in place of any former ones; each opens the office once."""
    StaticDevice.objects.filter(user=officer).delete()
    device = StaticDevice.objects.create(user=officer, name="recovery")
    codes = [f"{secrets.randbelow(10**8):08d}" for _ in range(_CODES)]
    for code in codes:
        StaticToken.objects.create(device=device, token=code)
    return codes


def _grouped(key: str) -> str:
    """The secret in base 32, in groups of four, for who cannot point a camera at the picture."""
    text = base64.b32encode(bytes.fromhex(key)).decode("ascii").rstrip("=")
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))
