"""Party matches as signals on the consignments that declared the parties."""

from typing import Final

import polars as pl

from darvoza.parties.lists.decisions import declared_key_of
from darvoza.parties.lists.listed import LINKED
from darvoza.parties.ties.clusters import Clusters
from darvoza.signals import SignalKind, Typology, join_signals, no_signals, raise_signals

POSSIBLE: Final = 0.25
"""What a name just short of certain weighs: the judgement on names similar to a listed party (indicator PTY-04)."""

_BY_PROGRAMME: Final = (
    (Typology.PROLIFERATION, r"NPWMD|^DPRK|^Iran$|IFSR|IRAN-TRA|INKSNA|CHEMICAL|WMD"),
    (Typology.ARMS, r"CON-ARMS|^ARMS"),
    (Typology.DRUGS, r"SDNTK?$|DRUGS|NARCO"),
)
"""Typologies that a programme says beyond doubt (OFAC programme tags and UN list types)."""

_REASON: Final = "The {role} {declared} may be {name}, listed as {listed_name} on {list}: score {score}."
_CERTAIN: Final = "The {role} {declared} is {name}, listed as {listed_name} on {list}: score {score}."
_TIED: Final = (
    "The {role} {declared} resembles {name} on {list}, which is not listed itself but tied to listed parties."
)
_ALLOWED: Final = (
    "The {role} {declared} resembles {name} on {list}; allowed by {officer} until {until}: {allowed_because}"
)


def match_signals(
    matches: pl.DataFrame, *, allowed: pl.DataFrame | None = None, same: Clusters | None = None
) -> pl.DataFrame:
    """Signals for the matches of :func:`~darvoza.parties.screen`, one for each party and listed party.

    A near certain match is mandatory and weighs its score. Any other weighs :data:`POSSIBLE` times its score squared:
    among ordinary trade nearly all possible matches are namesakes, so one is a sign to be added to others. The
    typology is sanctions, or what the programme says where that is beyond doubt (proliferation, arms, drugs).

    An entry that is on a list only for its ties (:data:`~darvoza.parties.LINKED`) is a sign and never stops.

    ``same`` says which entries are one party: it is then signalled once, with all the lists it is matched or stands
    on. ``allowed`` are standing decisions (:data:`~darvoza.parties.ALLOWED_SCHEMA`): what they allow is still said,
    with who decided and until when, but weighs nothing and stops nothing. A party of which only some
    entries are allowed still speaks for the others.
    """
    if matches.is_empty():
        return no_signals()
    matches = once(with_decisions(matches, allowed), same)
    is_allowed = pl.col("officer").is_not_null()
    return join_signals([_speaking(matches.filter(~is_allowed)), said(matches.filter(is_allowed))])


def typology_of() -> pl.Expr:
    """The typology that the column ``programmes`` says beyond doubt, or sanctions."""
    typology: pl.Expr = pl.lit(Typology.SANCTIONS.value)
    for which, pattern in reversed(_BY_PROGRAMME):
        says_so = pl.col("programmes").list.eval(pl.element().str.contains(pattern)).list.any()
        typology = pl.when(says_so).then(pl.lit(which.value)).otherwise(typology)
    return typology


def _speaking(matches: pl.DataFrame) -> pl.DataFrame:
    if matches.is_empty():
        return no_signals()
    tied = pl.col("programmes").list.contains(LINKED)
    certain = pl.col("certain") & ~tied
    return raise_signals(
        matches,
        kind=SignalKind.PARTY_MATCH,
        id=pl.format("{}:{}", "list", "entity_id"),
        typology=typology_of(),
        weight=pl.when(certain).then("score").otherwise(POSSIBLE * pl.col("score") ** 2),
        mandatory=certain,
        subject="parties",
        reason=pl.when(tied).then(pl.lit(_TIED)).when(certain).then(pl.lit(_CERTAIN)).otherwise(pl.lit(_REASON)),
        evidence={
            "role": pl.col("role"),
            "declared": pl.col("declared"),
            "name": pl.col("name"),
            "listed_name": pl.col("listed_name"),
            "list": pl.col("lists"),
            "entity_id": pl.col("entity_id"),
            "score": pl.col("score").round(2),
            "programmes": pl.col("programmes"),
        },
    )


def said(matches: pl.DataFrame, subject: str | None = "parties") -> pl.DataFrame:
    """Signals that weigh nothing for matches that a decision allows: what is allowed is still said."""
    if matches.is_empty():
        return no_signals()
    return raise_signals(
        matches,
        kind=SignalKind.PARTY_MATCH,
        id=pl.format("{}:{}", "list", "entity_id"),
        typology=Typology.SANCTIONS,
        weight=0.0,
        subject=subject,
        reason=_ALLOWED,
        evidence={
            "role": pl.col("role"),
            "declared": pl.col("declared"),
            "name": pl.col("name"),
            "list": pl.col("lists"),
            "entity_id": pl.col("entity_id"),
            "score": pl.col("score").round(2),
            "officer": pl.col("officer"),
            "until": pl.col("until"),
            "allowed_because": pl.col("allowed_because"),
        },
    )


def with_decisions(matches: pl.DataFrame, allowed: pl.DataFrame | None) -> pl.DataFrame:
    """The matches with the decision on each, if any: ``officer``, ``until``, ``allowed_because``."""
    if allowed is None:
        nothing = pl.lit(None, pl.String)
        return matches.with_columns(officer=nothing, until=nothing, allowed_because=nothing)
    decided = allowed.unique(["list", "entity_id", "declared_key"], keep="last", maintain_order=True)
    keyed = matches.with_columns(declared_key=declared_key_of(pl.col("declared")))
    return keyed.join(decided, on=["list", "entity_id", "declared_key"], how="left", maintain_order="left")


def once(matches: pl.DataFrame, same: Clusters | None) -> pl.DataFrame:
    """One row for each declared party and listed one, with ``lists`` naming every list that one stands on.

    The entry that is not allowed goes before one that is, then the certain one, then the one with the best score.
    """
    if same is None:
        return matches.with_columns(lists=pl.col("list"))
    clusters = same.frame()
    named = clusters.group_by("cluster").agg(pl.col("list").unique().sort().str.join(", ").alias("lists"))
    alone = pl.format("{}:{}", "list", "entity_id")
    together = (
        matches.join(clusters, on=["list", "entity_id"], how="left", maintain_order="left")
        .join(named, on="cluster", how="left", maintain_order="left")
        .with_columns(
            pl.col("lists").fill_null(pl.col("list")),
            _party=pl.coalesce(pl.col("cluster").cast(pl.String), alone),
            _allowed=pl.col("officer").is_not_null(),
        )
    )
    programmes = together.group_by("row", "position", "_party").agg(
        pl.col("programmes").list.explode(keep_nulls=False, empty_as_null=False).unique(maintain_order=True)
    )
    return (
        together.sort("_allowed", "certain", "score", "entity_id", descending=[False, True, True, False])
        .unique(["row", "position", "_party"], keep="first", maintain_order=True)
        .drop("programmes")
        .join(programmes, on=["row", "position", "_party"], how="left", nulls_equal=True, maintain_order="left")
        .drop("_party", "_allowed", "cluster")
    )
