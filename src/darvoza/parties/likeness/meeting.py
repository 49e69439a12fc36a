"""Which words of a declared name meet which of a listed one.

Words meet one to one, the most alike first; what is left over may still meet as initials, as the beginning of a word,
as a word written apart or together, or as a worse misspelling.
"""

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from darvoza.parties.compiled import inlined, inner
from darvoza.parties.likeness.across import LONGEST_READ
from darvoza.parties.likeness.unlike import PARTS, WIDTH, signs_of, surely_unlike, unlike
from darvoza.parties.names.written import FOLDED, Bytes, Longs

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
WORDS: Final = 12  # words of a name that are looked at
SLOTS: Final = 16  # and room for neighbouring words taken as one
NEARBY: Final = 1 << 13  # listed words that may be near those of one declared name
_AS_ONE: Final = 0.95  # what words taken together are worth of the likeness of the whole
_INITIAL: Final = 0.7
_BEGINS: Final = 0.78
_PARTLY: Final = 0.62
_UNLIKE_TOGETHER: Final = PARTS * 0.2  # of a letter, for each letter of words taken together


class Names(NamedTuple):
    """Listed names, ready to be compared; ``text`` starts run over two texts for each name: folded, and as spelled."""

    starts: Longs
    words: Ints
    weight: Floats
    text: Bytes
    text_starts: Longs
    legal: Bytes
    weak: npt.NDArray[np.bool_]
    arabic: npt.NDArray[np.bool_]
    party: Ints
    kind: Bytes


class Words(NamedTuple):
    """The letters of many words, and of which sort each is."""

    letters: Bytes
    starts: Longs
    sorts: Bytes


class Paired(NamedTuple):
    """Which listed word each declared word met, how alike they are, and how well each listed word was met."""

    met: npt.NDArray[np.int8]
    likeness: Floats
    listed: Floats


class Room(NamedTuple):
    """Room for one thread to compare in.

    ``alike[place[word]]`` is how alike a listed word is to each slot: a declared word, or two neighbours taken as one,
    of which ``joined_at`` says the first. Place 0 is that of words that are like none, and the last ``place`` but one
    that of no word at all. ``weights`` are those of the slots.
    """

    weights: Floats
    words: Ints
    joined_at: Ints
    place: npt.NDArray[np.uint16]
    alike: Floats
    pairs: Floats
    buffer: Bytes
    rows: Ints
    readings: Floats


def room_of(words: int) -> Room:
    """Room to compare names of so many different words."""
    return Room(
        np.zeros(SLOTS, np.float32),
        np.zeros(SLOTS, np.int32),
        np.zeros(SLOTS, np.int32),
        np.append(np.zeros(words + 1, np.uint16), np.uint16(1)),
        np.zeros((NEARBY, SLOTS), np.float32),
        np.zeros((SLOTS, WORDS), np.float32),
        np.zeros(64, np.uint8),
        np.zeros((3, WIDTH + 1), np.int32),
        np.zeros((2, LONGEST_READ + 1), np.float32),
    )


def paired() -> Paired:
    """Room for which words of two names met."""
    return Paired(np.zeros(SLOTS, np.int8), np.zeros(SLOTS, np.float32), np.zeros(WORDS, np.float32))


@inner
def _meet(paired: Paired, row: int, column: int, value: float) -> None:
    met, likeness, listed = paired
    met[row] = column
    likeness[row] = value
    listed[column] = max(listed[column], value)


@inlined
def _pair(paired: Paired, pairs: Floats, joined_at: Ints, rows: int, slots: int, columns: int) -> None:
    """Pair words one to one, the most alike first; words taken as one meet together."""
    met, _, reached = paired
    for _ in range(columns):
        best = 0.0
        row: Any = np.int64(-1)
        column: Any = np.int64(-1)
        for one in range(slots):
            at = one if one < rows else np.int64(joined_at[one])
            if met[at] >= 0 or (one >= rows and met[at + 1] >= 0):
                continue
            for other in range(columns):
                if reached[other] == 0 and pairs[one, other] > best:
                    best = pairs[one, other]
                    row, column = one, other
        if row < 0:
            return
        first: Any = row if row < rows else np.int64(joined_at[row])
        _meet(paired, first, column, best)
        if row >= rows:
            _meet(paired, first + 1, column, best)


@inner
def _joined(buffer: Bytes, one: Bytes, start: int, end: int, other: Bytes, other_start: int, other_end: int) -> int:
    count = 0
    for at in range(start, end):
        if count < 24:
            buffer[count] = one[at]
            count += 1
    for at in range(other_start, other_end):
        if count < 24 and not (at == other_start and count and buffer[count - 1] == other[at]):
            buffer[count] = other[at]
            count += 1
    return int(count)


@inlined
def _pair_parts(  # noqa: C901 - compiled functions take arrays only; the two directions belong together
    paired: Paired,
    room: Bytes,
    table: Ints,
    asked: Ints,
    rows: int,
    mine: Words,
    listed: Ints,
    columns: int,
    its: Words,
) -> None:
    """Words left over that are written apart on one side and together on the other."""
    met, _, reached = paired
    own, own_starts, own_sorts = mine
    letters, starts, sorts = its
    for row in range(rows):
        word = asked[row]
        if met[row] >= 0 or own_sorts[word] != FOLDED:
            continue
        begin, end = own_starts[word], own_starts[word + 1]
        for column in range(columns - 1):
            one, other = listed[column], listed[column + 1]
            if reached[column] > 0 or reached[column + 1] > 0 or sorts[one] != FOLDED or sorts[other] != FOLDED:
                continue
            length = _joined(room, letters, starts[one], starts[one + 1], letters, starts[other], starts[other + 1])
            longest = max(length, end - begin)
            if longest < 5 or abs(length - (end - begin)) > 2:
                continue
            most = int(_UNLIKE_TOGETHER * longest)
            wrong = unlike(own, begin, end, room, length - length, length, most, table)
            alike = 1 - wrong / (PARTS * longest)
            if alike >= 0.8:
                _meet(paired, row, column, _AS_ONE * alike)
                reached[column + 1] = _AS_ONE * alike
                break
    for row in range(rows - 1):
        word, after = asked[row], asked[row + 1]
        if met[row] >= 0 or met[row + 1] >= 0 or own_sorts[word] != FOLDED or own_sorts[after] != FOLDED:
            continue
        length = _joined(
            room,
            own,
            own_starts[word],
            own_starts[word + 1],
            own,
            own_starts[after],
            own_starts[after + 1],
        )
        for column in range(columns):
            other = listed[column]
            if reached[column] > 0 or sorts[other] != FOLDED:
                continue
            begin, end = starts[other], starts[other + 1]
            longest = max(length, end - begin)
            if longest < 5 or abs(length - (end - begin)) > 2:
                continue
            most = int(_UNLIKE_TOGETHER * longest)
            wrong = unlike(room, length - length, length, letters, begin, end, most, table)
            alike = 1 - wrong / (PARTS * longest)
            if alike >= 0.8:
                _meet(paired, row, column, _AS_ONE * alike)
                _meet(paired, row + 1, column, _AS_ONE * alike)
                break


@inlined
def _pair_rest(  # noqa: C901, PLR0912 - the ways in which two words may still meet
    paired: Paired,
    table: Ints,
    asked: Ints,
    rows: int,
    mine: Words,
    listed: Ints,
    columns: int,
    its: Words,
) -> int:
    """What words left over still have in common: initials, beginnings, worse misspellings.

    Returns what initials say: 1 that one met, -1 that one met nothing but could have, 0 that there are none.
    """
    met, _, reached = paired
    own, own_starts, own_sorts = mine
    letters, starts, sorts = its
    initials = 0
    for row in range(rows):
        if met[row] >= 0:
            continue
        word = asked[row]
        if own_sorts[word] != FOLDED:
            continue
        begin = own_starts[word]
        length = own_starts[word + 1] - begin
        signs = signs_of(own, begin, begin + length)
        best = 0.0
        found: Any = np.int64(-1)
        facing = False
        for column in range(columns):
            other = listed[column]
            if reached[column] > 0 or sorts[other] != FOLDED:
                continue
            there = starts[other]
            other_length = starts[other + 1] - there
            if length == 1 or other_length == 1:
                facing = True
                if own[begin] == letters[there] and best < _INITIAL:
                    best, found = _INITIAL, column
                continue
            longest, shortest = max(length, other_length), min(length, other_length)
            if shortest < 3:
                continue
            same = 0
            while same < shortest and own[begin + same] == letters[there + same]:
                same += 1
            alike = _BEGINS if same == shortest and shortest >= 3 else 0.0
            if longest - shortest <= 3:
                most = int((1 - _PARTLY) * PARTS * longest + 1e-4)
                ending = there + other_length
                if surely_unlike(signs, signs_of(letters, there, ending), 0) <= most:
                    wrong = unlike(own, begin, begin + length, letters, there, ending, most, table)
                    alike = max(alike, 1 - wrong / (PARTS * longest))
            if alike > best and alike >= _PARTLY:
                best, found = alike, column
        if found >= 0:
            if best == _INITIAL and (length == 1 or starts[listed[found] + 1] - starts[listed[found]] == 1):
                initials = 1 if initials >= 0 else -1
            _meet(paired, row, found, best)
        elif facing:
            initials = -1
    return initials


@inlined
def pair_words(
    paired: Paired,
    room: Room,
    asked: Ints,
    rows: int,
    slots: int,
    mine: Words,
    listed: Ints,
    columns: int,
    its: Words,
) -> int:
    """Pair the words of a declared and a listed name; returns what initials say, as 1, -1, or 0 for nothing."""
    took, likeness, reached = paired
    for row in range(rows):
        took[row] = -1
        likeness[row] = 0
    for column in range(columns):
        reached[column] = 0
        there = room.place[listed[column]]
        for row in range(slots):
            room.pairs[row, column] = room.alike[there, row]
    _pair(paired, room.pairs, room.joined_at, rows, slots, columns)
    _pair_parts(paired, room.buffer, room.rows, asked, rows, mine, listed, columns, its)
    return _pair_rest(paired, room.rows, asked, rows, mine, listed, columns, its)
