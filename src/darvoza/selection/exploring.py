"""What exploratory stops can be drawn by: just beyond the edge, or how much one more examination would tell.

Just beyond the edge of what risk would stop, an examination finds nearly as much as the one whose place it takes, and
shows whether the edge lies where it should. That costs least, and is what to begin with.

What is known of a group (goods of a heading at a desk, a broker's consignments) grows with what was examined of it, and
fades, since schemes move on. One more examination lowers the variance of a group's rate about in proportion to one over
the square of what was examined, and that is of use for all of the group that comes. So groups that much traffic
belongs to and of which little was lately examined are worth looking into; what comes once teaches nothing that can be
used again. This is the expected gain of the knowledge gradient (P. Frazier, W. Powell and S. Dayanik, SIAM Journal on
Control and Optimization 47, 2008), for rates, up to what is the same for all.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

HALF_KNOWN: Final = 8.0
"""After so many weeks an examination counts for half of what it told (judgement: schemes last a few months)."""

_BEFORE: Final = 2.0
"""What is known of a group before anything of it was examined, in examinations."""


def beyond_the_edge(likely: Floats, places: int) -> Floats:
    """What is likeliest beyond those whom so many places by risk would reach; 0 for these, who are stopped anyway.

    ``likely`` has how likely a finding is, or the harm expected, for each candidate, 0 or more. What comes back is the
    ``uncertainty`` that :func:`~darvoza.selection.select` explores by.

    >>> beyond_the_edge(np.array([0.9, 0.1, 0.5, 0.2]), 2).tolist()
    [0.0, 0.1, 0.0, 0.2]
    """
    found = np.array(likely, dtype=np.float64)
    found[np.argsort(-found, kind="stable")[:places]] = 0.0
    return found


def worth_knowing(groups: Integers, examined: Integers, weeks_ago: Floats, *, half_known: float = HALF_KNOWN) -> Floats:
    """How much an examination of each candidate would tell of what comes again: 0 or more, in proportion only.

    ``groups`` has a row for each candidate and a column for each kind of group (such as goods, way, broker, carrier),
    of whole numbers that name the group; below 0 where it is not known, which tells nothing. ``examined`` has the same
    columns for what was examined, ``weeks_ago`` when. Times how likely a finding is, it is the ``uncertainty`` that
    :func:`~darvoza.selection.select` explores by.

    >>> nothing_yet = np.zeros((0, 1), dtype=np.int64)
    >>> worth_knowing(np.array([[7], [7], [7], [7], [9]]), nothing_yet, np.zeros(0)).tolist()
    [1.0, 1.0, 1.0, 1.0, 0.5]
    """
    told = np.zeros(len(groups))
    weight = 0.5 ** (weeks_ago / half_known)
    for column in range(groups.shape[1]):
        names, here = np.unique(np.concatenate([groups[:, column], examined[:, column]]), return_inverse=True)
        come, seen = here[: len(groups)], here[len(groups) :]
        known = np.bincount(seen, weight, minlength=len(names)) + _BEFORE
        traffic = np.bincount(come, minlength=len(names))
        told += np.where(names >= 0, traffic / known**2, 0.0)[come]
    return np.asarray(np.sqrt(told))
