"""Values in a WCO document: texts, amounts, masses and times, each noted with its bytes and faulted at its element."""

import math
import re
from datetime import UTC, datetime
from typing import Final

from darvoza.consignment import COLUMNS, Marks, field_code
from darvoza.intake.reading import Problem
from darvoza.intake.xml import Document, Element, path_to

_NUMBER: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_TIME: Final = re.compile(r"(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(Z|[+-]\d\d(?::?\d\d)?)?")
_LARGEST: Final = 2**63
_KILOGRAMS: Final = {
    "KGM": 1.0,
    "TNE": 1000.0,
    "DTN": 100.0,
    "GRM": 0.001,
    "MGM": 0.000001,
    "LBR": 0.45359237,
    "ONZ": 0.028349523125,
}
"""Kilograms in a unit of UN/ECE Recommendation 20."""

CODES: Final = {(table, name): field_code(table, name) for table, columns in COLUMNS.items() for name in columns}


class Source:
    """The document being read, with the problems found in it so far."""

    def __init__(self, document: Document, data: bytes, *, provenance: bool) -> None:
        self.document = document
        self.problems: list[Problem] = list(document.problems)
        self.provenance = provenance
        self._data = data
        self._narrow = not document.charset.startswith(("utf-16", "utf16", "ucs"))

    def note(self, marks: Marks, code: int, element: Element, position: int = 0) -> None:
        """Note which bytes a field was read from: the text between its tags."""
        if not self.provenance:
            return
        start, end = element.offset, element.end
        if self._narrow:
            inside = self._data.rfind(b">", start, end) + 1
            if start < inside < end:
                start = inside
        marks.note(code, start, end - start, position)

    def wrong(self, element: Element, value: str, rule: str, advice: str, limit: str | None = None) -> None:
        """Note a value that cannot be used."""
        root = self.document.root
        self.problems.append(
            Problem(
                where=path_to(root, element) if root is not None else element.name,
                field=element.name,
                value=value[:120],
                rule=rule,
                advice=advice,
                offset=element.offset,
                limit=limit,
            )
        )

    def number(self, element: Element | None) -> float | None:
        """The number in an element; None when there is none, or when it is faulted."""
        if element is None or not (text := element.text.strip()):
            return None
        if _NUMBER.fullmatch(text) and math.isfinite(value := float(text)):
            return value
        self.wrong(element, text, "{value} is not a number.", "Write digits with a decimal point, such as 1250.5.")
        return None

    def whole(self, element: Element | None) -> int | None:
        """The whole number in an element."""
        value = self.number(element)
        if value is None or element is None:
            return None
        if value.is_integer() and abs(value) < _LARGEST:
            return int(value)
        self.wrong(element, element.text.strip(), "{value} is not a whole number.", "Write how many there are.")
        return None

    def mass(self, element: Element | None) -> float | None:
        """The mass in an element, in kilograms; without a unit it is taken to be in kilograms."""
        value = self.number(element)
        if value is None or element is None:
            return None
        unit = element.attributes.get("unitCode", "KGM").partition("#")[0].strip().upper()
        if unit in _KILOGRAMS:
            return value * _KILOGRAMS[unit]
        rule = "The unit {value} is no unit of mass that is known here."
        self.wrong(element, unit, rule, "Use one of {limit}.", ", ".join(_KILOGRAMS))
        return None

    def time(self, element: Element | None) -> datetime | None:
        """The time in an element, or in its DateTimeString; with a zone it is brought to UTC."""
        if element is None:
            return None
        inner = element.children[0] if element.children else element
        if not (text := inner.text.strip()):
            return None
        try:
            return _time(text)
        except (ValueError, OverflowError):
            rule = "{value} is not a date or a time."
            self.wrong(inner, text, rule, "Write CCYYMMDD, CCYYMMDDHHMMSSZHH or 2026-03-31T14:05:00Z.")
            return None


def text_of(element: Element | None) -> str | None:
    """The element's text without blanks around it; None when nothing is left."""
    return (element.text.strip() or None) if element is not None else None


def _time(text: str) -> datetime:
    match = _TIME.fullmatch(text)
    if match:
        year, month, day, hour, minute, second, zone = match.groups()
        iso = f"{year}-{month}-{day}T{hour or '00'}:{minute or '00'}:{second or '00'}"
        time = datetime.fromisoformat(iso + ("+00:00" if zone == "Z" else zone or ""))
    else:
        time = datetime.fromisoformat(text)
    return time.astimezone(UTC).replace(tzinfo=None) if time.tzinfo is not None else time
