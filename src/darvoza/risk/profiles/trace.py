"""Why a profile is true of a consignment, or not: every part of its condition with its answer and the values it saw."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from darvoza.language import Language, say
from darvoza.risk.profiles.closures import compile_test, compile_value
from darvoza.risk.profiles.patterns import to_like
from darvoza.risk.profiles.tree import (
    And,
    Call,
    Column,
    Compare,
    Comparison,
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
    Predicate,
    Value,
    columns_of,
)

_SAID: Final = {
    Comparison.EQUAL: "{what} is {value}; asked: {limit}",
    Comparison.UNEQUAL: "{what} is {value}; asked: anything but {limit}",
    Comparison.BELOW: "{what} is {value}; asked: below {limit}",
    Comparison.AT_MOST: "{what} is {value}; asked: {limit} at most",
    Comparison.ABOVE: "{what} is {value}; asked: above {limit}",
    Comparison.AT_LEAST: "{what} is {value}; asked: {limit} at least",
}


@dataclass(frozen=True, slots=True)
class Trace:
    """One part of a condition: what it answered (None: unknown), what it says, the values it saw, and its own parts.

    ``message`` is an English message with the places of ``values``; :func:`darvoza.language.say` tells it in any
    language of the units.
    """

    answer: bool | None
    message: str
    values: dict[str, object]
    seen: dict[str, object]
    parts: "tuple[Trace, ...]" = ()

    def told(self, language: Language = Language.ENGLISH, depth: int = 0) -> str:
        """The part and all below it, a line each, as an officer reads them."""
        answer = say("unknown" if self.answer is None else "yes" if self.answer else "no", language)
        own = f"{'  ' * depth}[{answer}] {say(self.message, language, **self.values)}"
        return "\n".join([own, *(part.told(language, depth + 1) for part in self.parts)])


def trace(node: Predicate, row: Mapping[str, Any]) -> Trace:
    """What every part of a condition answers for one row of the view, and why.

    >>> from darvoza.risk.profiles.reading import read_condition
    >>> condition = read_condition("mode = 'road' and packages < 10")
    >>> print(trace(condition, {"mode": "road", "packages": None}).told())
    [unknown] All of these hold
      [yes] mode is road; asked: road
      [unknown] packages is missing; asked: below 10
    """
    message, values = _words(node, row)
    below: tuple[Predicate, ...] = ()
    if isinstance(node, And | Or):
        below = node.parts
    elif isinstance(node, Not):
        below = (node.part,)
    return Trace(
        answer=compile_test(node)(row),
        message=message,
        values=values,
        seen={name: row[name] for name in sorted(columns_of(node))},
        parts=tuple(trace(part, row) for part in below),
    )


def _words(node: Predicate, row: Mapping[str, Any]) -> tuple[str, dict[str, object]]:  # noqa: C901, PLR0911 - a case for each kind of node
    match node:
        case And():
            return "All of these hold", {}
        case Or():
            return "At least one of these holds", {}
        case Not():
            return "This does not hold:", {}
        case Compare(how, left, right):
            limit = _shown(right) if isinstance(right, Literal) else f"{_shown(right)} = {_seen(right, row)}"
            return _SAID[how], {"what": _shown(left), "value": _seen(left, row), "limit": limit}
        case OneOf(value, options):
            listed = ", ".join(map(_plain, options))
            return (
                "{what} is {value}; asked: one of {options}",
                {"what": _shown(value), "value": _seen(value, row), "options": listed},
            )
        case Like(value, pattern):
            return (
                "{what} is {value}; asked: like {pattern}",
                {"what": _shown(value), "value": _seen(value, row), "pattern": to_like(pattern)},
            )
        case Mentions(column, words, terms):
            seen = row.get(column, row[words.name])
            return (
                "{what} is {value}; asked: a mention of {options}",
                {"what": column, "value": _plain(seen), "options": ", ".join(terms)},
            )
        case Has(column, options):
            return (
                "{what}: {value}; asked: one of {options} among them",
                {"what": column.name, "value": _seen(column, row), "options": ", ".join(options)},
            )
        case Missing(value):
            return "{what} is {value}; asked: missing", {"what": _shown(value), "value": _seen(value, row)}
        case Holds(value):
            return "{what} is {value}; asked: yes", {"what": _shown(value), "value": _seen(value, row)}


def _shown(value: Value) -> str:
    """A value as it is written in conditions."""
    match value:
        case Column(name):
            return name
        case Literal(constant):
            return _plain(constant)
        case Call(function, (one, other)) if function.value in {"+", "-", "*", "/"}:
            return f"({_shown(one)} {function.value} {_shown(other)})"
        case Call(Function.DAYS_BETWEEN, (later, earlier)):
            return f"({_shown(later)} - {_shown(earlier)})"
        case Call(Function.NEGATE, (one,)):
            return f"-{_shown(one)}"
        case Call(function, arguments):
            return f"{function.value}({', '.join(map(_shown, arguments))})"


def _seen(value: Value, row: Mapping[str, Any]) -> str:
    return _plain(compile_value(value)(row))


def _plain(value: object) -> str:
    """A value as an officer reads it."""
    match value:
        case None:
            return "missing"
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.6g}" if abs(value) < 1e6 else f"{value:,.0f}".replace(",", " ")
        case date():
            return value.isoformat()
        case list():
            return ", ".join(map(str, value)) or "none"
    return str(value)
