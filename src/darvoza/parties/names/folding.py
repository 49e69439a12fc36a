"""Latin and Cyrillic words in the folded alphabet, as machine code: :mod:`~darvoza.parties.names.letters` in arrays."""

from typing import Any

import numpy as np

from darvoza.parties.compiled import inner
from darvoza.parties.names.desk import EITHER
from darvoza.parties.names.lore import Points
from darvoza.parties.names.signs import CYRILLIC, MARKED, Signs
from darvoza.parties.names.written import Bytes

_A, _C, _E, _H, _I, _J, _O, _S, _U, _X, _Z, _NIL, _NINE = map(ord, "acehijosuxz09")


@inner
def _finish(text: Points, many: int, signs: Signs) -> int:
    """Leave only letters of the folded alphabet, double ones once and vowels softened, until nothing changes."""
    count: Any = np.int64(0)
    for at in range(many):
        if signs.folds[text[at]]:
            text[count] = text[at]
            count += 1
    while True:
        kept: Any = np.int64(0)
        at = kept
        while at < count:
            sign = text[at]
            at += 1
            if at < count:
                after = signs.after[128 * np.int64(sign) + np.int64(text[at])]
                if after:
                    sign = np.uint32(after)
                    at += 1
                elif sign == _I and (text[at] == _A or text[at] == _E or text[at] == _O or text[at] == _U):
                    sign = text[at]
                    at += 1
                else:
                    while at < count and text[at] == sign:
                        at += 1
            text[kept] = sign
            kept += 1
        if kept == count:
            return int(count)
        count = kept


@inner
def _grouped(text: Points, many: int, sounds: Bytes, to: Points, signs: Signs, hiss: bool) -> int:  # noqa: C901, FBT001 - as below
    """A Latin word by the sounds of the letters that are read together."""
    count: Any = np.int64(0)
    at: Any = np.int64(0)
    if hiss and many > 1:
        begin: Any = np.int64(0)
        if text[0] == _X:
            begin = np.int64(1)
        elif text[0] == _H and text[1] == _S:
            begin = np.int64(2)
        if begin > 0 and begin < many and (text[begin] == _I or text[begin] == _U):
            to[0] = _S
            count = np.int64(1)
            at = begin
    while at < many:
        state: Any = np.int64(0)
        found: Any = np.int64(0)
        end: Any = np.int64(at)
        after: Any = np.int64(at)
        while after < many and text[after] >= _A and text[after] <= _Z:
            state = np.int64(signs.groups[26 * state + np.int64(text[after]) - _A])
            if state == 0:
                break
            after += 1
            if sounds[2 * state] > 0:
                found = state
                end = np.int64(after)
        if found == 0:
            to[count] = text[at]
            count += 1
            at += 1
            continue
        to[count] = sounds[2 * found]
        count += 1
        if sounds[2 * found + 1] > 0:
            to[count] = sounds[2 * found + 1]
            count += 1
        at = end
    return _finish(to, int(count), signs)


@inner
def equal(one: Points, many: int, other: Points, its: int) -> bool:
    """Whether two texts are the same."""
    if many != its:
        return False
    for at in range(many):  # noqa: SIM110 - generators cannot be compiled
        if one[at] != other[at]:
            return False
    return True


@inner
def fold_word(  # noqa: C901, PLR0912 - one pass: calls between compiled functions cost compiling
    points: Points,
    start: int,
    end: int,
    script: int,
    usual: Points,
    other: Points,
    plain: Points,
    signs: Signs,
    both: bool,  # noqa: FBT001 - compiled functions take places only
) -> tuple[int, int]:
    """Fold a word, or part of it, that is not Arabic: how long its usual reading is, and its other (0: none).

    The first is 0 for a word that has no folded letters.
    """
    many: Any = np.int64(0)
    if script == CYRILLIC:
        for at in range(start, end):
            sound = signs.cyrillic[points[at]]
            if sound > 0:
                usual[many] = sound
                many += 1
        return _finish(usual, int(many), signs), 0
    figures: Any = True
    again: Any = False
    marked: Any = False
    for at in range(start, end):
        point = np.int64(points[at])
        plain[many] = signs.marked[2 * point]
        many += 1
        if signs.marked[2 * point + 1] > 0:
            plain[many] = signs.marked[2 * point + 1]
            many += 1
        figures = figures and point >= _NIL and point <= _NINE
        marked = marked or signs.script[point] == MARKED
    for at in range(many):
        again = again or plain[at] in (_J, _X, _C)
    if figures:
        for at in range(many):
            usual[at] = plain[at]
        return int(many), 0
    count = _grouped(plain, int(many), signs.sounds, usual, signs, EITHER[1])
    if not both and (count > 0 or not (again or marked)):
        return count, 0
    its: Any = np.int64(count)
    differs = False
    if again:
        its = np.int64(_grouped(plain, int(many), signs.sounds_too, other, signs, EITHER[0]))
        differs = not equal(usual, count, other, int(its))
    if not differs and marked:
        for at in range(start, end):
            plain[at - start] = signs.bare[points[at]]
        its = np.int64(_grouped(plain, end - start, signs.sounds, other, signs, EITHER[0]))
        differs = not equal(usual, count, other, int(its))
    if count == 0 and differs:
        for at in range(its):
            usual[at] = other[at]
        return int(its), 0
    return count, int(its) if differs else 0
