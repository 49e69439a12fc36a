"""Terms: how a control entry says which words name its goods.

A term is one or more words in their order, compared without regard to case, hyphens and punctuation:

``heavy water``          these two words, one after the other
``насос*``               a word that starts so: насос, насосы, насосная
``carbon (fib*|tow*)``   one of several words
``датчик* [абсолютн*] давления``  a word that may be left out
``датчик* ... давления`` up to three other words between
``tungsten & ring*``     both anywhere in the description
"""

import itertools
import re
from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import polars as pl

from darvoza.goods.text import fold_text

# Names of diameters are words of their own, also where the number follows without a space.
_WORDS = re.compile(r"(?:od|id|dia|ø|ф)(?=\d)|[^\W_]+(?:'[^\W_]+)*")
_PARTS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\.\.\.|[^\s()\[\]]+")
_INNER_HYPHEN = re.compile(r"(?<=[^\W\d_]{2})-(?=[^\W\d_]{2})")
_GAP = 3
_BEGINNING = 2
_MOST_FORMS = 256
_MOST_CONJUNCTS = 8

Word = tuple[str, bool]
"""A word, and whether it is only the beginning of one."""

_GAP_WORD: Word = ("...", False)


class TermError(ValueError):
    """A term that cannot be read; says why."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a description and where it stands."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A term found in a description, from one token to another (the last included)."""

    owner: int
    first: int
    last: int

    def inside(self, other: "Hit") -> bool:
        """Whether this is a part, and not the whole, of the other."""
        return (
            other.first <= self.first and self.last <= other.last and other.last - other.first > self.last - self.first
        )


def tokenize(folded: str) -> list[Token]:
    """The words of a folded text.

    >>> [token.word for token in tokenize("ti-6al-4v, 0.5 mm")]
    ['ti', '6al', '4v', '0', '5', 'mm']
    """
    return [Token(match.group(), match.start(), match.end()) for match in _WORDS.finditer(folded)]


def spaced(folded: pl.Expr) -> pl.Expr:
    """A column of folded texts as words between single spaces, without apostrophes: what anchors are looked for in."""
    words = folded.str.replace_all("'{2,}", " ").str.replace_all("'", "").str.replace_all(r"[^\p{L}\p{N}]+", " ")
    return pl.format(" {} ", words)


_APART = re.compile(r"[^\W_]+")
_SEVERAL_MARKS = re.compile("'{2,}")


def spaced_text(folded: str) -> str:
    """What :func:`spaced` makes of one text, for few of them much sooner.

    >>> spaced_text("d'arc, ti-6al")
    ' darc ti 6al '
    """
    return f" {' '.join(_APART.findall(_SEVERAL_MARKS.sub(' ', folded).replace(chr(39), '')))} "


class Anchors:
    """The strings of :meth:`TermIndex.anchors`: whether one stands in a text, many texts at once or one by one."""

    def __init__(self, strings: Iterable[str]) -> None:
        self.strings = sorted(strings)
        self._known = frozenset(self.strings)
        lengths: dict[str, set[int]] = defaultdict(set)
        for each in self.strings:
            lengths[each[:_HEAD]].add(len(each))
        self._lengths = {head: sorted(each) for head, each in lengths.items()}

    def in_text(self, text: str) -> bool:
        """Whether one stands in a :func:`spaced_text`, in which each begins with a blank."""
        start = 0
        while start >= 0:
            for length in self._lengths.get(text[start : start + _HEAD], ()):
                if text[start : start + length] in self._known:
                    return True
            start = text.find(" ", start + 1)
        return False


_HEAD = 3
"""The least that an anchor has: a blank, a letter, and a letter or a blank."""


def forms(term: str) -> list[list[list[Word]]]:
    """The term as alternatives of sequences: each conjunct (split at ``&``) has a list of word sequences.

    Raises:
        TermError: the term has no word, a star that is not at a word's end, or too many alternatives.
    """
    conjuncts = [part.strip() for part in term.split("&")]
    if len(conjuncts) > _MOST_CONJUNCTS:
        raise TermError(f"term {term!r} joins more than {_MOST_CONJUNCTS} parts with &")
    return [_sequences(conjunct, term) for conjunct in conjuncts]


def literal(name: str) -> list[list[list[Word]]]:
    """A name as it stands (chemical names have brackets of their own), however its hyphens and its sulphur are written.

    >>> [[word for word, _ in form] for form in literal("Di-isopropylamine")[0]]
    [['di', 'isopropylamine'], ['diisopropylamine']]
    """
    folded = fold_text(name)
    spellings = [folded, _INNER_HYPHEN.sub("", folded)]
    spellings += [spelling.replace("sulf", "sulph") for spelling in spellings]
    written = [[(token.word, False) for token in tokenize(spelling)] for spelling in dict.fromkeys(spellings)]
    if not written[0]:
        raise TermError(f"{name!r} has no word")
    return [[words for place, words in enumerate(written) if words not in written[:place]]]


def _sequences(conjunct: str, term: str) -> list[list[Word]]:
    choices: list[list[list[Word]]] = []
    for part in _PARTS.findall(fold_text(conjunct)):
        if part == "...":
            choices.append([[_GAP_WORD]])
        elif part[0] in "([":
            options = [_words(option, term) for option in part[1:-1].split("|")]
            if not all(options):
                raise TermError(f"term {term!r} has an empty choice in {part!r}")
            choices.append([*options, []] if part[0] == "[" else options)
        else:
            choices.append([_words(part, term)])
    found = [
        list(itertools.chain(*chosen)) for chosen in itertools.islice(itertools.product(*choices), _MOST_FORMS + 1)
    ]
    found = [words for words in found if words]
    if not found or any(words[0] == _GAP_WORD or words[-1] == _GAP_WORD for words in found):
        raise TermError(f"term {term!r} needs a word at each end")
    if len(found) > _MOST_FORMS:
        raise TermError(f"term {term!r} has more than {_MOST_FORMS} forms: split it")
    return found


def _words(part: str, term: str) -> list[Word]:
    words: list[Word] = []
    for piece in part.split():
        stem = piece.endswith("*")
        if "*" in piece[:-1]:
            raise TermError(f"term {term!r}: a star stands only at the end of a word")
        tokens = [token.word for token in tokenize(piece.rstrip("*"))]
        if not tokens:
            raise TermError(f"term {term!r}: {piece!r} has no letter or digit")
        words += [(word, False) for word in tokens[:-1]]
        words.append((tokens[-1], stem))
    return words


@dataclass(slots=True)
class TermIndex:
    """All terms of all owners, found in one pass over a description, whatever their number.

    Owners are numbers that the caller gives meaning to. Looking up a word costs one dictionary access for each distinct
    stem length, not one comparison for each term.
    """

    # First word, then the beginning of the second: what can start here is a handful, however many terms there are.
    _exact: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    _stems: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    _lengths: list[int] = field(default_factory=list)
    _rest: list[tuple[tuple[Word, ...], int, int]] = field(default_factory=list)  # words, owner, conjunct mask
    _whole: dict[int, int] = field(default_factory=dict)  # owner-term number to the mask that completes it
    _anchors: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _terms: int = 0

    def add(self, owner: int, conjuncts: list[list[list[Word]]]) -> None:
        """Let this owner be found by one term (see :func:`forms`)."""
        number = self._terms
        self._terms += 1
        if len(conjuncts) > 1:
            self._whole[number] = (1 << len(conjuncts)) - 1
        for position, sequences in enumerate(conjuncts):
            for words in sequences:
                index = len(self._rest)
                self._rest.append((tuple(words[1:]), owner, number << 8 | 1 << position))
                word, stem = words[0]
                if stem and len(word) not in self._lengths:
                    insort(self._lengths, len(word))
                starting = (self._stems if stem else self._exact).setdefault(word, {})
                starting.setdefault(_beginning(words), []).append(index)
                if position == 0:
                    self._anchors[_anchor(words)].add(owner)

    def anchors(self, owners: Iterable[int]) -> list[str]:
        """Strings of which every text that has a term of these owners has one at least, once :func:`spaced`."""
        wanted = set(owners)
        return sorted(anchor for anchor, having in self._anchors.items() if having & wanted)

    def find(self, tokens: list[Token]) -> list[Hit]:
        """Every term in a tokenized description; terms with ``&`` count only when all their parts are there."""
        hits: list[Hit] = []
        partial: dict[int, tuple[int, list[Hit]]] = {}
        for position, token in enumerate(tokens):
            following = tokens[position + 1].word if position + 1 < len(tokens) else ""
            for index in self._starting(token.word, following):
                rest, owner, mark = self._rest[index]
                last = _follow(tokens, position, rest)
                if last < 0:
                    continue
                hit = Hit(owner, position, last)
                number = mark >> 8
                if number in self._whole:
                    mask, collected = partial.get(number, (0, []))
                    partial[number] = (mask | mark & 0xFF, [*collected, hit])
                else:
                    hits.append(hit)
        for number, (mask, collected) in partial.items():
            if mask == self._whole[number]:
                hits += collected
        return hits

    def _starting(self, word: str, following: str) -> Iterator[int]:
        """The sequences that can start with this word and go on with the following one."""
        found = [self._exact[word]] if word in self._exact else []
        size = len(word)
        for length in self._lengths:
            if length > size:
                break
            if stem := self._stems.get(word[:length]):
                found.append(stem)
        for by_beginning in found:
            for beginning in {"", following[:1], following[:_BEGINNING]}:
                yield from by_beginning.get(beginning, ())


def _beginning(words: list[Word]) -> str:
    """The first letters of a sequence's second word; none if it has no second word or may leave words out."""
    return words[1][0][:_BEGINNING] if len(words) > 1 and words[1] != _GAP_WORD else ""


def _anchor(words: list[Word]) -> str:
    """The longest word of a sequence as it stands in a :func:`spaced` text: open at the end if it is a stem."""
    longest, stem = max((word for word in words if word != _GAP_WORD), key=lambda word: len(word[0]))
    return " " + longest.replace("'", "") + ("" if stem else " ")


def _follow(tokens: list[Token], position: int, rest: tuple[Word, ...]) -> int:
    """The last token of the sequence that starts at ``position``, or -1."""
    at = position
    gap = False
    for word, stem in rest:
        if word == "...":
            gap = True
            continue
        reach = range(at + 1, min(at + 2 + (_GAP if gap else 0), len(tokens)))
        for candidate in reach:
            text = tokens[candidate].word
            if text == word or (stem and text.startswith(word)):
                at = candidate
                break
        else:
            return -1
        gap = False
    return at
