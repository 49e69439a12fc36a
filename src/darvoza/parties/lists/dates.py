"""Dates as watch lists write them, to ISO 8601 as far as they are known."""

import re
from typing import Final

_MONTHS: Final = {
    month: number
    for number, month in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_ISO: Final = re.compile(r"((?:1[89]|20)\d\d)(?:-(\d\d)(?:-(\d\d))?)?(?=$|[T\s])")
_WORDS: Final = re.compile(r"(?:(\d{1,2})\s+)?(?:([A-Za-z]{3})[A-Za-z]*\.?\s+)?((?:1[89]|20)\d\d)")
_NUMBERS: Final = re.compile(r"(\d{1,2})[./](\d{1,2})[./]((?:1[89]|20)\d\d)")
_SPAN: Final = re.compile(r"\s+to\s+|\s*/\s*(?=\d{4})|\s*[–-]\s*(?=\d{4}$)", re.IGNORECASE)
_YEAR: Final = re.compile(r"(?:1[89]|20)\d\d")


def iso_date(text: str | None, *, month_first: bool = False) -> str | None:
    """A date in words or numbers as ``1971-03-02``, ``1971-03``, ``1971``, or a span of years ``1969/1972``; else None.

    ``month_first`` reads ``03/02/1971`` as the United States write it.

    >>> iso_date("circa 14 Jun 1975"), iso_date("1962 to 1965"), iso_date("02.03.1971"), iso_date("unknown")
    ('1975-06-14', '1962/1965', '1971-03-02', None)
    """
    if not text:
        return None
    if len(parts := _SPAN.split(text)) == 2:
        first_year, last_year = (_YEAR.search(part) for part in parts)
        if first_year and last_year:
            return f"{first_year[0]}/{last_year[0]}" if first_year[0] != last_year[0] else first_year[0]
    if found := _ISO.match(text.strip()):
        return _joined(found[1], found[2], found[3])
    if found := _NUMBERS.search(text):
        first, second = (found[2], found[1]) if month_first else (found[1], found[2])
        return _joined(found[3], second, first)
    if found := _WORDS.search(text):
        month = _MONTHS.get((found[2] or "").lower())
        return _joined(found[3], str(month) if month else None, found[1] if month else None)
    return None


def years_of(birth_date: str) -> tuple[int, int] | None:
    """The first and last year that a birth date may mean.

    >>> years_of("1969/1972"), years_of("1971-03")
    ((1969, 1972), (1971, 1971))
    """
    years = [int(year) for year in _YEAR.findall(birth_date)]
    return (min(years), max(years)) if years else None


def days_of(birth_date: str) -> tuple[int, int] | None:
    """The first and last day that a birth date may mean, as numbers of year, month and day.

    >>> days_of("1971-03-02"), days_of("1971-03"), days_of("1969/1972")
    ((19710302, 19710302), (19710300, 19710399), (19690000, 19729999))
    """
    years = years_of(birth_date)
    if years is None:
        return None
    found = _ISO.fullmatch(birth_date)
    if found and found[2]:
        month = int(found[1] + found[2]) * 100
        return (month + int(found[3]),) * 2 if found[3] else (month, month + 99)
    return years[0] * 10_000, years[1] * 10_000 + 9_999


def _joined(year: str, month: str | None, day: str | None) -> str:
    if month is None or not 1 <= int(month) <= len(_MONTHS):
        return year
    if day is None or not 1 <= int(day) <= 31:
        return f"{year}-{int(month):02}"
    return f"{year}-{int(month):02}-{int(day):02}"
