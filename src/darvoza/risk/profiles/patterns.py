"""Patterns of ``like``: ``%`` is any run of signs, ``_`` is one; nothing else is special unless an escape is named."""

import re
from typing import Final

from darvoza.risk.profiles.tree import Pattern, Wild

_ANY: Final = "(?s:.)"
_SIGNS: Final = frozenset(wild.value for wild in Wild)


def like_pattern(text: str, escape: str | None = None) -> Pattern | None:
    r"""The pattern that a text after ``like`` is; None where the escape stands before a sign that needs none.

    >>> like_pattern("84%") == ("84", Wild.MANY)
    True
    >>> like_pattern(r"100\%_", "\\") == ("100%", Wild.ONE)
    True
    """
    pieces: list[str | Wild] = []
    signs = iter(text)
    for sign in signs:
        if escape is not None and sign == escape:
            sign = next(signs, "")  # noqa: PLW2901 - the escaped sign is what counts
            if sign not in {escape, *_SIGNS}:
                return None
            piece: str | Wild = str(sign)
        else:
            piece = Wild(sign) if sign in _SIGNS else sign
        if isinstance(piece, Wild):
            if not (piece is Wild.MANY and pieces[-1:] == [Wild.MANY]):
                pieces.append(piece)
        elif pieces and not isinstance(pieces[-1], Wild):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return tuple(pieces) or ("",)


def has_wild(pattern: Pattern) -> bool:
    """Whether the pattern leaves anything open."""
    return any(isinstance(piece, Wild) for piece in pattern)


def to_regex(pattern: Pattern) -> str:
    """The pattern as a regular expression for the whole text, for engines whose expressions cannot run away."""
    written = {Wild.ONE: _ANY, Wild.MANY: f"{_ANY}*"}
    return r"\A" + "".join(written[piece] if isinstance(piece, Wild) else _quoted(piece) for piece in pattern) + r"\z"


def to_like(pattern: Pattern) -> str:
    r"""The pattern as SQL writes it with the escape ``\``."""
    return "".join(piece.value if isinstance(piece, Wild) else re.sub(r"([%_\\])", r"\\\1", piece) for piece in pattern)


def segments(pattern: Pattern) -> tuple[tuple[str | Wild, ...], ...]:
    """The pieces between the runs of any signs."""
    found: list[list[str | Wild]] = [[]]
    for piece in pattern:
        if piece is Wild.MANY:
            found.append([])
        else:
            found[-1].append(piece)
    return tuple(map(tuple, found))


def _quoted(piece: str) -> str:
    """The text as it is, for regular expressions of Python and Rust alike."""
    return re.sub(r"([\\.+*?()|\[\]{}^$#&\-~\s])", lambda sign: f"\\x{{{ord(sign[1]):x}}}", piece)
