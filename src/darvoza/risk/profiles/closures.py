"""A condition for one consignment: the tree as nested functions, microseconds each.

A row is a mapping of column names to values as :func:`darvoza.risk.profiles.consignment_view` gives them: text, float,
bool, date, list of texts, or None.
"""

import math
import operator
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final

from darvoza.risk.profiles.letters import capitals, small
from darvoza.risk.profiles.patterns import segments
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
    Pattern,
    Predicate,
    Value,
    Wild,
)

Row = Mapping[str, Any]
Test = Callable[[Row], bool | None]
Getter = Callable[[Row], Any]

COMPARED: Final[dict[Comparison, Callable[[Any, Any], bool]]] = {
    Comparison.EQUAL: operator.eq,
    Comparison.UNEQUAL: operator.ne,
    Comparison.BELOW: operator.lt,
    Comparison.AT_MOST: operator.le,
    Comparison.ABOVE: operator.gt,
    Comparison.AT_LEAST: operator.ge,
}


@lru_cache(maxsize=65_536)
def compile_test(node: Predicate) -> Test:  # noqa: C901, PLR0911 - a case for each kind of node
    """A function that says of a row whether the condition is true, false, or unknown (None).

    >>> from darvoza.risk.profiles.reading import read_condition
    >>> test = compile_test(read_condition("mode = 'road' and packages < 10"))
    >>> test({"mode": "road", "packages": 3.0}), test({"mode": "road", "packages": None})
    (True, None)
    """
    match node:
        case Compare(how, left, right):
            return _compared(COMPARED[how], left, right)
        case OneOf(value, options):
            return _tested(compile_value(value), frozenset(options).__contains__)
        case Like(value, pattern, any_case):
            get = compile_value(Call(Function.LOWER, (value,), value.kind) if any_case else value)
            return _tested(get, matcher(lowered(pattern) if any_case else pattern))
        case Mentions(words=words, folded=folded):
            return _tested(compile_value(words), lambda text: any(term in text for term in folded))
        case Has(column, options):
            wanted = frozenset(options)
            return _tested(compile_value(column), lambda held: not wanted.isdisjoint(held))
        case Missing(value):
            get = compile_value(value)
            return lambda row: get(row) is None
        case Holds(value):
            return compile_value(value)
        case Not(part):
            return _opposite(compile_test(part))
        case And(parts):
            return _joined(tuple(map(compile_test, parts)), ends=False)
        case Or(parts):
            return _joined(tuple(map(compile_test, parts)), ends=True)


def _joined(tests: tuple[Test, ...], *, ends: bool) -> Test:
    """``and`` ends at the first false, ``or`` at the first true; else one unknown makes all unknown."""

    def joined(row: Row) -> bool | None:
        answer: bool | None = not ends
        for test in tests:
            said = test(row)
            if said is ends:
                return ends
            if said is None:
                answer = None
        return answer

    return joined


def _opposite(test: Test) -> Test:
    def opposite(row: Row) -> bool | None:
        said = test(row)
        return None if said is None else not said

    return opposite


def _tested(get: Getter, holds: Callable[[Any], bool]) -> Test:
    def tested(row: Row) -> bool | None:
        value = get(row)
        return None if value is None else holds(value)

    return tested


def _compared(compare: Callable[[Any, Any], bool], left: Value, right: Value) -> Test:
    if isinstance(left, Column) and isinstance(right, Literal):
        name, fixed = left.name, right.value

        def with_fixed(row: Row) -> bool | None:
            value = row[name]
            return None if value is None else compare(value, fixed)

        return with_fixed
    one, other = compile_value(left), compile_value(right)

    def compared(row: Row) -> bool | None:
        first = one(row)
        if first is None:
            return None
        second = other(row)
        return None if second is None else compare(first, second)

    return compared


def compile_value(node: Value) -> Getter:
    """A function that gives a value of a row; None where it is missing."""
    match node:
        case Column(name):
            return operator.itemgetter(name)
        case Literal(constant):
            return lambda _: constant
        case Call(Function.COALESCE, arguments):
            return _first(tuple(map(compile_value, arguments)))
        case Call(function, (one,)):
            return _applied(compile_value(one), _OF_ONE[function])
        case Call(function, (one, other)):
            return _of_two(compile_value(one), compile_value(other), _OF_TWO[function])
    raise TypeError(f"{node!r} is no value")


def _first(getters: tuple[Getter, ...]) -> Getter:
    def first(row: Row) -> Any:  # noqa: ANN401 - a column's value
        for get in getters:
            value = get(row)
            if value is not None:
                return value
        return None

    return first


def _applied(get: Getter, apply: Callable[[Any], Any]) -> Getter:
    def applied(row: Row) -> Any:  # noqa: ANN401 - a column's value
        value = get(row)
        return None if value is None else apply(value)

    return applied


def _of_two(one: Getter, other: Getter, apply: Callable[[Any, Any], Any]) -> Getter:
    def of_two(row: Row) -> Any:  # noqa: ANN401 - a column's value
        first, second = one(row), other(row)
        return None if first is None or second is None else apply(first, second)

    return of_two


def _finite(apply: Callable[[float, float], float]) -> Callable[[float, float], float | None]:
    """The result, or None where it is no finite number."""

    def finite(one: float, other: float) -> float | None:
        if apply is operator.truediv and not other:
            return None
        result = apply(one, other)
        return result if math.isfinite(result) else None

    return finite


def _days_between(later: date, earlier: date) -> float:
    return float((later - earlier).days)


def _left(text: str, count: float) -> str:
    return text[: int(count)]


_OF_ONE: Final[dict[Function, Callable[[Any], Any]]] = {
    Function.NEGATE: operator.neg,
    Function.ABSOLUTE: abs,
    Function.LOWER: small,
    Function.UPPER: capitals,
    Function.LENGTH: lambda text: float(len(text)),
    Function.YEAR: lambda day: float(day.year),
    Function.MONTH: lambda day: float(day.month),
    Function.DAY: lambda day: float(day.day),
    Function.WEEKDAY: lambda day: float(day.isoweekday()),
}
_OF_TWO: Final[dict[Function, Callable[[Any, Any], Any]]] = {
    Function.ADD: _finite(operator.add),
    Function.SUBTRACT: _finite(operator.sub),
    Function.MULTIPLY: _finite(operator.mul),
    Function.DIVIDE: _finite(operator.truediv),
    Function.MODULO: math.fmod,
    Function.LEFT: _left,
    Function.DAYS_BETWEEN: _days_between,
}


def lowered(pattern: Pattern) -> Pattern:
    """The pattern in small letters."""
    return tuple(piece if isinstance(piece, Wild) else small(piece) for piece in pattern)


def matcher(pattern: Pattern) -> Callable[[str], bool]:
    """A function that says whether a text is as the pattern says, in time that grows with the text alone.

    >>> matcher(("84", Wild.MANY))("847989"), matcher(("84", Wild.ONE))("847989")
    (True, False)
    """
    match pattern:
        case (str(whole),):
            return whole.__eq__
        case (str(start), Wild.MANY):
            return lambda text: text.startswith(start)
        case (Wild.MANY, str(end)):
            return lambda text: text.endswith(end)
        case (Wild.MANY, str(piece), Wild.MANY):
            return lambda text: piece in text
        case _:
            return _general(pattern)


def _general(pattern: Pattern) -> Callable[[str], bool]:
    """Any pattern: each segment between ``%`` at the first place it fits, the last at the end.

    Taking the first place is never wrong, since what follows then has the most text left; so nothing is tried twice.
    """
    opens = segments(pattern)
    widths = tuple(sum(len(piece) if isinstance(piece, str) else 1 for piece in each) for each in opens)
    first, last = opens[0], opens[-1]

    def fits(text: str) -> bool:
        if len(opens) == 1:
            return len(text) == widths[0] and _at(text, 0, first)
        if len(text) < widths[0] + widths[-1] or not _at(text, 0, first):
            return False
        place, end = widths[0], len(text) - widths[-1]
        for segment, width in zip(opens[1:-1], widths[1:-1], strict=True):
            while place + width <= end and not _at(text, place, segment):
                place += 1
            if place + width > end:
                return False
            place += width
        return _at(text, end, last)

    return fits


def _at(text: str, place: int, segment: tuple[str | Wild, ...]) -> bool:
    """Whether the segment stands at this place of the text, which is long enough."""
    for piece in segment:
        if isinstance(piece, str):
            if not text.startswith(piece, place):
                return False
            place += len(piece)
        else:
            place += 1
    return True
