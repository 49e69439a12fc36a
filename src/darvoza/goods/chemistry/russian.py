"""Russian systematic names in English: part by part, endings dropped, genitives turned round."""

import re
from functools import cache, lru_cache

from darvoza.goods.chemistry.words import morphemes, taken_apart

_CYRILLIC = re.compile(r"[а-яё]+", re.IGNORECASE)
_HAS_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
# A locant typed on a Russian keyboard: О-этил, С-2-..., Н,Н-диметил.
_LOCANT = re.compile(r"(?<![а-яёa-z])([оснрoskn])(?=[',]|-(?=[а-яёa-z\[(\d]))", re.IGNORECASE)
_LOCANTS = {"о": "O", "с": "S", "н": "N", "р": "P"}
_NOUN = ("ами", "ями", "ом", "ем", "ов", "ах", "ях", "а", "у", "е", "ы", "и", "ь", "я", "ю", "")
_ADJECTIVE = (
    "овистого", "овистой", "овистый", "истого", "истой", "истый", "истая", "истую", "овый", "овая", "овое",
    "овой", "ового", "овую", "овым", "овому", "евый", "евая", "евой", "евого", "евую", "ный", "ная", "ной",
    "ного", "ную", "ным", "ому",
)  # fmt: skip
_ACID = re.compile(r"(?i)\bкислот(?:а|ы|у|е|ой)?\b")
_ACID_FIRST = re.compile(r"^acid (.+)$")
_HALIDE_OF = re.compile(r"(?i)\b(моно|ди|три)?(хлор|фтор|бром)ангидрид(?:а|у|ом|е|ы|ов)?\s+(.+?)\s+кислоты")
_ESTER_OF = re.compile(r"(?i)(\S+?)(?:овый|овые|овая|ового|овых)\s+эфир(?:а|у|ом|е|ы|ов)?\s+(.+?)\s+кислоты")
_SALT_FIRST = re.compile(
    r"(?i)^((?:ди)?гидро(?:хлорид|бромид)|(?:моно|ди|три|тетра|пента|гекса|гепта|нона|полу)?гидрат)\s+(.+)$"
)
_SALT_NAMES = {"хлор": "хлорид", "фтор": "фторид", "бром": "бромид"}


@lru_cache(maxsize=50_000)
def to_english(name: str) -> str:
    """The name in English as far as its parts are known; unchanged if it has no Cyrillic letter.

    >>> to_english("метилфосфоновый дифторид")
    'methylphosphonic difluoride'
    >>> to_english("О-изопропилметилфторфосфонат")
    'O-isopropyl methylphosphonofluoridate'
    >>> to_english("дихлорангидрид метилфосфоновой кислоты")
    'methylphosphonic dichloride'
    """
    if not _HAS_CYRILLIC.search(name):
        return name
    text = _turned(name.strip())
    text = _LOCANT.sub(lambda match: _LOCANTS.get(match[1].lower(), match[1].upper()), text)
    words = [_word(word) for word in text.split()]
    english = " ".join(words)
    if acid := _ACID_FIRST.match(english):
        english = f"{acid[1]} acid"
    return english


def _turned(name: str) -> str:
    """The name in the order of English: what it is of comes first."""
    if match := _HALIDE_OF.fullmatch(name):
        return f"{match[3]} {match[1] or ''}{_SALT_NAMES[match[2].lower()]}"
    if match := _ESTER_OF.fullmatch(name):
        acid = re.sub(r"(?i)(?:овой|евой)$", "ат", match[2])
        return f"{match[1]} {acid}"
    if match := _SALT_FIRST.fullmatch(name):
        return f"{match[2]} {match[1]}"
    return name


def _word(word: str) -> str:
    """One word: each stretch of Cyrillic letters put into English."""
    if _ACID.fullmatch(word):
        return "acid"
    stretches = list(_CYRILLIC.finditer(word))
    if not stretches:
        return word
    last = stretches[-1].start()
    return _CYRILLIC.sub(lambda match: _stretch(match.group().lower(), ends=match.start() == last), word)


@lru_cache(maxsize=50_000)
def _stretch(letters: str, *, ends: bool) -> str:
    parts = _russian_parts()
    letters = letters.replace("ё", "е")
    if (found := taken_apart(letters, parts)) is not None:
        return _joined(found)
    if not ends:
        return letters
    for ending in _ADJECTIVE:
        if letters.endswith(ending) and (found := taken_apart(letters[: -len(ending)], parts)) is not None:
            return _joined(found) + ("ous" if "ист" in ending else "ic")
    for ending in _NOUN:
        stem = letters[: -len(ending)] if ending else letters
        if letters.endswith(ending) and (found := taken_apart(stem, parts)) is not None:
            return _joined(found)
    return letters


def _joined(found: list[str]) -> str:
    """English parts as one word; an ester's acid stands apart from the group before it."""
    words = morphemes().russian
    english = [words[part] for part in found]
    for place in range(1, len(english)):
        if english[place].startswith(_ESTER_ACIDS) and english[place].endswith(_ESTER_ENDS):
            # In Russian one word: isopropyl methyl phosphonate. The last group belongs to the acid of a phosphonate.
            carbon = english[place].startswith(("phosphon", "phosphin"))
            groups = english[:place]
            own = _last_group(groups) if carbon else len(groups)
            first, second = "".join(groups[:own]), "".join(groups[own:])
            return " ".join(filter(None, (first, second + "".join(english[place:]))))
    return "".join(english).replace("phosphonousd", "phosphonous d")


_ESTER_ACIDS = ("phosph", "acet", "benzo", "benzil", "carbon", "sulfate", "nitr")
_ESTER_ENDS = ("ate", "ite")


def _last_group(groups: list[str]) -> int:
    """Where the last group of these parts starts, its multipliers and branches with it."""
    place = len(groups) - 1
    while place > 0 and groups[place - 1] in {"iso", "sec", "tert", "neo", "cyclo"}:
        place -= 1
    return max(place, 0)


@cache
def _russian_parts() -> frozenset[str]:
    return frozenset(morphemes().russian)
