"""What a folded word, or part of one, stands for: looked up among the words that are known, and written on the desk."""

from typing import Any, Final

import numpy as np

from darvoza.parties.compiled import inner
from darvoza.parties.names import lore as known
from darvoza.parties.names.desk import MOST_FOLDED, START, Desk
from darvoza.parties.names.lore import Ints, Lore, Points, number_of
from darvoza.parties.names.words import LONG, LONGEST_ENDING, SHORTEST_STEM
from darvoza.parties.names.written import ARABIC_WORD, FOLDED, NUMBER, OTHER

_SHORTEST_ADJECTIVE: Final = 5  # without its ending
_K, _S, _NIL, _NINE = map(ord, "ks09")
_MARK: Final = ord("~")


@inner
def has(lore: Lore, points: Points, start: int, end: int, flag: int) -> bool:
    """Whether a text is a known one of this sort: a flag of :mod:`~darvoza.parties.names.lore`."""
    number = number_of(lore, points, start, end)
    return bool(number >= 0 and lore.flags[number] & flag != 0)


@inner
def means(lore: Lore, points: Points, start: int, end: int) -> bool:
    """Whether a text has a known meaning."""
    number = number_of(lore, points, start, end)
    return bool(number >= 0 and lore.meaning[number] >= 0)


@inner
def _by_stem(lore: Lore, stems: Ints, points: Points, many: int) -> int:
    """What a Slavic word stands for whose stem is known, whatever its ending; -1: nothing."""
    least = max(many - LONGEST_ENDING, SHORTEST_STEM)
    for place in range(many - least + 1):
        end = many - place
        stem = number_of(lore, points, START[0], end)
        if stem >= 0 and stems[stem] >= 0 and (place == 0 or has(lore, points, end, many, known.ENDING)):
            return int(stems[stem])
    return -1


@inner
def _one_letter_apart(lore: Lore, number: int, points: Points, many: int) -> bool:
    """Whether a text is a known one but for one letter, or two that changed places."""
    start, end = lore.starts[number], lore.starts[number + 1]
    texts, its = lore.points, end - start
    if abs(its - many) > 1:
        return False
    before: Any = np.int64(0)
    while before < min(many, its) and texts[start + before] == points[before]:
        before += 1
    after: Any = np.int64(0)
    while after < min(many, its) - before and texts[end - 1 - after] == points[many - 1 - after]:
        after += 1
    apart = max(many, its) - before - after
    if apart <= 1:
        return True
    if apart > 2 or many != its:
        return False
    return bool(texts[start + before] == points[before + 1] and texts[start + before + 1] == points[before])


@inner
def legal_word(lore: Lore, points: Points, many: int, number: int) -> int:
    """The legal form that a long word is but for one letter, or the word itself (-1: not known)."""
    if number >= 0 and (lore.flags[number] & known.LEGAL != 0 or lore.meaning[number] >= 0):
        return number
    stands = _by_stem(lore, lore.legal_stem, points, many)
    if stands >= 0:
        return stands
    if many >= LONG:
        for each in lore.long_legal:
            if _one_letter_apart(lore, each, points, many):
                return int(each)
    return number


@inner
def _adjective_of(lore: Lore, points: Points, start: int, end: int) -> int:
    """Where an adjective of a place, or a family name made like one, ends without gender and case; or its end."""
    for many in range(1, LONGEST_ENDING + 1):
        cut = end - many
        if cut - start < _SHORTEST_ADJECTIVE:
            break
        if points[cut - 1] == _K and points[cut - 2] == _S and has(lore, points, cut, end, known.ADJECTIVE):
            return int(cut)
    return int(end)


@inner
def _write(desk: Desk, place: int, points: Points, start: int, end: int) -> None:
    """Write down a spelling as the one with this place."""
    text, starts = desk.text, desk.starts
    at = starts[place]
    figures, folded = start < end, True
    for each in range(start, end):
        point = points[each]
        text[at] = point
        at += 1
        figures = figures and point >= _NIL and point <= _NINE
        folded = folded and point < 128
    starts[place + 1] = at
    sort: Any = np.int64(FOLDED)
    if start < end and points[start] == _MARK:
        sort = np.int64(ARABIC_WORD)
    elif figures:
        sort = np.int64(NUMBER)
    elif not folded:
        sort = np.int64(OTHER)
    desk.sorts[place] = sort


@inner
def stand_for(  # noqa: C901 - as above
    points: Points,
    start: int,
    end: int,
    usual: int,
    other: int,
    arabic: bool,  # noqa: FBT001 - compiled functions take places only
    key: int,
    lore: Lore,
    desk: Desk,
) -> bool:
    """Write down what a part of a word stands for, whose readings lie on the desk; False: there is no room.

    ``key`` is the number that it is known by.
    """
    one, two = desk.usual, desk.other
    part = number_of(lore, points, start, end)
    first: Any = np.int64(-1)
    many: Any = np.int64(0)
    if part >= 0 and lore.several_starts[part + 1] > lore.several_starts[part]:
        many = lore.several_starts[part + 1] - lore.several_starts[part]
        first = np.int64(lore.several[lore.several_starts[part]])
    else:
        second: Any = np.int64(-1)
        if key >= 0:
            first = np.int64(lore.meaning[key])
        if first < 0 and other > 0 and not arabic:
            second = np.int64(number_of(lore, two, START[0], other))
            if second >= 0:
                first = np.int64(lore.meaning[second])
        if first < 0 and not arabic:  # stems are Slavic
            first = np.int64(_by_stem(lore, lore.stem, one, usual))
            if first < 0 and other > 0:
                first = np.int64(_by_stem(lore, lore.stem, two, other))
        many = np.int64(1 if first >= 0 else 0)
    place = 2 * desk.told[0]
    if desk.told[0] + max(many, 1) > MOST_FOLDED:
        return False
    if many == 0:
        _write(desk, int(place), one, START[0], _adjective_of(lore, one, START[0], usual))
        _write(desk, int(place) + 1, two, START[0], _adjective_of(lore, two, START[0], other))
        desk.told[0] += 1
        return True
    texts, starts = lore.points, lore.starts
    if many == 1:
        _write(desk, int(place), texts, starts[first], starts[first + 1])
        named = arabic and part >= 0 and lore.flags[part] & known.GIVEN != 0
        heard = number_of(lore, one, START[0], usual) != first and not named
        _write(desk, int(place) + 1, one, START[0], usual if heard else START[0])
        desk.told[0] += 1
        return True
    begun = lore.several_starts[part]
    for at in range(many):
        each = np.int64(lore.several[begun + at])
        _write(desk, int(place) + 2 * at, texts, starts[each], starts[each + 1])
        _write(desk, int(place) + 2 * at + 1, texts, START[0], START[0])
    desk.told[0] += many
    return True
