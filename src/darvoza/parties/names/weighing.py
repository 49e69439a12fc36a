"""How much a word of a name tells: the rarer it is on lists and among ordinary names, the more."""

import math
from functools import cache
from typing import Final

from darvoza.parties.names.words import Words, known_words

ORDINARY: Final = 54_000
"""About as many names as all public lists together have."""

RAREST: Final = math.log(1 + ORDINARY)
"""What the most telling word weighs."""

_TITLE, _PARTICLE, _INITIAL, _PLACE = 1.0, 0.7, 1.0, 3.5  # the most that such words can weigh


@cache
def _words() -> Words:
    return known_words()


def weight_of(word: str, share: float = 0.0) -> float:
    """How much a word tells: the rarer on lists and among ordinary names, the more."""
    known = _words()
    rare = min(math.log(1 + 1 / max(share, known.shares.get(word, 0.0), 1 / ORDINARY)), RAREST)
    if word in known.titles:
        return min(rare, _TITLE)
    if word in known.particles:
        return min(rare, _PARTICLE)
    if len(word) == 1:
        return min(rare, _INITIAL)
    return min(rare, _PLACE) if word in known.places else rare
