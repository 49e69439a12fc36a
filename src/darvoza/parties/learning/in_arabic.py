"""Made-up Arabic and Persian spellings of names in Latin letters, as their bearers might write them.

Known given names are written as they are written; other words by letters, of which Arabic script has several for some
sounds, and short vowels are left out.
"""

import random
import re
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from darvoza.parties.names.letters import is_arabic

_GROUPS: Final = (
    *(("kh", "خ"), ("gh", "غغق"), ("sh", "ش"), ("ch", "چ"), ("zh", "ژ"), ("dh", "ذ"), ("ph", "ف")),
    ("th", ("ت", "ث", "تح", "ط")),
    *(("ou", "و"), ("oo", "و"), ("ee", "ی"), ("ei", "ی"), ("ey", "ی"), ("ai", "ی"), ("ay", "ی"), ("aa", "ا")),
    *(("au", "و"), ("aw", "و"), ("ow", "و"), ("iy", "ی")),
)  # fmt: skip
_LETTERS: Final = {
    "b": "ب", "c": "ک", "d": "ددددددض", "f": "ف", "g": "گگجغ", "h": "هح", "j": "ج", "k": "ک", "l": "ل", "m": "م",
    "n": "ن", "p": "پپب", "q": "ق", "r": "ر", "s": "سسسسص", "t": "تتتط", "v": "و", "w": "و", "x": "خ", "y": "ی",
    "z": "زززززظذض",
}  # fmt: skip
_FIRST: Final = {"a": "ااع", "e": "اا", "i": ("ا", "ای", "ع"), "o": ("ا", "او", "ع"), "u": ("ا", "او", "ع")}
_INNER: Final = {"a": ("", "", "ا"), "e": ("", "", "", "ی"), "i": ("", "ی"), "o": ("", "و"), "u": ("", "و", "و")}
_LAST: Final = {"a": "ااهةی", "e": "ه", "i": "ی", "o": "و", "u": "و"}
_ARTICLE: Final = re.compile(r"^(?:al|el|as|ad|ar|at|ash|an)[ -]+", re.IGNORECASE)
_ARTICLE_INSIDE: Final = re.compile(r"[ -]+(?:al|el|ul|as|ad|ar|at|ash|an)[ -]+", re.IGNORECASE)
_WORD: Final = re.compile(r"[a-z]+")
_ARABIC_SIGNS: Final = str.maketrans("یکپچگژ", "يكبججز")
"""Arabic letters for those that only Persian has."""


@cache
def _known() -> dict[str, list[str]]:
    """Given names in Latin letters, and how each is written in Arabic script."""
    with files("darvoza.parties").joinpath("data", "words.yaml").open(encoding="utf-8") as file:
        content: dict[str, Any] = yaml.safe_load(file)
    known: dict[str, list[str]] = {}
    for line in content["names"]:
        words = line.split()
        for word in words:
            if word.isascii():
                known.setdefault(word, []).extend(each for each in words if is_arabic(each))
    return {word: forms for word, forms in known.items() if forms}


def of_the_east(text: str) -> bool:
    """Whether a name in Latin letters has a given name that is known in Arabic script."""
    return any(word in _known() for word in _WORD.findall(text.lower()))


def in_arabic(text: str, chance: random.Random) -> str:
    """A name in Latin letters as it might stand in Arabic script.

    >>> in_arabic("Mohammad KARIM", random.Random(1))
    'محمد کریم'
    """
    family, comma, given = text.partition(",")
    plain = f"{given.strip()} {family}" if comma and chance.random() < 0.6 else text.replace(",", " ")
    plain = _ARTICLE_INSIDE.sub(" al", _ARTICLE.sub("al", plain)).lower().replace("'", "")
    known = _known()
    words = []
    for word in _WORD.findall(plain):
        bare = word.removeprefix("al") if len(word) > 5 and word not in known else word
        written = chance.choice(known[bare]) if bare in known else _by_letters(bare, chance)
        words.append(f"ال{written}" if bare is not word and bare != word else written)
    if len(words) > 1 and chance.random() < 0.1:
        at = chance.randrange(len(words) - 1)
        words[at : at + 2] = [words[at] + words[at + 1]]
    whole = " ".join(words)
    return whole.translate(_ARABIC_SIGNS) if chance.random() < 0.3 else whole


def _by_letters(word: str, chance: random.Random) -> str:
    word = re.sub(r"([^aeiou])\1", r"\1", word)
    signs: list[str] = []
    at = 0
    while at < len(word):
        group = next(((latin, script) for latin, script in _GROUPS if word.startswith(latin, at)), None)
        if group is not None:
            sign = chance.choice(group[1])
            signs.append(f"ا{sign}" if at == 0 and sign in "وی" else sign)
            at += len(group[0])
            continue
        letter = word[at]
        vowels = _FIRST if at == 0 else _LAST if at == len(word) - 1 else _INNER
        signs.append(chance.choice(vowels.get(letter) or _LETTERS.get(letter, "ا")))
        at += 1
    return "".join(signs)
