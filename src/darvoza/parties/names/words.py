"""The words of names: legal forms, titles, particles, places, and words of one meaning in many languages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

import yaml
from rapidfuzz import process
from rapidfuzz.distance import OSA

from darvoza.parties.names.letters import ARABIC, fold, in_latin, is_arabic, plain_arabic
from darvoza.parties.names.scripts import mandarin_syllables

_SHARES: Final = {"every": 1 / 50, "many": 1 / 300, "some": 1 / 2500, "also": 1 / 2500}
"""About which part of ordinary names has a word of each class."""

ENDINGS: Final = frozenset(
    (
        *("", "a", "e", "i", "o", "u", "J", "aa", "ae", "aga", "ago", "ah", "aJ", "aJa", "am", "ami"),
        *("ego", "ei", "eJ", "em", "emu", "iJ", "iJe", "ie", "ih", "ii", "im", "imi"),
        *("oJ", "oJe", "oe", "oi", "ogo", "oho", "om", "omu"),
    )
)
LONGEST_ENDING: Final = 3
SHORTEST_STEM: Final = 4
"""Slavic endings in folded form, and how short the stem of a word may be."""

ADJECTIVE_ENDINGS: Final = frozenset(
    ["a", "aJa", "aa", "e", "i", "iJ", "ii", "oe", "oJe", "oi", "oJ", "ogo", "om", "omu", "ih", "im", "aia"]
)
_ADJECTIVE: Final = re.compile(f"(.{{3,}}sk)(?:{'|'.join(sorted(ADJECTIVE_ENDINGS))})")
"""Adjectives of places, and family names made like them, whatever their gender and case."""

_MOST_SIGNS: Final = 6  # Chinese characters or syllables of Hangul that one known word has at most

_TOWN: Final = "市省县縣區区"  # after a place: that it is a town, a province, a district

LONG: Final = 9  # letters of a word that is recognised with one of them wrong


Stems = dict[str, dict[str, str]]
"""What stems stand for, by their first letters."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is known about words beforehand, all in folded form.

    ``legal_beside`` are legal forms only beside others. ``legal_kinds`` has a bit for each kind of legal form a word
    may stand for. ``meanings`` maps a word to the word that stands for all of its meaning; ``shares`` says which part
    of ordinary names has the word; ``given`` are parts of names that are also written together; ``long_legal`` the
    legal forms long enough to be known misspelt. ``stems`` and ``legal_stems`` are Slavic words without their endings;
    ``stands_for`` has the meanings of initials like *NII*. ``spelled`` are the Latin spellings of words of Chinese and
    Korean names.
    """

    legal: frozenset[str]
    legal_beside: frozenset[str]
    legal_kinds: dict[str, int]
    titles: frozenset[str]
    particles: frozenset[str]
    places: frozenset[str]
    meanings: dict[str, str]
    shares: dict[str, float]
    given: frozenset[str]
    given_begin: frozenset[str]
    given_end: frozenset[str]
    long_legal: tuple[str, ...]
    stems: Stems
    legal_stems: Stems
    stands_for: dict[str, tuple[str, ...]]
    spelled: frozenset[str]

    def meaning(self, written: str, keys: Sequence[str]) -> tuple[str, ...] | None:
        """The meanings, usually one, that a word stands for in one of its folded spellings; None if none is known."""
        if (several := self.stands_for.get(written)) is not None:
            return several
        for key in keys:
            if (stands := self.meanings.get(key)) is not None:
                return (stands,)
        for key in keys:
            if (stands := _by_stem(key, self.stems)) is not None:
                return (stands,)
        return None

    def legal_word(self, key: str) -> str:
        """The legal form that a long word is but for one letter, or the word itself."""
        if key in self.legal or key in self.meanings or not key.isascii():
            return key
        if (stands := _by_stem(key, self.legal_stems)) is not None:
            return stands
        if len(key) < LONG:
            return key
        found = process.extractOne(key, self.long_legal, scorer=OSA.distance, score_cutoff=1)
        return key if found is None else str(found[0])

    def parted(self, word: str) -> list[str]:
        """A word as the known given names it is written together from (``احمدعلی``, ``amirhossein``), or whole."""
        if word.isascii():
            return [word] if key_of(word) in self.meanings else self._parted_latin(word)
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

    def pieces(self, run: str) -> list[str]:
        """What a name in Chinese characters or Hangul is made of: words known for places, trades and legal forms.

        What stands between such words is a name of its own; without any, each syllable is.
        """
        found: list[str] = []
        rest = ""
        at = 0
        while at < len(run):
            ends = range(min(at + _MOST_SIGNS, len(run)), at + 1, -1)
            end = next((end for end in ends if in_latin(run[at:end]) in self.spelled), 0)
            if end:
                found += [rest, run[at:end]]
                rest = ""
            elif rest or not found or run[at] not in _TOWN:
                rest += run[at]
            at = end or at + 1
        return [piece for piece in (*found, rest) if piece] if found else list(run)

    def _parted_latin(self, word: str) -> list[str]:
        if len(word) < 6:
            return [word]
        whole = key_of(word)
        if whole[:2] not in self.given_begin or whole[-2:] not in self.given_end:
            return [word]
        for end in range(len(word) - 3, 2, -1):
            if _given_key(word[:end]) in self.given and _given_key(word[end:]) in self.given:
                return [word[:end], word[end:]]
        return [word]


@lru_cache(maxsize=1 << 14)
def _given_key(part: str) -> str:
    return key_of(part)


def _by_stem(key: str, stems: Stems) -> str | None:
    """What a Slavic word stands for whose stem is known, whatever its ending."""
    begun = stems.get(key[:SHORTEST_STEM])
    if begun is None:
        return None
    for end in range(len(key), max(len(key) - LONGEST_ENDING, SHORTEST_STEM) - 1, -1):
        if key[end:] in ENDINGS and (stands := begun.get(key[:end])) is not None:
            return stands
    return None


def without_ending(folded: str) -> str:
    """A Slavic adjective of a place, or a family name made like one, without gender and case; other words as they are.

    >>> without_ending("novosibirski"), without_ending("novosibirskaa"), without_ending("dostoevskoi")
    ('novosibirsk', 'novosibirsk', 'dostoevsk')
    """
    adjective = _ADJECTIVE.fullmatch(folded)
    return adjective[1] if adjective else folded


def _stems(lines: Sequence[str], meanings: dict[str, str]) -> Stems:
    stems: Stems = {}
    for line in lines:
        stands, *slavic = line.split()
        for stem in slavic:
            folded = fold(stem)[0]
            stems.setdefault(folded[:SHORTEST_STEM], {}).setdefault(
                folded, meanings.get(key_of(stands), key_of(stands))
            )
    return stems


@cache
def known_words() -> Words:
    """The words of ``data/words.yaml``, folded."""
    with files("darvoza.parties").joinpath("data", "words.yaml").open(encoding="utf-8") as file:
        content: dict[str, Any] = yaml.load(file, Loader=yaml.CSafeLoader)
    meanings: dict[str, str] = {}
    for line in (*content["meanings"], *content["names"]):
        words = line.split()
        stands = fold(words[0])[0]
        for word in words:
            meanings.setdefault(key_of(word.casefold()), stands)
    for line in content["nicknames"]:
        words = [key_of(word) for word in line.split()]
        for word in words:
            meanings.setdefault(word, meanings.get(words[0], words[0]))
    stands_for = {
        each: tuple(meanings.get(key_of(word), key_of(word)) for word in str(words).split())
        for initials, words in content["stands_for"].items()
        for each in initials.split()
    }
    given = frozenset(key_of(word.casefold()) for line in content["names"] for word in line.split())
    shares: dict[str, float] = {}
    for name, share in _SHARES.items():
        for word in content["common"][name].split():
            key = key_of(word.casefold())
            shares.setdefault(meanings.get(key, key), share)
    for syllable in mandarin_syllables():
        key = key_of(syllable)
        shares.setdefault(meanings.get(key, key), _SHARES["many"])
    return Words(
        legal=_all(content["legal"]),
        legal_beside=_all(content["legal_beside"]),
        legal_kinds={
            key: 1 << bit for bit, kind in enumerate(content["legal_kinds"].values()) for key in sorted(_all(kind))
        },
        titles=_all(content["titles"]),
        particles=_all(content["particles"]),
        places=_all(content["places"]),
        meanings=meanings,
        shares=shares,
        long_legal=tuple(sorted(word for word in _all(content["legal"]) if len(word) >= LONG and word.isascii())),
        stems=_stems(content["stems"], meanings),
        legal_stems=_stems(content["legal_stems"], {}),
        stands_for=stands_for,
        spelled=frozenset(
            in_latin(word)
            for line in (*content["meanings"], content["legal"], content["places"])
            for word in line.split()
            if len(word) > 1
        ),
        given=given,
        given_begin=frozenset(each[:2] for each in given),
        given_end=frozenset(each[-2:] for each in given),
    )


def key_of(word: str) -> str:
    """What a word is looked up by: folded; a word of Arabic script by its letters: consonants say too little.

    >>> key_of("общество"), key_of("الله")
    ('obSestvo', 'الله')
    """
    if word.isascii():
        return fold(word)[0]
    plain = plain_arabic(word)
    folded = fold(plain)[0]
    return plain if folded.startswith(ARABIC) else folded


def _all(text: str) -> frozenset[str]:
    return frozenset(key_of(word.casefold().replace("ʼ", "").replace("ʻ", "")) for word in text.split())
