"""Names of substances in a description: those of the table, and those that may be systematic."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from darvoza.goods.chemistry.russian import to_english
from darvoza.goods.chemistry.spelling import squash, systematic
from darvoza.goods.chemistry.substances import Substances
from darvoza.goods.chemistry.words import is_chemical, is_weak

_TOKEN = re.compile(r"\S+")
_END = re.compile(r"[;:.!?]+$")
_LETTERS = re.compile(r"[a-z]+")
_EDGES = "\"'«»“”„*•·=|/"
_MOST_TOKENS = 120
_PRODUCTS = frozenset(
    {
        *(
            "complex",
            "copolymer",
            "copolymers",
            "derivative",
            "derivatives",
            "plastic",
            "polyester",
            "polymer",
            "polymers",
            "resin",
            "resins",
            "rubber",
        ),
        *("rubbers", "каучук", "пластик", "полимер", "полимеры", "производные", "смола", "смолы", "сополимер"),
    }
)
_LONGEST_RUN = 14
_LONGEST_NAME = 7
_SHORTEST_KEY = 5
_LATER = frozenset(
    {"ester", "salt", "acid", "anhydride", "dichloride", "difluoride", "chloride", "hydrochloride", "oxide"}
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a description, its place, and whether a sentence or list ends after it."""

    text: str
    start: int
    end: int
    comma: bool
    stop: bool


@dataclass(frozen=True, slots=True)
class Named:
    """A stretch of words that names, or may name, a substance, as it is written and as OPSIN is asked.

    ``first`` and ``last`` (excluded) count words, ``start`` and ``end`` characters. ``whole`` if no neighbouring word
    looks as if it belonged to the name as well.
    """

    shown: str
    name: str
    first: int
    last: int
    whole: bool
    start: int
    end: int


def split_words(shown: str) -> list[Word]:
    """The words of a description, outer punctuation taken off."""
    found = []
    for match in list(_TOKEN.finditer(shown))[:_MOST_TOKENS]:
        raw = match.group()
        bare = raw.strip(_EDGES)
        comma, stop = bare.endswith(","), bool(_END.search(bare))
        bare = _balanced(_END.sub("", bare.rstrip(",")).strip(_EDGES.replace("'", "")))
        if bare:
            start = match.start() + raw.find(bare)
            found.append(Word(bare, start, start + len(bare), comma, stop))
    return found


def _balanced(word: str) -> str:
    """The word without brackets around it that belong to the sentence."""
    if word.startswith("(") and word.count("(") > word.count(")"):
        word = word[1:]
    if word.endswith(")") and word.count(")") > word.count("("):
        word = word[:-1]
    return word


def in_table(words: list[Word], table: Substances) -> list[tuple[Named, frozenset[str]]]:
    """The longest stretches of words that the table of substances has, with their CAS numbers; none overlap."""
    found: list[tuple[Named, frozenset[str]]] = []
    first = 0
    while first < len(words):
        for last in range(min(len(words), first + _LONGEST_NAME), first, -1):
            part = words[first:last]
            if any(word.stop for word in part[:-1]):
                continue
            name = " ".join(word.text for word in part)
            key = squash(name)
            if len(key) >= _SHORTEST_KEY and (numbers := table.by_name.get(key)):
                found.append(
                    (
                        Named(name, name, first, last, _alone(words, first, last), part[0].start, part[-1].end),
                        frozenset(numbers),
                    )
                )
                first = last - 1
                break
        first += 1
    return found


def _alone(words: list[Word], first: int, last: int) -> bool:
    """Whether no neighbouring word makes another substance or a product of the name: a resin, an isocyanate."""
    before = words[first - 1] if first and not (words[first - 1].comma or words[first - 1].stop) else None
    after = words[last] if last < len(words) and not (words[last - 1].comma or words[last - 1].stop) else None
    return not any(
        word is not None and (word.text.lower() in _PRODUCTS or (_looks(word.text) and not _is_aside(word.text)))
        for word in (before, after)
    )


def _is_aside(word: str) -> bool:
    """Whether a word beside a name only says its form: water, acid, a locant, a number."""
    return all(is_weak(each) for each in _LETTERS.findall(to_english(word).lower()))


def may_be_systematic(words: list[Word]) -> Iterator[Named]:
    """Stretches of words made of parts of systematic names, longest first."""
    for start, stop in _runs(words):
        for size in range(min(stop - start, _LONGEST_NAME), 0, -1):
            for first in range(start, stop - size + 1):
                part = words[first : first + size]
                whole = (first == start or words[first - 1].comma) and (first + size == stop or part[-1].comma)
                yield from _spelled(part, first, whole=whole)


def _runs(words: list[Word]) -> Iterator[tuple[int, int]]:
    """Stretches of neighbouring words that look chemical."""
    start = 0
    for place, word in enumerate([*words, Word("", 0, 0, comma=False, stop=True)]):
        ends = not _looks(word.text)
        if ends or place - start >= _LONGEST_RUN:
            if place > start:
                yield start, place
            start = place + 1 if ends else place
        elif word.stop:
            yield start, place + 1
            start = place + 1


def _spelled(part: list[Word], first: int, *, whole: bool) -> Iterator[Named]:
    """One stretch as a name: not over a comma, unless the name is an inverted one of an index."""
    commas = [place for place, word in enumerate(part[:-1]) if word.comma]
    shown = " ".join(
        word.text + ("," if word.comma and place < len(part) - 1 else "") for place, word in enumerate(part)
    )
    last = first + len(part)
    if commas:
        turned = inverted([" ".join(w.text for w in piece) for piece in _pieces(part)])
        if turned:
            yield Named(shown, systematic(turned), first, last, whole, part[0].start, part[-1].end)
        return
    letters = [letters for word in part for letters in _LETTERS.findall(to_english(word.text).lower())]
    if all(is_weak(each) for each in letters):
        return
    name = systematic(to_english(" ".join(word.text for word in part)))
    yield Named(shown, name, first, last, whole, part[0].start, part[-1].end)


def _pieces(part: list[Word]) -> Iterator[list[Word]]:
    piece: list[Word] = []
    for word in part:
        piece.append(word)
        if word.comma:
            yield piece
            piece = []
    if piece:
        yield piece


def inverted(pieces: list[str]) -> str | None:
    """The name that an index writes parent first, put in order; None if it is no inverted name.

    >>> inverted(["Phosphonic dichloride", "methyl-"])
    'methylphosphonic dichloride'
    >>> inverted(["Phosphonic acid", "methyl-", "dimethyl ester"])
    'dimethyl methylphosphonate'
    """
    parent, *rest = pieces
    before = "".join(
        piece.removesuffix("-") if piece[-2:-1].isalpha() else piece for piece in rest if piece.endswith("-")
    )
    after = [piece for piece in rest if not piece.endswith("-")]
    if not before and not all(piece.split()[-1].lower() in _LATER for piece in after):
        return None
    lowered = parent[:1].lower() + parent[1:] if parent[1:2].islower() else parent
    name = before + lowered
    for piece in after:
        words = piece.lower().split()
        if (words[-1] == "ester" and name.endswith("ic acid")) or (words[-1] == "salt" and name.endswith("ic acid")):
            name = f"{' '.join(words[:-1])} {name.removesuffix('ic acid')}ate"
        else:
            name = f"{name} {piece}"
    return name


@lru_cache(maxsize=50_000)
def _looks(word: str) -> bool:
    """Whether each stretch of letters in the word is chemical: ``2-(diethylamino)ethanol``."""
    letters = _LETTERS.findall(to_english(word).lower())
    rest = re.sub(r"[a-z0-9()\[\]{},'.+* -]", "", systematic(to_english(word)).lower())
    return bool(letters) and not rest and all(len(each) <= 1 or is_chemical(each) for each in letters)
