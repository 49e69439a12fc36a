"""Words that sound nearly alike, found by their consonants without comparing every word with every other.

Each word gives keys: its consonant classes packed four bits each into one number, and the same with one consonant left
out. Two words share a key when their consonants differ in at most one place, whatever their vowels do. Short words give
the same by their letters. What shares a key is compared letter by letter.
"""

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from darvoza.parties.compiled import compiled, inlined, inner
from darvoza.parties.likeness.unlike import (
    BESIDE_VOWELS,
    CLASS,
    CONSONANT,
    CONSONANT_PARTS,
    CONSONANTS,
    PARTS,
    VOWEL_WRONG,
    WIDTH,
    Keys,
    edits,
    least_unlike,
    note_letters,
    signs_of,
    surely_unlike,
    unlike,
)
from darvoza.parties.names.written import ARABIC_WORD, FOLDED, NUMBER, Bytes, Longs, Texts

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
Prices = npt.NDArray[np.int8]
_BREATH: Final = len(CONSONANTS)
_EXACT: Final = 7  # keys of exactly one word; 1 to 6 are whole and shortened keys by consonants, letters and script
_SHIFT: Final = 60
_PLACES: Final = 14  # consonants that a key has room for
_MOST_KEYS: Final = 2 * _PLACES + 12
LEAST: Final = 0.78
_LEAST_SHORT: Final = 0.74  # words of three or four letters
_SHORT: Final = 4  # shorter words are not looked for with a consonant wrong: nearly all short words are alike
_MEDIUM: Final = 7  # up to this length words are looked for by letters as well
_ACROSS: Final = np.array([0, 0, 0.8, 0.93, 0.98, 0.98], np.float32)
_ACROSS_LESS: Final = np.array([0, 0, 0, 0, 0.74, 0.78], np.float32)
"""Likeness of an Arabic word and a Latin one of the same consonants, by how many; and with one consonant wrong."""
_ONE: Final = np.uint64(1)
_SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)  # odd, so that different keys stay different
_BITS: Final = 64
_LONG: Final = 127  # words of so many letters or more are measured when they are looked at
_IN_ARABIC: Final = 128
_ROW: Final = 32


class Sounds(NamedTuple):
    """Written words by their keys; words are numbered as they were given.

    ``keys`` are sorted, ``of[i]`` is the word that ``keys[i]`` is of, ``rooms`` says where the keys of each first few
    bits begin. ``signs[i]`` are those of that word, as :func:`signs_of` says, and ``lengths[i]`` is how long it is, a
    word of Arabic script marked: they lie beside its keys, so that most words are passed over without being looked at.
    ``rows`` has the first letters of each word once more, :data:`_ROW` places for each.
    """

    letters: Bytes
    starts: Longs
    sorts: Bytes
    keys: Keys
    of: Ints
    signs: Keys
    lengths: Bytes
    rooms: Longs
    rows: Bytes


class Desk(NamedTuple):
    """Room to work in for one thread: marks for each word, and what was found."""

    mark: Ints
    stamp: Longs
    found: Ints
    likeness: Floats
    keys: Keys
    prices: Prices
    rows: Ints
    where: Keys


MOST_FOUND: Final = 4096


def desk(words: int) -> Desk:
    """Room to look up words among so many."""
    return Desk(
        np.zeros(max(words, 1), np.int32),
        np.zeros(2, np.int64),
        np.zeros(MOST_FOUND, np.int32),
        np.zeros(MOST_FOUND, np.float32),
        np.zeros(4 * _MOST_KEYS, np.uint64),
        np.zeros(4 * _MOST_KEYS, np.int8),
        np.zeros((3, WIDTH + 1), np.int32),
        np.zeros(64, np.uint64),
    )


@inner
def packed(letters: Bytes, start: int, end: int, classes: Bytes) -> tuple[np.uint64, int]:
    """Consonant classes in one number, first consonant lowest, repeated ones once; and how many."""
    key = np.uint64(0)
    count = 0
    last = np.uint8(0)
    for at in range(start, min(end, start + WIDTH)):
        each = classes[letters[at]]
        if each != 0:
            if each != last and count < _PLACES:
                key |= np.uint64(each) << np.uint64(4 * count)
                count += 1
            last = each
    return key, count


@inner
def _hashed(letters: Bytes, start: int, end: int, sort: int) -> np.uint64:
    """A number for exactly this word, of :data:`_EXACT` sort."""
    key = np.uint64(1469598103934665603) ^ np.uint64(sort)
    for at in range(start, end):
        key = (key ^ np.uint64(letters[at])) * np.uint64(1099511628211)
    return (key >> np.uint64(4)) | (np.uint64(_EXACT) << np.uint64(_SHIFT))


@inner
def _keys_of(  # noqa: C901, PLR0912 - one word's keys of every sort, in one place
    letters: Bytes, start: int, end: int, sort: int, keys: Keys, prices: Prices, asking: np.int64
) -> int:
    """The keys of one word: those it is kept under, or those under which words near it are kept, with a price each.

    Prices: 0 the same consonants, 1 a consonant wrong, 2 the same letters or one wrong, -1 and -2 the same across
    scripts, 3 exactly the word.
    """
    keys[0] = _hashed(letters, start, end, sort)
    prices[0] = 3
    count: Any = np.int64(1)
    length = end - start
    for turn in range(0 if sort == NUMBER else 3):  # by consonants, by letters, by what Arabic script writes
        code = np.uint64(0)
        many: Any = np.int64(0)
        width = np.uint64(5 if turn == 1 else 4)
        if turn == 1:
            if sort != FOLDED or length < _SHORT or length > _MEDIUM:
                continue
            for at in range(length):
                many += letters[start + at] < 30
                code |= np.uint64(letters[start + at]) << (width * np.uint64(at))
            if many < length:
                continue
        else:
            if turn == 0 and sort != FOLDED:
                continue
            code, many = packed(letters, start, end, CONSONANT if turn == 2 else CLASS)
            if turn == 2 and many > 2 and (code >> np.uint64(4 * (many - 1))) & np.uint64(15) == np.uint64(_BREATH):
                many -= 1
                code &= (_ONE << np.uint64(4 * many)) - _ONE
        if many < (1 if turn < 2 else 2 + (asking and sort == FOLDED)):
            continue
        whole = np.uint64(2 * turn + 1) << np.uint64(_SHIFT)
        less = np.uint64(2 * turn + 2) << np.uint64(_SHIFT)
        keys[count] = code | whole
        prices[count] = -1 if turn == 2 else 2 * turn
        count += 1
        if (turn == 0 and (many < 3 or length < _MEDIUM - 1)) or (
            turn == 2 and (many < 4 or (asking and sort != ARABIC_WORD))
        ):
            continue
        price = np.int64(-2 if turn == 2 else 1 + turn)
        if asking:
            keys[count] = code | less
            prices[count] = price
            count += 1
        for place in range(many):
            at_bit = width * np.uint64(place)
            shorter = (code & ((_ONE << at_bit) - _ONE)) | ((code >> (at_bit + width)) << at_bit)
            for under in range(1 - asking, 2 - asking * (turn == 2)):
                keys[count] = shorter | (whole if under == 0 else less)
                prices[count] = price
                count += 1
    return int(count)


@compiled
def _all_keys(letters: Bytes, starts: Longs, sorts: Bytes, buffer: Keys, prices: Prices, keys: Keys, of: Ints) -> int:
    """The keys of all words; returns how many. With no room in ``keys``, only counts."""
    total = 0
    counting = len(keys) == 0
    for word in range(len(starts) - 1):
        many = _keys_of(letters, starts[word], starts[word + 1], sorts[word], buffer, prices, np.int64(0))
        if not counting:
            for at in range(many):
                keys[total + at] = buffer[at] * _SPREAD
                of[total + at] = word
        total += many
    return int(total)


@compiled
def _take_signs(letters: Bytes, starts: Longs, sorts: Bytes, signs: Keys, lengths: Bytes, rows: Bytes) -> None:
    """Note the signs, the length and the first letters of each word."""
    for word in range(len(signs)):
        start, end = starts[word], starts[word + 1]
        signs[word] = signs_of(letters, start, end)
        lengths[word] = min(end - start, _LONG) + (_IN_ARABIC if sorts[word] == ARABIC_WORD else 0)
        for at in range(min(end - start, WIDTH)):
            rows[_ROW * word + at] = letters[start + at]


def sounds_of(texts: Texts, sorts: Bytes) -> Sounds:
    """These words ready to be looked up by sound."""
    letters, starts = texts
    buffer, prices = np.zeros(4 * _MOST_KEYS, np.uint64), np.zeros(4 * _MOST_KEYS, np.int8)
    total = _all_keys(letters, starts, sorts, buffer, prices, np.zeros(0, np.uint64), np.zeros(0, np.int32))
    keys = np.empty(total, np.uint64)
    of = np.empty(total, np.int32)
    _all_keys(letters, starts, sorts, buffer, prices, keys, of)
    order = np.argsort(keys, kind="stable")  # else which words come first would hang on the processor
    keys, of = keys[order], of[order]
    bits = max(8, min(22, int(total).bit_length() - 2))
    rooms = np.searchsorted(keys, np.arange(1 << bits, dtype=np.uint64) << np.uint64(_BITS - bits))
    signs, lengths = np.zeros(texts.size(), np.uint64), np.zeros(texts.size(), np.uint8)
    rows = np.zeros(_ROW * texts.size(), np.uint8)
    _take_signs(letters, starts, sorts, signs, lengths, rows)
    rooms = np.append(rooms, total).astype(np.int64)
    return Sounds(letters, starts, sorts, keys, of, signs[of], lengths[of], rooms, rows)


@inner
def _same(one: Bytes, start: int, end: int, other: Bytes, other_start: int, other_end: int) -> bool:
    if end - start != other_end - other_start:
        return False
    for at in range(end - start):  # noqa: SIM110 - generators cannot be compiled
        if one[start + at] != other[other_start + at]:
            return False
    return True


@inner
def exactly(letters: Bytes, start: int, end: int, sort: int, sounds: Sounds) -> int:
    """The word that is spelled exactly so; -1 if there is none."""
    key = _hashed(letters, start, end, sort) * _SPREAD
    listed, starts, sorts, keys, of, _, _, rooms, _ = sounds
    at = _first(keys, rooms, key)
    while at < len(keys) and keys[at] == key:
        word = of[at]
        if sorts[word] == sort and _same(letters, start, end, listed, starts[word], starts[word + 1]):
            return int(word)
        at += 1
    return -1


@inner
def _first(keys: Keys, rooms: Longs, key: np.uint64) -> int:
    """Where the first key not below this one stands."""
    bits = 0
    while (1 << bits) < len(rooms) - 1:
        bits += 1
    room = int(key >> np.uint64(_BITS - bits))
    low, high = rooms[room], rooms[room + 1]
    while low < high:
        middle = (low + high) >> 1
        if keys[middle] < key:
            low = middle + 1
        else:
            high = middle
    return int(low)


def _most_unlike() -> npt.NDArray[np.int32]:
    """How unlike words of two lengths may be, in parts of a letter; below 0 if their lengths are too far apart."""
    lengths = np.arange(_LONG + 1)
    longest = np.maximum(lengths[:, None], lengths)
    most = (1 - np.where(longest <= _SHORT, _LEAST_SHORT, LEAST)) * longest + 1e-4
    limits = np.where(np.abs(lengths[:, None] - lengths) * VOWEL_WRONG > most, -1, most * PARTS).astype(np.int32)
    limits[_LONG] = limits[:, _LONG] = PARTS * _LONG
    return limits


_MOST_UNLIKE: Final = _most_unlike()


@inlined
def look_up(  # noqa: C901, PLR0912, PLR0915 - one pass over what shares a key
    letters: Bytes, start: int, end: int, sort: int, sounds: Sounds, room: Desk
) -> int:
    """Find the words that sound like this one; they and their likeness, 0 to 1, are left on the desk. Returns how many.

    A word may stand there more than once if it has several spellings.
    """
    mark, stamps, found, alike, keys, prices, rows, where = room
    listed, starts, sorts, its_keys, of, its_signs, lengths, rooms, its_rows = sounds
    count: Any = np.int64(0)
    stamps[0] += 1
    stamp = stamps[0]
    many = _keys_of(letters, start, end, sort, keys, prices, np.int64(1))
    length = end - start
    signs = signs_of(letters, start, end)
    _, heard = packed(letters, start, end, CONSONANT)
    limits = _MOST_UNLIKE[min(length, _LONG)]
    note_letters(where, letters, start, end)
    for asked in range(many):
        key = keys[asked] * _SPREAD
        price = prices[asked]
        consonants, beside_vowels = (CONSONANT_PARTS, BESIDE_VOWELS) if price == 1 else (0, 0)
        at = _first(its_keys, rooms, key)
        while at < len(its_keys) and its_keys[at] == key:
            here = at
            at += 1
            if 0 <= price < 3:
                if surely_unlike(signs, its_signs[here], beside_vowels) > limits[lengths[here] & _LONG]:
                    continue
            elif price < 0 and sort != ARABIC_WORD and lengths[here] < _IN_ARABIC:
                continue
            word = of[here]
            if mark[word] == stamp:
                continue
            if 0 <= price < 3:  # whatever comes of it, another key of the same word would bring nothing else
                mark[word] = stamp
            likeness = 0.0
            if price == 3:
                if sorts[word] == sort and _same(letters, start, end, listed, starts[word], starts[word + 1]):
                    likeness = 1.0
            elif price < 0:
                likeness = _ACROSS[min(heard, 5)] if price == -1 else _ACROSS_LESS[min(heard, 5)]
            else:
                many_letters: Any = np.int64(lengths[here] & _LONG)
                if many_letters == _LONG:
                    many_letters = starts[word + 1] - starts[word]
                longest: Any = max(length, many_letters)
                most: Any = np.int64(limits[lengths[here] & _LONG])
                if longest >= _LONG:
                    most = np.int64((1 - LEAST) * PARTS * longest)
                row: Any = np.int64(word) * _ROW
                wrong: Any = np.int64(least_unlike(edits(where, length, its_rows, row, row + many_letters), consonants))
                if wrong <= most:
                    wrong = np.int64(unlike(letters, start, end, its_rows, row, row + many_letters, most, rows))
                if wrong <= most:
                    likeness = 1 - wrong / (PARTS * longest)
            if likeness > 0 and count < MOST_FOUND:
                mark[word] = stamp
                found[count] = word
                alike[count] = likeness
                count += 1
    return int(count)
