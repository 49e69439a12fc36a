"""What a sign tells depends on how common it is: one that every sixth consignment shows says little about any of them.

A weight is a judgement of how strongly a sign speaks for harm; how often it is seen on traffic at large is not a
judgement but a count. Before weights are added up to a score, each is raised or lowered by how much the sign surprises.
What a sign tells is how much likelier it is seen where there is harm than where there is none; if :data:`SHOWN` of the
consignments with a harm show any given sign of it, that is the logarithm of :data:`SHOWN` over how often the sign is
seen at all. Its evidence, minus the logarithm of one minus its weight, is multiplied by this, over the same for a sign
as rare as :data:`USUAL`: such a sign keeps its weight. No outcome is looked at.

How rare is counted on the batch itself, with :data:`PRIOR` consignments of prior belief that it is as rare as usual, so
that a single truck is scored by its weights alone, and a day's traffic by what the day shows.
"""

import math

import polars as pl

from darvoza.signals import SignalKind

USUAL = 0.02
"""The share of consignments on which a sign of ordinary rarity is seen."""

PRIOR = 200
"""How many consignments the prior belief in :data:`USUAL` is worth."""

SHOWN = 0.2
"""The share of harmful consignments that show a given sign of it; a sign that is as common at large tells nothing."""

LEAST, MOST = 0.1, 2.5
"""A sign's evidence is never discounted to less than a tenth, nor raised to more than two and a half times."""


def by_rarity(signals: pl.DataFrame, rows: int) -> pl.DataFrame:
    """The signals with their weights raised where their kind of sign is rare in the batch, lowered where it is common.

    ``signals`` has :data:`darvoza.signals.SIGNAL_SCHEMA`; ``rows`` is the number of consignments in the batch. Signs
    are told apart by kind and id. Party matches are all one sign, and so are control entries of one typology: each
    listed party and each entry has an id of its own, and ten rare entries together are as common as one common one.
    Weights stay between 0 and 1, and a weight of 0 or 1 stays as it is; so does the learned model's, which has counted.

    >>> from darvoza.signals import no_signals
    >>> by_rarity(no_signals(), 10).height
    0
    """
    kind = pl.col("kind").cast(pl.String)
    which = (
        pl.when(kind == SignalKind.PARTY_MATCH.value)
        .then(pl.lit(""))
        .when(kind == SignalKind.CONTROL_ENTRY.value)
        .then(pl.col("typology").cast(pl.String))
        .otherwise(pl.col("id"))
    )
    sign = pl.struct("kind", which.alias("which"))
    seen = pl.col("row").n_unique().over(sign)
    share = (seen + PRIOR * USUAL) / (rows + PRIOR)
    surprise = ((share / SHOWN).log() / math.log(USUAL / SHOWN)).clip(LEAST, MOST)
    told = pl.when(kind == SignalKind.MODEL.value).then(1.0).otherwise(surprise)
    return signals.with_columns(weight=1 - (1 - pl.col("weight")).pow(told))
