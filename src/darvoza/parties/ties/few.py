"""Whether any of a few parties may share something with known ones, asked text by text before it is asked in columns.

Of the parties of a minute hardly one shares anything with anybody known, and the steps in columns that say so take as
long for ten parties as for ten thousand.
"""

import re
import unicodedata
from collections.abc import Set as AbstractSet
from typing import Final

import polars as pl

from darvoza.parties.lists.identifiers import same_scheme
from darvoza.parties.ties.links import CYRILLIC, NOISE

FEW: Final = 500
"""Up to this many parties are asked one by one."""

_SCHEME: Final = re.compile(r"\s*([^:]+):")
_SIGNS: Final = re.compile(r"[\W_]+")
_DIGIT: Final = re.compile(r"\d")
_OTHER: Final = re.compile(r"\D")
_MAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_APOSTROPHES: Final = re.compile(r"['’‘ʻʼ`]")
_WORD: Final = re.compile(r"[^\W\d_]+|\d+[a-z]?")
_THREE_LETTERS: Final = re.compile(r"[^\W\d_]{3}")
_POSTAL: Final = re.compile(r"\d{5,}")
_CONTROL: Final = re.compile(r"[\x1c-\x1f]")
_LATIN: Final = str.maketrans(CYRILLIC)
_NOISE: Final = frozenset(NOISE)


class _UnsureError(Exception):
    """A sign that engines and Python take for different things: the columns are to say."""


def may_share(parties: pl.DataFrame, keys: AbstractSet[str]) -> bool:
    """Whether anybody here may have one of these keys (:func:`~darvoza.parties.ties.links.keyed`).

    True for many parties, and where it hangs on a sign that is none of a letter, a digit or plain punctuation.
    """
    if parties.height > FEW:
        return True
    try:
        columns = parties.select("name", "identifiers", "email", "phone", "address", "city")
        return any(
            key in keys
            for name, identifiers, email, phone, address, city in columns.iter_rows()
            if name is not None
            for key in (
                *(by_number(number) for number in identifiers or () if number is not None),
                email and by_email(email),
                phone and by_telephone(phone),
                address and by_address(address if city is None else f"{address}, {city}"),
            )
            if key
        )
    except _UnsureError:
        return True


def by_number(text: str) -> str | None:
    """The key of one identifier, as :func:`~darvoza.parties.ties.links.keyed` makes it in columns."""
    scheme = _SCHEME.match(text)
    if scheme is None:
        return None
    _known(text, letters=True)
    number = _SIGNS.sub("", text[text.index(":") + 1 :]).upper()
    telling = len(number) >= 6 and _DIGIT.search(number)
    return f"identifier {same_scheme(scheme[1])}:{number}" if telling else None


def by_email(text: str) -> str | None:
    """The key of one e-mail address."""
    _known(text)
    plain = text.strip().lower()
    return f"e-mail {plain}" if _MAIL.fullmatch(plain) else None


def by_telephone(text: str) -> str | None:
    """The key of one telephone number."""
    digits = _OTHER.sub("", text)
    return f"telephone {digits[-9:]}" if len(digits) >= 9 else None


def by_address(text: str) -> str | None:
    """The key of one address."""
    plain = text.lower()
    if not plain.isascii():
        apart = unicodedata.normalize("NFKD", plain)
        plain = "".join(letter for letter in apart if unicodedata.category(letter)[0] != "M").translate(_LATIN)
    _known(plain)
    words = {word for word in _WORD.findall(_APOSTROPHES.sub("", plain)) if word not in _NOISE}
    key = " ".join(sorted((word for word in words if not _POSTAL.fullmatch(word)), key=str.encode))
    telling = len(key) >= 8 and _DIGIT.search(key) and _THREE_LETTERS.search(key)
    return f"address {key}" if telling else None


def _known(text: str, *, letters: bool = False) -> None:
    """Make sure that Python and engines agree on what is a letter, a digit and a blank here."""
    if text.isascii():
        unsure = _CONTROL.search(text) is not None
    elif letters:
        unsure = not all(sign.isascii() or sign.isalpha() for sign in text)
    else:
        unsure = any(sign.isnumeric() and not sign.isdecimal() for sign in text) or bool(_CONTROL.search(text))
    if unsure:
        raise _UnsureError
