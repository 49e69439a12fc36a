"""Signing in and out, the second step, and one's own password."""

from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import devices_for_user, match_token
from django_otp import login as otp_login

from darvoza.office.audit.record import record
from darvoza.office.pages import page
from darvoza.office.people.access import SECOND_STEP_DUE, anyone, signed_in
from darvoza.office.people.forms import SecondStep, SignIn
from darvoza.office.people.models import Officer
from darvoza.office.people.onward import onward
from darvoza.office.people.provider import provider
from darvoza.office.refusals import locked_out


@anyone
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password; who has a second step set up is asked for it next."""
    if request.viewer.officer is not None:
        return redirect("home")
    form = SignIn(request.POST or None)
    wrong = False
    if request.method == "POST" and form.is_valid():
        name = Officer.objects.normal(form.cleaned_data["name"])
        officer = authenticate(request, username=name, password=form.cleaned_data["password"])
        if officer is not None:
            login(request, officer)
            record("signed in", by=officer)
            to = onward(request)
            if any(devices_for_user(officer)):
                request.session[SECOND_STEP_DUE] = True
                request.session["onward"] = to
                return redirect("second-step")
            return redirect(to)
        wrong = True
        if getattr(request, "axes_locked_out", False):
            return locked_out(request)
    return page(
        request,
        "people/sign_in",
        wrong=wrong,
        wrong_passkey=False,
        provider=provider(),
        name=form.data.get("name", ""),
        onward=onward(request),
    )


@anyone
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """Six digits from an authenticator, or a recovery code, after the password."""
    officer = request.viewer.officer
    if officer is None:
        return redirect("sign-in")
    if not request.session.get(SECOND_STEP_DUE) or request.user.is_verified():
        return redirect("home")
    form = SecondStep(request.POST or None)
    wrong = False
    if request.method == "POST" and form.is_valid():
        device = match_token(officer, form.cleaned_data["code"].replace(" ", ""))
        if device is not None:
            otp_login(request, device)
            record("second step done", by=officer)
            return redirect(request.session.pop("onward", reverse("home")))
        record("second step failed", by=officer)
        wrong = True
    return page(request, "people/second_step", wrong=wrong)


@anyone
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session."""
    if request.viewer.officer is not None:
        record("signed out", by=request.viewer.officer)
    logout(request)
    return redirect("sign-in")


@signed_in
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """One's own password, changed; a first one must be."""
    officer: Officer = request.viewer.officer
    problem = ""
    if request.method == "POST":
        problem = _changed(officer, request)
        if not problem:
            update_session_auth_hash(request, officer)
            record("changed password", by=officer)
            return redirect("home")
    return page(request, "people/password", problem=problem, must=officer.must_change_password)


def _changed(officer: Officer, request: HttpRequest) -> str:
    """Change the password as the form asks; the reason why not, or nothing."""
    new = request.POST.get("new", "")
    if not officer.check_password(request.POST.get("old", "")):
        return "The present password is not this one."
    if new != request.POST.get("again", ""):
        return "The two new passwords differ."
    try:
        validate_password(new, officer)
    except ValidationError:
        return "Choose one of at least 12 characters that is no common word, no number and not like your name."
    if officer.check_password(new):
        return "Choose another one than the present."
    officer.set_password(new)
    officer.must_change_password = False
    officer.save(update_fields=["password", "must_change_password"])
    return ""


@signed_in
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """One's own account: roles, language, shortcuts, and ways to sign in."""
    officer: Officer = request.viewer.officer
    if request.method == "POST":
        officer.shortcuts = request.POST.get("shortcuts") == "1"
        officer.save(update_fields=["shortcuts"])
        return redirect("account")
    memberships = list(officer.memberships.select_related("unit").order_by("unit__name", "role"))
    return page(request, "people/account", memberships=memberships)
