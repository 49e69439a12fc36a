"""The model card: on what a model was fitted, how good and how fair it is, and how its data moved since the last."""

from typing import Any

import numpy as np
import polars as pl

from darvoza.risk.model.calibrating import calibration_error, reliability
from darvoza.risk.model.counting import Floats
from darvoza.risk.model.fitting import Fit
from darvoza.risk.model.metrics import Measure, auc, interval, precision_at, recall_at, top
from darvoza.risk.model.model import CRITICAL, Model

_MEASURES: dict[str, Measure] = {
    "area under the curve": auc,
    "precision at 1 %": precision_at(0.01),
    "precision at 5 %": precision_at(0.05),
    "precision at 10 %": precision_at(0.10),
    "calibration error": lambda outcome, score: calibration_error(score, outcome),
}
_COUNTRIES = 10
_SHARE = 0.10
_KINDS = 20
_TINY = 1e-4
DRIFTED = 0.25
"""A population stability index from here on means that a column is not what it was (a rule of credit scoring)."""


def facts(fitted: Fit, observed: pl.DataFrame, outcomes: pl.DataFrame) -> dict[str, Any]:
    """What the card tells of a fit, as plain values: every figure is of rows that the trees had not seen.

    ``observed`` and ``outcomes`` are those that were given to :func:`fit`.
    """
    frame = observed[fitted.rows]
    breach = outcomes["breach"][fitted.rows].cast(pl.Float64).to_numpy()
    told: dict[str, Any] = {
        "rows": observed.height,
        "examined": frame.height,
        "breaches": int(breach.sum()),
        "days": [None if day is None else str(day) for day in (frame["day"].min(), frame["day"].max())],
        "levels": list(fitted.model.level_names),
        "numbers": list(fitted.model.numbers),
        "metrics": {
            "all rows": _measured(breach, fitted.probability),
            "without precedents": _measured(breach[fitted.first], fitted.probability[fitted.first]),
        },
        "reliability": [list(each) for each in reliability(fitted.probability, breach)],
        "disparity": _disparity(frame, breach, fitted.probability),
        "distributions": _distributions(frame),
    }
    if fitted.critical is not None:
        critical = outcomes["critical"][fitted.rows].fill_null(value=False).cast(pl.Float64).to_numpy()
        told["critical"] = int(critical.sum())
        found = {"area under the curve": auc, "recall at 1 %": recall_at(0.01), "recall at 5 %": recall_at(0.05)}
        told["metrics"][CRITICAL] = _measured(critical, fitted.critical, found)
    return told


def _measured(outcome: Floats, score: Floats, measures: dict[str, Measure] | None = None) -> dict[str, list[float]]:
    """Each measure with its 95 % interval: value, low, high."""
    return {
        name: [round(value, 4) for value in (measure(outcome, score), *interval(measure, outcome, score, draws=50))]
        for name, measure in (measures or _MEASURES).items()
    }


def _disparity(frame: pl.DataFrame, breach: Floats, probability: Floats) -> list[dict[str, Any]]:
    """For traders by size and for countries of origin: what was said, what was found, and how many would be stopped."""
    stopped = np.zeros(len(breach), dtype=np.bool_)
    stopped[top(probability, _SHARE)] = True
    seen = pl.len().over("importer")
    size = (
        pl.when(pl.col("importer").is_null())
        .then(None)
        .when(seen == 1)
        .then(pl.lit("once"))
        .when(seen < 10)
        .then(pl.lit("2 to 9"))
        .otherwise(pl.lit("10 or more"))
    )
    rows = frame.select(size.alias("trader's declarations"), pl.col("origin")).with_columns(
        breach=pl.Series(breach), said=pl.Series(probability), stopped=pl.Series(stopped)
    )
    common = rows["origin"].drop_nulls().value_counts(sort=True).head(_COUNTRIES)["origin"]
    told = []
    for by, chosen in (
        ("trader's declarations", rows),
        ("origin", rows.filter(pl.col("origin").is_in(common.implode()))),
    ):
        grouped = (
            chosen.drop_nulls(by)
            .group_by(by)
            .agg(pl.len().alias("rows"), pl.col("breach").mean(), pl.col("said").mean(), pl.col("stopped").mean())
        )
        told += [
            {"by": by, "who": row[by], **{k: row[k] for k in ("rows", "breach", "said", "stopped")}}
            for row in grouped.sort(by).to_dicts()
        ]
    return told


def _distributions(frame: pl.DataFrame) -> dict[str, Any]:
    """How each column is distributed: tenths of numbers, shares of the most frequent codes."""
    found: dict[str, Any] = {}
    for name, dtype in frame.schema.items():
        column = frame[name].drop_nulls()
        if name in {"id", "day"} or column.is_empty():
            continue
        if dtype.is_float():
            edges = np.unique(np.quantile(column.to_numpy(), np.linspace(0, 1, 11)[1:-1])).tolist()
            found[name] = {"edges": edges, "shares": _number_shares(column, edges)}
        elif dtype == pl.String:
            most = column.value_counts(sort=True).head(_KINDS)
            found[name] = {
                "codes": dict(zip(most[name].to_list(), (most["count"] / len(column)).to_list(), strict=True))
            }
    return found


def _number_shares(column: pl.Series, edges: list[float]) -> list[float]:
    which = np.searchsorted(np.array(edges), column.to_numpy(), side="left")
    shares: list[float] = (np.bincount(which, minlength=len(edges) + 1) / max(len(column), 1)).tolist()
    return shares


def drift(before: dict[str, Any], frame: pl.DataFrame) -> dict[str, float]:
    """The population stability index of each column against the distributions of an earlier card, largest first.

    >>> drift({"mass": {"edges": [1.0], "shares": [0.5, 0.5]}}, pl.DataFrame({"mass": [0.5, 2.0]}))
    {'mass': 0.0}
    """
    found = {}
    for name, was in before.items():
        if name not in frame.columns:
            continue
        column = frame[name].drop_nulls()
        if column.is_empty():
            continue
        if "edges" in was:
            old, new = np.array(was["shares"]), np.array(_number_shares(column.cast(pl.Float64), was["edges"]))
        else:
            codes = list(was["codes"])
            now = [float((column == code).mean() or 0.0) for code in codes]
            old = np.array([*was["codes"].values(), max(0.0, 1 - sum(was["codes"].values()))])
            new = np.array([*now, max(0.0, 1 - sum(now))])
        old, new = old.clip(_TINY), new.clip(_TINY)
        found[name] = round(float(((new - old) * np.log(new / old)).sum()), 4)
    return dict(sorted(found.items(), key=lambda each: -each[1]))


def card(model: Model) -> str:
    """The card as Markdown, with the calibration drawn.

    The figures are those that :func:`facts` gave; the same stand in the JSON beside it.
    """
    told = model.facts
    lines = [f"# Model {model.version}", ""]
    lines += [f"Fitted to {told['examined']} examined consignments of {told['rows']}, from {told['days'][0]} to "]
    lines[-1] += f"{told['days'][1]}; {told['breaches']} were in breach."
    lines += ["", "Every figure is of consignments that the trees had not seen, with a 95 % interval.", ""]
    for title, measured in told["metrics"].items():
        lines += [f"## Measured: {title}", "", "| measure | value | from | to |", "| --- | ---: | ---: | ---: |"]
        lines += [f"| {name} | {value} | {low} | {high} |" for name, (value, low, high) in measured.items()]
        lines += [""]
    lines += ["## Calibration", "", _drawn(told["reliability"]), ""]
    lines += ["## Who is affected", "", "Stopped is the share among the tenth with the highest probability.", ""]
    lines += ["| by | who | rows | found | said | stopped |", "| --- | --- | ---: | ---: | ---: | ---: |"]
    lines += [
        f"| {each['by']} | {_plain(each['who'])} | {each['rows']} | {each['breach']:.3f} | {each['said']:.3f} "
        f"| {each['stopped']:.3f} |"
        for each in told["disparity"]
    ]
    lines += ["", "## Looks at", "", "Past findings by " + ", ".join(told["levels"]) + "."]
    lines += ["Numbers: " + ", ".join(map(_plain, told["numbers"])) + ".", ""]
    if told.get("drift") is not None:
        lines += ["## Drift since the last fit", "", f"From {DRIFTED} on a column is not what it was.", ""]
        lines += ["| column | stability index |", "| --- | ---: |"]
        lines += [f"| {_plain(name)} | {value} |" for name, value in told["drift"].items()]
    return "\n".join(lines).rstrip() + "\n"


def _plain(text: object) -> str:
    """A value of the data, harmless in a table of Markdown or HTML."""
    return "".join(each if each.isalnum() or each in " -_.:" else " " for each in str(text))[:60]


def _drawn(points: list[list[float]]) -> str:
    """The calibration as inline SVG: what was said across, what was found upwards, and the diagonal of truth."""
    dots = "".join(
        f'<circle cx="{20 + 200 * said:.1f}" cy="{220 - 200 * was:.1f}" r="{2 + 8 * share**0.5:.1f}" fill="#1b6ca8"/>'
        for said, was, share in points
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 240" width="240" height="240" role="img" '
        'aria-label="Probability said across, share found upwards">'
        '<rect x="20" y="20" width="200" height="200" fill="none" stroke="#888"/>'
        f'<line x1="20" y1="220" x2="220" y2="20" stroke="#888" stroke-dasharray="4"/>{dots}</svg>'
    )
