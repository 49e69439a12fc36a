"""What single signs of Latin, Cyrillic and Arabic script stand for, in tables by code point, for compiled folding.

The tables are made from :mod:`~darvoza.parties.names.letters`, which says what they mean.
"""

import unicodedata
from functools import cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from darvoza.parties.names import letters
from darvoza.parties.names.written import Bytes, coded

TOP: Final = 0x780
"""Code points from here on are left to :mod:`~darvoza.parties.names.letters`."""

UNUSUAL, LATIN, MARKED, CYRILLIC, ARABIC = range(5)
"""The scripts of signs: one that is left to Python, Latin without marks and figures, Latin with marks, and the rest."""

_NO_LETTER: Final = 1  # stands where a sign is that does not fold: it parts the letters beside it, and then goes
_WIDEST: Final = 4


class Signs(NamedTuple):
    """By code point: its script, what it folds to, how it is spelled in Latin letters (as numbers), and groups.

    ``marked`` has up to two letters that a Latin sign stands for, ``bare`` the letter without its marks; ``cyrillic``
    the sound of a Cyrillic letter (0: none), ``arabic`` and ``arabic_too`` the two readings of an Arabic one, and
    ``same`` the sign that is written for it (0: none). ``folds`` says which letters are of the folded alphabet, and
    ``after`` (128 for each first letter) what two sounds become.
    ``groups`` are the letters that are read together: from state ``s`` letter ``a + l`` leads to ``groups[26 * s + l]``
    (0: nowhere), where what was read so far sounds like ``sounds[2 * s:2 * s + 2]`` (``sounds_too``: otherwise).
    """

    script: Bytes
    marked: Bytes
    bare: Bytes
    cyrillic: Bytes
    arabic: Bytes
    arabic_too: Bytes
    same: npt.NDArray[np.uint16]
    latin: Bytes
    latin_long: Bytes
    folds: Bytes
    after: Bytes
    groups: npt.NDArray[np.int16]
    sounds: Bytes
    sounds_too: Bytes


@cache
def signs() -> Signs:
    """The tables, made once."""
    groups, sounds, sounds_too = _grouped()
    made = Signs(
        script=np.zeros(TOP, np.uint8),
        marked=np.zeros(2 * TOP, np.uint8),
        bare=np.zeros(TOP, np.uint8),
        cyrillic=np.zeros(TOP, np.uint8),
        arabic=np.zeros(TOP, np.uint8),
        arabic_too=np.zeros(TOP, np.uint8),
        same=np.zeros(TOP, np.uint16),
        latin=np.zeros(_WIDEST * TOP, np.uint8),
        latin_long=np.zeros(TOP, np.uint8),
        folds=np.zeros(128, np.uint8),
        after=np.zeros(128 * 128, np.uint8),
        groups=groups,
        sounds=sounds,
        sounds_too=sounds_too,
    )
    for point in range(TOP):
        _take(made, point)
    for each in range(128):
        made.folds[each] = letters.is_folded(chr(each))
    for two, sound in letters.AFTER_SOUNDS.items():
        made.after[128 * ord(two[0]) + ord(two[1])] = ord(sound)
    return made


def _take(made: Signs, point: int) -> None:
    sign = chr(point)
    made.script[point] = _script(sign)
    if not made.script[point]:
        return
    spelled = coded(letters.in_latin(sign))
    made.latin_long[point] = len(spelled)
    made.latin[_WIDEST * point : _WIDEST * point + len(spelled)] = np.frombuffer(spelled, np.uint8)
    if made.script[point] in {LATIN, MARKED}:
        for at, each in enumerate(letters.unmarked(sign)):
            made.marked[2 * point + at] = ord(each) if each.isascii() else _NO_LETTER
        bare = letters.unaccented(sign)
        made.bare[point] = ord(bare) if bare.isascii() else _NO_LETTER
    elif made.script[point] == CYRILLIC:
        made.cyrillic[point] = _sound(sign.translate(letters.CYRILLIC))
    else:
        written = letters.arabic_sign(sign)
        made.same[point] = ord(written) if written else 0
        made.arabic[point] = _sound(sign.translate(letters.ARABIC_SOUNDS))
        made.arabic_too[point] = _sound(letters.ARABIC_READING.get(sign, sign).translate(letters.ARABIC_SOUNDS))


def _sound(folded: str) -> int:
    return ord(folded) if folded and letters.is_folded(folded) else 0


def _script(sign: str) -> int:
    if sign.isascii():
        return LATIN if sign.isdigit() or "a" <= sign <= "z" else UNUSUAL
    if (
        unicodedata.combining(sign)
        or not sign.isalpha()
        or sign != sign.lower()
        or len(letters.in_latin(sign)) > _WIDEST
    ):
        return UNUSUAL
    if sign < "\u0250":
        plain = letters.unmarked(sign) + letters.unaccented(sign)
        return UNUSUAL if plain != plain.lower() or len(letters.unmarked(sign)) > 2 else MARKED
    if "\u0400" <= sign < "\u0530":
        return CYRILLIC
    return ARABIC if letters.is_arabic(sign) else UNUSUAL


def _grouped() -> tuple[npt.NDArray[np.int16], Bytes, Bytes]:
    states: dict[str, int] = {"": 0}
    for group in letters.GROUPS:
        for end in range(1, len(group) + 1):
            states.setdefault(group[:end], len(states))
    groups = np.zeros(26 * len(states), np.int16)
    sounds, too = np.zeros(2 * len(states), np.uint8), np.zeros(2 * len(states), np.uint8)
    for begun, state in states.items():
        if begun:
            groups[26 * states[begun[:-1]] + ord(begun[-1]) - ord("a")] = state
        if begun in letters.GROUPS:
            for to, sound in (sounds, letters.GROUPS[begun]), (too, letters.otherwise(begun)):
                to[2 * state : 2 * state + len(sound)] = np.frombuffer(sound.encode(), np.uint8)
    return groups, sounds, too
