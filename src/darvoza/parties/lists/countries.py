"""Countries as watch lists write them, in words, to ISO 3166-1 alpha-2 codes."""

import re
from functools import cache
from typing import Final

import pycountry

_OTHER_WORDS: Final = {
    "bolivia": "BO",
    "bosnia": "BA",
    "british virgin islands": "VG",
    "brunei": "BN",
    "burma": "MM",
    "cape verde": "CV",
    "china mainland": "CN",
    "congo democratic republic of the": "CD",
    "congo republic of the": "CG",
    "cote d ivoire": "CI",
    "czech republic": "CZ",
    "democratic peoples republic of korea": "KP",
    "democratic republic of the congo": "CD",
    "dprk": "KP",
    "england": "GB",
    "great britain": "GB",
    "hong kong": "HK",
    "hong kong china": "HK",
    "iran": "IR",
    "ivory coast": "CI",
    "korea north": "KP",
    "korea south": "KR",
    "kosovo": "XK",
    "laos": "LA",
    "libyan arab jamahiriya": "LY",
    "macau": "MO",
    "macedonia": "MK",
    "moldova": "MD",
    "north korea": "KP",
    "north macedonia the republic of": "MK",
    "palestine": "PS",
    "palestinian": "PS",
    "republic of korea": "KR",
    "russia": "RU",
    "scotland": "GB",
    "south korea": "KR",
    "state of palestine": "PS",
    "st kitts and nevis": "KN",
    "st vincent and the grenadines": "VC",
    "swaziland": "SZ",
    "syria": "SY",
    "taiwan": "TW",
    "tanzania": "TZ",
    "the gambia": "GM",
    "turkey": "TR",
    "turkiye": "TR",
    "uae": "AE",
    "uk": "GB",
    "united kingdom of great britain and northern ireland": "GB",
    "united states of america": "US",
    "usa": "US",
    "venezuela": "VE",
    "viet nam": "VN",
    "vietnam": "VN",
    "west bank": "PS",
}
_WORD: Final = re.compile(r"[^\W\d_]+")


@cache
def _by_words() -> dict[str, str]:
    known = dict(_OTHER_WORDS)
    for country in pycountry.countries:
        for text in (country.name, getattr(country, "official_name", None), getattr(country, "common_name", None)):
            if text:
                known.setdefault(_key(text), country.alpha_2)
    return known


def _key(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold().replace("’", "").replace("'", "")))


@cache
def country_code(text: str | None) -> str | None:
    """The two-letter code of a country given by its name or code; None when it is not known.

    >>> country_code("Korea, North"), country_code("ir"), country_code("Atlantis")
    ('KP', 'IR', None)
    """
    if text is None or not text.strip():
        return None
    plain = text.strip()
    if len(plain) == 2 and (plain.upper() == "XK" or pycountry.countries.get(alpha_2=plain.upper())):
        return plain.upper()
    if len(plain) == 3 and plain.casefold() not in _OTHER_WORDS:
        found = pycountry.countries.get(alpha_3=plain.upper())
        return None if found is None else str(found.alpha_2)
    return _by_words().get(_key(plain))
