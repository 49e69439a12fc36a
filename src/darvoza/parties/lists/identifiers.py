"""Identifiers as declared and as listed, brought to one form in which the same number is the same text."""

import re
from typing import Final

_NOT_SIGN: Final = re.compile(r"[\W_]+")
_LEAST: Final = 5  # shorter numbers are filed by too many for a match to mean anything
_SAME: Final = {
    "EIN": "TIN",
    "INN": "TIN",
    "NIT": "TIN",
    "PINFL": "NATIONAL",
    "RFC": "TIN",
    "RMA": "TIN",
    "RUC": "TIN",
    "STIR": "TIN",
    "TAX": "TIN",
    "UNP": "TIN",
    "VAT": "TIN",
    "PASSPORT NO": "PASSPORT",
    "OGRN": "REGISTRATION",
    "REG": "REGISTRATION",
}


def identifier_key(value: str) -> str | None:
    """The number without spaces, dots and dashes, in capitals; None when too short to identify anybody.

    >>> identifier_key("ab-1234.567")
    'AB1234567'
    """
    key = _NOT_SIGN.sub("", value).upper()
    return key if len(key) >= _LEAST and any(sign.isdigit() for sign in key) else None


def scheme_of(identifier: str) -> tuple[str | None, str]:
    """A declared identifier ``SCHEME:value`` taken apart; the scheme is None when it was not given.

    >>> scheme_of("INN:7744001497"), scheme_of("7744001497")
    (('TIN', '7744001497'), (None, '7744001497'))
    """
    scheme, colon, value = identifier.partition(":")
    if not colon:
        return None, identifier
    return same_scheme(scheme), value.strip()


def same_scheme(scheme: str) -> str:
    """One word for the schemes that different states call differently: all tax numbers are ``TIN``."""
    name = scheme.strip().upper()
    return _SAME.get(name, name)
