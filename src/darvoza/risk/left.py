"""Stopping as soon as nothing is left to look at: most indicators find nothing on the few consignments of a minute.

On few rows each step of an engine of columns costs the same however few they are, and ten steps over no rows at all as
much as ten over a thousand.
"""

from collections.abc import Callable

import polars as pl


class NothingLeftError(Exception):
    """No row is left: the indicator finds nothing, whatever it would look at next."""


def some(frame: pl.DataFrame) -> pl.DataFrame:
    """The same rows, of which there has to be one for the indicator to find anything.

    Raises:
        NothingLeftError: there is none.
    """
    if frame.is_empty():
        raise NothingLeftError
    return frame


def either(*ways: Callable[[], pl.DataFrame]) -> pl.DataFrame:
    """What is found in these ways, one below the other; a way in which nothing is left adds nothing.

    Raises:
        NothingLeftError: nothing is found in any.
    """
    found = []
    for way in ways:
        try:
            found.append(some(way()))
        except NothingLeftError:
            continue
    if not found:
        raise NothingLeftError
    return pl.concat(found) if len(found) > 1 else found[0]
