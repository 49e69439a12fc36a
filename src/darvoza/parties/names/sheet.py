"""Bringing a name of known words to its form: its folded words, and its two texts, without its legal forms."""

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from darvoza.parties.compiled import inner
from darvoza.parties.names.forms import MOST_WORDS
from darvoza.parties.names.lore import Ints
from darvoza.parties.names.pages import LONGEST, Entries
from darvoza.parties.names.written import ARABIC_WORD, ORDER, SPACE, Bytes, Longs

_LEGAL, _BESIDE = 1, 2
_TEXT: Final = 2 * (LONGEST + 1) * MOST_WORDS


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
