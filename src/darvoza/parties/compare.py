"""Comparing a declared name with listed ones: which words met which, and how sure that makes it.

The evidence of a pair of names is a few numbers with a meaning of their own (:data:`EVIDENCE`). Each adds to the
log-odds along a curve that only rises or only falls; the curves were learned (:mod:`darvoza.parties.learning`) and
lie in ``data/curves.json``.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

_ROUNDS: Final = 3
_TELLING, _TELLS = 30.0, 16.0  # weights of words add up to these where telling reaches 1
_SAME_AS_ONE: Final = 0.88
_LOST_DECLARED, _LOST_LISTED = 12.0, 16.0
_SMALL: Final = 2.0  # words that weigh less are titles, particles and the like

EVIDENCE: Final = (
    "declared_met",  # share of the declared name, by weight, that met listed words
    "listed_met",  # share of the listed name that was met
    "telling",  # how telling the words that met are
    "declared_lost",  # weight of declared words that met nothing
    "listed_lost",  # weight of listed words that met nothing
    "together",  # likeness of the folded names written as one word
    "literal",  # likeness of the names as spelled, words sorted
    "weakest",  # likeness of the least alike pair of words that met
    "words_met",  # how many words met, 1 for four
    "met_telling",  # the lesser share met, times telling
    "together_telling",  # likeness written as one word, times telling
    "literal_telling",  # likeness as spelled, times telling
    "one_word",  # the declared name has one telling word
)
RISES: Final = (1, 1, 1, -1, -1, 1, 1, 1, 1, 1, 1, 1, -1)
"""Whether more of each evidence speaks for a match (1) or against it (-1)."""


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
    places = np.arange(declared_words)
    for _ in range(_ROUNDS):
        best_listed = left.argmax(2)
        likeness = left[rows, places, best_listed]
        mutual = (left.argmax(1)[rows, best_listed] == places) & (likeness > 0)
        row, place = mutual.nonzero()
        if not len(row):
            break
        column = best_listed[row, place]
        value = likeness[row, place]
        declared[row, place] = value
        listed[row, column] = value
        met[row, place] = column
        left[row, place, :] = 0
        left[row, :, column] = 0
    return Alignment(declared, listed, met)


def evidence(
    aligned: Alignment, declared_weight: Floats, listed_weight: Floats, together: Floats, literal: Floats
) -> Floats:
    """The evidence of each pair, shaped (:data:`EVIDENCE`, pairs)."""
    met_declared = (aligned.declared * declared_weight).sum(1)
    met_listed = (aligned.listed * listed_weight).sum(1)
    whole_declared = np.maximum(declared_weight.sum(1), 1e-6)
    whole_listed = np.maximum(listed_weight.sum(1), 1e-6)
    least_met = np.minimum(met_declared / whole_declared, met_listed / whole_listed)
    as_one = np.minimum(whole_declared, whole_listed) * together * (together > _SAME_AS_ONE)  # words split or joined
    telling = np.maximum(np.minimum(met_declared, met_listed), as_one)
    tells = np.minimum(telling / _TELLS, 1)
    met = aligned.declared > 0
    found = np.stack(
        (
            met_declared / whole_declared,
            met_listed / whole_listed,
            telling / _TELLING,
            ((aligned.declared == 0) * declared_weight).sum(1) / _LOST_DECLARED,
            ((aligned.listed == 0) * listed_weight).sum(1) / _LOST_LISTED,
            together,
            literal,
            np.where(met & (declared_weight > _SMALL), aligned.declared, 1).min(1),
            met.sum(1) / 4,
            least_met * tells,
            together * tells,
            literal * tells,
            (declared_weight > _SMALL).sum(1) <= 1,
        )
    ).astype(np.float32)
    return np.minimum(found, 1, out=found)


class Curve(msgspec.Struct, frozen=True):
    """What one evidence adds to the log-odds: ``adds`` at each of ``at``, straight lines between."""

    at: tuple[float, ...]
    adds: tuple[float, ...]


class Curves(msgspec.Struct, frozen=True):
    """How all evidence of two names adds up; ``learned_from`` says from what."""

    start: float
    curves: dict[str, Curve]
    learned_from: str


@cache
def known_curves() -> Curves:
    """The curves of ``data/curves.json``."""
    return msgspec.json.decode(files("darvoza.parties").joinpath("data", "curves.json").read_bytes(), type=Curves)


@cache
def _table() -> Floats:
    """What each evidence adds, at every thousandth: shaped (:data:`EVIDENCE`, 1001)."""
    curves = known_curves().curves
    every = np.linspace(0, 1, _FINE + 1)
    return np.stack([np.interp(every, curves[name].at, curves[name].adds) for name in EVIDENCE]).astype(np.float32)


_FINE: Final = 1000
_EACH: Final = np.arange(len(EVIDENCE))[:, None]


def name_odds(found: Floats) -> Floats:
    """The log-odds that evidence of names makes."""
    return np.asarray(_table()[_EACH, (found * _FINE + 0.5).astype(np.int32)].sum(0) + known_curves().start, np.float32)
