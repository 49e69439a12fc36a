"""A consignment while its segments come in, and what every group of segments needs to fill it."""

import re
from typing import Any, Final

from darvoza.consignment import COLUMNS, field_code, mark_key
from darvoza.intake.edifact import Handler, Reading, first, moment, number, split, whole_number

KEYS: Final = {
    table: {name: mark_key(field_code(table, name)) for name in columns} for table, columns in COLUMNS.items()
}
SHARED_ROWS: Final = 99
"""How many parties, places or documents a manifest may state for all its consignments, as its structure has it."""
MANY: Final = 999
"""How many seals, containers or numbers one row may list."""
CONSIGNMENT: Final = KEYS["consignments"]
_COUNTRY: Final = re.compile("[A-Z]{2}")


class Draft:
    """What is known so far of the manifest as a whole, or of one consignment in it.

    Rows of parts are keyword arguments of their types; ``marks`` are flat: key, offset, length. ``first_party`` and
    ``first_document`` count the rows that the manifest gives every consignment before its own.
    """

    __slots__ = (
        "documents",
        "equipment",
        "fields",
        "first_document",
        "first_party",
        "goods",
        "house",
        "marks",
        "master",
        "number",
        "origin",
        "parties",
        "places",
        "ranks",
        "reference",
        "start",
    )

    def __init__(self, start: int, number: str = "", first_party: int = 0, first_document: int = 0) -> None:
        self.start = start
        self.number = number
        self.fields: dict[str, Any] = {}
        self.ranks: dict[str, int] = {}
        self.marks: list[int] = []
        self.parties: list[dict[str, Any]] = []
        self.goods: list[dict[str, Any]] = []
        self.documents: list[dict[str, Any]] = []
        self.places: list[tuple[int, str, int, int]] = []
        self.equipment: dict[str, dict[str, Any]] = {}
        self.first_party = first_party
        self.first_document = first_document
        self.reference: tuple[str, int, int] | None = None
        self.master: str | None = None
        self.house = False
        self.origin: str | None = None


class State:
    """Where the reader stands in a manifest. Groups of segments are read by the classes built on this one."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.problems = reading.problems
        self.limits = reading.context.limits
        self.traced = reading.context.provenance
        self.header = Draft(0)
        self.draft = self.header
        self.group = ""  # the tag that opened the innermost group, for segments that mean what their group means
        self.handlers: dict[str, Handler] = {}
        self.crowded: set[str] = set()  # what the consignment had too much of, so that it is said once

    def room(self, count: int, name: str, at: int) -> bool:
        """Whether one more row of a part may be taken; if not, a problem says so once for the consignment.

        What the manifest says is repeated in each consignment, so it may have far fewer.
        """
        limit = SHARED_ROWS if self.draft is self.header else self.limits.goods_per_consignment
        if count < limit:
            return True
        if name not in self.crowded:
            self.crowded.add(name)
            self.problems.add(
                at,
                field=name,
                limit=str(limit),
                rule="There are more than {limit} {field} here; the rest were left out.",
                advice="Lodge them in several consignments.",
            )
        return False

    def put(self, name: str, value: object, rank: int, at: int, raw: list[str], index: int) -> None:
        """Fills a field of the consignment from element ``index``, unless something as telling filled it already."""
        draft = self.draft
        ranks = draft.ranks
        if rank <= ranks.get(name, 0) or rank < self.header.ranks.get(name, 0):
            return
        ranks[name] = rank
        draft.fields[name] = value
        if self.traced:
            before = len(raw[0]) if index == 1 else sum(map(len, raw[:index]))
            draft.marks += (CONSIGNMENT[name], at + index + before, len(raw[index]))

    def number(self, text: str, name: str, at: int, raw: list[str], index: int) -> float | None:
        """The number in an element, or None and a problem at its byte."""
        value = number(text)
        if value is None and text:
            self.wrong(text, name, at, raw, index, rule="{value} is not a number.")
        return value

    def count(self, text: str, name: str, at: int, raw: list[str], index: int) -> int | None:
        """The whole number in an element, or None and a problem at its byte."""
        value = whole_number(text)
        if value is None and text:
            self.wrong(text, name, at, raw, index, rule="{value} is not a whole number.")
        return value

    def country(self, text: str, at: int, raw: list[str], index: int) -> str | None:
        """The country in an element, or None and a problem at its byte."""
        if _COUNTRY.fullmatch(text):
            return text
        if text.strip():
            self.wrong(text, "country", at, raw, index, rule="{value} is not a two-letter country code.")
        return None

    def date(self, parts: list[str], name: str, at: int, raw: list[str]) -> Any:  # noqa: ANN401 - datetime or None
        """The date and time in a DTM segment, or None and a problem at its byte."""
        text = parts[1] if len(parts) > 1 else ""
        value = moment(text, parts[2] if len(parts) > 2 else "")
        if value is None and text:
            self.wrong(text, name, at, raw, 1, rule="{value} is not a date in the form that is named.")
        return value

    def wrong(self, text: str, name: str, at: int, raw: list[str], index: int, *, rule: str) -> None:
        """Notes a value that cannot be what it should be."""
        self.problems.add(
            place(at, raw, index)[0],
            field=name,
            value=text,
            rule=rule,
            advice="Correct the value; the rest of the message was read.",
        )


def place(at: int, raw: list[str], index: int) -> tuple[int, int]:
    """The byte where an element stands and how many bytes it has."""
    return sum(map(len, raw[:index]), at + index), len(raw[index])


def joined(element: str, separator: str = " ") -> str:
    """The components of a text that was cut to fit, together again.

    >>> joined("SILK ROAD::FREIGHT")
    'SILK ROAD FREIGHT'
    """
    if ":" not in element:
        return first(element).strip()
    return separator.join(filter(None, map(str.strip, split(element))))
