"""What the words of a declared and a listed name did when they met, written out for whoever reads the reasons."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from darvoza.parties.candidates.index import NameIndex
from darvoza.parties.candidates.search import Hits
from darvoza.parties.compiled import compiled, inner, straight
from darvoza.parties.names.book import WrittenNames
from darvoza.parties.names.lore import Points
from darvoza.parties.names.written import Longs

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float32]

_SAME, _ALIKE, _ONLY_DECLARED, _ONLY_LISTED = range(4)
_GROUPS: Final = 4
_NEARLY_SAME: Final = 0.9
_RARE: Final = 6.5  # a word in fewer than about one name in 700
_COMMA, _SPACE, _EQUAL, _OPEN, _CLOSE, _PERCENT, _ZERO = map(ord, ", =()%0")
_A_PAIR: Final = 96  # letters for which there is room at first: the words of a pair seldom have more


@dataclass(frozen=True, slots=True)
class Wordings:
    """For each pair of names its words in four groups, commas between them, and how many rare words met.

    Words that agree, words that sound alike (``gafurov = gafuroff (93%)``), words only in the declared name, and words
    only in the listed one. A group without words is empty, and so are all of a pair that did not meet by name.
    """

    same: list[str]
    alike: list[str]
    only_declared: list[str]
    only_listed: list[str]
    rare: list[int]


def wordings(hits: Hits, index: NameIndex) -> Wordings:
    """The words of these pairs as they were written, in small letters."""
    count = len(hits)
    if not count:
        return Wordings([], [], [], [], [])
    ends, rare = np.zeros(_GROUPS * count + 1, np.int64), np.zeros(count, np.int64)
    letters = np.empty(_A_PAIR * count, np.uint32)
    told = (hits.declared, hits.name, hits.by_name, hits.rows, hits.met, hits.likeness, hits.telling, hits.written)
    listed = (index.written, index.listing.names.starts, index.written_of)
    code = _code(*told, *listed, letters, ends, rare)
    while (total := code(*told, *listed, letters, ends, rare)) > len(letters):
        letters = np.empty(total, np.uint32)
    text = letters[:total].tobytes().decode("utf-32-le", "surrogatepass")
    at = ends.tolist()
    same, alike, only_declared, only_listed = (
        [text[at[place] : at[place + 1]] for place in range(group, _GROUPS * count, _GROUPS)]
        for group in range(_GROUPS)
    )
    return Wordings(same, alike, only_declared, only_listed, rare.tolist())


def _code(*given: object) -> Callable[..., int]:
    """The machine code: all that is handed to it is made in one place each, so its types never differ."""
    if not _CODE:
        _CODE.append(straight(_write_words, *given))
    return _CODE[0]


_CODE: Final[list[Callable[..., int]]] = []


@inner
def _same(asked: WrittenNames, word: int, listed: WrittenNames, other: int) -> bool:
    start, its = asked.point_starts[word], listed.point_starts[other]
    length = asked.point_starts[word + 1] - start
    if listed.point_starts[other + 1] - its != length:
        return False
    for at in range(length):  # noqa: SIM110 - generators cannot be compiled
        if asked.points[start + at] != listed.points[its + at]:
            return False
    return True


@inner
def _put(letters: Points, at: int, sign: int) -> int:
    """Write a sign if there is room for it, and count it in any case."""
    if at < len(letters):
        letters[at] = sign
    return at + 1


@inner
def _put_word(letters: Points, at: int, names: WrittenNames, word: int) -> int:
    for place in range(names.point_starts[word], names.point_starts[word + 1]):
        at = _put(letters, at, names.points[place])
    return at


@inner
def _put_likeness(letters: Points, at: int, likeness: float) -> int:
    """A likeness in brackets, in hundredths."""
    hundredths = np.int64(np.rint(likeness * 100))
    at = _put(letters, _put(letters, at, _SPACE), _OPEN)
    if hundredths >= 100:
        at = _put(letters, at, _ZERO + 1)
    if hundredths >= 10:
        at = _put(letters, at, int(_ZERO + hundredths // 10 % 10))
    at = _put(letters, at, int(_ZERO + hundredths % 10))
    return _put(letters, _put(letters, at, _PERCENT), _CLOSE)


@compiled
def _write_words(  # noqa: C901 - one pass over the words of a pair
    declared: Longs,
    names: Longs,
    by_name: Flags,
    rows: npt.NDArray[np.int16],
    met: npt.NDArray[np.int8],
    likeness: Floats,
    weights: Floats,
    asked: WrittenNames,
    listed: WrittenNames,
    starts: Longs,
    of: npt.NDArray[np.int16],
    letters: Points,
    ends: Longs,
    rare: Longs,
) -> int:
    """Write the words of all pairs, one group after the other; returns how many letters that takes.

    The folded words ``starts[i]`` to ``starts[i + 1]`` of listed name ``i`` are (parts of) its written words ``of``.
    """
    at: Any = np.int64(0)
    for pair in range(len(declared)):
        mine, first = asked.starts[declared[pair]], starts[names[pair]]
        its, columns = listed.starts[names[pair]], starts[names[pair] + 1] - first
        rare[pair] = 0
        for group in range(_GROUPS):
            begun = at
            for row in range(rows.shape[1] if by_name[pair] and group < _ONLY_LISTED else 0):
                if rows[pair, row] < 0:
                    break
                word, column = asked.words[mine + rows[pair, row]], met[pair, row]
                facing = listed.words[its + of[first + column]] if column >= 0 else word
                belongs = _ONLY_DECLARED
                if column >= 0:
                    belongs = _SAME if _same(asked, word, listed, facing) else _ALIKE
                if belongs != group:
                    continue
                rare[pair] += column >= 0 and likeness[pair, row] >= _NEARLY_SAME and weights[pair, row] >= _RARE
                if at > begun:
                    at = _put(letters, _put(letters, at, _COMMA), _SPACE)
                at = _put_word(letters, at, asked, word)
                if group == _ALIKE:
                    at = _put(letters, _put(letters, _put(letters, at, _SPACE), _EQUAL), _SPACE)
                    at = _put_word(letters, at, listed, facing)
                    at = _put_likeness(letters, at, likeness[pair, row])
            for column in range(columns if by_name[pair] and group == _ONLY_LISTED else 0):
                alone = True
                for row in range(met.shape[1]):
                    alone = alone and met[pair, row] != column
                if alone:
                    if at > begun:
                        at = _put(letters, _put(letters, at, _COMMA), _SPACE)
                    at = _put_word(letters, at, listed, listed.words[its + of[first + column]])
            ends[_GROUPS * pair + group + 1] = at
    return int(at)
