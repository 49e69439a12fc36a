"""Which reader a watch list file is for: every :class:`ListSource` of a module in this folder."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from darvoza.parties.lists.listed import WatchList

HEAD = 4096
"""How many bytes of a file a source may look at to recognise it."""


@dataclass(frozen=True, slots=True)
class Published:
    """Where a publisher keeps one list: its id here, and the name and https address of each of its files.

    ``caution`` says what the publisher restricts, in words for whoever is about to use the list. A list that is not
    ``usual`` is fetched only when it is named: another format of a list that is fetched already, one that is no longer
    kept up, or one under a licence that does not allow every use.
    """

    id: str
    title: str
    files: tuple[tuple[str, str], ...]
    licence: str
    caution: str | None = None
    usual: bool = True
    gives: str | None = None

    @property
    def list_id(self) -> str:
        """The id of the list that these files give: the same for every format of one list."""
        return self.gives or self.id


@dataclass(frozen=True, slots=True)
class ListSource:
    """One publisher's format of one watch list.

    ``recognises`` looks at the first :data:`HEAD` bytes: content decides, the name of a file never does. ``read`` reads
    the file, and those that lie beside it and belong to it, or raises
    :class:`~darvoza.parties.lists.unreadable.UnreadableListError`. ``companion`` recognises files that hold only a part
    of a list whose main file is another: they are read with that one. ``published`` are the lists that publishers keep
    in this format.
    """

    id: str
    title: str
    recognises: Callable[[bytes], bool]
    read: Callable[[Path], WatchList]
    companion: Callable[[bytes], bool] | None = None
    published: tuple[Published, ...] = ()
    precedence: int = 50


@cache
def all_sources() -> tuple[ListSource, ...]:
    """Every source, in the order they are tried."""
    package = importlib.import_module(__package__ or "")
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    modules = [importlib.import_module(f"{__package__}.{name}") for name in names if name != "registry"]
    found = [each for module in modules for each in vars(module).values() if isinstance(each, ListSource)]
    return tuple(sorted(found, key=lambda each: (each.precedence, each.id)))


@cache
def all_published() -> tuple[Published, ...]:
    """Every list whose publisher's address is known, by id."""
    return tuple(sorted((each for source in all_sources() for each in source.published), key=lambda each: each.id))
