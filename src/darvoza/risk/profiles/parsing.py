"""Reading a condition: SQL text, parsed by sqlglot, checked word by word and turned into our own tree."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Final

import polars as pl
import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError

from darvoza.risk.profiles.columns import ViewColumn
from darvoza.risk.profiles.guard import guarded
from darvoza.risk.profiles.patterns import like_pattern
from darvoza.risk.profiles.refusal import ConditionRefused
from darvoza.risk.profiles.tree import (
    And,
    Call,
    Column,
    Compare,
    Comparison,
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
    Pattern,
    Predicate,
    Value,
    Wild,
    columns_of,
)
from darvoza.risk.profiles.values import FUNCTIONS, ValueReader
from darvoza.risk.profiles.written import check_piece, check_written
from darvoza.risk.terms import fold

_PREDICATE_FUNCTIONS: Final = ("has", "has_signal", "mentions", "starts_with", "ends_with", "contains")
_COMPARISONS: Final[dict[type[exp.Expr], Comparison]] = {
    exp.EQ: Comparison.EQUAL,
    exp.NEQ: Comparison.UNEQUAL,
    exp.LT: Comparison.BELOW,
    exp.LTE: Comparison.AT_MOST,
    exp.GT: Comparison.ABOVE,
    exp.GTE: Comparison.AT_LEAST,
}
_ORDERED: Final = frozenset({Kind.TEXT, Kind.NUMBER, Kind.DATE})


def parse(text: str, columns: Mapping[str, ViewColumn]) -> Predicate:
    """The tree of a condition; see :func:`darvoza.risk.profiles.read_condition`."""
    guarded(text, frozenset({*columns, *FUNCTIONS, *_PREDICATE_FUNCTIONS}))
    try:
        parsed = sqlglot.parse_one(text)
    except ParseError as error:
        raise _unreadable(error, text) from error
    return _PredicateReader(text, columns).read(parsed)


def _unreadable(error: ParseError, text: str) -> ConditionRefused:
    first = error.errors[0] if error.errors else {}
    lines = text.split("\n")
    line, column = int(first.get("line") or 1), int(first.get("col") or 1)
    start = sum(len(each) + 1 for each in lines[: line - 1]) + column
    marked = len(str(first.get("highlight") or " "))
    return ConditionRefused("This cannot be read: something is missing or too much here.", text, start - marked, start)


class _PredicateReader:
    """Reads predicates; what they compare is read by a :class:`ValueReader`."""

    def __init__(self, text: str, columns: Mapping[str, ViewColumn]) -> None:
        self._text = text
        self._columns = columns
        self._values = ValueReader(text, columns)
        self._kinds: dict[type[exp.Expr], Callable[[exp.Expr], Predicate]] = {
            exp.And: self._joined,
            exp.Or: self._joined,
            exp.Not: lambda node: Not(self.read(node.this)),
            exp.Paren: lambda node: self.read(node.this),
            exp.In: self._one_of,
            exp.Between: self._between,
            exp.Like: self._like,
            exp.ILike: self._like,
            exp.Escape: self._like,
            exp.Is: self._is,
            exp.Anonymous: self._function,
            exp.StartsWith: self._function,
            exp.EndsWith: self._function,
            exp.Contains: self._function,
            exp.Column: self._holds,
            exp.Coalesce: self._holds,
            exp.Boolean: self._bare_truth,
            **dict.fromkeys(_COMPARISONS, self._compare),
        }

    def read(self, node: exp.Expr) -> Predicate:
        """The predicate that this part of the text is."""
        reader = self._kinds.get(type(node))
        if reader is None:
            raise self._wrong(node, "This is a value, not something that holds or does not. Compare it with another.")
        predicate = reader(node)
        if not columns_of(predicate):
            raise self._wrong(node, "This asks nothing of the consignment: name a column.")
        return predicate

    def _wrong(self, node: exp.Expr, message: str, **values: object) -> ConditionRefused:
        return self._values.wrong(node, message, **values)

    def _joined(self, node: exp.Expr) -> Predicate:
        """A chain of ``and`` or ``or``, which sqlglot nests to the left, as one."""
        kind, chain = type(node), []
        while type(node) is kind:
            chain.append(node.args["expression"])
            node = node.this
        parts: list[Predicate] = []
        for each in (node, *reversed(chain)):
            part = self.read(each)
            same = And if kind is exp.And else Or
            parts += part.parts if isinstance(part, same) else (part,)
        return And(tuple(parts)) if kind is exp.And else Or(tuple(parts))

    def _compare(self, node: exp.Expr) -> Predicate:
        left, right = self._values.pair(node.this, node.args["expression"])
        return self._compared(node, _COMPARISONS[type(node)], left, right)

    def _compared(self, node: exp.Expr, how: Comparison, left: Value, right: Value) -> Predicate:
        if left.kind is Kind.TEXTS:
            raise self._wrong(node.this, "{column} is a list. Write has({column}, 'value').", column=_name(left))
        if how not in {Comparison.EQUAL, Comparison.UNEQUAL} and left.kind not in _ORDERED:
            raise self._wrong(node, "Yes and no have no order: compare them with = or <>.")
        for one, other, place in ((left, right, node.args.get("expression")), (right, left, node.this)):
            if isinstance(other, Literal) and place is not None:
                self._check_written(one, str(other.value), place, ordered=how not in _EQUALITY)
        return Compare(how, left, right)

    def _check_written(self, value: Value, written: str, place: exp.Expr, *, ordered: bool = False) -> None:
        if isinstance(value, Column) and value.kind in {Kind.TEXT, Kind.TEXTS} and not ordered:
            wrong = check_written(self._columns[value.name], written)
            if wrong is not None:
                raise self._wrong(place, wrong.message, **wrong.values)

    def _one_of(self, node: exp.Expr) -> Predicate:
        options = node.args.get("expressions") or []
        if not options:
            raise self._wrong(node.this, "After in comes a list of values in parentheses.")
        read = [self._values.pair(node.this, option) for option in options]
        value = read[0][0]
        if value.kind is Kind.TEXTS:
            raise self._wrong(node.this, "{column} is a list. Write has({column}, 'value').", column=_name(value))
        constants = []
        for (_, option), place in zip(read, options, strict=True):
            if not isinstance(option, Literal):
                raise self._wrong(place, "The list after in has fixed values only.")
            self._check_written(value, str(option.value), place)
            constants.append(option.value)
        return OneOf(value, tuple(dict.fromkeys(constants)))

    def _between(self, node: exp.Expr) -> Predicate:
        if node.args.get("symmetric"):
            raise self._wrong(node, "between symmetric is not known. Write the smaller value first.")
        value, low = self._values.pair(node.this, node.args["low"])
        _, high = self._values.pair(node.this, node.args["high"])
        return And(
            (
                self._compared(node, Comparison.AT_LEAST, value, low),
                self._compared(node, Comparison.AT_MOST, value, high),
            )
        )

    def _like(self, node: exp.Expr) -> Predicate:
        escape = None
        if isinstance(node, exp.Escape):
            escape = self._values.fixed_text(node.args["expression"])
            if len(escape) != 1 or escape in {wild.value for wild in Wild}:
                raise self._wrong(node.args["expression"], "The escape is one sign, neither % nor _.")
            node = node.this
        if not isinstance(node, exp.Like | exp.ILike):
            raise self._wrong(node, "escape belongs after like.")
        place = node.args["expression"]
        value, written = self._values.text(node.this), self._values.fixed_text(place)
        pattern = like_pattern(written, escape)
        if pattern is None:
            raise self._wrong(place, "The escape stands before %, _ or itself.")
        any_case = isinstance(node, exp.ILike)
        self._check_pieces(value, pattern, place, any_case=any_case)
        found = Like(value, pattern, any_case)
        return Not(found) if node.args.get("negate") else found

    def _check_pieces(self, value: Value, pattern: Pattern, place: exp.Expr, *, any_case: bool = False) -> None:
        if not isinstance(value, Column):
            return
        for piece in pattern:
            wrong = (
                None if isinstance(piece, Wild) else check_piece(self._columns[value.name], piece, any_case=any_case)
            )
            if wrong is not None:
                raise self._wrong(place, wrong.message, **wrong.values)

    def _is(self, node: exp.Expr) -> Predicate:
        if not isinstance(node.args["expression"], exp.Null):
            raise self._wrong(node, "After is comes null or not null.")
        return Missing(self._values.read(node.this))

    def _holds(self, node: exp.Expr) -> Predicate:
        value = self._values.read(node)
        if value.kind is not Kind.TRUTH:
            raise self._wrong(
                node, "{column} is a {kind}. Compare it with a value.", column=_name(value), kind=value.kind
            )
        return Holds(value)

    def _bare_truth(self, node: exp.Expr) -> Predicate:
        raise self._wrong(node, "This asks nothing of the consignment: name a column.")

    def _function(self, node: exp.Expr) -> Predicate:
        name = _function_name(node)
        arguments = node.args.get("expressions") or [
            each for each in (node.args.get("this"), node.args.get("expression")) if isinstance(each, exp.Expr)
        ]
        if isinstance(node, exp.Anonymous):
            arguments = node.expressions
        match name:
            case "has_signal":
                return self._has(node, [exp.column("signals"), *arguments])
            case "has":
                return self._has(node, arguments)
            case "mentions":
                return self._mentions(node, arguments)
            case "starts_with" | "ends_with" | "contains" if len(arguments) == len(("text", "piece")):
                piece = self._values.fixed_text(arguments[1])
                before, after = name != "starts_with", name != "ends_with"
                pattern: Pattern = (*([Wild.MANY] if before else []), piece, *([Wild.MANY] if after else []))
                value = self._values.text(arguments[0])
                self._check_pieces(value, pattern, arguments[1])
                return Like(value, pattern)
            case _ if name in FUNCTIONS:
                return self._holds(node)
            case _ if name in _PREDICATE_FUNCTIONS:
                raise self._wrong(node, "{name} takes a text and a piece of text.", name=name)
            case _:
                raise self._unknown(node, name)

    def _unknown(self, node: exp.Expr, name: str) -> ConditionRefused:
        every = sorted((*FUNCTIONS, *_PREDICATE_FUNCTIONS))
        near = get_close_matches(name, every, n=1)
        if near:
            return self._wrong(node, "There is no function {name}. Did you mean {near}?", name=name, near=near[0])
        return self._wrong(node, "There is no function {name}. There are: {all}.", name=name, all=", ".join(every))

    def _has(self, node: exp.Expr, arguments: list[exp.Expr]) -> Predicate:
        if len(arguments) < len(("list", "value")):
            raise self._wrong(node, "has takes a list and at least one value: has(seals, 'UZ001').")
        column = self._values.read(arguments[0])
        if not isinstance(column, Column) or column.kind is not Kind.TEXTS:
            raise self._wrong(arguments[0], "has looks in a list, and {column} is none.", column=_name(column))
        options = []
        for each in arguments[1:]:
            option = self._values.fixed_text(each)
            self._check_written(column, option, each)
            options.append(option)
        return Has(column, tuple(dict.fromkeys(options)))

    def _mentions(self, node: exp.Expr, arguments: list[exp.Expr]) -> Predicate:
        if len(arguments) < len(("text", "term")):
            raise self._wrong(node, "mentions takes a text and at least one term: mentions(description, 'pump').")
        column = self._values.read(arguments[0])
        words = self._columns[column.name].words if isinstance(column, Column) else None
        if words is None:
            searched = sorted(each.name for each in self._columns.values() if each.words)
            raise self._wrong(arguments[0], "mentions looks in one of: {columns}.", columns=", ".join(searched))
        terms = tuple(dict.fromkeys(self._values.fixed_text(each) for each in arguments[1:]))
        sought = []
        for term, place in zip(terms, arguments[1:], strict=False):
            whole = _folded(term.removesuffix("*"))
            if not whole.strip():
                raise self._wrong(place, "A term has at least one letter or digit.")
            sought.append(whole.rstrip() if term.endswith("*") else whole)
        return Mentions(_name(column), Column(words, Kind.TEXT), terms, tuple(sought))


_OF_SQLGLOT: Final[dict[type[exp.Expr], str]] = {
    exp.StartsWith: "starts_with",
    exp.EndsWith: "ends_with",
    exp.Contains: "contains",
}
_EQUALITY: Final = frozenset({Comparison.EQUAL, Comparison.UNEQUAL})


def _name(value: Value) -> str:
    match value:
        case Column(name):
            return name
        case Literal(constant):
            return str(constant)
        case Call(function):
            return function.value


def _function_name(node: exp.Expr) -> str:
    if isinstance(node, exp.Anonymous):
        return str(node.this).lower()
    return _OF_SQLGLOT[type(node)]


def _folded(term: str) -> str:
    return str(pl.select(fold(pl.lit(term))).item())
