"""The words of names: legal forms, titles, particles, places, and words of one meaning in many languages."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from darvoza.parties.letters import ARABIC, fold

_SHARES: Final = {"every": 1 / 50, "many": 1 / 300, "some": 1 / 2500}
"""About which part of ordinary names has a word of each class."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is known about words beforehand, all in folded form.

    ``meanings`` maps a word to the word that stands for all of its meaning; ``shares`` says which part of ordinary
    names has the word.
    """

    legal: frozenset[str]
    titles: frozenset[str]
    particles: frozenset[str]
    places: frozenset[str]
    meanings: dict[str, str]
    shares: dict[str, float]


@cache
def known_words() -> Words:
    """The words of ``data/words.yaml``, folded."""
    with files("darvoza.parties").joinpath("data", "words.yaml").open(encoding="utf-8") as file:
        content: dict[str, Any] = yaml.safe_load(file)
    meanings: dict[str, str] = {}
    for line in content["meanings"]:
        same = [_folded(word) for word in line.split()]
        for word in same:
            meanings.setdefault(word, same[0])
    shares: dict[str, float] = {}
    for name, share in _SHARES.items():
        for word in content["common"][name].split():
            shares.setdefault(meanings.get(_folded(word), _folded(word)), share)
    return Words(
        legal=_all(content["legal"]),
        titles=_all(content["titles"]),
        particles=_all(content["particles"]),
        places=_all(content["places"]),
        meanings=meanings,
        shares=shares,
    )


def _all(text: str) -> frozenset[str]:
    return frozenset(map(_folded, text.split()))


def _folded(word: str) -> str:
    first = fold(word.casefold().replace("ʼ", "").replace("ʻ", ""))[0]
    return first if first != ARABIC else word
