"""What a mapping says beside the consignment: columns with outcomes, and those that only a learned model looks at."""

import msgspec

from darvoza.intake.mapping_file import Outline

OUTCOMES = ("inspected", "breach", "critical", "revenue")
"""Outcomes that a table can tell: whether it was examined, what was found, and the revenue that was added."""

YES = ("true", "yes", "y", "1", "да")


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """One outcome and the column it stands in; ``holds`` are the texts (small letters) that mean that it is so.

    ``revenue`` is an amount, so ``holds`` means nothing there.
    """

    name: str
    column: str
    holds: tuple[str, ...] = YES


class Feature(msgspec.Struct, frozen=True, kw_only=True):
    """A column that no field of a consignment stands for, and that may tell a learned model something."""

    name: str
    column: str
    number: bool = False


def parse_outcomes(outline: Outline, top: dict[str, object]) -> tuple[Outcome, ...]:
    """The section ``outcomes``: ``breach: Fraud``, or ``critical: {column: Fraud level, holds: ["2"]}``."""
    made = []
    for key, given in outline.entries(top, ("outcomes",)):
        path = ("outcomes", key)
        outline.one_of(path, key, OUTCOMES)
        if isinstance(given, str):
            made.append(Outcome(name=key, column=given))
            continue
        options = outline.table(path, required=("column",), optional=("holds",))
        column = outline.text(options, (*path, "column")) or ""
        holds = outline.texts(options, (*path, "holds"))
        made.append(
            Outcome(name=key, column=column)
            if holds is None
            else Outcome(name=key, column=column, holds=tuple(each.lower() for each in holds))
        )
    return tuple(made)


def parse_features(outline: Outline, top: dict[str, object]) -> tuple[Feature, ...]:
    """The section ``features``: ``tax_type: Tax Type``, or ``tax_rate: {column: Tax Rate, number: true}``."""
    made = []
    for key, given in outline.entries(top, ("features",)):
        path = ("features", key)
        if isinstance(given, str):
            made.append(Feature(name=key, column=given))
            continue
        options = outline.table(path, required=("column",), optional=("number",))
        number = options.get("number", False)
        if not isinstance(number, bool):
            outline.wrong((*path, "number"), number, "{value} is neither true nor false.", "Write true for a number.")
        made.append(Feature(name=key, column=outline.text(options, (*path, "column")) or "", number=bool(number)))
    return tuple(made)
