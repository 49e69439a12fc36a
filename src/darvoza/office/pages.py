"""How a page is made: one template, the reader's words and menu, and at most so many rows at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.template.backends.utils import csrf_input
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe
from jinja2 import Environment, StrictUndefined

from darvoza.language import LANGUAGES, Language
from darvoza.office import exercise
from darvoza.office.assets import address
from darvoza.office.desk.list_names import list_name
from darvoza.office.desk.names import transliterated
from darvoza.office.home import is_training_room
from darvoza.office.menu import menu
from darvoza.office.people.access import Viewer
from darvoza.office.words import Words

View = Callable[..., HttpResponse]


def only_read(view: View) -> View:
    """The view for requests that read; any other method is refused."""
    safe: View = require_safe(view)
    return safe


def environment(**options: Any) -> Environment:  # noqa: ANN401 - Django hands Jinja's own options through
    """Jinja as the office uses it: everything escaped, and a value that a template misspells is an error."""
    given = {name: value for name, value in options.items() if name not in {"autoescape", "undefined"}}
    made = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, **given)
    made.globals["static"] = address
    made.globals["url"] = _url
    made.globals["in_latin"] = transliterated
    made.globals["list_name"] = list_name
    return made


def _url(name: str, *args: object, **query: object) -> str:
    """The address of a view, with a query string of what is given and not None."""
    asked = {key: value for key, value in query.items() if value is not None}
    return _address(name, args) + (f"?{urlencode(asked)}" if asked else "")


@lru_cache(maxsize=20_000)
def _address(name: str, args: tuple[object, ...]) -> str:
    """The address of a view: a page has a hundred of them, most of which the one before had too."""
    return reverse(name, args=args)


class _FormField:
    """The hidden field by which a form says that it comes from this page: made once for all forms of a page."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def _made(self) -> str:
        return csrf_input(self._request)

    def __html__(self) -> str:
        """The field as HTML."""
        return self._made


def page(
    request: HttpRequest,
    template: str,
    *,
    here: str = "",
    status: int = HTTPStatus.OK,
    **values: object,
) -> HttpResponse:
    """A page in the reader's language; ``here`` names the entry of the main menu that it belongs to.

    ``template`` is ``app/name`` without its ending; without an app it is one of the office's own.
    """
    # a request that was refused before the language was known is answered in English
    words: Words = getattr(request, "words", None) or Words(Language.ENGLISH)
    viewer: Viewer = getattr(request, "viewer", None) or Viewer(None)
    name = template if "/" in template else f"office/{template}"
    shared = {
        "request": request,
        "csrf_input": _FormField(request),
        "_": words.say,
        "viewer": viewer,
        "menu": menu(viewer),
        "words": words,
        "number": words.number,
        "here": here,
        "training": is_training_room(),
        "playing": exercise.head(request) if viewer.officer else None,
        "languages": _languages(request),
    }
    return HttpResponse(render_to_string(f"{name}.html.j2", shared | values), status=status)


def notice(
    request: HttpRequest,
    title: str,
    advice: str,
    *,
    status: int = HTTPStatus.OK,
    command: str | None = None,
    here: str = "",
    **values: object,
) -> HttpResponse:
    """A page that says in place of content why there is none and what to do, perhaps with a command to run."""
    return page(request, "notice", here=here, status=status, title=title, advice=advice, command=command, values=values)


def _languages(request: HttpRequest) -> list[tuple[str, str, str]]:
    """Each language's tag and name, and the address of this page in it."""
    asked = [(key, value) for key, values in request.GET.lists() if key != "lang" for value in values]
    return [(str(tag), name, f"?{urlencode([*asked, ('lang', str(tag))])}") for tag, name in LANGUAGES.items()]


_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Which rows of a long list one page shows: ``size`` at most from ``start``, on page ``number`` of ``last``."""

    number: int
    last: int
    start: int
    size: int
    total: int

    @classmethod
    def asked(cls, text: str | None, total: int, size: int = 50) -> "Stretch":
        """The page that a query string names; what is no number is the first page, beyond the end is the last.

        >>> Stretch.asked("3", total=120)
        Stretch(number=3, last=3, start=100, size=50, total=120)
        """
        last = max(1, -(-total // size))
        digits = text if text is not None and text.isascii() and text.isdigit() and len(text) < _LONGEST else "1"
        number = min(max(int(digits), 1), last)
        return cls(number, last, (number - 1) * size, size, total)

    @property
    def end(self) -> int:
        """The row after the last one shown."""
        return min(self.start + self.size, self.total)

    def of(self, rows: Sequence[_T]) -> Sequence[_T]:
        """Those of the rows."""
        return rows[self.start : self.end]


_LONGEST = 10
