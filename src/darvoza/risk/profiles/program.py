"""Many conditions over many consignments at once: every test once, whoever shares it, and answers as bits.

Conditions are taken apart into tests of one column and what joins them. ``not`` is pushed down to the tests (with three
values, De Morgan's laws still hold), so that of each test only "certainly so" or "certainly not so" is asked, and the
answers join by plain *and* and *or* of bits, 64 rows at a time. A test of one column is looked up by code
(:mod:`darvoza.risk.profiles.coded`); only a test that weighs columns against each other is worked out row by row.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from darvoza.risk.profiles.coded import CodedColumn, CodedView
from darvoza.risk.profiles.columns import COLUMNS
from darvoza.risk.profiles.expressions import to_expression
from darvoza.risk.profiles.tree import (
    And,
    Column,
    Compare,
    Kind,
    Literal,
    Missing,
    Node,
    Not,
    OneOf,
    Or,
    Predicate,
    columns_of,
    parts,
)

Bits = NDArray[np.uint64]

_BLOCK: Final = 1 << 16
"""Rows worked on at a time: the bits of all tests for them stay in the processor's cache."""


@dataclass(frozen=True, slots=True)
class _Test:
    """A test that is asked of every row: whether it is certainly so (``wanted``) or certainly not so."""

    predicate: Predicate
    wanted: bool


@dataclass(frozen=True, slots=True)
class _Join:
    """Bits of tests and other joins, by their numbers, joined by *and* or *or*."""

    both: bool
    of: tuple[int, ...]


class Program:
    """What to do with a view to answer all of these conditions; made once, used on every batch."""

    def __init__(self, conditions: Sequence[Predicate]) -> None:
        self._steps: dict[_Test | _Join, int] = {}
        self.columns = frozenset().union(*map(columns_of, conditions)) if conditions else frozenset()
        self._answers = [self._step(condition, wanted=True) for condition in conditions]
        self._by_column: dict[str, list[tuple[int, _Test]]] = defaultdict(list)
        self._by_row: list[tuple[int, _Test]] = []
        for step, number in self._steps.items():
            if isinstance(step, _Test):
                self._place(step, number)
        self._joins = [(number, step) for step, number in self._steps.items() if isinstance(step, _Join)]

    def _step(self, node: Predicate, *, wanted: bool) -> int:
        """The number of the step that says where the condition certainly is as wanted."""
        if isinstance(node, Not):
            return self._step(node.part, wanted=not wanted)
        step: _Test | _Join
        if isinstance(node, And | Or) and not _looked_up(node):
            of = {self._step(part, wanted=wanted) for part in node.parts}
            step = _Join(both=isinstance(node, And) is wanted, of=tuple(sorted(of)))
        else:
            step = _Test(node, wanted)
        return self._steps.setdefault(step, len(self._steps))

    def _place(self, test: _Test, number: int) -> None:
        names = columns_of(test.predicate)
        if _looked_up(test.predicate):
            self._by_column[next(iter(names))].append((number, test))
        else:
            self._by_row.append((number, test))

    def hits(self, view: pl.DataFrame | CodedView) -> list[NDArray[np.uint32]]:
        """The rows of the view on which each condition is true, ascending, in the order of the conditions."""
        coded = view if isinstance(view, CodedView) else CodedView(view)
        rows = coded.view.height
        found: list[list[NDArray[np.uint32]]] = [[] for _ in self._answers]
        tables = self._tables(coded)
        for start in range(0, rows, _BLOCK):
            end = min(start + _BLOCK, rows)
            bits = self._block(coded, tables, start, end)
            for place, number in enumerate(self._answers):
                if bits[number].any():
                    found[place].append(_places(bits[number], start))
        nothing = np.empty(0, dtype=np.uint32)
        return [np.concatenate(each) if each else nothing for each in found]

    def _tables(self, coded: CodedView) -> list[tuple[CodedColumn, list[tuple[int, NDArray[np.bool_]]]]]:
        """For each column its codes, and for each test what it answers to each code."""
        made = []
        for name, tests in self._by_column.items():
            number = COLUMNS[name].kind is Kind.NUMBER
            column = coded.number(name, _limits(tests)) if number else coded.column(name)
            said = (
                column.values.alias(name)
                .to_frame()
                .select(
                    to_expression(test.predicate).eq_missing(test.wanted).alias(str(place)) for place, test in tests
                )
            )
            answers = [(place, said[str(place)].to_numpy()) for place, _ in tests]
            made.append((column, answers))
        return made

    def _block(
        self,
        coded: CodedView,
        tables: list[tuple[CodedColumn, list[tuple[int, NDArray[np.bool_]]]]],
        start: int,
        end: int,
    ) -> Bits:
        """The answers of every step for a stretch of rows, 64 rows in a number."""
        words = -(-(end - start) // 64)
        bits = np.zeros((len(self._steps), words), dtype=np.uint64)
        packed = bits.view(np.uint8)
        said_so = np.empty(end - start, dtype=np.bool_)
        for column, answers in tables:
            codes = column.codes[start:end].astype(np.intp)
            for place, answer in answers:
                np.take(answer, codes, out=said_so, mode="clip")  # half the time of indexing; no code is out of range
                row = np.packbits(said_so, bitorder="little")
                packed[place, : row.size] = row
        if self._by_row:
            asked = [
                to_expression(test.predicate).eq_missing(test.wanted).alias(str(place)) for place, test in self._by_row
            ]
            said = coded.view.slice(start, end - start).select(asked)
            for place, _ in self._by_row:
                row = np.packbits(said[str(place)].to_numpy(), bitorder="little")
                packed[place, : row.size] = row
        for place, step in self._joins:
            join = np.bitwise_and if step.both else np.bitwise_or
            join.reduce(bits[list(step.of)], axis=0, out=bits[place])
        return bits


def _looked_up(node: Predicate) -> bool:
    """Whether the answer depends on one column alone, of which there are few different values or limits."""
    names = columns_of(node)
    if len(names) != 1:
        return False
    return COLUMNS[next(iter(names))].kind is not Kind.NUMBER or _only_limits(node)


def _only_limits(node: Node) -> bool:
    """Whether a column of numbers is only compared with fixed numbers."""
    match node:
        case Compare(_, Column(), Literal()) | Compare(_, Literal(), Column()) | OneOf(Column()) | Missing(Column()):
            return True
        case Not() | And() | Or():
            return all(map(_only_limits, parts(node)))
        case _:
            return False


def _limits(tests: Sequence[tuple[int, _Test]]) -> NDArray[np.float64]:
    """Every number that one of the tests compares the column with."""
    found: set[float] = set()
    waiting: list[Node] = [test.predicate for _, test in tests]
    while waiting:
        node = waiting.pop()
        match node:
            case OneOf(_, options):
                found.update(option for option in options if isinstance(option, float))
            case Literal(float(number)):
                found.add(number)
            case _:
                waiting += parts(node)
    return np.array(sorted(found), dtype=np.float64)


def _places(bits: Bits, start: int) -> NDArray[np.uint32]:
    """The rows whose bit is set. Most words have none: only the others are unpacked."""
    words = np.flatnonzero(bits)
    if words.size == 0:
        return np.empty(0, dtype=np.uint32)
    unpacked = np.unpackbits(bits[words].view(np.uint8).reshape(words.size, 8), axis=1, bitorder="little")
    word, place = np.nonzero(unpacked)
    return (words[word] * 64 + place + start).astype(np.uint32)
