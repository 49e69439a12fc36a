"""Seeded chance: the same draws for the same seed on every machine, by the column and one at a time.

Only :meth:`numpy.random.Generator.random` of PCG64 is ever called, whose stream NumPy keeps stable; everything else
(integers, weights, bell curves) is made from those uniforms with additions and comparisons, which are exact in IEEE
arithmetic. The one exponential is rounded to six significant digits, so that a last bit that differs between
processors cannot show.
"""

from collections.abc import Sequence
from typing import TypeVar
from zlib import crc32

import numpy as np
from numpy.typing import ArrayLike, NDArray

T = TypeVar("T")
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

_BELL = 12  # so many uniforms add up to a variance of one


class Chance:
    """One stream of chance, named by a seed and words; streams of different words do not influence each other.

    >>> a, b = Chance(7, "traders", 0), Chance(7, "traders", 0)
    >>> bool((a.uniform(3) == b.uniform(3)).all())
    True
    >>> Chance(7, "x").choice("abc") == Chance(7, "x").choice("abc")
    True
    """

    def __init__(self, seed: int, *words: str | int) -> None:
        entropy = [seed, *(crc32(word.encode()) if isinstance(word, str) else word for word in words)]
        self._generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence(entropy)))

    def uniform(self, size: int) -> Floats:
        """Numbers between 0 and 1."""
        return self._generator.random(size)

    def integers(self, low: int, high: int, size: int) -> Integers:
        """Whole numbers from ``low`` up to and without ``high``."""
        return self.below(np.full(size, high - low)) + low

    def below(self, limits: ArrayLike) -> Integers:
        """One whole number from 0 up to and without each limit (0 where the limit is 0)."""
        limit = np.asarray(limits, dtype=np.int64)
        drawn = (self._generator.random(limit.shape) * limit).astype(np.int64)
        return np.asarray(np.minimum(drawn, np.maximum(limit - 1, 0)))

    def pick(self, weights: ArrayLike, size: int) -> Integers:
        """Positions drawn with these weights."""
        ladder = np.cumsum(np.asarray(weights, dtype=np.float64))
        drawn = np.searchsorted(ladder, self._generator.random(size) * ladder[-1], side="right")
        return np.asarray(np.minimum(drawn, len(ladder) - 1))

    def flags(self, share: ArrayLike, size: int) -> Flags:
        """True with this probability (one for all, or one each)."""
        return np.asarray(self._generator.random(size) < np.asarray(share))

    def bell(self, size: int) -> Floats:
        """Numbers about 0 with a spread of 1, never beyond 6."""
        return np.asarray(self._generator.random((_BELL, size)).sum(axis=0) - _BELL / 2)

    def factors(self, spread: ArrayLike, size: int) -> Floats:
        """Factors about 1 whose logarithm has this spread."""
        return significant(np.exp(self.bell(size) * np.asarray(spread, dtype=np.float64)))

    # One at a time: for the few consignments that a scheme works on.

    def happens(self, share: float) -> bool:
        """True with this probability."""
        return bool(self._generator.random() < share)

    def number(self, low: int, high: int) -> int:
        """A whole number from ``low`` up to and with ``high``."""
        return low + int(self._generator.random() * (high - low + 1))

    def between(self, low: float, high: float) -> float:
        """A number between the two."""
        return low + float(self._generator.random()) * (high - low)

    def choice(self, options: Sequence[T]) -> T:
        """One of these."""
        return options[int(self._generator.random() * len(options))]

    def sample(self, options: Sequence[T], count: int) -> list[T]:
        """So many different ones of these, in the order drawn."""
        left = list(options)
        return [left.pop(int(self._generator.random() * len(left))) for _ in range(min(count, len(left)))]

    def digits(self, count: int) -> str:
        """A text of so many digits."""
        return "".join(str(self.number(0, 9)) for _ in range(count))


def significant(values: Floats, digits: int = 6) -> Floats:
    """The values rounded to so many significant digits.

    >>> float(significant(np.array([123.456789]))[0])
    123.457
    """
    with np.errstate(divide="ignore"):
        size = np.where(values == 0, 0, np.floor(np.log10(np.abs(values))))
    scale = 10.0 ** (digits - 1 - size)
    return np.asarray(np.round(values * scale) / scale)
