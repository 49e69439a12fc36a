"""Backtesting: what a profile would have selected, what it would have found, and what nobody else would have."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

import polars as pl

from darvoza.risk import Profile, Profiles, profile_hits, to_expression
from darvoza.statistics.intervals import Share, share

WEEKS: Final = 26
"""Weeks that a profile is judged by."""

ENOUGH: Final = 30
"""Examinations with a result without which a hit rate is not judged."""

TRIED: Final = 8
"""Weeks in force before which a profile is not judged."""


@dataclass(frozen=True, slots=True)
class Backtest:
    """What one profile would have done to the stored consignments.

    ``weeks`` has ``week`` (its Monday), ``consignments`` and ``selected``. ``hit_rate`` is over those of the selected
    that were examined, ``base_rate`` over everything that was: examinations were chosen, not drawn by chance, so the
    two compare fairly only with each other. ``breaches`` are all known ones in these weeks, ``found`` those selected,
    ``added`` the ids of those that no other profile selects. ``overlap`` has ``profile``, ``both`` and ``share`` (of
    this profile's consignments that the other selects too), most first.
    """

    consignments: int
    selected: int
    weeks: pl.DataFrame
    hit_rate: Share
    base_rate: Share
    breaches: int
    found: int
    added: tuple[str, ...]
    overlap: pl.DataFrame


def backtest(view: pl.LazyFrame, findings: pl.DataFrame, profile: Profile, others: Sequence[Profile] = ()) -> Backtest:
    """How many consignments a profile would have selected a week, with which hit rate, and which cases it adds.

    ``view`` has the rows of :class:`darvoza.risk.StoredView`; ``findings`` has ``consignment`` and ``breach`` (null:
    still open, not counted). ``others`` are the profiles it is held against; a version of itself is left out.
    """
    hits = (
        view.filter(to_expression(profile.tree))
        .select("consignment", "day")
        .unique("consignment", keep="first")
        .collect(engine="streaming")
    )
    every = (
        view.filter(pl.col("item_number").is_null() | (pl.col("item_number") == 1))
        .group_by("day")
        .agg(consignments=pl.len())
        .collect(engine="streaming")
    )
    selected = hits.group_by("day").agg(selected=pl.len())
    weeks = (
        every.join(selected, on="day", how="left")
        .group_by(week=pl.col("day").dt.truncate("1w"))
        .agg(pl.col("consignments", "selected").sum())
        .sort("week")
    )
    known = known_results(findings)
    among = known.join(hits, on="consignment", how="semi")
    overlap, covered = _overlap(view, hits, [each for each in others if each.id != profile.id])
    caught = among.filter("breach")
    return Backtest(
        consignments=int(every["consignments"].sum()),
        selected=hits.height,
        weeks=weeks,
        hit_rate=share(int(among["breach"].sum()), among.height),
        base_rate=share(int(known["breach"].sum()), known.height),
        breaches=int(known["breach"].sum()),
        found=caught.height,
        added=tuple(caught.join(covered, on="consignment", how="anti")["consignment"].sort()),
        overlap=overlap,
    )


def known_results(findings: pl.DataFrame) -> pl.DataFrame:
    """Each consignment with a known result once: ``consignment breach``, a breach if any finding on it is one."""
    return findings.drop_nulls("breach").group_by("consignment").agg(pl.col("breach").any())


def _overlap(view: pl.LazyFrame, hits: pl.DataFrame, others: Sequence[Profile]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """How many of the hits each of the others selects too, and the hits that any of them selects."""
    applied = Profiles(others)
    rows = (
        view.select("consignment", "position", *sorted(applied.columns))
        .join(hits.lazy().select("consignment").with_row_index("row"), on="consignment", how="inner")
        .collect(engine="streaming")
    )
    both = profile_hits(rows, applied)
    counted = both.group_by("profile").agg(both=pl.len())
    overlap = counted.with_columns(share=pl.col("both") / max(1, hits.height)).sort(
        "both", "profile", descending=[True, False]
    )
    covered = hits.with_row_index("row").join(both.select("row").unique(), on="row", how="semi")
    return overlap, covered.select("consignment")


class Advice(StrEnum):
    """What is proposed for a profile."""

    KEEP = "keep"
    RETIRE = "retire"
    REVIEW = "review"
    WAIT = "too early to tell"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a profile has done in its last weeks, what is proposed, and why (an English message)."""

    profile: Profile
    selected: int
    hit_rate: Share
    advice: Advice
    reason: str


def standings(
    view: pl.LazyFrame, findings: pl.DataFrame, profiles: Sequence[Profile], *, on: date
) -> tuple[Standing, ...]:
    """Which profiles still earn their keep, and which are proposed for retirement.

    Judged by the last :data:`WEEKS` weeks. A profile that was in force for :data:`TRIED` of them is proposed for
    retirement if it selected nothing, or if at least :data:`ENOUGH` of what it selected were examined and the upper end
    of its hit rate's 95 % interval lies below the hit rate of all examinations: it then surely does worse than
    officers do without it. One whose review date has passed is proposed for review.
    """
    since = on - timedelta(weeks=WEEKS)
    applied = Profiles(profiles)
    recent = view.filter(pl.col("day").is_between(since, on, closed="right"))
    rows = recent.select("consignment", "position", *sorted(applied.columns)).collect(engine="streaming")
    rows = rows.with_columns(row=pl.col("consignment").rank("dense") - 1)
    hits = profile_hits(rows, applied)
    known = known_results(findings).join(rows.select("consignment", "row").unique("row"), on="consignment", how="inner")
    base = share(int(known["breach"].sum()), known.height)
    examined = hits.join(known, on="row", how="inner")
    made = []
    for profile in applied:
        selected = hits.filter(profile=profile.id).height
        results = examined.filter(profile=profile.id)["breach"]
        made.append(_standing(profile, selected, share(int(results.sum()), len(results)), base, on))
    return tuple(made)


def _standing(profile: Profile, selected: int, rate: Share, base: Share, on: date) -> Standing:
    advice, reason = Advice.KEEP, "It finds at least as much as examinations do at large, as far as is known."
    if on - profile.start < timedelta(weeks=TRIED):
        advice, reason = Advice.WAIT, "It has been in force for less than eight weeks."
    elif selected == 0:
        advice, reason = Advice.RETIRE, "It selected nothing in half a year."
    elif rate.trials >= ENOUGH and rate.upper is not None and base.value is not None and rate.upper < base.value:
        advice, reason = Advice.RETIRE, "It surely finds less than examinations do at large."
    elif on >= profile.review:
        advice, reason = Advice.REVIEW, "Its review date has passed."
    elif rate.trials < ENOUGH:
        advice, reason = Advice.WAIT, "Too few of its consignments were examined to judge it."
    return Standing(profile, selected, rate, advice, reason)
