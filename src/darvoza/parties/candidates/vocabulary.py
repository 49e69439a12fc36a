"""The vocabulary of listed names: its words, how much each tells, and which names have it."""

import numpy as np
import numpy.typing as npt

from darvoza.parties.candidates.sounds import Sounds, sounds_of
from darvoza.parties.compiled import compiled, inner
from darvoza.parties.names.lore import Lore, lore, weight_among
from darvoza.parties.names.many import Forms
from darvoza.parties.names.weighing import ORDINARY
from darvoza.parties.names.written import Longs, Texts, ranges

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Keys = npt.NDArray[np.uint64]


class Vocabulary:
    """The words of listed names, numbered in the order in which their spellings are given.

    Name ``i`` has the words ``flat[name_starts[i]:name_starts[i + 1]]``. ``weights`` has one more entry than there are
    words: 0, for the places of a name that has no more words. ``postings[starts[i]:starts[i + 1]]`` are the names that
    have word ``i``. ``sounds`` are those of all spellings, of which ``spelt`` says which word each is of.
    """

    def __init__(self, forms: Forms) -> None:
        spelt, keys, known, count = forms.folded
        room = 1 << (2 * count + 1).bit_length()
        at, words, others = (np.empty(count, np.int32) for _ in range(3))
        many, more = _told_apart(
            keys, spelt.starts, np.full(room, -1, np.int32), np.full(room, -1, np.int32), at, words, others
        )
        words, others = words[:many], others[:more]
        self.flat: Ints = at[forms.words]
        self.name_starts: Longs = forms.starts
        size = max(forms.size(), 1)
        names = np.repeat(np.arange(forms.size(), dtype=np.int64), np.diff(forms.starts))
        pairs = self.flat.astype(np.int64) * size + names
        pairs.sort()
        pairs = pairs[np.append(True, pairs[1:] != pairs[:-1])[: len(pairs)]]
        self.postings: Ints = (pairs % size).astype(np.int32)
        frequency = np.bincount(pairs // size, minlength=many)
        self.starts: Longs = np.concatenate(([0], np.cumsum(frequency)))
        whole = max(size, ORDINARY)  # a word is not common because a list is short
        self.weights: Floats = np.zeros(many + 1, np.float32)
        _weigh(lore(), known[words], np.diff(spelt.starts)[2 * words], frequency / whole, self.weights)
        self.spelt: Ints = np.concatenate((np.arange(many, dtype=np.int32), at[others]))
        which = np.concatenate((2 * words, 2 * others + 1)).astype(np.int64)
        long = np.diff(spelt.starts)[which]
        letters = spelt.letters[ranges(spelt.starts[which], long)]
        self.sounds: Sounds = sounds_of(Texts(letters, np.concatenate(([0], np.cumsum(long)))), spelt.sorts[which])
        self._size = many

    def __len__(self) -> int:
        return self._size


@inner
def _placed(table: Ints, keys: Keys, key: np.uint64, numbered: Ints, which: int) -> tuple[int, int]:
    """The number of a spelling with this key (-1: none yet), and where in the table it stands, or would."""
    at = np.int64(key & np.uint64(len(table) - 1))
    while table[at] >= 0:
        if keys[2 * numbered[table[at]] + which] == key:
            return int(table[at]), int(at)
        at = (at + 1) & (len(table) - 1)
    return -1, int(at)


@compiled
def _told_apart(
    keys: Keys, starts: Longs, table: Ints, other_table: Ints, at: Ints, words: Ints, others: Ints
) -> tuple[int, int]:
    """Number the usual spellings of folded words, and the others, in the order in which they are first seen.

    Returns how many there are of both; ``at`` gets the number of each folded word, ``words`` and ``others`` the first
    folded word with each.
    """
    many = 0
    more = 0
    for word in range(len(at)):
        number, place = _placed(table, keys, keys[2 * word], words, 0)
        if number < 0:
            number = many
            table[place] = many
            words[many] = word
            many += 1
        at[word] = number
        if starts[2 * word + 2] > starts[2 * word + 1]:
            known, place = _placed(other_table, keys, keys[2 * word + 1], others, 1)
            if known < 0:
                other_table[place] = more
                others[more] = word
                more += 1
    return many, more


@compiled
def _weigh(lore: Lore, known: Ints, letters: Longs, shares: Doubles, weights: Floats) -> None:
    """What each word tells that this share of names has."""
    for word in range(len(known)):
        weights[word] = weight_among(lore, known[word], letters[word], shares[word])
