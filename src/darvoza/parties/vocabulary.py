"""The vocabulary of listed names: how much each word tells, and which of its words a declared word may be."""

import math
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import accumulate, pairwise
from threading import Lock
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from darvoza.parties.compiled import compiled
from darvoza.parties.letters import ARABIC, consonants
from darvoza.parties.sounds import MOST_FOUND, Desk, Sounds, desk, exactly, look_up, sounds_of
from darvoza.parties.words import Words, known_words
from darvoza.parties.written import FOLDED, OTHER, Bytes, Longs, as_numbers, sort_of

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]

Spellings = tuple[str, ...]
"""The folded spellings of one word: the usual, by which the vocabulary knows it, and another reading if any."""

_ORDINARY: Final = 54_000  # about as many names as all public lists together have
_RAREST: Final = math.log(1 + _ORDINARY)
_TITLE, _PARTICLE, _INITIAL, _PLACE = 1.0, 0.7, 1.0, 3.5  # the most that such words can weigh
_OTHER_READING: Final = 0.97
_SURELY: Final = 0.8  # from here on a declared word is taken for the listed one when it is weighed
_MOST_REMEMBERED: Final = 200_000
_MOST_NEAR: Final = 300  # listed words kept for one declared word: those worth most
_SHORTEST_SPLIT: Final = 5
_SHORTEST_HEARD: Final = 3
_ONE_WORD: Final = 0.9  # a word that is less near to any listed word may be two that were written together
_MOST_KEPT: Final = 2 * MOST_FOUND


class Near(NamedTuple):
    """Declared words that were looked up: the listed words that each may be, what is worth most first.

    Declared word ``i`` weighs ``weights[i]``, and ``words[starts[i]:starts[i + 1]]`` sound like it, as alike as
    ``likeness`` says. Its letters are ``letters[letter_starts[i]:letter_starts[i + 1]]``, and ``parts[2 * i]`` and the
    next are listed words that it is written together from (-1: none).
    """

    starts: Longs
    words: Ints
    likeness: Floats
    weights: Floats
    letters: Bytes
    letter_starts: Longs
    sorts: Bytes
    parts: Ints


class Vocabulary:
    """The words of listed names, numbered in the order they are first met.

    ``weights`` has one more entry than there are words: 0, for the places of a name that has no more words.
    ``postings[starts[i]:starts[i + 1]]`` are the names that have word ``i``. Safe to use from several threads.
    """

    def __init__(self, forms: Iterable[Sequence[Spellings]]) -> None:
        number: dict[str, int] = {}
        other: dict[str, int] = {}
        flat: list[int] = []
        counts: list[int] = []
        for form in forms:
            counts.append(len(form))
            for word in form:
                at = number.setdefault(word[0], len(number))
                flat.append(at)
                if len(word) > 1:
                    other.setdefault(word[1], at)
        words = list(number)
        self.flat: Ints = np.array(flat, np.int32)
        self.name_starts: Longs = np.concatenate(([0], np.cumsum(np.array(counts, np.int64))))
        names = np.repeat(np.arange(len(counts), dtype=np.int64), np.diff(self.name_starts))
        size = max(len(counts), 1)
        pairs = np.unique(self.flat.astype(np.int64) * size + names)
        self.postings: Ints = (pairs % size).astype(np.int32)
        frequency = np.bincount(pairs // size, minlength=len(words))
        self.starts: Longs = np.concatenate(([0], np.cumsum(frequency)))
        whole = max(size, _ORDINARY)  # a word is not common because a list is short
        self.weights: Floats = np.array([*map(weight_of, words, (frequency / whole).tolist()), 0.0], np.float32)
        spelt = [*words, *other]
        self.spelt: Ints = np.array([*range(len(words)), *other.values()], np.int32)
        self.sounds: Sounds = sounds_of(as_numbers(spelt), np.array([sort_of(word) for word in spelt], np.uint8))
        self.desk: Desk = desk(len(spelt))
        self._size = len(words)
        self._lock = Lock()
        self._memory = Memory()

    def __len__(self) -> int:
        return self._size

    def remember(self, forms: Sequence[Sequence[Spellings]]) -> "Asking":
        """The words of these forms by number, after looking up those that were not asked for before."""
        with self._lock:
            memory = self._memory
            if len(memory.number) > _MOST_REMEMBERED:
                memory = self._memory = Memory()
            number, joined = memory.number, memory.joined
            if new := list(dict.fromkeys(word for form in forms for word in form if word not in number)):
                memory.add(new, self)
            pairs = [pair for form in forms for pair in _pairs(form)]
            if new_pairs := list(dict.fromkeys(pair for pair in pairs if pair not in joined)):
                self._join(new_pairs, memory)
            return Asking(
                np.array([number[word] for form in forms for word in form], np.int32),
                np.array([joined[pair] for pair in pairs], np.int32),
                memory.near(),
            )

    def _join(self, pairs: list["_Pair"], memory: "Memory") -> None:
        """Look up neighbouring words as one, where a list writes them so.

        From Arabic script words join by their consonants, listed or not.
        """
        ones = [_one(*pair) if pair else "" for pair in pairs]
        listed = self._listed(ones)
        wanted = [bool(one) and (known or one[0] == ARABIC) for one, known in zip(ones, listed, strict=True)]
        new = dict.fromkeys((one,) for one, each in zip(ones, wanted, strict=True) if each)
        memory.add([word for word in new if word not in memory.number], self)
        for pair, one, each in zip(pairs, ones, wanted, strict=True):
            memory.joined[pair] = memory.number[one,] if each else -1

    def _listed(self, words: Sequence[str]) -> list[bool]:
        """Whether these words are listed, spelled exactly so."""
        texts = as_numbers(words)
        sorts = np.array([sort_of(word) if word else OTHER for word in words], np.uint8)
        found = np.zeros(len(words), np.bool_)
        _exact(texts.letters, texts.starts, sorts, self.sounds, found)
        return list(map(bool, found))


class Asking(NamedTuple):
    """Declared words by number, one after the other over all forms.

    ``joined`` is the number of the word that a word makes together with the next of its form (-1: none).
    """

    words: Ints
    joined: Ints
    near: Near


_Pair = tuple[str, str] | None


def _pairs(form: Sequence[Spellings]) -> list[_Pair]:
    """Each word of a form with the next; None for the last."""
    if not form:
        return []
    words = [word[0] for word in form]
    return [*pairwise(words), None]


def _one(first: str, second: str) -> str:
    """Two folded words as one; empty if it would be too short to mean anything."""
    if first[0] == ARABIC or second[0] == ARABIC:
        both = consonants(first) + consonants(second)
        return ARABIC + both if len(both) >= _SHORTEST_HEARD else ""
    one = first[:-1] + second if first[-1] == second[0] else first + second
    return one if len(one) >= _SHORTEST_SPLIT else ""


class Memory:
    """Declared words that were looked up before, by number; what was found stands one after the other in arrays."""

    def __init__(self) -> None:
        self.number: dict[Spellings, int] = {}
        self.joined: dict[_Pair, int] = {None: -1}
        self._starts = _Growing(np.zeros(1, np.int64))
        self._words = _Growing(np.zeros(0, np.int32))
        self._likeness = _Growing(np.zeros(0, np.float32))
        self._weights = _Growing(np.zeros(0, np.float32))
        self._letters = _Growing(np.zeros(0, np.uint8))
        self._letter_starts = _Growing(np.zeros(1, np.int64))
        self._sorts = _Growing(np.zeros(0, np.uint8))
        self._parts = _Growing(np.zeros(0, np.int32))

    def add(self, words: Sequence[Spellings], vocabulary: Vocabulary) -> None:
        """Look up these words, which are new, and keep what was found."""
        for start in range(0, len(words), _BLOCK):
            self._add(words[start : start + _BLOCK], vocabulary)

    def _add(self, words: Sequence[Spellings], vocabulary: Vocabulary) -> None:
        texts = as_numbers([spelling for word in words for spelling in word])
        spellings = np.fromiter(accumulate(map(len, words), initial=0), np.int64, len(words) + 1)
        sorts = np.array([sort_of(spelling) for word in words for spelling in word], np.uint8)
        weights = np.array([weight_of(word[0]) for word in words], np.float32)
        starts = np.zeros(len(words) + 1, np.int64)
        found = np.empty(len(words) * _MOST_NEAR, np.int32)
        likeness = np.empty(len(words) * _MOST_NEAR, np.float32)
        parts = np.full(2 * len(words), -1, np.int32)
        total = _learn(
            texts.letters, texts.starts, sorts, spellings, vocabulary.sounds, vocabulary.spelt, vocabulary.weights,
            vocabulary.starts, vocabulary.desk, weights, starts, found, likeness, parts,
            np.empty(_MOST_KEPT, np.int32), np.empty(_MOST_KEPT, np.float32), np.empty(_MOST_NEAR, np.float32),
        )  # fmt: skip
        usual = spellings[:-1]
        self._starts.extend(starts[1:] + self._starts.last())
        self._words.extend(found[:total])
        self._likeness.extend(likeness[:total])
        self._weights.extend(weights)
        lengths = texts.starts[usual + 1] - texts.starts[usual]
        self._letters.extend(texts.letters[ranges(texts.starts[usual], lengths)])
        self._letter_starts.extend(np.cumsum(lengths) + self._letter_starts.last())
        self._sorts.extend(sorts[usual])
        self._parts.extend(parts)
        at = len(self.number)
        self.number.update(zip(words, range(at, at + len(words)), strict=True))

    def near(self) -> Near:
        """What was found so far; what is added later does not change it."""
        return Near(
            self._starts.array(),
            self._words.array(),
            self._likeness.array(),
            self._weights.array(),
            self._letters.array(),
            self._letter_starts.array(),
            self._sorts.array(),
            self._parts.array(),
        )


_BLOCK: Final = 2048


class _Growing:
    """An array that grows at its end, seldom copied."""

    def __init__(self, values: npt.NDArray[Any]) -> None:
        self._values = values
        self._size = len(values)

    def extend(self, more: npt.NDArray[Any]) -> None:
        size = self._size + len(more)
        if size > len(self._values):
            wider = np.empty(max(2 * size, 1024), self._values.dtype)
            wider[: self._size] = self._values[: self._size]
            self._values = wider
        self._values[self._size : size] = more
        self._size = size

    def array(self) -> npt.NDArray[Any]:
        return self._values[: self._size]

    def last(self) -> int:
        return int(self._values[self._size - 1])


@cache
def _words() -> Words:
    return known_words()


def weight_of(word: str, share: float = 0.0) -> float:
    """How much a word tells: the rarer on lists and among ordinary names, the more."""
    known = _words()
    rare = min(math.log(1 + 1 / max(share, known.shares.get(word, 0.0), 1 / _ORDINARY)), _RAREST)
    if word in known.titles:
        return min(rare, _TITLE)
    if word in known.particles:
        return min(rare, _PARTICLE)
    if len(word) == 1:
        return min(rare, _INITIAL)
    return min(rare, _PLACE) if word in known.places else rare


def ranges(start: Longs, many: Longs) -> Longs:
    """All of ``start[i] .. start[i] + many[i] - 1`` one after the other."""
    total = int(many.sum())
    if not total:
        return np.zeros(0, np.int64)
    before = np.cumsum(many) - many
    return np.repeat(start - before, many) + np.arange(total)


@compiled
def _exact(letters: Bytes, starts: Longs, sorts: Bytes, sounds: Sounds, found: npt.NDArray[np.bool_]) -> None:
    for word in range(len(sorts)):
        found[word] = starts[word + 1] > starts[word] and (
            exactly(letters, starts[word], starts[word + 1], sorts[word], sounds) >= 0
        )


@compiled
def _learn(  # noqa: C901, PLR0912, PLR0915 - one pass over what a word may be
    letters: Bytes,
    starts: Longs,
    sorts: Bytes,
    spellings: Longs,
    sounds: Sounds,
    spelt: Ints,
    listed_weights: Floats,
    postings: Longs,
    room: Desk,
    weights: Floats,
    ends: Longs,
    found: Ints,
    likeness: Floats,
    parts: Ints,
    kept: Ints,
    alike: Floats,
    values: Floats,
) -> int:
    """Look up words, each in all its spellings; weigh it as the listed word that it surely is. Returns how many."""
    total: Any = np.int64(0)
    heard, heard_likeness = room.found, room.likeness
    for word in range(len(weights)):
        count: Any = np.int64(0)
        for spelling in range(spellings[word], spellings[word + 1]):
            many = look_up(letters, starts[spelling], starts[spelling + 1], sorts[spelling], sounds, room)
            share = 1.0 if spelling == spellings[word] else _OTHER_READING
            for at in range(min(many, _MOST_KEPT - count)):
                kept[count] = spelt[heard[at]]
                alike[count] = share * heard_likeness[at]
                count += 1
        best = 0.0
        for at in range(count):
            better = alike[at] > best
            if better or (alike[at] == best and listed_weights[kept[at]] > 0):
                best = alike[at]
        listed = 0.0
        for at in range(count):
            if alike[at] == best:
                listed = max(listed, listed_weights[kept[at]])
        own = weights[word]
        if best == 1.0:
            weights[word] = listed
        elif best >= _SURELY:
            weights[word] = min(own, max(listed, 0.6 * own))
        begun = total
        for at in range(count):
            worth = alike[at] * min(weights[word], listed_weights[kept[at]])
            place = total
            if total - begun == _MOST_NEAR:
                if worth <= values[total - begun - 1]:
                    continue
                place -= 1
            else:
                total += 1
            while place > begun and values[place - begun - 1] < worth:
                values[place - begun] = values[place - begun - 1]
                found[place] = found[place - 1]
                likeness[place] = likeness[place - 1]
                place -= 1
            values[place - begun] = worth
            found[place] = kept[at]
            likeness[place] = alike[at]
        ends[word + 1] = total
        first = spellings[word]
        length = starts[first + 1] - starts[first]
        if best < _ONE_WORD and length >= _SHORTEST_SPLIT and sorts[first] == FOLDED:
            most = 0
            for end in range(starts[first] + 2, starts[first + 1] - 1):
                one: Any = np.int64(-1)
                other: Any = np.int64(-1)
                for part in range(2):
                    begin, after = (starts[first], end) if part == 0 else (end, starts[first + 1])
                    one, other = other, exactly(letters, begin, after, sorts[first], sounds)
                    if other < 0:
                        break
                if one < 0 or other < 0:
                    continue
                one, other = np.int64(spelt[one]), np.int64(spelt[other])
                lesser = min(postings[one + 1] - postings[one], postings[other + 1] - postings[other])
                if lesser > most:
                    most = lesser
                    parts[2 * word] = one
                    parts[2 * word + 1] = other
    return int(total)
