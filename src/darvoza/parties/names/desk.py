"""Room to prepare one written word in, and what it was found to stand for."""

from typing import Final, NamedTuple

import numpy as np

from darvoza.parties.names.forms import LONGEST_WORD
from darvoza.parties.names.lore import Points
from darvoza.parties.names.written import Bytes, Longs

MOST_FOLDED: Final = 24
_ROOM: Final = 2 * LONGEST_WORD + 4  # letters of one spelling: a sign folds to two at most
_TEXT: Final = 2 * MOST_FOLDED * _ROOM
# Read from an array, a 0 is a number like others, and so is a truth: of each constant numba makes code anew.
START: Final = np.zeros(1, np.int64)
EITHER: Final = np.array([False, True])


class Desk(NamedTuple):
    """Room to prepare one word, and what it was found to stand for.

    Its folded word ``i`` has the spellings ``text[starts[2 * i]:starts[2 * i + 1]]`` and the next (or none), of these
    ``sorts``. ``latin`` are its letters as spelled, by number. ``told`` says how many folded words and Latin letters
    there are, which legal form it is, as flags, and of which kinds.
    """

    text: Points
    starts: Longs
    sorts: Bytes
    latin: Bytes
    told: Longs
    whole: Points
    whole_too: Points
    usual: Points
    other: Points
    plain: Points
    parts: Longs


def desk(text: int = _TEXT, folded: int = MOST_FOLDED, latin: int = 4 * LONGEST_WORD) -> Desk:
    """Room for one word."""
    return Desk(
        np.zeros(text, np.uint32),
        np.zeros(2 * folded + 1, np.int64),
        np.zeros(2 * folded, np.uint8),
        np.zeros(latin, np.uint8),
        np.zeros(4, np.int64),
        np.zeros(_ROOM, np.uint32),
        np.zeros(_ROOM, np.uint32),
        np.zeros(_ROOM, np.uint32),
        np.zeros(_ROOM, np.uint32),
        np.zeros(_ROOM, np.uint32),
        np.zeros(2 * MOST_FOLDED + 2, np.int64),
    )
