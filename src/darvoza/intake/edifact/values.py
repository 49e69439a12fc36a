"""Values of EDIFACT elements: numbers, dates and times as they are written."""

import re
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

_NUMBER: Final = re.compile(r"(?=[.,]?\d)\d{0,18}(?:[.,]\d{0,18})?", re.ASCII)
_DIGITS: Final = 18

_FORMATS: Final = {
    "2": "%d%m%y",
    "3": "%m%d%y",
    "4": "%d%m%Y",
    "101": "%y%m%d",
    "102": "%Y%m%d",
    "201": "%y%m%d%H%M",
    "202": "%y%m%d%H%M%S",
    "203": "%Y%m%d%H%M",
    "204": "%Y%m%d%H%M%S",
}
"""UN/EDIFACT 2379 codes of dates and times without a zone."""
_ZONED: Final = {"205": "%Y%m%d%H%M", "208": "%Y%m%d%H%M%S", "303": "%Y%m%d%H%M", "304": "%Y%m%d%H%M%S"}
_CENTURY: Final = 2  # a directive stands for as many digits as it has characters, but for %Y, which has four
_BY_LENGTH: Final = {6: "101", 8: "102", 10: "201", 12: "203", 14: "204"}
_OFFSET: Final = re.compile(r"(\d+)(?:([+-])(\d{2})(\d{2})|UTC|GMT|[A-Z]{3})?", re.ASCII)


def number(text: str) -> float | None:
    """The number written here, with a point or a comma before decimals; None if it is not one, or is negative.

    >>> number("345,5"), number("55814"), number("1e5"), number("-3")
    (345.5, 55814.0, None, None)
    """
    if text.isdecimal() and text.isascii() and len(text) <= _DIGITS:
        return float(text)
    if not _NUMBER.fullmatch(text):
        return None
    return float(text.replace(",", "."))


def whole_number(text: str) -> int | None:
    """The count written here; None if it is not a whole number.

    >>> whole_number("60"), whole_number("60.0"), whole_number("6.5")
    (60, 60, None)
    """
    if text.isdecimal() and text.isascii() and len(text) <= _DIGITS:
        return int(text)
    value = number(text)
    return int(value) if value is not None and value.is_integer() else None


@lru_cache(maxsize=4096)
def moment(text: str, code: str) -> datetime | None:
    """The date and time written here in the form that a UN/EDIFACT 2379 code names; None if it is none.

    A time with an offset is given in UTC, one without stays as filed. Without a code the length decides.

    >>> moment("202611290330", "203")
    datetime.datetime(2026, 11, 29, 3, 30)
    >>> moment("202611290330+0500", "205")
    datetime.datetime(2026, 11, 28, 22, 30)
    """
    match = _OFFSET.fullmatch(text.strip())
    if match is None:
        return None
    digits, sign, hours, minutes = match.groups()
    code = code or _BY_LENGTH.get(len(digits), "")
    form = _FORMATS.get(code) or _ZONED.get(code)
    if form is None or len(digits) != len(form) + form.count("%Y") * _CENTURY:
        return None
    try:
        # As filed, without a zone: most messages give none, and what they mean is the office's local time.
        found = datetime.strptime(digits, form)  # noqa: DTZ007
    except ValueError:
        return None
    if sign:
        try:
            away = timedelta(hours=int(hours), minutes=int(minutes))
            found = found - away if sign == "+" else found + away
        except OverflowError:
            return None
    return found
