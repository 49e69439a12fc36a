"""Values that a column can never have: a condition that asks for one would never hold, and nobody would notice."""

from dataclasses import dataclass, field
from difflib import get_close_matches

from darvoza.risk.profiles.columns import Form, ViewColumn


@dataclass(frozen=True, slots=True)
class Miswritten:
    """Why a column never has a value: a message and the values for its places."""

    message: str
    values: dict[str, object] = field(default_factory=dict)


def check_written(column: ViewColumn, text: str) -> Miswritten | None:
    """Why the column never has this text; None if it may.

    >>> from darvoza.risk.profiles.columns import COLUMNS
    >>> check_written(COLUMNS["mode"], "truck").values["options"]
    'sea, rail, road, air, post, river'
    """
    values: dict[str, object] = {"column": column.name, "written": text}
    if text != text.strip() or not text:
        return Miswritten("Texts have no spaces at their ends, and an empty text is missing: write is null.")
    match column.form:
        case Form.WORDS if text not in column.options:
            near = get_close_matches(text.lower(), column.options, n=1)
            if near:
                return Miswritten("{column} is never '{written}'. Did you mean '{near}'?", {**values, "near": near[0]})
            return Miswritten(
                "{column} is never '{written}'. It is one of: {options}.",
                {**values, "options": ", ".join(column.options)},
            )
        case Form.CAPITALS if text != text.upper():
            return Miswritten("{column} is kept in capitals: '{capitals}'.", {**values, "capitals": text.upper()})
        case Form.DIGITS if not (text.isascii() and text.isdigit()):
            return Miswritten("{column} is kept as digits only, without points or spaces.", values)
    return None


def check_piece(column: ViewColumn, piece: str, *, any_case: bool = False) -> Miswritten | None:
    """Why no text of the column has this piece in it; None if one may."""
    values: dict[str, object] = {"column": column.name, "written": piece}
    match column.form:
        case Form.CAPITALS if piece != piece.upper() and not any_case:
            return Miswritten("{column} is kept in capitals: '{capitals}'.", {**values, "capitals": piece.upper()})
        case Form.DIGITS if piece and not (piece.isascii() and piece.isdigit()):
            return Miswritten("{column} is kept as digits only, without points or spaces.", values)
    return None
