"""Who has each listed word, and beside each name its other words, so that it is weighed where it is met."""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from darvoza.parties.compiled import compiled
from darvoza.parties.names.written import Longs

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
Posted = npt.NDArray[np.uint32]
ROW: Final = 8
"""Numbers of a posting: the name, what it weighs, and its other words."""

WEIGHED: Final = 256
"""Parts of one in which postings say what a name weighs."""


class Postings(NamedTuple):
    """Who has each listed word, and how much the word tells.

    Word ``i`` has the postings from ``starts[i]`` to ``starts[i + 1]``, those of the lightest names first. Each has
    eight places in ``rows``: the listed name, what its words weigh together (in 256ths, rounded down), and its other
    words. A place without a word has the number after the last word's, and the last place the one after that if the
    name has more words.
    """

    rows: Posted
    starts: Longs
    weights: Floats


def postings_of(
    starts: Longs, names: Ints, word_starts: Longs, words: Ints, weight: Floats, weights: Floats
) -> Postings:
    """Who has each word, where the names of word ``i`` are ``names[starts[i]:starts[i + 1]]``.

    The words of each listed name are given, and what they weigh together; and what each word weighs.
    """
    size = max(len(weight), 1)
    lightest = np.argsort(weight, kind="stable")
    rank = np.empty(len(lightest), np.int64)
    rank[lightest] = np.arange(len(lightest))
    order = np.repeat(np.arange(len(starts) - 1), np.diff(starts)) * size + rank[names]
    order.sort()
    names = lightest[order % size].astype(np.int32)
    rows = np.full(ROW * len(names), len(starts) - 1, np.uint32)
    _post(rows, starts, names, word_starts, words, weight)
    return Postings(rows, starts, weights)


@compiled
def _post(rows: Posted, starts: Longs, names: Ints, word_starts: Longs, words: Ints, weight: Floats) -> None:
    for word in range(len(starts) - 1):
        for posting in range(starts[word], starts[word + 1]):
            name = names[posting]
            here = ROW * posting
            rows[here] = name
            rows[here + 1] = int(weight[name] * WEIGHED)
            place = here + 2
            for at in range(word_starts[name], word_starts[name + 1]):
                if words[at] == word:
                    continue
                if place == here + ROW:
                    rows[place - 1] = len(starts)
                    break
                rows[place] = words[at]
                place += 1
