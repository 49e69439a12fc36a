"""The forms of many names at once, in columns: what :func:`~darvoza.parties.forms.form_of` gives, without its words.

Every different word is looked at once, however many names have it; what is left to do for each name is done for all
names together.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from darvoza.parties.forms import A_WORD, LONGEST_WORD, MOST_WORDS, Form, Spellings, form_of, plain_of_all, written_word
from darvoza.parties.letters import ARABIC
from darvoza.parties.weighing import weight_of
from darvoza.parties.written import SPACE, Bytes, Longs, Texts, as_numbers, coded, ranges, sort_of

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

_FEW: Final = 40  # so many names are sooner dealt with one by one


class Spelt(NamedTuple):
    """Folded words: word ``i`` in two spellings, ``letters[starts[2 * i]:starts[2 * i + 1]]`` and the next (or none).

    ``sorts`` has the sort of each spelling, and ``weights`` what each word tells among ordinary names.
    """

    letters: Bytes
    starts: Longs
    sorts: Bytes
    weights: Floats


class Forms(NamedTuple):
    """Names ready to be compared: name ``i`` has the words ``words[starts[i]:starts[i + 1]]``.

    ``words`` are numbers of ``spellings``. ``texts`` has two for each name, ``joined`` and ``literal``; the other
    columns are those of :class:`~darvoza.parties.forms.Form`.
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


class _Coded(NamedTuple):
    """A folded word in numbers: its two spellings, the sort of each, and what it tells."""

    usual: bytes
    other: bytes
    sorts: tuple[int, int]
    weight: float


@lru_cache(maxsize=1 << 17)
def _coded(word: Spellings) -> _Coded:
    usual, other = word[0][:LONGEST], (word[1] if len(word) > 1 else "")[:LONGEST]
    return _Coded(
        coded(usual),
        coded(other),
        (sort_of(usual), sort_of(other) if other else 0),
        weight_of(word[0]),
    )


def spelt_of(words: Sequence[Spellings]) -> Spelt:
    """These words in numbers."""
    known = [_coded(word) for word in words]
    texts = [text for each in known for text in each[:2]]
    return Spelt(
        np.frombuffer(b"".join(texts), np.uint8),
        np.array([0, *accumulate(map(len, texts))], np.int64),
        np.array([sort for each in known for sort in each.sorts], np.uint8),
        np.array([each.weight for each in known], np.float32),
    )


LONGEST: Final = 255
"""Letters of a spelling that there is room for."""


def forms_of(names: Sequence[str], *, declared: bool = False) -> Forms:
    """The forms of these names, as :func:`~darvoza.parties.forms.form_of` gives them.

    >>> forms = forms_of(["OOO Infratest", ""])
    >>> forms.starts.tolist(), list(forms.spellings)
    ([0, 1, 1], [('infratest',)])
    """
    if len(names) < _FEW:
        return in_columns([form_of(name, declared=declared) for name in names])
    number: dict[str, int] = {}
    tokens = _TOKEN.findall("\n".join(plain_of_all(names, declared=declared)))
    words = np.array([number.setdefault(token, len(number)) for token in tokens], np.int64)
    ends = words == number.get("\n", -1)
    counts = np.diff(np.flatnonzero(np.concatenate(([True], ends, [True])))) - 1  # between one end and the next
    return _Known([word[:LONGEST_WORD] for word in number]).forms(words[~ends], counts)


_TOKEN: Final = re.compile(A_WORD + r"|\n")


def in_columns(forms: Sequence[Form]) -> Forms:
    """These forms as columns."""
    spellings = [word for form in forms for word in form.spellings]
    return Forms(
        np.array([0, *accumulate([len(form.spellings) for form in forms])], np.int64),
        np.arange(len(spellings), dtype=np.int32),
        spellings,
        _texts([text for form in forms for text in (form.joined, form.literal)]),
        np.array([form.legal for form in forms], np.uint8),
        np.array([form.arabic for form in forms], np.bool_),
    )


def _texts(texts: Sequence[str]) -> Texts:
    """As :func:`~darvoza.parties.written.as_numbers`, quicker for few."""
    known = [coded(text) for text in texts]
    return Texts(np.frombuffer(b"".join(known), np.uint8), np.array([0, *accumulate(map(len, known))], np.int64))


class _Known:
    """What is known of different written words: which words each stands for, and which legal forms it is."""

    def __init__(self, words: Sequence[str]) -> None:
        known = [written_word(word) for word in words]
        number: dict[Spellings, int] = {}
        self.means = np.array(
            [number.setdefault(each, len(number)) for word in known for each in word.spellings], np.int64
        )
        self.spellings = list(number)
        self.many = np.array([len(word.spellings) for word in known], np.int64)
        self.first = np.cumsum(self.many) - self.many
        self.is_legal = np.array([word.is_legal for word in known], np.bool_)
        self.only_beside = np.array([word.only_beside for word in known], np.bool_)
        self.legal = np.array([word.legal for word in known], np.uint8)
        self.usual = _Sorted([each[0] for each in self.spellings])
        self.latin = _Sorted([word.latin for word in known])
        self.arabic = np.array([each[0][0] == ARABIC for each in self.spellings], np.bool_)

    def forms(self, words: Longs, counts: Longs) -> Forms:
        """The forms of names that have these words, so many each."""
        names = len(counts)
        of = np.repeat(np.arange(names), counts)
        legal = self.is_legal[words]
        surely = np.bincount(of[legal & ~self.only_beside[words]], minlength=names) > 0
        out = legal & (surely[of] | ~self.only_beside[words])
        bits = np.zeros(names, np.uint8)
        np.bitwise_or.at(bits, of[out], self.legal[words[out]])
        nothing = np.bincount(of[~out], minlength=names) == 0
        bits[nothing] = 0
        many = np.where(out, 1, self.many[words])  # of a name of legal forms alone, each stands for its first word
        kept = ~out | nothing[of]
        of, words, many = of[kept], words[kept], many[kept]
        spelt = self.means[ranges(self.first[words], many)]
        owner = np.repeat(of, many)
        looked = _place(owner, names) < MOST_WORDS
        spelt, owner = spelt[looked], owner[looked]
        literal = _place(of, names) < MOST_WORDS
        return Forms(
            _starts(owner, names),
            spelt.astype(np.int32),
            self.spellings,
            _two_each(
                self.usual.text(owner, spelt, names, between=False),
                self.latin.text(of[literal], words[literal], names, between=True),
            ),
            bits,
            np.bincount(owner[self.arabic[spelt]], minlength=names) > 0,
        )


class _Sorted:
    """Different words as numbers, and where each stands in the order of the alphabet."""

    def __init__(self, words: Sequence[str]) -> None:
        self.texts = as_numbers(words)
        self.lengths = np.diff(self.texts.starts)
        self.rank = np.empty(len(words), np.int64)
        order = sorted(range(len(words)), key=words.__getitem__)
        self.rank[order] = np.arange(len(words))

    def text(self, of: Longs, words: Longs, names: int, *, between: bool) -> Texts:
        """The words of each name in order, as one text; with a space ``between`` them or not."""
        order = np.lexsort((self.rank[words], of))
        of, words = of[order], words[order]
        lengths = self.lengths[words]
        letters = self.texts.letters[ranges(self.texts.starts[words], lengths)]
        if between and len(of):
            follows = np.append(of[1:] == of[:-1], False)
            letters = np.insert(letters, np.cumsum(lengths)[follows], np.uint8(SPACE))
            lengths = lengths + follows
        whole = np.bincount(of, weights=lengths, minlength=names).astype(np.int64)
        return Texts(letters, np.concatenate(([0], np.cumsum(whole))))


def _starts(of: Longs, names: int) -> Longs:
    return np.concatenate(([0], np.cumsum(np.bincount(of, minlength=names)))).astype(np.int64)


def _place(of: Longs, names: int) -> Longs:
    """Which word of its name each is, counted from 0."""
    return np.arange(len(of)) - _starts(of, names)[of]


def _two_each(one: Texts, other: Texts) -> Texts:
    """The texts of both, by turns."""
    lengths = np.column_stack((np.diff(one.starts), np.diff(other.starts))).ravel()
    starts = np.column_stack((one.starts[:-1], other.starts[:-1] + len(one.letters))).ravel()
    letters = np.concatenate((one.letters, other.letters))[ranges(starts, lengths)]
    return Texts(letters, np.concatenate(([0], np.cumsum(lengths))))
