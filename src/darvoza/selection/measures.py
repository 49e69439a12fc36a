"""Which measure to take on a selected consignment: a table of conditions, read from data, first match decides."""

from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl
import yaml

from darvoza.consignment import Mode
from darvoza.signals import Typology

MEASURES = (
    "release",
    "document check",
    "scan",
    "canine search",
    "radiation check",
    "physical examination",
    "sampling",
    "hold for licence",
    "controlled delivery",
)
"""What can be done with a consignment. Controlled delivery is never proposed: a supervisor orders it in a case."""

CONTROLS = ("meets", "undetermined", "does not meet")
"""Outcomes of control entries that a line may ask for."""

_OPTIONAL: dict[str, pl.DataType] = {
    "typologies": pl.List(pl.String),
    "controls": pl.List(pl.String),
    "mode": pl.String(),
}


def propose_measures(candidates: pl.DataFrame) -> pl.DataFrame:
    """What to do with each consignment, and why, from the harm that its signs point to.

    ``candidates`` has ``row`` and ``ground`` (:class:`~darvoza.selection.Ground`), and may have ``typologies`` (list,
    strongest first), ``controls`` (list of outcomes of control entries) and ``mode``; what is missing matches no
    condition on it. Returns ``row measure reason`` in the same order. The table is ``selection/data/measures.yaml``;
    a unit's own techniques are decided by its officers, this is a proposal.

    >>> candidates = pl.DataFrame({"row": [0], "ground": ["risk"], "typologies": [["drugs"]], "mode": ["road"]})
    >>> propose_measures(candidates)["measure"].item()
    'scan'
    """
    table = _table()
    filled = candidates.select(
        "row",
        pl.col("ground").cast(pl.String),
        *(
            pl.col(name).cast(dtype) if name in candidates.columns else pl.lit(None, dtype).alias(name)
            for name, dtype in _OPTIONAL.items()
        ),
    )
    chosen = pl.coalesce(
        pl.when(pl.col("ground") == "released").then(pl.lit(0, pl.UInt32)),
        pl.when(pl.col("ground").is_in(["random", "exploratory"])).then(pl.lit(1, pl.UInt32)),
        *(pl.when(_holds(line)).then(pl.lit(2 + at, pl.UInt32)) for at, line in enumerate(table["lines"])),
    )
    lines = [table["release"], table["random"], *table["lines"]]
    texts = pl.DataFrame(
        [(at, line["measure"], line["reason"]) for at, line in enumerate(lines)],
        schema={"line": pl.UInt32, "measure": pl.String, "reason": pl.String},
        orient="row",
    )
    return filled.select("row", line=chosen).join(texts, on="line", how="left", maintain_order="left").drop("line")


def _holds(line: dict[str, Any]) -> pl.Expr:
    conditions = [pl.lit(value=True)]
    if "typology" in line:
        conditions.append(pl.col("typologies").list.first().is_in(line["typology"]))
    if "mode" in line:
        conditions.append(pl.col("mode").is_in(line["mode"]))
    if "controls" in line:
        conditions.append(pl.col("controls").list.set_intersection(line["controls"]).list.len() > 0)
    return pl.all_horizontal(conditions)


_ALLOWED = {
    "typology": {typology.value for typology in Typology},
    "mode": {mode.value for mode in Mode},
    "controls": set(CONTROLS),
}


@cache
def _table() -> dict[str, Any]:
    text = files("darvoza.selection").joinpath("data", "measures.yaml").read_text(encoding="utf-8")
    table: dict[str, Any] = yaml.safe_load(text)
    for line in (table["release"], table["random"], *table["lines"]):
        if line["measure"] not in MEASURES:
            raise ValueError(f"measures.yaml proposes {line['measure']!r}, which is no measure")
        for condition, allowed in _ALLOWED.items():
            if unknown := set(line.get(condition, ())) - allowed:
                raise ValueError(f"measures.yaml has a condition on {condition} {min(unknown)!r}, which is none")
    if set(table["lines"][-1]) != {"measure", "reason"}:
        raise ValueError("the last line of measures.yaml must have no condition")
    return table
