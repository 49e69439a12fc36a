"""Techniques and harm: what an examination costs and finds, and how much each kind of harm weighs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
import polars as pl
import yaml
from numpy.typing import NDArray

from darvoza.signals import Typology

TECHNIQUES: Final = (
    "document check",
    "scan",
    "canine search",
    "radiation check",
    "physical examination",
    "sampling",
)
"""How a consignment can be examined, in the order of columns wherever techniques are columns."""

_TYPOLOGIES: Final = tuple(each.value for each in Typology)
_NUMBER: Final = {name: number for number, name in enumerate(_TYPOLOGIES)}


@dataclass(frozen=True, slots=True)
class Technique:
    """One way of examining: its usual minutes, the reason told to the inspector, and what the figures rest on."""

    name: str
    minutes: float
    reason: str
    basis: str


@dataclass(frozen=True, slots=True)
class Harm:
    """How much harm each kind does, which kinds are security-critical, and where money at stake decides."""

    weights: Mapping[str, float]
    security_critical: frozenset[str]
    staked: frozenset[str]
    usd: float
    least: float
    most: float

    def of(self, typology: str, stake: float | None = None) -> float:
        """The harm of one consignment of this kind, with so many US dollars of duty at stake if that is known.

        >>> harm().of("revenue", 50_000.0), harm().of("revenue")
        (5.0, 1.0)
        """
        weight = self.weights[typology]
        if stake is None or typology not in self.staked:
            return weight
        return weight * min(max(stake / self.usd, self.least), self.most)


@cache
def techniques() -> Mapping[str, Technique]:
    """Every technique by its name.

    >>> techniques()["scan"].minutes
    8.0
    """
    return {
        name: Technique(name, float(line["minutes"]), line["reason"], line["basis"])
        for name, line in _read("techniques.yaml")["techniques"].items()
    }


@cache
def harm() -> Harm:
    """The weights of harm, as ``data/harm.yaml`` sets them."""
    given = _read("harm.yaml")
    stake = given["by_stake"]
    return Harm(
        weights={name: float(weight) for name, weight in given["weights"].items()},
        security_critical=frozenset(given["security_critical"]),
        staked=frozenset(stake["typologies"]),
        usd=float(stake["usd"]),
        least=float(stake["least"]),
        most=float(stake["most"]),
    )


def detection(typology: str, technique: str, *, mode: str | None = None, hs_code: str | None = None) -> float:
    """How likely an examination finds this kind of harm if it is there, as the published table has it.

    >>> detection("drugs", "canine search"), detection("drugs", "canine search", mode="rail")
    (0.6, 0.48)
    """
    number = TECHNIQUES.index(technique)
    frame = pl.DataFrame({"mode": [mode], "hs_code": [hs_code]}, schema={"mode": pl.String, "hs_code": pl.String})
    return float(np.round(min(_table()[_NUMBER[typology], number] * factors(frame)[0, number], 1.0), 12))


def factors(candidates: pl.DataFrame) -> NDArray[np.float64]:
    """How much better or worse each technique (columns) works on each candidate (rows), by ``mode`` and ``hs_code``.

    1 where nothing is known to matter, or what would matter is missing.
    """
    found = np.ones((candidates.height, len(TECHNIQUES)))
    for line in _read("techniques.yaml")["conditions"]:
        holds = [pl.lit(value=True)]
        if "mode" in line:
            holds.append(_text(candidates, "mode").is_in(line["mode"]))
        if "hs" in line:
            code = _text(candidates, "hs_code")
            holds.append(pl.any_horizontal(code.str.starts_with(digits) for digits in line["hs"]))
        held = candidates.select(pl.all_horizontal(holds).fill_null(value=False).alias("held"))["held"]
        for name in line["techniques"]:
            found[np.broadcast_to(held.to_numpy(), candidates.height), TECHNIQUES.index(name)] *= line["factor"]
    return found


def harm_avoided(candidates: pl.DataFrame, scores: pl.DataFrame) -> NDArray[np.float64]:
    """The harm that each technique (columns) can be expected to avoid on each candidate (rows).

    The sum over kinds of harm of how likely it is, how much it weighs, and how likely the technique finds it.
    ``candidates`` may have ``mode``, ``hs_code`` and ``stake`` (US dollars of duty at stake). ``scores`` has ``at``
    (the candidate's place), ``typology`` and ``score`` (0 to 1). What is missing changes nothing.
    """
    size, weigh = candidates.height, harm()
    known = scores.drop_nulls()
    at = known["at"].to_numpy()
    kind = known["typology"].cast(pl.String).replace_strict(_NUMBER, return_dtype=pl.Int64).to_numpy()
    weight = np.array([weigh.weights[name] for name in _TYPOLOGIES])[kind]
    stake = _numbers(candidates, "stake")[at]
    staked = np.array([name in weigh.staked for name in _TYPOLOGIES])[kind] & np.isfinite(stake)
    scale = np.clip(np.where(staked, stake, weigh.usd) / weigh.usd, weigh.least, weigh.most)
    likely = known["score"].to_numpy() * weight * np.where(staked, scale, 1.0)
    found = _table()[kind]
    total = np.column_stack(
        [np.bincount(at, likely * found[:, number], minlength=size) for number in range(len(TECHNIQUES))]
    ).reshape(size, len(TECHNIQUES))
    return np.asarray(total * factors(candidates))


@cache
def _table() -> NDArray[np.float64]:
    """Detection probabilities: a row for each typology, a column for each technique."""
    given = _read("techniques.yaml")["detection"]
    return np.array([[float(given[name][technique]) for technique in TECHNIQUES] for name in _TYPOLOGIES])


@cache
def thoroughness() -> NDArray[np.float64]:
    """How much of the harm that is there each technique finds, over all kinds as they weigh."""
    weight = np.array([harm().weights[name] for name in _TYPOLOGIES])
    return np.asarray(weight @ _table() / weight.sum())


def names_of(numbers: Sequence[int]) -> list[str | None]:
    """Technique names of their numbers; None for a number below 0."""
    return [TECHNIQUES[number] if number >= 0 else None for number in numbers]


def _text(candidates: pl.DataFrame, name: str) -> pl.Expr:
    return pl.col(name).cast(pl.String) if name in candidates.columns else pl.lit(None, pl.String)


def _numbers(candidates: pl.DataFrame, name: str) -> NDArray[np.float64]:
    if name not in candidates.columns:
        return np.full(candidates.height, np.nan)
    return candidates[name].cast(pl.Float64).fill_null(float("nan")).to_numpy()


@cache
def _read(name: str) -> dict[str, Any]:
    given: dict[str, Any] = yaml.safe_load(
        files("darvoza.selection").joinpath("data", name).read_text(encoding="utf-8")
    )
    return given
