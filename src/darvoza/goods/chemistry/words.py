"""Words that systematic names are made of, and whether a word is made of nothing else."""

from functools import cache, lru_cache
from importlib.resources import files

import msgspec
import yaml

_LONGEST_WORD = 80
_ARTICLE = 2


class Morphemes(msgspec.Struct, frozen=True):
    """The parts of words: English ones, those that say nothing alone, Russian ones with their English."""

    english: frozenset[str]
    weak: frozenset[str]
    russian: dict[str, str]


@cache
def morphemes() -> Morphemes:
    """The parts that come with Darvoza."""
    written = (files("darvoza.goods.chemistry") / "morphemes.yaml").read_bytes()
    return msgspec.convert(yaml.load(written, Loader=yaml.CSafeLoader), Morphemes)


@lru_cache(maxsize=50_000)
def is_chemical(word: str) -> bool:
    """Whether a word of small letters is made of parts of systematic names, and of nothing else.

    >>> is_chemical("diisopropylamino"), is_chemical("methylphosphonate"), is_chemical("methodical")
    (True, True, False)
    """
    return taken_apart(word, morphemes().english) is not None


def is_weak(word: str) -> bool:
    """Whether a word is in systematic names but says nothing of its own: a metal, ``acid``, ``salt``."""
    return word in morphemes().weak or len(word) <= _ARTICLE


def taken_apart(word: str, parts: frozenset[str]) -> list[str] | None:
    """The word as the fewest of these parts; None if it is not made of them alone.

    >>> taken_apart("methylethyl", frozenset({"meth", "yl", "methyl", "ethyl"}))
    ['methyl', 'ethyl']
    """
    size = len(word)
    if not 0 < size <= _LONGEST_WORD:
        return None
    longest = max(map(len, parts))
    best: list[tuple[int, int] | None] = [(0, 0)] + [None] * size  # how many parts, and where the last one starts
    for start in range(size):
        here = best[start]
        if here is None:
            continue
        for end in range(start + 1, min(size, start + longest) + 1):
            there = best[end]
            if (there is None or here[0] + 1 < there[0]) and word[start:end] in parts:
                best[end] = (here[0] + 1, start)
    if best[size] is None:
        return None
    found: list[str] = []
    end = size
    while end and (step := best[end]) is not None:
        found.insert(0, word[step[1] : end])
        end = step[1]
    return found
