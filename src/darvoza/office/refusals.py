"""Pages for what cannot be shown: no such address, a request that makes no sense, or a fault of the office's own."""

from http import HTTPStatus

from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse

from darvoza.office.pages import notice


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The request holds too much, is not one that a browser on this machine sends, or its session went meanwhile."""
    if isinstance(exception, SessionInterrupted):
        return notice(
            request,
            "You may have been signed out",
            "What you asked for may be done all the same. Look whether it is before you do it again.",
            status=HTTPStatus.BAD_REQUEST,
        )
    if isinstance(exception, TooManyFilesSent):
        return notice(
            request,
            "Too many files at once",
            "Nothing was taken in. Send at most {most} files at a time.",
            status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            most=settings.DATA_UPLOAD_MAX_NUMBER_FILES,
        )
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        return notice(
            request,
            "This form holds too much",
            "Nothing was changed. Send it in several parts.",
            status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        )
    return notice(
        request,
        "This request cannot be answered",
        "Open the office by the address that it is known by, and try again from its first page.",
        status=HTTPStatus.BAD_REQUEST,
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """There is nothing at this address."""
    return notice(
        request,
        "There is nothing at this address",
        "It may have been removed, or belong to another unit. Look for it on the desk.",
        status=HTTPStatus.NOT_FOUND,
    )


def failed(request: HttpRequest) -> HttpResponse:
    """The office itself failed; what happened stands on the standard error of the command that serves it."""
    return notice(
        request,
        "The office could not make this page",
        "What went wrong is written where `darvoza serve` runs. The other pages still work.",
        status=HTTPStatus.INTERNAL_SERVER_ERROR,
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The officer's roles do not allow this."""
    return notice(
        request,
        "Your role does not allow this",
        "If your work needs it, ask your unit's administrator for the role. This attempt stands in the audit log.",
        status=HTTPStatus.FORBIDDEN,
    )


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """A form came back without the mark that the office put in it."""
    return notice(
        request,
        "This form is too old",
        "Nothing was changed. Open the page again and send the form from there.",
        status=HTTPStatus.FORBIDDEN,
    )


def locked_out(request: HttpRequest, credentials: object = None, **ignored: object) -> HttpResponse:  # noqa: ARG001 - as axes calls it
    """Too many wrong passwords."""
    return notice(
        request,
        "Signing in is locked for a quarter of an hour",
        "The password was wrong too often. Wait, or ask your unit's administrator to unlock the account.",
        status=HTTPStatus.TOO_MANY_REQUESTS,
    )
