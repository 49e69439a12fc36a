"""Units of measurement: how each is spelled in descriptions, and what it is in SI."""

import math
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import yaml

from darvoza.goods.interval import Interval
from darvoza.goods.text import fold_text

_CLOSE = 1e-9
_LOUDEST = 3000.0  # decibels; more than any float holds is a misprint

Exponents = tuple[tuple[str, float], ...]
"""A dimension as base units and their exponents, sorted: speed is ``(("m", 1), ("s", -1))``."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What one spelling means in one dimension; two factors where capitals hide which (``MW``, ``mW``).

    A ``decibel`` unit counts tenths of powers of ten of its factor: 30 dBm are 1 W.
    """

    dimension: str
    low: float
    high: float
    offset: float = 0.0
    decibel: bool = False

    def convert(self, low: float, high: float) -> Interval:
        """These numbers in SI units."""
        if self.decibel:
            powers = [self.low * 10 ** (max(min(value, _LOUDEST), -_LOUDEST) / 10) for value in (low, high)]
            return Interval(min(powers), max(powers))
        ends = [value * factor + self.offset for value in (low, high) for factor in (self.low, self.high)]
        return Interval(min(ends), max(ends))


@dataclass(slots=True)
class Units:
    """All spellings of all units."""

    bases: dict[str, Exponents] = field(default_factory=dict)
    exact: dict[str, list[Unit]] = field(default_factory=dict)
    folded: dict[str, list[Unit]] = field(default_factory=dict)
    display: dict[str, list[tuple[float, str]]] = field(default_factory=dict)
    lengths: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def named(self, spelling: str) -> list[Unit]:
        """What this spelling may mean; nothing if it is no unit."""
        return self.exact.get(spelling) or self.folded.get(fold_text(spelling), [])

    def write(self, value: float, dimension: str) -> str:
        """A value in the unit that makes it easiest to read.

        >>> units().write(460e6, "pressure"), units().write(0.25, "fraction")
        ('460 MPa', '25 %')
        """
        best = None
        for factor, spelling in self.display.get(dimension, []):
            if best is None or abs(value) >= factor * (1 - _CLOSE):
                best = factor, spelling
        if best is None or not math.isfinite(value):
            return f"{value:g}"
        return f"{self.scaled(value, best[1]):.6g} {best[1]}"

    def scaled(self, value: float, spelling: str) -> float:
        """An SI value in this unit."""
        meaning = self.named(spelling)[0]
        return (value - meaning.offset) / meaning.low


@cache
def units() -> Units:
    """The units of ``units.yaml``."""
    with files("darvoza.goods").joinpath("units.yaml").open("rb") as file:
        tables = yaml.load(file, Loader=yaml.CSafeLoader)
    found = Units()
    for dimension, table in tables.items():
        found.bases[dimension] = tuple(sorted((base, float(power)) for base, power in table["base"].items()))
        found.display[dimension] = sorted((_factor(factor), text) for text, factor in table.get("show", {}).items())
        _add_dimension(found, dimension, table)
    lengths: dict[str, set[int]] = {}
    for spelling in found.folded:
        lengths.setdefault(spelling[0], set()).add(len(spelling))
    found.lengths = {first: tuple(sorted(sizes, reverse=True)) for first, sizes in lengths.items()}
    return found


def _add_dimension(found: Units, dimension: str, table: dict[str, dict[float, list[str]]]) -> None:
    unsure: dict[str, list[float]] = {}
    for factor, spellings in table.get("exact", {}).items():
        for spelling in spellings:
            found.exact.setdefault(spelling, []).append(Unit(dimension, _factor(factor), _factor(factor)))
            unsure.setdefault(fold_text(spelling), []).append(_factor(factor))
    for spelling, factors in unsure.items():
        found.folded.setdefault(spelling, []).append(Unit(dimension, min(factors), max(factors)))
    for factor, spellings in table.get("units", {}).items():
        for spelling in spellings:
            found.folded.setdefault(fold_text(spelling), []).append(Unit(dimension, _factor(factor), _factor(factor)))
    for factor, spellings in table.get("decibel", {}).items():
        for spelling in spellings:
            unit = Unit(dimension, _factor(factor), _factor(factor), decibel=True)
            found.folded.setdefault(fold_text(spelling), []).append(unit)
    for offset, spellings in table.get("offset", {}).items():
        for spelling in spellings:
            found.folded.setdefault(fold_text(spelling), []).append(Unit(dimension, 1.0, 1.0, float(offset)))


def _factor(written: str | float) -> float:
    """A factor, also as a fraction (``1/3600``), so that a litre a minute is exactly 0.06 m3/h."""
    if isinstance(written, str):
        over, under = written.split("/")
        return float(over) / float(under)
    return float(written)
