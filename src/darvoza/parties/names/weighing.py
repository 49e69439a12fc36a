"""How much a word of a name tells: the rarer it is on lists and among ordinary names, the more."""

import math
from functools import cache
from typing import Final

from darvoza.parties.compiled import inner
from darvoza.parties.names.words import Words, known_words

ORDINARY: Final = 54_000
"""About as many names as all public lists together have."""

RAREST: Final = math.log(1 + ORDINARY)
"""What the most telling word weighs."""

INITIAL: Final = 1.0
_TITLE, _PARTICLE, _PLACE = 1.0, 0.7, 3.5  # the most that such words can weigh


@cache
def _words() -> Words:
    return known_words()


def weight_of(word: str, share: float = 0.0) -> float:
    """How much a word tells: the rarer on lists and among ordinary names, the more."""
    return min(float(_rarity(max(share, _words().shares.get(word, 0.0)))), most_of(word))


def most_of(word: str) -> float:
    """The most that a word can weigh, however rare it is; infinite for most words."""
    known = _words()
    if word in known.titles:
        return _TITLE
    if word in known.particles:
        return _PARTICLE
    if len(word) == 1:
        return INITIAL
    return _PLACE if word in known.places else math.inf


def _rarity(share: float) -> float:
    """What a word weighs that this share of names has, as far as that goes."""
    return min(math.log(1 + 1 / max(share, 1 / ORDINARY)), RAREST)


rarity: Final = inner(_rarity)
