"""Words of Arabic script: brought to plain letters, parted into known names, and folded to consonants."""

from typing import Any, Final

import numpy as np

from darvoza.parties.compiled import inner
from darvoza.parties.names import lore as known
from darvoza.parties.names.desk import EITHER, START, Desk
from darvoza.parties.names.folding import equal
from darvoza.parties.names.lore import Lore, Points, number_of
from darvoza.parties.names.signs import Signs
from darvoza.parties.names.standing import means, stand_for
from darvoza.parties.names.written import Bytes

_ARTICLE: Final = 0x627, 0x644
_H: Final = ord("h")
_MARK: Final = ord("~")


@inner
def _plain_arabic(points: Points, start: int, end: int, to: Points, signs: Signs) -> int:
    """A word of Arabic script without vowel signs and article, letters of one sound as one."""
    count: Any = np.int64(0)
    for at in range(start, end):
        same = signs.same[points[at]]
        if same > 0:
            to[count] = same
            count += 1
    if count > 4 and to[0] == _ARTICLE[0] and to[1] == _ARTICLE[1]:
        for at in range(2, count):
            to[at - 2] = to[at]
        count -= 2
    return int(count)


@inner
def _consonants(plain: Points, many: int, sounds: Bytes, to: Points) -> int:
    """The consonants of a plain Arabic word, after the mark of such words; 0 if there are none."""
    to[0] = _MARK
    count: Any = np.int64(1)
    for at in range(many):
        sound = sounds[plain[at]]
        if sound > 0 and (count == 1 or to[count - 1] != sound):
            to[count] = sound
            count += 1
    if count > 4 and to[count - 1] == _H:
        count -= 1
    return int(count) if count > 1 else 0


@inner
def _arabic_parts(desk: Desk, many: int, lore: Lore, signs: Signs) -> int:  # noqa: C901 - as above
    """Part an Arabic word, which lies plain on the desk, into known given names; returns how many parts there are.

    The parts lie one after the other from where it lay; -1: there is no room.
    """
    plain, parts = desk.plain, desk.parts
    count: Any = np.int64(0)
    start: Any = np.int64(0)
    end: Any = np.int64(many)
    while True:
        if 2 * count + 4 > len(parts):
            return -1
        cut: Any = np.int64(0)
        rest = False
        if not means(lore, plain, start, end):
            for at in range(end - 2, start + 2, -1):
                if means(lore, plain, start, at) and (end - at > 2 or means(lore, plain, at, end)):
                    cut = np.int64(at)
                    rest = True
                    break
            if cut == 0:
                for at in range(start + 2, end - 2):
                    if means(lore, plain, at, end):
                        cut = np.int64(at)
                        break
        parts[2 * count] = start
        parts[2 * count + 1] = cut if cut > 0 else end
        count += 1
        if cut == 0:
            return int(count)
        if not rest:
            parts[2 * count] = cut
            parts[2 * count + 1] = end
            return int(count) + 1
        length = _plain_arabic(plain, cut, end, desk.usual, signs)
        for at in range(length):
            plain[cut + at] = desk.usual[at]
        start, end = cut, cut + length


@inner
def prepare_arabic(points: Points, start: int, end: int, lore: Lore, signs: Signs, desk: Desk) -> bool:
    """Find out what a word of Arabic script stands for; False: Python has to do it."""
    plain, usual, other, key = desk.plain, desk.usual, desk.other, desk.whole
    many = _plain_arabic(points, start, end, plain, signs)
    number = number_of(lore, plain, START[0], many)
    if number >= 0:
        desk.told[2] = lore.flags[number] & (known.LEGAL | known.BESIDE)
        desk.told[3] = lore.kinds[number]
    count = _arabic_parts(desk, many, lore, signs)
    for part in range(count):
        begin, after = desk.parts[2 * part], desk.parts[2 * part + 1]
        length = _plain_arabic(plain, begin, after, key, signs)
        first = _consonants(key, length, signs.arabic, usual)
        second = _consonants(key, length, signs.arabic_too, other)
        if first == 0:
            return False
        if second > 0 and equal(usual, first, other, second):
            second = 0
        known_as = number_of(lore, key, START[0], length)
        if not stand_for(plain, begin, after, first, second, EITHER[1], known_as, lore, desk):
            return False
    return count > 0
