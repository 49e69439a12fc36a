"""Names as filed, and how they are read in Latin letters, for officers who do not read the script."""

import re
from typing import Final

from darvoza.parties import in_latin

_WORD: Final = re.compile(r"[^\W\d_]+")
_UNREAD: Final = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670\u200c-\u200f]")
"""Marks of Arabic writing that are no letters: vowel signs, which names mostly lack, stretching and joining."""
_ARABIC: Final = re.compile("[\u0600-\u077f]")
_SPELT: Final = (
    "ا=a ب=b پ=p ت=t ټ=t ج=j ح=h خ=kh د=d ډ=d ر=r ز=z س=s ش=sh ص=s ض=z ط=t ظ=z غ=gh ف=f ق=q ک=k ك=k "
    "گ=g ګ=g ل=l م=m ن=n ه=h ھ=h آ=a أ=a إ=i ٱ=a ث=s چ=ch ذ=z ړ=r ژ=zh ښ=sh ڼ=n ځ=dz څ=ts ة=a ۀ=a "
    "ۍ=ai ې=e ئ=y ؤ=w"
)
_LETTERS: Final = dict(pair.split("=") for pair in _SPELT.split())
"""Letters of Arabic, Persian, Dari and Pashto by their usual spelling in English; short vowels are not written."""


def transliterated(text: str | None) -> str | None:
    """The text in Latin letters, capitals kept; None when it has no letter of another script that could be read.

    >>> transliterated('ООО "Чинори Конибодом"'), transliterated("Feva Group")
    ('OOO "Chinori Konibodom"', None)
    >>> transliterated("شرکت بازرگانی نور")
    'Shrkt Bazrgani Nur'
    """
    if not text or text.isascii():
        return None
    latin = _WORD.sub(lambda word: _cased(word[0]), _UNREAD.sub("", text) if _ARABIC.search(text) else text)
    return latin if latin != text else None


def _cased(word: str) -> str:
    if _ARABIC.match(word):
        return _by_letters(word).capitalize()
    latin = in_latin(word.casefold())
    if latin == word.casefold():
        return word
    if word.isupper() and len(word) > 1:
        return latin.upper()
    return latin[:1].upper() + latin[1:] if word[0].isupper() else latin


def _by_letters(word: str) -> str:
    """A word of Arabic writing letter by letter; what is a vowel or a consonant by its place is read by it."""
    read = ""
    for place, letter in enumerate(word):
        vowel = place > 0 and word[place - 1] not in "اآوؤ"
        match letter:
            case "و":
                read += "u" if vowel else "w"
            case "ی" | "ي" | "ى" | "ے":
                read += "i" if vowel else "y"
            case "ع":
                read += "" if place else "a"
            case _:
                read += _LETTERS.get(letter, "")
    return read
