"""The vocabulary of listed names: how much each word tells, and which of its words a declared word may be."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from darvoza.parties.letters import ARABIC
from darvoza.parties.sounds import SoundKeys, ranges
from darvoza.parties.words import known_words

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

Spellings = tuple[str, ...]
"""The folded spellings of one word: the usual, by which the vocabulary knows it, and another reading if any."""

_ORDINARY: Final = 54_000  # about as many names as all public lists together have
_RAREST: Final = math.log(1 + _ORDINARY)
_TITLE, _PARTICLE, _INITIAL, _PLACE = 1.0, 0.7, 1.0, 3.5  # the most that such words can weigh
_OTHER_READING: Final = 0.97
_SURELY: Final = 0.8  # from here on a declared word is taken for the listed one when it is weighed
_MOST_REMEMBERED: Final = 100_000
_SHORTEST_SPLIT: Final = 5


@dataclass(frozen=True, slots=True)
class Near:
    """The listed words that one declared word may be, and the listed names that have them; what is worth most last.

    ``weight`` is what the declared word itself weighs. ``names`` may hold a name twice; the last is what counts.
    """

    weight: float
    words: Ints
    likeness: Floats
    names: Longs
    worth: Floats


class Vocabulary:
    """The words of listed names, numbered in the order they are first met.

    ``weights`` has one more entry than there are words: 0, for the places of a name that has no more words.
    """

    def __init__(self, forms: Sequence[Sequence[Spellings]]) -> None:
        number: dict[str, int] = {}
        other: dict[str, int] = {}
        flat: list[int] = []
        for form in forms:
            for word in form:
                at = number.setdefault(word[0], len(number))
                flat.append(at)
                if len(word) > 1:
                    other.setdefault(word[1], at)
        self.number = number
        self.words = list(number)
        self.flat: Ints = np.array(flat, np.int32)
        counts = np.array([len(form) for form in forms], np.int64)
        names = np.repeat(np.arange(len(forms)), counts)
        size = max(len(forms), 1)
        pairs = np.unique(self.flat.astype(np.int64) * size + names)
        self._postings: Longs = pairs % size
        self._frequency: Longs = np.bincount(pairs // size, minlength=len(self.words))
        self._starts: Longs = np.concatenate(([0], np.cumsum(self._frequency)))
        whole = max(len(forms), _ORDINARY)  # a word is not common because a list is short
        weights = [
            _weight(word, count / whole) for word, count in zip(self.words, self._frequency.tolist(), strict=True)
        ]
        self.weights: Floats = np.array([*weights, 0.0], np.float32)
        self._sounds = SoundKeys([*self.words, *other])
        self._spelt: Ints = np.array([*range(len(self.words)), *other.values()], np.int32)
        self._near: dict[Spellings, Near] = {}

    def __len__(self) -> int:
        return len(self.words)

    def learn(self, words: Iterable[Spellings]) -> None:
        """Look up the listed words near each of these, all at once, and remember them."""
        if len(self._near) > _MOST_REMEMBERED:
            self._near.clear()
        new = [word for word in dict.fromkeys(words) if word not in self._near]
        if not new:
            return
        spellings = [spelling for word in new for spelling in word]
        of = np.array([number for number, word in enumerate(new) for _ in word], np.int32)
        usual = np.array([float(not place) for word in new for place, _ in enumerate(word)], np.float32)
        by, found, likeness = self._sounds.near(spellings)
        known = [(at, number) for number, word in enumerate(new) if (at := self.number.get(word[0])) is not None]
        likeness = likeness * np.where(usual[by] == 1, 1, _OTHER_READING).astype(np.float32)
        by = np.concatenate([of[by], np.array([number for _, number in known], np.int32)])
        found = np.concatenate([self._spelt[found], np.array([at for at, _ in known], np.int32)])
        likeness = np.concatenate([likeness, np.ones(len(known), np.float32)])
        self._remember(new, by, found, likeness)

    def _remember(self, new: list[Spellings], by: Ints, found: Ints, likeness: Floats) -> None:
        order = np.lexsort((likeness, by))
        by, found, likeness = by[order], found[order], likeness[order]
        best = np.append(by[1:] != by[:-1], True) if len(by) else np.zeros(0, np.bool_)
        weights = np.array([_weight(word[0]) for word in new], np.float32)
        sure = np.flatnonzero(best)[likeness[best] >= _SURELY]
        listed = self.weights[found[sure]]
        exact = likeness[sure] == 1
        weights[by[sure]] = np.where(
            exact, listed, np.minimum(weights[by[sure]], np.maximum(listed, 0.6 * weights[by[sure]]))
        )
        worth = likeness * np.minimum(weights[by], self.weights[found])
        order = np.lexsort((worth, by))
        by, found, likeness, worth = by[order], found[order], likeness[order], worth[order]
        count = self._frequency[found]
        names = self._postings[ranges(self._starts[found], count)]
        name_worth = np.repeat(worth, count)
        ends = np.searchsorted(by, np.arange(len(new) + 1))
        reach = np.concatenate(([0], np.cumsum(count)))[ends].tolist()
        bounds = ends.tolist()
        for number, word in enumerate(new):
            start, end = bounds[number], bounds[number + 1]
            first, last = reach[number], reach[number + 1]
            self._near[word] = Near(
                float(weights[number]), found[start:end], likeness[start:end], names[first:last], name_worth[first:last]
            )

    def surely(self, word: Spellings, least: float) -> bool:
        """Whether a word was learned and some listed word is at least so near to it."""
        near = self._near.get(word)
        return near is not None and bool((near.likeness >= least).any())

    def split(self, word: Spellings, least: float) -> int:
        """Where to part a word that no listed word is so near to, but both parts of are listed words; 0: nowhere.

        Of several places, the one whose rarer part is on most names.
        """
        plain = word[0]
        if len(plain) < _SHORTEST_SPLIT or plain[0] == ARABIC or plain in self.number or self.surely(word, least):
            return 0
        best = at = 0
        for end in range(2, len(plain) - 1):
            first, second = self.number.get(plain[:end]), self.number.get(plain[end:])
            if first is not None and second is not None:
                many = min(int(self._frequency[first]), int(self._frequency[second]))
                if many > best:
                    best, at = many, end
        return at

    def near_all(self, words: Sequence[Spellings]) -> list[Near]:
        """The listed words near each of these words, which were learned."""
        near = self._near
        return [near[word] for word in words]


def _weight(word: str, share: float = 0.0) -> float:
    """How much a word tells: the rarer on lists and among ordinary names, the more."""
    known = known_words()
    rare = min(math.log(1 + 1 / max(share, known.shares.get(word, 0.0), 1 / _ORDINARY)), _RAREST)
    if word in known.titles:
        return min(rare, _TITLE)
    if word in known.particles:
        return min(rare, _PARTICLE)
    if len(word) == 1:
        return min(rare, _INITIAL)
    return min(rare, _PLACE) if word in known.places else rare
