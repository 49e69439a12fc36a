"""Words that sound nearly alike, found by their consonants without comparing every word with every other.

Each word gives keys: its consonant classes packed four bits each into one number, and the same with one consonant left
out. Two words share a key when their consonants differ in at most one place, whatever their vowels do.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

from darvoza.parties.letters import ARABIC

Ints = npt.NDArray[np.int32]
Keys = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float32]

_BLOCK: Final = 256
_WIDTH: Final = 24  # letters of a word that are looked at
_PLACES: Final = 14  # consonants that a key has room for, above them four bits for its sort
_CLASSES: Final = ("bp", "fv", "dt", "szcSCJ", "kg", "l", "r", "m", "n")
_CONSONANTS: Final = ("bp", "f", "d", "t", "sc", "z", "SC", "J", "kg", "l", "r", "m", "n", "h")
"""Finer classes, for meeting Arabic script: what its letters do tell apart; ``v`` may be a vowel there."""


def _table(classes: Sequence[str]) -> npt.NDArray[np.uint8]:
    table = np.zeros(128, np.uint8)
    for number, letters in enumerate(classes, start=1):
        for letter in letters:
            table[ord(letter)] = number
    return table


_CLASS: Final = _table(_CLASSES)
_CONSONANT: Final = _table(_CONSONANTS)
_FIVE: Final = _table(tuple("abcdefghijklmnopqrstuvwxyzSCJ"))
_LETTER: Final = np.zeros(128, np.uint64)
for _bit, _sign in enumerate("abcdefghijklmnopqrstuvwxyzSCJ0123456789"):
    _LETTER[ord(_sign)] = np.uint64(1) << np.uint64(_bit)

_WHOLE, _ANY, _SCRIPT, _SCRIPT_LESS = 0, 15, 14, 13  # sorts of key; 1 to 12: without the consonant at that place
_LETTERS, _LETTERS_ANY = (
    16,
    31,
)  # the same by letters: whole; without any one; 17 to 23: without the letter at that place
_MOST_PLACES: Final = 12
_SHIFT: Final = 4 * _PLACES

_VOWEL_COST, _CONSONANT_COST = 0.45, 0.55  # a wrong vowel costs the first, a wrong consonant both
_LEAST: Final = 0.8
_SHORT: Final = 4  # shorter words are not looked for with a consonant wrong: nearly all short words are alike
_MEDIUM: Final = (
    7  # up to this length a consonant wrong leaves no room for more, so that letters find what sounds would
)
_ACROSS: Final = np.array([0, 0, 0.8, 0.93, 0.98, 0.98], np.float32)
_ACROSS_LESS: Final = np.array([0, 0, 0, 0, 0.74, 0.78], np.float32)
"""Likeness of an Arabic word and a Latin one of the same consonants, by how many; and with one consonant wrong."""


def letters_of(words: Sequence[str]) -> npt.NDArray[np.uint32]:
    """The letters of words as numbers, one row for each word, cut or filled with 0 to the same width."""
    if not words:
        return np.zeros((0, _WIDTH), np.uint32)
    return np.array(words, dtype=f"U{_WIDTH}").view(np.uint32).reshape(len(words), _WIDTH)


def _packed(letters: npt.NDArray[np.uint32], table: npt.NDArray[np.uint8]) -> tuple[Keys, Ints]:
    """Consonant classes of each word in one number, first consonant lowest, repeated ones once; and how many."""
    classes = table[np.where(letters < 128, letters, 0)]
    key = np.zeros(len(letters), np.uint64)
    count = np.zeros(len(letters), np.int32)
    last = np.zeros(len(letters), np.uint8)
    for column in range(int((letters != 0).any(0).sum())):
        each = classes[:, column]
        adds = (each != 0) & (each != last) & (count < _PLACES)
        key |= np.where(adds, each.astype(np.uint64) << (4 * count).astype(np.uint64), np.uint64(0))
        count += adds
        last = np.where(each != 0, each, last)
    return key, count


def _without(key: Keys, place: int, bits: int = 4) -> Keys:
    low = key & np.uint64((1 << bits * place) - 1)
    return low | (key >> np.uint64(bits * place + bits)) << np.uint64(bits * place)


def _sort(number: int) -> np.uint64:
    return np.uint64(number << _SHIFT)


class SoundKeys:
    """The keys of a vocabulary's words, sorted, each with the words it is of."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = np.array(words, dtype=object)
        letters = letters_of(words)
        self._signs = _signatures(letters)
        self._lengths = np.array([min(len(word), 127) for word in words], np.int8)
        latin = np.array([not word.startswith(ARABIC) and not word[:1].isdigit() for word in words], np.bool_)
        everything = np.arange(len(words), dtype=np.int32)
        keys: list[Keys] = []
        of: list[Ints] = []

        def add(some: npt.NDArray[np.bool_], key: Keys, *sorts: int) -> None:
            for sort in sorts:
                keys.append(key | _sort(sort))
                of.append(everything[some])

        key, count = _packed(letters, _CLASS)
        self._wholes = key
        usable = latin & (count > 0)
        add(usable, key[usable], _WHOLE)
        for place in range(min(_MOST_PLACES, int(count.max(initial=0)))):
            some = latin & (count > max(place, 2)) & (self._lengths >= _MEDIUM - 1)
            add(some, _without(key[some], place), _ANY, place + 1)
        spelled = _FIVE[np.where(letters < 128, letters, 0)].astype(np.uint64)
        medium = latin & (self._lengths >= _SHORT) & (self._lengths <= _MEDIUM)
        medium &= (spelled[:, :_MEDIUM] != 0).sum(1) == self._lengths
        key = sum(
            (spelled[:, place] << np.uint64(5 * place) for place in range(_MEDIUM)), np.zeros(len(words), np.uint64)
        )
        add(medium, key[medium], _LETTERS)
        for place in range(_MEDIUM):
            some = medium & (self._lengths > place)
            add(some, _without(key[some], place, 5), _LETTERS_ANY, _LETTERS + 1 + place)
        key, count = _unaspirated(*_packed(letters, _CONSONANT))
        some = count > 1
        add(some, key[some], _SCRIPT)
        for place in range(min(_MOST_PLACES, int(count.max(initial=0)))):
            some = count > max(place, 3)
            add(some, _without(key[some], place), _SCRIPT_LESS)
        joined, joined_of = np.concatenate(keys), np.concatenate(of)
        order = np.argsort(joined, kind="stable")
        joined, self._of = joined[order], joined_of[order]
        starts = (
            np.flatnonzero(np.concatenate(([True], joined[1:] != joined[:-1]))) if len(joined) else np.zeros(0, int)
        )
        self._keys = joined[starts]
        self._starts = np.append(starts, len(joined))

    def near(self, words: Sequence[str]) -> tuple[Ints, Ints, Floats]:
        """Pairs of a given word and a vocabulary word that sound alike: index, vocabulary index, likeness 0 to 1.

        A pair may stand there more than once; its greatest likeness counts.
        """
        if len(words) <= _BLOCK:
            return self._near(words)
        # Some hundred words at a time, so that what is compared stays in the processor's cache.
        blocks = [(start, self._near(words[start : start + _BLOCK])) for start in range(0, len(words), _BLOCK)]
        return (
            np.concatenate([by + np.int32(start) for start, (by, _, _) in blocks]),
            np.concatenate([found for _, (_, found, _) in blocks]),
            np.concatenate([likeness for _, (_, _, likeness) in blocks]),
        )

    def _near(self, words: Sequence[str]) -> tuple[Ints, Ints, Floats]:
        asked: list[int] = []
        prices: list[int] = []
        counts: list[int] = []
        for word in words:
            before = len(asked)
            _questions(word, asked, prices)
            counts.append(len(asked) - before)
        if not asked or not len(self._keys):
            return np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32)
        keys = np.array(asked, np.uint64)
        at = np.searchsorted(self._keys, keys)
        at[at == len(self._keys)] = 0
        hit = np.flatnonzero(self._keys[at] == keys)
        at = at[hit]
        start = self._starts[at]
        many = self._starts[at + 1] - start
        found = self._of[ranges(start, many)]
        by = np.repeat(np.repeat(np.arange(len(words), dtype=np.int32), counts)[hit], many)
        price = np.repeat(np.array(prices, np.int8)[hit], many)
        by_letters = price >= 0
        if by_letters.all():
            return self._compare(words, by, found, price)
        across = ~by_letters
        pairs = self._compare(words, by[by_letters], found[by_letters], price[by_letters])
        heard = np.minimum(np.array([len(word) - 1 for word in words], np.int32), 5)[by[across]]
        likeness = np.where(price[across] == -1, _ACROSS[heard], _ACROSS_LESS[heard])
        return (
            np.concatenate([pairs[0], by[across]]),
            np.concatenate([pairs[1], found[across]]),
            np.concatenate([pairs[2], likeness]),
        )

    def _compare(
        self, words: Sequence[str], by: Ints, found: Ints, price: npt.NDArray[np.int8]
    ) -> tuple[Ints, Ints, Floats]:
        """Likeness of words with nearly the same consonants: a vowel wrong costs less than half of a consonant."""
        wholes = np.array([_pack(word, _CLASS_OF)[0] for word in words], np.uint64)
        # Words of the same consonants meet again without each of them: those pairs were found already.
        new = ((price == 0) | (wholes[by] != self._wholes[found])).nonzero()[0]
        by, found, price = by[new], found[new], price[new]
        signs = np.array([_signature(word) for word in words], np.uint64)
        lengths = np.array([min(len(word), 127) for word in words], np.int8)[by]
        listed = self._lengths[found]
        longest = np.maximum(lengths, listed)
        most = _MOST_WRONG[price, longest]
        close = (np.bitwise_count(signs[by] ^ self._signs[found]) <= 2 * most).nonzero()[0]
        close = close[np.abs(lengths[close] - listed[close]) <= most[close]]
        by, found, price, longest = by[close], found[close], price[close], longest[close]
        if not len(by):
            return by, found, np.zeros(0, np.float32)
        given = np.array(words, dtype=object)[by].tolist()
        distance = process.cpdist(given, self.words[found].tolist(), scorer=OSA.distance, dtype=np.uint8)
        likeness = 1 - (_VOWEL_COST * distance + _CONSONANT_COST * np.minimum(price, distance)) / longest
        kept = (likeness >= _LEAST - 1e-6).nonzero()[0]
        return by[kept], found[kept], likeness[kept].astype(np.float32)


_MOST_WRONG: Final = np.array(
    [
        [
            int(((1 - _LEAST) * longest - _CONSONANT_COST * price) / _VOWEL_COST + 1e-6) if longest else -1
            for longest in range(128)
        ]
        for price in (0, 1)
    ],
    np.int8,
)
"""How many letters may be wrong, by consonants wrong and the longer word's length; -1 where none may."""
_MOST_WRONG[1][_MOST_WRONG[1] < 1] = -1

_CLASS_OF: Final = {chr(code): int(number) for code, number in enumerate(_CLASS) if number}
_CONSONANT_OF: Final = {chr(code): int(number) for code, number in enumerate(_CONSONANT) if number}
_FIVE_OF: Final = {chr(code): int(number) for code, number in enumerate(_FIVE) if number}
_LETTER_OF: Final = {chr(code): int(bit) for code, bit in enumerate(_LETTER) if bit}


def _questions(word: str, asked: list[int], prices: list[int]) -> None:
    """The keys under which words near this one are kept, and how many consonants are wrong in what they find.

    Negative prices mark keys that cross from Arabic script. One word at a time, in plain integers: a name has few
    words, and this is a tenth of what the same costs in arrays.
    """
    if word[:1].isdigit():
        return
    if word.startswith(ARABIC):
        _questions_across(word, asked, prices)
        return
    key, count = _pack(word, _CLASS_OF)
    if not count:
        return
    asked.append(key)
    prices.append(0)
    if _SHORT <= len(word) <= _MEDIUM:
        _questions_by_letters(word, asked, prices)
    if count < 3 or len(word) < _MEDIUM - 1:
        return
    before = len(asked)
    asked.append(key | _ANY << _SHIFT)
    for place in range(min(count, _MOST_PLACES)):
        less = _less(key, place)
        asked += (less, less | (place + 1) << _SHIFT)
        if place + 1 < min(count, _MOST_PLACES):
            low, high = key >> 4 * place & 15, key >> 4 * place + 4 & 15
            asked.append(key ^ (low ^ high) * 17 << 4 * place)  # these two consonants the other way round
    prices += [1] * (len(asked) - before)


def _questions_by_letters(word: str, asked: list[int], prices: list[int]) -> None:
    key = 0
    for place, letter in enumerate(word):
        number = _FIVE_OF.get(letter, 0)
        if not number:
            return
        key |= number << 5 * place
    before = len(asked)
    asked.append(key | _LETTERS_ANY << _SHIFT)
    for place in range(len(word)):
        less = _less(key, place, 5)
        asked += (less | _LETTERS << _SHIFT, less | (_LETTERS + 1 + place) << _SHIFT)
        if place + 1 < len(word):
            low, high = key >> 5 * place & 31, key >> 5 * place + 5 & 31
            asked.append(key ^ (low ^ high) * 33 << 5 * place | _LETTERS << _SHIFT)  # these two the other way round
    prices += [1] * (len(asked) - before)


def _questions_across(word: str, asked: list[int], prices: list[int]) -> None:
    key, count = _pack(word, _CONSONANT_OF)
    if count > 2 and key >> 4 * (count - 1) & 15 == len(_CONSONANTS):
        key, count = key & (1 << 4 * (count - 1)) - 1, count - 1
    if count < 2:
        return
    asked.append(key | _SCRIPT << _SHIFT)
    prices.append(-1)
    if count > 3:
        before = len(asked)
        asked.append(key | _SCRIPT_LESS << _SHIFT)
        asked += (_less(key, place) | _SCRIPT << _SHIFT for place in range(count))
        prices += [-2] * (len(asked) - before)


def _pack(word: str, classes: dict[str, int]) -> tuple[int, int]:
    """What :func:`_packed` does, for one word."""
    key = count = last = 0
    for letter in word[:_WIDTH]:
        number = classes.get(letter, 0)
        if number:
            if number != last and count < _PLACES:
                key |= number << 4 * count
                count += 1
            last = number
    return key, count


def _less(key: int, place: int, bits: int = 4) -> int:
    return key & (1 << bits * place) - 1 | key >> bits * place + bits << bits * place


def _signature(word: str) -> int:
    bits = 0
    for letter in word[:_WIDTH]:
        bits |= _LETTER_OF.get(letter, 0)
    return bits


def _signatures(letters: npt.NDArray[np.uint32]) -> Keys:
    return np.asarray(np.bitwise_or.reduce(_LETTER[np.where(letters < 128, letters, 0)], axis=1), np.uint64)


def _unaspirated(key: Keys, count: Ints) -> tuple[Keys, Ints]:
    """Without an ``h`` at the end, which Arabic script and Latin write or leave out as they please."""
    at = (4 * np.maximum(count - 1, 0)).astype(np.uint64)
    ends = (count > 2) & ((key >> at & np.uint64(15)) == len(_CONSONANTS))
    return np.where(ends, key & ~(np.uint64(15) << at), key), count - ends


def ranges(start: npt.NDArray[np.int64], many: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """All of ``start[i] .. start[i] + many[i] - 1`` one after the other."""
    total = int(many.sum())
    if not total:
        return np.zeros(0, np.int64)
    before = np.cumsum(many) - many
    return np.repeat(start - before, many) + np.arange(total)
