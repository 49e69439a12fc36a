"""A partner's trade figures held against what was declared at a unit's posts: counted behind the pages.

Counted is each goods item of a declaration once, in the month in which the goods came or left; what has no value in the
partner's currency, or no net mass, is counted as such, so that nobody takes it for a gap.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import msgspec
import polars as pl
from django.db.models import Q
from django_tasks import task

from darvoza.consignment import Consignment as Filed
from darvoza.consignment import Flow, GoodsItem, Lodgement
from darvoza.exchange import FIGURES_SCHEMA, OWN_SCHEMA, Figures, MirrorAllowance, Reading, mirror
from darvoza.office.clock import now
from darvoza.office.desk.models import Consignment
from darvoza.office.liaison.models import Comparison
from darvoza.office.people.models import Post

MOST: Final = 2_000
"""Totals of a comparison that are kept, the largest gaps first."""
_AT_ONCE: Final = 1_000
_LATE: Final = timedelta(days=92)
"""A declaration is lodged so long before or after its goods move, at most."""
_MONTH, _YEAR = 7, 4


@task()
def compare(number: int) -> None:
    """Count what was declared, hold the partner's figures against it, and keep what was found."""
    comparison = Comparison.objects.filter(pk=number).first()
    if comparison is not None:  # it may be removed before it is counted, or while it is
        Comparison.objects.filter(pk=number).update(told=found(comparison))


def found(comparison: Comparison) -> dict[str, Any]:
    """What a comparison tells.

    ``rows`` are of :data:`darvoza.exchange.MIRROR_SCHEMA`; ``dropped`` are periods of the partner's table that are not
    over yet, or began before declarations are complete here; ``uncoded`` goods items have too short a code, those of
    ``foreign`` currencies no rate.
    """
    asked = comparison.asked
    frame = pl.DataFrame(comparison.figures["rows"], schema=FIGURES_SCHEMA, orient="row")
    periods = sorted(set(frame["period"]))
    dropped = [each for each in periods if each < asked["since"][: len(each)] or not _over(each)]
    frame = frame.filter(~pl.col("period").is_in(dropped))
    said: dict[str, Any] = {"dropped": dropped, "periods": [each for each in periods if each not in dropped]}
    if frame.is_empty():
        return said | {"rows": [], "totals": 0, "declared": 0, "uncoded": 0, "foreign": {}}
    theirs = Figures(
        reporter=comparison.partner,
        partner=comparison.figures["here"],
        flow="export" if comparison.flow == Flow.IMPORT else "import",
        currency=comparison.currency,
        frame=frame,
    )
    counted = _Counted(comparison, len(said["periods"][0]))
    for filed, received in _filed(comparison, said["periods"]):
        counted.add(filed, received)
    allowed = MirrorAllowance(carriage=asked["carriage"] / 100, days=asked["days"])
    ours = counted.frame()
    whole = mirror(ours, theirs, allowed)
    readings = Counter(whole["reading"])
    return said | {
        "rows": [list(row) for row in whole.head(MOST).iter_rows()],
        "totals": whole.height,
        "agree": readings[Reading.AGREES.value],
        "untold": readings[Reading.UNTOLD.value],
        "declared": int(ours.filter(pl.col("period").is_in(said["periods"]))["count"].sum()),
        "uncoded": counted.uncoded,
        "foreign": dict(counted.foreign.most_common(8)),
    }


def _over(period: str) -> bool:
    """Whether the month or year is over."""
    return period < now().date().isoformat()[: len(period)]


def _filed(comparison: Comparison, periods: list[str]) -> Iterator[tuple[Filed, datetime]]:
    """The declarations that may count, the latest of each reference: a later one amends the one before."""
    first, last = _days(periods)
    partner = "dispatch" if comparison.flow == Flow.IMPORT else "destination"
    rows = Consignment.objects.filter(
        office__in=Post.objects.filter(unit_id=comparison.unit_id).values("code"),
        lodgement=Lodgement.DECLARATION,
        received__gte=first - _LATE - timedelta(days=comparison.asked["days"]),
        received__lte=last + _LATE,
    ).exclude(flow__in=[each for each in Flow if each != comparison.flow])
    if comparison.asked["by"] != "origin":
        rows = rows.filter(Q(**{partner: comparison.partner}) | Q(**{partner: ""}))
    seen: set[tuple[str, str]] = set()
    found = rows.order_by("-received", "-pk").values_list("office", "reference", "received", "filed")
    for office, reference, received, filed in found.iterator(_AT_ONCE):
        if not reference or (office, reference) not in seen:
            seen.add((office, reference))
            yield msgspec.convert(filed, Filed), received


def _days(periods: list[str]) -> tuple[datetime, datetime]:
    first = periods[0] if len(periods[0]) == _MONTH else f"{periods[0]}-01"
    last = periods[-1] if len(periods[-1]) == _MONTH else f"{periods[-1]}-12"
    begins, ends = (date.fromisoformat(f"{each}-01") for each in (first, last))
    over = (ends + timedelta(days=32)).replace(day=1)
    return tuple(datetime(each.year, each.month, each.day, tzinfo=UTC) for each in (begins, over))  # type: ignore[return-value]  # two in, two out


class _Counted:
    """Totals by period and code, and what could not be counted in full."""

    def __init__(self, comparison: Comparison, length: int) -> None:
        self._of = comparison
        self._length = length
        self._rates: dict[str, float] = {comparison.currency: 1.0} | comparison.asked["rates"]
        self._totals: dict[tuple[str, str], list[Any]] = {}
        self.uncoded = 0
        self.foreign: Counter[str] = Counter()

    def add(self, filed: Filed, received: datetime) -> None:
        """Count the goods items of a declaration that went between the two countries."""
        coming = self._of.flow == Flow.IMPORT
        moved = (filed.arrival if coming else filed.departure) or filed.lodged or received
        period = moved.date().isoformat()[: self._length]
        for item in filed.goods:
            if self._with_partner(filed, item, coming=coming):
                self._count(period, filed, item)

    def _with_partner(self, filed: Filed, item: GoodsItem, *, coming: bool) -> bool:
        if not coming:
            return filed.country_of_destination == self._of.partner
        if self._of.asked["by"] == "origin":
            return item.origin == self._of.partner
        return (filed.country_of_dispatch or item.origin) == self._of.partner

    def _count(self, period: str, filed: Filed, item: GoodsItem) -> None:
        code = "".join(filter(str.isdigit, item.hs_code or ""))[:6]
        if len(code) < 6:
            self.uncoded += 1
            if len(code) < _YEAR:
                return
            code = code[:4]
        value, currency = item.value, item.currency or filed.currency
        if value is None and len(filed.goods) == 1:
            value, currency = filed.value, filed.currency
        rate = self._rates.get(currency or "")
        if value is not None and rate is None:
            self.foreign[currency or "—"] += 1
        total = self._totals.setdefault((period, code), [None, None, 0, 0, 0])
        known = None if value is None or rate is None else value / rate
        for place, amount in enumerate((known, item.net_mass_kg)):
            if amount is None:
                total[3 + place] += 1
            else:
                total[place] = (total[place] or 0.0) + amount
        total[2] += 1

    def frame(self) -> pl.DataFrame:
        """The totals as a mirror takes them."""
        rows = [(*key, *total) for key, total in self._totals.items()]
        return pl.DataFrame(rows, schema=OWN_SCHEMA, orient="row")
