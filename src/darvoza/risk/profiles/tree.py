"""The tree of a condition: what an analyst wrote, checked and without the accidents of SQL's spelling.

Every engine reads this one tree. A predicate is true, false or unknown, as in SQL: what compares with a missing value
is unknown; `not unknown` is unknown; `false and unknown` is false; `true or unknown` is true. A profile hits only on
true.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum


class Kind(StrEnum):
    """What a value is."""

    TEXT = "text"
    NUMBER = "number"
    TRUTH = "yes or no"
    DATE = "date"
    TEXTS = "list of texts"


Constant = str | float | bool | date


class Comparison(StrEnum):
    """How two values are compared."""

    EQUAL = "="
    UNEQUAL = "<>"
    BELOW = "<"
    AT_MOST = "<="
    ABOVE = ">"
    AT_LEAST = ">="


class Function(StrEnum):
    """What is computed from values, of one text, number or date each unless said otherwise.

    Numbers are 64-bit floating point. A result that is no finite number is missing: a division by zero, an overflow.
    """

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"
    MODULO = "mod"
    NEGATE = "negate"
    ABSOLUTE = "abs"
    LOWER = "lower"
    UPPER = "upper"
    LENGTH = "length"
    LEFT = "left"
    COALESCE = "coalesce"
    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    WEEKDAY = "weekday"
    DAYS_BETWEEN = "days between"


class Wild(Enum):
    """What a pattern of ``like`` leaves open. No text itself, so that a piece of text is never taken for one."""

    ONE = "_"
    MANY = "%"


Pattern = tuple[str | Wild, ...]
"""A pattern of ``like``: pieces to be found as they are, and what may stand between them."""


@dataclass(frozen=True, slots=True)
class Column:
    """The value of a column of the consignment view."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Literal:
    """A value as written."""

    value: Constant
    kind: Kind


@dataclass(frozen=True, slots=True)
class Call:
    """A value computed from others; missing where one it needs is (``coalesce``: where all are)."""

    function: Function
    arguments: tuple["Value", ...]
    kind: Kind


Value = Column | Literal | Call


@dataclass(frozen=True, slots=True)
class Compare:
    """Two values of one kind compared; text by code points, case and all."""

    how: Comparison
    left: Value
    right: Value


@dataclass(frozen=True, slots=True)
class OneOf:
    """A value is one of these; unknown where it is missing."""

    value: Value
    options: tuple[Constant, ...]


@dataclass(frozen=True, slots=True)
class Like:
    """A text is as the pattern says, from its first sign to its last; ``any_case`` compares in small letters."""

    value: Value
    pattern: Pattern
    any_case: bool = False


@dataclass(frozen=True, slots=True)
class Mentions:
    """A text has one of these terms as whole words, in any case and alphabet.

    ``words`` is the column of the text's folded words; ``folded`` are the terms in the same form, ``terms`` as written.
    """

    column: str
    words: Column
    terms: tuple[str, ...]
    folded: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Has:
    """A list has at least one of these; unknown where the list is missing."""

    column: Column
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """A value is missing: true or false, never unknown."""

    value: Value


@dataclass(frozen=True, slots=True)
class Holds:
    """A value that is yes or no, as a predicate."""

    value: Value


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite; unknown stays unknown."""

    part: "Predicate"


@dataclass(frozen=True, slots=True)
class And:
    """All of these."""

    parts: tuple["Predicate", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of these."""

    parts: tuple["Predicate", ...]


Predicate = Compare | OneOf | Like | Mentions | Has | Missing | Holds | Not | And | Or
Node = Predicate | Value


def parts(node: Node) -> tuple[Node, ...]:  # noqa: PLR0911 - a case for each kind of node
    """What a node is made of."""
    match node:
        case Compare(_, left, right):
            return (left, right)
        case OneOf(value) | Like(value) | Missing(value) | Holds(value):
            return (value,)
        case Mentions(words=column) | Has(column):
            return (column,)
        case Not(part):
            return (part,)
        case And(inner) | Or(inner):
            return inner
        case Call(_, arguments):
            return arguments
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """A node and everything below it."""
    yield node
    for part in parts(node):
        yield from walk(part)


def columns_of(node: Node) -> frozenset[str]:
    """The names of the columns that a node reads.

    >>> office = Column("office", Kind.TEXT)
    >>> sorted(columns_of(Not(OneOf(office, ("TJDU2",)))))
    ['office']
    """
    return frozenset(each.name for each in walk(node) if isinstance(each, Column))
