"""A condition as a Polars expression: for stored views, and for the parts that a batch cannot look up by code."""

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Final

import numpy as np
import polars as pl

from darvoza.risk.profiles.closures import COMPARED, lowered
from darvoza.risk.profiles.columns import DTYPES
from darvoza.risk.profiles.letters import CAPITALS, SMALL
from darvoza.risk.profiles.patterns import to_regex
from darvoza.risk.profiles.tree import (
    And,
    Call,
    Column,
    Compare,
    Function,
    Has,
    Holds,
    Like,
    Literal,
    Mentions,
    Missing,
    Not,
    OneOf,
    Or,
    Pattern,
    Predicate,
    Value,
    Wild,
)


@lru_cache(maxsize=65_536)
def to_expression(node: Predicate) -> pl.Expr:  # noqa: C901, PLR0911 - a case for each kind of node
    """The condition over the columns of the view: true, false or null.

    >>> from darvoza.risk.profiles.reading import read_condition
    >>> view = pl.DataFrame({"packages": [3.0, 30.0, None]})
    >>> view.select(to_expression(read_condition("packages < 10"))).to_series().to_list()
    [True, False, None]
    """
    match node:
        case Compare(how, left, right):
            return COMPARED[how](_value(left), _value(right))  # type: ignore[return-value]  # Polars' own operators
        case OneOf(value, options):
            return _value(value).is_in(pl.Series(list(options), dtype=DTYPES[value.kind]).implode())
        case Like(value, pattern, any_case):
            text = _value(Call(Function.LOWER, (value,), value.kind) if any_case else value)
            return _like(text, lowered(pattern) if any_case else pattern)
        case Mentions(words=words, folded=folded):
            return pl.any_horizontal(_value(words).str.contains(term, literal=True) for term in folded)
        case Has(column, options):
            held = _value(column)
            return pl.any_horizontal(held.list.contains(pl.lit(option)) for option in options)
        case Missing(value):
            return _value(value).is_null()
        case Holds(value):
            return _value(value)
        case Not(part):
            return ~to_expression(part)
        case And(parts):
            return pl.all_horizontal(map(to_expression, parts))
        case Or(parts):
            return pl.any_horizontal(map(to_expression, parts))


def _like(text: pl.Expr, pattern: Pattern) -> pl.Expr:
    match pattern:
        case (str(whole),):
            return text == whole
        case (str(start), Wild.MANY):
            return text.str.starts_with(start)
        case (Wild.MANY, str(end)):
            return text.str.ends_with(end)
        case (Wild.MANY, str(piece), Wild.MANY):
            return text.str.contains(piece, literal=True)
        case _:
            return text.str.contains(to_regex(pattern))


def _value(node: Value) -> pl.Expr:  # noqa: PLR0911 - a case for each kind of node
    match node:
        case Column(name):
            return pl.col(name)
        case Literal(constant, kind):
            return pl.lit(constant, DTYPES[kind])
        case Call(Function.COALESCE, arguments):
            return pl.coalesce(*map(_value, arguments))
        case Call(Function.MODULO, (one, Literal(divisor))):
            return _modulo(_value(one), float(divisor))  # type: ignore[arg-type]  # checked when read
        case Call(Function.LEFT, (one, Literal(count))):
            return _value(one).str.head(int(count))  # type: ignore[arg-type]  # checked when read
        case Call(Function.DIVIDE, (one, Literal(divisor))):
            return _known(_divided(_value(one), float(divisor)))  # type: ignore[arg-type]  # checked when read
        case Call(function, (one,)):
            return _OF_ONE[function](_value(one))
        case Call(function, (one, other)):
            return _OF_TWO[function](_value(one), _value(other))
    raise TypeError(f"{node!r} is no value")


_ENDLESS: Final = pl.Series([math.inf, -math.inf, math.nan], dtype=pl.Float64)


def _known(number: pl.Expr) -> pl.Expr:
    """The number, null where it is no finite one (a division by zero gives infinity or none at all)."""
    return number.replace(_ENDLESS, pl.Series([None] * len(_ENDLESS), dtype=pl.Float64))


def _divided(one: pl.Expr, divisor: float) -> pl.Expr:
    """Polars multiplies with one over a fixed divisor, which is not the same to the last digit."""

    def quotient(numbers: pl.Series) -> pl.Series:
        with np.errstate(all="ignore"):
            return pl.Series(np.divide(numbers.to_numpy(), divisor), dtype=pl.Float64).fill_nan(None)

    return one.map_batches(quotient, return_dtype=pl.Float64, is_elementwise=True)


def _modulo(one: pl.Expr, divisor: float) -> pl.Expr:
    """Polars rounds towards minus infinity here, SQL towards zero."""

    def left(numbers: pl.Series) -> pl.Series:
        return pl.Series(np.fmod(numbers.to_numpy(), divisor), dtype=pl.Float64).fill_nan(None)

    return one.map_batches(left, return_dtype=pl.Float64, is_elementwise=True)


def _to_small(text: pl.Expr) -> pl.Expr:
    return text.str.replace_many(list(CAPITALS), list(SMALL))


def _to_capitals(text: pl.Expr) -> pl.Expr:
    return text.str.replace_many(list(SMALL), list(CAPITALS))


_OF_ONE: Final[dict[Function, Callable[[pl.Expr], pl.Expr]]] = {
    Function.NEGATE: lambda one: -one,
    Function.ABSOLUTE: lambda one: one.abs(),
    Function.LOWER: _to_small,
    Function.UPPER: _to_capitals,
    Function.LENGTH: lambda one: one.str.len_chars().cast(pl.Float64),
    Function.YEAR: lambda one: one.dt.year().cast(pl.Float64),
    Function.MONTH: lambda one: one.dt.month().cast(pl.Float64),
    Function.DAY: lambda one: one.dt.day().cast(pl.Float64),
    Function.WEEKDAY: lambda one: one.dt.weekday().cast(pl.Float64),
}
_OF_TWO: Final[dict[Function, Callable[[pl.Expr, pl.Expr], pl.Expr]]] = {
    Function.ADD: lambda one, other: _known(one + other),
    Function.SUBTRACT: lambda one, other: _known(one - other),
    Function.MULTIPLY: lambda one, other: _known(one * other),
    Function.DIVIDE: lambda one, other: _known(one / other),
    Function.DAYS_BETWEEN: lambda later, earlier: (later - earlier).dt.total_days().cast(pl.Float64),
}
