"""Trying a profile on the past: the consignments of the viewer's own posts in the last 90 days."""

from dataclasses import dataclass
from datetime import timedelta
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
from darvoza.office.people.access import Viewer
from darvoza.office.profiles.keeping import READERS, store
from darvoza.office.words import Words
from darvoza.risk import Profile, Profiles, consignment_view
from darvoza.risk.profiles import COLUMNS
from darvoza.statistics import Backtest, backtest

DAYS: Final = 90
MOST: Final = 5000
"""Consignments looked at, at most: the newest."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What a profile would have done; ``cut`` when there were more consignments, ``unknown`` columns nobody filled."""

    done: Backtest
    picture: Markup
    weekly: float
    cut: bool
    unknown: tuple[str, ...]


def attempt(profile: Profile, viewer: Viewer, words: Words) -> Tried:
    """Ask the profile of the last 90 days, and hold it against what examinations found and what other profiles select.

    Columns of the past are missing here, so that a condition that rests on them selects nothing.
    """
    now = clock.now()
    since = now - timedelta(days=DAYS)
    offices = viewer.posts_of(READERS)
    others = [each for each in store().in_force(now.date()) if each.id != profile.id]
    wanted = Profiles([profile, *others]).columns | {"item_number"}
    rows = list(
        Consignment.objects.filter(office__in=offices, received__gte=since)
        .select_related("assessment")
        .defer("search")
        .order_by("-received")[: MOST + 1]
    )
    view = _view(rows[:MOST], wanted)
    done = backtest(view.lazy(), findings_frame(since, offices=offices), profile, others)
    weeks = done.weeks.to_dicts()
    picture = bars(
        words.say("Consignments that the profile would have selected, by week"),
        [(each["week"].strftime("%d.%m"), float(each["selected"] or 0)) for each in weeks],
    )
    past = sorted(name for name in Profiles([profile]).columns if COLUMNS[name].source.value == "history")
    return Tried(done, picture, done.selected / max(1, len(weeks)), len(rows) > MOST, tuple(past))


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
