"""Which reader a watch list file is for: every module of this folder with a ``SOURCE`` is one."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from darvoza.parties.listed import WatchList

HEAD = 4096
"""How many bytes of a file a source may look at to recognise it."""


@dataclass(frozen=True, slots=True)
class ListSource:
    """One publisher's format of one watch list.

    ``recognises`` looks at the first :data:`HEAD` bytes: content decides, the name of a file never does. ``read`` reads
    the file, and those that lie beside it and belong to it, or raises
    :class:`~darvoza.parties.unreadable.UnreadableListError`. ``companion`` recognises files that hold only a part of a
    list whose main file is another: they are read with that one. ``address`` is where the publisher keeps the list.
    """

    id: str
    title: str
    recognises: Callable[[bytes], bool]
    read: Callable[[Path], WatchList]
    companion: Callable[[bytes], bool] | None = None
    addresses: tuple[str, ...] = ()
    precedence: int = 50


@cache
def all_sources() -> tuple[ListSource, ...]:
    """Every source, in the order they are tried."""
    package = importlib.import_module(__package__ or "")
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    modules = [importlib.import_module(f"{__package__}.{name}") for name in names if name != "registry"]
    found = [module.SOURCE for module in modules if hasattr(module, "SOURCE")]
    return tuple(sorted(found, key=lambda each: (each.precedence, each.id)))
