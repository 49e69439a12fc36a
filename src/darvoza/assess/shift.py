"""A shift's decisions: what an assessed batch means for the post, under what it can examine."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from darvoza import goods
from darvoza.assess.exploring import Explored, beyond, uncertainty
from darvoza.assess.model import Assessed
from darvoza.selection import Capacity, Selection, select
from darvoza.signals import SignalKind

DEFAULT_SHARE = 0.05
"""The share of consignments a post is taken to be able to examine when nobody says."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided for the consignments of one post, or of all.

    ``rows`` are the rows of the assessed batch that were in question; ``selection`` is over those.
    """

    selection: Selection
    rows: pl.Series
    capacity: int


def decide(
    assessed: Assessed,
    *,
    seed: int,
    capacity: int | Mapping[str, Capacity] | None = None,
    random_share: float = 0.05,
    exploratory_share: float = 0.0,
    explored: Explored | None = None,
    post: str | None = None,
) -> Decided:
    """Which of the assessed consignments are stopped.

    Only those of ``post`` (an office code) when one is given. ``capacity`` is one number, or for each post its places
    by technique; without one it is one in twenty of the consignments, at least one. ``seed`` fixes the random sample.
    ``exploratory_share`` of the capacity goes to stops just beyond the edge of those by risk; or, given what was
    ``explored`` of late, to those that would teach most.
    """
    asked = candidates(assessed)
    if exploratory_share and explored is not None:
        asked = asked.with_columns(uncertainty(assessed.batch, asked["score"], explored))
    if post is not None:
        asked = asked.filter(pl.col("office") == post)
    if capacity is None:
        capacity = max(1, round(asked.height * DEFAULT_SHARE))
    if exploratory_share and explored is None:
        asked = beyond(asked, capacity, by_risk=1 - random_share - exploratory_share)
    selection = select(
        asked, capacity=capacity, random_share=random_share, exploratory_share=exploratory_share, seed=seed
    )
    return Decided(selection, asked["row"], capacity if isinstance(capacity, int) else _places(capacity, post))


def _places(capacity: Mapping[str, Capacity], post: str | None) -> int:
    return sum(each.total for name, each in capacity.items() if post in {None, name})


def candidates(assessed: Assessed) -> pl.DataFrame:
    """What selection asks of each consignment (:func:`darvoza.selection.select`), in the order of the batch."""
    consignments = assessed.batch.consignments.select("id", "office", "mode").with_row_index("row")
    strongest_first = assessed.typology_scores.sort("row", "score", "typology", descending=[False, True, False])
    typologies = strongest_first.group_by("row", maintain_order=True).agg(
        pl.col("typology").cast(pl.String).alias("typologies"),
        pl.struct(pl.col("typology").cast(pl.String), "score").alias("typology_scores"),
    )
    first = assessed.batch.goods.filter(pl.col("position") == 0).select("row", "hs_code")
    return (
        consignments.join(assessed.overall, on="row", how="left", maintain_order="left")
        .join(typologies, on="row", how="left", maintain_order="left")
        .join(_controls(assessed), on="row", how="left", maintain_order="left")
        .join(first, on="row", how="left", maintain_order="left")
    )


def _controls(assessed: Assessed) -> pl.DataFrame:
    """Outcomes of control entries by consignment; watched solvents and fertilisers are not held for a licence."""
    held = assessed.signals.filter(pl.col("mandatory") & (pl.col("kind") == SignalKind.CONTROL_ENTRY.value))
    open_ = assessed.determinations.filter(pl.col("outcome") == goods.Outcome.UNDETERMINED.value)
    outcomes = pl.concat(
        [
            held.select("row", outcome=pl.lit(goods.Outcome.MEETS.value)),
            open_.select("row", outcome=pl.lit(goods.Outcome.UNDETERMINED.value)),
        ],
    )
    return outcomes.group_by("row").agg(pl.col("outcome").unique().sort().alias("controls"))
