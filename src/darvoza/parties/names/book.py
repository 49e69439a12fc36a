"""A book of written words: what each stands for, in arrays, so that names are brought to their form by number.

A word is prepared once; of every later name that has it only its number is needed. Looking words up and preparing them
is machine code (:mod:`~darvoza.parties.names.pages`), which lets other threads run; one thread at a time enters words.
"""

import re
import sys
from collections.abc import Callable, Sequence
from functools import cache
from itertools import accumulate
from threading import Lock
from typing import Any, Final, NamedTuple, TypeVar, cast

import numpy as np
import numpy.typing as npt

from darvoza.parties.compiled import straight
from darvoza.parties.names.desk import Desk, desk
from darvoza.parties.names.forms import LONGEST_WORD, WITHIN_WORD, Written, written_word
from darvoza.parties.names.lore import BESIDE, LEGAL, Ints, Points, lore, points_of
from darvoza.parties.names.pages import (
    DONE,
    END,
    FULL,
    LONGEST,
    PART,
    SIGN,
    Entries,
    Keys,
    Pages,
    Spelt,
    enter_words,
    look_up,
    place_again,
)
from darvoza.parties.names.signs import signs
from darvoza.parties.names.written import Bytes, Longs, coded, in_letters, sort_of

Column = TypeVar("Column", bound=npt.NDArray[Any])

_USUALLY: Final = 1 << 10  # words that a new book has room for
_USUAL_SIGNS: Final = 1 << 16


class Folded(NamedTuple):
    """The first ``many`` folded words of a book, with what tells them apart and which known texts they are (-1: none).

    ``keys`` has a number for each of its spellings.
    """

    spelt: Spelt
    keys: Keys
    known: Ints
    many: int

    def spelling(self, word: int) -> str:
        """The usual spelling of a folded word; signs that are not of the folded alphabet are ``~``."""
        starts = self.spelt.starts
        return in_letters(self.spelt.letters[starts[2 * word] : starts[2 * word + 1]])


class WrittenNames(NamedTuple):
    """Names as they were written: name ``i`` has the words ``words[starts[i]:starts[i + 1]]``.

    Word ``i`` is ``points[point_starts[i]:point_starts[i + 1]]`` in code points, in small letters.
    """

    starts: Longs
    words: Ints
    points: Points
    point_starts: Longs


class WordBook:
    """Written words and their numbers; words are added as names bring them."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._desk = desk()
        self._open = (_empty(_USUALLY), 0)

    def __len__(self) -> int:
        return self._open[1]

    @property
    def entries(self) -> Entries:
        """What the words stand for; looked at after numbers were given, it has them all."""
        return self._open[0].entries

    @property
    def folded(self) -> "Folded":
        """The folded words that they stand for."""
        pages, _ = self._open
        return Folded(pages.entries.spelt, pages.spelling_keys, pages.known, int(pages.counts[1]))

    def written(self, starts: Longs, words: Ints) -> WrittenNames:
        """Names of these words, with what was written."""
        pages, _ = self._open
        return WrittenNames(starts, words, pages.points, pages.point_starts)

    def words_of(self, plain: Sequence[str]) -> tuple[Longs, Ints]:
        """The words of these plain names by number, and where those of each name begin."""
        points = points_of("\n".join(plain))
        starts = np.zeros(len(plain) + 1, np.int64)
        room = len(points) // 2 + 1
        numbers, begins, lengths = np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.int32)
        pages, known = self._open
        look, _ = _code()
        missing = look(points, _classes(_USUAL_SIGNS), LONGEST_WORD, known, pages, starts, numbers, begins, lengths)
        if missing < 0:  # signs that are seldom seen
            every = _classes(sys.maxunicode + 1)
            missing = look(points, every, LONGEST_WORD, known, pages, starts, numbers, begins, lengths)
        if missing:
            with self._lock:
                self._add(points, numbers, begins, lengths, int(starts[-1]))
        return starts, numbers[: starts[-1]]

    def _add(self, points: Points, numbers: Ints, begins: Ints, lengths: Ints, last: int) -> None:
        pages, _ = self._open
        _, enter = _code()
        at, laid_out = 0, -1
        while True:
            lies = at == laid_out
            at, why = enter(points, numbers, begins, lengths, at, last, pages, lore(), signs(), self._desk, lies)
            if why == DONE:
                break
            if why == FULL:
                pages = _larger(pages, self._desk)
            else:
                word = points[begins[at] : begins[at] + lengths[at]].tobytes().decode("utf-32-le", "surrogatepass")
                self._desk = _laid_out(written_word(word), self._desk)
                laid_out = at
        self._open = (pages, int(pages.counts[0]))


@cache
def _code() -> tuple[Callable[..., int], Callable[..., tuple[int, int]]]:
    """The machine code that looks words up, and that which enters them."""
    pages, some, ints, longs = _empty(1), points_of("a"), np.zeros(1, np.int32), np.zeros(1, np.int64)
    return (
        straight(look_up, some, _classes(_USUAL_SIGNS), 0, 0, pages, longs, ints, ints, ints),
        straight(enter_words, some, ints, ints, ints, 0, 0, pages, lore(), signs(), desk(), False),
    )


@cache
def _classes(top: int) -> Bytes:
    """Which of all signs up to this one words are made of."""
    every = "".join(map(chr, range(top)))
    classes = np.zeros(top, np.uint8)
    for within, sort in ((WITHIN_WORD, SIGN), ("[^\\W_]+", PART), ("\n", END)):
        for run in re.finditer(within, every):
            classes[run.start() : run.end()] = sort
    return classes


def _laid_out(word: Written, room: Desk) -> Desk:
    """A word that Python prepared on the desk, or on a larger one."""
    texts = [text for each in word.spellings for text in (each[0], each[1] if len(each) > 1 else "")]
    long = sum(map(len, texts))
    if long > len(room.text) or len(texts) > len(room.sorts):
        room = desk(2 * max(long, len(room.text)), max(len(texts), len(room.sorts)))
    room.starts[: len(texts) + 1] = [0, *accumulate(map(len, texts))]
    room.text[:long] = points_of("".join(texts))
    room.sorts[: len(texts)] = [sort_of(text) if text else 0 for text in texts]
    latin = coded(word.latin)[:LONGEST]
    room.latin[: len(latin)] = np.frombuffer(latin, np.uint8)
    room.told[:] = (len(word.spellings), len(latin), LEGAL * word.is_legal + BESIDE * word.only_beside, word.legal)
    return room


def _empty(words: int) -> Pages:
    """A book with room for about so many words."""
    small, letters, more = words + 4, 8 * words, 2 * words
    return Pages(
        Entries(
            np.zeros(small, np.int64),
            np.zeros(more, np.int32),
            np.zeros(letters, np.uint8),
            np.zeros(small, np.int64),
            np.zeros(small, np.uint8),
            np.zeros(small, np.uint8),
            Spelt(
                np.zeros(letters, np.uint8),
                np.zeros(2 * small, np.int64),
                np.zeros(2 * small, np.uint8),
                np.zeros(small, np.float32),
            ),
        ),
        np.zeros(letters, np.uint32),
        np.zeros(small, np.int64),
        np.zeros(small, np.uint64),
        np.full(8, -1, np.int32),
        np.zeros(small, np.uint64),
        np.zeros(2 * small, np.uint64),
        np.full(8, -1, np.int32),
        np.zeros(small, np.int32),
        np.zeros(2, np.int64),
    )


def _larger(pages: Pages, room: Desk) -> Pages:
    """The same book with room for at least one word more; the old pages stay as they are."""
    entries, spelt = pages.entries, pages.entries.spelt
    words, folded = map(int, pages.counts)
    word, more = words + 4, folded + len(room.sorts) // 2 + 2
    latin = int(entries.latin_starts[words]) + len(room.latin)
    letters = int(spelt.starts[2 * folded]) + len(room.text)
    hashes, keys = _long(pages.hashes, word), _long(pages.keys, more)
    return Pages(
        Entries(
            _long(entries.starts, word),
            _long(entries.means, int(entries.starts[words]) + len(room.sorts) // 2),
            _long(entries.latin, latin),
            _long(entries.latin_starts, word),
            _long(entries.flags, word),
            _long(entries.legal, word),
            Spelt(
                _long(spelt.letters, letters),
                _long(spelt.starts, 2 * more + 2),
                _long(spelt.sorts, 2 * more),
                _long(spelt.weights, more),
            ),
        ),
        _long(pages.points, int(pages.point_starts[words]) + LONGEST_WORD),
        _long(pages.point_starts, word),
        hashes,
        _wide(pages.table, hashes, words, word),
        keys,
        _long(pages.spelling_keys, 2 * more),
        _wide(pages.folded_table, keys, folded, more),
        _long(pages.known, more),
        pages.counts.copy(),
    )


def _long(column: Column, needed: int) -> Column:
    """A column as it is, or twice as long or longer if it is shorter than needed."""
    if len(column) >= needed:
        return column
    longer = np.zeros(max(needed, 2 * len(column)), column.dtype)
    longer[: len(column)] = column
    return cast("Column", longer)


def _wide(table: Ints, keys: Keys, count: int, needed: int) -> Ints:
    """A table as it is, or a larger one with the same words if it is more than half full."""
    if 2 * needed + 2 < len(table):
        return table
    wider = np.full(1 << (4 * needed).bit_length(), -1, np.int32)
    place_again(keys, count, wider)
    return wider
