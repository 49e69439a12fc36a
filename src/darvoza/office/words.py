"""Words, numbers and names in the language a reader chose."""

from collections.abc import Callable
from datetime import date, datetime
from http import HTTPStatus

from babel import Locale
from babel.numbers import parse_pattern
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from darvoza.intake import Problem
from darvoza.language import Language, say
from darvoza.report import office_name

_COOKIE = "darvoza_language"
_YEAR = 365 * 24 * 3600
_PLAIN = parse_pattern("#,##0.##")
_PERCENT = parse_pattern("#,##0.#%")


class Words:
    r"""Everything a page says goes through one of these.

    >>> Words(Language.RUSSIAN).number(12345.5)
    '12\xa0345,5'
    """

    def __init__(self, language: Language) -> None:
        self.language = language
        self._locale = Locale.parse(str(language), sep="-")
        self._mark = self.number(0.5)[1]  # between whole and parts

    def say(self, message: str, /, **values: object) -> str:
        """The message in this language with its places filled."""
        return say(message, self.language, **values)

    def tell(self, message: str, problem: Problem) -> str:
        """A problem's rule or advice with the problem's own values in its places."""
        return say(message, self.language, value=problem.value, field=problem.field, limit=problem.limit)

    def number(self, value: float) -> str:
        """A number as this language writes it, to two decimals."""
        return str(_PLAIN.apply(value, self._locale))

    def score(self, value: float | None) -> str:
        """A score or weight from 0 to 1, always to two decimals; missing is a dash.

        >>> Words(Language.RUSSIAN).score(0.7), Words(Language.ENGLISH).score(None)
        ('0,70', '—')
        """
        return "—" if value is None else f"{value:.2f}".replace(".", self._mark)

    def percent(self, share: float) -> str:
        """A share of 0 to 1 as a percentage, to one decimal."""
        return str(_PERCENT.apply(share, self._locale))

    def moment(self, time: datetime) -> str:
        """A day and time of this office's zone the way every office of the region writes it."""
        local = timezone.localtime(time) if timezone.is_aware(time) else time
        return local.strftime("%d.%m.%Y %H:%M")

    def day(self, day: date | str | None) -> str:
        """A day as every office of the region writes it; one that was filed otherwise as it is, missing a dash.

        >>> Words(Language.TAJIK).day("2026-11-21"), Words(Language.TAJIK).day("spring")
        ('21.11.2026', 'spring')
        """
        if isinstance(day, str):
            try:
                day = date.fromisoformat(day)
            except ValueError:
                return str(day)
        return day.strftime("%d.%m.%Y") if day else "—"

    def office(self, code: str | None) -> str:
        """A post as officers call it in this language, or the code as filed where it is none of the known posts.

        A post of a training desk is called by the post that it plays.
        """
        return office_name(code and code.partition("~")[0], self.language)

    def country(self, code: str | None) -> str:
        """A country by name with its code, or as filed where there is no such country."""
        name = self._locale.territories.get(code) if code else None
        return f"{name} ({code})" if name else code or "—"


def in_language(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: gives each request its ``words``.

    In the language that ``?lang=`` asks for, which is then remembered of the officer; else in the officer's own; before
    sign-in as the cookie remembers, as the browser prefers, or English.
    """

    def with_words(request: HttpRequest) -> HttpResponse:
        asked = _language(request.GET.get("lang"))
        officer = request.viewer.officer
        remembered = _language(officer.language) if officer else _language(request.COOKIES.get(_COOKIE))
        language = asked or remembered or _preferred(request.headers.get("Accept-Language", ""))
        if officer is not None and asked is not None and asked != officer.language:
            officer.language = str(asked)
            officer.save(update_fields=["language"])
        request.words = Words(language)
        response = answer(request)
        response.headers.setdefault("Content-Language", str(language))
        if asked is not None and response.status_code < HTTPStatus.BAD_REQUEST:
            response.set_cookie(_COOKIE, str(asked), max_age=_YEAR, httponly=True, samesite="Lax")
        return response

    return with_words


def _language(tag: str | None) -> Language | None:
    try:
        return Language(tag) if tag else None
    except ValueError:
        return None


def _preferred(header: str) -> Language:
    """The first of our languages that a browser's ``Accept-Language`` names; English where none is.

    >>> _preferred("de-DE,ru;q=0.8,en;q=0.5")
    <Language.RUSSIAN: 'ru'>
    """
    for each in header.split(","):
        tag = each.partition(";")[0].strip()
        found = _language(tag) or _language(tag.partition("-")[0])
        if found is not None:
            return found
    return Language.ENGLISH
