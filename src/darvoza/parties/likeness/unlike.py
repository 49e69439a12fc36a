"""How unlike two folded words sound, letter by letter; and signs of words that tell beforehand when they surely are.

Vowels count less than consonants, and consonants of one class less than others.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from darvoza.parties.compiled import inner
from darvoza.parties.names.written import LETTERS, Bytes

Keys = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float32]
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


def _prices() -> Floats:
    """What it costs to write one letter for another, by both numbers; and, under 0, to leave a letter out."""
    prices = np.ones((_LETTERS, _LETTERS), np.float32)
    prices[np.ix_(VOWEL[:_LETTERS], VOWEL[:_LETTERS])] = VOWEL_WRONG
    same_class = (CLASS[:_LETTERS, None] == CLASS[:_LETTERS]) & (CLASS[:_LETTERS] != 0)
    prices[same_class] = _SIMILAR_WRONG
    np.fill_diagonal(prices, 0)
    prices[0] = np.where(_WEAK[:_LETTERS], VOWEL_WRONG, 1)
    return prices.ravel()


_PRICES: Final = _prices()


@inner
def unlike(
    one: Bytes, start: int, end: int, other: Bytes, other_start: int, other_end: int, most: float, rows: Floats
) -> float:
    """How many letters must change to make one word the other, vowels less than consonants; over ``most`` is all alike.

    A letter may be left out, added, taken for another, or two turned round. ``rows`` is room to work in. Both words
    are of the folded alphabet.
    """
    end, other_end = min(end, start + WIDTH), min(other_end, other_start + WIDTH)
    while start < end and other_start < other_end and one[start] == other[other_start]:
        start += 1
        other_start += 1
    while start < end and other_start < other_end and one[end - 1] == other[other_end - 1]:
        end -= 1
        other_end -= 1
    length, other_length = end - start, other_end - other_start
    before, row, after = rows[0], rows[1], rows[2]
    mine, its = one[start:end], other[other_start:other_end]
    row[0] = 0
    for column in range(other_length):
        row[column + 1] = row[column] + _PRICES[its[column]]
    last = np.uint64(0)
    for line in range(length):
        letter = np.uint64(mine[line])
        leave = _PRICES[letter]
        from_here = letter * np.uint64(_LETTERS)
        left = row[0] + leave
        after[0] = left
        least = left
        facing_before = np.uint64(0)
        for column in range(other_length):
            facing = np.uint64(its[column])
            best = row[column]
            if letter != facing:
                best = min(best + _PRICES[from_here + facing], row[column + 1] + leave, left + _PRICES[facing])
                if line and column and letter == facing_before and last == facing:
                    best = min(best, before[column - 1] + np.float32(_TURNED))
            after[column + 1] = best
            left = best
            least = min(least, best)
            facing_before = facing
        if least > most:
            return float(least)
        last = letter
        before, row, after = row, after, before
    return float(row[other_length])


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
def surely_unlike(signs: np.uint64, other: np.uint64) -> int:
    """The least that two words of these signs are unlike, in parts of a letter (:data:`PARTS`).

    One change explains one vowel too many and one too few, or two letters, or two classes, at most.
    """
    differ = signs ^ other
    letters = bits_of(differ & _LETTER_SIGNS)
    classes = bits_of(differ & _CLASS_SIGNS)
    counts, its = signs >> np.uint64(_FIRST_COUNT), other >> np.uint64(_FIRST_COUNT)
    vowels = max(_too_many(counts, its), _too_many(its, counts))
    return vowels * _VOWEL_PARTS + max(letters * _LETTER_PARTS, classes * _CLASS_PARTS)


@inner
def _too_many(counts: np.uint64, its: np.uint64) -> int:
    """By how much counts of four bits each are above others, together."""
    over = (counts | _EIGHTS) - its
    high = over & _EIGHTS
    over &= high - (high >> np.uint64(3))
    over = (over & np.uint64(0xF0F0F)) + ((over >> np.uint64(4)) & np.uint64(0xF0F0F))
    return int((over * np.uint64(0x10101)) >> np.uint64(16) & np.uint64(255))
