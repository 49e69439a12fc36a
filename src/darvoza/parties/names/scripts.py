"""Words of other scripts in Latin letters, near enough for names: by letter, by the names Unicode gives, by reading.

Georgian, Armenian and Greek go letter by letter. Kana, Ethiopic and the scripts of India are called by their sounds in
the Unicode Character Database, so that is where their sounds are read from. Hebrew, Thai, Lao, Khmer and Burmese leave
vowels unwritten: of them the consonants count, as in Arabic script. Chinese characters have the usual Mandarin reading
that Unicode's Unihan database gives them (``data/hanzi.txt``: a syllable, and all signs that are read so).
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final


def _sounds(spelled: str) -> list[str]:
    return spelled.split()


_GEORGIAN: Final = dict(
    zip(
        "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
        _sounds("a b g d e v z t i k l m n o p zh r s t u p k gh q sh ch ts dz ts ch kh j h"),
        strict=True,
    )
)
_ARMENIAN: Final = dict(
    zip(
        "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆև",
        _sounds("a b g d e z e e t zh i l kh ts k h dz gh ch m y n sh o ch p j r s v t r ts v p k o f ev"),
        strict=True,
    )
)
_GREEK: Final = dict(
    zip("αβγδεζηθικλμνξοπρσςτυφχψω", _sounds("a v g d e z i th i k l m n ks o p r s s t i f h ps o"), strict=True)
)
_TOGETHER: Final = {
    "ου": "u", "μπ": "b", "ντ": "d", "γκ": "g", "γγ": "ng", "αυ": "av", "ευ": "ev", "αι": "e", "ει": "i", "οι": "i",
    "τζ": "dz", "ու": "u",
}  # fmt: skip
_BY_LETTER: Final = _GEORGIAN | _ARMENIAN | _GREEK
_LETTERS: Final = re.compile("|".join((*_TOGETHER, *_BY_LETTER)))

_HEBREW: Final = str.maketrans(dict(zip("אבגדהוזחטיךכלםמןנסעףפץצקרשת", "_bgdh_zht_kklmmnns_ppcckrSt", strict=True)))

_INDIAN: Final = ("DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM")
_BY_CONSONANTS: Final = ("THAI", "LAO", "KHMER", "MYANMAR")
_INDIAN_SOUNDS: Final = {"CA": "CHA", "CCA": "CHA", "SSA": "SHA", "NYA": "NA", "VOCALIC R": "RI", "KSSA": "KSHA"}
_KANA_SOUNDS: Final = {"SI": "SHI", "TI": "CHI", "TU": "TSU", "HU": "FU", "ZI": "JI", "DI": "JI", "DU": "ZU"}
_ETHIOPIC_VOWELS: Final = (("AA", "a"), ("EE", "e"), ("A", "e"), ("E", ""), ("I", "i"), ("O", "o"), ("U", "u"))
_ETHIOPIC: Final = {"HH": "h", "SZ": "s", "TH": "t", "PH": "p", "TZ": "ts", "KX": "kh"}


def in_latin_letters(word: str) -> str | None:
    """A word of Georgian, Armenian, Greek, kana, Ethiopic, Indian or Chinese writing in Latin letters; None: another.

    >>> in_latin_letters("ობამა"), in_latin_letters("օբամա"), in_latin_letters("オバマ"), in_latin_letters("ओबामा")
    ('obama', 'obama', 'obama', 'obaamaa')
    >>> in_latin_letters("贸易"), in_latin_letters("обама")
    ('maoyi', None)
    """
    script = _script(word[0])
    return _READERS[script](word) if script in _READERS else None


def by_consonants(word: str) -> tuple[str, ...]:
    """The consonants, in folded letters, of a word whose script leaves vowels out, by each reading; empty: another.

    >>> by_consonants("נתניהו")
    ('ntnh',)
    """
    script = _script(word[0])
    if script == "HEBREW":
        plain = "".join(sign for sign in word if not unicodedata.combining(sign)).translate(_HEBREW)
        readings = [plain, plain.replace("b", "").replace("p", "f")]
    elif script in _BY_CONSONANTS:
        readings = [_consonants(word)]
    else:
        return ()
    heard = (re.sub(r"(.)\1+", r"\1", re.sub("[^a-zSC]", "", each)) for each in readings)
    return tuple(dict.fromkeys(each for each in heard if each))


@lru_cache(maxsize=1 << 12)
def _script(sign: str) -> str:
    if is_chinese(sign):
        return "CJK"
    return unicodedata.name(sign, "").partition(" ")[0].partition("-")[0]


def is_chinese(sign: str) -> bool:
    """Whether a sign is a Chinese character.

    >>> is_chinese("王"), is_chinese("a")
    (True, False)
    """
    return "\u4e00" <= sign < "\ua000" or "\u3400" <= sign < "\u4dc0"


def _letter_by_letter(word: str) -> str:
    plain = "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))
    return _LETTERS.sub(lambda found: _TOGETHER.get(found[0]) or _BY_LETTER[found[0]], plain)


def _of_kana(word: str) -> str:
    latin = ""
    for sign in word:
        sound = unicodedata.name(sign, "").rpartition(" ")[2]
        small = "SMALL" in unicodedata.name(sign, "")
        if small and sound in {"YA", "YU", "YO"} and latin.endswith("i"):
            latin = latin[:-1] + (sound[1:] if latin[-3:-1] in {"sh", "ch"} or latin[-2:-1] == "j" else sound).lower()
        elif small and sound in {"A", "I", "U", "E", "O"}:
            latin = latin.rstrip("aeiou") + sound.lower()
        elif sound.isalpha() and sound != "MARK" and not small:
            latin += _KANA_SOUNDS.get(sound, sound).lower()
    return latin


def _of_ethiopic(word: str) -> str:
    latin = ""
    for sign in word:
        name = unicodedata.name(sign, "")
        sound = name.rpartition(" ")[2]
        ending, vowel = next(((end, says) for end, says in _ETHIOPIC_VOWELS if sound.endswith(end)), ("", ""))
        consonant = sound.removesuffix(ending)
        latin += _ETHIOPIC.get(consonant, consonant.lower()) + (vowel if consonant else vowel.replace("e", "a"))
    return latin


def _of_india(word: str) -> str:
    latin = ""
    inherent = False
    for sign in word:
        _, _, name = unicodedata.name(sign, "").partition(" ")
        kind, _, sound = name.partition(" ")
        if kind == "LETTER":
            said = _INDIAN_SOUNDS.get(sound, sound).lower()
            vowel = said.lstrip("bcdfghjklmnpqrstvwxyz")
            latin += said
            inherent = vowel == "a" and said != "a"
        elif name.startswith(("VOWEL SIGN", "SIGN VIRAMA")):
            latin = latin.removesuffix("a") if inherent else latin
            latin += "" if "VIRAMA" in name else _INDIAN_SOUNDS.get(name[11:], name[11:]).lower().partition(" ")[0]
            inherent = False
        elif "ANUSVARA" in name or "BINDU" in name or "BINDI" in name:
            latin += "n"
            inherent = False
    return latin[:-1] if inherent and len(latin) > 2 else latin


def _consonants(word: str) -> str:
    """The consonants that the Unicode names of these letters tell: *KO KAI* is a k, *LETTER KHA* a kh."""
    heard = ""
    for sign in word:
        name = unicodedata.name(sign, "")
        if "THANTHAKHAT" in name or "TOANDAKHIAT" in name:  # the letter before it is not spoken
            heard = heard[:-1]
        script, _, rest = name.partition(" ")
        kind, _, sound = rest.partition(" ")
        if kind in {"CHARACTER", "LETTER"} and not sound.startswith(("SARA", "MAI", "VOWEL", "INDEPENDENT")):
            said = sound.partition(" ")[0].lower().rstrip("aeiou" if script != "KHMER" else "aeo")
            said = said.replace("ch", "C").replace("ng", "n").replace("ny", "n").replace("h", "") or said
            heard += said[:1]
    return heard


@cache
def _readings() -> dict[str, str]:
    with files("darvoza.parties").joinpath("data", "hanzi.txt").open(encoding="utf-8") as file:
        lines = [line.split() for line in file if not line.startswith("#")]
    return {sign: syllable for syllable, signs in lines for sign in signs}


def mandarin_syllables() -> frozenset[str]:
    """All syllables that Chinese characters are read as: there are few, so that each says little of a name."""
    return frozenset(_readings().values())


def _of_chinese(word: str) -> str:
    readings = _readings()
    return "".join(readings.get(sign, sign) for sign in word)


_READERS: Final[dict[str, Callable[[str], str]]] = {
    "GEORGIAN": _letter_by_letter, "ARMENIAN": _letter_by_letter, "GREEK": _letter_by_letter,
    "KATAKANA": _of_kana, "HIRAGANA": _of_kana, "ETHIOPIC": _of_ethiopic, "CJK": _of_chinese,
    **dict.fromkeys(_INDIAN, _of_india),
}  # fmt: skip
