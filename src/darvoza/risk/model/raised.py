"""The model as one signal among others: how strongly it points to a breach, and what made it say so."""

import polars as pl

from darvoza.consignment import ConsignmentBatch
from darvoza.risk.model.explain import explain
from darvoza.risk.model.model import BREACH, Model
from darvoza.risk.model.observe import observe
from darvoza.signals import SignalKind, Typology, join_signals, no_signals, raise_signals

TIMES = 1.5
"""The model speaks where the probability is this many times that of consignments at large."""

LARGEST_WEIGHT = 0.9
"""A model alone never makes certain."""

_EXPLAINED = 3
_SAYS = "Past findings give a probability of {probability} % for a breach ({usual} % at large): {because}"
_CRITICAL = "Past findings give a probability of {probability} % for a security-critical breach ({usual} % at large)"


def model_signals(
    batch: ConsignmentBatch,
    model: Model,
    *,
    features: pl.DataFrame | None = None,
    signals: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """One signal for each consignment that the model holds to be clearly above the usual; ``SIGNAL_SCHEMA``.

    The weight is the probability by which the model raises the usual one, never more than 0.9. Where LightGBM is
    installed the evidence names what spoke for it most. The mandatory signals of others are left as they are: a model
    never is one, and never outvotes one.
    """
    observed = observe(batch, features, signals)
    scores = model.score(observed).with_row_index("row")
    usual = model.memory.base[BREACH]
    high = scores.filter(pl.col("probability") > TIMES * usual)
    raised = [no_signals()]
    if high.height:
        because = _because(model, observed[high["row"].to_list()])
        hits = high.with_columns(pl.Series("because", because)).with_columns(
            weight=((pl.col("probability") - usual) / (1 - usual)).clip(0, LARGEST_WEIGHT)
        )
        raised.append(_raise(hits, "MODEL", Typology.GENERAL, _SAYS, "probability", usual, model.version))
    if "critical" in model.heads:
        critical = model.memory.base["critical"]
        sure = scores.filter(pl.col("critical_probability") > max(TIMES * critical, _LEAST_CRITICAL)).with_columns(
            weight=pl.col("critical_probability").clip(0, LARGEST_WEIGHT), because=pl.lit("")
        )
        raised.append(
            _raise(sure, "MODEL-CRITICAL", Typology.SAFETY, _CRITICAL, "critical_probability", critical, model.version)
        )
    return join_signals(raised)


_LEAST_CRITICAL = 0.05


def _raise(
    hits: pl.DataFrame, name: str, typology: Typology, reason: str, column: str, usual: float, version: str
) -> pl.DataFrame:
    return raise_signals(
        hits,
        kind=SignalKind.MODEL,
        id=name,
        typology=typology,
        weight=pl.col("weight"),
        reason=reason,
        evidence={
            "probability": (100 * pl.col(column)).round(1),
            "usual": pl.lit(round(100 * usual, 1)),
            "because": pl.col("because"),
            "model": pl.lit(version),
        },
    )


def _because(model: Model, observed: pl.DataFrame) -> list[str]:
    """The evidence that raised each row's probability most, by its headings."""
    explained = explain(model, observed)
    raising = explained.parts.filter(pl.col("contribution") > 0).group_by("row", maintain_order=True).head(_EXPLAINED)
    texts = raising.group_by("row", maintain_order=True).agg(pl.col("group").str.join(", "))
    rows = pl.DataFrame({"row": pl.int_range(observed.height, dtype=pl.UInt32, eager=True)})
    return rows.join(texts, on="row", how="left", maintain_order="left")["group"].fill_null("").to_list()
