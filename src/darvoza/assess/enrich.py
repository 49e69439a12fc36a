"""Making what different senders say the same way comparable, without inventing anything."""

import dataclasses
from collections.abc import Iterable

import polars as pl

from darvoza.codes import airport, find_office, offices, resolve_offices
from darvoza.consignment import ConsignmentBatch, Flow, Mode


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


def _office(text: str | None) -> str | None:
    found = None if text is None else find_office(text)
    return None if found is None else found.code


def _from_places(batch: ConsignmentBatch) -> pl.Series:
    """The office of the first place that is one, where goods enter before where they leave."""
    order = {"border": 0, "unloading": 1, "destination": 2, "loading": 3, "origin": 4, "transit": 5}
    places = batch.places.filter(pl.col("role").cast(pl.String).is_in(list(order)))
    if places.height <= _FEW:
        first_known = _firsts(
            (row, (order[role], position), next((code for code in map(_office, (code, name)) if code), None))
            for row, role, position, code, name in places.select("row", "role", "position", "code", "name").iter_rows()
        )
        known = dict(first_known)
        return pl.Series("office", [known.get(row) for row in range(len(batch))], dtype=pl.String)
    resolved = places.with_columns(
        office=resolve_offices(places["code"]).fill_null(resolve_offices(places["name"])),
        order=pl.col("role").cast(pl.String).replace_strict(order, return_dtype=pl.Int8),
    )
    first = resolved.drop_nulls("office").sort("row", "order", "position").unique("row", keep="first")
    rows = pl.DataFrame({"row": pl.int_range(len(batch), dtype=pl.UInt32, eager=True)})
    return rows.join(first.select("row", "office"), on="row", how="left", maintain_order="left")["office"]


_FROM = ("origin", "loading")
_TO = ("destination", "unloading")


def with_countries(batch: ConsignmentBatch) -> ConsignmentBatch:
    """The same consignments with the countries that their codes of places stand for, and the flow that follows.

    A place with a UN/LOCODE or, by air, an airport's code and no country takes that of its code. A consignment that
    names no country of dispatch or destination takes that of the place where its carriage begins or ends; one without a
    flow is an import, export or transit as its office lies in the one, the other, or neither. Nothing that was filed is
    changed. Give it a batch that :func:`with_offices` has seen.
    """
    places = _with_place_countries(batch)
    named = batch.consignments.with_row_index("row")
    for column, roles in (("country_of_dispatch", _FROM), ("country_of_destination", _TO)):
        ends = _country_of(places, roles).rename({"country": "_country"})
        named = (
            named.join(ends, on="row", how="left", maintain_order="left")
            .with_columns(pl.coalesce(column, "_country").alias(column))
            .drop("_country")
        )
    at = offices().select(pl.col("code").alias("office"), pl.col("country").alias("_office_country"))
    here, dispatch, to = pl.col("_office_country"), pl.col("country_of_dispatch"), pl.col("country_of_destination")
    known = here.is_not_null() & dispatch.is_not_null() & to.is_not_null()
    flow = (
        pl.when(known & (to == here) & (dispatch != here))
        .then(pl.lit(Flow.IMPORT.value))
        .when(known & (dispatch == here) & (to != here))
        .then(pl.lit(Flow.EXPORT.value))
        .when(known & (dispatch != here) & (to != here))
        .then(pl.lit(Flow.TRANSIT.value))
    )
    whole = (
        named.join(at, on="office", how="left", maintain_order="left")
        .with_columns(pl.coalesce("flow", flow.cast(named.schema["flow"])))
        .select(batch.consignments.columns)
    )
    return dataclasses.replace(batch, places=places, consignments=whole)


_FEW = 1_000
"""Up to this many places are gone through one by one, which takes less than setting up the steps over columns."""


def _firsts(found: Iterable[tuple[int, tuple[int, int], str | None]]) -> list[tuple[int, str]]:
    """For each row what comes first in order, nothing left out."""
    first: dict[int, tuple[tuple[int, int], str]] = {}
    for row, place, what in found:
        if what is not None and (row not in first or place < first[row][0]):
            first[row] = place, what
    return [(row, what) for row, (_, what) in first.items()]


def _with_place_countries(batch: ConsignmentBatch) -> pl.DataFrame:
    """The places, those without a country with that of their code: the first two letters of a UN/LOCODE are one."""
    by_air = batch.consignments.with_row_index("row").filter(pl.col("mode") == Mode.AIR.value).select("row", _air=True)
    filed = batch.places["code"].unique().drop_nulls().to_list()
    airports = {code: found.country for code in filed if (found := airport(code)) is not None}
    code = pl.col("code").str.to_uppercase()
    coded = (
        pl.when(code.str.contains(r"^[A-Z]{2}[A-Z2-9]{3}$"))
        .then(code.str.slice(0, 2))
        .when(pl.col("_air") & code.str.contains(r"^[A-Z]{3}$"))
        .then(pl.col("code").replace_strict(airports, default=None, return_dtype=pl.String))
    )
    return (
        batch.places.join(by_air, on="row", how="left", maintain_order="left")
        .with_columns(pl.coalesce("country", coded.cast(batch.places.schema["country"])))
        .drop("_air")
    )


def _country_of(places: pl.DataFrame, roles: tuple[str, ...]) -> pl.DataFrame:
    """The country of the first place in the first of these roles that has one: ``row country``."""
    order = {role: place for place, role in enumerate(roles)}
    if places.height <= _FEW:
        named = places.select("row", "role", "position", "country").iter_rows()
        first = _firsts(
            (row, (order[role], position), country) for row, role, position, country in named if role in order
        )
        return pl.DataFrame(first, schema={"row": pl.UInt32, "country": places.schema["country"]}, orient="row")
    return (
        places.filter(pl.col("role").cast(pl.String).is_in(list(roles)) & pl.col("country").is_not_null())
        .with_columns(_order=pl.col("role").cast(pl.String).replace_strict(order, return_dtype=pl.Int8))
        .sort("row", "_order", "position")
        .unique("row", keep="first", maintain_order=True)
        .select("row", "country")
    )


def as_assessed(batch: ConsignmentBatch) -> ConsignmentBatch:
    """The consignments as the pipeline looks at them: offices, countries and flow filled in where what was filed tells.

    It is these that a history keeps, so that past and present are written alike.
    """
    return with_countries(with_offices(batch))
