"""The forms of many names at once, in columns: as :func:`~darvoza.parties.names.forms.form_of`, without its words.

Every different word is looked at once, however many names have it; what is left to do for each name is machine code.
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from darvoza.parties.compiled import compiled
from darvoza.parties.names.book import Entries, Ints, Sheet, WordBook, sheet, write_name
from darvoza.parties.names.forms import A_WORD, Spellings, plain_of_all, written_in
from darvoza.parties.names.written import Bytes, Longs, Texts

Flags = npt.NDArray[np.bool_]


class Forms(NamedTuple):
    """Names ready to be compared: name ``i`` has the words ``words[starts[i]:starts[i + 1]]``.

    ``words`` are numbers of ``spellings``. ``texts`` has two for each name, ``joined`` and ``literal``; the other
    columns are those of :class:`~darvoza.parties.names.forms.Form`.
    """

    starts: Longs
    words: Ints
    spellings: Sequence[Spellings]
    texts: Texts
    legal: Bytes
    arabic: Flags

    def size(self) -> int:
        """How many names there are."""
        return len(self.legal)


def forms_of(names: Sequence[str], *, declared: bool = False, book: WordBook | None = None) -> Forms:
    """The forms of these names, as :func:`~darvoza.parties.names.forms.form_of`; their words go into the book.

    >>> forms = forms_of(["OOO Infratest", ""])
    >>> forms.starts.tolist(), [forms.spellings[word] for word in forms.words]
    ([0, 1, 1], [('infratest',)])
    """
    book = book or WordBook()
    starts, words = numbered(names, book, declared=declared)
    entries = book.entries
    size = len(names)
    folded = np.append(np.diff(entries.starts)[words], 0)
    letters = np.append(_longest(entries)[words], 0)
    forms = Forms(
        np.zeros(size + 1, np.int64),
        np.empty(int(folded.sum()), np.int32),
        book.spellings,
        Texts(np.empty(int(letters.sum()), np.uint8), np.zeros(2 * size + 1, np.int64)),
        np.zeros(size, np.uint8),
        np.zeros(size, np.bool_),
    )
    _write_all(entries, starts, words, sheet(), forms.starts, forms.words, *forms.texts, forms.legal, forms.arabic)
    return forms._replace(
        words=forms.words[: forms.starts[-1]],
        texts=Texts(forms.texts.letters[: forms.texts.starts[-1]], forms.texts.starts),
    )


_TOKEN: Final = re.compile(A_WORD + r"|\n")


def numbered(names: Sequence[str], book: WordBook, *, declared: bool) -> tuple[Longs, Ints]:
    """The written words of these names by their numbers in the book, and where those of each name begin."""
    if len(names) == 1:
        found = book.numbers(written_in(names[0], declared=declared))
        return np.array([0, len(found)], np.int64), found
    tokens = _TOKEN.findall("\n".join(plain_of_all(names, declared=declared)))
    words = book.numbers(tokens)
    ends = words == book.numbers(["\n"])[0]
    counts = np.diff(np.flatnonzero(np.concatenate(([True], ends, [True])))) - 1  # between one end and the next
    return np.concatenate(([0], np.cumsum(counts))), words[~ends]


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
    letters: Bytes,
    letter_starts: Longs,
    legal: Bytes,
    arabic: Flags,
) -> None:
    """Bring all these names to their form."""
    folded, _, text, _ = sheet
    for name in range(len(legal)):
        count, middle, end, kinds, is_arabic = write_name(entries, words, starts[name], starts[name + 1], sheet)
        legal[name] = kinds
        arabic[name] = is_arabic
        at = to_starts[name]
        for place in range(count):
            to_words[at + place] = folded[place]
        to_starts[name + 1] = at + count
        at = letter_starts[2 * name]
        for place in range(end):
            letters[at + place] = text[place]
        letter_starts[2 * name + 1] = at + middle
        letter_starts[2 * name + 2] = at + end
