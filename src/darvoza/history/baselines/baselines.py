"""Baselines: the ledger and the usual prices of a history, and what they say of the past of a batch."""

import polars as pl

from darvoza.consignment import ConsignmentBatch
from darvoza.history.baselines.features import Features, worked_out
from darvoza.history.baselines.ledger import LEDGER_SCHEMA, counted, counted_findings, together
from darvoza.history.baselines.prices import PRICE_SCHEMA, counted_prices, prices_together
from darvoza.history.baselines.traces import Traces, traces


class Baselines:
    """What was seen before: who with whom, what, where, how often, at which price, and what was found.

    Made of a history (:meth:`~darvoza.history.History.baselines`) or of batches (:meth:`of`); two add up to one
    (``+``). What is said of a consignment rests on earlier days only, whatever else is in here.
    """

    def __init__(self, ledger: pl.LazyFrame, prices: pl.LazyFrame) -> None:
        """``ledger`` and ``prices`` as :data:`LEDGER_SCHEMA` and :data:`PRICE_SCHEMA` say; rows that repeat add up."""
        self.ledger = ledger
        self.prices = prices

    @classmethod
    def of(
        cls, batch: ConsignmentBatch, recorded: pl.Series | None = None, findings: pl.DataFrame | None = None
    ) -> "Baselines":
        """The baselines of these consignments alone, and of ``findings`` on them, as for :meth:`of_findings`.

        ``recorded`` is the day of recording of each consignment, for those that were filed without a day.
        """
        seen = traces(batch, recorded)
        ledger = counted(seen)
        if findings is not None:
            ledger = pl.concat([ledger, ledger_of_findings(seen, batch.consignments["id"], findings)])
        return cls(ledger.lazy(), counted_prices(seen).lazy())

    @classmethod
    def of_findings(cls, batch: ConsignmentBatch, findings: pl.DataFrame) -> "Baselines":
        """What was found on these consignments, and nothing else of them.

        ``findings`` has ``consignment`` (its id), ``breach`` and ``examined`` or ``day`` (when it became known); those
        without a result, or on consignments that are not in the batch, count for nothing.
        """
        ledger = ledger_of_findings(traces(batch), batch.consignments["id"], findings)
        return cls(ledger.lazy(), pl.LazyFrame(schema=PRICE_SCHEMA))

    @classmethod
    def kept(cls, ledger: pl.LazyFrame, prices: pl.LazyFrame) -> "Baselines":
        """The baselines that :meth:`to_keep` gave to be kept."""
        unsigned = pl.col("key", "of").reinterpret(signed=False)
        return cls(ledger.with_columns(unsigned).select(*LEDGER_SCHEMA), prices.select(*PRICE_SCHEMA))

    def to_keep(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Ledger and prices as tables that know only signed numbers can keep them."""
        signed = pl.col("key", "of").reinterpret(signed=True)
        return self.ledger.with_columns(signed).collect(), self.prices.collect()

    @classmethod
    def empty(cls) -> "Baselines":
        """No past at all."""
        return cls(pl.LazyFrame(schema=LEDGER_SCHEMA), pl.LazyFrame(schema=PRICE_SCHEMA))

    def __add__(self, other: "Baselines") -> "Baselines":
        """The baselines of both pasts."""
        return Baselines(
            together([self.ledger.collect(), other.ledger.collect()]).lazy(),
            prices_together([self.prices.collect(), other.prices.collect()]).lazy(),
        )

    def beside(self, other: "Baselines") -> "Baselines":
        """Both without adding up what they share: the same past, quicker to make and slower to ask."""
        return Baselines(pl.concat([self.ledger, other.ledger]), pl.concat([self.prices, other.prices]))

    def look_up(self, batch: ConsignmentBatch) -> Features:
        """What the past says of each consignment and of each goods item, as it was before each one's day."""
        return worked_out(traces(batch), self.ledger, self.prices)

    def features(self, batch: ConsignmentBatch) -> pl.DataFrame:
        """What the past says of each consignment: :data:`FEATURE_SCHEMA`, one row for each in the batch's order.

        >>> Baselines.empty().features(ConsignmentBatch.empty()).height
        0
        """
        return self.look_up(batch).consignments

    def item_features(self, batch: ConsignmentBatch) -> pl.DataFrame:
        """What the past says of each goods item: :data:`ITEM_FEATURE_SCHEMA`, one row for each in the batch's order."""
        return self.look_up(batch).goods


def ledger_of_findings(seen: Traces, ids: pl.Series, findings: pl.DataFrame) -> pl.DataFrame:
    """What findings add to the ledger; ``ids`` are of the consignments that the traces are of."""
    dates = [name for name in ("examined", "day") if name in findings.columns]
    places = pl.DataFrame({"consignment": ids}).with_row_index("row")
    known = findings.drop_nulls("breach").join(places, on="consignment", how="inner", maintain_order="left")
    known = known.with_columns(day=pl.coalesce(pl.col(name).cast(pl.Date) for name in dates).cast(pl.Int32))
    # One examination may have several findings: it counts once, as a breach if any of them is one.
    once = known.drop_nulls("day").group_by("row", "day", maintain_order=True).agg(pl.col("breach").any())
    return counted_findings(seen, once)
