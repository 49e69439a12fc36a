"""The vocabulary of listed names: its words, how much each tells, and which names have it."""

import numpy as np
import numpy.typing as npt

from darvoza.parties.candidates.sounds import Sounds, sounds_of
from darvoza.parties.names.many import Forms
from darvoza.parties.names.weighing import ORDINARY, weight_of
from darvoza.parties.names.written import Longs, as_numbers, sort_of

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]


class Vocabulary:
    """The words of listed names, numbered in the order in which their spellings are given.

    Name ``i`` has the words ``flat[name_starts[i]:name_starts[i + 1]]``. ``weights`` has one more entry than there are
    words: 0, for the places of a name that has no more words. ``postings[starts[i]:starts[i + 1]]`` are the names that
    have word ``i``. ``sounds`` are those of all spellings, of which ``spelt`` says which word each is of.
    """

    def __init__(self, forms: Forms) -> None:
        number: dict[str, int] = {}
        other: dict[str, int] = {}
        at = np.array([number.setdefault(each[0], len(number)) for each in forms.spellings], np.int32)
        for place, each in zip(at.tolist(), forms.spellings, strict=True):
            if len(each) > 1:
                other.setdefault(each[1], place)
        words = list(number)
        self.flat: Ints = at[forms.words]
        self.name_starts: Longs = forms.starts
        size = max(forms.size(), 1)
        names = np.repeat(np.arange(forms.size(), dtype=np.int64), np.diff(forms.starts))
        pairs = self.flat.astype(np.int64) * size + names
        pairs.sort()
        pairs = pairs[np.append(True, pairs[1:] != pairs[:-1])[: len(pairs)]]
        self.postings: Ints = (pairs % size).astype(np.int32)
        frequency = np.bincount(pairs // size, minlength=len(words))
        self.starts: Longs = np.concatenate(([0], np.cumsum(frequency)))
        whole = max(size, ORDINARY)  # a word is not common because a list is short
        self.weights: Floats = np.array([*map(weight_of, words, (frequency / whole).tolist()), 0.0], np.float32)
        spelt = [*words, *other]
        self.spelt: Ints = np.array([*range(len(words)), *other.values()], np.int32)
        self.sounds: Sounds = sounds_of(as_numbers(spelt), np.array([sort_of(word) for word in spelt], np.uint8))
        self._size = len(words)

    def __len__(self) -> int:
        return self._size
