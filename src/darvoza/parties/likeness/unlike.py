"""How unlike two folded words sound, letter by letter; and signs of words that tell beforehand when they surely are.

Vowels count less than consonants, and consonants of one class less than others.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from darvoza.parties.compiled import inner
from darvoza.parties.names.written import LETTERS, Bytes

Keys = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int32]
_CLASSES: Final = ("bp", "fv", "dt", "szcSCJ", "kg", "l", "r", "m", "n")
CONSONANTS: Final = ("bp", "f", "d", "t", "sc", "z", "SC", "J", "kg", "l", "r", "m", "n", "h")
"""Finer classes, for meeting Arabic script: what its letters do tell apart; ``v`` may be a vowel there."""


def _table(classes: Sequence[str]) -> Bytes:
    table = np.zeros(256, np.uint8)
    for number, letters in enumerate(classes, start=1):
        for letter in letters:
            table[1 + LETTERS.index(letter)] = number
    return table


CLASS: Final = _table(_CLASSES)
CONSONANT: Final = _table(CONSONANTS)
VOWEL: Final = np.zeros(256, np.bool_)
for _letter in "aeiou":
    VOWEL[1 + LETTERS.index(_letter)] = True
_WEAK: Final = VOWEL.copy()
"""Letters that come and go between spellings: vowels, and *h*."""
_WEAK[1 + LETTERS.index("h")] = True
VOWEL_WRONG, _SIMILAR_WRONG, _TURNED = 0.45, 0.6, 0.8  # of one whole letter
_LEAST_LETTER: Final = 0.45  # *h* is left out as easily as a vowel
PARTS: Final = 40
_VOWEL_PARTS: Final = int(PARTS * VOWEL_WRONG)
_LETTER_PARTS: Final = int(PARTS * _LEAST_LETTER / 2)
_CLASS_PARTS: Final = PARTS // 2
WIDTH: Final = 24  # letters of a word that are looked at
_LETTERS: Final = 64  # numbers of letters that are told apart by signs and prices
_FIRST_CLASS: Final = 34  # the bit before those of the classes
_FIRST_COUNT: Final = 44  # where the counts of the vowels begin, four bits each


def _sign_bits() -> Keys:
    """For each letter what it adds to the signs of a word: one to the count of a vowel, or its bit and its class's."""
    signs = np.zeros(_LETTERS, np.uint64)
    vowels = np.flatnonzero(VOWEL[:_LETTERS]).tolist()
    others = [letter for letter in range(1, 1 + len(LETTERS) + 10) if letter not in vowels]
    for at, letter in enumerate(others):
        signs[letter] = (1 << at) | ((1 << (_FIRST_CLASS + int(CLASS[letter]))) if CLASS[letter] else 0)
    for at, letter in enumerate(vowels):
        signs[letter] = 1 << (_FIRST_COUNT + 4 * at)
    return signs


_SIGNS: Final = _sign_bits()
_LETTER_SIGNS: Final = np.uint64((1 << (_FIRST_CLASS + 1)) - 1)
_CLASS_SIGNS: Final = np.uint64((1 << _FIRST_COUNT) - 1) & ~_LETTER_SIGNS
_MOST_COUNTED: Final = np.uint64(7)
_EIGHTS: Final = np.uint64(0x88888)


def _prices() -> Bytes:
    """What it costs to write one letter for another, by both numbers; and, under 0, to leave a letter out: in parts."""
    prices = np.ones((_LETTERS, _LETTERS), np.float32)
    prices[np.ix_(VOWEL[:_LETTERS], VOWEL[:_LETTERS])] = VOWEL_WRONG
    same_class = (CLASS[:_LETTERS, None] == CLASS[:_LETTERS]) & (CLASS[:_LETTERS] != 0)
    prices[same_class] = _SIMILAR_WRONG
    np.fill_diagonal(prices, 0)
    prices[0] = np.where(_WEAK[:_LETTERS], VOWEL_WRONG, 1)
    return np.rint(PARTS * prices).astype(np.uint8).ravel()


_PRICES: Final = _prices()
_TURNED_PARTS: Final = int(PARTS * _TURNED)
CONSONANT_PARTS: Final = _TURNED_PARTS
"""How unlike words are at least whose consonants are not of the same classes in the same order."""
BESIDE_VOWELS: Final = min(_TURNED_PARTS, PARTS - _VOWEL_PARTS)
"""And beside vowels too many: a vowel in place of a consonant is one of these."""
_FAR: Final = 1 << 20  # further than any two words are apart


@inner
def unlike(
    one: Bytes, start: int, end: int, other: Bytes, other_start: int, other_end: int, most: int, rows: Ints
) -> int:
    """How many letters must change to make one word the other, vowels less than consonants; over ``most`` is all alike.

    A letter may be left out, added, taken for another, or two turned round. All is in parts of a letter
    (:data:`PARTS`). ``rows`` is room to work in. Both words are of the folded alphabet.
    """
    end, other_end = min(end, start + WIDTH), min(other_end, other_start + WIDTH)
    while start < end and other_start < other_end and one[start] == other[other_start]:
        start += 1
        other_start += 1
    while start < end and other_start < other_end and one[end - 1] == other[other_end - 1]:
        end -= 1
        other_end -= 1
    length, other_length = end - start, other_end - other_start
    reach: Any = np.int64(most // _VOWEL_PARTS)  # so many letters more than the other a beginning may have
    if abs(length - other_length) > reach:
        return int(most + 1)
    before, row, after = rows[0], rows[1], rows[2]
    mine, its = np.uint64(start), np.uint64(other_start)
    row[0] = 0
    for column in range(min(other_length, reach + 1)):
        row[column + 1] = row[column] + _PRICES[other[its + np.uint64(column)]]
    last = np.uint64(0)
    for line in range(length):
        letter = np.uint64(one[mine + np.uint64(line)])
        leave = np.int64(_PRICES[letter])
        from_here = letter * np.uint64(_LETTERS)
        first, behind = max(line - reach, 0), min(line + reach + 1, other_length)
        left = np.int64(row[0] + leave if first == 0 else _FAR)
        after[first] = left
        least = left
        facing_before = np.uint64(other[its + np.uint64(first) - np.uint64(1)]) if first > 0 else np.uint64(0)
        for column in range(first, behind):
            facing = np.uint64(other[its + np.uint64(column)])
            here = np.uint64(column)
            best = np.int64(row[here]) + np.int64(_PRICES[from_here + facing])
            best = min(best, np.int64(row[here + np.uint64(1)]) + leave)
            best = min(best, left + np.int64(_PRICES[facing]))
            if letter == facing_before and last == facing and line and column and letter != facing:
                best = min(best, np.int64(before[column - 1]) + _TURNED_PARTS)
            after[here + np.uint64(1)] = best
            left = best
            least = min(least, best)
            facing_before = facing
        if least > most:
            return int(least)
        if behind < other_length:
            after[behind + 1] = _FAR
        last = letter
        before, row, after = row, after, before
    return int(row[other_length])


@inner
def note_letters(where: Keys, word: Bytes, start: int, end: int) -> None:
    """Note where each letter stands in a word, for :func:`edits`."""
    for letter in range(_LETTERS):
        where[letter] = 0
    for at in range(start, min(end, start + WIDTH)):
        where[word[at] & 63] |= np.uint64(1) << np.uint64(at - start)


@inner
def edits(where: Keys, length: int, other: Bytes, other_start: int, other_end: int) -> int:
    """How many letters must be left out, added, taken for another or turned round to make one word the other.

    The letters of the first, so many, were noted before. All its letters are compared at once, a bit each (Hyyrö, A
    bit-vector algorithm for computing Levenshtein and Damerau edit distances, 2003).
    """
    one, last = np.uint64(1), np.uint64(max(min(length, WIDTH) - 1, 0))
    more, less, same, before = ~np.uint64(0), np.uint64(0), np.uint64(0), np.uint64(0)
    many: Any = np.int64(min(length, WIDTH))
    for at in range(other_start, min(other_end, other_start + WIDTH)):
        here = where[other[at] & 63]
        turned = ((~same & here) << one) & before
        same = (((here & more) + more) ^ more) | here | less | turned
        up = less | ~(same | more)
        down = same & more
        many += np.int64((up >> last) & one) - np.int64((down >> last) & one)
        up = (up << one) | one
        more = (down << one) | ~(same | up)
        less = up & same
        before = here
    return int(many)


@inner
def least_unlike(edits: int, consonants: int) -> int:
    """The least that words are unlike that differ by so many edits, one of them as much as ``consonants``."""
    return max(edits * _VOWEL_PARTS, consonants + (edits - 1) * _VOWEL_PARTS)


@inner
def signs_of(letters: Bytes, start: int, end: int) -> np.uint64:
    """How often each vowel stands in a word, and which other letters and classes of letters it has."""
    signs = np.uint64(0)
    for at in range(start, min(end, start + WIDTH)):
        sign = _SIGNS[letters[at] & 63]
        count = np.uint64(_FIRST_COUNT)
        if sign >> count == 0:
            signs |= sign
        elif signs & (sign * _MOST_COUNTED) != sign * _MOST_COUNTED:
            signs += sign
    return signs


@inner
def bits_of(number: np.uint64) -> int:
    """How many bits of a number are set."""
    number = number - ((number >> np.uint64(1)) & np.uint64(0x5555555555555555))
    number = (number & np.uint64(0x3333333333333333)) + ((number >> np.uint64(2)) & np.uint64(0x3333333333333333))
    number = (number + (number >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return int((number * np.uint64(0x0101010101010101)) >> np.uint64(56))


@inner
def surely_unlike(signs: np.uint64, other: np.uint64, consonants: int) -> int:
    """The least that two words of these signs are unlike, in parts of a letter (:data:`PARTS`).

    One change explains one vowel too many and one too few, or two letters, or two classes, at most. ``consonants`` is
    what is known to be unlike beside the vowels: 0 or :data:`BESIDE_VOWELS`.
    """
    differ = signs ^ other
    letters = bits_of(differ & _LETTER_SIGNS)
    classes = bits_of(differ & _CLASS_SIGNS)
    counts, its = signs >> np.uint64(_FIRST_COUNT), other >> np.uint64(_FIRST_COUNT)
    vowels = max(_too_many(counts, its), _too_many(its, counts))
    return vowels * _VOWEL_PARTS + max(letters * _LETTER_PARTS, classes * _CLASS_PARTS, consonants)


@inner
def _too_many(counts: np.uint64, its: np.uint64) -> int:
    """By how much counts of four bits each are above others, together."""
    over = (counts | _EIGHTS) - its
    high = over & _EIGHTS
    over &= high - (high >> np.uint64(3))
    over = (over & np.uint64(0xF0F0F)) + ((over >> np.uint64(4)) & np.uint64(0xF0F0F))
    return int((over * np.uint64(0x10101)) >> np.uint64(16) & np.uint64(255))
