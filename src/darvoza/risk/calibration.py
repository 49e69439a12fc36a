"""What findings have shown signs to be worth: weights fitted to outcomes, and a score that is a probability.

A breach is taken to have one of several causes, each independent: every sign that fires brings one with its weight,
and there is a small chance of a breach without any sign (a noisy-or; Pearl, 1988). That is how the score adds signals
up, so fitted weights take the place of judged ones and nothing else changes: no weight is ever negative, and a further
sign never lowers a score. Weights lean on the expert's: a sign that was examined twenty times counts half by what was
found and half by judgement. Stops are not a fair sample of traffic, so each finding counts by one over the probability
with which it was selected (Horvitz and Thompson, 1952). Last, one rising curve turns the score into a probability.
The score of a kind of harm has a curve of its own, from what it says to how often that very harm was found; kinds that
were hardly ever found share one.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

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

FEWEST_OF_KIND = 20
"""A kind of harm has a curve of its own from so many breaches of it on."""

_ROUNDS = 200
_SMALLEST, _LARGEST = 1e-6, 0.99
_LEAK = 0.02


@dataclass(frozen=True, slots=True)
class Calibration:
    """Fitted weights of signs, the chance of a breach without any, and the curve to a probability.

    ``weights`` has ``kind sign expert weight seen``: the mean weight that experts gave the sign where it fired, the
    fitted one, and on how many examined consignments it was seen. ``curves`` are those of kinds of harm, by their name,
    ``shared`` that of all others; without it their scores stay as they are.
    """

    weights: pl.DataFrame
    leak: float
    curve: Curve
    findings: int
    curves: Mapping[str, Curve] = field(default_factory=dict)
    shared: Curve | None = None

    @property
    def version(self) -> str:
        """What these weights are called in the record."""
        text = self.weights.write_csv(float_precision=6) + f"{self.leak:.6f} {self.curve}"
        if self.shared is not None:
            text += f"{self.shared} {sorted(self.curves.items())}"
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
        """The scores of a batch as probabilities, of a breach and of each harm; a mandatory signal stays one."""
        plain = score(self.reweigh(signals), rows, contributions=False)
        said = self.probability(plain.overall["score"].to_numpy())
        return replace(
            plain,
            overall=plain.overall.with_columns(score=pl.Series(said)),
            typologies=self._of_kinds(plain.typologies),
        )

    def _of_kinds(self, typologies: pl.DataFrame) -> pl.DataFrame:
        """The scores of kinds of harm, each by its curve, which rises: a further sign never lowers one."""
        if self.shared is None:
            return typologies
        raw = typologies["score"].to_numpy()
        said = self.shared.probability(log_odds(raw))
        kinds = typologies["typology"].cast(pl.String).to_numpy()
        for name, curve in self.curves.items():
            of_kind = kinds == name
            said[of_kind] = curve.probability(log_odds(raw[of_kind]))
        return typologies.with_columns(score=pl.Series(said, dtype=pl.Float64))

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
    it was sure to be); with ``typology``, the kind of harm that was found, scores of kinds get curves too. ``signals``
    are those raised on these rows, with the experts' weights.
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
    plain = Calibration(table, leak, curve, len(breach))
    if "typology" not in known.columns:
        return plain
    curves, shared = _curves(plain, signals, known.with_columns(_breach=pl.Series(breach), _factor=pl.Series(factor)))
    return replace(plain, curves=curves, shared=shared)


def _curves(plain: Calibration, signals: pl.DataFrame, known: pl.DataFrame) -> tuple[dict[str, Curve], Curve | None]:
    """The curve of each kind of harm that was found often enough, and the one that the others share.

    A consignment counts for the kinds that some sign on it points to: how often was this harm found on such?
    """
    rows = int(known["row"].max() or 0) + 1  # type: ignore[arg-type] # rows are whole numbers
    seen = signals.filter(pl.col("row") < rows)
    told = score(plain.reweigh(seen), rows, contributions=False).typologies.join(
        known.select(pl.col("row").cast(pl.UInt32), "_breach", "_factor", found=pl.col("typology").cast(pl.String)),
        on="row",
        how="inner",
        maintain_order="left",
    )
    told = told.with_columns(
        typology=pl.col("typology").cast(pl.String),
        hit=(pl.col("_breach") > 0) & pl.col("typology").cast(pl.String).eq_missing(pl.col("found")),
    )
    if not told["hit"].any():
        return {}, None
    often = told.group_by("typology").agg(pl.col("hit").sum()).filter(pl.col("hit") >= FEWEST_OF_KIND)
    curves = {name: _curve(told.filter(pl.col("typology") == name)) for name in sorted(often["typology"])}
    rest = told.filter(~pl.col("typology").is_in(list(curves)))
    return curves, _curve(rest if rest["hit"].any() else told)


def _curve(told: pl.DataFrame) -> Curve:
    return fit_curve(
        log_odds(told["score"].to_numpy()), told["hit"].cast(pl.Float64).to_numpy(), told["_factor"].to_numpy()
    )


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
