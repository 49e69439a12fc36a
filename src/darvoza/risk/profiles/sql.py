"""A condition as SQL for another engine: Spark on a cluster, DuckDB on a laptop; the same answer as here.

The text is written from the tree, never from what the analyst typed: values are quoted by this module alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from darvoza.risk.profiles.closures import lowered
from darvoza.risk.profiles.letters import CAPITALS, SMALL
from darvoza.risk.profiles.patterns import to_like
from darvoza.risk.profiles.tree import (
    And,
    Call,
    Column,
    Compare,
    Constant,
    Function,
    Has,
    Holds,
    Kind,
    Like,
    Literal,
    Mentions,
    Missing,
    Not,
    OneOf,
    Or,
    Predicate,
    Value,
    Wild,
)


class Dialect(StrEnum):
    """Whose SQL is written."""

    SPARK = "spark"
    DUCKDB = "duckdb"


def to_sql(node: Predicate, dialect: Dialect = Dialect.SPARK) -> str:
    r"""The condition as a SQL expression over the view's columns: true, false or null.

    Text columns compare by code points (Spark: collation UTF8_BINARY, its default).

    >>> from darvoza.risk.profiles.reading import read_condition
    >>> print(to_sql(read_condition("mode = 'road' and packages < 10")))
    ((`mode` = 'road') AND (CAST(`packages` AS DOUBLE) < 10.0e0D))
    """
    return _Writer(_SPEECH[dialect]).predicate(node)


@dataclass(frozen=True, slots=True)
class _Speech:
    """What dialects say differently."""

    quote: str
    number: Callable[[float], str]
    text: Callable[[str], str]
    endless: tuple[str, ...]
    days_between: str
    weekday: str
    overlap: str
    array: str


def _exponent(number: float) -> str:
    written = repr(number)
    return written if "e" in written else f"{written}e0"


def _plain(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _spark_text(text: str) -> str:
    r"""Spark reads ``\`` in a text as an escape, so both it and the quotation mark have one before them."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


_SPEECH: Final = {
    Dialect.SPARK: _Speech(
        quote="`",
        number=lambda number: f"{_exponent(number)}D",
        text=_spark_text,
        endless=("double('infinity')", "double('-infinity')", "double('nan')"),
        days_between="CAST(datediff({0}, {1}) AS DOUBLE)",
        weekday="CAST(weekday({0}) + 1 AS DOUBLE)",
        overlap="arrays_overlap({0}, {1})",
        array="array({0})",
    ),
    Dialect.DUCKDB: _Speech(
        quote='"',
        number=_exponent,
        text=_plain,
        endless=("'infinity'::DOUBLE", "'-infinity'::DOUBLE", "'nan'::DOUBLE"),
        days_between="CAST(date_diff('day', {1}, {0}) AS DOUBLE)",
        weekday="CAST(isodow({0}) AS DOUBLE)",
        overlap="list_has_any({0}, {1})",
        array="[{0}]",
    ),
}


class _Writer:
    def __init__(self, speech: _Speech) -> None:
        self._speech = speech

    def predicate(self, node: Predicate) -> str:  # noqa: C901, PLR0911 - a case for each kind of node
        match node:
            case Compare(how, left, right):
                return f"({self.value(left)} {how.value} {self.value(right)})"
            case OneOf(value, options):
                listed = ", ".join(self._constant(option) for option in options)
                return f"({self.value(value)} IN ({listed}))"
            case Like(value, pattern, any_case):
                text = self.value(Call(Function.LOWER, (value,), value.kind) if any_case else value)
                return self._like(text, to_like(lowered(pattern) if any_case else pattern))
            case Mentions(words=words, folded=folded):
                text = self.value(words)
                tests = [self._like(text, to_like((Wild.MANY, term, Wild.MANY))) for term in folded]
                return f"({' OR '.join(tests)})"
            case Has(column, options):
                listed = ", ".join(self._constant(option) for option in options)
                return self._speech.overlap.format(self.value(column), self._speech.array.format(listed))
            case Missing(value):
                return f"({self.value(value)} IS NULL)"
            case Holds(value):
                return self.value(value)
            case Not(part):
                return f"(NOT {self.predicate(part)})"
            case And(parts):
                return f"({' AND '.join(map(self.predicate, parts))})"
            case Or(parts):
                return f"({' OR '.join(map(self.predicate, parts))})"

    def value(self, node: Value) -> str:
        match node:
            case Column(name, kind):
                quoted = f"{self._speech.quote}{name}{self._speech.quote}"
                return f"CAST({quoted} AS DOUBLE)" if kind is Kind.NUMBER else quoted
            case Literal(constant):
                return self._constant(constant)
            case Call(function, arguments):
                return self._call(function, tuple(map(self.value, arguments)))

    def _like(self, text: str, pattern: str) -> str:
        return f"({text} LIKE {self._speech.text(pattern)} ESCAPE {self._speech.text(chr(92))})"

    def _call(self, function: Function, arguments: tuple[str, ...]) -> str:  # noqa: C901, PLR0911 - a case for each function
        match function:
            case Function.ADD | Function.SUBTRACT | Function.MULTIPLY:
                return self._finite(f"({arguments[0]} {function.value} {arguments[1]})")
            case Function.DIVIDE:
                return self._finite(f"({arguments[0]} / nullif({arguments[1]}, {self._speech.number(0.0)}))")
            case Function.MODULO:
                return f"({arguments[0]} % {arguments[1]})"
            case Function.NEGATE:
                return f"(- {arguments[0]})"
            case Function.LOWER:
                return f"translate({arguments[0]}, '{CAPITALS}', '{SMALL}')"
            case Function.UPPER:
                return f"translate({arguments[0]}, '{SMALL}', '{CAPITALS}')"
            case Function.LEFT:
                return f"substr({arguments[0]}, 1, CAST({arguments[1]} AS INT))"
            case Function.DAYS_BETWEEN:
                return self._speech.days_between.format(*arguments)
            case Function.WEEKDAY:
                return self._speech.weekday.format(*arguments)
            case Function.YEAR | Function.MONTH | Function.DAY | Function.LENGTH:
                return f"CAST({function.value}({arguments[0]}) AS DOUBLE)"
            case _:
                return f"{function.value}({', '.join(arguments)})"

    def _finite(self, result: str) -> str:
        for endless in self._speech.endless:
            result = f"nullif({result}, {endless})"
        return result

    def _constant(self, constant: Constant) -> str:
        match constant:
            case bool():
                return "TRUE" if constant else "FALSE"
            case float():
                return self._speech.number(constant)
            case date():
                return f"DATE '{constant.isoformat()}'"
            case str():
                return self._speech.text(constant)
