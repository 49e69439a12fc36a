"""Pages for what cannot be shown: no such address, a request that makes no sense, or a fault of the office's own."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from darvoza.office.pages import notice


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The request was not one that a browser on this machine sends."""
    return notice(
        request,
        "This request cannot be answered",
        "Open the address that `darvoza serve` printed, on the machine where it runs.",
        status=HTTPStatus.BAD_REQUEST,
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """There is nothing at this address."""
    return notice(
        request,
        "There is nothing at this address",
        "It may belong to an earlier run. Look for the consignment in the queue.",
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
