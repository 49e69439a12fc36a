"""The form in which two names are compared: folded words, without what only surrounds a name.

Legal forms go, in any language and wherever they stand; so do ``TO THE ORDER OF``, ``C/O`` and what follows it,
telephone and tax numbers, and the tails of addresses that declarants type into a name. A name made only of such words
keeps them.
"""

import re
import unicodedata
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from darvoza.parties.letters import ARABIC, consonants, fold, in_latin, syllables
from darvoza.parties.words import key_of, known_words

MOST_WORDS: Final = 12

_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_APOSTROPHES: Final = str.maketrans(dict.fromkeys("'`´’‘ʹʻʼʿʾ‛′", "") | dict.fromkeys('"«»“”„_', " "))
_WORD: Final = re.compile(r"[^\W_]+")
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


@dataclass(frozen=True, slots=True)
class Form:
    """A name ready to be compared: its words folded, each in one or two spellings, and as they stood in the name.

    ``words`` (the usual spelling), ``spellings`` and ``written`` go together one to one; ``legal`` are the words taken
    out.
    """

    spellings: tuple[tuple[str, ...], ...]
    written: tuple[str, ...]
    legal: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The usual folded spelling of each word."""
        return tuple(each[0] for each in self.spellings)

    @property
    def joined(self) -> str:
        """The folded words in order of the alphabet, as one."""
        return "".join(sorted(self.words))

    @property
    def literal(self) -> str:
        """The words in order of the alphabet, spelled as they are, in Latin letters where the script is Cyrillic."""
        return " ".join(sorted(map(in_latin, self.written)))

    def with_split(self, place: int, end: int) -> "Form":
        """This form with the word at this place as two, the first with so many folded letters."""
        word = self.spellings[place][0]
        return Form(
            (*self.spellings[:place], (word[:end],), (word[end:],), *self.spellings[place + 1 :])[:MOST_WORDS],
            (*self.written[: place + 1], *self.written[place:])[:MOST_WORDS],
            self.legal,
        )

    def with_joined(self, place: int, word: tuple[str, ...]) -> "Form":
        """This form with the word at this place and the next as one word."""
        written = self.written[place] + self.written[place + 1]
        return Form(
            (*self.spellings[:place], word, *self.spellings[place + 2 :]),
            (*self.written[:place], written, *self.written[place + 2 :]),
            self.legal,
        )


def joined_words(spellings: Sequence[tuple[str, ...]], known: Container[str]) -> list[tuple[int, tuple[str, ...]]]:
    """Neighbouring words as one, with the place of the first: as a list may write them.

    Only words that are ``known`` in one; but from Arabic script words join by their consonants, known or not.
    """
    found: list[tuple[int, tuple[str, ...]]] = []
    if any(each[0][0] == ARABIC for each in spellings):
        for place, (first, second) in enumerate(pairwise(spellings)):
            both = consonants(first[0]) + consonants(second[0])
            if len(both) >= 3:
                found.append((place, (ARABIC + both,)))
        return found
    for place, (first, second) in enumerate(pairwise(spellings)):
        one = first[0][:-1] + second[0] if first[0][-1] == second[0][0] else first[0] + second[0]
        if one in known and len(one) > 4:
            found.append((place, (one,)))
    return found


@lru_cache(maxsize=1 << 19)
def _word(written: str) -> tuple[tuple[tuple[str, ...], ...], bool]:
    """The spellings of each word that one written word stands for, and whether it is a legal form."""
    known = known_words()
    parts = syllables(written)
    parts = known.parted(written) if len(parts) == 1 else parts
    spellings = []
    for part in parts:
        stands = known.meanings.get(key_of(part))
        spellings.append(fold(part)[:2] if stands is None else (stands,))
    return tuple(spellings), known.is_legal(key_of(written))


def form_of(name: str, *, declared: bool = False) -> Form:
    """Bring a name to the form in which names are compared; ``declared`` names also lose address tails and the like.

    >>> form_of('ООО "Инфратест"').words == form_of("LLC Infratest").words
    True
    >>> form_of("TO THE ORDER OF Feva Group, 51 Sergeli, Tashkent", declared=True).written
    ('feva', 'group')
    """
    plain = name if name.isascii() else _INVISIBLE.sub("", unicodedata.normalize("NFKC", name))
    plain = plain.translate(_APOSTROPHES).casefold()
    if not plain.isascii():
        plain = plain.replace("\u0307", "")
    if declared:
        plain = _trimmed(plain)
    if "." in plain:
        plain = _DOTTED.sub(lambda dotted: dotted[0].replace(".", ""), plain)
    spellings: list[tuple[str, ...]] = []
    written: list[str] = []
    legal: list[str] = []
    for word in _WORD.findall(plain):
        folded, is_legal = _word(word)
        if is_legal:
            legal.append(word)
        else:
            spellings += folded
            written += [word] * len(folded)
    if not spellings:
        spellings = [each for word in legal for each in _word(word)[0][:1]]
        written, legal = legal, []
    return Form(tuple(spellings[:MOST_WORDS]), tuple(written[:MOST_WORDS]), tuple(legal))


def _trimmed(plain: str) -> str:
    if before := _BEFORE.match(plain):
        plain = plain[before.end() :] or plain
    after = _AFTER.search(plain)
    return plain[: after.start()] if after and after.start() >= 4 else plain
