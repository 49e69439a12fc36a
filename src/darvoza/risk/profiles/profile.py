"""A risk profile: a condition that an analyst writes over consignments, with who, why, how strongly and how long."""

from dataclasses import dataclass, field
from datetime import date

from darvoza.risk.profiles.closures import Test, compile_test
from darvoza.risk.profiles.reading import read_condition
from darvoza.risk.profiles.tree import Predicate
from darvoza.signals import Typology


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One version of a profile: its condition, and everything an auditor asks about it.

    ``weight`` (0 to 1) is what a hit adds to its ``typology``; a ``mandatory`` one stops the consignment whatever the
    score. ``measure`` is what it proposes to do. It holds from ``start`` to ``end``, both included; on ``review``
    somebody looks whether it still earns its keep. ``approver`` is never the author; without one it is a draft.
    """

    id: str
    title: str
    condition: str
    author: str
    purpose: str
    typology: Typology
    weight: float
    start: date
    end: date
    review: date
    measure: str | None = None
    mandatory: bool = False
    version: int = 1
    approver: str | None = None
    tree: Predicate = field(init=False, repr=False, compare=False)
    test: Test = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        tree = read_condition(self.condition)
        object.__setattr__(self, "tree", tree)
        object.__setattr__(self, "test", compile_test(tree))
        if not 0 <= self.weight <= 1:
            raise ValueError(f"profile {self.id}: weight is {self.weight}; it lies from 0 to 1")
        if not self.start <= self.review <= self.end:
            raise ValueError(f"profile {self.id}: the review ({self.review}) lies between start and end")

    def in_force(self, on: date) -> bool:
        """Whether it is approved and holds on this day."""
        return self.approver is not None and self.start <= on <= self.end
