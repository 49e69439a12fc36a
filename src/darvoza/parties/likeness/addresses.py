"""Addresses side by side: the words that a declared and a listed one share, and what they say."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from darvoza.parties.likeness.match import ADDRESS_WEIGHT
from darvoza.parties.lists.listed import ListedAddress
from darvoza.parties.names.forms import plain_of
from darvoza.parties.names.letters import fold
from darvoza.parties.names.weighing import weight_of

_WORD: Final = re.compile(r"[^\W_]+")
_LONGEST: Final = 40  # words of an address that are looked at
_NUMBER, _WORD_TELLS = 3.0, 6.0  # the most that a house number or postal code tells, and another word
_ENOUGH: Final = 18.0  # what shared words must weigh together to tell all that an address can
_VOWELS: Final = "aeiou"
_GENERAL: Final = frozenset(
    fold(word)[0]
    for word in (
        "street str road rd avenue ave lane ln boulevard blvd square building bldg block floor flat apartment apt "
        "office room suite unit house city town village district region province oblast po box p o no number the of "
        "and улица ул проспект пр дом д корпус офис кв квартира город г область обл район р н село пос переулок пер "
        "шоссе набережная площадь этаж помещение ko'chasi kochasi kucha uy xonadon shahri tumani viloyati mahalla "
        "кўчаси уй шаҳри тумани вилояти кӯчаи хона шаҳри ноҳияи вилояти calle rue strasse via"
    )
    .replace("'", "")
    .split()
)


class Shared(NamedTuple):
    """What two addresses have in common: the words as declared, and what they add to the log-odds."""

    words: tuple[str, ...]
    weight: float


_NOTHING: Final = Shared((), 0.0)


@lru_cache(maxsize=1 << 14)
def _words(address: str) -> dict[str, tuple[str, float]]:
    """The telling words of an address, folded: as written, and what each tells."""
    words: dict[str, tuple[str, float]] = {}
    for written in _WORD.findall(plain_of(address))[:_LONGEST]:
        folded = fold(written)[0]
        if folded in _GENERAL or (len(folded) == 1 and not folded.isdigit()):
            continue
        most = _NUMBER if any(sign.isdigit() for sign in folded) else _WORD_TELLS
        stem = folded.rstrip(_VOWELS) or folded  # streets stand in another case than those they are called after
        words.setdefault(stem, (written, min(weight_of(folded), most)))
    return words


def shared_address(declared: str | None, listed: Sequence[ListedAddress]) -> Shared:
    """What a declared address has in common with the nearest of the listed ones; nothing speaks against anybody.

    A street tells more than a town, and a town more than nothing. Parties move: another address contradicts nothing.
    """
    own = _words(declared) if declared else {}
    return max((_shared(own, _words(each.text)) for each in listed), key=lambda each: each.weight, default=_NOTHING)


def _shared(own: dict[str, tuple[str, float]], listed: dict[str, tuple[str, float]]) -> Shared:
    both = [folded for folded in own if folded in listed]
    if not both:
        return _NOTHING
    told = sum(own[each][1] for each in both)
    return Shared(tuple(own[each][0] for each in both), ADDRESS_WEIGHT * min(1.0, told / _ENOUGH))
