"""Made-up people and firms of many countries, named as people there are, in their own script or in Latin letters.

Common family and given names put together by chance: nobody in particular, but as likely to be like a listed name as
ordinary people are.
"""

import random
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from darvoza.parties.names.letters import in_latin, is_arabic

_SLAVIC_ENDS: Final = ("ov", "ev", "in", "ova", "eva", "ina", "skiy", "enko")


@cache
def _people() -> dict[str, Any]:
    with files("darvoza.parties").joinpath("data", "people.yaml").open(encoding="utf-8") as file:
        people: dict[str, Any] = yaml.safe_load(file)
    return people


def _one(chance: random.Random, words: str) -> str:
    return chance.choice(words.split())


def _signs(text: str) -> str:
    return text.replace(" ", "")


@cache
def _words() -> tuple[list[str], list[str], list[str], list[str], list[str]]:
    """Given names in Latin letters and in Arabic script; Slavic given names, patronymics, and family names."""
    with files("darvoza.parties").joinpath("data", "words.yaml").open(encoding="utf-8") as file:
        content: dict[str, Any] = yaml.safe_load(file)
    lines = [line.split() for line in content["names"]]
    eastern = [word for line in lines if any(map(is_arabic, line)) for word in line]
    slavic = [line for line in lines if line[0].isascii() and not any(map(is_arabic, line))]
    common = f"{content['common']['many']} {content['common']['some']}".split()
    return (
        [word for word in eastern if word.isascii()],
        [word for word in eastern if is_arabic(word)],
        [line[0] for line in slavic if not line[0].endswith(("vich", "vna", "ev", "ez"))],
        [line[0] for line in slavic if line[0].endswith(("vich", "vna"))]
        + [word for word in common if word.endswith(("vich", "vna"))],
        [word for word in common if word.endswith(_SLAVIC_ENDS) and not word.endswith(("vich", "vna"))],
    )


def _chinese(chance: random.Random) -> str:
    known = _people()["chinese"]
    given = "".join(chance.choice(_signs(known["given"])) for _ in range(chance.choice((1, 2, 2))))
    family = chance.choice(_signs(known["family"]))
    if chance.random() < 0.5:
        return chance.choice((f"{family}{given}", f"{given} {family}", f"{family} {given}"))
    latin = in_latin(family).title(), in_latin(given).title()
    return " ".join(latin if chance.random() < 0.5 else latin[::-1])


def _japanese(chance: random.Random) -> str:
    known = _people()["japanese"]
    family, given = _one(chance, known["family"]), _one(chance, known["given"])
    return chance.choice((f"{family}{given}", f"{given} {family}"))


def _korean(chance: random.Random) -> str:
    known = _people()["korean"]
    if chance.random() < 0.5:
        family, given = chance.choice(_signs(known["family"])), "".join(chance.sample(_signs(known["given"]), 2))
        return chance.choice((f"{family}{given}", f"{family} {given}", f"{given} {family}"))
    one, other = chance.sample(known["latin_given"].split(), 2)
    given = chance.choice((f"{one} {other}", f"{one}-{other}", f"{one}{other.lower()}"))
    family = _one(chance, known["latin_family"])
    return f"{family} {given}" if chance.random() < 0.6 else f"{given} {family}"


def _chinese_firm(chance: random.Random) -> str:
    known = _people()["chinese"]
    own = "".join(chance.choice(_signs(known["given"])) for _ in range(chance.choice((2, 2, 3))))
    whole = own + chance.choice(("", _one(chance, known["trades"])))
    if chance.random() < 0.5:
        whole = f"{_one(chance, known['towns'])}{whole}有限公司"
    return " ".join(in_latin(sign).title() for sign in whole) if chance.random() < 0.4 else whole


def _in_latin_letters(chance: random.Random) -> str:
    country = chance.choice(_people()["latin"])
    return " ".join(
        (*chance.sample(country["given"].split(), chance.choice((1, 1, 2))), _one(chance, country["family"]))
    )


def _of_the_east(chance: random.Random) -> str:
    latin, arabic, *_ = _words()
    if chance.random() < 0.4:
        words = chance.sample(arabic, chance.choice((2, 2, 3)))
        words[-1] += chance.choice(("", "", "ی", "زاده", "پور"))
        return " ".join(words)
    words = chance.sample(latin, chance.choice((2, 2, 3)))
    words[-1] += chance.choice(("", "", "i", "zadeh", "ov", "ova", "pour"))
    return " ".join(words).title()


def _slavic(chance: random.Random) -> str:
    _, _, given, fathers, families = _words()
    words = [chance.choice(given), chance.choice(families)]
    if chance.random() < 0.35:
        words.insert(1, chance.choice(fathers))
    if chance.random() < 0.5:
        words = [words[-1], *words[:-1]]
    return " ".join(words).title()


_KINDS: Final[tuple[Callable[[random.Random], str], ...]] = (
    *(_chinese, _japanese, _korean, _korean, _chinese_firm, _in_latin_letters, _in_latin_letters),
    *(_of_the_east, _of_the_east, _slavic, _slavic),
)


def somebody(chance: random.Random) -> str:
    """The name of a person or firm that exists nowhere, as such names are made in some country."""
    return chance.choice(_KINDS)(chance)
