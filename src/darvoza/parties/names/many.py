"""The forms of many names at once, in columns: as :func:`~darvoza.parties.names.forms.form_of`, without its words.

Every different word is looked at once, however many names have it; what is left to do for each name is machine code.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from darvoza.parties.compiled import compiled
from darvoza.parties.names.book import Folded, WordBook, WrittenNames
from darvoza.parties.names.forms import plain_of, plain_of_all
from darvoza.parties.names.lore import Ints
from darvoza.parties.names.pages import Entries
from darvoza.parties.names.sheet import Sheet, sheet, write_name
from darvoza.parties.names.written import Bytes, Longs, Texts

Flags = npt.NDArray[np.bool_]
Shorts = npt.NDArray[np.int16]


class Forms(NamedTuple):
    """Names ready to be compared: name ``i`` has the words ``words[starts[i]:starts[i + 1]]``.

    ``words`` are numbers of ``folded`` words, and ``of`` says of which of the name's words, as ``written``, each is.
    ``texts`` has two for each name, ``joined`` and ``literal``; the other columns are those of
    :class:`~darvoza.parties.names.forms.Form`.
    """

    starts: Longs
    words: Ints
    of: Shorts
    folded: Folded
    written: WrittenNames
    texts: Texts
    legal: Bytes
    arabic: Flags

    def size(self) -> int:
        """How many names there are."""
        return len(self.legal)


def forms_of(names: Sequence[str], *, declared: bool = False, book: WordBook | None = None) -> Forms:
    """The forms of these names, as :func:`~darvoza.parties.names.forms.form_of`; their words go into the book.

    >>> forms = forms_of(["OOO Infratest", ""])
    >>> forms.starts.tolist(), forms.folded.spelling(forms.words[0])
    ([0, 1, 1], 'infratest')
    """
    book = WordBook() if book is None else book  # an empty book is none, too
    starts, words = numbered(names, book, declared=declared)
    entries = book.entries
    size = len(names)
    folded = np.append(np.diff(entries.starts)[words], 0)
    letters = np.append(_longest(entries)[words], 0)
    forms = Forms(
        np.zeros(size + 1, np.int64),
        np.empty(int(folded.sum()), np.int32),
        np.empty(int(folded.sum()), np.int16),
        book.folded,
        book.written(starts, words),
        Texts(np.empty(int(letters.sum()), np.uint8), np.zeros(2 * size + 1, np.int64)),
        np.zeros(size, np.uint8),
        np.zeros(size, np.bool_),
    )
    _write_all(entries, starts, words, sheet(), *forms[:3], *forms.texts, forms.legal, forms.arabic)
    return forms._replace(
        words=forms.words[: forms.starts[-1]],
        of=forms.of[: forms.starts[-1]],
        texts=Texts(forms.texts.letters[: forms.texts.starts[-1]], forms.texts.starts),
    )


_STRETCH: Final = 1 << 14  # names whose words are looked up at a time, so that memory does not grow with the list


def numbered(names: Sequence[str], book: WordBook, *, declared: bool) -> tuple[Longs, Ints]:
    """The written words of these names by their numbers in the book, and where those of each name begin."""
    if len(names) == 1:
        return book.words_of([plain_of(names[0], declared=declared).replace("\n", " ")])
    starts, words = [np.zeros(1, np.int64)], [np.zeros(0, np.int32)]
    for first in range(0, len(names), _STRETCH):
        its_starts, its_words = book.words_of(plain_of_all(names[first : first + _STRETCH], declared=declared))
        starts.append(its_starts[1:] + starts[-1][-1])
        words.append(its_words)
    return np.concatenate(starts), np.concatenate(words)


def _longest(entries: Entries) -> Longs:
    """How many letters each written word may bring to the texts of a name, at most."""
    starts, means, _, latin_starts, _, _, spelt = entries
    lengths = np.diff(spelt.starts[::2])
    whole = np.concatenate(([0], np.cumsum(lengths[means])))
    return np.diff(whole[starts]) + np.diff(latin_starts) + 1


@compiled
def _write_all(
    entries: Entries,
    starts: Longs,
    words: Ints,
    sheet: Sheet,
    to_starts: Longs,
    to_words: Ints,
    to_of: Shorts,
    letters: Bytes,
    letter_starts: Longs,
    legal: Bytes,
    arabic: Flags,
) -> None:
    """Bring all these names to their form."""
    folded, of, text, _ = sheet
    for name in range(len(legal)):
        count, middle, end, kinds, is_arabic = write_name(entries, words, starts[name], starts[name + 1], sheet)
        legal[name] = kinds
        arabic[name] = is_arabic
        at = to_starts[name]
        for place in range(count):
            to_words[at + place] = folded[place]
            to_of[at + place] = of[place]
        to_starts[name + 1] = at + count
        at = letter_starts[2 * name]
        for place in range(end):
            letters[at + place] = text[place]
        letter_starts[2 * name + 1] = at + middle
        letter_starts[2 * name + 2] = at + end
