"""Pairing the words of a declared name with those of a listed one, and what that tells.

Words meet one to one, the most alike first; what is left over may still meet as initials, as the beginning of a word,
as a word written apart or together, or as a worse misspelling. The evidence of a pair of names is a row of small
numbers with a meaning of their own (:data:`EVIDENCE`), each from 0 to 255.
"""

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from darvoza.parties.compiled import inner
from darvoza.parties.unlike import signs_of, surely_unlike, unlike
from darvoza.parties.written import FOLDED, NUMBER, Bytes, Longs

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
WORDS: Final = 12  # words of a name that are looked at
SLOTS: Final = 16  # and room for neighbouring words taken as one
_FULL: Final = 255
_TELLING, _TELLS = 30.0, 16.0  # weights of words add up to these where telling reaches 1
_LOST: Final = 14.0
_SMALL: Final = 2.0  # words that weigh less are titles, particles and the like
_AS_ONE: Final = 0.95  # what words taken together are worth of the likeness of the whole
_SAME_AS_ONE: Final = 0.88
_INITIAL: Final = 0.7
_BEGINS: Final = 0.78
_PARTLY: Final = 0.62
EVIDENCE: Final = (
    "declared_met",  # share of the declared name, by weight, that met listed words
    "listed_met",  # share of the listed name that was met
    "telling",  # how telling the words that met are
    "declared_lost",  # weight of declared words that met nothing
    "listed_lost",  # weight of listed words that met nothing
    "both_lost",  # the lesser of both: other words stand where words should have met
    "together",  # likeness of the folded names written as one word
    "literal",  # likeness of the names as spelled, words sorted
    "weakest",  # likeness of the least alike pair of telling words that met
    "rarest_declared",  # how well the most telling declared word was met
    "rarest_listed",  # how well the most telling listed word was met
    "same",  # share of the declared name, by weight, that is the same word to the sound
    "words_met",  # how many telling words met, 1 for four
    "declared_words",  # how many telling words the declared name has, 1 for six
    "listed_words",  # how many the listed name has
    "in_order",  # always 1: in what order words stand says nothing
    "numbers",  # 1: the same numbers; about 0.5: none, or on one side only; 0: different ones
    "legal_form",  # 1: of one kind; 0.5: not told; 0: different ones
    "initials",  # 1: initials meet; 0.5: none; 0: they contradict
    "person",  # 1: the listed party is a person; 0.5: not told; 0: it is none
    "across",  # 1: a name in Arabic script met one in another
    "least_telling",  # weight of the least telling of the telling words that met
    "tail_lost",  # 1: the last telling listed word met nothing
    "head_lost",  # 1: the first telling listed word met nothing
)
"""What is known about a pair of names, in this order."""
RISES: Final = (1, 1, 1, -1, -1, -1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, -1, -1)
"""Whether more of each evidence speaks for a match (1), against it (-1), or depends on the rest (0)."""


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

    ``alike[word]`` is how alike a listed word is to each slot: a declared word, or two neighbours taken as one, of
    which ``joined_at`` says the first. ``weights`` are those of the slots.
    """

    weights: Floats
    words: Ints
    joined_at: Ints
    alike: Floats
    pairs: Floats
    buffer: Bytes
    rows: Floats


def room_of(words: int) -> Room:
    """Room to compare names of so many different words."""
    return Room(
        np.zeros(SLOTS, np.float32),
        np.zeros(SLOTS, np.int32),
        np.zeros(SLOTS, np.int32),
        np.zeros((words + 1, SLOTS), np.float32),
        np.zeros((SLOTS, WORDS), np.float32),
        np.zeros(64, np.uint8),
        np.zeros((3, 25), np.float32),
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


@inner
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


@inner
def _pair_parts(  # noqa: C901 - compiled functions take arrays only; the two directions belong together
    paired: Paired,
    room: Bytes,
    table: Floats,
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
            alike = 1 - unlike(own, begin, end, room, length - length, length, 0.2 * longest, table) / longest
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
            alike = 1 - unlike(room, length - length, length, letters, begin, end, 0.2 * longest, table) / longest
            if alike >= 0.8:
                _meet(paired, row, column, _AS_ONE * alike)
                _meet(paired, row + 1, column, _AS_ONE * alike)
                break


@inner
def _pair_rest(  # noqa: C901, PLR0912 - the ways in which two words may still meet
    paired: Paired,
    table: Floats,
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
                most = (1 - _PARTLY) * longest
                ending = there + other_length
                if surely_unlike(signs, signs_of(letters, there, ending)) <= most:
                    wrong = unlike(own, begin, begin + length, letters, there, ending, most, table)
                    alike = max(alike, 1 - wrong / longest)
            if alike > best and alike >= _PARTLY:
                best, found = alike, column
        if found >= 0:
            if best == _INITIAL and (length == 1 or starts[listed[found] + 1] - starts[listed[found]] == 1):
                initials = 1 if initials >= 0 else -1
            _meet(paired, row, found, best)
        elif facing:
            initials = -1
    return initials


@inner
def compare(  # noqa: C901, PLR0912, PLR0915 - one pass over a pair of names; compiled functions take arrays only
    paired: Paired,
    room: Room,
    evidence: Floats,
    words: Ints,
    rows: int,
    slots: int,
    mine: Words,
    listed: Ints,
    columns: int,
    its: Words,
    weights: Floats,
) -> None:
    """Pair the words of a declared and a listed name and leave what their words tell as evidence."""
    took, likeness, reached = paired
    own_weights, _, joined_at, alike_to, pairs, buffer, table = room
    own_sorts, sorts = mine.sorts, its.sorts
    for row in range(rows):
        took[row] = -1
        likeness[row] = 0
    for column in range(columns):
        reached[column] = 0
        for row in range(slots):
            pairs[row, column] = alike_to[listed[column], row]
    _pair(paired, pairs, joined_at, rows, slots, columns)
    _pair_parts(paired, buffer, table, words, rows, mine, listed, columns, its)
    initials = _pair_rest(paired, table, words, rows, mine, listed, columns, its)
    whole = met = lost = same = 1e-6
    telling_words = words_met = 0
    weakest = rarest = 1.0
    least_telling = 12.0
    top = -1.0
    number_met = number_lost = False
    for row in range(rows):
        weight = own_weights[row]
        alike = likeness[row]
        whole += weight
        met += weight * alike
        if alike >= 0.995:
            same += weight
        if own_sorts[words[row]] == NUMBER:
            number_met = number_met or alike > 0
            number_lost = number_lost or alike == 0
        if weight > _SMALL:
            telling_words += 1
            if alike > 0:
                words_met += 1
                weakest = min(weakest, alike)
                least_telling = min(least_telling, weight)
        if alike == 0:
            lost += weight
        if weight > top or (weight == top and alike > rarest):
            top = weight
            rarest = alike
    listed_whole = listed_met = listed_lost = 1e-6
    listed_words = 0
    rarest_listed = 1.0
    top = -1.0
    listed_number_lost = False
    head = tail = 1.0
    for column in range(columns):
        weight = weights[listed[column]]
        alike = reached[column]
        listed_whole += weight
        listed_met += weight * alike
        if alike == 0:
            listed_lost += weight
        if sorts[listed[column]] == NUMBER:
            listed_number_lost = listed_number_lost or alike == 0
        if weight > _SMALL:
            listed_words += 1
            tail = alike
            if listed_words == 1:
                head = alike
        if weight > top:
            top = weight
            rarest_listed = alike
    evidence[0] = met / whole
    evidence[1] = listed_met / listed_whole
    evidence[2] = min(met, listed_met)
    evidence[3] = lost / _LOST
    evidence[4] = listed_lost / _LOST
    evidence[5] = min(lost, listed_lost) / _LOST
    evidence[6] = min(whole, listed_whole)
    evidence[8] = weakest
    evidence[9] = rarest
    evidence[10] = rarest_listed
    evidence[11] = same / whole
    evidence[12] = words_met / 4
    evidence[13] = telling_words / 6
    evidence[14] = listed_words / 6
    evidence[15] = 1
    if number_lost and listed_number_lost:
        evidence[16] = 0
    elif listed_number_lost:
        evidence[16] = 0.376
    elif number_lost:
        evidence[16] = 0.439
    else:
        evidence[16] = 1 if number_met else 0.502
    evidence[18] = 0.502 + (0.498 if initials > 0 else 0) - (0.502 if initials < 0 else 0)
    evidence[21] = least_telling / 12
    evidence[22] = tail == 0
    evidence[23] = head == 0


@inner
def add_texts(evidence: Floats, alike: tuple[float, float], across: np.bool_) -> None:
    """Take in how alike the whole names are, written as one word and as spelled, and whether across scripts."""
    together, literal = alike
    as_one = evidence[6] * together if together > _SAME_AS_ONE else 0.0
    evidence[2] = max(evidence[2], as_one) / _TELLING
    evidence[6] = together
    evidence[7] = literal
    evidence[20] = across


@inner
def in_bytes(evidence: Floats, numbers: Bytes) -> None:
    """The evidence in the small numbers that the trees ask about."""
    for at in range(len(numbers)):
        numbers[at] = int(min(max(evidence[at], np.float32(0)), np.float32(1)) * _FULL + 0.5)
