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


def hit_rates(signs: Collection[str]) -> dict[str, HitRate]:
    """The hit rate of each of these signs that has been examined; none without findings."""
    from darvoza.office.examination import learning  # noqa: PLC0415 - examinations stand on the desk, which shows theirs

    known = learning.hit_rates()
    found = {sign: known[sign] for sign in signs if sign in known}
    return {
        sign: HitRate(found=each.breaches, examined=each.examined, low=each.lower, high=each.upper)
        for sign, each in found.items()
    }
