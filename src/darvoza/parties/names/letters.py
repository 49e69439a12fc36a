"""One folded alphabet for the words of names, whichever script and transliteration they are written in.

Latin (English, German, scholarly, old and new Uzbek), the Cyrillics and Hangul fold to sounds: small letters, and ``S``
for *sh*, ``C`` for *ch*, ``J`` for *zh* and *j*. Arabic script writes few vowels, so it folds to consonants alone,
marked with ``~``, and meets Latin words by their consonants. ``х``, ``kh``, ``x`` and ``h`` are one sound here; so are
``ў`` and ``oʻ``.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from darvoza.parties.names.scripts import by_consonants, in_latin_letters

ARABIC: Final = "~"
"""Marks a folded word of Arabic script, or of another that leaves vowels out: consonants only."""

CYRILLIC: Final = str.maketrans(
    {
        letter: sound
        for sound, letters in {
            "a": "аяә", "b": "б", "v": "в", "g": "гґғҕ", "d": "д", "e": "еёєэ", "J": "жҗҷџђ", "z": "з", "i": "иіїйјыӣѣ",
            "k": "кқҡ", "l": "лљ", "m": "м", "n": "нңњ", "o": "оөў", "p": "п", "r": "р", "s": "сҫ", "t": "т",
            "u": "уұүӯю", "f": "ф", "h": "хҳһ", "c": "ц", "C": "чћ", "S": "шщ", "": "ъь",
        }.items()
        for letter in letters
    },
)  # fmt: skip
_LATIN: Final = str.maketrans(
    {
        "š": "sh", "č": "ch", "ž": "zh", "ŝ": "sh", "ş": "sh", "ș": "sh", "ç": "ch", "ć": "ch", "ğ": "g", "ı": "i",
        "ł": "l", "ø": "o", "æ": "e", "ß": "ss", "đ": "dj", "ð": "d", "þ": "t", "œ": "e", "ə": "a", "ţ": "ts",
        "ț": "ts", "ñ": "n", "ģ": "g", "ħ": "h",
    },
)  # fmt: skip
GROUPS: Final = {
    "schtsch": "S", "chtch": "S", "shch": "S", "sch": "S", "sh": "S", "sz": "S", "tsch": "C", "tsh": "C", "tch": "C",
    "ch": "C", "cz": "C", "dsch": "J", "dzh": "J", "dj": "J", "zh": "J", "kh": "h", "gh": "g", "ph": "f", "th": "t",
    "dh": "d", "ck": "k", "tz": "c", "ts": "c", "qu": "kv", "q": "k", "ou": "u", "oo": "u", "ee": "i", "w": "v",
    "y": "i", "j": "J", "x": "ks", "ce": "ce", "ci": "ci", "cy": "ci", "c": "k",
}  # fmt: skip
_GROUP: Final = re.compile("|".join(sorted(GROUPS, key=len, reverse=True)))
_OTHERWISE: Final = {"j": "i", "x": "h", "c": "c", "ch": "h"}
"""Letters with two common readings: Slavic *j*, Uzbek *x*, scholarly *c*, German *ch*."""

_HISS: Final = re.compile("^(?:x|hs)(?=[iu])")
"""How Chinese names begin in Latin letters, new and old: Xi, Hsi."""

_AFTER: Final = re.compile(r"tC|dJ|ts|i[aeou]|(.)\1+")
AFTER_SOUNDS: Final = {"tC": "C", "dJ": "J", "ts": "c", "ia": "a", "ie": "e", "io": "e", "iu": "u"}

ARABIC_SOUNDS: Final = str.maketrans(
    dict(zip("بپتطجچحخهھہۀدرزژسشصعغفڤقكکگلمنںٹڈڑ", "bpttJChhhhhhdrzJsSs_gfvkkkglmnntdr", strict=True))
    | dict.fromkeys("اأإآٱىيیوؤئءةعےـ", "")
    | {"ث": "s", "ذ": "z", "ض": "z", "ظ": "z"},
)
ARABIC_READING: Final = {"ث": "t", "ذ": "d", "ض": "d", "ظ": "z"}
"""Letters that Persian and Arabic sound differently; :data:`ARABIC_SOUNDS` has the Persian sound."""

_SAME_LOOK: Final = str.maketrans("асеорхукмтвні", "aceopxykmtbhi")
_NOT_FOLDED: Final = re.compile("[^a-zSCJ0-9]")

_INITIALS: Final = (
    "k",
    "kk",
    "n",
    "t",
    "tt",
    "r",
    "m",
    "p",
    "pp",
    "s",
    "ss",
    "",
    "ch",
    "tch",
    "ch",
    "k",
    "t",
    "p",
    "h",
)
_MEDIALS: Final = (
    "a", "ae", "ya", "yae", "o", "e", "yo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "u",
    "ui", "i",
)  # fmt: skip
_FINALS: Final = (
    "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng", "t",
    "t", "k", "t", "p", "t",
)  # fmt: skip
"""How Korean names are usually written in Latin (McCune-Reischauer without marks)."""


@lru_cache(maxsize=1 << 19)
def fold(word: str) -> tuple[str, ...]:
    """The folded spellings of one word in small letters without apostrophes: the usual reading first.

    A word in a script that does not fold here (Cherokee, Runic, ...) is its own only spelling. Never empty strings.

    >>> fold("хуршед"), fold("xurshid"), fold("khurshid")
    (('hurSed',), ('surSid', 'hurSid'), ('hurSid',))
    >>> fold("щербаков") == fold("shcherbakov"), fold("محمد")
    (True, ('~mhmd',))
    """
    if word.isascii():
        return _latin(word)
    code = ord(max(word))
    if code < 0x250:
        return _latin(word)
    if any("\u0400" <= sign < "\u0530" for sign in word):
        return _cyrillic(word)
    if any("\u0600" <= sign < "\u0780" or "\ufb50" <= sign < "\uff00" for sign in word):
        return _arabic(word)
    plain = _other_script(word) or unaccented(word)
    if plain.isascii():
        return _latin(plain)
    return tuple(ARABIC + heard for heard in by_consonants(word)) or (word,)


def _latin(word: str) -> tuple[str, ...]:
    if word.isdigit():
        return (word,)
    bare = word
    if not word.isascii():
        bare = unaccented(word)
        word = unmarked(word)
    usual = _finish(_GROUP.sub(lambda group: GROUPS[group[0]], _HISS.sub("s", word)))
    other = usual
    if any(letter in word for letter in "jxc"):
        other = _finish(_GROUP.sub(lambda group: otherwise(group[0]), word))
    if other == usual and bare is not word:  # marks are often left out: Vučić, Vucic
        other = _finish(_GROUP.sub(lambda group: GROUPS[group[0]], bare))
    return tuple(dict.fromkeys(spelling for spelling in (usual, other) if spelling)) or (word,)


def _cyrillic(word: str) -> tuple[str, ...]:
    latin = sum(letter.isascii() and letter.isalpha() for letter in word)
    if latin and latin * 2 >= len(word):  # a Latin word with look-alike letters in it
        mended = word.translate(_SAME_LOOK)
        if mended.isascii():
            return _latin(mended)
    if latin:
        word = word.translate(_BACK)
    folded = _finish(word.translate(CYRILLIC))
    return (folded,) if folded else (word,)


_BACK: Final = str.maketrans("aceopxykmtbhi", "асеорхукмтвні")


_SAME_SIGN: Final = str.maketrans("يىكأإآٱةۀؤئ", "ییکااااههوی")


_PLAIN_LATIN: Final = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i",
        "й": "y", "ӣ": "i", "к": "k", "қ": "q", "л": "l", "м": "m", "н": "n", "о": "o", "ў": "o", "п": "p", "р": "r",
        "с": "s", "т": "t", "у": "u", "ӯ": "u", "ф": "f", "х": "kh", "ҳ": "h", "ц": "ts", "ч": "ch", "ҷ": "j",
        "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "і": "i", "ї": "yi",
        "є": "ye", "ґ": "g",
    },
)  # fmt: skip


def in_latin(word: str) -> str:
    """A word spelled in Latin letters as English-language lists do it; scripts that leave vowels out stay."""
    if word.isascii():
        return word
    return _other_script(word) or unaccented(word.translate(_PLAIN_LATIN).translate(_LATIN))


def _other_script(word: str) -> str | None:
    if any("\uac00" <= sign < "\ud7a4" for sign in word):
        return "".join(map(_hangul, word))
    return in_latin_letters(word)


_ARABIC_SIGN: Final = re.compile("[\u0600-\u077f]")
_HEARD: Final = frozenset("bpfdtszcSCJkglrmnh")


def is_arabic(word: str) -> bool:
    """Whether a word is written in Arabic script."""
    return not word.isascii() and _ARABIC_SIGN.search(word) is not None


def consonants(folded: str) -> str:
    """The consonants of a folded word that Arabic script would write.

    >>> consonants("ataulah"), consonants("~lh")
    ('tlh', 'lh')
    """
    return re.sub(r"(.)\1+", r"\1", "".join(sound for sound in folded if sound in _HEARD))


def plain_arabic(word: str) -> str:
    """A word of Arabic script without vowel signs and article, letters of one sound as one; other words unchanged.

    >>> plain_arabic("الكَرِيم") == plain_arabic("کریم")
    True
    """
    if not is_arabic(word):
        return word
    plain = "".join(map(arabic_sign, word))
    return plain[2:] if plain.startswith("ال") and len(plain) > 4 else plain


def arabic_sign(sign: str) -> str:
    """A sign of Arabic script as it is compared: vowel signs are nothing, letters of one sound one."""
    return "" if unicodedata.combining(sign) or sign == "ـ" else sign.translate(_SAME_SIGN)


def is_folded(sign: str) -> bool:
    """Whether a sign is of the folded alphabet, or a figure."""
    return _NOT_FOLDED.match(sign) is None


def _arabic(word: str) -> tuple[str, ...]:
    plain = plain_arabic(word)
    readings = []
    for text in (plain, "".join(ARABIC_READING.get(sign, sign) for sign in plain)):
        sounds = re.sub(r"(.)\1+", r"\1", _NOT_FOLDED.sub("", text.translate(ARABIC_SOUNDS)))
        readings.append(sounds[:-1] if sounds.endswith("h") and len(sounds) > 3 else sounds)
    return tuple(dict.fromkeys(ARABIC + sounds for sounds in readings if sounds)) or (word,)


def _hangul(sign: str) -> str:
    at = ord(sign) - 0xAC00
    if not 0 <= at < 11172:
        return sign
    return _INITIALS[at // 588] + _MEDIALS[at % 588 // 28] + _FINALS[at % 28]


def otherwise(group: str) -> str:
    """The other reading of letters that are read together, or the usual if there is but one."""
    return _OTHERWISE.get(group) or GROUPS[group]


def unmarked(word: str) -> str:
    """A Latin word without its marks, which are read: š as sh."""
    return unaccented(word.translate(_LATIN))


def unaccented(word: str) -> str:
    """A word without its marks."""
    return "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))


def _finish(sounds: str) -> str:
    """Double letters once, and the soft vowels that languages write in so many ways; until nothing changes."""
    plain = _NOT_FOLDED.sub("", sounds)
    while (softer := _AFTER.sub(lambda pair: AFTER_SOUNDS.get(pair[0]) or pair[0][0], plain)) != plain:
        plain = softer
    return plain


SYLLABIC: Final = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+|[\uac00-\ud7a3]+")
"""What is in Chinese characters or Hangul: without spaces, a syllable to a sign."""


def is_syllable(word: str) -> bool:
    """Whether a word is one sign of Chinese or Korean writing: it says too little to be known by itself."""
    return len(word) == 1 and not word.isascii() and SYLLABIC.match(word) is not None
