"""Why the model says what it says: what each kind of evidence adds, in an officer's words."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from darvoza.language import Language, say
from darvoza.risk.model.boosting import contributions
from darvoza.risk.model.calibrating import log_odds
from darvoza.risk.model.model import BREACH, Model
from darvoza.risk.model.observe import SIGN

PRECEDENTS = "precedents"

_GROUP_OF_NUMBER = {
    "log mass": "mass and value",
    "log value": "mass and value",
    "log unit value": "price",
    "unit value against usual": "price",
    "dispatch is not origin": "origin",
    "log items": "mass and value",
    "log packages": "mass and value",
    "tax rate": "taxation",
}

RAISES = {
    "goods": "Such goods were often found in breach",
    "origin": "Goods of this origin and route were often found in breach",
    "goods of an origin": "Such goods of this origin were often found in breach",
    "taxation": "Such goods under this tax treatment were often found in breach",
    "office": "Findings at this office and under this procedure are frequent",
    "importer": "What was found with this importer before speaks for a breach",
    "seller": "What was found with this seller before speaks for a breach",
    "declarant": "What was found with this declarant before speaks for a breach",
    "carrier": "What was found with this carrier before speaks for a breach",
    "other declared data": "Other declared data are like those of consignments in breach",
    "mass and value": "Mass and value are like those of consignments in breach",
    "price": "The price per kilogram is like that of consignments in breach",
    "risk indicators": "The risk indicators that fired were seen on consignments in breach",
    PRECEDENTS: "The same goods, route, taxation and mass were declared before, and {hits} of {count} were in breach",
}
"""What is said of each kind of evidence when it raises the probability."""

LOWERS = {
    "goods": "Such goods were seldom found in breach",
    "origin": "Goods of this origin and route were seldom found in breach",
    "goods of an origin": "Such goods of this origin were seldom found in breach",
    "taxation": "Such goods under this tax treatment were seldom found in breach",
    "office": "Findings at this office and under this procedure are rare",
    "importer": "What was found with this importer before speaks against a breach",
    "seller": "What was found with this seller before speaks against a breach",
    "declarant": "What was found with this declarant before speaks against a breach",
    "carrier": "What was found with this carrier before speaks against a breach",
    "other declared data": "Other declared data are like those of consignments without a breach",
    "mass and value": "Mass and value are like those of consignments without a breach",
    "price": "The price per kilogram is like that of consignments without a breach",
    "risk indicators": "The risk indicators that fired were seen on consignments without a breach",
    PRECEDENTS: "The same goods, route, taxation and mass were declared before, and {hits} of {count} were in breach",
}
"""And when it lowers it."""


@dataclass(frozen=True, slots=True)
class Explained:
    """What moves each row's probability of a breach, in log-odds; ``start`` plus all of them is the probability's.

    ``parts``: ``row group contribution hits count``, strongest first within a row; ``hits`` and ``count`` are those of
    precedents, null elsewhere.
    """

    start: float
    parts: pl.DataFrame


def explain(model: Model, observed: pl.DataFrame) -> Explained:
    """What each kind of evidence adds to or takes from the probability of a breach of these rows.

    Raises:
        ModelNotInstalled: LightGBM, which works contributions out, is not installed.
        MissingColumnsError: as for :meth:`Model.score`.
    """
    head = model.heads[BREACH]
    evidence, matrix, of_line = model.seen(BREACH, observed)
    of_trees = contributions(head.texts, matrix)
    # Both parts of what is said, each by its share, with where they start in the last column.
    start = of_trees[:, -1:] * (1 - head.line_share) + head.line.start * head.line_share
    each = np.column_stack([of_trees[:, :-1] * (1 - head.line_share), of_line * head.line_share, start])
    each *= head.alone.slope
    groups = _groups(model)
    names = list(dict.fromkeys(groups))
    summed = np.zeros((len(matrix), len(names) + 1))
    for place, group in enumerate(groups):
        summed[:, names.index(group)] += each[:, place]
    begun = float(each[0, -1] + head.alone.intercept) if len(matrix) else 0.0
    before = begun + summed.sum(axis=1)
    after = log_odds(head.probability((before - head.alone.intercept) / max(head.alone.slope, 1e-9), evidence))
    summed[:, -1] = np.where(evidence.precedents > 0, after - before, 0.0)
    rows, width = summed.shape
    parts = pl.DataFrame(
        {
            "row": np.repeat(np.arange(rows, dtype=np.uint32), width),
            "group": [*names, PRECEDENTS] * rows,
            "contribution": summed.ravel(),
            "hits": np.repeat(evidence.precedent_hits, width),
            "count": np.repeat(evidence.precedents, width),
        },
        schema_overrides={"group": pl.String},
    ).with_columns(
        pl.when(pl.col("group") == PRECEDENTS).then(pl.col(name)).cast(pl.Int64).alias(name)
        for name in ("hits", "count")
    )
    ordered = parts.with_columns(size=pl.col("contribution").abs()).sort("row", "size", descending=[False, True])
    return Explained(begun, ordered.filter(pl.col("size") > 0).drop("size"))


def reason(part: dict[str, object], language: Language = Language.ENGLISH) -> str:
    """One row of :attr:`Explained.parts` as a sentence.

    >>> reason({"group": "goods", "contribution": 0.4, "hits": None, "count": None})
    'Such goods were often found in breach'
    """
    words = RAISES if float(str(part["contribution"])) > 0 else LOWERS
    return say(words[str(part["group"])], language, hits=part["hits"], count=part["count"])


def _groups(model: Model) -> list[str]:
    """The heading of each column the trees look at, then of each level of the line."""
    levels = [level.group for level in model.memory.rated]
    numbers = [
        "risk indicators" if name.startswith(SIGN) else _GROUP_OF_NUMBER.get(name, "other declared data")
        for name in model.numbers
    ]
    group_of = {level.name: level.group for level in model.memory.levels}
    return [*levels, *levels, *numbers, *(group_of[name] for name in model.heads[BREACH].line.added)]
