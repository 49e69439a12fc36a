"""Reading much at once: files shared among processes, with the same outcome as reading them one after another."""

import gc
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path

import msgspec
import polars as pl

from darvoza.intake.read import Intake, duplicate_of, read
from darvoza.intake.reading import Receipt, Status
from darvoza.intake.registry import Context

_WORTH_SHARING = 16 * 1024 * 1024  # bytes from which on several processes are faster than one, their start included
_GROUPS = 4  # groups of files for each worker, so that one slow group does not hold up all


def read_shared(paths: Sequence[Path], context: Context | None = None, *, workers: int = 1) -> Iterator[Intake]:
    """Read files as :func:`~darvoza.intake.read` does, sharing them among processes when there is much to read.

    What is read does not depend on ``workers``: stretches come in the order of the files, and a message already read in
    this run is quarantined as a duplicate whichever process met it.
    """
    context = context or Context()
    sizes = [_size(path) for path in paths]
    if workers == 1 or sum(sizes) < _WORTH_SHARING:
        yield from read(paths, context)
        return
    groups = _groups(paths, sizes, workers * _GROUPS)
    seen: dict[str, str] = {}
    # Started afresh, not forked: a fork of a process whose threads hold locks may never wake.
    with ProcessPoolExecutor(workers, get_context("spawn"), initializer=_begin) as pool:
        with _one_thread_each():
            reading = pool.map(_read_group, groups, repeat(context))
        for stretches in reading:
            for stretch in stretches:
                yield _once(stretch, seen)


def _begin() -> None:
    """A process that only reads: what it makes of messages has no cycles that would have to be looked for."""
    gc.freeze()
    gc.set_threshold(200_000, 50, 50)


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Processes begun meanwhile work on columns with one thread: there are as many of them as cores."""
    name = "POLARS_MAX_THREADS"  # Polars reads it when it is imported
    before = os.environ.get(name)
    os.environ[name] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


def _read_group(paths: Sequence[Path], context: Context) -> list[Intake]:
    return list(read(paths, context))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0  # reading it will say what is wrong


def _groups(paths: Sequence[Path], sizes: Sequence[int], count: int) -> list[list[Path]]:
    """The files in their order, in about so many groups of about the same size."""
    share = sum(sizes) / count
    groups: list[list[Path]] = [[]]
    filled = 0
    for path, size in zip(paths, sizes, strict=True):
        if groups[-1] and filled + size / 2 > share:
            groups.append([])
            filled = 0
        groups[-1].append(path)
        filled += size
    return groups


def _once(stretch: Intake, seen: dict[str, str]) -> Intake:
    """The stretch without messages that an earlier group has read already."""
    again = {
        receipt.id
        for receipt in stretch.receipts
        if receipt.sha256 in seen and receipt.status is not Status.QUARANTINED
    }
    receipts = tuple(_receipt(each, seen) for each in stretch.receipts)
    for each in stretch.receipts:
        if each.sha256:
            seen.setdefault(each.sha256, each.path)
    if not again:
        return Intake(stretch.batch, receipts)
    fresh = ~stretch.batch.consignments["message"].is_in(list(again))
    return Intake(stretch.batch.take(fresh.arg_true().cast(pl.UInt32)), receipts)


def _receipt(receipt: Receipt, seen: dict[str, str]) -> Receipt:
    """The receipt, or that of a duplicate if an earlier group has read the same bytes."""
    if receipt.sha256 not in seen:
        return receipt
    problems = (duplicate_of(seen[receipt.sha256]),)
    blank = Receipt(
        id=receipt.id,
        path=receipt.path,
        size=receipt.size,
        sha256=receipt.sha256,
        status=Status.QUARANTINED,
    )
    return msgspec.structs.replace(blank, problems=problems)
