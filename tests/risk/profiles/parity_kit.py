"""A small view full of traps, random conditions over it, and every engine that answers them."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from hypothesis import strategies as st

from darvoza.risk.profiles import (
    Dialect,
    Predicate,
    Program,
    compile_test,
    to_expression,
    to_sql,
    view_schema,
)
from darvoza.risk.profiles.patterns import like_pattern
from darvoza.risk.profiles.tree import (
    And,
    Call,
    Column,
    Compare,
    Comparison,
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
    Value,
    columns_of,
)

TEXTS = [
    "a",
    "A",
    "ab",
    "aB",
    "Ҷўз",
    "ҷЎЗ",
    "ß",
    "İ",
    "ı",
    "Σ",
    "ς",
    "a_b",
    "a%b",
    "a\\b",
    "it's",
    "🚚 x",
    "a\nb",
    "z",
    "é",
]
TEXTS += ["100%", "84", "847989", "ﬀ", "A\u030a", "`", '"', "\t"]
NUMBERS = [0.0, -0.0, 1.0, -1.0, 0.1, 0.2, 0.30000000000000004, 3.0, 7.0, 10.0, 1e308, -1e308, 5e-324, 1e15, 2.5, -7.0]
DAYS = [
    date(1970, 1, 1),
    date(2026, 2, 28),
    date(2024, 2, 29),
    date(2026, 11, 21),
    date(1999, 12, 31),
    date(2026, 11, 22),
]
LISTS = [[], ["a"], ["A"], ["a", "b"], ["it's", "a\\b"], ["84"], ["Ҷўз", "🚚 x"]]
WORDS = [" pump ", " centrifugal  pump ", " hacoc ", " hacocы ", " 100 ", "  "]

NAMES = {
    Kind.TEXT: ["consignee_name", "office", "remarks"],
    Kind.NUMBER: ["value", "packages", "unit_price_ratio"],
    Kind.DATE: ["lodged_on", "arrival_on"],
    Kind.TRUTH: ["empty", "consignee_new_origin"],
    Kind.TEXTS: ["seals", "signals"],
}
VALUES: dict[Kind, list[Any]] = {
    Kind.TEXT: TEXTS,
    Kind.NUMBER: NUMBERS,
    Kind.DATE: DAYS,
    Kind.TRUTH: [True, False],
    Kind.TEXTS: LISTS,
}
COLUMNS = [name for names in NAMES.values() for name in names] + ["description_words"]


def view_of(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """A view of these rows; what they do not name is missing."""
    schema = {name: dtype for name, dtype in view_schema().items() if name in {"row", "position", *COLUMNS}}
    numbered = [{"row": place, "position": 0, **row} for place, row in enumerate(rows)]
    return pl.DataFrame(numbered, schema=schema)


def trap_view() -> pl.DataFrame:
    """Every value of every kind, beside missing ones, in combinations that differ by column."""
    rows = []
    for place in range(2 * len(TEXTS) + 3):
        row: dict[str, Any] = {}
        for at, (kind, names) in enumerate(NAMES.items()):
            for shift, name in enumerate(names):
                values = [*VALUES[kind], None]
                row[name] = values[(place * (1 + shift * 5) + at * 3 + shift * 7) % len(values)]
        row["description_words"] = [*WORDS, None][place % (len(WORDS) + 1)]
        rows.append(row)
    return view_of(rows)


def _columns(kind: Kind) -> st.SearchStrategy[Value]:
    return st.sampled_from(NAMES[kind]).map(lambda name: Column(name, kind))


def _literals(kind: Kind) -> st.SearchStrategy[Value]:
    return st.sampled_from(VALUES[kind]).map(lambda value: Literal(value, kind))


def _calls(kind: Kind, inner: Callable[[Kind], st.SearchStrategy[Value]]) -> st.SearchStrategy[Value]:
    def call(function: Function, *arguments: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
        return st.tuples(*arguments).map(lambda given: Call(function, given, kind)).filter(columns_of)

    both = call(Function.COALESCE, inner(kind).filter(columns_of), inner(kind))
    if kind is Kind.NUMBER:
        one, day, text = inner(Kind.NUMBER), inner(Kind.DATE), inner(Kind.TEXT)
        divisor = st.sampled_from([0.1, 1.0, 3.0, 10.0, 2.5]).map(lambda number: Literal(number, Kind.NUMBER))
        arithmetic = [Function.ADD, Function.SUBTRACT, Function.MULTIPLY, Function.DIVIDE]
        return st.one_of(
            both,
            *(call(function, one, one) for function in arithmetic),
            call(Function.MODULO, one, divisor),
            call(Function.NEGATE, one),
            call(Function.ABSOLUTE, one),
            call(Function.LENGTH, text),
            *(call(each, day) for each in (Function.YEAR, Function.MONTH, Function.DAY, Function.WEEKDAY)),
            call(Function.DAYS_BETWEEN, day, day),
        )
    if kind is Kind.TEXT:
        text = inner(Kind.TEXT)
        count = st.integers(1, 4).map(lambda number: Literal(float(number), Kind.NUMBER))
        return st.one_of(both, call(Function.LOWER, text), call(Function.UPPER, text), call(Function.LEFT, text, count))
    return both


@cache
def values(kind: Kind, depth: int = 2) -> st.SearchStrategy[Value]:
    """A value of this kind: a column, a fixed value, or something worked out from them."""
    plain = st.one_of(_columns(kind), _columns(kind), _literals(kind))
    if depth == 0:
        return plain
    return st.one_of(plain, plain, _calls(kind, lambda each: values(each, depth - 1)))


def _patterns() -> st.SearchStrategy[tuple[Any, ...]]:
    pieces = st.lists(st.sampled_from(["%", "_", "a", "b", "84", "\\", "'", "ў", "🚚", "\n", "100"]), max_size=5)
    return pieces.map(lambda each: like_pattern("".join(each)) or ("",))


def _of_kind(kind: Kind) -> list[st.SearchStrategy[Predicate]]:
    listed = st.lists(st.sampled_from(VALUES[kind]), min_size=1, max_size=3).map(tuple)
    return [
        st.builds(Compare, st.sampled_from(list(Comparison)), values(kind), values(kind)),
        st.builds(OneOf, values(kind), listed),
        st.builds(Missing, values(kind)),
    ]


def _tests() -> st.SearchStrategy[Predicate]:
    equal = st.sampled_from([Comparison.EQUAL, Comparison.UNEQUAL])
    listed = st.lists(st.sampled_from(TEXTS), min_size=1, max_size=3).map(tuple)
    words = Column("description_words", Kind.TEXT)
    folded = st.sampled_from([(" pump ",), (" hacoc",), (" pump ", " 100 ")])
    every = st.one_of(
        *(test for kind in (Kind.TEXT, Kind.NUMBER, Kind.NUMBER, Kind.DATE) for test in _of_kind(kind)),
        st.builds(Compare, equal, values(Kind.TRUTH, 1), values(Kind.TRUTH, 1)),
        st.builds(Like, values(Kind.TEXT, 1), _patterns(), st.booleans()),
        st.builds(Has, _columns(Kind.TEXTS), listed),
        st.builds(Missing, _columns(Kind.TEXTS)),
        st.builds(Holds, values(Kind.TRUTH, 1)),
        folded.map(lambda terms: Mentions("description", words, terms, terms)),
    )
    return every.filter(columns_of)


@cache
def conditions() -> st.SearchStrategy[Predicate]:
    """A random condition over the trap view."""
    return st.recursive(
        _tests(),
        lambda inner: st.one_of(
            st.builds(Not, inner),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: And(tuple(parts))),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts))),
        ),
        max_leaves=6,
    )


Answers = list[bool | None]


def by_closures(view: pl.DataFrame, condition: Predicate) -> Answers:
    test = compile_test(condition)
    return [test(row) for row in view.iter_rows(named=True)]


def by_polars(view: pl.DataFrame, asked: Sequence[Predicate]) -> list[Answers]:
    said = view.select(to_expression(condition).alias(str(place)) for place, condition in enumerate(asked))
    return [column.to_list() for column in said.get_columns()]


def by_codes(view: pl.DataFrame, asked: Sequence[Predicate]) -> list[Answers]:
    """The program answers with rows that are true; asking for the opposite too tells false from unknown."""
    hits = Program([*asked, *map(Not, asked)]).hits(view)
    every = []
    for yes, no in zip(hits[: len(asked)], hits[len(asked) :], strict=True):
        answers: Answers = [None] * view.height
        for row in yes:
            answers[row] = True
        for row in no:
            answers[row] = False
        every.append(answers)
    return every


class DuckDB:
    """The trap view as a DuckDB table."""

    def __init__(self, view: pl.DataFrame, folder: Path) -> None:
        self.connection = duckdb.connect()
        view.with_row_index("place").write_parquet(folder / "view.parquet")
        self.connection.execute("create table view as from read_parquet(?)", [str(folder / "view.parquet")])

    def answers(self, asked: Sequence[Predicate]) -> list[Answers]:
        written = ", ".join(to_sql(condition, Dialect.DUCKDB) for condition in asked)
        rows = self.connection.execute(f"select {written} from view order by place").fetchall()  # noqa: S608 - what is under test
        return [list(each) for each in zip(*rows, strict=True)]
