"""The risk score: how signals add up, openly, to one number per typology and one overall.

Each signal counts as an independent chance of harm: the score of a typology is one minus the product of one minus each
weight. Signals that say the same thing over again must not add up: of the signals with one kind, id and typology on
one kind of subject (ten goods items with vague descriptions), the strongest counts fully, the next a quarter, the next
a sixteenth, and so on; together they never count more than about four thirds of one. ``GENERAL`` signals bear on every
typology alike and so raise the overall score only, which is one minus the product over all signals.

The score is monotone: a further signal, or a heavier one, never lowers it. It is **not calibrated**: weights are
judgements until findings exist to fit them to, so 0.3 orders consignments but does not mean that 3 in 10 are in breach.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from darvoza.signals import Typology, no_signals

REPEAT = 0.25
"""What each further signal of the same kind and id on the same kind of subject counts, beside the one before it."""

_CERTAIN = 1 - 1e-12  # keeps the logarithm of a weight of 1 finite, so that its share can be told


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of a batch.

    ``typologies``: ``row typology score``, one row for each typology with a signal. ``overall``: ``row score
    mandatory``, one row for every consignment, 0 where nothing fired. ``contributions``: the signals in their order
    with ``row kind id typology subject weight counted of_typology of_overall``: the weight after repeats are
    discounted, and the part of either score that is due to it; parts add up to the score.
    """

    typologies: pl.DataFrame
    overall: pl.DataFrame
    contributions: pl.DataFrame


def score(signals: pl.DataFrame, rows: int, *, contributions: bool = True) -> Scores:
    """How strongly the signals of each consignment point to harm, from 0 to 1, per kind of harm and overall.

    ``signals`` has :data:`darvoza.signals.SIGNAL_SCHEMA`; ``rows`` is the number of consignments in the batch. See the
    module's text for how weights combine and for what the number does not mean. Without ``contributions`` that frame is
    empty: a shift asks for scores only.

    >>> from darvoza.signals import no_signals
    >>> score(no_signals(), 2).overall["score"].to_list()
    [0.0, 0.0]

    Raises:
        ValueError: a weight is missing or not between 0 and 1, or a signal's row is not in the batch.
    """
    _check(signals, rows)
    counted = _counted(signals)
    specific = counted.select("row", "typology", "counted").filter(pl.col("typology") != Typology.GENERAL.value)
    first, score_ = _multiplied(specific["counted"], specific["typology"].to_physical(), specific["row"])
    typologies = specific.select("row", "typology")[first].with_columns(score=score_)
    first, score_ = _multiplied(counted["counted"], counted["row"])
    sure = counted.filter("mandatory").select(pl.col("row").unique(), mandatory=True)
    overall = counted.select("row")[first].with_columns(score=score_).join(sure, on="row", how="left")
    every = pl.DataFrame({"row": pl.int_range(rows, dtype=pl.UInt32, eager=True)})
    overall = every.join(overall, on="row", how="left", maintain_order="left").with_columns(
        pl.col("score").fill_null(0.0), pl.col("mandatory").fill_null(value=False)
    )
    return Scores(typologies, overall, _with_parts(counted) if contributions else _no_parts())


def _check(signals: pl.DataFrame, rows: int) -> None:
    weighs = pl.col("weight").is_between(0, 1).fill_null(value=False)
    wrong = signals.filter(~weighs | (pl.col("row") >= rows))
    if wrong.is_empty():
        return
    name, row, weight = wrong.select("id", "row", "weight").row(0)
    if weight is None or not 0 <= weight <= 1:
        raise ValueError(f"signal {name} of row {row} weighs {weight}, not 0 to 1")
    raise ValueError(f"signal {name} is of row {row}, but the batch has {rows} rows")


def _counted(signals: pl.DataFrame) -> pl.DataFrame:
    same = ["kind", "id", "typology", "_about"]
    about = signals.with_columns(_about=pl.col("subject").str.extract(r"^([^\[]*)"))
    signs = about.select(same).unique().with_row_index("_sign")
    sign = about.join(signs, on=same, how="left", maintain_order="left", nulls_equal=True)["_sign"].to_numpy()
    row, weight = signals["row"].to_numpy(), signals["weight"].to_numpy()
    order = np.lexsort((-weight, sign, row))
    first = np.append(True, (np.diff(row[order]) != 0) | (np.diff(sign[order].astype(np.int64)) != 0))[: len(order)]
    at = np.arange(len(order))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = at - np.maximum.accumulate(np.where(first, at, 0))
    return signals.with_columns(counted=pl.Series(weight * REPEAT**place, dtype=pl.Float64))


def _multiplied(counted: pl.Series, *keys: pl.Series) -> tuple[pl.Series, pl.Series]:
    """For each group, in the order of its keys (the last one first): a place where it is, and its score.

    That is one minus the product of one minus each counted weight, the strongest first: whatever the order of the
    signals, they are multiplied in one.
    """
    weights, by = counted.to_numpy(), [key.to_numpy() for key in keys]
    order = np.lexsort((-weights, *by))
    changed = [np.flatnonzero(np.diff(key[order])) + 1 for key in by]
    begins = np.unique(np.concatenate([[0][: len(order)], *changed]).astype(np.intp))
    product = np.multiply.reduceat(1 - weights[order], begins) if len(begins) else weights
    return pl.Series(order[begins], dtype=pl.UInt32), pl.Series(np.clip(1 - product, 0.0, 1.0), dtype=pl.Float64)


def _combined() -> pl.Expr:
    """One minus the product of one minus each counted weight; sorted, so that the order of signals changes nothing."""
    return (1 - (1 - pl.col("counted")).sort().product()).clip(0.0, 1.0).alias("score")


def _with_parts(counted: pl.DataFrame) -> pl.DataFrame:
    """Each signal's part of the scores, in the proportion of the logarithms that add up to it."""
    strength = -(1 - pl.col("counted").clip(0.0, _CERTAIN)).log()
    return (
        counted.with_columns(_strength=strength)
        .with_columns(
            of_typology=_share(["row", "typology"]),
            of_overall=_share(["row"]),
        )
        .with_columns(
            of_typology=pl.when(pl.col("typology") != Typology.GENERAL.value).then("of_typology").otherwise(0.0)
        )
        .select("row", "kind", "id", "typology", "subject", "weight", "counted", "of_typology", "of_overall")
    )


@cache
def _no_parts() -> pl.DataFrame:
    """Made once: on the few consignments of a minute it would take as long as their scores."""
    return _with_parts(_counted(no_signals()))


def _share(group: list[str]) -> pl.Expr:
    total = pl.col("_strength").sum().over(group)
    return pl.when(total > 0).then(pl.col("_strength") / total * _combined().over(group)).otherwise(0.0)
