"""Whether a declared HS code is plausible for a description: a sign to look closer at, and never a clearance."""

from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt
import polars as pl

from darvoza.consignment import ConsignmentBatch
from darvoza.goods.headings.model import HeadingModel, chunks
from darvoza.goods.text import read_texts
from darvoza.signals import SignalKind, Typology, no_signals, raise_signals

IMPLAUSIBLE: Final = "The description speaks of HS heading {heading} ({confidence} %), not of the code {declared}"
_UNLIKELY_HEADING: Final = 0.01
_UNLIKELY_CHAPTER: Final = 0.02
_CONFIDENT: Final = 0.8
_WEIGHT: Final = 0.2
_CHAPTER: Final = 2
_HEADING: Final = 4

FOUND_SCHEMA: Final = pl.Schema(
    {
        "item": pl.UInt32(),
        "declared": pl.String(),
        "heading": pl.String(),
        "likely": pl.String(),
        "confidence": pl.Float64(),
        "plausibility": pl.Float64(),
    }
)
"""Implausible codes: which item, the code declared, the heading and chapter that the description speaks of, how
probable that chapter is, and how probable the declared one."""


class Implausible(msgspec.Struct, frozen=True, kw_only=True):
    """A declared code that a description does not speak of, with what it speaks of and how probable each chapter is."""

    declared: str
    heading: str
    likely: str
    confidence: float
    plausibility: float


def judge(model: HeadingModel, description: str, hs: str) -> Implausible | None:
    """Whether the code is implausible for the description; None if it is plausible or nothing can be said."""
    found = judge_items(model, pl.Series([description], dtype=pl.String), pl.Series([hs], dtype=pl.String))
    return msgspec.convert(found.drop("item").row(0, named=True), Implausible) if found.height else None


def judge_items(model: HeadingModel, descriptions: pl.Series, declared: pl.Series) -> pl.DataFrame:
    """The items whose declared code is implausible: columns of :data:`FOUND_SCHEMA`, ``item`` being the place in both.

    A code is called implausible when its heading has a probability of at most 1 % and its chapter of at most 2 %,
    while another chapter has at least 80 %. Missing descriptions and codes, codes shorter than a heading, headings no
    nomenclature has, and descriptions without a known word are never called anything.
    """
    codes = declared.str.replace_all(r"\D", "")
    items = pl.DataFrame({"description": descriptions, "declared": codes}).with_row_index("item")
    place = {code: number for number, code in enumerate(model.codes)}
    heading = pl.col("declared").str.slice(0, _HEADING).replace_strict(place, default=None, return_dtype=pl.Int64)
    worth = items.with_columns(place=heading).drop_nulls()
    distinct = worth.select("description", "place").unique(maintain_order=True)
    folded = read_texts(distinct["description"])["folded"]
    places = distinct["place"].to_numpy()
    parts = [_judge(model, folded[part], places[part]) for part in chunks(distinct.height)]
    if not parts:
        return FOUND_SCHEMA.to_frame()
    judged = distinct.hstack(pl.concat(parts)).filter("implausible")
    found = worth.join(judged, on=["description", "place"], how="inner", maintain_order="left")
    return found.select(FOUND_SCHEMA.names()).cast(FOUND_SCHEMA)


def _judge(model: HeadingModel, folded: pl.Series, declared: npt.NDArray[np.int64]) -> pl.DataFrame:
    probable = model.probabilities(model.read(folded))
    of_heading = np.array([code[:_CHAPTER] for code in model.codes])
    starts = np.flatnonzero(np.r_[True, of_heading[1:] != of_heading[:-1]])
    chapters = np.add.reduceat(probable, starts, axis=1)
    chapter_of = np.searchsorted(starts, np.arange(len(model.codes)), side="right") - 1
    each = np.arange(len(declared))
    plausibility = chapters[each, chapter_of[declared]]
    likely = chapters.argmax(axis=1)
    confidence = chapters[each, likely]
    implausible = (
        (probable[each, declared] <= _UNLIKELY_HEADING)
        & (plausibility <= _UNLIKELY_CHAPTER)
        & (confidence >= _CONFIDENT)
    )
    within = np.where(chapter_of[None, :] == likely[:, None], probable, -1).argmax(axis=1)
    return pl.DataFrame(
        {
            "heading": np.array(model.codes)[within],
            "likely": of_heading[starts][likely],
            "confidence": confidence.astype(np.float64),
            "plausibility": plausibility.astype(np.float64),
            "implausible": implausible,
        }
    )


def heading_signals(batch: ConsignmentBatch, model: HeadingModel) -> pl.DataFrame:
    """The signal that a declared HS code is implausible for its description: :data:`~darvoza.signals.SIGNAL_SCHEMA`.

    Weighs 0.2 times the confidence; one for each goods item.
    """
    goods = batch.goods.select("row", "position", "description", "hs_code")
    found = judge_items(model, goods["description"], goods["hs_code"])
    if found.is_empty():
        return no_signals()
    rows = goods.with_row_index("item").join(found, on="item", how="inner", maintain_order="left")
    return raise_signals(
        rows,
        kind=SignalKind.MODEL,
        id=pl.lit("heading"),
        typology=Typology.REVENUE,
        weight=_WEIGHT * pl.col("confidence"),
        subject="goods",
        reason=IMPLAUSIBLE,
        evidence={
            "declared": pl.col("declared"),
            "heading": pl.col("heading"),
            "confidence": (pl.col("confidence") * 100).round(0).cast(pl.Int64).cast(pl.String),
        },
    )
