"""Making what different senders say the same way comparable, without inventing anything."""

import dataclasses

import polars as pl

from darvoza.codes import resolve_offices
from darvoza.consignment import ConsignmentBatch


def with_offices(batch: ConsignmentBatch) -> ConsignmentBatch:
    """The same consignments with their office as one of the known posts, where what was filed names one.

    The office as filed goes first (a code, an UN/LOCODE, an airport, or a name in any script); a consignment that names
    none takes that of the border, unloading, destination, loading or transit place it names, the first that is one. An
    office that is not known stays as filed.
    """
    filed = batch.consignments["office"]
    named = resolve_offices(filed)
    known = batch.consignments.select(office=pl.coalesce(named, filed, _from_places(batch)))
    return dataclasses.replace(batch, consignments=batch.consignments.with_columns(known["office"]))


def _from_places(batch: ConsignmentBatch) -> pl.Series:
    """The office of the first place that is one, where goods enter before where they leave."""
    order = {"border": 0, "unloading": 1, "destination": 2, "loading": 3, "origin": 4, "transit": 5}
    places = batch.places.filter(pl.col("role").cast(pl.String).is_in(list(order)))
    resolved = places.with_columns(
        office=resolve_offices(places["code"]).fill_null(resolve_offices(places["name"])),
        order=pl.col("role").cast(pl.String).replace_strict(order, return_dtype=pl.Int8),
    )
    first = resolved.drop_nulls("office").sort("row", "order", "position").unique("row", keep="first")
    rows = pl.DataFrame({"row": pl.int_range(len(batch), dtype=pl.UInt32, eager=True)})
    return rows.join(first.select("row", "office"), on="row", how="left", maintain_order="left")["office"]
