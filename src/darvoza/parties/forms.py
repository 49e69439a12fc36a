"""The form in which two names are compared: folded words, without what only surrounds a name.

Legal forms go, in any language and wherever they stand; so do ``TO THE ORDER OF``, ``C/O`` and what follows it,
telephone and tax numbers, and the tails of addresses that declarants type into a name. A name made only of such words
keeps them.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from darvoza.parties.letters import fold, syllables
from darvoza.parties.words import known_words

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
    """A name ready to be compared: ``words`` folded, ``written`` the same words as they stood in the name.

    ``words`` and ``written`` go together one to one; ``legal`` are the words taken out.
    """

    words: tuple[str, ...]
    written: tuple[str, ...]
    legal: tuple[str, ...] = ()


@lru_cache(maxsize=1 << 19)
def _word(written: str) -> tuple[tuple[str, ...], bool]:
    """Folded words that one written word stands for, and whether it only says what kind of company it is."""
    known = known_words()
    folded = [fold(part)[0] for part in syllables(written)]
    return tuple(known.meanings.get(each, each) for each in folded), folded[0] in known.legal


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
    words: list[str] = []
    written: list[str] = []
    legal: list[str] = []
    for word in _WORD.findall(plain):
        folded, is_legal = _word(word)
        if is_legal:
            legal.append(word)
            continue
        words += folded
        written += [word] * len(folded)
    if not words:
        words = [folded for word in legal for folded in _word(word)[0]]
        written, legal = list(legal), []
    return Form(tuple(words[:MOST_WORDS]), tuple(written[:MOST_WORDS]), tuple(legal))


def _trimmed(plain: str) -> str:
    if before := _BEFORE.match(plain):
        plain = plain[before.end() :] or plain
    after = _AFTER.search(plain)
    return plain[: after.start()] if after and after.start() >= 4 else plain
