"""Caveats: what the receiver of information may do with it, and how the caveats of several sources come together.

Caveats only ever grow stricter: joining two gives at least what each asks. So whatever is built on received
information, in however many steps, is bound by all that its sources are bound by.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from functools import reduce
from typing import Final, TypeVar

import msgspec

_T = TypeVar("_T")


class Purpose(StrEnum):
    """What information may serve."""

    CUSTOMS_CONTROL = "customs control"
    INVESTIGATION = "investigation"
    PROSECUTION = "prosecution"
    REVENUE_COLLECTION = "revenue collection"
    STATISTICS = "statistics"
    TRAINING = "training"


class Marking(StrEnum):
    """The audience of information, after the Traffic Light Protocol 2.0 (FIRST, 2022), widest first.

    Clear and green may go on; amber stays with those the onward list names; amber+strict stays in the administration
    that received it; red may only be looked at, by persons whom it names.
    """

    CLEAR = "clear"
    GREEN = "green"
    AMBER = "amber"
    AMBER_STRICT = "amber+strict"
    RED = "red"


STRICTNESS: Final = {marking: number for number, marking in enumerate(Marking)}
"""Each marking's place in the order from widest to strictest."""


class Caveats(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel", omit_defaults=True
):
    """What the receiver of a piece of information may do with it. Without any, everything.

    ``purposes`` and ``onward`` (countries, ISO 3166-1) are all that is allowed; None is no limit, empty is nothing.
    ``users`` are groups of which a user must belong to each: one group from each source, each a choice of
    ``role:…``, ``unit:…`` and ``person:…``. ``words`` are those of the agreement's vocabulary that it came with.

    >>> received = Caveats(purposes=frozenset({Purpose.INVESTIGATION}), onward=frozenset({"KZ"}))
    >>> joined = received | Caveats(evidence=False, onward=frozenset({"TJ"}))
    >>> joined.evidence, sorted(joined.onward)
    (False, [])
    """

    purposes: frozenset[Purpose] | None = None
    users: tuple[tuple[str, ...], ...] = ()
    evidence: bool = True
    onward: frozenset[str] | None = None
    retain_until: date | None = None
    marking: Marking = Marking.CLEAR
    words: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        # One way to write the same groups, so that equal caveats are equal and their JSON the same.
        groups = tuple(sorted({tuple(sorted(set(group))) for group in self.users}))
        if groups != self.users:
            msgspec.structs.force_setattr(self, "users", groups)

    def __or__(self, other: "Caveats") -> "Caveats":
        return Caveats(
            purposes=_both(self.purposes, other.purposes),
            users=self.users + other.users,
            evidence=self.evidence and other.evidence,
            onward=_both(self.onward, other.onward),
            retain_until=min((day for day in (self.retain_until, other.retain_until) if day), default=None),
            marking=max(self.marking, other.marking, key=STRICTNESS.__getitem__),
            words=self.words | other.words,
        )

    def covers(self, other: "Caveats") -> bool:
        """Whether these are at least as strict as the others: joining the others would add nothing."""
        return self | other == self


def strictest(every: Iterable[Caveats]) -> Caveats:
    """The caveats of something built on sources with these caveats: at least as strict as each."""
    return reduce(Caveats.__or__, every, Caveats())


def _both(one: frozenset[_T] | None, other: frozenset[_T] | None) -> frozenset[_T] | None:
    if one is None:
        return other
    return one if other is None else one & other
