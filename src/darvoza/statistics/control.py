"""How well control works: hit rates, facilitation, what was found of all there was, releases by office."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from darvoza.selection import Ground
from darvoza.statistics.intervals import Chance, Share, found_by_chance, share, with_share


def hit_rates(inspections: pl.DataFrame, by: Sequence[str] = (), *, confidence: float = 0.95) -> pl.DataFrame:
    """How many inspections found a breach, as a share with its interval, for each group.

    ``inspections`` has one row for each inspection done, with ``breach`` (Boolean); one without a result yet (null) is
    not counted. ``by`` names columns to group by (office, ground, profile, measure). Returns those, then
    ``inspections hits hit_rate hit_rate_lower hit_rate_upper``, sorted by group.

    >>> done = pl.DataFrame({"office": ["TJDU2", "TJDU2"], "breach": [True, False]})
    >>> hit_rates(done, ["office"]).select("office", "inspections", "hits", "hit_rate").row(0)
    ('TJDU2', 2, 1, 0.5)
    """
    counts = _counted(
        inspections.drop_nulls("breach"),
        by,
        pl.len().cast(pl.Int64).alias("inspections"),
        pl.col("breach").sum().cast(pl.Int64).alias("hits"),
    )
    return with_share(counts, "hits", "inspections", name="hit_rate", confidence=confidence)


def facilitation(rows: pl.DataFrame, by: Sequence[str] = (), *, confidence: float = 0.95) -> pl.DataFrame:
    """How many consignments passed untouched, as a share with its interval, for each group.

    ``rows`` are those of a :class:`~darvoza.selection.Selection` (``selected`` is what counts). Returns ``by``, then
    ``consignments released facilitation facilitation_lower facilitation_upper``.

    >>> facilitation(pl.DataFrame({"selected": [True, False, False, False]}))["facilitation"].item()
    0.75
    """
    counts = _counted(
        rows.drop_nulls("selected"),
        by,
        pl.len().cast(pl.Int64).alias("consignments"),
        (~pl.col("selected")).sum().cast(pl.Int64).alias("released"),
    )
    return with_share(counts, "released", "consignments", name="facilitation", confidence=confidence)


def releases_by_office(rows: pl.DataFrame) -> pl.DataFrame:
    """How many consignments each office released, and on which ground it stopped the others.

    ``rows`` has ``office`` and ``ground``. Returns ``office consignments mandatory random risk released`` and the
    facilitation with its interval, one row for each office; consignments of no office stand under null.

    >>> rows = pl.DataFrame({"office": ["UZGAL", "UZGAL"], "ground": ["risk", "released"]})
    >>> releases_by_office(rows).select("office", "risk", "released").row(0)
    ('UZGAL', 1, 1)
    """
    ground = pl.col("ground").cast(pl.String)
    counts = _counted(
        rows,
        ["office"],
        pl.len().cast(pl.Int64).alias("consignments"),
        *((ground == each.value).sum().cast(pl.Int64).alias(each.value) for each in Ground),
    )
    return with_share(counts, "released", "consignments", name="facilitation")


def breach_rate(rows: pl.DataFrame, by: Sequence[str] = (), *, confidence: float = 0.95) -> pl.DataFrame:
    """How common breaches are among all that nobody was obliged to stop, estimated from the random sample.

    ``rows`` has ``ground`` and ``breach`` (null where not known). Only random stops count: the others were chosen
    because they looked bad. The sample of one selection has one probability, so the plain share is unbiased; over
    several selections, group ``by`` shift or office, where probabilities differ. Returns ``by``, then ``sampled
    breaches rate rate_lower rate_upper``.

    >>> rows = pl.DataFrame({"ground": ["random", "random", "risk"], "breach": [False, True, True]})
    >>> breach_rate(rows)["rate"].item()
    0.5
    """
    sample = rows.filter(pl.col("ground").cast(pl.String) == Ground.RANDOM.value).drop_nulls("breach")
    counts = _counted(
        sample,
        by,
        pl.len().cast(pl.Int64).alias("sampled"),
        pl.col("breach").sum().cast(pl.Int64).alias("breaches"),
    )
    return with_share(counts, "breaches", "sampled", name="rate", confidence=confidence)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A selection held against what was really there.

    ``found`` is the share of all breaches that were selected (recall), ``precision`` the share of the selected that
    were breaches; ``by_chance`` is how many breaches a blind selection of the same size finds. ``unknown`` consignments
    have no result and count nowhere.
    """

    consignments: int
    selected: int
    breaches: int
    found: Share
    precision: Share
    by_chance: Chance
    unknown: int

    @property
    def better_than_chance(self) -> bool:
        """Whether it found more than a blind selection does 97 times in 100."""
        return self.found.successes > self.by_chance.upper


def compare(rows: pl.DataFrame, *, confidence: float = 0.95) -> Comparison:
    """How much of what was there a selection found, and what chance would have found with as many stops.

    ``rows`` has ``selected`` (Boolean) and ``breach`` (Boolean, null where unknown). Against the truth of an exercise
    every row is known; against findings only the inspected ones are, and the share found then flatters the selection:
    use :func:`breach_rate` beside it.

    >>> rows = pl.DataFrame({"selected": [True, True, False, False], "breach": [True, False, False, True]})
    >>> outcome = compare(rows)
    >>> outcome.found.value, outcome.precision.value, outcome.by_chance.mean
    (0.5, 0.5, 1.0)
    """
    known = rows.select("selected", "breach").drop_nulls()
    selected = int(known["selected"].sum())
    breaches = int(known["breach"].sum())
    hits = int((known["selected"] & known["breach"]).sum())
    return Comparison(
        consignments=known.height,
        selected=selected,
        breaches=breaches,
        found=share(hits, breaches, confidence=confidence),
        precision=share(hits, selected, confidence=confidence),
        by_chance=found_by_chance(known.height, breaches, selected, confidence=confidence),
        unknown=rows.height - known.height,
    )


def _counted(rows: pl.DataFrame, by: Sequence[str], *counts: pl.Expr) -> pl.DataFrame:
    if not by:
        return rows.select(counts)
    return rows.group_by(by).agg(counts).sort(by, nulls_last=True)
