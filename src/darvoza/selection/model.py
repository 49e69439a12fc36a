"""A selection: the grounds of stops, what was decided for each consignment, and how each decision is explained."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import polars as pl


class Ground(StrEnum):
    """Why a consignment is stopped, or that it is not."""

    MANDATORY = "mandatory"
    RANDOM = "random"
    EXPLORATORY = "exploratory"
    RISK = "risk"
    RELEASED = "released"


BY_CHANCE: Final = (Ground.RANDOM, Ground.EXPLORATORY)
"""The grounds whose probabilities are on record, so that findings on them can be weighted."""

ORDER: Final = tuple(Ground)
"""Grounds in the order in which a shift works: what chance drew is not what falls off its end."""

PLAN_SCHEMA: Final = pl.Schema(
    {
        "post": pl.String(),
        "technique": pl.String(),
        "places": pl.Int64(),
        "used": pl.Int64(),
        "minutes": pl.Float64(),
        "price": pl.Float64(),
    }
)
"""How a post's places are used: ``price`` is the harm that one place more would avoid; null where there is none."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something about a selection that a supervisor must know: an English message and the values of its places."""

    message: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Selection:
    """Who is stopped, on which ground, in which order and how, and how likely chance was to draw each.

    ``rows`` is in the candidates' order: their columns, then

    - ``selected`` (Boolean), ``ground``, and ``rank`` (UInt32, from 1 within a post: mandatory, random, exploratory,
      risk, released, by score or harm avoided within each);
    - ``probability`` of being drawn by chance, null for mandatory ones, which are not in the draw;
    - ``by_risk``: whether risk alone would have stopped it, had chance drawn nobody; null for mandatory ones;
    - ``technique`` (null where the post's capacity is one number), ``avoided``, the harm that its examination can be
      expected to avoid (likewise), ``measure`` and ``reason``;
    - ``needed``: for a released one, how many times as risky it would have had to be to be stopped; null where nothing
      was seen on it at all.

    ``plan`` (:data:`PLAN_SCHEMA`) says how the places of posts with techniques are used. ``short_of_best`` is the most
    that the plan's harm avoided can lie below that of the best plan, as a share of it: 0 but for rounding. ``seed``,
    ``random_share`` and ``exploratory_share`` are what it was made with.
    """

    rows: pl.DataFrame
    notes: tuple[Note, ...]
    seed: int
    random_share: float
    exploratory_share: float
    plan: pl.DataFrame
    short_of_best: float


MADE: Final = (
    "selected",
    "ground",
    "rank",
    "probability",
    "by_risk",
    "technique",
    "avoided",
    "measure",
    "reason",
    "needed",
)
"""The columns that a selection adds."""


def explain(selection: Selection, consignment: str) -> Note:
    """Why this consignment (its ``id``) was stopped or released, as a message with its values.

    >>> from darvoza.selection import select
    >>> two = pl.DataFrame({"row": [0, 1], "id": ["a", "b"], "office": "X", "score": [0.1, 0.4], "mandatory": False})
    >>> chosen = select(two, capacity=1, random_share=0, seed=7)
    >>> note = explain(chosen, "a")
    >>> note.message.format_map(note.values)
    'Released: it would have had to look 4.0 times as risky to be stopped'

    Raises:
        KeyError: no such consignment was in question.
    """
    found = selection.rows.filter(pl.col("id") == consignment)
    if found.is_empty():
        raise KeyError(f"no consignment {consignment!r} was in question")
    row = found.row(0, named=True)
    drawn = {"percent": f"{(row['probability'] or 0) * 100:.2g}"}
    match Ground(row["ground"]):
        case Ground.MANDATORY:
            return Note("Stopped because it must be, whatever else there is to do: {reason}", {"reason": row["reason"]})
        case Ground.RANDOM:
            return Note("Drawn by chance; everyone had a chance of {percent} % to be drawn", drawn)
        case Ground.EXPLORATORY:
            return Note("Drawn to learn from. Its chance was {percent} %", drawn)
        case Ground.RISK:
            return Note("Stopped for its risk, rank {rank}: {reason}", {"rank": row["rank"], "reason": row["reason"]})
        case _:
            return _released(row["needed"])


def _released(needed: float | None) -> Note:
    if needed is None:
        return Note("Released: nothing was seen on it that calls for a stop", {})
    if needed == float("inf"):
        return Note("Released: no technique that could find what it may hold has a place in this shift", {})
    return Note(
        "Released: it would have had to look {needed} times as risky to be stopped", {"needed": f"{needed:.1f}"}
    )
