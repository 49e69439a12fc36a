"""Declared words and the listed words that each may be: looked up once by each thread, then remembered.

Names repeat words, so most words of a name are found here without searching for what sounds like them.
"""

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from darvoza.parties.candidates.sounds import MOST_FOUND, Desk, Sounds, desk, exactly, look_up
from darvoza.parties.compiled import inlined, inner
from darvoza.parties.likeness.unlike import CONSONANT
from darvoza.parties.names.pages import LONGEST, Spelt
from darvoza.parties.names.written import ARABIC_WORD, FOLDED, NUMBER, OTHER, Bytes, Longs

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
Keys = npt.NDArray[np.uint64]

_OTHER_READING: Final = 0.97
_SURELY: Final = 0.8  # from here on a declared word is taken for the listed one when it is weighed
_HALF: Final = 0.6  # and never weighs less than this part of its own weight then
_MOST_NEAR: Final = 300  # listed words kept for one declared word: those worth most
_MOST_KEPT: Final = 2 * MOST_FOUND
_SHORTEST_SPLIT: Final = 5
_SHORTEST_HEARD: Final = 3
_ONE_WORD: Final = 0.9  # a word that is less near to any listed word may be two that were written together

_WORDS: Final = 1 << 15
_NEAR: Final = 1 << 20
_LETTERS: Final = 1 << 20
_TABLE: Final = 4 * _WORDS


class Near(NamedTuple):
    """Declared words that were looked up: the listed words that each may be, what is worth most first.

    Declared word ``i`` weighs ``weights[i]``, and ``words[starts[i]:starts[i + 1]]`` sound like it, as alike as
    ``likeness`` says; each is worth ``values`` to it. Its letters are
    ``letters[letter_starts[i]:letter_starts[i + 1]]``, and ``parts[2 * i]`` and the next are listed words that it is
    written together from (-1: none). ``known`` says how many words there are; ``table`` has the place of each word by
    its ``hashes``.
    """

    starts: Longs
    words: Ints
    likeness: Floats
    values: Floats
    weights: Floats
    letters: Bytes
    letter_starts: Longs
    sorts: Bytes
    parts: Ints
    known: Longs
    table: Ints
    hashes: Keys


class Looking(NamedTuple):
    """Room to look up a word in, and for two words written as one."""

    desk: Desk
    kept: Ints
    alike: Floats
    both: Bytes


class Lexicon(NamedTuple):
    """The listed words: their sounds, which word each spelling is of, what they weigh, and where their names begin."""

    sounds: Sounds
    of: Ints
    weights: Floats
    postings: Longs


def near() -> Near:
    """Room to remember words in."""
    return Near(
        np.zeros(_WORDS + 1, np.int64),
        np.empty(_NEAR, np.int32),
        np.empty(_NEAR, np.float32),
        np.empty(_NEAR, np.float32),
        np.zeros(_WORDS, np.float32),
        np.empty(_LETTERS, np.uint8),
        np.zeros(_WORDS + 1, np.int64),
        np.zeros(_WORDS, np.uint8),
        np.zeros(2 * _WORDS, np.int32),
        np.zeros(1, np.int64),
        np.zeros(_TABLE, np.int32),
        np.zeros(_WORDS, np.uint64),
    )


def looking(spellings: int) -> Looking:
    """Room to look up words among so many spellings."""
    return Looking(
        desk(spellings),
        np.empty(_MOST_KEPT, np.int32),
        np.empty(_MOST_KEPT, np.float32),
        np.zeros(2 * LONGEST, np.uint8),
    )


@inlined
def has_room(near: Near, words: int) -> bool:
    """Whether there is surely room for so many words more."""
    count = near.known[0]
    return bool(
        count + words <= _WORDS
        and near.starts[count] + words * _MOST_NEAR <= _NEAR
        and near.letter_starts[count] + words * LONGEST <= _LETTERS
    )


@inlined
def forget(near: Near) -> None:
    """Forget all words."""
    near.known[0] = 0
    for at in range(_TABLE):
        near.table[at] = 0


@inner
def _hash_of(letters: Bytes, start: int, end: int, sort: int, mixed: np.uint64) -> np.uint64:
    key = (np.uint64(1469598103934665603) ^ mixed) + np.uint64(sort)
    for at in range(start, end):
        key = (key ^ np.uint64(letters[at])) * np.uint64(1099511628211)
    return key ^ (key >> np.uint64(29))


@inlined
def remembered(
    near: Near,
    looking: Looking,
    lexicon: Lexicon,
    letters: Bytes,
    start: int,
    middle: int,
    end: int,
    sort: int,
    other_sort: int,
    weight: float,
) -> int:
    """The number of a declared word, which is looked up if it was not yet; its other spelling begins at ``middle``.

    Words are told apart by 64 bits of a hash: among all that fit here two are mistaken for one less than once in ten
    thousand million times.
    """
    key = _hash_of(letters, start, middle, sort, np.uint64(0))
    if end > middle:
        key = _hash_of(letters, middle, end, other_sort, key)
    at = np.int64(key & np.uint64(_TABLE - 1))
    while near.table[at] > 0:
        number = np.int64(near.table[at] - 1)
        if near.hashes[number] == key:
            return int(number)
        at = (at + 1) & (_TABLE - 1)
    number = near.known[0]
    near.table[at] = number + 1
    near.hashes[number] = key
    near.known[0] = number + 1
    _learn(near, looking, lexicon, number, letters, start, middle, end, sort, other_sort, weight)
    return int(number)


@inlined
def _learn(  # noqa: C901, PLR0912, PLR0915 - one pass over what a word may be
    near: Near,
    looking: Looking,
    lexicon: Lexicon,
    number: int,
    letters: Bytes,
    start: int,
    middle: int,
    end: int,
    sort: int,
    other_sort: int,
    weight: float,
) -> None:
    """Look up a word in its usual spelling, and in its other where that one is not listed; weigh it as what it is.

    The weight is that of the listed word that it surely is, if any.
    """
    room, kept, alike, _ = looking
    sounds, of, listed_weights, postings = lexicon
    count: Any = np.int64(0)
    best = 0.0
    for reading in range(2 if end > middle else 1):
        if best == 1.0 and other_sort != ARABIC_WORD:
            break
        usual = reading == 0
        begin, after = (start, middle) if usual else (middle, end)
        many = look_up(letters, begin, after, sort if usual else other_sort, sounds, room)
        share = 1.0 if usual else _OTHER_READING
        for at in range(min(many, _MOST_KEPT - count)):
            kept[count] = of[room.found[at]]
            alike[count] = share * room.likeness[at]
            best = max(best, alike[count])
            count += 1
    listed = 0.0
    for at in range(count):
        if alike[at] == best:
            listed = max(listed, listed_weights[kept[at]])
    if best == 1.0:
        weight = listed
    elif best >= _SURELY:
        weight = min(weight, max(listed, _HALF * weight))
    begun: Any = np.int64(near.starts[number])
    total: Any = np.int64(begun)
    words, likeness, values = near.words, near.likeness, near.values
    for at in range(count):
        worth = np.float32(alike[at] * min(weight, listed_weights[kept[at]]))
        place = total
        if total - begun == _MOST_NEAR:
            if worth <= values[total - 1]:
                continue
            place -= 1
        else:
            total += 1
        while place > begun and values[place - 1] < worth:
            values[place] = values[place - 1]
            words[place] = words[place - 1]
            likeness[place] = likeness[place - 1]
            place -= 1
        values[place] = worth
        words[place] = kept[at]
        likeness[place] = alike[at]
    near.starts[number + 1] = total
    near.weights[number] = weight
    near.sorts[number] = sort
    here = near.letter_starts[number]
    for at in range(middle - start):
        near.letters[here + at] = letters[start + at]
    near.letter_starts[number + 1] = here + middle - start
    near.parts[2 * number] = near.parts[2 * number + 1] = -1
    if best >= _ONE_WORD or middle - start < _SHORTEST_SPLIT or sort != FOLDED:
        return
    most = 0
    for cut in range(start + 2, middle - 1):
        one: Any = np.int64(-1)
        other: Any = np.int64(-1)
        for part in range(2):
            begin, after = (start, cut) if part == 0 else (cut, middle)
            one, other = other, exactly(letters, begin, after, sort, sounds)
            if other < 0:
                break
        if one < 0 or other < 0:
            continue
        first, second = of[one], of[other]
        lesser = min(postings[first + 1] - postings[first], postings[second + 1] - postings[second])
        if lesser > most:
            most = lesser
            near.parts[2 * number] = first
            near.parts[2 * number + 1] = second


@inner
def _consonants(letters: Bytes, start: int, end: int, both: Bytes, many: int) -> int:
    """Add the consonants of a word that Arabic script would write, repeated ones once; returns how many there are."""
    last = np.uint8(0)
    for at in range(start, end):
        letter = letters[at]
        if CONSONANT[letter] != 0:
            if letter != last and many < len(both):
                both[many] = letter
                many += 1
            last = letter
    return int(many)


@inlined
def as_one(looking: Looking, lexicon: Lexicon, spelt: Spelt, first: int, second: int) -> tuple[int, int]:
    """Write two declared words together; returns how many letters and of which sort, 0 if no list writes them so.

    From Arabic script words join by their consonants, listed or not.
    """
    letters, starts, sorts, _ = spelt
    both = looking.both
    sort, other_sort = sorts[2 * first], sorts[2 * second]
    begin, end = starts[2 * first], starts[2 * first + 1]
    other_begin, other_end = starts[2 * second], starts[2 * second + 1]
    many: Any = np.int64(0)
    if ARABIC_WORD in (sort, other_sort):
        both[0] = 0
        many = _consonants(letters, begin, end, both, 1)
        many = np.int64(_consonants(letters, other_begin, other_end, both, many))
        return int(many if many > _SHORTEST_HEARD else 0), ARABIC_WORD
    last = end - 1 if letters[end - 1] == letters[other_begin] else end
    if last - begin + other_end - other_begin < _SHORTEST_SPLIT:
        return 0, FOLDED
    for at in range(begin, last):
        both[many] = letters[at]
        many += 1
    for at in range(other_begin, other_end):
        both[many] = letters[at]
        many += 1
    joined = FOLDED
    if OTHER in (sort, other_sort):
        joined = OTHER
    elif sort == NUMBER and other_sort == NUMBER:
        joined = NUMBER
    return int(many if exactly(both, many - many, many, joined, lexicon.sounds) >= 0 else 0), joined
