"""Made-up declared names to learn from: what declarants do to a name, and names of nobody in particular."""

import random
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from darvoza.parties.learning.made_up_people import somebody

Misspelling = Callable[[str, bool, random.Random], str]

_FORMS: Final = (
    *(
        "LLC",
        "OOO",
        "ООО",
        "MChJ",
        "МЧЖ",
        "ҶДММ",
        "QK",
        "JSC",
        "AO",
        "АО",
        "ZAO",
        "LTD",
        "CO., LTD",
        "FZE",
        "FZCO",
        "GmbH",
    ),
    *("PVT LTD", "AJ", "XK", "ТОО", "ЧП", "PJSC", "OAO"),
)
_STREETS: Final = ("LENINA", "NAVOIY", "RUDAKI", "PROSPEKT MIRA", "AMIR TEMUR", "SOMONI", "SADOVAYA", "ZHONGSHAN")
_TOWNS: Final = ("TASHKENT", "DUSHANBE", "ALMATY", "DUBAI", "SAMARKAND", "MOSCOW", "TEHRAN", "ISTANBUL", "KABUL")
_TO_CYRILLIC: Final = (
    *(("shch", "щ"), ("sch", "щ"), ("yo", "ё"), ("yu", "ю"), ("ya", "я"), ("ye", "е"), ("zh", "ж"), ("kh", "х")),
    *(
        ("ts", "ц"),
        ("ch", "ч"),
        ("sh", "ш"),
        ("gh", "г"),
        ("ph", "ф"),
        ("th", "т"),
        ("oo", "у"),
        ("ee", "и"),
        ("iy", "ий"),
    ),
    *zip("abcdefghiklmnopqrstuvwyz", "абкдефгхиклмнопкрстуввйз", strict=True),
    *(("j", "дж"), ("x", "кс")),
)
_SPELLINGS: Final = (
    (("kh", "x"), ("yo", "yo"), ("zh", "j"), ("ts", "s"), ("ye", "ye")),
    (("kh", "h"), ("y", "j"), ("ch", "č"), ("sh", "š"), ("zh", "ž"), ("ts", "c")),
    (("v", "w"), ("ch", "tsch"), ("sh", "sch"), ("kh", "ch"), ("y", "j")),
    (("ou", "u"), ("oo", "u"), ("ee", "i"), ("ei", "ey"), ("ai", "ay"), ("mm", "m"), ("ss", "s")),
    (("u", "ou"), ("i", "ee"), ("q", "k"), ("y", "i"), ("ll", "l")),
    (("a", "e"), ("o", "u")),
)


def _typo(text: str, _person: bool, chance: random.Random) -> str:  # noqa: FBT001 - the shape of a misspelling
    for _ in range(chance.choice((1, 1, 2))):
        at = chance.randrange(len(text))
        other = chance.choice("abdegiklmnoprstuz")
        text = (
            chance.choice(
                (
                    text[:at] + text[at + 1 :],
                    text[:at] + text[at : at + 1] * 2 + text[at + 1 :],
                    text[:at] + other + text[at + 1 :],
                    text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :],
                )
            )
            or text
        )
    return text


_KEYS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def _next_key(text: str, _person: bool, chance: random.Random) -> str:  # noqa: FBT001 - as above
    """A key hit beside the one that was meant, or a vowel swallowed."""
    at = chance.randrange(len(text))
    letter = text[at].lower()
    if letter in "aeiou" and at and chance.random() < 0.5:
        return text[:at] + text[at + 1 :]
    row = next((keys for keys in _KEYS if letter in keys), letter)
    place = row.index(letter)
    other = chance.choice(row[max(place - 1, 0) : place + 2].replace(letter, "") or letter)
    return text[:at] + (other.upper() if text[at].isupper() else other) + text[at + 1 :]


def _reordered(text: str, _person: bool, chance: random.Random) -> str:  # noqa: FBT001 - as above
    words = text.replace(",", "").split()
    chance.shuffle(words)
    if len(words) > 2 and chance.random() < 0.6:
        words.pop(chance.randrange(len(words)))
    return " ".join(words)


def _dressed(text: str, person: bool, chance: random.Random) -> str:  # noqa: FBT001 - as above
    if not person:
        form = chance.choice(_FORMS)
        text = f'{form} "{text}"' if chance.random() < 0.5 else f"{text} {form}"
    if chance.random() < 0.4:
        text = chance.choice(
            (
                f"TO THE ORDER OF {text}",
                f"{text}, {chance.randint(1, 200)} {chance.choice(_STREETS)}, {chance.choice(_TOWNS)}",
                f"{text} INN {chance.randint(10**8, 10**9)} {chance.choice(_TOWNS)}",
                f"{text} TEL +9989{chance.randint(10**7, 10**8)}",
            )
        )
    return text


def _in_cyrillic(text: str, _person: bool, _chance: random.Random) -> str:  # noqa: FBT001 - as above
    plain = text.lower()
    for latin, cyrillic in _TO_CYRILLIC:
        plain = plain.replace(latin, cyrillic)
    return plain.title()


def _respelt(text: str, _person: bool, chance: random.Random) -> str:  # noqa: FBT001 - as above
    plain = text.lower()
    for before, after in chance.choice(_SPELLINGS):
        plain = plain.replace(before, after)
    return plain


def _translated(text: str, _person: bool, chance: random.Random) -> str:  # noqa: FBT001 - as above
    words = text.split()
    meanings = _meanings()
    known = [at for at, word in enumerate(words) if word.lower() in meanings]
    if not known:
        return _reordered(text, _person, chance)
    for at in known:
        words[at] = chance.choice(meanings[words[at].lower()])
    return " ".join(words)


def _with_initial(text: str, person: bool, chance: random.Random) -> str:  # noqa: FBT001 - as above
    """A given name, which listed names of the form FAMILY, Given tell, as its first letter."""
    family, comma, given = text.partition(",")
    words = given.split() if comma else text.split()[:-1]
    if not person or not words:
        return _typo(text, person, chance)
    letters = [words[0][0] + chance.choice((".", "")), *(chance.choice((each, each[0] + ".")) for each in words[1:])]
    family = family if comma else text.rsplit(maxsplit=1)[-1]
    return " ".join((family, *letters) if chance.random() < 0.5 else (*letters, family))


def _run_together(text: str, _person: bool, chance: random.Random) -> str:  # noqa: FBT001 - as above
    """Two words as one, or a long word as two."""
    words = text.replace(",", "").split()
    at = chance.randrange(len(words))
    if len(words) > 1 and (chance.random() < 0.6 or len(words[at]) < 7):
        at = chance.randrange(len(words) - 1)
        return " ".join([*words[:at], words[at] + words[at + 1], *words[at + 2 :]])
    cut = len(words[at]) // 2 + chance.choice((-1, 0, 0, 1))
    return " ".join([*words[:at], f"{words[at][:cut]} {words[at][cut:]}".strip(), *words[at + 1 :]])


def _several(text: str, person: bool, chance: random.Random) -> str:  # noqa: FBT001 - as above
    first, second = chance.sample((_typo, _reordered, _dressed, _respelt, _run_together), 2)
    return second(first(text, person, chance), person, chance)


MISSPELLINGS: Final[tuple[Misspelling, ...]] = (
    _typo, _typo, _reordered, _reordered, _dressed, _dressed, _in_cyrillic, _respelt, _respelt, _several,
    _translated, _with_initial, _run_together, _next_key,
)  # fmt: skip


@cache
def _content() -> dict[str, Any]:
    with files("darvoza.parties").joinpath("data", "words.yaml").open(encoding="utf-8") as file:
        content: dict[str, Any] = yaml.safe_load(file)
    return content


@cache
def _meanings() -> dict[str, list[str]]:
    """The words of one meaning as each of them."""
    lines = [line.split() for line in _content()["meanings"]]
    return {word: line for line in lines for word in line}


@cache
def _common() -> tuple[list[str], list[str]]:
    content = _content()
    some = content["common"]
    turn = content["common"]["some"].split()
    people = turn[: turn.index("turon")]
    business = (
        turn[turn.index("turon") :] + some["every"].split() * 4 + some["many"].split()[-80:] + some["also"].split()
    )
    return people + content["common"]["many"].split()[:130], business


_SOMEBODY: Final = 0.4  # names as they are made in many countries
_OF_MEANINGS: Final = 0.3  # businesses called by nothing but common words


@cache
def _lines() -> list[list[str]]:
    return list(_meanings().values())


def ordinary_name(chance: random.Random) -> str:
    """The name of a person or company that exists nowhere, made of common words."""
    if chance.random() < _SOMEBODY:
        return somebody(chance)
    people, business = _common()
    if chance.random() < 0.4:
        words = [chance.choice(people) for _ in range(chance.choice((2, 2, 2, 3)))]
        name = " ".join(words).title()
        if chance.random() < 0.2:
            name += chance.choice((" ogli", " qizi", "ovich", "ovna", " zoda"))
    else:
        made = "".join(
            chance.choice(("ka", "ro", "ti", "sun", "vel", "max", "pol", "ter", "on", "is")) for _ in range(3)
        )
        rare = chance.choice((made, chance.choice(people), chance.choice(business)))
        words = [rare, *(chance.choice(business) for _ in range(chance.choice((0, 1, 1, 2))))]
        if chance.random() < _OF_MEANINGS:
            words = [chance.choice(chance.choice(_lines())) for _ in range(chance.choice((2, 2, 3)))]
        name = _dressed(" ".join(words).title(), False, chance)
    if chance.random() < 0.25:
        name = _in_cyrillic(name, True, chance)
    return name


def somebody_else(text: str, person: bool, another: str, chance: random.Random) -> str | None:  # noqa: FBT001 - as above
    """The name of somebody related: a brother, a son, a sister company; None when the name is too short for that.

    One telling word is another's, father and son change places, an initial is another, or a number is added or
    changed.
    """
    words = text.replace(",", "").split()
    long = [at for at, word in enumerate(words) if len(word) > 3 and word.isalpha()]
    others = [word for word in another.replace(",", "").split() if len(word) > 3 and word.isalpha()]
    if len(long) < 2 or not others:
        return None
    kind = chance.random()
    if kind < 0.6:
        words[chance.choice(long)] = chance.choice(others)
    elif kind < 0.75:
        at = chance.choice(long)
        start = words[at][: chance.randint(2, 4)]
        ends = ("adze", "arov", "iani", "enko", "ullah", "more", "eria", "onen", "idis", "awi")
        words[at] = (start + chance.choice(ends)).upper() if words[at].isupper() else start + chance.choice(ends)
    elif kind < 0.8 and person:
        at = chance.choice(long)
        words[at] = chance.choice("ABCDEFGHIKLMNOPRSTVYZ".replace(words[at][0].upper(), "")) + "."
    elif kind < 0.88 and person and len(long) > 2:
        first, second = chance.sample(long, 2)
        words[first], words[second] = words[second], words[first]
    elif person:
        words[chance.choice(long)] = chance.choice(others)
    else:
        words.insert(chance.randint(1, len(words)), chance.choice(("II", "III", "IV", "VII", "2", "3", "17", "45")))
    return " ".join(words)
