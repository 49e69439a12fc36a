"""The arithmetic of control entries: quantities with units, compared and derived, over values and ranges.

``specific_modulus`` is ``tensile_modulus / (density * g)``; ``full_scale < 13 kPa``. Parsed by this grammar alone:

    comparison = sum ("<" | "<=" | ">" | ">=") sum
    sum        = product {("+" | "-") product}
    product    = factor {("*" | "/") factor}
    factor     = ["-"] atom ["^" number]
    atom       = number [unit] | name | ("min" | "max" | "sqrt" | "first") "(" sum {"," sum} ")" | "(" sum ")"

``first`` takes the first of its values that is known and not nothing: a stated peak power, else energy over duration.
Each expression has a dimension, worked out when it is read: adding pascals to metres is an error in the entry.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from darvoza.goods.interval import Interval
from darvoza.goods.units import Exponents, units

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?(?:e[-+]?\d+)?)|(?P<name>[a-z_][a-z0-9_]*)|(?P<sign>[<>]=?|[-+*/^(),]))"
)
_UNIT = re.compile(r"\s*([^\s()<>=+*^,\-]+(?:-[^\s\d()<>=+*^,\-]+)?)")
_CONSTANTS: Mapping[str, tuple[float, Exponents]] = {
    "g": (9.80665, (("m", 1.0), ("s", -2.0))),
    "pi": (3.141592653589793, ()),
}
_FUNCTIONS = frozenset({"min", "max", "sqrt", "first"})
_DEEPEST = 20

Lookup = Callable[[str], Interval]
Dimensions = Callable[[str], Exponents | None]


class ExpressionError(ValueError):
    """An expression that cannot be read; says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Number:
    """A constant, in SI units."""

    value: float
    exponents: Exponents


@dataclass(frozen=True, slots=True)
class Name:
    """A parameter or derived quantity."""

    name: str


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator or function over expressions."""

    operator: str
    operands: tuple["Expression", ...]


Expression = Number | Name | Operation


@dataclass(frozen=True, slots=True)
class Comparison:
    """An expression against a constant limit, with the text it was read from."""

    left: Expression
    operator: str
    limit: float
    written: str


def parse_expression(written: str) -> Expression:
    """The expression that this text says.

    Raises:
        ExpressionError: it is not one.
    """
    parser = _Parser(written)
    expression = parser.sum()
    parser.expect_end()
    return expression


def parse_comparison(written: str, dimensions: Dimensions) -> Comparison:
    """The comparison that this text says; the right side must be a constant of the left side's dimension.

    Raises:
        ExpressionError: it is not one, or compares things that cannot be compared.

    >>> parse_comparison("voltage > 1.4 kV", lambda name: dict(units().bases)["voltage"]).limit
    1400.0
    """
    parser = _Parser(written)
    left = parser.sum()
    operator = parser.take("<", "<=", ">", ">=")
    if operator is None:
        raise ExpressionError(f"{written!r} compares nothing: write <, <=, > or >=")
    ours = dimension_of(left, dimensions)
    parser.wanted = ours
    right = parser.sum()
    parser.expect_end()
    if names_in(right):
        raise ExpressionError(f"{written!r}: the limit on the right must be a number with its unit")
    theirs = dimension_of(right, dimensions)
    if ours != theirs:
        raise ExpressionError(f"{written!r} compares {describe(ours)} with {describe(theirs)}")
    limit = evaluate(right, _no_names)
    return Comparison(left, operator, limit.low, written)


def names_in(expression: Expression) -> list[str]:
    """The names that the expression needs, in their order, each once."""
    match expression:
        case Name(name):
            return [name]
        case Operation(_, operands):
            return list(dict.fromkeys(name for operand in operands for name in names_in(operand)))
    return []


def evaluate(expression: Expression, lookup: Lookup) -> Interval:
    """What the expression can be, given what its names can be."""
    match expression:
        case Number(value, _):
            return Interval.exactly(value)
        case Name(name):
            return lookup(name)
        case Operation("^", (base, Number(exponent, _))):
            return evaluate(base, lookup).power(exponent)
        case Operation(operator, operands):
            return _apply(operator, [evaluate(operand, lookup) for operand in operands])


def dimension_of(expression: Expression, dimensions: Dimensions) -> Exponents:
    """The dimension of an expression.

    Raises:
        ExpressionError: a name is unknown, or unlike things are added.
    """
    match expression:
        case Number(_, exponents):
            return exponents
        case Name(name):
            found = dimensions(name)
            if found is None:
                raise ExpressionError(f"no parameter or derived quantity is called {name!r}")
            return found
        case Operation("*" | "/" as operator, (left, right)):
            return _combine(
                dimension_of(left, dimensions), dimension_of(right, dimensions), 1 if operator == "*" else -1
            )
        case Operation("^", (base, Number(exponent, _))):
            return _scale(dimension_of(base, dimensions), exponent)
        case Operation("sqrt", (operand,)):
            return _scale(dimension_of(operand, dimensions), 0.5)
        case Operation(operator, operands):
            found_all = {dimension_of(operand, dimensions) for operand in operands}
            if len(found_all) > 1:
                raise ExpressionError(f"{operator!r} joins {' and '.join(sorted(map(describe, found_all)))}")
            return found_all.pop()


def describe(exponents: Exponents) -> str:
    """A dimension in words for an error message.

    >>> describe((("m", 1.0), ("s", -2.0)))
    'm s^-2'
    """
    return " ".join(base if power == 1 else f"{base}^{power:g}" for base, power in exponents) or "a plain number"


def _apply(operator: str, values: list[Interval]) -> Interval:
    if operator == "-" and len(values) == 1:
        return -values[0]
    return _APPLY[operator](values)


_APPLY: Mapping[str, Callable[[list[Interval]], Interval]] = {
    "+": lambda values: values[0] + values[1],
    "-": lambda values: values[0] - values[1],
    "*": lambda values: values[0] * values[1],
    "/": lambda values: values[0] / values[1],
    "sqrt": lambda values: values[0].power(0.5),
    "first": lambda values: next((value for value in values if 0 < value.high < math.inf), values[0]),
    "min": lambda values: Interval(min(v.low for v in values), min(v.high for v in values)),
    "max": lambda values: Interval(max(v.low for v in values), max(v.high for v in values)),
}


def _no_names(name: str) -> Interval:
    raise ExpressionError(f"{name!r} stands where only numbers may")


def _combine(left: Exponents, right: Exponents, sign: int) -> Exponents:
    powers = dict(left)
    for base, power in right:
        powers[base] = powers.get(base, 0.0) + sign * power
    return tuple(sorted((base, power) for base, power in powers.items() if power))


def _scale(exponents: Exponents, factor: float) -> Exponents:
    return tuple((base, power * factor) for base, power in exponents if factor)


class _Parser:
    """Reads one expression from left to right."""

    def __init__(self, written: str) -> None:
        self.written = written
        self.position = 0
        self.depth = 0
        self.wanted: Exponents | None = None

    def peek(self) -> re.Match[str] | None:
        return _TOKEN.match(self.written, self.position)

    def take(self, *signs: str) -> str | None:
        token = self.peek()
        if token and token["sign"] in signs:
            self.position = token.end()
            return token["sign"]
        return None

    def expect_end(self) -> None:
        if rest := self.written[self.position :].strip():
            raise ExpressionError(f"{self.written!r}: cannot read {rest!r}")

    def sum(self) -> Expression:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise ExpressionError(f"{self.written!r} has too many brackets in brackets")
        left = self.product()
        while operator := self.take("+", "-"):
            left = Operation(operator, (left, self.product()))
        self.depth -= 1
        return left

    def product(self) -> Expression:
        left = self.factor()
        while operator := self.take("*", "/"):
            left = Operation(operator, (left, self.factor()))
        return left

    def factor(self) -> Expression:
        if self.take("-"):
            return Operation("-", (self.factor(),))
        base = self.atom()
        if self.take("^"):
            negative = self.take("-")
            token = self.peek()
            if token is None or token["number"] is None:
                raise ExpressionError(f"{self.written!r}: ^ needs a number after it")
            self.position = token.end()
            exponent = float(token["number"])
            return Operation("^", (base, Number(-exponent if negative else exponent, ())))
        return base

    def atom(self) -> Expression:
        token = self.peek()
        if token is None:
            raise ExpressionError(f"{self.written!r}: a number or a name is missing at the end")
        self.position = token.end()
        if token["number"]:
            return self.number(token["number"])
        if name := token["name"]:
            if name in _FUNCTIONS and self.take("("):
                return self.call(name)
            return Number(*_CONSTANTS[name]) if name in _CONSTANTS else Name(name)
        if token["sign"] == "(":
            inner = self.sum()
            self.close()
            return inner
        raise ExpressionError(f"{self.written!r}: {token['sign']!r} stands where a number or a name must")

    def call(self, function: str) -> Expression:
        operands = [self.sum()]
        while self.take(","):
            operands.append(self.sum())
        self.close()
        if function == "sqrt" and len(operands) != 1:
            raise ExpressionError(f"{self.written!r}: sqrt takes one value")
        return Operation(function, tuple(operands))

    def close(self) -> None:
        if not self.take(")"):
            raise ExpressionError(f"{self.written!r}: a bracket is not closed")

    def number(self, digits: str) -> Number:
        following = _UNIT.match(self.written, self.position)
        if following is None or following[1].startswith("/"):
            return Number(float(digits), ())
        meaning = units().named(following[1])
        if not meaning:
            raise ExpressionError(f"{self.written!r}: {following[1]!r} is no unit")
        self.position = following.end()
        # ps is a picosecond or a metric horsepower: what the left side is decides.
        fitting = [unit for unit in meaning if units().bases[unit.dimension] == self.wanted]
        unit = (fitting or meaning)[0]
        value = unit.convert(float(digits), float(digits))
        if not value.exact:
            raise ExpressionError(f"{self.written!r}: write the unit {following[1]!r} with its capitals")
        return Number(value.low, units().bases[unit.dimension])
