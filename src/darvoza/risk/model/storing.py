"""A model as a folder: JSON and LightGBM's text, with hashes; nothing in it can run, and nothing is read unchecked."""

import hashlib
import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np

from darvoza.risk.model.calibrating import Curve
from darvoza.risk.model.counting import Column, Groups
from darvoza.risk.model.forest import Forest, UnreadableTreesError
from darvoza.risk.model.head import Head
from darvoza.risk.model.levels import Level
from darvoza.risk.model.line import Line
from darvoza.risk.model.memory import OWN, Memory
from darvoza.risk.model.model import BREACH, CRITICAL, Model, Revenue
from darvoza.risk.model.numbers import Usual

FORMAT: Final = 2
_READ: Final = (1, 2)  # the first had no line
_MODEL, _SEAL = "model.json", "seal.json"
_LARGEST: Final = 512 * 1024 * 1024


class UnreadableModelError(ValueError):
    """A folder does not hold a model that this version can use, or one that was changed since it was saved."""


class _Curve(msgspec.Struct, forbid_unknown_fields=True):
    intercept: float
    slope: float


class _Head(msgspec.Struct, forbid_unknown_fields=True):
    texts: tuple[str, ...]
    alone: _Curve
    concentration: float
    after: _Curve
    line_start: float = 0.0
    line_added: dict[str, list[float]] = {}
    line_share: float = 0.0


class _Level(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    columns: tuple[str, ...]
    parent: str | None
    group: str
    always: bool
    rated: bool = True


class _Groups(msgspec.Struct, forbid_unknown_fields=True):
    size: int
    pairs: list[int]


class _Revenue(msgspec.Struct, forbid_unknown_fields=True):
    texts: tuple[str, ...]
    factor: float
    usual: float | None


class _Usual(msgspec.Struct, forbid_unknown_fields=True):
    by_hs6: dict[str, float]
    tax_by_hs6: dict[str, float]
    tax: float | None


class _Stored(msgspec.Struct, forbid_unknown_fields=True):
    format: int
    levels: tuple[_Level, ...]
    columns: dict[str, tuple[str, ...]]
    chains: dict[str, tuple[_Groups, ...]]
    precedent: tuple[str, ...]
    counts: dict[str, list[float]]
    totals: dict[str, dict[str, list[float]]]
    base: dict[str, float]
    numbers: tuple[str, ...]
    usual: _Usual
    heads: dict[str, _Head]
    revenue: _Revenue
    required: tuple[str, ...]
    facts: dict[str, Any]


def save_model(model: Model, folder: Path) -> Model:
    """Write the model to a folder; the answer is the model with the version that its content gives it."""
    folder.mkdir(parents=True, exist_ok=True)
    data = msgspec.json.encode(_stored(model))
    digest = hashlib.sha256(data).hexdigest()
    (folder / _MODEL).write_bytes(data)
    (folder / _SEAL).write_text(json.dumps({"format": FORMAT, "sha256": digest}) + "\n", encoding="utf-8")
    return replace(model, version=digest[:12])


def load_model(folder: Path) -> Model:
    """The model in this folder, every part of it checked against every other.

    Raises:
        UnreadableModelError: there is none, it was changed since it was saved, or its parts do not fit together.
    """
    try:
        data = _bounded(folder / _MODEL)
        seal = json.loads(_bounded(folder / _SEAL))
    except OSError as error:
        raise UnreadableModelError(
            f"{folder} holds no model: {error.strerror}. `darvoza risk fit` makes one."
        ) from error
    except ValueError as error:
        raise UnreadableModelError(f"{folder / _SEAL} is no JSON: {error}. Fit the model again.") from error
    digest = hashlib.sha256(data).hexdigest()
    if not isinstance(seal, dict) or seal.get("sha256") != digest:
        raise UnreadableModelError(
            f"{folder / _MODEL} is not what was sealed: it was changed or cut off. Restore it, or fit the model again."
        )
    try:
        stored = msgspec.json.decode(data, type=_Stored)
        model = _restored(stored)
        _check(model)
    except (msgspec.MsgspecError, UnreadableTreesError, KeyError, IndexError, OverflowError) as error:
        raise UnreadableModelError(f"{folder / _MODEL} is no model: {error}. Fit the model again.") from error
    return replace(model, version=digest[:12])


def _bounded(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise UnreadableModelError(f"{path} has more than {_LARGEST} bytes, which no model has.")
    return data


def _stored(model: Model) -> _Stored:
    memory = model.memory
    return _Stored(
        format=FORMAT,
        levels=tuple(
            _Level(each.name, each.columns, each.parent, each.group, each.always, each.rated) for each in memory.levels
        ),
        columns={name: column.values for name, column in memory.columns.items()},
        chains={
            name: tuple(_Groups(each.size, each.pairs.tolist()) for each in chain)
            for name, chain in memory.chains.items()
        },
        precedent=memory.precedent,
        counts={name: count.tolist() for name, count in memory.counts.items()},
        totals={
            head: {name: total.tolist() for name, total in totals.items()} for head, totals in memory.totals.items()
        },
        base=memory.base,
        numbers=model.numbers,
        usual=_Usual(model.usual.by_hs6, model.usual.tax_by_hs6, model.usual.tax),
        heads={
            name: _Head(
                head.texts,
                _as_stored(head.alone),
                head.concentration,
                _as_stored(head.after),
                head.line.start,
                {level: table.tolist() for level, table in head.line.added.items()},
                head.line_share,
            )
            for name, head in model.heads.items()
        },
        revenue=_Revenue(model.revenue.texts, model.revenue.factor, model.revenue.usual),
        required=model.required,
        facts=model.facts,
    )


def _as_stored(curve: Curve) -> _Curve:
    return _Curve(curve.intercept, curve.slope)


def _restored(stored: _Stored) -> Model:
    if stored.format not in _READ:
        raise UnreadableTreesError(f"its format is {stored.format}, and this version reads {_READ[0]} to {FORMAT}")
    memory = Memory(
        levels=tuple(
            Level(each.name, each.columns, each.parent, each.group, each.always, each.rated) for each in stored.levels
        ),
        columns={name: Column(values) for name, values in stored.columns.items()},
        chains={
            name: tuple(Groups(each.size, np.array(each.pairs, dtype=np.int64)) for each in chain)
            for name, chain in stored.chains.items()
        },
        precedent=stored.precedent,
        counts={name: np.array(count, dtype=np.float64) for name, count in stored.counts.items()},
        totals={
            head: {name: np.array(total, dtype=np.float64) for name, total in totals.items()}
            for head, totals in stored.totals.items()
        },
        base=stored.base,
    )
    return Model(
        memory=memory,
        numbers=stored.numbers,
        usual=Usual(stored.usual.by_hs6, stored.usual.tax_by_hs6, stored.usual.tax),
        heads={
            name: Head(
                head.texts,
                Curve(head.alone.intercept, head.alone.slope),
                head.concentration,
                Curve(head.after.intercept, head.after.slope),
                Line(head.line_start, {level: np.array(table) for level, table in head.line_added.items()}),
                head.line_share,
            )
            for name, head in stored.heads.items()
        },
        revenue=Revenue(stored.revenue.texts, stored.revenue.factor, stored.revenue.usual),
        required=stored.required,
        facts=stored.facts,
    )


def _check(model: Model) -> None:
    """Each table as long as its level has groups, each forest as wide as what it looks at, all numbers finite."""
    memory = model.memory
    if not {BREACH} <= set(model.heads) <= {BREACH, CRITICAL} or set(model.heads) != set(memory.totals):
        raise UnreadableTreesError("its heads are not those of a model")
    names = [level.name for level in memory.levels]
    for name in (*names, OWN):
        columns = memory.precedent if name == OWN else next(x.columns for x in memory.levels if x.name == name)
        if len(memory.chains[name]) != max(len(columns) - 1, 0):
            raise UnreadableTreesError(f"the level {name} has not as many steps as columns")
        size = memory.size(name)
        tables = [memory.counts[name], *(memory.totals[head][name] for head in memory.totals)]
        if any(len(table) != size or not np.isfinite(table).all() or (table < 0).any() for table in tables):
            raise UnreadableTreesError(f"the counts of {name} do not fit its groups")
    width = 2 * len(memory.rated) + len(model.numbers)
    for texts in (*(head.texts for head in model.heads.values()), model.revenue.texts):
        if texts and Forest.of(texts).width != width:
            raise UnreadableTreesError(f"its trees do not look at the {width} columns that it has")
    for head in model.heads.values():
        curves = (head.alone.intercept, head.alone.slope, head.after.intercept, head.after.slope)
        if not all(map(math.isfinite, curves)) or min(head.alone.slope, head.after.slope, head.concentration) < 0:
            raise UnreadableTreesError("a curve is not one that rises")
        line = head.line
        fits = all(name in names and len(table) == memory.size(name) for name, table in line.added.items())
        if not fits or not 0 <= head.line_share < 1 or not all(map(math.isfinite, (line.start, *_sums(line)))):
            raise UnreadableTreesError("a line does not fit the groups")


def _sums(line: Line) -> list[float]:
    return [float(table.sum()) for table in line.added.values()]
