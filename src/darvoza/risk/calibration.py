"""What findings have shown signs to be worth: weights fitted to outcomes, and a score that is a probability.

A breach is taken to have one of several causes, each independent: every sign that fires brings one with its weight,
and there is a small chance of a breach without any sign (a noisy-or; Pearl, 1988). That is how the score adds signals
up, so fitted weights take the place of judged ones and nothing else changes: no weight is ever negative, and a further
sign never lowers a score. Weights lean on the expert's: a sign that was examined twenty times counts half by what was
found and half by judgement. Stops are not a fair sample of traffic, so each finding counts by one over the probability
with which it was selected (Horvitz and Thompson, 1952). Last, one rising curve turns the score into a probability.
"""

import hashlib
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from darvoza.risk.model.calibrating import Curve, fit_curve, log_odds
from darvoza.risk.model.counting import Codes, Floats
from darvoza.risk.score import Scores, score
from darvoza.signals import SignalKind

PRIOR = 20.0
"""How many examined consignments the expert's judgement of a sign is worth."""

FEWEST = 50
"""Scores are not calibrated on fewer findings than this."""

LARGEST_FACTOR = 50.0
"""No finding counts more than this many times the one that was likeliest to be selected."""

_ROUNDS = 200
_SMALLEST, _LARGEST = 1e-6, 0.99
_LEAK = 0.02


@dataclass(frozen=True, slots=True)
class Calibration:
    """Fitted weights of signs, the chance of a breach without any, and the curve to a probability.

    ``weights`` has ``kind sign expert weight seen``: the mean weight that experts gave the sign where it fired, the
    fitted one, and on how many examined consignments it was seen.
    """

    weights: pl.DataFrame
    leak: float
    curve: Curve
    findings: int

    @property
    def version(self) -> str:
        """What these weights are called in the record."""
        text = self.weights.write_csv(float_precision=6) + f"{self.leak:.6f} {self.curve}"
        return f"{self.findings} findings, {hashlib.sha256(text.encode()).hexdigest()[:8]}"

    def reweigh(self, signals: pl.DataFrame) -> pl.DataFrame:
        """The signals with what findings have shown their signs to be worth; signs never seen stay as they are.

        Heavier signals of a sign stay heavier than lighter ones. Mandatory signals stay mandatory.
        """
        evidence = -(1 - pl.col("weight").clip(0, _LARGEST)).log()
        judged = -(1 - pl.col("expert").clip(_SMALLEST, _LARGEST)).log()
        found = -(1 - pl.col("fitted")).log()
        known = self.weights.select(pl.col("kind").cast(signals.schema["kind"]), "sign", "expert", fitted="weight")
        return (
            signals.with_columns(sign=_sign())
            .join(known, on=["kind", "sign"], how="left", maintain_order="left")
            .with_columns(
                weight=pl.when(pl.col("fitted").is_not_null())
                .then(1 - (-evidence * found / judged).exp())
                .otherwise(pl.col("weight"))
            )
            .drop("sign", "expert", "fitted")
        )

    def scores(self, signals: pl.DataFrame, rows: int) -> Scores:
        """The scores of a batch, the overall one a probability of a breach; a mandatory signal stays one."""
        plain = score(self.reweigh(signals), rows)
        said = self.probability(plain.overall["score"].to_numpy())
        return replace(plain, overall=plain.overall.with_columns(score=pl.Series(said)))

    def probability(self, scores: Floats) -> pl.Series:
        """The probability of a breach of consignments whose fitted weights add up to these scores.

        >>> calm = Calibration(pl.DataFrame(), 0.1, Curve(), 100)
        >>> calm.probability(np.array([0.0, 0.5])).round(2).to_list()
        [0.1, 0.55]
        """
        return pl.Series(self.curve.probability(log_odds(1 - (1 - self.leak) * (1 - scores))))


def fit_calibration(signals: pl.DataFrame, findings: pl.DataFrame) -> Calibration | None:
    """Weights and curve from examined consignments; None with fewer than fifty findings, or none of one kind.

    ``findings`` has ``row``, ``breach`` and ``probability``, the chance with which the consignment was selected (null:
    it was sure to be). ``signals`` are those raised on these rows, with the experts' weights.
    """
    known = findings.drop_nulls("breach").unique("row", keep="last", maintain_order=True)
    breach = known["breach"].cast(pl.Float64).to_numpy()
    if len(breach) < FEWEST or breach.min() == breach.max():
        return None
    chance = known["probability"].fill_null(1.0).clip(1e-6, 1.0).to_numpy()
    factor = np.minimum(1 / chance, LARGEST_FACTOR / chance.max())
    factor = factor * len(factor) / factor.sum()
    rows = known.select("row").with_row_index("place")
    seen = (
        signals.with_columns(sign=_sign())
        .group_by("row", "kind", "sign")
        .agg(pl.col("weight").max())
        .join(rows, on="row", how="inner")
        .sort("place", "kind", "sign")
    )
    signs = seen.group_by("kind", "sign").agg(pl.col("weight").mean().alias("expert"), pl.len().alias("seen"))
    signs = signs.sort("kind", "sign").with_row_index("number")
    place, number = (
        seen.join(signs, on=["kind", "sign"], maintain_order="left")
        .select("place", "number")
        .to_numpy()
        .T.astype(np.int64)
    )
    expert = signs["expert"].clip(_SMALLEST, _LARGEST).to_numpy()
    weights, leak = _fitted(expert, place, number, breach, factor)
    said = 1 - (1 - leak) * np.exp(np.bincount(place, np.log1p(-weights[number]), len(breach)))
    curve = fit_curve(log_odds(said), breach, factor)
    table = signs.select(pl.col("kind").cast(pl.String), "sign", "expert", "seen").with_columns(
        weight=pl.Series(weights, dtype=pl.Float64)
    )
    return Calibration(table, leak, curve, len(breach))


def _fitted(
    expert: Floats,
    place: Codes,
    number: Codes,
    breach: Floats,
    factor: Floats,
) -> tuple[Floats, float]:
    """Expectation maximisation of the noisy-or with a beta prior at the expert's weight."""
    weights, leak = expert.copy(), _LEAK
    exposed = np.bincount(number, factor[place], len(expert))
    for _ in range(_ROUNDS):
        calm = (1 - leak) * np.exp(np.bincount(place, np.log1p(-weights[number]), len(breach)))
        blame = factor * breach / np.maximum(1 - calm, _SMALLEST)  # of each breach, over all its causes
        caused = weights * np.bincount(number, blame[place], len(expert))
        updated = np.clip((PRIOR * expert + caused) / (PRIOR + exposed), _SMALLEST, _LARGEST)
        leak = float(np.clip((PRIOR * _LEAK + leak * blame.sum()) / (PRIOR + factor.sum()), _SMALLEST, _LARGEST))
        moved = np.abs(updated - weights).max(initial=0.0)
        weights = updated
        if moved < _SMALLEST:
            break
    return weights, leak


def _sign() -> pl.Expr:
    """Signs are told apart by kind and id; party matches are one sign, and so are control entries of one typology."""
    kind = pl.col("kind").cast(pl.String)
    return (
        pl.when(kind == SignalKind.PARTY_MATCH.value)
        .then(pl.lit(""))
        .when(kind == SignalKind.CONTROL_ENTRY.value)
        .then(pl.col("typology").cast(pl.String))
        .otherwise(pl.col("id"))
    )
