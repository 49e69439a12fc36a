"""Small and capital letters: one table for every engine, since engines disagree on letters that few alphabets have.

The table has each letter of the Latin, Greek and Cyrillic blocks (with Uzbek, Tajik, Turkish and European ones) whose
small and capital forms are one letter each and lead back to each other. Every other sign stays as it is.
"""

from typing import Final

_BLOCKS: Final = (range(0x41, 0x5B), range(0xC0, 0x180), range(0x370, 0x530))
_PAIRS: Final = [
    (letter, letter.lower())
    for block in _BLOCKS
    for letter in map(chr, block)
    if len(letter.lower()) == 1 and letter.lower() != letter and letter.lower().upper() == letter
]

CAPITALS: Final = "".join(capital for capital, _ in _PAIRS)
"""Every capital letter of the table, in the order of :data:`SMALL`."""

SMALL: Final = "".join(small for _, small in _PAIRS)
"""Every small letter of the table."""

_TO_SMALL: Final = str.maketrans(CAPITALS, SMALL)
_TO_CAPITALS: Final = str.maketrans(SMALL, CAPITALS)


def small(text: str) -> str:
    """The text in small letters.

    >>> small("ҶДММ Çelik ẞ")
    'ҷдмм çelik ẞ'
    """
    return text.translate(_TO_SMALL)


def capitals(text: str) -> str:
    """The text in capital letters.

    >>> capitals("ўзбек straße")
    'ЎЗБЕК STRAßE'
    """
    return text.translate(_TO_CAPITALS)
