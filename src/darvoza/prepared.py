"""What takes long to prepare and is made of nothing that changes: kept in a folder, so that a process starts sooner.

A library prepares everything anew in each process, which is what it does until it is told of a folder. An office tells:
its processes start while messages wait. What is kept is plain values, read back as what they were said to be; a file
that is not whole, or was made of something else or by another version, is as if it were not there.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import msgspec

import darvoza

_T = TypeVar("_T")
_folder: Path | None = None


def keep_in(folder: Path | None) -> None:
    """Keep what is prepared from now on in this folder, which nobody else can write to; None for nowhere."""
    global _folder  # noqa: PLW0603 - one for the process
    _folder = folder


def prepared(name: str, made_of: Iterable[bytes], what: type[_T], make: Callable[[], _T]) -> _T:
    """What ``make`` makes: as it was kept when it was made of the same, else made now and kept.

    ``made_of`` is everything that it depends on, the code that makes it included; ``what`` its type, as
    :mod:`msgspec` checks it. Where nothing is kept, ``made_of`` is not looked at.

    >>> prepared("squares", [b"5"], list[int], lambda: [number**2 for number in range(5)])
    [0, 1, 4, 9, 16]
    """
    if _folder is None:
        return make()
    path = _folder / f"{name}-{_digest(made_of)}.msgpack"
    try:
        return msgspec.msgpack.decode(path.read_bytes(), type=what)
    except (OSError, msgspec.DecodeError):
        made = make()
    try:
        _write(path, msgspec.msgpack.encode(made))
    except OSError:  # full, or not ours to write: the next process prepares it again
        return made
    for other in _folder.glob(f"{name}-*.msgpack"):
        if other != path:
            other.unlink(missing_ok=True)
    return made


def code(*files: str | None) -> list[bytes]:
    """The code of modules by their ``__file__``, as part of what something is made of."""
    return [Path(file).read_bytes() for file in files if file is not None]


def _digest(made_of: Iterable[bytes]) -> str:
    digest = hashlib.sha256(darvoza.__version__.encode())
    for part in made_of:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()[:32]


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all, for its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, unfinished = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        Path(unfinished).replace(path)
    except OSError:
        Path(unfinished).unlink(missing_ok=True)
        raise
