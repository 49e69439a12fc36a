"""Comparing a declared name with listed ones: which words met which, and the score that follows."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

_ROUNDS: Final = 3
_INITIAL: Final = 0.7


@dataclass(frozen=True, slots=True)
class Alignment:
    """Which declared word met which listed word, for many pairs of names at once.

    ``declared`` and ``listed`` hold how alike each word is to the one it met, 0 where it met none; ``met`` has the
    place of the listed word that each declared word met, -1 for none.
    """

    declared: Floats
    listed: Floats
    met: npt.NDArray[np.int8]


def align(alike: Floats) -> Alignment:
    """Pair words one to one, the most alike first; ``alike`` is shaped (pairs, declared words, listed words)."""
    left = alike.copy()
    pairs, declared_words, listed_words = left.shape
    declared = np.zeros((pairs, declared_words), np.float32)
    listed = np.zeros((pairs, listed_words), np.float32)
    met = np.full((pairs, declared_words), -1, np.int8)
    rows = np.arange(pairs)[:, None]
    places = np.arange(declared_words)[None, :]
    for _ in range(_ROUNDS):
        best_listed = left.argmax(2)
        best_declared = left.argmax(1)
        likeness = np.take_along_axis(left, best_listed[:, :, None], 2)[:, :, 0]
        mutual = (np.take_along_axis(best_declared, best_listed, 1) == places) & (likeness > 0)
        if not mutual.any():
            break
        row, place = np.nonzero(mutual)
        column = best_listed[row, place]
        value = likeness[row, place]
        declared[row, place] = value
        listed[row, column] = value
        met[row, place] = column
        left[row, place, :] = 0
        left[row, :, column] = 0
    del rows
    return Alignment(declared, listed, met)


def name_scores(aligned: Alignment, declared_weight: Floats, listed_weight: Floats, written_alike: Floats) -> Floats:
    """How sure the names alone make it that both are the same party, 0 to 1.

    Weighs the part of each name that met the other, how telling the words that met are, and the likeness of the names
    written together (which forgives words split or joined).
    """
    met_declared = (aligned.declared * declared_weight).sum(1)
    met_listed = (aligned.listed * listed_weight).sum(1)
    whole_declared = np.maximum(declared_weight.sum(1), 1e-6)
    whole_listed = np.maximum(listed_weight.sum(1), 1e-6)
    cover = 0.5 * met_declared / whole_declared + 0.5 * met_listed / whole_listed
    cover = np.maximum(cover, (written_alike - 0.08) * (written_alike > 0.8))
    telling = np.minimum(1, np.minimum(np.maximum(met_declared, whole_declared * (written_alike > 0.9)), 18) / 14)
    return np.asarray(cover * (0.55 + 0.45 * telling), np.float32)
