"""What was wrong with a table, said at the line and column: the first rows of each kind, then how many more."""

from collections.abc import Sequence
from itertools import islice

import polars as pl

from darvoza.intake.reading import Limits, Problem
from darvoza.intake.table_cells import expected
from darvoza.intake.table_columns import LINE, OFFSET, Fault

SHOWN = 20
_LONGEST_VALUE = 120

_SAID = {
    "value": ("{value} cannot be read in the column {field}; it was left out.", "Write it like this: {limit}."),
    "reference": (
        "The row has no reference, so it stands as a consignment of its own.",
        "Fill the column {field} in every row.",
    ),
    "conflict": (
        "The rows of one consignment differ in the column {field}: here it is {value}. The first was kept.",
        "Write the same in every row of a consignment, or give each its own reference.",
    ),
    "long": ("The text is longer than {limit} characters; the rest was left out.", "Shorten it."),
    "seals": ("Seals stand here without what they seal.", "Fill in the number of the container, trailer or wagon."),
    "consignments": (
        "The table has {value} consignments; those after the first {limit} were left out.",
        "Send the rest in a table of its own.",
    ),
    "goods": (
        "A consignment has more than {limit} goods items; the rest were left out.",
        "Send them under another reference.",
    ),
}


def told(faults: Sequence[Fault], limits: Limits, sheet: str | None) -> list[Problem]:
    """These faults as problems in the order of their lines."""
    found: list[tuple[int, Problem]] = []
    for fault in faults:
        rule, advice = _SAID[fault.kind]
        limit = _limit(fault, limits)
        for line, offset, text in zip(fault.lines, fault.offsets, fault.texts, strict=True):
            problem = Problem(
                where=_where(line, fault.column, sheet),
                field=fault.column,
                value=text if text is None else text[:_LONGEST_VALUE],
                rule=rule,
                advice=advice,
                offset=offset,
                limit=limit,
            )
            found.append((line, problem))
        if fault.count > len(fault.lines):
            found.append((found[-1][0], _more(fault, advice, limit)))
    return [problem for _, problem in sorted(found, key=lambda each: each[0])]


def ragged_problems(uneven: dict[int, int], width: int, where: pl.DataFrame) -> list[Problem]:
    """Rows with too many or too few cells, by how many they have."""
    advice = "Put a cell that has the separator in it in quotes, and keep empty cells."
    problems = [
        Problem(
            where=f"line {where[LINE][row]}",
            field="row",
            value=str(count),
            rule="The row has {value} cells where the header has {limit}; cells may stand in wrong columns.",
            advice=advice,
            offset=int(where[OFFSET][row]),
            limit=str(width),
        )
        for row, count in islice(uneven.items(), SHOWN)
    ]
    if len(uneven) > SHOWN:
        more = str(len(uneven) - SHOWN)
        rule = "{value} more rows do not have {limit} cells."
        problems.append(Problem(where="rows", field="row", value=more, rule=rule, advice=advice, limit=str(width)))
    return problems


def _where(line: int, column: str, sheet: str | None) -> str:
    place = f"line {line}, column {column}" if column else f"line {line}"
    return f"sheet {sheet}, {place}" if sheet else place


def _limit(fault: Fault, limits: Limits) -> str | None:
    if fault.kind == "value" and fault.field is not None:
        return expected(fault.field)
    numbers = {
        "long": limits.text_characters,
        "consignments": limits.consignments,
        "goods": limits.goods_per_consignment,
    }
    return str(numbers[fault.kind]) if fault.kind in numbers else None


def _more(fault: Fault, advice: str, limit: str | None) -> Problem:
    return Problem(
        where=f"column {fault.column}",
        field=fault.column,
        value=str(fault.count - len(fault.lines)),
        rule="{value} more rows have the same problem in the column {field}.",
        advice=advice,
        limit=limit,
    )
