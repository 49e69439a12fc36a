"""What the board counts: consignments decided in a period, what came of them, and how long that took."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import polars as pl
from django.db.models import Count, Q

from darvoza.office import clock
from darvoza.office.desk.models import Consignment, Decision, State
from darvoza.office.desk.planning import SHIFT, capacity
from darvoza.office.examination.learning import HitRate, standing
from darvoza.office.examination.models import Examination, Order, Progress, Sign
from darvoza.office.people.models import Post
from darvoza.selection import Ground
from darvoza.statistics import Missed, Rate, chance_rate, exact_interval, missed

_MOMENT: Final = pl.Datetime("us", "UTC")
DECIDED: Final = pl.Schema(
    {
        "id": pl.Int64(),
        "office": pl.String(),
        "received": _MOMENT,
        "arrival": _MOMENT,
        "decided": _MOMENT,
        "state": pl.String(),
        "ground": pl.String(),
        "score": pl.Float64(),
        "probability": pl.Float64(),
    }
)
"""A consignment that was decided: where, when, how it came to be stopped or not, and with which probability."""

_RELEASED: Final = str(State.RELEASED)
_DONE: Final = (_RELEASED, str(State.STOPPED), str(State.EXAMINED))
_RESULT: Final = pl.Schema({"id": pl.Int64(), "breach": pl.Boolean(), "ended": _MOMENT})


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of the period, from its first day on: ``released`` untouched of ``decided``, and the hit rate."""

    first: datetime
    decided: int
    released: int
    rate: HitRate | None


@dataclass(frozen=True, slots=True)
class Span:
    """How long something took, in hours: of ``count``, the middle one, and what nine of ten stay under."""

    what: str
    count: int
    median: float | None
    p90: float | None


@dataclass(frozen=True, slots=True)
class Work:
    """Orders of one technique beside the places of the worked shifts for it; ``places`` None for other measures."""

    technique: str
    ordered: int
    done: int
    places: int | None

    @property
    def share(self) -> float | None:
        """How much of the places was used."""
        return self.ordered / self.places if self.places else None


@dataclass(frozen=True, slots=True)
class Line:
    """What waits at a post now: how many, how many of them should have arrived, somebody has taken, or must be stopped.

    ``orders`` are examinations that were ordered and are not done.
    """

    office: str
    waiting: int
    overdue: int
    held: int
    mandatory: int
    orders: int


@dataclass(frozen=True, slots=True)
class AtPost:
    """One post in the period."""

    office: str
    decided: int
    released: int
    rate: HitRate | None
    median: float | None


@dataclass(frozen=True, slots=True)
class Counts:
    """Everything the board says of decisions and examinations in a period.

    ``early`` is which share of what was released untouched, and says when it arrives, was released before it did.
    ``lines`` is what waits now, by post. ``chance`` is how common breaches are among all that nobody was obliged to
    stop; ``missed`` what selection by risk left. ``reasons`` are hit rates by signal, ``turned`` how often which
    proposal was decided otherwise.
    """

    decided: int
    released: int
    examined: HitRate | None
    chance: Rate
    missed: Missed
    stretches: tuple[Stretch, ...]
    spans: tuple[Span, ...]
    early: float | None
    lines: tuple[Line, ...]
    work: tuple[Work, ...]
    posts: tuple[AtPost, ...]
    reasons: tuple[tuple[str, HitRate], ...]
    turned: tuple[tuple[str, str, int], ...]

    @property
    def overrides(self) -> int:
        """Decisions that were not what was proposed."""
        return sum(count for *_, count in self.turned)


def count(offices: Sequence[str], since: datetime) -> Counts:
    """Count what was decided at these posts since then, and what examinations said of it.

    An examination counts by its result that stands; one still open is not counted as anything.
    """
    rows = _decided(offices, since).join(_results(offices, since), on="id", how="left")
    marked = _by_risk(rows)
    return Counts(
        decided=rows.height,
        released=_untouched(rows),
        examined=_rate(rows),
        chance=chance_rate(marked),
        missed=missed(marked),
        stretches=_stretches(rows),
        spans=_spans(rows),
        early=_early(rows),
        lines=_lines(offices, clock.now()),
        work=_work(offices, since, rows),
        posts=_posts(rows),
        reasons=_reasons(offices, since),
        turned=_turned(offices, since),
    )


_BY_DAY: Final = timedelta(days=14)


def _decided(offices: Sequence[str], since: datetime) -> pl.DataFrame:
    found = Consignment.objects.filter(office__in=offices, state__in=_DONE, decided__gte=since)
    return pl.DataFrame(list(found.values_list(*DECIDED)), schema=DECIDED, orient="row")


def _results(offices: Sequence[str], since: datetime) -> pl.DataFrame:
    """What was found in each consignment: a breach if any result that stands is one, and when the last one ended."""
    found = standing(offices).filter(received__gte=since).values_list("order__consignment_id", "breach", "ended")
    return (
        pl.DataFrame(list(found), schema=_RESULT, orient="row")
        .group_by("id")
        .agg(pl.col("breach").max(), pl.col("ended").max())
    )


def _by_risk(rows: pl.DataFrame) -> pl.DataFrame:
    """With ``by_risk``: would it have been stopped without chance?

    A consignment that chance drew takes no place in the plan, so the plan does not say. It is taken to be one that
    would have been stopped where its score reaches the lowest that was stopped by risk on that day at that post.
    """
    day = pl.col("decided").dt.date()
    lowest = (
        rows.filter(ground=Ground.RISK.value).group_by("office", day.alias("day")).agg(lowest=pl.col("score").min())
    )
    obliged = pl.col("ground").is_in([Ground.MANDATORY.value, Ground.RISK.value])
    return rows.join(lowest, left_on=["office", day], right_on=["office", "day"], how="left").with_columns(
        by_risk=obliged
        | ((pl.col("ground") == Ground.RANDOM.value) & (pl.col("score") >= pl.col("lowest")).fill_null(value=False))
    )


def _untouched(rows: pl.DataFrame) -> int:
    return rows.filter(state=_RELEASED).height


def _rate(rows: pl.DataFrame) -> HitRate | None:
    known = rows["breach"].drop_nulls()
    return hit_rate(int(known.sum()), len(known))


def hit_rate(breaches: int, examined: int) -> HitRate | None:
    """So many breaches of so many examined, with the exact 95 % interval; None where nothing was examined."""
    if not examined:
        return None
    return HitRate(examined, breaches, breaches / examined, *exact_interval(breaches, examined))


def _stretches(rows: pl.DataFrame) -> tuple[Stretch, ...]:
    """By day where there are two weeks of them at most, else by week."""
    if rows.is_empty():
        return ()
    first, last = rows["decided"].min(), rows["decided"].max()
    days = isinstance(first, datetime) and isinstance(last, datetime) and last - first <= _BY_DAY
    every = "1d" if days else "1w"
    parts = rows.with_columns(first=pl.col("decided").dt.truncate(every)).partition_by("first", as_dict=True)
    return tuple(
        Stretch(first, part.height, _untouched(part), _rate(part))
        for (first,), part in sorted(parts.items())
        if isinstance(first, datetime)
    )


def _spans(rows: pl.DataFrame) -> tuple[Span, ...]:
    released = rows.filter(state=_RELEASED)
    examined = rows.drop_nulls("ended")
    return (
        _span("Received to released untouched", released["decided"] - released["received"]),
        _span(
            "Arrival to released untouched, of those not released before it", released["decided"] - released["arrival"]
        ),
        _span("Received to the decision to stop", examined["decided"] - examined["received"]),
        _span("Decision to the end of the examination", examined["ended"] - examined["decided"]),
        _span("Received to the end of the examination", examined["ended"] - examined["received"]),
    )


def _span(what: str, took: pl.Series) -> Span:
    hours = took.dt.total_seconds() / 3600
    hours = hours.filter(hours >= 0)
    if hours.is_empty():
        return Span(what, 0, None, None)
    ends = [hours.quantile(part, "linear") for part in (0.5, 0.9)]
    return Span(what, len(hours), ends[0], ends[1])


def _early(rows: pl.DataFrame) -> float | None:
    known = rows.filter(state=_RELEASED).drop_nulls("arrival")
    return None if known.is_empty() else known.filter(pl.col("decided") < pl.col("arrival")).height / known.height


def _lines(offices: Sequence[str], now: datetime) -> tuple[Line, ...]:
    waiting = (
        Consignment.objects.filter(office__in=offices, state=State.WAITING)
        .order_by()
        .values_list("office")
        .annotate(
            all=Count("pk"),
            overdue=Count("pk", filter=Q(arrival__lt=now)),
            held=Count("pk", filter=Q(holder__isnull=False)),
            must=Count("pk", filter=Q(mandatory=True)),
        )
    )
    open_ = Order.objects.filter(office__in=offices, state=Progress.OPEN).order_by().values_list("office")
    ordered = dict(open_.annotate(Count("pk")))
    counted = {office: (every, overdue, held, must) for office, every, overdue, held, must in waiting}
    found = ((post, *counted.get(post, (0, 0, 0, 0)), ordered.get(post, 0)) for post in sorted(offices))
    return tuple(Line(*each) for each in found)


def _work(offices: Sequence[str], since: datetime, rows: pl.DataFrame) -> tuple[Work, ...]:
    """By technique: orders made and done, and the places of all shifts in which anything was decided at a post."""
    made = {
        measure: (ordered, done)
        for measure, ordered, done in Order.objects.filter(
            office__in=offices, state__in=(Progress.OPEN, Progress.DONE), made__gte=since
        )
        .values_list("measure")
        .annotate(ordered=Count("pk"), done=Count("pk", filter=Q(state=Progress.DONE)))
    }
    worked = dict(
        rows.group_by("office").agg(pl.col("decided").dt.truncate(f"{SHIFT.seconds // 3600}h").n_unique()).iter_rows()
    )
    places: dict[str, int] = {}
    for post in Post.objects.filter(code__in=offices).order_by("code"):
        for technique, each in capacity(post).places.items():
            places[technique] = places.get(technique, 0) + each * worked.get(post.code, 0)
    names = [*places, *sorted(set(made) - set(places))]
    return tuple(Work(name, *made.get(name, (0, 0)), places.get(name)) for name in names)


def _posts(rows: pl.DataFrame) -> tuple[AtPost, ...]:
    parts = rows.partition_by("office", as_dict=True)
    return tuple(
        AtPost(str(office), part.height, _untouched(part), _rate(part), _spans(part)[0].median)
        for (office,), part in sorted(parts.items())
    )


def _reasons(offices: Collection[str], since: datetime) -> tuple[tuple[str, HitRate], ...]:
    """Hit rates by signal in the period: those examined most first."""
    known = standing(offices).filter(received__gte=since, breach__isnull=False).values("pk")
    counted = (
        Sign.objects.filter(examination__in=known)
        .values_list("signal")
        .annotate(examined=Count("pk"), breaches=Count("pk", filter=Q(examination__breach=True)))
        .order_by("-examined", "signal")
    )
    rates = ((signal, hit_rate(breaches, examined)) for signal, examined, breaches in counted)
    return tuple((signal, rate) for signal, rate in rates if rate is not None)


def _turned(offices: Collection[str], since: datetime) -> tuple[tuple[str, str, int], ...]:
    found = (
        Decision.objects.filter(override=True, made__gte=since, consignment__office__in=offices)
        .values_list("proposed", "measure")
        .annotate(count=Count("pk"))
        .order_by("-count", "proposed", "measure")
    )
    return tuple(found)


def newest() -> int:
    """The number of the last result: what was counted before it is out of date."""
    last = Examination.objects.order_by("-pk").values_list("pk", flat=True).first()
    return last or 0
