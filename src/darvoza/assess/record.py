"""The record: assessments as they are written, shown and kept, one row per consignment."""

import polars as pl

from darvoza.assess.model import ASSESSMENT_SCHEMA, SIGNAL_FIELDS, Assessed
from darvoza.consignment import ConsignmentBatch, Role
from darvoza.goods import goods_words
from darvoza.language import Language
from darvoza.signals import signal_texts

_GOODS_SHOWN = 3
_FROM = (Role.CONSIGNOR, Role.EXPORTER, Role.SELLER)
_TO = (Role.CONSIGNEE, Role.IMPORTER, Role.BUYER)
_DECIDED = ("selected", "ground", "rank", "probability", "measure")
_SAID = ("technique", "avoided", "needed", "reason")


def assessments(assessed: Assessed, decisions: pl.DataFrame, language: Language = Language.ENGLISH) -> pl.DataFrame:
    """One full assessment for each consignment (:data:`ASSESSMENT_SCHEMA`), in the batch's order.

    ``decisions`` has one row per consignment: ``row, selected, ground, rank, probability, measure``, and what else the
    selection says of it (``technique, avoided, needed, reason``); what it does not say is null.
    """
    batch = assessed.batch
    filed = [name for name in ASSESSMENT_SCHEMA if name in batch.consignments.columns]
    whole = batch.consignments.select(filed).with_row_index("row")
    for part in (
        _name(batch, _FROM, "consignor"),
        _name(batch, _TO, "consignee"),
        _goods(batch),
        assessed.overall,
        _typologies(assessed.typology_scores),
        decisions.select("row", *(name for name in (*_DECIDED, *_SAID) if name in decisions.columns)),
        _signals(assessed.signals, language),
        _missing(assessed.gaps),
    ):
        whole = whole.join(part.cast({"row": pl.UInt32}), on="row", how="left", maintain_order="left")
    versions = [{"name": name, "version": version} for name, version in assessed.versions]
    return (
        whole.with_columns(
            *(pl.lit(None, ASSESSMENT_SCHEMA[name]).alias(name) for name in _SAID if name not in whole.columns),
            versions=pl.lit(pl.Series([versions], dtype=ASSESSMENT_SCHEMA["versions"])).first(),
            **{name: pl.col(name).fill_null([]) for name, dtype in ASSESSMENT_SCHEMA.items() if _is_list(name, dtype)},
        )
        .select(*ASSESSMENT_SCHEMA)
        .cast(ASSESSMENT_SCHEMA)
    )


def _is_list(name: str, dtype: pl.DataType) -> bool:
    return isinstance(dtype, pl.List) and name != "versions"


def _name(batch: ConsignmentBatch, roles: tuple[Role, ...], column: str) -> pl.DataFrame:
    """The name of the first party in the first of these roles that has one."""
    order = {role.value: place for place, role in enumerate(roles)}
    return (
        batch.parties.with_columns(pl.col("role").cast(pl.String))
        .filter(pl.col("role").is_in(list(order)) & pl.col("name").is_not_null())
        .with_columns(order=pl.col("role").replace_strict(order, return_dtype=pl.Int8))
        .sort("row", "order", "position")
        .unique("row", keep="first", maintain_order=True)
        .select("row", pl.col("name").alias(column))
    )


def _goods(batch: ConsignmentBatch) -> pl.DataFrame:
    """What the goods are called, the first few items of it, and their HS codes."""
    described = pl.col("description").drop_nulls()
    shown = described.head(_GOODS_SHOWN).str.join("; ")
    more = (
        pl.when(described.len() > _GOODS_SHOWN)
        .then(pl.format("; +{}", described.len() - _GOODS_SHOWN))
        .otherwise(
            pl.lit(""),
        )
    )
    return batch.goods.group_by("row", maintain_order=True).agg(
        goods=pl.when(described.len() > 0).then(pl.concat_str(shown, more)),
        hs_codes=pl.col("hs_code").drop_nulls().unique(maintain_order=True),
    )


def _typologies(scores: pl.DataFrame) -> pl.DataFrame:
    ordered = scores.sort("row", "score", "typology", descending=[False, True, False])
    return ordered.group_by("row", maintain_order=True).agg(pl.struct("typology", "score").alias("typologies"))


def _signals(signals: pl.DataFrame, language: Language) -> pl.DataFrame:
    told = signals.with_columns(signal_texts(signals, language, goods_words(language)).alias("text"))
    return told.group_by("row", maintain_order=True).agg(pl.struct(*SIGNAL_FIELDS).alias("signals"))


def _missing(gaps: pl.DataFrame) -> pl.DataFrame:
    told = gaps.select("row", missing=pl.format("{}: {}", "indicator", "missing"))
    return told.group_by("row", maintain_order=True).agg("missing")
