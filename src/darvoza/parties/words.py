"""The words of names: legal forms, titles, particles, places, and words of one meaning in many languages."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml
from rapidfuzz import process
from rapidfuzz.distance import OSA

from darvoza.parties.letters import ARABIC, fold, is_arabic, plain_arabic

_SHARES: Final = {"every": 1 / 50, "many": 1 / 300, "some": 1 / 2500, "also": 1 / 2500}
"""About which part of ordinary names has a word of each class."""

_LONG: Final = 9  # folded letters of a legal form that is recognised with one of them wrong


@dataclass(frozen=True, slots=True)
class Words:
    """What is known about words beforehand, all in folded form.

    ``meanings`` maps a word to the word that stands for all of its meaning; ``shares`` says which part of ordinary
    names has the word; ``given`` are the parts of names that are also written together; ``long_legal`` are the legal
    forms long enough to be recognised misspelt.
    """

    legal: frozenset[str]
    titles: frozenset[str]
    particles: frozenset[str]
    places: frozenset[str]
    meanings: dict[str, str]
    shares: dict[str, float]
    given: frozenset[str]
    long_legal: tuple[str, ...]

    def is_legal(self, key: str) -> bool:
        """Whether a folded word is a legal form; a long one may have one letter wrong, or two turned round."""
        if key in self.legal:
            return True
        if len(key) < _LONG or key in self.meanings or not key.isascii():
            return False
        return process.extractOne(key, self.long_legal, scorer=OSA.distance, score_cutoff=1) is not None

    def parted(self, word: str) -> list[str]:
        """A word as the known given names it is written together from (``احمدعلی``, ``amirhossein``), or whole."""
        plain = plain_arabic(word)
        arabic = plain is not word or is_arabic(word)
        if (plain if arabic else key_of(plain)) in self.meanings:
            return [plain]
        if not arabic:
            return self._parted_latin(plain)
        for end in range(len(plain) - 2, 2, -1):
            if plain[:end] in self.meanings and (len(plain) - end > 2 or plain[end:] in self.meanings):
                return [plain[:end], *self.parted(plain[end:])]
        for start in range(2, len(plain) - 2):
            if plain[start:] in self.meanings:
                return [plain[:start], plain[start:]]
        return [plain]

    def _parted_latin(self, word: str) -> list[str]:
        if len(word) < 6:
            return [word]
        for end in range(len(word) - 3, 2, -1):
            if key_of(word[:end]) in self.given and key_of(word[end:]) in self.given:
                return [word[:end], word[end:]]
        return [word]


@cache
def known_words() -> Words:
    """The words of ``data/words.yaml``, folded."""
    with files("darvoza.parties").joinpath("data", "words.yaml").open(encoding="utf-8") as file:
        content: dict[str, Any] = yaml.safe_load(file)
    meanings: dict[str, str] = {}
    for line in (*content["meanings"], *content["names"]):
        words = line.split()
        stands = fold(words[0])[0]
        for word in words:
            meanings.setdefault(key_of(word.casefold()), stands)
    shares: dict[str, float] = {}
    for name, share in _SHARES.items():
        for word in content["common"][name].split():
            key = key_of(word.casefold())
            shares.setdefault(meanings.get(key, key), share)
    legal = _all(content["legal"])
    return Words(
        legal=legal,
        titles=_all(content["titles"]),
        particles=_all(content["particles"]),
        places=_all(content["places"]),
        meanings=meanings,
        shares=shares,
        long_legal=tuple(sorted(word for word in legal if len(word) >= _LONG and word.isascii())),
        given=frozenset(key_of(word.casefold()) for line in content["names"] for word in line.split()),
    )


def key_of(word: str) -> str:
    """What a word is looked up by: folded; a word of Arabic script by its letters: consonants say too little.

    >>> key_of("общество"), key_of("الله")
    ('obSestvo', 'الله')
    """
    plain = plain_arabic(word)
    folded = fold(plain)[0]
    return plain if folded.startswith(ARABIC) else folded


def _all(text: str) -> frozenset[str]:
    return frozenset(key_of(word.casefold().replace("ʼ", "").replace("ʻ", "")) for word in text.split())
