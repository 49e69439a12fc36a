"""How often a sign was right: examinations of consignments that had it and found a breach, over all of them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from darvoza.office.desk.models import Consignment


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


def results(row: Consignment) -> list[Any]:
    """What examinations of this consignment found, as it stands today; the newest first."""
    from darvoza.office.examination.models import Examination  # noqa: PLC0415 - examinations stand on the desk

    found = Examination.objects.filter(order__consignment=row, correction__isnull=True).select_related("officer")
    return list(found.order_by("-received", "-pk")[:5])
