"""Things as 64-bit numbers, the same on every machine and in every year: what a baseline is kept under.

Ten million things share a number with a chance of three in a million; a clash would only merge two pasts.
"""

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]

_WORD: Final = 8
_STEP: Final = np.uint64(0x9E3779B97F4A7C15)


def mixed(values: Hashes) -> Hashes:
    """Each number stirred so that every bit of it matters everywhere (the finaliser of SplitMix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def hashed(texts: pl.Series) -> pl.Series:
    """The number of each text; null for null. Each distinct text is worked on once.

    >>> hashed(pl.Series(["TJDU2", None, "TJDU2"])).to_list()
    [1642935169533145039, None, 1642935169533145039]
    """
    if mostly_different(texts):
        there = texts.is_not_null()
        whole = np.zeros(len(texts), dtype=np.uint64)
        whole[there.to_numpy()] = _numbers(texts.drop_nulls())
        return pl.select(pl.when(there).then(pl.Series(whole)).alias(texts.name)).to_series()
    distinct = texts.drop_nulls().unique()
    numbers = pl.Series(_numbers(distinct), dtype=pl.UInt64)
    return texts.replace_strict(distinct, numbers, return_dtype=pl.UInt64, default=None)


_FEW: Final = 1_000
_MOSTLY: Final = 0.8


def mostly_different(texts: pl.Series) -> bool:
    """Whether these are many and hardly one comes twice, as far as the first of them tell.

    To find the different ones, and each one's place among them, then takes longer than to work on every one.
    """
    first = texts.head(_FEW)
    return len(texts) > _FEW and first.n_unique() > _MOSTLY * _FEW


def joined(seed: str, parts: list[Hashes], height: int) -> Hashes:
    """One number for several in order, in each of so many rows; ``seed`` keeps things of different kinds apart."""
    whole = np.full(height, _numbers(pl.Series([seed]))[0])
    for part in parts:
        whole = mixed((whole + _STEP) ^ part)
    return whole


def _numbers(texts: pl.Series) -> Hashes:
    """Eight bytes at a time, each stirred with its place, summed for each text."""
    if texts.is_empty():
        return np.empty(0, dtype=np.uint64)
    lengths = texts.str.len_bytes().to_numpy().astype(np.int64)
    words = np.maximum((lengths + _WORD - 1) // _WORD, 1)
    begins = np.cumsum(words) - words
    padded = np.zeros(int(words.sum()) * _WORD, dtype=np.uint8)
    shift = begins * _WORD - (np.cumsum(lengths) - lengths)
    data = np.frombuffer(texts.str.join("").item().encode(), dtype=np.uint8)
    padded[np.arange(len(data)) + np.repeat(shift, lengths)] = data
    places = (np.arange(len(padded) // _WORD) - np.repeat(begins, words)).astype(np.uint64)
    stirred = mixed(padded.view("<u8") ^ mixed(places * _STEP + np.uint64(1)))
    return mixed(np.add.reduceat(stirred, begins) + lengths.astype(np.uint64))
