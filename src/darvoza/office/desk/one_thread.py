"""Many small steps over columns in a row, on one thread."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

import polars as pl

_T = TypeVar("_T")


def in_a_row(work: Callable[[], _T]) -> _T:
    """Do this work of many small queries as part of one query.

    Asked from outside, each query is handed to another thread, waited for and handed back: on a few rows that takes as
    long as the query, and where the machine is busy several times as long. What a query calls stays on its thread.

    >>> in_a_row(lambda: pl.DataFrame({"mass": [1, 2]}).sum().item())
    3
    """
    done: Future[_T] = Future()

    def go(frame: pl.DataFrame) -> pl.DataFrame:
        try:
            done.set_result(work())
        except Exception as error:  # noqa: BLE001 - any error is handed on, and raised where the work was asked for
            done.set_exception(error)
        return frame

    _NOTHING.map_batches(go, schema=_NOTHING.collect_schema()).collect()
    return done.result()


_NOTHING = pl.LazyFrame({"row": [0]}, schema={"row": pl.UInt32})
