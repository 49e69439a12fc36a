"""The model as one signal among others: how strongly it points to a breach, and what made it say so."""

import polars as pl

from darvoza.consignment import ConsignmentBatch
from darvoza.risk.model.explain import PRECEDENTS, explain
from darvoza.risk.model.model import BREACH, CRITICAL, Model
from darvoza.risk.model.observe import observe
from darvoza.signals import SignalKind, Typology, join_signals, raise_signals

TIMES = 1.5
"""The model speaks where the probability is this many times that of consignments at large."""

LARGEST_WEIGHT = 0.9
"""A model alone never makes certain."""

_EXPLAINED_ROWS = 200  # contributions cost a thousand times what a score does
_PLAINLY = "Probability of a breach {probability} %, {usual} % at large, by what was found on such consignments"
_SAYS = {
    "goods": "Probability of a breach {probability} %, {usual} % at large: such goods were often found in breach",
    "origin": (
        "Probability of a breach {probability} %, {usual} % at large: "
        "goods of this origin and route were often found in breach"
    ),
    "goods of an origin": (
        "Probability of a breach {probability} %, {usual} % at large: "
        "such goods of this origin were often found in breach"
    ),
    "taxation": (
        "Probability of a breach {probability} %, {usual} % at large: "
        "such goods under this tax treatment were often found in breach"
    ),
    "office": (
        "Probability of a breach {probability} %, {usual} % at large: "
        "findings at this office and under this procedure are frequent"
    ),
    "importer": (
        "Probability of a breach {probability} %, {usual} % at large: "
        "what was found with this importer before speaks for a breach"
    ),
    "seller": (
        "Probability of a breach {probability} %, {usual} % at large: "
        "what was found with this seller before speaks for a breach"
    ),
    "declarant": (
        "Probability of a breach {probability} %, {usual} % at large: "
        "what was found with this declarant before speaks for a breach"
    ),
    "carrier": (
        "Probability of a breach {probability} %, {usual} % at large: "
        "what was found with this carrier before speaks for a breach"
    ),
    "other declared data": (
        "Probability of a breach {probability} %, {usual} % at large: "
        "other declared data are like those of consignments in breach"
    ),
    "mass and value": (
        "Probability of a breach {probability} %, {usual} % at large: "
        "mass and value are like those of consignments in breach"
    ),
    "price": (
        "Probability of a breach {probability} %, {usual} % at large: "
        "the price per kilogram is like that of consignments in breach"
    ),
    "risk indicators": (
        "Probability of a breach {probability} %, {usual} % at large: "
        "the risk indicators that fired were seen on consignments in breach"
    ),
    PRECEDENTS: (
        "Probability of a breach {probability} %, {usual} % at large: "
        "the same was declared before, and {hits} of {count} were in breach"
    ),
}
_CRITICAL = "Probability of a security-critical breach {probability} %, {usual} % at large"


def model_signals(
    batch: ConsignmentBatch,
    model: Model,
    *,
    features: pl.DataFrame | None = None,
    signals: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """One signal for each consignment that the model holds to be clearly above the usual; ``SIGNAL_SCHEMA``.

    The weight is the probability by which the model raises the usual one, never more than 0.9. The
    reason of the strongest names what spoke for it most. The mandatory signals of others are left as they are: a model
    never is one, and never outvotes one.
    """
    observed = observe(batch, features, signals)
    scores = model.score(observed).with_row_index("row")
    usual = model.memory.base[BREACH]
    high = scores.filter(pl.col("probability") > TIMES * usual).sort("probability", descending=True)
    weight = ((pl.col("probability") - usual) / (1 - usual)).clip(0, LARGEST_WEIGHT)
    hits = high.join(_because(model, observed, high["row"].head(_EXPLAINED_ROWS)), on="row", how="left")
    raised = [_raise(hits, "MODEL", Typology.GENERAL, weight, "probability", usual, model.version)]
    if CRITICAL in model.heads:
        critical = model.memory.base[CRITICAL]
        sure = scores.filter(pl.col("critical_probability") > max(TIMES * critical, _LEAST_CRITICAL))
        told = sure.with_columns(reason=pl.lit(_CRITICAL), hits=pl.lit(None, pl.String), count=pl.lit(None, pl.String))
        weight = pl.col("critical_probability").clip(0, LARGEST_WEIGHT)
        raised.append(
            _raise(told, "MODEL-CRITICAL", Typology.SAFETY, weight, "critical_probability", critical, model.version)
        )
    return join_signals(raised)


_LEAST_CRITICAL = 0.05


def _raise(
    hits: pl.DataFrame, name: str, typology: Typology, weight: pl.Expr, column: str, usual: float, version: str
) -> pl.DataFrame:
    return raise_signals(
        hits,
        kind=SignalKind.MODEL,
        id=name,
        typology=typology,
        weight=weight,
        reason=pl.col("reason").fill_null(_PLAINLY),
        evidence={
            "probability": (100 * pl.col(column)).round(1),
            "usual": pl.lit(round(100 * usual, 1)),
            "hits": pl.col("hits"),
            "count": pl.col("count"),
            "model": pl.lit(version),
        },
    )


def _because(model: Model, observed: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
    """For each of these rows the sentence about what raised its probability most, with the precedents it may name."""
    parts = explain(model, observed[rows.to_list()]).parts.filter(pl.col("contribution") > 0)
    most = parts.group_by("row", maintain_order=True).first()
    return most.select(
        rows.gather(most["row"]).alias("row"),
        pl.col("group").replace_strict(_SAYS, return_dtype=pl.String).alias("reason"),
        pl.col("hits").cast(pl.String),
        pl.col("count").cast(pl.String),
    )
