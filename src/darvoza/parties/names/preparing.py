"""What one written word stands for, as machine code: :func:`~darvoza.parties.names.forms.written_word` in arrays.

Words of Latin, Cyrillic or Arabic letters are prepared here, which nearly all are; any other is left to Python. That
both have the same of each word is proved by the tests.
"""

from typing import Any, Final, NamedTuple

import numpy as np

from darvoza.parties.compiled import inner
from darvoza.parties.names import lore as known
from darvoza.parties.names.forms import LONGEST_WORD
from darvoza.parties.names.lore import Ints, Lore, Points, number_of
from darvoza.parties.names.signs import ARABIC, CYRILLIC, LATIN, MARKED, TOP, UNUSUAL, Signs
from darvoza.parties.names.words import LONG, LONGEST_ENDING, SHORTEST_STEM
from darvoza.parties.names.written import ARABIC_WORD, FOLDED, NUMBER, OTHER, Bytes, Longs

MOST_FOLDED: Final = 24
_ROOM: Final = 2 * LONGEST_WORD + 4  # letters of one spelling: a sign folds to two at most
_TEXT: Final = 2 * MOST_FOLDED * _ROOM
_SHORTEST_PARTED: Final = 6
_SHORTEST_PART: Final = 3
_SHORTEST_ADJECTIVE: Final = 5  # without its ending
_ARTICLE: Final = 0x627, 0x644
_START: Final = np.zeros(
    1, np.int64
)  # read from here a 0 is a number like others: of each constant numba makes code anew
_EITHER: Final = np.array([False, True])
_A, _C, _E, _H, _I, _J, _K, _O, _S, _U, _X, _Z, _NIL, _NINE = map(ord, "acehijkosuxz09")
_MARK: Final = ord("~")


class Desk(NamedTuple):
    """Room to prepare one word, and what it was found to stand for.

    Its folded word ``i`` has the spellings ``text[starts[2 * i]:starts[2 * i + 1]]`` and the next (or none), of these
    ``sorts``. ``latin`` are its letters as spelled, by number. ``told`` says how many folded words and Latin letters
    there are, which legal form it is, as flags, and of which kinds.
    """

    text: Points
    starts: Longs
    sorts: Bytes
    latin: Bytes
    told: Longs
    whole: Points
    whole_too: Points
    usual: Points
    other: Points
    plain: Points
    parts: Longs


def desk(text: int = _TEXT, folded: int = MOST_FOLDED, latin: int = 4 * LONGEST_WORD) -> Desk:
    """Room for one word."""
    return Desk(
        np.zeros(text, np.uint32),
        np.zeros(2 * folded + 1, np.int64),
        np.zeros(2 * folded, np.uint8),
        np.zeros(latin, np.uint8),
        np.zeros(4, np.int64),
        np.zeros(_ROOM, np.uint32),
        np.zeros(_ROOM, np.uint32),
        np.zeros(_ROOM, np.uint32),
        np.zeros(_ROOM, np.uint32),
        np.zeros(_ROOM, np.uint32),
        np.zeros(2 * MOST_FOLDED + 2, np.int64),
    )


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
def _same(one: Points, many: int, other: Points, its: int) -> bool:
    if many != its:
        return False
    for at in range(many):  # noqa: SIM110 - generators cannot be compiled
        if one[at] != other[at]:
            return False
    return True


@inner
def _folded(  # noqa: C901, PLR0912 - one pass: calls between compiled functions cost compiling
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
    count = _grouped(plain, int(many), signs.sounds, usual, signs, _EITHER[1])
    if not both and (count > 0 or not (again or marked)):
        return count, 0
    its: Any = np.int64(count)
    differs = False
    if again:
        its = np.int64(_grouped(plain, int(many), signs.sounds_too, other, signs, _EITHER[0]))
        differs = not _same(usual, count, other, int(its))
    if not differs and marked:
        for at in range(start, end):
            plain[at - start] = signs.bare[points[at]]
        its = np.int64(_grouped(plain, end - start, signs.sounds, other, signs, _EITHER[0]))
        differs = not _same(usual, count, other, int(its))
    if count == 0 and differs:
        for at in range(its):
            usual[at] = other[at]
        return int(its), 0
    return count, int(its) if differs else 0


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
def _is(lore: Lore, points: Points, start: int, end: int, flag: int) -> bool:
    number = number_of(lore, points, start, end)
    return bool(number >= 0 and lore.flags[number] & flag != 0)


@inner
def _by_stem(lore: Lore, stems: Ints, points: Points, many: int) -> int:
    """What a Slavic word stands for whose stem is known, whatever its ending; -1: nothing."""
    least = max(many - LONGEST_ENDING, SHORTEST_STEM)
    for place in range(many - least + 1):
        end = many - place
        stem = number_of(lore, points, _START[0], end)
        if stem >= 0 and stems[stem] >= 0 and (place == 0 or _is(lore, points, end, many, known.ENDING)):
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
def _legal_word(lore: Lore, points: Points, many: int, number: int) -> int:
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
        if points[cut - 1] == _K and points[cut - 2] == _S and _is(lore, points, cut, end, known.ADJECTIVE):
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
def _stands_for(  # noqa: C901 - as above
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
            second = np.int64(number_of(lore, two, _START[0], other))
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
        _write(desk, int(place), one, _START[0], _adjective_of(lore, one, _START[0], usual))
        _write(desk, int(place) + 1, two, _START[0], _adjective_of(lore, two, _START[0], other))
        desk.told[0] += 1
        return True
    texts, starts = lore.points, lore.starts
    if many == 1:
        _write(desk, int(place), texts, starts[first], starts[first + 1])
        named = arabic and part >= 0 and lore.flags[part] & known.GIVEN != 0
        heard = number_of(lore, one, _START[0], usual) != first and not named
        _write(desk, int(place) + 1, one, _START[0], usual if heard else _START[0])
        desk.told[0] += 1
        return True
    begun = lore.several_starts[part]
    for at in range(many):
        each = np.int64(lore.several[begun + at])
        _write(desk, int(place) + 2 * at, texts, starts[each], starts[each + 1])
        _write(desk, int(place) + 2 * at + 1, texts, _START[0], _START[0])
    desk.told[0] += many
    return True


@inner
def _means(lore: Lore, points: Points, start: int, end: int) -> bool:
    number = number_of(lore, points, start, end)
    return bool(number >= 0 and lore.meaning[number] >= 0)


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
        if not _means(lore, plain, start, end):
            for at in range(end - 2, start + 2, -1):
                if _means(lore, plain, start, at) and (end - at > 2 or _means(lore, plain, at, end)):
                    cut = np.int64(at)
                    rest = True
                    break
            if cut == 0:
                for at in range(start + 2, end - 2):
                    if _means(lore, plain, at, end):
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
def _prepare_arabic(points: Points, start: int, end: int, lore: Lore, signs: Signs, desk: Desk) -> bool:
    plain, usual, other, key = desk.plain, desk.usual, desk.other, desk.whole
    many = _plain_arabic(points, start, end, plain, signs)
    number = number_of(lore, plain, _START[0], many)
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
        if second > 0 and _same(usual, first, other, second):
            second = 0
        known_as = number_of(lore, key, _START[0], length)
        if not _stands_for(plain, begin, after, first, second, _EITHER[1], known_as, lore, desk):
            return False
    return count > 0


@inner
def _given_parts(
    points: Points, start: int, end: int, script: int, usual: int, lore: Lore, signs: Signs, desk: Desk
) -> int:
    """Where a word is parted that is two given names written together, by its folded whole; 0: nowhere."""
    whole = desk.whole
    if end - start < _SHORTEST_PARTED or not _is(lore, whole, _START[0], min(2, usual), known.BEGINS):
        return 0
    if not _is(lore, whole, max(usual - 2, 0), usual, known.ENDS):
        return 0
    for cut in range(end - _SHORTEST_PART, start + _SHORTEST_PART - 1, -1):
        many, _ = _folded(points, start, cut, script, desk.usual, desk.other, desk.plain, signs, _EITHER[0])
        if _is(lore, desk.usual, _START[0], many, known.GIVEN):
            many, _ = _folded(points, cut, end, script, desk.usual, desk.other, desk.plain, signs, _EITHER[0])
            if _is(lore, desk.usual, _START[0], many, known.GIVEN):
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
        return _prepare_arabic(points, start, end, lore, signs, desk)
    whole = desk.whole
    usual, other = _folded(points, start, end, script, whole, desk.whole_too, desk.plain, signs, _EITHER[1])
    if usual == 0:
        return False
    number = number_of(lore, whole, _START[0], usual)
    legal = _legal_word(lore, whole, usual, number)
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
        return _stands_for(points, start, end, usual, other, _EITHER[0], number, lore, desk)
    for part in range(2):
        begin, after = (start, cut) if part == 0 else (cut, end)
        usual, other = _folded(points, begin, after, script, desk.usual, desk.other, desk.plain, signs, _EITHER[1])
        number = number_of(lore, desk.usual, _START[0], usual)
        if usual == 0 or not _stands_for(points, begin, after, usual, other, _EITHER[0], number, lore, desk):
            return False
    return True
