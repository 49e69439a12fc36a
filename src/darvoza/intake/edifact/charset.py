"""Which alphabet an interchange is written in: what it declares, checked against its bytes."""

import codecs
import re
from dataclasses import dataclass
from typing import Final

DECLARED: Final = {
    "UNOA": "ascii",
    "UNOB": "ascii",
    "UNOC": "iso8859-1",
    "UNOD": "iso8859-2",
    "UNOE": "iso8859-5",
    "UNOF": "iso8859-7",
    "UNOG": "iso8859-3",
    "UNOH": "iso8859-4",
    "UNOI": "iso8859-6",
    "UNOJ": "iso8859-8",
    "UNOK": "iso8859-9",
    "UNOW": "utf-8",
    "UNOY": "utf-8",
    "IATA": "ascii",
    "IATB": "ascii",
}
"""UN/EDIFACT 0001 syntax identifiers and the character sets they stand for (ISO 9735-1, annex A)."""

_LATIN: Final = {"ascii", "iso8859-1"}
_HIGH: Final = re.compile(rb"[\x80-\xff]")
_CONTROL: Final = re.compile(rb"[\x80-\x9f]")
_RARE: Final = 10  # one damaged character in so many does not make a text another alphabet's
_CONTROLS: Final = bytes({*range(0x20), 0x7F} - {*b"\t\r\n"})
_CYRILLIC_WORD: Final = re.compile(rb"[\xa8\xb8\xc0-\xff]{3,}")


@dataclass(frozen=True, slots=True)
class Charset:
    """The character set to read with; ``doubt`` is the first byte that the declared one does not explain, if any."""

    name: str
    declared: str | None
    doubt: int | None = None


def detect(data: bytes, syntax: str | None) -> Charset:
    """The character set of these bytes, given the syntax identifier of their UNB.

    Senders often declare one alphabet and write another: valid UTF-8 is UTF-8 whatever was declared; a declared set
    that its bytes contradict gives way to Windows-1251 where they make Cyrillic words, to ISO 8859-1 otherwise.

    >>> detect("ТОШКЕНТ".encode(), "UNOC").name
    'utf-8'
    >>> detect("ТОШКЕНТ".encode("cp1251"), "UNOA").name
    'cp1251'
    >>> detect("ТОШКЕНТ".encode("iso8859-5"), "UNOE")
    Charset(name='iso8859-5', declared='UNOE', doubt=None)
    """
    declared = DECLARED.get(syntax or "")
    if data.isascii():
        return Charset("ascii", syntax)
    first = _HIGH.search(data)
    high = first.start() if first else 0
    marks = len(_HIGH.findall(data))
    damage = _utf8_damage(data)
    if damage is None:
        return Charset("utf-8", syntax, None if declared == "utf-8" else high)
    if data.decode("utf-8", "replace").count("\ufffd") * _RARE <= marks:
        return Charset("utf-8", syntax, damage if declared == "utf-8" else high)
    cyrillic = sum(len(word) for word in _CYRILLIC_WORD.findall(data)) * 2 > marks
    if declared in _LATIN | {None} and cyrillic and _decodes(data, "cp1251"):
        return Charset("cp1251", syntax, high)
    if declared and declared not in {"ascii", "utf-8"}:
        odd = _CONTROL.search(data)
        if odd is None and _decodes(data, declared):
            return Charset(declared, syntax)
        high = odd.start() if odd else high
    return Charset("cp1251" if cyrillic and _decodes(data, "cp1251") else "iso8859-1", syntax, high)


def _decodes(data: bytes, name: str) -> bool:
    try:
        data.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _utf8_damage(data: bytes) -> int | None:
    """The first byte that is not UTF-8; a character cut off by the end of the data is no damage among others."""
    try:
        text, read = codecs.utf_8_decode(data, "strict", False)
    except UnicodeDecodeError as error:
        return error.start
    return read if text.isascii() else None


def has_controls(data: bytes) -> bool:
    """Whether characters stand in the data that no value holds: teletype controls, padding, separators of level B."""
    return len(data.translate(None, _CONTROLS)) != len(data)
