"""What one written word stands for, as machine code: :func:`~darvoza.parties.names.forms.written_word` in arrays.

Words of Latin, Cyrillic or Arabic letters are prepared here, which nearly all are; any other is left to Python. That
both have the same of each word is proved by the tests.
"""

from typing import Any, Final

import numpy as np

from darvoza.parties.compiled import inner
from darvoza.parties.names import lore as known
from darvoza.parties.names.arabic_words import prepare_arabic
from darvoza.parties.names.desk import EITHER, START, Desk
from darvoza.parties.names.folding import fold_word
from darvoza.parties.names.lore import Lore, Points, number_of
from darvoza.parties.names.signs import ARABIC, LATIN, MARKED, TOP, UNUSUAL, Signs
from darvoza.parties.names.standing import has, legal_word, stand_for

_SHORTEST_PARTED: Final = 6
_SHORTEST_PART: Final = 3
_A, _Z, _NIL, _NINE = map(ord, "az09")


@inner
def _script_of(points: Points, start: int, end: int, signs: Signs) -> int:
    """The script of a word: Latin, Cyrillic or Arabic; unusual, if there is anything else in it."""
    script: Any = np.int64(LATIN)
    figure: Any = np.int64(0)  # 1 after a letter, 2 after a letter and a figure: o2o may stand for ozo
    for at in range(start, end):
        point = points[at]
        each: Any = np.int64(UNUSUAL)
        if point < TOP:
            each = np.int64(signs.script[point])
        if each == UNUSUAL or (at > start and each > MARKED and each != script):
            return UNUSUAL
        if script > MARKED and each != script:
            return UNUSUAL
        script = max(script, each)
        if point >= _A and point <= _Z:
            if figure == 2:
                return UNUSUAL
            figure = np.int64(1)
        elif point >= _NIL and point <= _NINE and figure == 1:
            figure = np.int64(2)
        else:
            figure = np.int64(0)
    return int(script)


@inner
def _given_parts(
    points: Points, start: int, end: int, script: int, usual: int, lore: Lore, signs: Signs, desk: Desk
) -> int:
    """Where a word is parted that is two given names written together, by its folded whole; 0: nowhere."""
    whole = desk.whole
    if end - start < _SHORTEST_PARTED or not has(lore, whole, START[0], min(2, usual), known.BEGINS):
        return 0
    if not has(lore, whole, max(usual - 2, 0), usual, known.ENDS):
        return 0
    for cut in range(end - _SHORTEST_PART, start + _SHORTEST_PART - 1, -1):
        many, _ = fold_word(points, start, cut, script, desk.usual, desk.other, desk.plain, signs, EITHER[0])
        if has(lore, desk.usual, START[0], many, known.GIVEN):
            many, _ = fold_word(points, cut, end, script, desk.usual, desk.other, desk.plain, signs, EITHER[0])
            if has(lore, desk.usual, START[0], many, known.GIVEN):
                return int(cut)
    return 0


@inner
def prepare(  # noqa: C901, PLR0912 - as above
    points: Points, start: int, end: int, lore: Lore, signs: Signs, desk: Desk
) -> bool:
    """Find out what a written word of at most :data:`LONGEST_WORD` letters stands for; False: Python has to do it."""
    told = desk.told
    for at in range(len(told)):
        told[at] = 0
    script = _script_of(points, start, end, signs)
    if script == UNUSUAL:
        return False
    for at in range(start, end):
        point = np.int64(points[at])
        for each in range(4 * point, 4 * point + signs.latin_long[point]):
            desk.latin[told[1]] = signs.latin[each]
            told[1] += 1
    if script == ARABIC:
        return prepare_arabic(points, start, end, lore, signs, desk)
    whole = desk.whole
    usual, other = fold_word(points, start, end, script, whole, desk.whole_too, desk.plain, signs, EITHER[1])
    if usual == 0:
        return False
    number = number_of(lore, whole, START[0], usual)
    legal = legal_word(lore, whole, usual, number)
    if legal >= 0:
        told[2] = lore.flags[legal] & (known.LEGAL | known.BESIDE)
        told[3] = lore.kinds[legal]
    cut: Any = np.int64(0)
    if number < 0 or lore.meaning[number] < 0:
        cut = np.int64(_given_parts(points, start, end, script, usual, lore, signs, desk))
    if cut == 0:
        for at in range(usual):
            desk.usual[at] = whole[at]
        for at in range(other):
            desk.other[at] = desk.whole_too[at]
        return stand_for(points, start, end, usual, other, EITHER[0], number, lore, desk)
    for part in range(2):
        begin, after = (start, cut) if part == 0 else (cut, end)
        usual, other = fold_word(points, begin, after, script, desk.usual, desk.other, desk.plain, signs, EITHER[1])
        number = number_of(lore, desk.usual, START[0], usual)
        if usual == 0 or not stand_for(points, begin, after, usual, other, EITHER[0], number, lore, desk):
            return False
    return True
