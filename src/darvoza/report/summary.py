"""What a supervisor wants to know of a shift, computed once for the page and the terminal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from darvoza.intake import Receipt, Status
from darvoza.report.plots import Bar
from darvoza.statistics import Comparison, Share, share

_BINS = 10


@dataclass(frozen=True, slots=True)
class ListNote:
    """A watch list that parties were screened against."""

    name: str
    day: str | None
    entries: int


@dataclass(frozen=True, slots=True)
class Shift:
    """One run of the main job: what was assessed and read, what the post can do, and how it compares with a truth.

    ``assessments`` has :data:`~darvoza.assess.ASSESSMENT_SCHEMA`; ``receipts`` are of all messages read;
    ``elsewhere`` counts the consignments read that belong to other posts than ``post``; ``seed`` repeats the draw,
    whose shares of the capacity are ``random_share`` and, to learn, ``exploratory_share``;
    ``planted_unread`` counts the planted consignments that are not among the assessments.
    """

    assessments: pl.DataFrame
    receipts: tuple[Receipt, ...]
    capacity: int
    random_share: float
    seed: int
    post: str | None
    elsewhere: int
    made: datetime
    lists: tuple[ListNote, ...] = ()
    comparison: Comparison | None = None
    planted_unread: int = 0
    exploratory_share: float = 0.0

    @property
    def stops(self) -> pl.DataFrame:
        """The consignments to stop, in order."""
        return self.assessments.filter("selected").sort("rank")

    def in_order(self) -> pl.DataFrame:
        """Every assessment: the stops in their order, then the released, highest score first."""
        order = self.assessments.select("selected", "rank", "score", "id").with_row_index("row")
        stops = order.filter("selected").sort("rank")["row"]
        released = order.filter(~pl.col("selected")).sort("score", "id", descending=[True, False])["row"]
        return self.assessments[pl.concat([stops, released])]

    @property
    def released(self) -> pl.DataFrame:
        """The consignments to let through, highest score first."""
        return self.in_order()[self.stopped :]

    @property
    def stopped(self) -> int:
        """How many consignments are to stop."""
        return int(self.assessments["selected"].sum())

    def nearest(self, most: int) -> pl.DataFrame:
        """So many of the released that show signs: those that came nearest to being stopped, highest score first."""
        narrow = self.assessments.select("score", "id", signed=~pl.col("selected") & (pl.col("signals").list.len() > 0))
        signed = narrow.with_row_index("row").filter("signed")
        return self.assessments[signed.sort("score", "id", descending=[True, False])["row"].head(most)]

    @property
    def unread(self) -> tuple[Receipt, ...]:
        """Messages with something wrong, the worst first."""
        wrong = (receipt for receipt in self.receipts if receipt.status is not Status.ACCEPTED)
        return tuple(sorted(wrong, key=lambda receipt: (receipt.status is not Status.QUARANTINED, receipt.path)))

    @property
    def quarantined(self) -> int:
        """How many messages could not be read at all."""
        return sum(receipt.status is Status.QUARANTINED for receipt in self.receipts)

    def stops_on(self, ground: str) -> int:
        """How many stops were made on this ground."""
        return self.assessments.select("selected", "ground").filter("selected", pl.col("ground") == ground).height

    def stops_by_chance(self) -> int:
        """How many stops were drawn: at random, or to learn."""
        return self.stops_on("random") + self.stops_on("exploratory")

    def released_share(self) -> Share:
        """The share let through untouched, with its 95 % interval; without a value when nothing was assessed."""
        return share(self.assessments.height - self.stopped, self.assessments.height)


def chance_shares(comparison: Comparison) -> tuple[float, float, float]:
    """What share of the planted consignments a blind selection of the same size finds: mean, low end, high end."""
    all_planted = max(comparison.breaches, 1)
    chance = comparison.by_chance
    return chance.mean / all_planted, chance.lower / all_planted, chance.upper / all_planted


def score_bars(assessments: pl.DataFrame) -> list[Bar]:
    """How many consignments have a score in each tenth, and how many of those are stopped."""
    tenth = (pl.col("score") * _BINS).floor().clip(0, _BINS - 1).cast(pl.Int64).alias("tenth")
    counted = assessments.group_by(tenth).agg(pl.len().alias("total"), pl.col("selected").sum().alias("marked"))
    found = {row["tenth"]: row for row in counted.to_dicts()}
    return [
        Bar(f".{tenth}", found.get(tenth, {}).get("total", 0), found.get(tenth, {}).get("marked", 0))
        for tenth in range(_BINS)
    ]


def typology_bars(assessments: pl.DataFrame) -> list[Bar]:
    """How many consignments show each typology, and how many of those are stopped; most frequent first."""
    shown = assessments.select("selected", pl.col("typologies").list.eval(pl.element().struct.field("typology")))
    counted = (
        shown.explode("typologies")
        .drop_nulls("typologies")
        .group_by(pl.col("typologies").cast(pl.String).alias("label"))
        .agg(pl.len().alias("total"), pl.col("selected").sum().alias("marked"))
    )
    return _bars(counted)


def post_bars(assessments: pl.DataFrame) -> list[Bar]:
    """How many consignments each post received, and how many of those are stopped."""
    counted = assessments.group_by(pl.col("office").fill_null("—").alias("label")).agg(
        pl.len().alias("total"),
        pl.col("selected").sum().alias("marked"),
    )
    return _bars(counted)


def _bars(counted: pl.DataFrame, most: int = 15) -> list[Bar]:
    ordered = counted.sort("total", "label", descending=[True, False]).head(most)
    return [Bar(row["label"], row["total"], row["marked"]) for row in ordered.to_dicts()]


def released_by_post(assessments: pl.DataFrame) -> list[dict[str, object]]:
    """For each post and mode: assessed, stopped, released, and the highest score among the released."""
    return (
        assessments.group_by(pl.col("office").fill_null("—"), pl.col("mode").cast(pl.String).fill_null("—"))
        .agg(
            assessed=pl.len(),
            stopped=pl.col("selected").sum(),
            released=(~pl.col("selected")).sum(),
            highest=pl.col("score").filter(~pl.col("selected")).max(),
        )
        .sort("assessed", "office", descending=[True, False])
        .to_dicts()
    )


def receipt_counts(receipts: Sequence[Receipt]) -> list[dict[str, object]]:
    """For each format: messages accepted, partly accepted, quarantined, and the consignments they gave."""
    rows = pl.DataFrame(
        {
            "format": [receipt.format or "—" for receipt in receipts],
            "status": [receipt.status.value for receipt in receipts],
            "consignments": [receipt.consignments for receipt in receipts],
        },
        schema={"format": pl.String, "status": pl.String, "consignments": pl.Int64},
    )
    return (
        rows.group_by("format")
        .agg(
            *((pl.col("status") == status.value).sum().alias(status.name.lower()) for status in Status),
            pl.col("consignments").sum(),
        )
        .sort("format")
        .to_dicts()
    )
