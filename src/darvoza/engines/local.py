"""This machine: a function over many batches, several at a time, in order, holding only a few in memory."""

import multiprocessing
import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from types import TracebackType
from typing import Final, Literal, TypeVar

from darvoza.consignment import ConsignmentBatch

Answer = TypeVar("Answer")

_AHEAD: Final = 2
"""Batches in work or waiting to be taken, for each worker."""


class BatchFailed(Exception):  # noqa: N818 - it says what happened
    """The function failed on one batch: ``number`` counts from 1, and ``__cause__`` is what went wrong."""

    def __init__(self, number: int, cause: BaseException) -> None:
        super().__init__(f"batch {number} failed: {type(cause).__name__}: {cause}")
        self.number = number


def run_batches(
    function: Callable[[ConsignmentBatch], Answer],
    batches: Iterable[ConsignmentBatch],
    *,
    workers: int = 1,
    within: Literal["threads", "processes"] = "threads",
) -> Iterator[Answer]:
    """What the function answers for each batch, in the batches' order, however many workers there are.

    Batches are taken from ``batches`` only as answers are taken from here: at most two for each worker are in memory.
    Threads suit functions that spend their time in Polars and NumPy, which let go of Python's lock; processes suit the
    rest, copy every batch and answer, and need a function that can be imported by name. A batch that fails stops the
    run after the answers before it were given; so does an error of ``batches`` itself, which passes through as it is.

    >>> batches = [ConsignmentBatch.empty()] * 3
    >>> list(run_batches(len, batches, workers=2))
    [0, 0, 0]

    Raises:
        BatchFailed: the function failed on a batch.
        ValueError: fewer than one worker, or a function that processes cannot import.
    """
    if workers < 1:
        raise ValueError(f"workers is {workers}: at least one has to do the work")
    if within == "processes":
        _check_importable(function)
    return _run(function, iter(batches), workers, within)


def _run(
    function: Callable[[ConsignmentBatch], Answer],
    batches: Iterator[ConsignmentBatch],
    workers: int,
    within: Literal["threads", "processes"],
) -> Iterator[Answer]:
    pool = _pool(workers, within)
    working: deque[Future[Answer]] = deque()
    given, source = 0, _Source(batches)
    try:
        while True:
            while len(working) < workers * _AHEAD and (batch := source.take()) is not None:
                working.append(pool.submit(function, batch))
            if not working:
                break
            future = working.popleft()
            given += 1
            if (error := future.exception()) is not None:
                raise BatchFailed(given, error) from error
            yield future.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    source.tell()


class _Source:
    """The batches, with an error of theirs held back until the answers before it were given."""

    def __init__(self, batches: Iterator[ConsignmentBatch]) -> None:
        self._batches = batches
        self._error: Exception | None = None
        self._ended = False

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        if isinstance(error, Exception):
            self._error = error
            self._ended = True
            return True
        return False

    def take(self) -> ConsignmentBatch | None:
        """The next batch; None when there is none, or no more can be had."""
        batch = None
        if not self._ended:
            with self:
                batch = next(self._batches, None)
        self._ended = batch is None
        return batch

    def tell(self) -> None:
        """Raise the error held back, if there is one."""
        if self._error is not None:
            raise self._error


def _pool(workers: int, within: Literal["threads", "processes"]) -> Executor:
    if within == "processes":
        # A forked process would inherit Polars' threads in whatever state they are, and hang.
        return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))
    return ThreadPoolExecutor(workers, thread_name_prefix="darvoza-batch")


def _check_importable(function: Callable[[ConsignmentBatch], Answer]) -> None:
    try:
        pickle.dumps(function)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise ValueError(
            f"{function!r} cannot be handed to another process ({error}). Define it at the top of a module, or work "
            "within threads.",
        ) from error
