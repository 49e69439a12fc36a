"""Which of several names that say the same is written most like the declared one: capitals, legal forms and all.

Two lists often have one party, or namesakes, in names that fold to the same words. Nothing tells them apart but how
they are written; it hardly changes a score, but says who is first.
"""

import re
from functools import lru_cache
from typing import Final

from rapidfuzz.fuzz import ratio

from darvoza.parties.names.letters import in_latin

CLOSE: Final = 0.0002
"""How much the spelling adds to the log-odds at most, and how near to the best others must be for it to be asked."""

_WORD: Final = re.compile(r"[^\W_]+")
_FARTHEST: Final = 256  # letters of a name that are looked at


def spelled_alike(declared: str, listed: str) -> float:
    """How alike two names are as they are written, from 0 to 1; the order of words, marks and the script count nothing.

    >>> spelled_alike("Ye Win OO", "Ye Win OO") > spelled_alike("Ye Win OO", "OO, Ye Win Thein")
    True
    """
    return ratio(_as_spelled(declared[:_FARTHEST]), _as_spelled(listed[:_FARTHEST])) / 100


@lru_cache(maxsize=1 << 10)
def _as_spelled(name: str) -> str:
    words = _WORD.findall(name)
    return " ".join(sorted(words if name.isascii() else map(_in_latin, words)))


def _in_latin(word: str) -> str:
    if word.isascii():
        return word
    latin = in_latin(word.lower())
    if word.isupper() and len(word) > 1:
        return latin.upper()
    return latin.capitalize() if word[0].isupper() else latin
