"""Whom a party is tied to: an address, a telephone, an e-mail or a number shared with a listed or seized party.

One step: the declared party itself shares it. Two steps: it shares something with another declared party, which shares
something else. What many share (a terminal, a registration agent, a forwarder's telephone) ties nobody.
"""

from collections.abc import Sequence
from typing import Final

import polars as pl
from rapidfuzz import fuzz

from darvoza.consignment import ConsignmentBatch
from darvoza.parties.lists.decisions import declared_key_of
from darvoza.parties.names.forms import form_of
from darvoza.parties.ties.few import may_share
from darvoza.parties.ties.known import KnownParties
from darvoza.parties.ties.links import HOW, links_near
from darvoza.signals import SignalKind, no_signals, raise_signals

MOST_SHARING: Final = 6
"""Differently named parties that one address, telephone, e-mail or number may have and still tie them."""

ONE_STEP: Final = 0.3
TWO_STEPS: Final = 0.1
"""What a tie weighs: a judgement, since a shared address is a sign and no proof, and less so at second hand."""

_ALIKE: Final = 75
"""How alike, of 100, two words are from which they are taken for one in two spellings."""

_RANK: Final = {how: rank for rank, how in enumerate(HOW)}
_ONE: Final = "The {role} {declared} shares its {how} ({shown}) with {known}, {known_as}."
_ONE_FOUND: Final = "The {role} {declared} shares its {how} ({shown}) with {known} of the finding {known_as}."
_TWO: Final = (
    "The {role} {declared} shares its {how} ({shown}) with {between}, "
    "which shares its {next_how} ({next_shown}) with {known}, {known_as}."
)
_TWO_FOUND: Final = (
    "The {role} {declared} shares its {how} ({shown}) with {between}, "
    "which shares its {next_how} ({next_shown}) with {known} of the finding {known_as}."
)


def network_signals(batch: ConsignmentBatch, known: KnownParties, *, most: int = MOST_SHARING) -> pl.DataFrame:
    """Signals for declared parties tied to a listed party, or to one of earlier findings, in at most two steps.

    What more than ``most`` differently named parties share, here and among the known together, is passed over; so is
    an address without a number, which is a town and not a place. A party does not tie itself, in whatever script its
    name is written: it is left to screening. Nor does a consignment's own finding tie its parties. One signal for each
    declared party and known one, by the shortest way.
    """
    if not may_share(batch.parties, known.keys):
        return no_signals()
    near = links_near(batch.parties, known.links["key"])
    if near.is_empty():
        return no_signals()
    own, theirs = _uncommon(near, known.links, known, most)
    ties = _ties(own, theirs, known)
    if ties.is_empty():
        return no_signals()
    references = batch.consignments.select(own_finding=pl.format("finding:{}", "reference")).with_row_index("row")
    hits = (
        batch.parties.select("row", "position", pl.col("role").cast(pl.String), pl.col("name").alias("declared"))
        .join(_tied(batch.parties["name"], ties), on="declared", how="inner", maintain_order="left")
        .join(references, on="row", how="left", maintain_order="left")
        .filter(pl.col("known_id").ne_missing(pl.col("own_finding")))
        .sort("row", "position", "known_id")
    )
    if hits.is_empty():
        return no_signals()
    two, found = pl.col("between").is_not_null(), pl.col("known_id").str.starts_with("finding:")
    return raise_signals(
        hits,
        kind=SignalKind.PARTY_MATCH,
        id=pl.format("network:{}", "known_id"),
        typology=pl.col("typology"),
        weight=pl.when(two).then(TWO_STEPS).otherwise(ONE_STEP),
        subject="parties",
        reason=pl.when(two & found)
        .then(pl.lit(_TWO_FOUND))
        .when(two)
        .then(pl.lit(_TWO))
        .when(found)
        .then(pl.lit(_ONE_FOUND))
        .otherwise(pl.lit(_ONE)),
        evidence={
            name: pl.col(name)
            for name in (
                *("role", "declared", "how", "shown", "between", "next_how", "next_shown", "known", "known_as"),
                "known_id",
            )
        },
    )


def _tied(names: pl.Series, ties: pl.DataFrame) -> pl.DataFrame:
    """The ties of each name under which a party was ``declared``: few of many thousand names have one."""
    different = names.drop_nulls().unique().alias("declared").to_frame()
    return different.with_columns(who=declared_key_of(pl.col("declared"))).join(ties, on="who", how="inner")


def _uncommon(own: pl.DataFrame, theirs: pl.DataFrame, known: KnownParties, most: int) -> list[pl.DataFrame]:
    """The links without what many differently named parties share."""
    first_name = known.called.unique("known_who", keep="first")
    met = theirs.join(own.select("key").unique(), on="key", how="semi", maintain_order="left")
    named = pl.concat([own.select("key", "who"), met.join(first_name, on="known_who").select("key", "who")])
    few = named.group_by("key").agg(names=pl.col("who").n_unique()).filter(pl.col("names") <= most)
    return [each.join(few, on="key", how="semi", maintain_order="left") for each in (own, met)]


def _ties(own: pl.DataFrame, theirs: pl.DataFrame, known: KnownParties) -> pl.DataFrame:
    """Who of the declared is tied to whom of the known, each pair once by its shortest and surest way."""
    steps = own.join(theirs.select("key", "known_who"), on="key", how="inner")
    direct = steps.join(known.called, on=["known_who", "who"], how="anti")
    nothing = pl.lit(None, pl.String)
    one = direct.select(
        "who", "known_who", "how", "shown", between=nothing, next_how=nothing, next_shown=nothing, key="key"
    )
    # The party in between may be the known one under its own name: then it stands for it.
    between = steps.select("known_who", between="who", next_how="how", next_shown="shown", next_key="key")
    near = own.join(between.select(who="between").unique(), on="who", how="semi")
    two = (
        own.join(near.select("key", between="who"), on="key", how="inner")
        .filter(pl.col("who") != pl.col("between"))
        .join(between, on="between", how="inner")
        .filter(pl.col("key") != pl.col("next_key"))
        .join(known.called, on=["known_who", "who"], how="anti")
        .select("who", "known_who", "how", "shown", "between", "next_how", "next_shown", "key")
    )
    rank = pl.col("how").replace_strict(_RANK, return_dtype=pl.Int8)
    ties = pl.concat([one, two])
    return (
        ties.join(_itself(ties, known), on=["who", "known_who"], how="anti")
        .join(known.about, on="known_who", how="inner")
        .sort(pl.col("between").is_not_null(), rank, "between", "key", "known_who")
        .unique(["who", "known_id"], keep="first", maintain_order=True)
        .drop("known_who", "key")
    )


def _itself(ties: pl.DataFrame, known: KnownParties) -> pl.DataFrame:
    """The pairs (``who known_who``) that are one party, whose name is only spelled otherwise."""
    pairs = ties.select("who", "known_who").unique().join(known.called.rename({"who": "called"}), on="known_who")
    words = {name: form_of(name).words for column in ("who", "called") for name in pairs[column].unique()}
    return (
        pairs.filter(
            pl.Series(
                [_same_words(words[one], words[other]) for one, other in pairs.select("who", "called").iter_rows()],
                dtype=pl.Boolean,
            )
        )
        .select("who", "known_who")
        .unique()
    )


def _same_words(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether each word of the shorter name is one of the other, or nearly."""
    few, many = sorted((one, other), key=len)
    return bool(few) and all(max(fuzz.ratio(word, each) for each in many) >= _ALIKE for word in few)
