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

_WIDTH: Final = 24  # letters of a word that are looked at
_PLACES: Final = 14  # consonants that a key has room for, above them four bits for its sort
_CLASSES: Final = ("bp", "fv", "dt", "szcSCJ", "kg", "l", "r", "m", "n")
_CONSONANTS: Final = ("bp", "f", "d", "t", "sc", "z", "SC", "J", "k", "g", "l", "r", "m", "n", "h")
"""Finer classes, for meeting Arabic script: what its letters do tell apart; ``v`` may be a vowel there."""


def _table(classes: Sequence[str]) -> npt.NDArray[np.uint8]:
    table = np.zeros(128, np.uint8)
    for number, letters in enumerate(classes, start=1):
        for letter in letters:
            table[ord(letter)] = number
    return table


_CLASS: Final = _table(_CLASSES)
_CONSONANT: Final = _table(_CONSONANTS)
_LETTER: Final = np.zeros(128, np.uint64)
for _bit, _sign in enumerate("abcdefghijklmnopqrstuvwxyzSCJ0123456789"):
    _LETTER[ord(_sign)] = np.uint64(1) << np.uint64(_bit)

_WHOLE, _ANY, _SCRIPT, _SCRIPT_LESS = 0, 15, 13, 12  # sorts of key; 1 to 11: without the consonant at that place
_SHIFT: Final = np.uint64(4 * _PLACES)


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


def _without(key: Keys, place: int) -> Keys:
    low = key & np.uint64((1 << 4 * place) - 1)
    return low | (key >> np.uint64(4 * place + 4)) << np.uint64(4 * place)


def _sort(number: int) -> np.uint64:
    return np.uint64(number) << _SHIFT


class SoundKeys:
    """The keys of a vocabulary's words, sorted, each with the word it is of."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = np.array(words, dtype=object)
        letters = letters_of(words)
        self._signs = _signature(letters)
        self._lengths = np.array([len(word) for word in words], np.int32)
        latin = np.array([not word.startswith(ARABIC) and not word[:1].isdigit() for word in words], np.bool_)
        keys, of = [], []
        everything = np.arange(len(words), dtype=np.int32)
        key, count = _packed(letters, _CLASS)
        usable = latin & (count > 0)
        keys.append(key[usable])
        of.append(everything[usable])
        for place in range(min(11, int(count.max(initial=0)))):
            has = latin & (count > max(place, 2))
            less = _without(key[has], place)
            keys += [less | _sort(_ANY), less | _sort(place + 1)]
            of += [everything[has]] * 2
        key, count = _packed(letters, _CONSONANT)
        key, count = _unaspirated(key, count)
        has = count > 1
        keys.append(key[has] | _sort(_SCRIPT))
        of.append(everything[has])
        for place in range(min(8, int(count.max(initial=0)))):
            has = count > max(place, 3)
            keys.append(_without(key[has], place) | _sort(_SCRIPT_LESS))
            of.append(everything[has])
        joined, joined_of = np.concatenate(keys), np.concatenate(of)
        order = np.argsort(joined, kind="stable")
        self._keys, self._of = joined[order], joined_of[order]

    def near(self, words: Sequence[str]) -> tuple[Ints, Ints, Floats]:
        """Pairs of a given word and a vocabulary word that sound alike: index, vocabulary index, likeness 0 to 1."""
        letters = letters_of(words)
        arabic = np.array([word.startswith(ARABIC) for word in words], np.bool_)
        usable = np.array([not word[:1].isdigit() for word in words], np.bool_)
        asked, asker, cost = self._questions(letters, arabic, usable)
        start = np.searchsorted(self._keys, asked, "left")
        many = np.searchsorted(self._keys, asked, "right") - start
        found = self._of[_ranges(start, many)]
        by = np.repeat(asker, many)
        price = np.repeat(cost, many)
        script = price < 0
        latin = self._compare(words, letters, by[~script], found[~script], price[~script])
        across = (by[script], found[script], np.where(price[script] == -1, 0.92, 0.74).astype(np.float32))
        pairs = [np.concatenate(pair) for pair in zip(latin, across, strict=True)]
        return _best(pairs[0], pairs[1], pairs[2], len(self.words))

    def _questions(
        self, letters: npt.NDArray[np.uint32], arabic: npt.NDArray[np.bool_], usable: npt.NDArray[np.bool_]
    ) -> tuple[Keys, Ints, Floats]:
        everything = np.arange(len(letters), dtype=np.int32)
        asked: list[Keys] = []
        asker: list[Ints] = []
        cost: list[Floats] = []

        def ask(keys: Keys, sort: int, of: npt.NDArray[np.bool_], price: float) -> None:
            asked.append(keys | _sort(sort))
            asker.append(everything[of])
            cost.append(np.full(len(keys), price, np.float32))

        key, count = _packed(letters, _CLASS)
        latin = usable & ~arabic & (count > 0)
        ask(key[latin], _WHOLE, latin, 0.0)
        longer = latin & (count > 2)
        ask(key[longer], _ANY, longer, 1.0)
        for place in range(min(11, int(count.max(initial=0)))):
            has = longer & (count > place)
            less = _without(key[has], place)
            if not len(less):
                break
            ask(less, _WHOLE, has, 1.0)
            for other in (place, place + 1, place + 2):
                if 1 <= other <= 11:
                    ask(less, other, has, 1.0)
        key, count = _unaspirated(*_packed(letters, _CONSONANT))
        has = usable & (count > 1)
        ask(key[has & arabic], _SCRIPT, has & arabic, -1.0)
        has &= arabic & (count > 3)
        ask(key[has], _SCRIPT_LESS, has, -2.0)
        for place in range(min(8, int(count.max(initial=0)))):
            each = has & (count > place)
            ask(_without(key[each], place), _SCRIPT, each, -2.0)
        return np.concatenate(asked), np.concatenate(asker), np.concatenate(cost)

    def _compare(
        self, words: Sequence[str], letters: npt.NDArray[np.uint32], by: Ints, found: Ints, price: Floats
    ) -> tuple[Ints, Ints, Floats]:
        """Likeness of words with nearly the same consonants: a vowel wrong costs less than half of a consonant."""
        lengths = np.array([len(word) for word in words], np.int32)[by]
        longest = np.maximum(lengths, self._lengths[found])
        differ = np.bitwise_count(_signature(letters)[by] ^ self._signs[found])
        close = (np.abs(lengths - self._lengths[found]) <= 1 + longest // 3) & (differ <= 2 + longest // 3)
        by, found, price, longest = by[close], found[close], price[close], longest[close]
        if not len(by):
            return by, found, np.zeros(0, np.float32)
        given = np.array(words, dtype=object)[by].tolist()
        distance = process.cpdist(given, self.words[found].tolist(), scorer=OSA.distance, dtype=np.uint8)
        likeness = 1 - (0.45 * distance + 0.55 * np.minimum(price, distance)) / longest
        likeness[distance == 0] = 1.0
        kept = likeness >= _LEAST
        return by[kept], found[kept], likeness[kept].astype(np.float32)


_LEAST: Final = 0.68


def _signature(letters: npt.NDArray[np.uint32]) -> Keys:
    return np.asarray(np.bitwise_or.reduce(_LETTER[np.where(letters < 128, letters, 0)], axis=1), np.uint64)


def _unaspirated(key: Keys, count: Ints) -> tuple[Keys, Ints]:
    """Without an ``h`` at the end, which Arabic script and Latin write or leave out as they please."""
    at = (4 * np.maximum(count - 1, 0)).astype(np.uint64)
    ends = (count > 2) & ((key >> at & np.uint64(15)) == len(_CONSONANTS))
    return np.where(ends, key & ~(np.uint64(15) << at), key), count - ends


def _ranges(start: npt.NDArray[np.int64], many: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """All of ``start[i] .. start[i] + many[i] - 1`` one after the other."""
    total = int(many.sum())
    if not total:
        return np.zeros(0, np.int64)
    before = np.cumsum(many) - many
    return np.repeat(start - before, many) + np.arange(total)


def _best(by: Ints, found: Ints, likeness: Floats, size: int) -> tuple[Ints, Ints, Floats]:
    """Each pair once, with its greatest likeness; ordered by word, least alike first."""
    pair = by.astype(np.int64) * size + found
    order = np.lexsort((-likeness, pair))
    pair, likeness = pair[order], likeness[order]
    first = np.concatenate(([True], pair[1:] != pair[:-1])) if len(pair) else np.zeros(0, np.bool_)
    pair, likeness = pair[first], likeness[first]
    by = (pair // size).astype(np.int32)
    order = np.lexsort((likeness, by))
    return by[order], (pair[order] % size).astype(np.int32), likeness[order]
