"""What the desk has to say after it did something: kept in the session until the next page."""

from django.http import HttpRequest

from darvoza.office.desk.deciding import NotDecidedError

_KEY = "desk_says"


def say_next(request: HttpRequest, message: str, *, wrong: bool = False, **values: str | int) -> None:
    """Say this at the head of the next page: an English message with its values; ``wrong`` when nothing was done."""
    request.session[_KEY] = [*request.session.get(_KEY, []), [message, values, wrong]][-_MOST:]


def refuse_next(request: HttpRequest, error: NotDecidedError) -> None:
    """Say on the next page why nothing was done."""
    say_next(request, error.message, wrong=True, **error.values)


def heard(request: HttpRequest) -> list[tuple[str, bool]]:
    """What there is to say, in the reader's language, and whether it is of something that went wrong; said once."""
    said = request.session.pop(_KEY, []) if _KEY in request.session else []
    return [(request.words.say(message, **values), wrong) for message, values, wrong in said]


_MOST = 12
