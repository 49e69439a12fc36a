"""What is known of words beforehand, in flat arrays that compiled code looks words up in."""

from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from darvoza.parties.compiled import compiled, inner
from darvoza.parties.names.weighing import INITIAL, most_of, rarity
from darvoza.parties.names.words import ADJECTIVE_ENDINGS, ENDINGS, Words, known_words
from darvoza.parties.names.written import Bytes, Longs

Points = npt.NDArray[np.uint32]
Ints = npt.NDArray[np.int32]
Doubles = npt.NDArray[np.float64]

LEGAL, BESIDE, GIVEN, BEGINS, ENDS, ENDING, ADJECTIVE = 1, 2, 4, 8, 16, 32, 64
"""What a text may be: a legal form, one only beside others, a given name, how such names begin and end, an ending."""


class Lore(NamedTuple):
    """Known texts: text ``i`` is ``points[starts[i]:starts[i + 1]]`` in code points; ``table`` has its place.

    Other texts are named by number (-1: none): the ``meaning`` of a word, what a word with this ``stem`` or this stem
    of a legal form stands for. Initials stand for the words ``several[several_starts[i]:several_starts[i + 1]]``.
    ``flags`` say what a text may be, and ``kinds`` which kinds of legal form. ``shares`` is the part of ordinary names
    that have it as a word, ``most`` the most that it can weigh. ``long_legal`` are the legal forms long enough to be
    known misspelt, in order of the alphabet.
    """

    points: Points
    starts: Longs
    table: Ints
    meaning: Ints
    stem: Ints
    legal_stem: Ints
    several: Ints
    several_starts: Longs
    flags: Bytes
    kinds: Bytes
    shares: Doubles
    most: Doubles
    long_legal: Ints


@cache
def lore() -> Lore:
    """All of :func:`~darvoza.parties.names.words.known_words`."""
    known = known_words()
    number: dict[str, int] = {}
    for text in _texts(known):
        number.setdefault(text, len(number))
    texts = list(number)
    several = [[number[each] for each in known.stands_for.get(text, ())] for text in texts]
    starts = np.concatenate(([0], np.cumsum([len(text) for text in texts])))
    points = points_of("".join(texts))
    table = np.full(1 << (2 * len(texts)).bit_length(), -1, np.int32)
    _fill(points, starts, table)
    return Lore(
        points,
        starts,
        table,
        np.array([number.get(known.meanings.get(text, "\n"), -1) for text in texts], np.int32),
        _column(number, {stem: stands for begun in known.stems.values() for stem, stands in begun.items()}),
        _column(number, {stem: stands for begun in known.legal_stems.values() for stem, stands in begun.items()}),
        np.array([each for row in several for each in row] or [0], np.int32),
        np.concatenate(([0], np.cumsum([len(row) for row in several]))),
        np.array([_flags(text, known) for text in texts], np.uint8),
        np.array([known.legal_kinds.get(text, 0) for text in texts], np.uint8),
        np.array([known.shares.get(text, 0.0) for text in texts]),
        np.array([most_of(text) for text in texts]),
        np.array([number[text] for text in known.long_legal] or [0], np.int32)[: len(known.long_legal)],
    )


def points_of(text: str) -> Points:
    """A text as code points.

    >>> points_of("ab").tolist()
    [97, 98]
    """
    return np.frombuffer(bytearray(text.encode("utf-32-le", "surrogatepass")), np.uint32)


def _texts(known: Words) -> Iterable[str]:
    for stems in (known.stems, known.legal_stems):
        for begun in stems.values():
            yield from begun
            yield from begun.values()
    for words in known.stands_for.values():
        yield from words
    yield from known.meanings.values()
    for every in (
        *(known.meanings, known.stands_for, known.legal, known.legal_beside, known.legal_kinds, known.given),
        *(known.given_begin, known.given_end, known.shares, known.titles, known.particles, known.places),
        *(ENDINGS, ADJECTIVE_ENDINGS, known.long_legal),
    ):
        yield from every


def _column(number: dict[str, int], stands: dict[str, str]) -> Ints:
    return np.array([number[stands[text]] if text in stands else -1 for text in number], np.int32)


def _flags(text: str, known: Words) -> int:
    return (
        LEGAL * (text in known.legal)
        + BESIDE * (text in known.legal_beside)
        + GIVEN * (text in known.given)
        + BEGINS * (text in known.given_begin)
        + ENDS * (text in known.given_end)
        + ENDING * (text in ENDINGS)
        + ADJECTIVE * (text in ADJECTIVE_ENDINGS)
    )


@inner
def hash_of(points: Points, start: int, end: int) -> np.uint64:
    """A number that is seldom that of another text."""
    key: Any = np.uint64(1469598103934665603)
    for at in range(start, end):
        key = (key ^ np.uint64(points[at])) * np.uint64(1099511628211)
    return np.uint64(key ^ (key >> np.uint64(32)))


@inner
def number_of(lore: Lore, points: Points, start: int, end: int) -> int:
    """The number of a known text, or -1."""
    if end <= start:
        return -1
    texts, starts, table = lore.points, lore.starts, lore.table
    last = len(table) - 1
    at = np.int64(hash_of(points, start, end) & np.uint64(last))
    while table[at] >= 0:
        number = np.int64(table[at])
        here = starts[number]
        if starts[number + 1] - here == end - start:
            same: Any = np.int64(0)
            while same < end - start and texts[here + same] == points[start + same]:
                same += 1
            if same == end - start:
                return int(number)
        at = (at + 1) & last
    return -1


@compiled
def _fill(points: Points, starts: Longs, table: Ints) -> None:
    last = len(table) - 1
    for number in range(len(starts) - 1):
        at = np.int64(hash_of(points, starts[number], starts[number + 1]) & np.uint64(last))
        while table[at] >= 0:
            at = (at + 1) & last
        table[at] = number


@inner
def weight_among(lore: Lore, number: int, letters: int, share: float) -> float:
    """What a word of so many letters tells that this share of names has, as ``weight_of``; ``number`` is as known."""
    rare = rarity(max(share, lore.shares[number] if number >= 0 else 0.0))
    most = lore.most[number] if number >= 0 else np.inf
    return min(rare, min(most, INITIAL) if number < 0 and letters == 1 else most)
