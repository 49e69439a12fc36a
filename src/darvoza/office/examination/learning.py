"""What examinations teach: findings as the history keeps them, and how often each sign led to a breach."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

import polars as pl
from django.core.cache import cache
from django.db.models import Count, Q, QuerySet

from darvoza.history import FINDING_SCHEMA
from darvoza.office.asking import answers
from darvoza.office.examination.models import Examination, Sign
from darvoza.office.people.models import Post
from darvoza.statistics import exact_interval


def findings_frame(
    since: datetime | None = None, *, until: datetime | None = None, offices: Collection[str] | None = None
) -> pl.DataFrame:
    """What examinations found, as columns of :data:`darvoza.history.FINDING_SCHEMA`, the oldest first.

    Those received from ``since`` on and before ``until``, and only the result that stands of each order. Times are UTC.
    Examinations of training rooms are left out. ``offices`` narrows to posts.
    """
    found = standing(offices)
    if since is not None:
        found = found.filter(received__gte=since)
    if until is not None:
        found = found.filter(received__lt=until)
    rows = found.order_by("received", "pk").values_list(
        "order__consignment__key",
        "order__office",
        "ended",
        "order__measure",
        "breach",
        "critical",
        "typology",
        "category",
        "quantity",
        "unit",
        "amount",
        "currency",
        "officer__full_name",
        "note",
    )
    told = [
        (key, office, ended.astimezone(UTC).replace(tzinfo=None), measure, breach, critical, typology or None, *rest)
        for key, office, ended, measure, breach, critical, typology, *rest in rows
    ]
    frame = pl.DataFrame(told, schema=FINDING_SCHEMA, orient="row")
    blank = [name for name, dtype in FINDING_SCHEMA.items() if dtype == pl.String]
    return frame.with_columns(pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in blank)


@dataclass(frozen=True, slots=True)
class HitRate:
    """How many consignments with a sign were examined, in how many there was a breach, and between what the rate lies.

    ``lower`` and ``upper`` are the ends of the exact interval of Clopper and Pearson at 95 %.
    """

    examined: int
    breaches: int
    rate: float
    lower: float
    upper: float


def hit_rates() -> dict[str, HitRate]:
    """How often each signal led to a breach, by the signal's id; those never examined are not in it.

    Counts the results that stand and are not open, of all units but training rooms. Kept until another result is in.
    """
    last, at = answers("SELECT MAX(id), MAX(received) FROM examination_examination", ())[0]
    if last is None:
        return {}
    key = f"hit-rates-{last}-{at}".replace(" ", "-")
    known: dict[str, HitRate] | None = cache.get(key)
    if known is None:
        known = _counted()
        cache.set(key, known, timeout=3600)
    return known


def _counted() -> dict[str, HitRate]:
    counted = (
        Sign.objects.filter(examination__in=standing().filter(breach__isnull=False).values("pk"))
        .values("signal")
        .annotate(examined=Count("pk"), breaches=Count("pk", filter=Q(examination__breach=True)))
        .order_by("signal")
    )
    return {row["signal"]: _rate(row["breaches"], row["examined"]) for row in counted}


def _rate(breaches: int, examined: int) -> HitRate:
    lower, upper = exact_interval(breaches, examined)
    return HitRate(examined, breaches, breaches / examined, lower, upper)


def standing(offices: Collection[str] | None = None) -> QuerySet[Examination]:
    """The results that no later one supersedes, of real work: those of training rooms are left out."""
    found = Examination.objects.filter(correction__isnull=True).exclude(
        order__office__in=Post.objects.filter(unit__training=True).values("code")
    )
    return found if offices is None else found.filter(order__office__in=offices)
