"""Where an interchange starts, and which characters separate its parts (ISO 9735: UNA, UNB)."""

import re
from dataclasses import dataclass
from typing import Final

_UNA: Final = 9  # "UNA" and its six characters
_BARE: Final = re.compile(r"(?:^|[\s'])(UNH\+[^+']{1,70}\+[A-Z]{6}:)", re.MULTILINE)
_LEVEL_B: Final = "\x1d"
_NEAR: Final = 24  # a UNA this close before its UNB belongs to it, whatever a mailer put between


@dataclass(frozen=True, slots=True)
class Separators:
    """The characters that stand between components, elements and segments, and the one that takes their meaning away.

    ``release`` is empty when the sender uses none.
    """

    component: str = ":"
    element: str = "+"
    release: str = "?"
    terminator: str = "'"

    @property
    def sound(self) -> bool:
        """Whether each is a different character, and none is one that values are written with."""
        used = [self.component, self.element, self.terminator, *self.release]
        return len(set(used)) == len(used) and not any(each.isalnum() or each == " " for each in used)


DEFAULT: Final = Separators()
LEVEL_B: Final = Separators(component="\x1f", element=_LEVEL_B, release="", terminator="\x1c")


@dataclass(frozen=True, slots=True)
class Extent:
    """One interchange of a file: characters ``start`` to ``end``, with what separates its parts.

    ``headed`` is false for bare messages without a UNB; ``advised`` is the place of a UNA that made no sense.
    """

    start: int
    end: int
    separators: Separators
    headed: bool = True
    advised: int | None = None


def find_interchange(text: str, begin: int) -> Extent | None:
    r"""The next interchange from ``begin``, past any mail or teletype header and padding; None where there is none.

    A message without an interchange header is taken with the default separators.

    >>> find_interchange("QD VIEGPXH\n.HDQ\nUNA:*.? #UNB*UNOA:4#UNZ*0*1#", 0).separators.element
    '*'
    """
    header = _header(text, begin)
    end = len(text) if header is None else header
    bare = _BARE.search(text, begin, end)
    if bare is not None:
        return Extent(bare.start(1), end, DEFAULT, headed=False)
    if header is None:
        return None
    separators, advised = _separators(text, begin, header)
    return Extent(header, _end(text, header, separators), separators, advised=advised)


def _header(text: str, begin: int) -> int | None:
    """Where the next UNB stands: three letters that open a line, a file or a segment, not the inside of a word."""
    at = text.find("UNB", begin)
    while at >= 0:
        after = text[at + 3 : at + 4]
        inside = text[max(at - 1, 0) : at].isalnum() and not text.startswith("UNA", max(at - _UNA, 0))
        if after and not after.isalnum() and after not in " \r\n\t" and not inside:
            return at
        at = text.find("UNB", at + 3)
    return None


def _separators(text: str, begin: int, header: int) -> tuple[Separators, int | None]:
    if text[header + 3] == _LEVEL_B:
        return LEVEL_B, None
    advice = text.rfind("UNA", max(begin, header - _NEAR), header)
    if advice < 0 or header - advice < _UNA:
        return DEFAULT, None
    signs = text[advice + 3 : advice + _UNA]
    found = Separators(component=signs[0], element=signs[1], release=signs[3].strip(), terminator=signs[5])
    if found.sound and text[header + 3] == found.element:
        return found, None
    return DEFAULT, advice


def _end(text: str, header: int, separators: Separators) -> int:
    """Past the terminator of the interchange's UNZ; the end of the file when there is none."""
    trailer, opens = f"UNZ{separators.element}", f"{separators.terminator}\r\n \t\x00"
    at = text.find(trailer, header)
    while at >= 0 and text[at - 1] not in opens:
        at = text.find(trailer, at + 1)
    end = text.find(separators.terminator, at) if at >= 0 else -1
    return end + 1 if end >= 0 else len(text)
