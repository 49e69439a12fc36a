"""A book of written words: what each stands for, in arrays, so that names are brought to their form by number.

A word is looked at once (:func:`~darvoza.parties.names.forms.written_word`); of every later name that has it only
its number is needed. What is written in the book stays as it is, so that several threads may read on while one adds
words.
"""

from collections.abc import Sequence
from threading import Lock
from typing import Any, Final, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from darvoza.parties.compiled import inner
from darvoza.parties.names.forms import LONGEST_WORD, MOST_WORDS, Spellings, written_word
from darvoza.parties.names.weighing import weight_of
from darvoza.parties.names.written import ARABIC_WORD, ORDER, SPACE, Bytes, Longs, coded, sort_of

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]

LONGEST: Final = 255
"""Letters of a spelling that there is room for."""

_LEGAL, _BESIDE = 1, 2
_TEXT: Final = 2 * (LONGEST + 1) * MOST_WORDS


class Spelt(NamedTuple):
    """Folded words: word ``i`` in two spellings, ``letters[starts[2 * i]:starts[2 * i + 1]]`` and the next (or none).

    ``sorts`` has the sort of each spelling, and ``weights`` what each word tells among ordinary names.
    """

    letters: Bytes
    starts: Longs
    sorts: Bytes
    weights: Floats


class Entries(NamedTuple):
    """Written words: word ``i`` stands for the folded words ``means[starts[i]:starts[i + 1]]`` of ``spelt``.

    ``latin[latin_starts[i]:latin_starts[i + 1]]`` are its letters as spelled. ``flags`` say whether it is a legal form,
    and whether only beside others; ``legal`` has a bit for each kind of legal form that it may be.
    """

    starts: Longs
    means: Ints
    latin: Bytes
    latin_starts: Longs
    flags: Bytes
    legal: Bytes
    spelt: Spelt


class Sheet(NamedTuple):
    """Room to write down one name: its folded words, of which of its written words each is, and its two texts."""

    words: Ints
    of: npt.NDArray[np.int16]
    text: Bytes
    order: Ints


def sheet() -> Sheet:
    """Room for one name."""
    return Sheet(
        np.zeros(MOST_WORDS, np.int32),
        np.zeros(MOST_WORDS, np.int16),
        np.zeros(_TEXT, np.uint8),
        np.zeros(MOST_WORDS, np.int32),
    )


class WordBook:
    """Written words and their numbers; words are added as names bring them."""

    def __init__(self) -> None:
        self._number: dict[str, int] = {}
        self._means: dict[Spellings, int] = {}
        self._lock = Lock()
        self.spellings: list[Spellings] = []
        self._starts, self._latin_starts, self._letter_starts = (_Column(np.int64, 0) for _ in range(3))
        self._meant, self._weights = _Column(np.int32), _Column(np.float32)
        self._latin, self._flags, self._legal, self._letters, self._sorts = (_Column(np.uint8) for _ in range(5))
        self.entries = self._view()

    def __len__(self) -> int:
        return len(self._number)

    def numbers(self, words: Sequence[str]) -> Ints:
        """The numbers of these words; :attr:`entries`, looked at afterwards, has them all."""
        known = self._number
        try:
            return np.fromiter(map(known.__getitem__, words), np.int32, len(words))
        except KeyError:
            with self._lock:
                self._add([word for word in dict.fromkeys(words) if word not in known])
        return np.fromiter(map(known.__getitem__, words), np.int32, len(words))

    def _add(self, new: Sequence[str]) -> None:
        for word in new:
            each = written_word(word[:LONGEST_WORD])
            for spelling in each.spellings:
                folded = self._means.get(spelling, -1)
                self._meant.add(self._add_spelling(spelling) if folded < 0 else folded)
            self._starts.add(self._meant.count)
            self._latin.extend(coded(each.latin)[:LONGEST])
            self._latin_starts.add(self._latin.count)
            self._flags.add(_LEGAL * each.is_legal + _BESIDE * each.only_beside)
            self._legal.add(each.legal)
        self.entries = self._view()
        self._number.update(zip(new, range(len(self._number), len(self._number) + len(new)), strict=True))

    def _add_spelling(self, spelling: Spellings) -> int:
        """Number a folded word that is in the book for the first time."""
        number = self._means[spelling] = len(self.spellings)
        self.spellings.append(spelling)
        for text in (spelling[0], spelling[1] if len(spelling) > 1 else ""):
            self._letters.extend(coded(text)[:LONGEST])
            self._letter_starts.add(self._letters.count)
            self._sorts.add(sort_of(text) if text else 0)
        self._weights.add(weight_of(spelling[0]))
        return number

    def _view(self) -> Entries:
        return Entries(
            self._starts.values,
            self._meant.values,
            self._latin.values,
            self._latin_starts.values,
            self._flags.values,
            self._legal.values,
            Spelt(self._letters.values, self._letter_starts.values, self._sorts.values, self._weights.values),
        )


class _Column:
    """Values one after the other, with room for more; what was handed out stays as it is."""

    def __init__(self, dtype: type[np.generic], *first: int) -> None:
        self.values: npt.NDArray[Any] = np.zeros(1 << 8, dtype)
        self.values[: len(first)] = first
        self.count = len(first)
        self._places: Any = memoryview(cast("Any", self.values))  # values are written there in a fifth of the time

    def add(self, value: float) -> None:
        """Add one value."""
        if self.count == len(self.values):
            self._grow(self.count)
        self._places[self.count] = value
        self.count += 1

    def extend(self, letters: bytes) -> None:
        """Add these letters."""
        count = self.count + len(letters)
        if count > len(self.values):
            self._grow(count)
        self._places[self.count : count] = letters
        self.count = count

    def _grow(self, more: int) -> None:
        self.values = np.concatenate((self.values, np.zeros(more, self.values.dtype)))
        self._places = memoryview(cast("Any", self.values))


@inner
def _before(letters: Bytes, start: int, end: int, other: int, other_end: int) -> bool:
    """Whether one word stands before another in the alphabet."""
    for at in range(min(end - start, other_end - other)):
        one, its = ORDER[letters[start + at]], ORDER[letters[other + at]]
        if one != its:
            return bool(one < its)
    return bool(end - start < other_end - other)


@inner
def _sorted_in(order: Ints, place: int, word: int, letters: Bytes, starts: Longs, step: int) -> None:
    """Put a word among those before this place, in order of the alphabet."""
    start, end = starts[step * word], starts[step * word + 1]
    while place > 0:
        other = np.int64(order[place - 1])
        if not _before(letters, start, end, starts[step * other], starts[step * other + 1]):
            break
        order[place] = order[place - 1]
        place -= 1
    order[place] = word


@inner
def write_name(  # noqa: C901, PLR0912 - one pass over the words of a name
    entries: Entries, words: Ints, first: int, last: int, sheet: Sheet
) -> tuple[int, int, int, int, bool]:
    """Bring a name of these written words to its form: without its legal forms, unless it is made of them alone.

    Returns how many folded words it has, where its two texts end (folded words, and words as spelled, both in order of
    the alphabet), its legal forms as bits, and whether some word is in Arabic script.
    """
    starts, means, latin, latin_starts, flags, kinds, spelt = entries
    folded, of, text, order = sheet
    surely = False
    for at in range(first, last):
        surely = surely or flags[words[at]] & (_LEGAL | _BESIDE) == _LEGAL
    count: Any = np.int64(0)
    spelled: Any = np.int64(0)
    legal: Any = np.int64(0)
    for turn in range(2):  # a name of legal forms alone has the first word of each
        if turn == 1 and count > 0:
            break
        for at in range(first, last):
            word = np.int64(words[at])
            flag = flags[word]
            if flag & _LEGAL and (surely or not flag & _BESIDE):
                legal |= np.int64(kinds[word])
                if turn == 0:
                    continue
            if spelled < MOST_WORDS:
                _sorted_in(order, int(spelled), int(word), latin, latin_starts, 1)
                spelled += 1
            for each in range(starts[word], starts[word + 1] if turn == 0 else starts[word] + 1):
                if count < MOST_WORDS:
                    folded[count] = means[each]
                    of[count] = at - first
                count += 1
        if turn == 1:
            legal = np.int64(0)
    literal: Any = np.int64(_TEXT)
    for place in range(spelled - 1, -1, -1):  # from the end, as the room for the folded words comes first
        word = np.int64(order[place])
        for at in range(latin_starts[word + 1] - 1, latin_starts[word] - 1, -1):
            literal -= 1
            text[literal] = latin[at]
        if place > 0:
            literal -= 1
            text[literal] = SPACE
    count = min(count, np.int64(MOST_WORDS))
    arabic = False
    for place in range(count):
        word = np.int64(folded[place])
        arabic = arabic or spelt.sorts[2 * word] == ARABIC_WORD
        _sorted_in(order, place, int(word), spelt.letters, spelt.starts, 2)
    middle: Any = np.int64(0)
    for place in range(count):
        word = np.int64(order[place])
        for at in range(spelt.starts[2 * word], spelt.starts[2 * word + 1]):
            text[middle] = spelt.letters[at]
            middle += 1
    end: Any = np.int64(middle)
    for at in range(literal, _TEXT):
        text[end] = text[at]
        end += 1
    return int(count), int(middle), int(end), int(legal), arabic
