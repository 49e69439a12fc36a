"""Reading the values of a condition: columns, fixed values, arithmetic and functions, each of one kind."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final

from sqlglot import exp

from darvoza.risk.profiles.closures import compile_value
from darvoza.risk.profiles.columns import ViewColumn
from darvoza.risk.profiles.refusal import ConditionRefused
from darvoza.risk.profiles.tree import Call, Column, Function, Kind, Literal, Value, columns_of

_DEEPEST: Final = 12
"""Functions and operations within one another, at most."""

_ARITHMETIC: Final[dict[type[exp.Expr], Function]] = {
    exp.Add: Function.ADD,
    exp.Sub: Function.SUBTRACT,
    exp.Mul: Function.MULTIPLY,
    exp.Div: Function.DIVIDE,
}


@dataclass(frozen=True, slots=True)
class Taken:
    """What a function takes and gives, and what it says of itself in the reference."""

    function: Function
    takes: tuple[Kind, ...]
    gives: Kind
    meaning: str


FUNCTIONS: Final[Mapping[str, Taken]] = MappingProxyType(
    {
        "abs": Taken(Function.ABSOLUTE, (Kind.NUMBER,), Kind.NUMBER, "the number without its sign"),
        "mod": Taken(
            Function.MODULO,
            (Kind.NUMBER, Kind.NUMBER),
            Kind.NUMBER,
            "what is left after dividing by a fixed number above 0; has the sign of the first",
        ),
        "lower": Taken(Function.LOWER, (Kind.TEXT,), Kind.TEXT, "the text in small letters"),
        "upper": Taken(Function.UPPER, (Kind.TEXT,), Kind.TEXT, "the text in capital letters"),
        "length": Taken(Function.LENGTH, (Kind.TEXT,), Kind.NUMBER, "how many signs (code points) the text has"),
        "left": Taken(Function.LEFT, (Kind.TEXT, Kind.NUMBER), Kind.TEXT, "the first signs, a fixed number of them"),
        "coalesce": Taken(
            Function.COALESCE, (), Kind.TEXT, "the first value that is not missing; all of one kind, at least two"
        ),
        "year": Taken(Function.YEAR, (Kind.DATE,), Kind.NUMBER, "year of the day"),
        "month": Taken(Function.MONTH, (Kind.DATE,), Kind.NUMBER, "month of the day, 1 to 12"),
        "day": Taken(Function.DAY, (Kind.DATE,), Kind.NUMBER, "day of the month"),
        "weekday": Taken(Function.WEEKDAY, (Kind.DATE,), Kind.NUMBER, "1 Monday to 7 Sunday"),
    }
)
"""Functions that give a value."""

_NAMES: Final[dict[type[exp.Expr], str]] = {
    exp.Abs: "abs",
    exp.Mod: "mod",
    exp.Lower: "lower",
    exp.Upper: "upper",
    exp.Length: "length",
    exp.Left: "left",
    exp.Coalesce: "coalesce",
    exp.Year: "year",
    exp.Month: "month",
    exp.Day: "day",
}


def span(node: exp.Expr) -> tuple[int, int]:
    """Where a part of the parsed text stands in it, from its first sign to after its last; (0, 0) if nobody knows."""
    places = [each.meta for each in node.walk() if "start" in each.meta]
    if not places:
        return (0, 0)
    return min(place["start"] for place in places), max(place["end"] for place in places) + 1


class ValueReader:
    """Reads values, and says where one is wrong."""

    def __init__(self, text: str, columns: Mapping[str, ViewColumn]) -> None:
        self._text = text
        self._columns = columns
        self._kinds: dict[type[exp.Expr], Callable[[exp.Expr, int], Value]] = {
            exp.Column: lambda node, _: self._column(node),
            exp.Literal: lambda node, _: self._literal(node),
            exp.Boolean: lambda node, _: Literal(bool(node.this), Kind.TRUTH),
            exp.Paren: lambda node, deep: self._read(node.this, deep),
            exp.Neg: self._negated,
            exp.Cast: lambda node, _: self._date(node),
            exp.Date: lambda node, _: self._date(node),
            exp.Anonymous: self._called,
            **dict.fromkeys(_ARITHMETIC, self._arithmetic),
            **dict.fromkeys(_NAMES, self._called),
        }

    def wrong(self, node: exp.Expr, message: str, **values: object) -> ConditionRefused:
        """What is wrong with this part of the text, to be raised."""
        start, end = span(node)
        return ConditionRefused(message, self._text, start, end or len(self._text), **values)

    def _needed(self, node: exp.Expr, wanted: Kind, given: Value) -> ConditionRefused:
        return self.wrong(
            node, "Here should be a {wanted}, and this is a {kind}.", wanted=wanted.value, kind=given.kind.value
        )

    def read(self, node: exp.Expr) -> Value:
        """The value that this part of the text is."""
        return self._read(node, 0)

    def pair(self, left: exp.Expr, right: exp.Expr) -> tuple[Value, Value]:
        """Two values of one kind; a text beside a date is read as a date."""
        one, other = self._read(left, 0), self._read(right, 0)
        if one.kind is Kind.DATE and isinstance(other, Literal) and other.kind is Kind.TEXT:
            other = self._as_date(str(other.value), right)
        elif other.kind is Kind.DATE and isinstance(one, Literal) and one.kind is Kind.TEXT:
            one = self._as_date(str(one.value), left)
        if one.kind is Kind.TEXTS:
            return one, other
        if one.kind is not other.kind:
            if one.kind is Kind.TEXT and isinstance(other, Literal) and other.kind is Kind.NUMBER:
                raise self.wrong(right, "{column} is a text: write '{written}' in single quotes.", **_told(one, right))
            raise self._needed(right, one.kind, other)
        return one, other

    def text(self, node: exp.Expr) -> Value:
        """A value that is a text."""
        value = self._read(node, 0)
        if value.kind is not Kind.TEXT:
            raise self._needed(node, Kind.TEXT, value)
        return value

    def fixed_text(self, node: exp.Expr) -> str:
        """A text as written, in quotes."""
        if not (isinstance(node, exp.Literal) and node.is_string):
            raise self.wrong(node, "Here stands a fixed text, in single quotes.")
        return str(node.this)

    def _read(self, node: exp.Expr, deep: int) -> Value:
        if deep > _DEEPEST:
            raise self.wrong(node, "This is nested too deeply.")
        if isinstance(node, exp.Null):
            raise self.wrong(node, "Nothing compares with null. Write is null or is not null.")
        reader = self._kinds.get(type(node))
        if reader is None:
            raise self.wrong(node, "This has no place where a value is wanted.")
        value = reader(node, deep)
        return self._worked_out(node, value) if isinstance(value, Call) and not columns_of(value) else value

    def _worked_out(self, node: exp.Expr, value: Call) -> Literal:
        """What fixed values come to: worked out once, here, so that no engine does it its own way."""
        fixed = compile_value(value)({})
        if fixed is None:
            raise self.wrong(node, "This comes to no number.")
        return Literal(fixed, value.kind)

    def _column(self, node: exp.Expr) -> Value:
        if node.args.get("table") is not None:
            raise self.wrong(node, "There is one table only: write the column alone.")
        written = str(node.this.this if isinstance(node.this, exp.Identifier) else node.this)
        found = self._columns.get(written.lower())
        if found is not None:
            return Column(found.name, found.kind)
        near = get_close_matches(written.lower(), [each.name for each in self._columns.values() if not each.hidden], 1)
        if near:
            raise self.wrong(node, "There is no column {column}. Did you mean {near}?", column=written, near=near[0])
        raise self.wrong(node, "There is no column {column}.", column=written)

    def _literal(self, node: exp.Expr) -> Value:
        if node.args.get("is_string"):
            return Literal(str(node.this), Kind.TEXT)
        try:
            number = float(node.this)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise self.wrong(node, "This is no number that can be counted with.")
        return Literal(number + 0.0, Kind.NUMBER)

    def _negated(self, node: exp.Expr, deep: int) -> Value:
        value = self._number(node.this, deep)
        if isinstance(value, Literal) and isinstance(value.value, float):
            return Literal(0.0 - value.value, Kind.NUMBER)
        return Call(Function.NEGATE, (value,), Kind.NUMBER)

    def _number(self, node: exp.Expr, deep: int) -> Value:
        value = self._read(node, deep + 1)
        if value.kind is not Kind.NUMBER:
            raise self._needed(node, Kind.NUMBER, value)
        return value

    def _arithmetic(self, node: exp.Expr, deep: int) -> Value:
        function = _ARITHMETIC[type(node)]
        if function is Function.SUBTRACT:
            left = self._read(node.this, deep + 1)
            if left.kind is Kind.DATE:
                return self._days_between(node, left, deep)
        arguments = (self._number(node.this, deep), self._number(node.args["expression"], deep))
        return Call(function, arguments, Kind.NUMBER)

    def _days_between(self, node: exp.Expr, later: Value, deep: int) -> Value:
        place = node.args["expression"]
        earlier = self._read(place, deep + 1)
        if isinstance(earlier, Literal) and earlier.kind is Kind.TEXT:
            earlier = self._as_date(str(earlier.value), place)
        if earlier.kind is not Kind.DATE:
            raise self.wrong(place, "From a date only a date is taken away; that gives days.")
        return Call(Function.DAYS_BETWEEN, (later, earlier), Kind.NUMBER)

    def _date(self, node: exp.Expr) -> Value:
        to = node.args.get("to")
        if isinstance(node, exp.Cast) and not (to is not None and to.this is exp.DataType.Type.DATE):
            raise self.wrong(node, "A value is not turned into another kind here.")
        if node.args.get("expressions") or node.args.get("zone"):
            raise self.wrong(node, "A date is written date '2026-11-21'.")
        return self._as_date(self.fixed_text(node.this), node)

    def _as_date(self, text: str, node: exp.Expr) -> Literal:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            day = None
        if day is None or day.isoformat() != text:  # the other forms of ISO 8601 are not SQL's
            raise self.wrong(node, "{written} is no date. Write year, month and day: '2026-11-21'.", written=text)
        return Literal(day, Kind.DATE)

    def _called(self, node: exp.Expr, deep: int) -> Value:
        name = str(node.this).lower() if isinstance(node, exp.Anonymous) else _NAMES[type(node)]
        taken = FUNCTIONS.get(name)
        if taken is None:
            near = get_close_matches(name, FUNCTIONS, n=1)
            if near:
                raise self.wrong(node, "There is no function {name}. Did you mean {near}?", name=name, near=near[0])
            raise self.wrong(node, "{name} gives no value that can be compared.", name=name)
        arguments = _arguments(node)
        if taken.function is Function.COALESCE:
            return self._coalesce(node, arguments, deep)
        if len(arguments) != len(taken.takes):
            raise self.wrong(node, "{name} takes {count} values.", name=name, count=len(taken.takes))
        values = tuple(self._read(each, deep + 1) for each in arguments)
        for place, value, kind in zip(arguments, values, taken.takes, strict=True):
            if value.kind is not kind:
                raise self._needed(place, kind, value)
        self._check_fixed(taken.function, values, arguments)
        return Call(taken.function, values, taken.gives)

    def _coalesce(self, node: exp.Expr, arguments: list[exp.Expr], deep: int) -> Value:
        values = [self._read(each, deep + 1) for each in arguments]
        kind = values[0].kind
        if len(values) < len(("first", "second")) or kind is Kind.TEXTS:
            raise self.wrong(node, "coalesce takes at least two values of one kind, and no lists.")
        for place, value in zip(arguments[1:], values[1:], strict=True):
            if value.kind is not kind:
                raise self._needed(place, kind, value)
        for place, value in zip(arguments[:-1], values[:-1], strict=True):
            if not columns_of(value):
                raise self.wrong(place, "A fixed value is never missing: in coalesce it stands last.")
        return Call(Function.COALESCE, tuple(values), kind)

    def _check_fixed(self, function: Function, values: tuple[Value, ...], places: list[exp.Expr]) -> None:
        """The second value of ``left`` and ``mod`` is a fixed number, so that every engine does the same."""
        if function not in {Function.LEFT, Function.MODULO}:
            return
        second = values[1].value if isinstance(values[1], Literal) else None
        if not isinstance(second, float) or second <= 0:
            raise self.wrong(places[1], "Here stands a fixed number above 0.")
        if function is Function.LEFT and not (second.is_integer() and second <= 4000):
            raise self.wrong(places[1], "Here stands a whole number, 4000 at most.")


def _arguments(node: exp.Expr) -> list[exp.Expr]:
    """What stands in the parentheses of a function, however sqlglot keeps it."""
    if isinstance(node, exp.Anonymous):
        return node.expressions
    first = node.this
    while isinstance(first, exp.TsOrDsToDate | exp.Paren) and not isinstance(node, exp.Mod):
        first = first.this
    second = node.args.get("expression")
    given = [first, *([second] if isinstance(second, exp.Expr) else []), *(node.args.get("expressions") or [])]
    return [each for each in given if isinstance(each, exp.Expr)]


def _told(value: Value, place: exp.Expr) -> dict[str, object]:
    name = value.name if isinstance(value, Column) else "This"
    return {"column": name, "written": str(place.this)}
