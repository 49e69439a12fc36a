"""How likely each HS heading is for a description: words weighed by how few headings use them.

Each word of a description adds to every heading what BM25 gives it there (Robertson and Zaragoza 2009, with its usual
saturation); words that no heading uses add by their pieces. Sums become probabilities by one temperature that was
fitted on phrases the model had not seen. Nothing here decides: it says how a description is usually classified.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt
import polars as pl

from darvoza.goods.headings.features import pieces, words
from darvoza.goods.text import fold_text

Floats = npt.NDArray[np.float32]

_OF_KNOWN: Final = 0.2  # what pieces count beside a word that is known whole
_OF_UNKNOWN: Final = 0.4  # and alone
_FIRST: Final = 1.2  # goods are named before they are described
_CHUNK: Final = 1024
_MOST_WORDS: Final = 8192


class Heading(msgspec.Struct, frozen=True):
    """An HS heading that a description may belong to, with its probability."""

    code: str
    probability: float


@dataclass(frozen=True, slots=True)
class HeadingModel:
    """What was learned from nomenclatures: for each word, how much it speaks for which headings.

    ``codes`` are the headings (four digits, sorted); ``postings`` gives, for a word stem or a piece of one, places in
    ``codes`` and weights; ``temperature`` turns sums of weights into probabilities; ``learned_from`` names the
    nomenclatures and their digests.
    """

    codes: tuple[str, ...]
    postings: Mapping[str, tuple[npt.NDArray[np.int32], Floats]]
    temperature: float
    learned_from: tuple[str, ...]
    _rows: dict[str, Floats] = field(default_factory=dict, repr=False, compare=False)

    @property
    def version(self) -> str:
        """Twelve digits that change with what the model was learned from."""
        return version_of(self.learned_from)

    def guess(self, description: str, most: int = 5) -> list[Heading]:
        """The likeliest headings of a description, best first; none if no word of it says anything."""
        found = self.probabilities([words(fold_text(description))])
        best = np.argsort(-found[0], kind="stable")[:most]
        return [Heading(self.codes[n], round(float(found[0, n]), 4)) for n in best] if found[0].any() else []

    def probabilities(self, texts: list[list[str]]) -> Floats:
        """Probability of each heading (columns) for each text (rows), given as its words; zeros if nothing is known."""
        sums = self.weigh(texts)
        known = sums.max(axis=1) > 0 if len(texts) else np.zeros(0, bool)
        sums /= self.temperature
        sums -= sums.max(axis=1, keepdims=True, initial=0)
        np.exp(sums, out=sums)
        sums /= sums.sum(axis=1, keepdims=True)
        sums[~known] = 0
        return sums

    def weigh(self, texts: list[list[str]]) -> Floats:
        """What the words of each text (rows) add up to for each heading (columns)."""
        sums = np.zeros((len(texts), len(self.codes)), np.float32)
        for place, text in enumerate(texts):
            for order, word in enumerate(text):
                sums[place] += self._row(word) * (np.float32(_FIRST) if order == 0 else np.float32(1))
        return sums

    def _row(self, word: str) -> Floats:
        row = self._rows.get(word)
        if row is None:
            row = np.zeros(len(self.codes), np.float32)
            exact = self.postings.get(word)
            share = np.float32(_OF_UNKNOWN if exact is None else _OF_KNOWN)
            if exact is not None:
                row[exact[0]] += exact[1]
            for piece in pieces(word):
                if (found := self.postings.get(piece)) is not None:
                    row[found[0]] += share * found[1]
            if len(self._rows) >= _MOST_WORDS:  # bounds memory to 40 MB
                self._rows.clear()
            self._rows[word] = row
        return row

    def read(self, folded: pl.Series) -> list[list[str]]:
        """The words of each folded description."""
        return [words(text or "") for text in folded]


def version_of(learned_from: tuple[str, ...]) -> str:
    """Twelve digits that change with what a model is learned from."""
    return hashlib.sha256("|".join(learned_from).encode()).hexdigest()[:12]


def chunks(height: int) -> list[slice]:
    """Rows in portions small enough for the tables of probabilities."""
    return [slice(start, start + _CHUNK) for start in range(0, height, _CHUNK)]
