"""A party match: one listed party that a declared party may be, with its score and the reasons in words."""

import math
from collections.abc import Sequence
from typing import Final

import msgspec

from darvoza.language import Language, say
from darvoza.parties.lists.listed import PartyKind
from darvoza.signals import Fact


class Reason(msgspec.Struct, frozen=True, gc=False):
    """One thing that speaks for or against a match.

    ``message`` is English with ``{named}`` places for ``values``. ``weight`` is what it adds to the log-odds of the
    score: the weights of all reasons together make the score again (:func:`score_of`); reasons that only tell more
    about another have weight 0.
    """

    message: str
    values: tuple[Fact, ...] = ()
    weight: float = 0.0

    def say(self, language: Language = Language.ENGLISH) -> str:
        """The reason in this language."""
        return say(self.message, language, **{fact.name: fact.value for fact in self.values})


class PartyMatch(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One listed party that a declared party may be.

    ``name`` is the party's first name on the list, ``listed_name`` the one that met the declared name. ``certain`` says
    that an identifier, or a telling name with nothing against it, leaves hardly any doubt. ``score`` is from 0 to 1.
    """

    entity_id: str
    list: str
    kind: PartyKind | None
    name: str
    listed_name: str
    score: float
    certain: bool
    reasons: tuple[Reason, ...]
    programmes: tuple[str, ...]


def score_of(reasons: Sequence[Reason]) -> float:
    """The score that the weights of these reasons make together."""
    return 1 / (1 + math.exp(-sum(reason.weight for reason in reasons)))


IDENTIFIER_WEIGHT: Final = 10.0
KIND_WEIGHT: Final = -2.0
WEAK_WEIGHT: Final = -0.7
COUNTRY_WEIGHT: Final = 0.4
OTHER_COUNTRY_WEIGHT: Final = -0.4
BIRTH_WEIGHT: Final = 1.5
DAY_WEIGHT: Final = 3.0
OTHER_DAY_WEIGHT: Final = -0.5
OTHER_BIRTH_WEIGHT: Final = -3.0
ADDRESS_WEIGHT: Final = 2.0
"""What each kind of evidence beside the name adds to the log-odds."""

LEAST_NAME: Final = -5.0
"""The log-odds of a name that does not fit at all."""

SAME_WORDS: Final = "Words that agree: {words}."
ALIKE_WORDS: Final = "Words that sound alike: {words}."
ONLY_DECLARED: Final = "Only in the declared name: {words}."
ONLY_LISTED: Final = "Only in the listed name: {words}."
NAMES: Final = "The declared name {declared} meets the listed name {listed}."
SAME_IDENTIFIER: Final = "The same identifier {scheme} {value} is on the list."
SAME_COUNTRY: Final = "The country agrees: {country}."
OTHER_COUNTRY: Final = "The country differs: declared {country}, listed {listed}."
SAME_BIRTH: Final = "The year of birth agrees: {year}."
SAME_DAY: Final = "The day of birth agrees: {day}."
OTHER_BIRTH: Final = "The year of birth differs: declared {year}, listed {listed}."
OTHER_DAY: Final = "The year of birth agrees, the day differs: declared {day}, listed {listed}."
SAME_ADDRESS: Final = "The address agrees: {words}."
WEAK_ALIAS: Final = "The list itself calls this name a weak alias."
OTHER_KIND: Final = "The list has {listed}, the declared party is {declared}."
"""The messages of reasons."""


def fact(name: str, value: object) -> Fact:
    """A named value of a reason, as text."""
    return Fact(name, str(value))
