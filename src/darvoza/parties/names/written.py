"""Words and names as numbers: one small number for each letter, many texts in one array."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from darvoza.parties.compiled import inner
from darvoza.parties.names.letters import ARABIC

Bytes = npt.NDArray[np.uint8]
Longs = npt.NDArray[np.int64]

LETTERS: Final = "abcdefghijklmnopqrstuvwxyzSCJ"
"""The folded alphabet; its letters are numbered from 1."""

_DIGITS: Final = "0123456789"
SPACE: Final = len(LETTERS) + len(_DIGITS) + 1
_OTHERS: Final = SPACE + 1  # letters of scripts that do not fold share what numbers are left
_ROOM: Final = 256 - _OTHERS


def _numbers() -> Bytes:
    table = np.zeros(128, np.uint8)
    for number, letter in enumerate(LETTERS + _DIGITS + " ", start=1):
        table[ord(letter)] = number
    return table


_NUMBER: Final = _numbers()
_NUMBERS: Final = _NUMBER.tobytes() + bytes(128)


def _order() -> Bytes:
    order = np.arange(256, dtype=np.uint8)
    order[0] = ord(ARABIC)
    for letter in LETTERS + _DIGITS + " ":
        order[_NUMBER[ord(letter)]] = ord(letter)
    order[_OTHERS:] = np.minimum(np.arange(_OTHERS, 256) + 127 - SPACE, 255)
    return order


ORDER: Final = _order()
"""Where each number stands in the order of the alphabet: figures, capitals, small letters, letters that do not fold."""


class Texts(NamedTuple):
    """Many texts as numbers: text ``i`` is ``letters[starts[i]:starts[i + 1]]``."""

    letters: Bytes
    starts: Longs

    def size(self) -> int:
        """How many texts there are."""
        return len(self.starts) - 1


def as_numbers(texts: Sequence[str]) -> Texts:
    """These texts as numbers; marks that are no letters count as nothing but keep their place.

    >>> as_numbers(["ab", "", "S1"]).letters.tolist(), as_numbers(["ab", "", "S1"]).starts.tolist()
    ([1, 2, 27, 31], [0, 2, 2, 4])
    """
    starts = np.fromiter(accumulate(map(len, texts), initial=0), np.int64, len(texts) + 1)
    joined = "".join(texts)
    if joined.isascii():
        return Texts(np.frombuffer(bytearray(joined.encode("ascii").translate(_NUMBERS)), np.uint8), starts)
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    letters = _NUMBER[np.where(points < len(_NUMBER), points, 0)]
    other = np.flatnonzero(points >= len(_NUMBER))
    letters[other] = _OTHERS + points[other] % _ROOM
    return Texts(letters, starts)


def ranges(start: Longs, many: Longs) -> Longs:
    """All of ``start[i] .. start[i] + many[i] - 1`` one after the other.

    >>> ranges(np.array([5, 0]), np.array([2, 3])).tolist()
    [5, 6, 0, 1, 2]
    """
    total = int(many.sum())
    if not total:
        return np.zeros(0, np.int64)
    before = np.cumsum(many) - many
    return np.repeat(start - before, many) + np.arange(total)


def coded(text: str) -> bytes:
    """One text as numbers, as :func:`as_numbers` has it."""
    if text.isascii():
        return text.encode().translate(_NUMBERS)
    return bytes([_NUMBERS[point] if point < len(_NUMBER) else _OTHERS + point % _ROOM for point in map(ord, text)])


def in_letters(numbers: Bytes) -> str:
    """A text of the folded alphabet by its numbers; for other signs it has the mark of Arabic script.

    >>> in_letters(np.frombuffer(coded("~kr2"), np.uint8))
    '~kr2'
    """
    signs = ARABIC + LETTERS + _DIGITS + " "
    return "".join(signs[number] if number < len(signs) else ARABIC for number in numbers.tolist())


FOLDED, ARABIC_WORD, NUMBER, OTHER = 0, 1, 2, 3
"""The sorts of folded word: letters of the folded alphabet; consonants from Arabic script; digits; none of them."""


def sort_of(word: str) -> int:
    """Which sort of folded word this is.

    >>> sort_of("hurSed"), sort_of("~mhmd"), sort_of("44"), sort_of("国")
    (0, 1, 2, 3)
    """
    if word[0] == ARABIC:
        return ARABIC_WORD
    if word.isdigit():
        return NUMBER
    return FOLDED if word.isascii() else OTHER


@inner
def number_of_sign(point: int) -> int:
    """The number of one sign by its code point, as :func:`as_numbers` has it."""
    if point < len(_NUMBER):
        return int(_NUMBER[point])
    return int(_OTHERS + point % _ROOM)
