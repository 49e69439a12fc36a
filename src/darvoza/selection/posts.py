"""One post's decisions: by one number of places and scores, or by places for each technique and harm avoided."""

import hashlib
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from darvoza.selection.capacity import Capacity
from darvoza.selection.chance import Drawn, Floats, Integers, draw, shares
from darvoza.selection.model import ORDER, PLAN_SCHEMA, Ground, Note
from darvoza.selection.placing import NOWHERE, Placing, place
from darvoza.selection.techniques import TECHNIQUES, names_of, techniques, thoroughness

NUMBER: Final = {ground: number for number, ground in enumerate(ORDER)}


@dataclass(frozen=True, slots=True)
class Post:
    """A post's candidates, sorted by id so that chance is bound to ids, and the rules of chance.

    ``worth`` (a column a technique) and ``critical`` are given where the post's capacity is by technique; ``held`` are
    those that wait for a licence, ``trusted`` those of trusted traders.
    """

    name: str
    score: Floats
    mandatory: NDArray[np.bool_]
    uncertainty: Floats | None
    random_share: float
    exploratory_share: float
    seed: int
    worth: Floats
    critical: NDArray[np.bool_]
    held: NDArray[np.bool_]
    trusted: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.score)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was decided at a post: columns in the order of its candidates, notes, and how its places are used."""

    rows: pl.DataFrame
    notes: tuple[Note, ...]
    plan: pl.DataFrame
    worth: float
    bound: float


def by_score(post: Post, places: int) -> Chosen:
    """The highest scores in so many places, beside what must be stopped and what chance draws."""
    chance, ticket, tie = _chance(post)
    drawn, left, most, notes = _drawn(post, places, chance, ticket)
    ground = _grounds(post, drawn)
    order = np.lexsort((tie, -post.score))
    free = order[~post.mandatory[order] & (post.score[order] > 0)]
    by_risk = np.zeros(len(post), dtype=bool)
    by_risk[free[: left - most]] = True
    open_ = free[ground[free] == NUMBER[Ground.RELEASED]]
    taken = open_[: left - drawn.random.size - drawn.exploratory.size]
    ground[taken] = NUMBER[Ground.RISK]
    released = (ground == NUMBER[Ground.RELEASED]) & (post.score > 0)
    least = float(post.score[taken].min()) if taken.size else np.inf
    needed = np.full(len(post), np.nan)
    needed[released] = np.maximum(least / post.score[released], 1.0)
    none = np.full(len(post), NOWHERE)
    rows = _rows(post, ground, drawn, by_risk, none, np.full(len(post), np.nan), needed, np.lexsort((tie, -post.score)))
    return Chosen(rows, tuple(notes), pl.DataFrame(schema=PLAN_SCHEMA), 0.0, 0.0)


def by_technique(post: Post, capacity: Capacity) -> Chosen:
    """The most harm avoided with so many places for each technique, beside what must be stopped and what chance draws.

    First come mandatory ones, then what chance drew, with the most thorough techniques, then a quota of the
    security-critical ones that are worth most, then whatever is worth most.
    """
    chance, ticket, tie = _chance(post)
    drawn, left, most, notes = _drawn(post, capacity.total, chance, ticket)
    places = np.array([capacity.places.get(name, 0) for name in TECHNIQUES])
    credit = np.where(post.trusted & ~post.mandatory, 1 - capacity.trusted_credit, 1.0)
    worth = post.worth * credit[:, None]
    quota = int(np.ceil(capacity.security_quota * max(left - most, 0)))
    by_risk = _placed(post, worth, places, np.zeros(0, dtype=np.int64), most, quota)[0].technique != NOWHERE
    ground = _grounds(post, drawn)
    by_chance = np.concatenate([drawn.random, drawn.exploratory])
    placing, kept = _placed(post, worth, places, by_chance, 0, quota)
    here = placing.technique
    ground[(here != NOWHERE) & (ground == NUMBER[Ground.RELEASED])] = NUMBER[Ground.RISK]
    waiting = int((post.mandatory & (here == NOWHERE)).sum())
    if waiting:
        message = "{waiting} mandatory stops at {post} find no place in this shift: keep them until there is one"
        notes.append(Note(message, {"waiting": waiting, "post": post.name}))
    avoided = np.where(here != NOWHERE, post.worth[np.arange(len(post)), here], np.nan)
    needed = np.full(len(post), np.nan)
    released = np.flatnonzero((ground == NUMBER[Ground.RELEASED]) & (worth > 0).any(axis=1))
    cost = np.where(post.critical[released, None], placing.prices, np.where(kept, np.inf, placing.prices))
    with np.errstate(divide="ignore", invalid="ignore"):
        times = np.where(worth[released] > 0, cost / worth[released], np.inf)
    needed[released] = np.maximum(times.min(axis=1, initial=np.inf), 1.0)
    order = np.lexsort((tie, -post.score, -np.nan_to_num(np.where(np.isnan(avoided), worth.max(axis=1), avoided))))
    rows = _rows(post, ground, drawn, by_risk & ~post.mandatory, here, avoided, needed, order)
    return Chosen(rows, tuple(notes), _plan(post, places, placing), placing.worth, placing.bound)


_STEP: Final = 100.0
_LEAST: Final = 1e-9


def _placed(
    post: Post, worth: Floats, places: Integers, by_chance: Integers, reserved: int, quota: int
) -> tuple[Placing, NDArray[np.bool_]]:
    """The best placing when some come before others: each class outbids all that those after it could be worth.

    ``reserved`` places are kept for draws yet to be made, as if so many had been drawn. Also says of which techniques
    the last place is kept for the security-critical: its price is what the least of those is worth.
    """
    most = max(float(worth.max(initial=0.0)), _LEAST)
    bids = worth.copy()
    free = ~post.mandatory
    free[by_chance] = False
    best = np.where(free & post.critical, worth.max(axis=1, initial=0.0), 0.0)
    first = np.argsort(-best, kind="stable")[:quota]
    first = first[best[first] > 0]
    bids[first] += np.where(worth[first] > 0, _STEP * most, 0.0)
    thorough = most * _STEP * (2 + thoroughness() / 4)
    bids[by_chance] = thorough
    bids[post.mandatory] = worth[post.mandatory] + _LEAST * most + 3 * _STEP * most
    bids[post.mandatory & post.held, TECHNIQUES.index("document check")] += most
    kept = place(np.vstack([bids, np.tile(thorough, (reserved, 1))]), places)
    technique = kept.technique[: len(post)]
    levels = np.where(np.isfinite(kept.prices), np.round(kept.prices / (_STEP * most)), np.inf)
    margin = np.where(levels == 0, kept.prices, np.where(levels == 1, kept.prices - _STEP * most, np.inf))
    return Placing(technique, margin, kept.worth, kept.bound), levels == 1


def _chance(post: Post) -> tuple[np.random.Generator, Floats, Floats]:
    chance = np.random.default_rng([post.seed, *hashlib.sha256(post.name.encode()).digest()[:8]])
    ticket, tie = chance.random((2, len(post)))
    return chance, ticket, tie


def _drawn(post: Post, places: int, chance: np.random.Generator, ticket: Floats) -> tuple[Drawn, int, int, list[Note]]:
    """What chance draws, the places left after mandatory stops, and the most of them that chance can take."""
    notes: list[Note] = []
    left = max(0, places - int(post.mandatory.sum()))
    if post.mandatory.any() and not left:
        notes.append(
            Note(
                "{mandatory} mandatory stops at {post} leave none of its {capacity} places: no random sample is drawn",
                {"mandatory": int(post.mandatory.sum()), "post": post.name, "capacity": places},
            )
        )
    free = np.flatnonzero(~post.mandatory)
    sizes = shares(places, left, free.size, random=post.random_share, exploratory=post.exploratory_share)
    uncertainty = post.uncertainty
    if uncertainty is not None:
        uncertainty = uncertainty * np.where(post.trusted, _TRUSTED_DRAW, 1.0)
    return draw(chance, ticket, free, sizes, uncertainty), left, min(sizes.most, left), notes


_TRUSTED_DRAW: Final = 0.5
"""A trusted trader is drawn half as often to learn from; in the random sample everyone has the same chance."""


def _grounds(post: Post, drawn: Drawn) -> Integers:
    ground = np.full(len(post), NUMBER[Ground.RELEASED])
    ground[post.mandatory] = NUMBER[Ground.MANDATORY]
    ground[drawn.random] = NUMBER[Ground.RANDOM]
    ground[drawn.exploratory] = NUMBER[Ground.EXPLORATORY]
    return ground


def _rows(
    post: Post,
    ground: Integers,
    drawn: Drawn,
    by_risk: NDArray[np.bool_],
    here: Integers,
    avoided: Floats,
    needed: Floats,
    order: Integers,
) -> pl.DataFrame:
    ranked = order[np.argsort(ground[order], kind="stable")]
    rank = np.empty(len(post), dtype=np.uint32)
    rank[ranked] = np.arange(1, len(post) + 1, dtype=np.uint32)
    return pl.DataFrame(
        {
            "ground": pl.Series([each.value for each in ORDER]).gather(ground),
            "rank": rank,
            "probability": pl.Series(drawn.probability, nan_to_null=True),
            "by_risk": pl.Series(by_risk),
            "technique": pl.Series(names_of(here.tolist()), dtype=pl.String),
            "avoided": pl.Series(avoided, nan_to_null=True),
            "needed": pl.Series(needed, nan_to_null=True),
        }
    ).with_columns(by_risk=pl.when(pl.Series(~post.mandatory)).then("by_risk"))


def _plan(post: Post, places: Integers, placing: Placing) -> pl.DataFrame:
    used = np.bincount(placing.technique[placing.technique != NOWHERE], minlength=len(TECHNIQUES))
    price = np.where(np.isfinite(placing.prices), placing.prices, np.nan)
    return pl.DataFrame(
        {
            "post": [post.name] * len(TECHNIQUES),
            "technique": list(TECHNIQUES),
            "places": places,
            "used": used,
            "minutes": used * np.array([techniques()[name].minutes for name in TECHNIQUES]),
            "price": pl.Series(price, nan_to_null=True),
        },
        schema=PLAN_SCHEMA,
    )
