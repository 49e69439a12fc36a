"""The form in which two names are compared: folded words, without what only surrounds a name.

Legal forms go, in any language and wherever they stand; so do ``TO THE ORDER OF``, ``C/O`` and what follows it,
telephone and tax numbers, and the tails of addresses that declarants type into a name. A name made only of such words
keeps them.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from darvoza.parties.names.letters import ARABIC, SYLLABIC, fold, in_latin, is_syllable
from darvoza.parties.names.words import key_of, known_words, without_ending

MOST_WORDS: Final = 12

_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_VOWEL_SIGNS: Final = re.compile("[\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670]")
"""Of Hebrew and Arabic script, which names are mostly written without."""
_APOSTROPHES: Final = re.compile("['`´’‘ʹʻʼʿʾ‛′]")
_QUOTES: Final = re.compile('["«»“”„_]')
_SMALL: Final = bytes(ord(_QUOTES.sub(" ", chr(each)).lower()) for each in range(128)) + bytes(128)
"""ASCII in small letters, without quotation marks."""

WITHIN_WORD: Final = "[\u0900-\u0963\u0966-\u0e3e\u0e40-\u109f\u1780-\u17ff]+"
A_WORD: Final = rf"[^\W_]+(?:{WITHIN_WORD}[^\W_]*)*"
"""The pattern of a written word; some scripts write vowels as signs above, below or beside the letters."""
_WORD: Final = re.compile(A_WORD)
words_of: Final = _WORD.findall
"""The written words of a name: its runs of letters and figures."""

_DOTTED: Final = re.compile(r"\b(?:\w\.){2,}(?:\w\b)?")
_BEFORE: Final = re.compile(
    r"^[\s\W]*(?:to (?:the )?order(?: of)?|on behalf of|in favou?r of|by order of|m/s\b|messrs\b|attn\b:?|consignee\b:?"
    r"|shipper\b:?|notify\b:?|same as consignee|приказу|по приказу)[\s:.]*",
)
_AFTER: Final = re.compile(
    r"\bc/o\b|\bc\.o\."
    r"|\b(?:tel|phone|mob|fax|тел|факс|e-?mail|inn|stir|pinfl|инн|стир|okpo|окпо|р/с|mfo|мфо)\b[\s.:№#]*\+?[\d(]"
    r"|\bp\.? ?o\.? ?box\b|\b(?:г|ул|пр|обл|р-н|kv|кв)\.\s"
    r"|\b(?:office|room|unit|flat|suite|floor|building|офис|дом|uy|xonadon)\s*[№#]?\s*\d"
    r"|[,;]\s*\d+[\w/-]*[\s,]+\w+"
    r"|,\s*\w+\s+(?:str|street|road|rd|ave|avenue|lane|ko?chasi|kucha|кучаи|кўчаси)\b"
    r"|\s\d+[\w/-]*\s+\w+\s+(?:str|street|road|rd|ave|avenue|lane|kochasi|кўчаси)\b"
    r"|\S+@\S+|\+\d{7,}|\bhttps?:|\bwww\."
    r"|\(\s*[\w ]{2,24}\s+(?:branch|филиал|filiali|office)\s*\)",
)


Spellings = tuple[str, ...]
"""The folded spellings of one word: the usual, by which it is known, and another reading if any."""


_MAY_END: Final = re.compile(
    r"[\d:@(]|box|c/o|c\.o|www|(?:г|ул|пр|обл|р-н|kv|кв)\.|,\s*\w+\s+(?:str|r[od]|ave|lane|ko?ch|kuch|куч|кўч)"
)
"""Without any of these nothing of :data:`_AFTER` can stand in a name, and most names have none."""


class Form(NamedTuple):
    """A name ready to be compared: its words folded, each in one or two spellings, and as they stood in the name.

    ``spellings`` and ``written`` go together one to one. ``legal`` has a bit for each kind of legal form that was taken
    out. ``joined`` are the folded words in order of the alphabet, as one; ``literal`` the words as spelled, in order of
    the alphabet, in Latin letters where the script is Cyrillic. ``arabic`` says that some word is in Arabic script.
    """

    spellings: tuple[Spellings, ...]
    written: tuple[str, ...]
    legal: int
    joined: str
    literal: str
    arabic: bool

    @property
    def words(self) -> tuple[str, ...]:
        """The usual folded spelling of each word."""
        return tuple(each[0] for each in self.spellings)


LONGEST_WORD: Final = 64
_FARTHEST: Final = 2_048
"""Letters of a word, and of a name, that are looked at: no name needs more, and what a sender may write has no end."""


class Written(NamedTuple):
    """What one written word stands for: the spellings of its words, and which legal forms it is."""

    spellings: tuple[Spellings, ...]
    latin: str
    is_legal: bool
    legal: int
    only_beside: bool


_SWAPPED: Final = re.compile(r"[a-z][0-9][a-z]")
_LOOKS: Final = str.maketrans("0134579", "oieastg")
"""Figures that stand for the letters they look like."""

_TENS: Final = re.compile(
    r"\b(twen|thir|fou?r|fif|six|seven|eigh|nine)ty(?:[ -]+(one|two|three|four|five|six|seven|eight|nine|[1-9])\b)"
)
_FIGURE: Final = {
    **dict(zip(("twen", "thir", "for", "fif", "six", "seven", "eigh", "nine"), "23456789", strict=True)),
    **dict(zip(("one", "two", "three", "four", "five", "eight"), "123458", strict=True)),
}


@lru_cache(maxsize=1 << 19)
def written_word(written: str) -> Written:
    """The spellings of each word that one written word stands for, and what legal form it is, if any."""
    known = known_words()
    if is_syllable(written):
        return Written((fold(written)[:2],), in_latin(written), is_legal=False, legal=0, only_beside=False)
    spellings = []
    for part in known.parted(written):
        readings = fold(part)[:2]
        stands = known.meaning(part, (key_of(part),) if readings[0][0] == ARABIC else readings)
        if stands is None:
            spellings.append(tuple(map(without_ending, readings)))
        elif len(stands) == 1 and stands[0] != readings[0] and (readings[0][0] != ARABIC or part not in known.given):
            spellings.append((stands[0], readings[0]))  # what it means, and what it sounds like: that may be misspelt
        else:
            spellings += [(each,) for each in stands]
    if len(spellings) == 1 and _SWAPPED.search(written):
        spellings = [(spellings[0][0], fold(written.translate(_LOOKS))[0])]
    key = known.legal_word(key_of(written))
    return Written(
        tuple(spellings),
        in_latin(written),
        key in known.legal,
        known.legal_kinds.get(key, 0),
        key in known.legal_beside,
    )


@lru_cache(maxsize=1 << 12)
def written_in(name: str, *, declared: bool = False) -> list[str]:
    """The written words of a name, legal forms included; ``declared`` names also lose address tails and the like."""
    return [word[:LONGEST_WORD] for word in words_of(plain_of(name, declared=declared))]


def _kept(words: Sequence[str]) -> tuple[list[tuple[str, Written]], int]:
    """The words that the form of a name is made of, and the legal forms that were taken out, as bits."""
    found = [(word, written_word(word)) for word in words]
    surely = any(each.is_legal and not each.only_beside for _, each in found)
    kept: list[tuple[str, Written]] = []
    legal = 0
    for word, each in found:
        if each.is_legal and (surely or not each.only_beside):
            legal |= each.legal
        else:
            kept.append((word, each))
    if kept:
        return kept, legal
    return [(word, each._replace(spellings=each.spellings[:1])) for word, each in found], 0


@lru_cache(maxsize=1 << 12)
def form_of(name: str, *, declared: bool = False) -> Form:
    """Bring a name to the form in which names are compared; ``declared`` names also lose address tails and the like.

    >>> form_of('ООО "Инфратест"').words == form_of("LLC Infratest").words
    True
    >>> form_of("TO THE ORDER OF Feva Group, 51 Sergeli, Tashkent", declared=True).written
    ('feva', 'group')
    """
    kept, legal = _kept(written_in(name, declared=declared))
    spellings = tuple(spelling for _, each in kept for spelling in each.spellings)[:MOST_WORDS]
    words = sorted([each[0] for each in spellings])
    return Form(
        spellings,
        tuple(word for word, each in kept for _ in each.spellings)[:MOST_WORDS],
        legal,
        "".join(words),
        " ".join(sorted([each.latin for _, each in kept[:MOST_WORDS]])),
        any(word[0] == ARABIC for word in words),
    )


def plain_of(name: str, *, declared: bool = False) -> str:
    """A name in small letters, without invisible signs; ``declared`` names also lose address tails and the like."""
    return _ended(_small(name[:_FARTHEST]), declared=declared)


def plain_of_all(names: Sequence[str], *, declared: bool = False) -> list[str]:
    """These names as :func:`plain_of` has each; a line break in a name is a space. Quicker for many."""
    short = [name if len(name) <= _FARTHEST else name[:_FARTHEST] for name in names]
    is_ascii = [name.isascii() for name in short]  # which is quicker, and most names are
    small = {each: _lines([name for name, its in zip(short, is_ascii, strict=True) if its is each]) for each in _EACH}
    if declared:
        return [_ended(next(small[each]), declared=True) for each in is_ascii]
    return [_ended(text, declared=False) if "." in (text := next(small[each])) else text for each in is_ascii]


_EACH: Final = (True, False)


def _lines(names: Sequence[str]) -> Iterator[str]:
    """These names in small letters."""
    whole = "\n".join(names)
    if whole.count("\n") >= len(names) > 0:
        whole = "\n".join([name.replace("\n", " ") for name in names])
    return iter(_small(whole).split("\n"))


def _small(text: str) -> str:
    """A text in small letters, its Chinese and Korean words, which are written without spaces, set apart."""
    if text.isascii():
        return _TENS.sub(_in_figures, text.encode().translate(_SMALL, b"'`").decode())
    plain = _APOSTROPHES.sub("", _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)))
    plain = _QUOTES.sub(" ", plain).casefold()
    plain = _VOWEL_SIGNS.sub("", plain.replace("\u0307", ""))
    return SYLLABIC.sub(lambda run: f" {' '.join(known_words().pieces(run[0]))} ", plain)


def _in_figures(number: re.Match[str]) -> str:
    """Forty-four as 44."""
    tens, ones = number[1], number[2]
    return _FIGURE.get(tens, "4") + (_FIGURE.get(ones) or ones)


def _ended(plain: str, *, declared: bool) -> str:
    if declared:
        plain = _trimmed(plain)
    return _DOTTED.sub(lambda dotted: dotted[0].replace(".", ""), plain) if "." in plain else plain


def _trimmed(plain: str) -> str:
    if before := _BEFORE.match(plain):
        plain = plain[before.end() :] or plain
    after = _AFTER.search(plain) if _MAY_END.search(plain) else None
    return plain[: after.start()] if after and after.start() >= 4 else plain
