"""What the model looks at: one row for each consignment, with its codes and numbers and who is behind it."""

import polars as pl

from darvoza.consignment import ConsignmentBatch, Role

_IMPORTING = (Role.IMPORTER, Role.CONSIGNEE, Role.BUYER)
_SELLING = (Role.SELLER, Role.EXPORTER, Role.CONSIGNOR)
PARTIES: dict[str, tuple[Role, ...]] = {
    "importer": _IMPORTING,
    "seller": _SELLING,
    "declarant": (Role.DECLARANT,),
    "carrier": (Role.CARRIER,),
}
"""Who is looked at, and the roles that may say it, the first that is filled."""

SIGN = "sign: "
"""What a column begins with that says whether a risk indicator fired."""


def observe(
    batch: ConsignmentBatch, features: pl.DataFrame | None = None, signals: pl.DataFrame | None = None
) -> pl.DataFrame:
    """One row per consignment, in order: ``id``, ``day``, text columns of codes, and number columns.

    Of several goods items the one with the highest value stands for all (else the heaviest, else the first); masses
    and values are those of the consignment. ``features`` are further columns, row for row (a mapping's). ``signals``
    are those raised on the batch; each indicator that fired becomes a column of ones and missing values. What is
    missing stays missing.

    >>> observe(ConsignmentBatch.empty()).height
    0
    """
    whole = batch.consignments.with_row_index("row")
    frame = (
        whole.join(_goods(batch), on="row", how="left", maintain_order="left")
        .join(_parties(batch), on="row", how="left", maintain_order="left")
        .select(
            pl.col("reference").alias("id"),
            pl.coalesce("lodged", "arrival", "departure").dt.date().alias("day"),
            *(pl.col("hs_code").str.head(digits).alias(f"hs{digits}") for digits in (2, 4, 6)),
            pl.col("origin"),
            pl.col("country_of_dispatch").alias("dispatch"),
            *(pl.col(name).cast(pl.String) for name in ("office", "mode", "procedure", "flow")),
            *PARTIES,
            pl.coalesce(pl.col("mass"), pl.col("net_mass_kg"), pl.col("gross_mass_kg")).alias("mass"),
            pl.coalesce(pl.col("goods_value"), pl.col("value")).alias("value"),
            pl.col("packages").cast(pl.Float64),
            pl.col("items").cast(pl.Float64),
        )
    )
    numbers = pl.selectors.float()
    frame = frame.with_columns(pl.when(numbers.is_finite()).then(numbers))
    if features is not None:
        frame = frame.hstack(features.drop(frame.columns, strict=False))
    return frame if signals is None else _with_signs(frame, signals)


def _goods(batch: ConsignmentBatch) -> pl.DataFrame:
    """The leading goods item of each consignment, and the sums over all of them."""
    columns = ("hs_code", "origin")
    goods = batch.goods.select(
        "row", "position", *columns, "value", mass=pl.coalesce("net_mass_kg", "gross_mass_kg")
    ).with_columns(pl.col("hs_code").str.replace_all(r"\D", ""))
    if not (goods["position"] > 0).any():  # one item each
        return goods.select("row", *columns, "mass", pl.col("value").alias("goods_value"), items=pl.lit(1))
    leading = goods.sort("row", "value", "mass", "position", descending=[False, True, True, False], nulls_last=True)
    return leading.group_by("row", maintain_order=True).agg(
        pl.col(columns).first(),
        pl.when(pl.col("mass").count() > 0).then(pl.col("mass").sum()).alias("mass"),
        pl.when(pl.col("value").count() > 0).then(pl.col("value").sum()).alias("goods_value"),
        pl.len().alias("items"),
    )


def _parties(batch: ConsignmentBatch) -> pl.DataFrame:
    """Who each party is: by its identifier, else by its name in small letters with single spaces."""
    number = pl.col("identifiers").list.first()
    unnumbered = pl.when(number.is_null()).then("name")  # the names of the others need not be brought into a form
    name = unnumbered.str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars()
    who = batch.parties.select(
        "row", "position", pl.col("role").cast(pl.String), who=pl.coalesce(number, name)
    ).drop_nulls("who")
    rows = pl.DataFrame({"row": pl.int_range(len(batch), dtype=pl.UInt32, eager=True)})
    for party, roles in PARTIES.items():
        order = {role.value: place for place, role in enumerate(roles)}
        of_role = who.filter(pl.col("role").is_in(list(order)))
        if len(roles) > 1:
            of_role = of_role.with_columns(order=pl.col("role").replace_strict(order, return_dtype=pl.Int8)).sort(
                "row", "order", "position"
            )
        first = of_role.unique("row", keep="first", maintain_order=True)
        rows = rows.join(first.select("row", pl.col("who").alias(party)), on="row", how="left", maintain_order="left")
    return rows


def _with_signs(frame: pl.DataFrame, signals: pl.DataFrame) -> pl.DataFrame:
    fired = signals.filter(pl.col("kind") == "indicator").select("row", pl.col("id").alias("sign")).unique()
    if fired.is_empty():
        return frame
    wide = fired.with_columns(one=pl.lit(1.0)).pivot("sign", index="row", values="one")
    named = wide.rename({name: SIGN + name for name in wide.columns if name != "row"})
    rows = frame.with_row_index("row").join(named, on="row", how="left", maintain_order="left")
    return rows.drop("row")
