"""Choosing which consignments are stopped: the mandatory ones, a random sample, then the highest scores.

For each post: mandatory stops come first, even beyond its capacity. Of the places that are left, a share of the
capacity goes to a random sample of everything that is not mandatory, drawn without regard to scores, each with the
same probability, which is on record for every one of them, drawn or not; the rest goes to the highest scores among
those not drawn. Findings in the sample, weighted by one over that probability, estimate without bias what all the
consignments held that nobody was obliged to stop, and so what the scores miss.

When the sample's share is not a whole number, it is rounded up or down by chance so that the expected size, and with
it the probability on record, is exact. All chance comes from the seed, the post and the consignments' ids, never from
the order of rows. Keep the seed secret until the shift is over: who knows it can foresee the sample.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import polars as pl
from numpy.typing import NDArray

from darvoza.selection.measures import propose_measures


class Ground(StrEnum):
    """Why a consignment is stopped, or that it is not."""

    MANDATORY = "mandatory"
    RANDOM = "random"
    RISK = "risk"
    RELEASED = "released"


_ORDER = [Ground.MANDATORY, Ground.RANDOM, Ground.RISK, Ground.RELEASED]


@dataclass(frozen=True, slots=True)
class Note:
    """Something about a selection that a supervisor must know: an English message and the values of its places."""

    message: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Selection:
    """Who is stopped, on which ground, in which order, and how likely the random sample was to draw each.

    ``rows`` is in the candidates' order: their columns, then ``selected`` (Boolean), ``ground``, ``rank`` (UInt32, from
    1 within a post: mandatory, random, risk, released, by score within each, so that the sample is not what falls off
    the end of a shift), ``probability`` (of being drawn at random; null for mandatory ones, which are not in the
    draw), ``measure`` and ``reason``. ``seed`` and ``random_share`` are what it was made with.
    """

    rows: pl.DataFrame
    notes: tuple[Note, ...]
    seed: int
    random_share: float


_MADE = ("selected", "ground", "rank", "probability", "measure", "reason")


def select(
    candidates: pl.DataFrame,
    *,
    capacity: int | Mapping[str, int],
    seed: int,
    random_share: float = 0.05,
) -> Selection:
    """Which consignments a post stops in a shift: what it must, a random few, and the riskiest of the rest.

    ``candidates`` has ``row``, ``id`` (unique), ``office``, ``score`` (0 to 1, null where none could be given) and
    ``mandatory``; ``typologies``, ``controls`` and ``mode`` serve :func:`propose_measures`; other columns are kept.
    ``capacity`` is how many can be examined: one number for all together, or one for each office. An office without
    one has none; that is said in a note. A consignment without a score, or with a score of 0, is only ever stopped
    by chance: a stop needs a reason.

    >>> candidates = pl.DataFrame(
    ...     {"row": [0, 1], "id": ["a", "b"], "office": "TJDU2", "score": [0.1, 0.4], "mandatory": False}
    ... )
    >>> select(candidates, capacity=1, random_share=0, seed=7).rows["ground"].to_list()
    ['released', 'risk']

    Raises:
        ValueError: ids repeat, a score or the share is not between 0 and 1, a capacity is negative.
    """
    _check(candidates, capacity, random_share)
    together = isinstance(capacity, int)
    post = pl.lit("all posts") if together else pl.col("office").cast(pl.String)
    pool = candidates.select(
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("_at"),
        pl.col("id"),
        pl.col("score").fill_nan(None).fill_null(0.0),
        pl.col("mandatory").fill_null(value=False),
        post.alias("_post"),
    ).sort("id")
    notes: list[Note] = []
    chosen = [
        pl.DataFrame(schema={"_at": pl.UInt32, "ground": pl.String, "rank": pl.UInt32, "probability": pl.Float64})
    ]
    for (name,), of_post in pool.group_by(["_post"], maintain_order=True):
        places = capacity if isinstance(capacity, int) else _capacity_of(name, capacity, notes, of_post.height)
        chosen.append(_choose(str(name), of_post, places=places, share=random_share, seed=seed, notes=notes))
    made = pl.concat(chosen).sort("_at").drop("_at")
    rows = candidates.hstack(made).with_columns(
        pl.col("ground").cast(pl.Enum([ground.value for ground in Ground])),
        selected=pl.col("ground") != Ground.RELEASED,
    )
    measures = propose_measures(rows).select("measure", "reason")
    rows = rows.hstack(measures).select(*candidates.columns, *_MADE)
    return Selection(rows, tuple(notes), seed, random_share)


def _check(candidates: pl.DataFrame, capacity: int | Mapping[str, int], random_share: float) -> None:
    if not 0 <= random_share <= 1:
        raise ValueError(f"random_share is {random_share}, not between 0 and 1")
    if taken := sorted(set(_MADE) & set(candidates.columns)):
        raise ValueError(f"candidates already have a column {taken[0]!r}")
    for each in [capacity] if isinstance(capacity, int) else capacity.values():
        if each < 0:
            raise ValueError(f"a capacity of {each} is negative")
    twice = candidates.filter(pl.col("id").is_duplicated() | pl.col("id").is_null())
    if twice.height:
        raise ValueError(f"the id {twice['id'][0]!r} is missing or stands twice: each consignment is selected once")
    beyond = candidates.filter(~pl.col("score").is_between(0, 1))
    if beyond.height:
        raise ValueError(f"the score of {beyond['id'][0]!r} is {beyond['score'][0]}, not between 0 and 1")


def _capacity_of(office: object, capacity: Mapping[str, int], notes: list[Note], waiting: int) -> int:
    if isinstance(office, str) and office in capacity:
        return capacity[office]
    notes.append(
        Note(
            "No capacity is given for office {office}: of its {waiting} consignments only mandatory ones are stopped",
            {"office": office if office is not None else "(none)", "waiting": waiting},
        )
    )
    return 0


def _choose(post: str, pool: pl.DataFrame, *, places: int, share: float, seed: int, notes: list[Note]) -> pl.DataFrame:
    """Grounds, ranks and probabilities at one post; ``pool`` is sorted by id, so chance is bound to ids."""
    chance = np.random.default_rng([seed, *hashlib.sha256(post.encode()).digest()[:8]])
    mandatory = pool["mandatory"].to_numpy()
    score = pool["score"].to_numpy()
    draw, tie = chance.random((2, pool.height))
    left = max(0, places - int(mandatory.sum()))
    if mandatory.any() and not left:
        notes.append(
            Note(
                "{mandatory} mandatory stops at {post} leave none of its {capacity} places: no random sample is drawn",
                {"mandatory": int(mandatory.sum()), "post": post, "capacity": places},
            )
        )
    free = np.flatnonzero(~mandatory)
    expected = min(share * places, left, free.size)
    size = int(expected) + int(chance.random() < expected - int(expected))
    sample = free[np.argsort(draw[free], kind="stable")[:size]]
    ground = np.full(pool.height, _ORDER.index(Ground.RELEASED))
    ground[mandatory] = _ORDER.index(Ground.MANDATORY)
    ground[sample] = _ORDER.index(Ground.RANDOM)
    order = np.lexsort((tie, -score))
    scored = order[(ground[order] == _ORDER.index(Ground.RELEASED)) & (score[order] > 0)]
    ground[scored[: left - size]] = _ORDER.index(Ground.RISK)
    probability: NDArray[np.float64] = np.where(mandatory, np.nan, expected / max(free.size, 1))
    ranked = np.lexsort((tie, -score, ground))
    rank = np.empty(pool.height, dtype=np.uint32)
    rank[ranked] = np.arange(1, pool.height + 1, dtype=np.uint32)
    return pl.DataFrame(
        {
            "_at": pool["_at"],
            "ground": pl.Series([each.value for each in _ORDER]).gather(ground),
            "rank": rank,
            "probability": pl.Series(probability, nan_to_null=True),
        }
    )
