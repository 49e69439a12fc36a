"""The plan of a post: which of the waiting consignments it stops in this shift, in which order, and how."""

import secrets
import time
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import polars as pl
from django.db import transaction
from django.db.models import Count, TextField
from django.db.models.functions import Cast

from darvoza.office.desk.bulk import update
from darvoza.office.desk.models import Consignment, Decision, State
from darvoza.office.desk.one_thread import in_a_row
from darvoza.office.people.models import Post
from darvoza.selection import TECHNIQUES, Capacity, Ground, propose_measures, select

CAPACITY: Final = {
    "document check": 20,
    "scan": 12,
    "canine search": 6,
    "radiation check": 8,
    "physical examination": 6,
    "sampling": 2,
}
"""What a post is taken to be able to examine in a shift until its unit says."""

SHIFT: Final = timedelta(hours=12)
_SCHEMA: Final = pl.Schema(
    {
        "score": pl.Float64(),
        "mandatory": pl.Boolean(),
        "typologies": pl.List(pl.String()),
        "typology_scores": pl.List(pl.Struct({"typology": pl.String(), "score": pl.Float64()})),
        "controls": pl.List(pl.String()),
        "hs_code": pl.String(),
    }
)


def capacity(post: Post) -> Capacity:
    """What the post can examine in a shift."""
    return Capacity({name: int(places) for name, places in (post.capacity or CAPACITY).items() if name in TECHNIQUES})


def draw(consignments: Sequence[Consignment], now: datetime) -> None:
    """Let chance draw among new consignments, once each, with the probability kept on record.

    A post gives a share of its places to chance; each consignment is drawn with that many places over as many
    consignments as the post sees in a shift, by the last day's count.
    """
    posts = {post.code: post for post in Post.objects.filter(code__in={each.office for each in consignments})}
    of_day = _of_day(posts, now)
    coming: dict[str, int] = {}
    for each in consignments:
        coming[each.office] = coming.get(each.office, 0) + 1
    chance = secrets.SystemRandom()
    for each in consignments:
        post = posts.get(each.office)
        if post is None or each.mandatory:
            continue
        places = capacity(post).total
        seen = max((of_day.get(each.office, 0) + coming[each.office]) / 2, places, 1)
        each.probability = min(1.0, post.random_share * places / seen)
        each.drawn = chance.random()


def _of_day(posts: Collection[str], now: datetime) -> dict[str, int]:
    """How many consignments came to each post in the last day; where very many do, as of the last minute."""
    moment = time.monotonic()
    known = {post: count for post in posts for at, count in [_counted.get(post, _NEVER)] if moment - at < _MINUTE}
    asked = [post for post in posts if post not in known]
    of_posts = Consignment.objects.filter(office__in=asked, received__gte=now - 2 * SHIFT)
    found = dict(of_posts.order_by().values_list("office").annotate(Count("pk"))) if asked else {}
    _counted.update({post: (moment, count) for post, count in found.items() if count >= _MANY})
    return known | found


_counted: dict[str, tuple[float, int]] = {}
_NEVER: Final = (float("-inf"), 0)
_MINUTE: Final = 60.0
_MANY: Final = 2_000


def plan(offices: Collection[str], now: datetime) -> None:
    """Plan these posts anew: rank what waits, and write what changed.

    Ranked are those that are ranked already, those that no plan has looked at yet, and of all others at a post those
    with the highest scores, several for each of its places: however many wait, a plan takes as long.
    """
    posts = list(Post.objects.filter(code__in=offices).order_by("code"))
    waiting = [row for post in posts for row in _in_question(post)]
    if waiting:
        places = _left(posts, now)
        _write(waiting, in_a_row(lambda: _ranked(waiting, places)))


def unplanned() -> frozenset[str]:
    """Posts with consignments that no plan has looked at yet."""
    at_posts = Consignment.objects.filter(state=State.WAITING, ground="", office__in=Post.objects.values("code"))
    return frozenset(at_posts.order_by().values_list("office", flat=True).distinct())


class Decided:
    """Posts where something was decided: a decision uses a place of their shift, or frees one."""

    def __init__(self, now: datetime) -> None:
        self._since = now - _BEFORE
        self._known: set[int] = set()

    def since(self, now: datetime) -> set[str]:
        """Those since this was asked last; asked first, those of the last hour."""
        lately = Decision.objects.filter(made__gte=self._since).order_by().values_list("pk", "consignment__office")
        made = dict(lately)
        posts = {office for number, office in made.items() if number not in self._known}
        self._since, self._known = now - _LATE, set(made)
        return posts


_BEFORE: Final = timedelta(hours=1)
_LATE: Final = timedelta(seconds=30)
"""How long after the moment it bears a decision may be written down."""


_Row = dict[str, Any]
_READ: Final = (
    "pk",
    "key",
    "office",
    "mode",
    "mandatory",
    "score",
    "drawn",
    "probability",
    "rank",
    "ground",
    "measure",
    "technique",
)
_ASKED: Final = Cast("assessment__plan", TextField())
"""What selection asks, as it is stored: read into columns all at once, not row by row."""
_FOR_EACH_PLACE: Final = 5
_LEAST: Final = 200


def _in_question(post: Post) -> list[_Row]:
    """The consignments at a post that could be in its plan, each once."""
    waiting = Consignment.objects.filter(office=post.code, state=State.WAITING).values(*_READ, asked=_ASKED)
    most = max(_LEAST, _FOR_EACH_PLACE * capacity(post).total)
    found = {row["pk"]: row for row in waiting.filter(rank__isnull=False)}
    found |= {row["pk"]: row for row in waiting.filter(ground="")}
    # by rank too, though none of these has one: only so does PostgreSQL see the order in the index, and sorts nothing
    found |= {row["pk"]: row for row in waiting.filter(rank__isnull=True).order_by("rank", "-score", "pk")[:most]}
    return [found[number] for number in sorted(found)]


def _left(posts: Sequence[Post], now: datetime) -> dict[str, Capacity]:
    """The places of this shift at each post that are not used by orders already made in it."""
    # The decisions of a shift first, then their posts: joined, a database may look at all that a post ever had.
    made = Decision.objects.filter(made__gte=now - SHIFT).exclude(measure="release").order_by()
    pairs = set(made.values_list("consignment", "measure"))
    of_posts = Consignment.objects.filter(office__in=[post.code for post in posts])
    offices = dict(of_posts.filter(pk__in={number for number, _ in pairs}).values_list("pk", "office"))
    ordered = Counter((offices[number], measure) for number, measure in pairs if number in offices)
    return {
        post.code: Capacity(
            {name: max(0, places - ordered[post.code, name]) for name, places in capacity(post).places.items()}
        )
        for post in posts
    }


def _ranked(waiting: Sequence[_Row], places: Mapping[str, Capacity]) -> pl.DataFrame:
    """The waiting consignments that are stopped, in the order of each post: ``row rank ground measure technique``."""
    asked = pl.Series([row["asked"] or "{}" for row in waiting], dtype=pl.String)
    frame = (
        asked.str.json_decode(pl.Struct(_SCHEMA))
        .struct.unnest()
        .with_columns(
            row=pl.int_range(pl.len(), dtype=pl.UInt32),
            id=pl.Series([each["key"] for each in waiting]),
            office=pl.Series([each["office"] for each in waiting]),
            mode=pl.Series([each["mode"] or None for each in waiting], dtype=pl.String),
            mandatory=pl.Series([each["mandatory"] for each in waiting]),
            score=pl.Series([each["score"] for each in waiting]),
            by_chance=pl.Series(
                [
                    not each["mandatory"] and each["drawn"] is not None and each["drawn"] < (each["probability"] or 0)
                    for each in waiting
                ]
            ),
        )
    )
    chosen = select(frame.filter(~pl.col("by_chance")), capacity=places, random_share=0, seed=0).rows
    drawn = frame.filter("by_chance").with_columns(ground=pl.lit(Ground.RANDOM.value))
    measured = propose_measures(drawn).select("row", "measure")
    said = ("ground", "measure", "technique")
    parts = [
        chosen.filter("selected").select("row", "office", "rank", *(pl.col(name).cast(pl.String) for name in said)),
        drawn.select("row", "office", "ground")
        .join(measured, on="row")
        .with_columns(rank=pl.lit(None, pl.UInt32), technique=pl.lit(None, pl.String))
        .select("row", "office", "rank", *(pl.col(name).cast(pl.String) for name in said)),
    ]
    first = {Ground.MANDATORY.value: 0, Ground.RANDOM.value: 1}
    return (
        pl.concat(parts)
        .sort(pl.col("ground").replace_strict(first, default=2), "rank", "row", nulls_last=True)
        .with_columns(rank=pl.int_range(1, pl.len() + 1).over("office"))
    )


def _write(waiting: Sequence[_Row], ranked: pl.DataFrame) -> None:
    """Write the places that changed; a consignment that somebody decided meanwhile keeps what it has."""
    planned = {row["row"]: row for row in ranked.to_dicts()}
    stopped: list[tuple[object, ...]] = []
    passed: list[int] = []
    for number, each in enumerate(waiting):
        row = planned.get(number)
        if row is None:
            if (each["rank"], each["ground"], each["measure"], each["technique"]) != _PASSED:
                passed.append(each["pk"])
            continue
        new = {
            "rank": row["rank"],
            "ground": row["ground"],
            "measure": row["measure"],
            "technique": row["technique"] or "",
        }
        if any(each[name] != value for name, value in new.items()):
            stopped.append((*new.values(), each["pk"]))
    undecided = Consignment.objects.filter(state=State.WAITING)
    rank, ground, measure, technique = _PASSED
    for start in range(0, len(passed), _AT_ONCE):
        part = undecided.filter(pk__in=passed[start : start + _AT_ONCE])
        part.update(rank=rank, ground=ground, measure=measure, technique=technique)
    with transaction.atomic():
        update(Consignment, ("rank", "ground", "measure", "technique"), stopped, only=("state", str(State.WAITING)))


_PASSED: Final = (None, Ground.RELEASED.value, "release", "")
_AT_ONCE: Final = 400
