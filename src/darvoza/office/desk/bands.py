"""Bands of the risk score: a letter that says at a glance what the number says exactly."""

from math import inf
from typing import Final

BANDS: Final = (("A", 0.5), ("B", 0.25), ("C", 0.1), ("D", 0.0))
"""Each letter with the score it begins at: one in two is likely in breach, one in four, one in ten, fewer."""


def bounds(letter: str) -> tuple[float, float] | None:
    """The score that a band begins at and the one that it ends before; None for what is no band.

    >>> bounds("B"), bounds("A"), bounds("x")
    ((0.25, 0.5), (0.5, inf), None)
    """
    ends = (inf, *(least for _, least in BANDS))
    return next(((least, end) for (known, least), end in zip(BANDS, ends, strict=False) if known == letter), None)


def band(score: float | None) -> str:
    """The letter of a score from 0 to 1; missing is a dash.

    >>> band(0.31), band(0.05), band(None)
    ('B', 'D', '—')
    """
    if score is None:
        return "—"
    return next(letter for letter, least in BANDS if score >= least or least == 0)
