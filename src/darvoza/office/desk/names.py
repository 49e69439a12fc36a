"""Names as filed, and how they are read in Latin letters, for officers who do not read the script."""

import re
from typing import Final

from darvoza.parties import in_latin

_WORD: Final = re.compile(r"[^\W\d_]+")


def transliterated(text: str | None) -> str | None:
    """The text in Latin letters, capitals kept; None when it has no Cyrillic letter to be changed.

    >>> transliterated('ООО "Чинори Конибодом"'), transliterated("Feva Group")
    ('OOO "Chinori Konibodom"', None)
    """
    if not text or text.isascii():
        return None
    latin = _WORD.sub(lambda word: _cased(word[0]), text)
    return latin if latin != text else None


def _cased(word: str) -> str:
    latin = in_latin(word.casefold())
    if latin == word.casefold():
        return word
    if word.isupper() and len(word) > 1:
        return latin.upper()
    return latin[:1].upper() + latin[1:] if word[0].isupper() else latin
