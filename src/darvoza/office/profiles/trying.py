"""Trying a profile on the past: the consignments of the viewer's own posts in the last 90 days."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import msgspec
import polars as pl
from markupsafe import Markup

from darvoza.consignment import Consignment as Filed
from darvoza.consignment import ConsignmentBatch
from darvoza.office import clock
from darvoza.office.board.plots import bars
from darvoza.office.desk.models import Consignment
from darvoza.office.examination.learning import findings_frame
from darvoza.office.home import office_home
from darvoza.office.people.access import Viewer
from darvoza.office.profiles.keeping import READERS, store
from darvoza.office.words import Words
from darvoza.risk import Profile, Profiles, consignment_view, to_expression
from darvoza.risk.profiles import COLUMNS
from darvoza.statistics import Backtest, backtest, known_results

DAYS: Final = 90
MOST: Final = 5000
"""Consignments looked at, at most: the newest."""
_FRESH: Final = 300  # seconds for which the past is kept as columns, so that typing is answered at once
_BY_DAY: Final = timedelta(days=35)
_HIDDEN: Final = frozenset(name for name, each in COLUMNS.items() if each.source.value == "history")


@dataclass(frozen=True, slots=True)
class Tried:
    """What a profile would have done; ``cut`` when there were more consignments, ``unknown`` columns nobody filled.

    ``points`` are what the picture draws: the first day of each bar, how many were selected, and how many of them an
    examination found in breach.
    """

    done: Backtest
    picture: Markup
    points: tuple[tuple[date, int, int], ...]
    weekly: float
    cut: bool
    unknown: tuple[str, ...]


def attempt(profile: Profile, viewer: Viewer, words: Words) -> Tried:
    """Ask the profile of the last 90 days, and hold it against what examinations found and what other profiles select.

    Columns of the past are missing here, so that a condition that rests on them selects nothing.
    """
    now = clock.now()
    offices = tuple(sorted(viewer.posts_of(READERS)))
    others = [each for each in store().in_force(now.date()) if each.id != profile.id]
    view, cut = _past(str(office_home()), offices, int(now.timestamp()) // _FRESH)
    findings = findings_frame(now - timedelta(days=DAYS), offices=offices)
    done = backtest(view.lazy(), findings, profile, others)
    points = _points(view, findings, profile)
    picture = bars(
        words.say("Consignments that the profile would have selected"),
        [(day.strftime("%d.%m"), float(selected)) for day, selected, _ in points],
        marked=[float(breaches) for _, _, breaches in points],
    )
    unknown = tuple(sorted(Profiles([profile]).columns & _HIDDEN))
    return Tried(done, picture, points, done.selected / max(1, done.weeks.height), cut, unknown)


@lru_cache(maxsize=4)
def _past(home: str, offices: tuple[str, ...], moment: int) -> tuple[pl.DataFrame, bool]:  # noqa: ARG001 - it is kept by them
    """The consignments of the last 90 days at these posts as columns, and whether there were more than that."""
    found = Consignment.objects.filter(office__in=offices, received__gte=clock.now() - timedelta(days=DAYS))
    rows = list(found.select_related("assessment").defer("search").order_by("-received")[: MOST + 1])
    return _view(rows[:MOST], frozenset(COLUMNS) - _HIDDEN), len(rows) > MOST


def _points(view: pl.DataFrame, findings: pl.DataFrame, profile: Profile) -> tuple[tuple[date, int, int], ...]:
    """How many were selected and how many of these were in breach: by day while the past is short, else by week."""
    first, last = view["day"].min(), view["day"].max()
    if not isinstance(first, date) or not isinstance(last, date):
        return ()
    every = "1d" if last - first <= _BY_DAY else "1w"
    bar = pl.col("day").dt.truncate(every)
    hits = view.filter(to_expression(profile.tree)).unique("consignment", keep="first")
    told = hits.select("consignment", day=bar).join(known_results(findings), on="consignment", how="left")
    counted = told.group_by("day").agg(selected=pl.len(), breaches=pl.col("breach").sum())
    days = pl.select(day=pl.date_range(first, last, "1d")).select(day=bar).unique().sort("day")
    drawn = days.join(counted, on="day", how="left").fill_null(0).sort("day")
    return tuple(drawn.select("day", "selected", "breaches").iter_rows())


def _view(rows: list[Consignment], wanted: frozenset[str]) -> pl.DataFrame:
    """The consignment view of stored consignments with ``consignment`` and ``day``, as backtests take it."""
    batch = ConsignmentBatch.of([msgspec.convert(each.filed, Filed) for each in rows])
    fired = [
        (number, signal["id"])
        for number, each in enumerate(rows)
        for signal in (each.assessment.said["signals"] if each.assessment and "signals" in wanted else ())
        if signal["kind"] != "profile"
    ]
    view = consignment_view(
        batch,
        signals=pl.DataFrame(fired, schema={"row": pl.UInt32, "id": pl.String}, orient="row"),
        scores=pl.DataFrame(
            {"row": range(len(rows)), "score": [each.score for each in rows]},
            schema={"row": pl.UInt32, "score": pl.Float64},
        ),
        columns=wanted,
    )
    days = pl.DataFrame(
        {
            "row": range(len(rows)),
            "consignment": [each.key for each in rows],
            "day": [each.received.date() for each in rows],
        },
        schema={"row": pl.UInt32, "consignment": pl.String, "day": pl.Date},
    )
    return view.join(days, on="row", how="left", maintain_order="left")
