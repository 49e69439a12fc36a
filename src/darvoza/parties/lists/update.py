"""Bringing watch lists from their publishers: the only place of this room that reaches the network.

Each list is fetched whole, read, compared with the version kept before, and only then kept; whatever goes wrong leaves
what was there, and is said. One publisher's bad day does not keep the others from being fetched.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from darvoza.codes import UpdateRefused, fetch
from darvoza.parties.lists.listed import WatchLists
from darvoza.parties.lists.load import load_lists
from darvoza.parties.lists.sources.registry import Published, all_published
from darvoza.parties.lists.store import Imported, ListStore, with_source
from darvoza.parties.lists.unreadable import UnreadableListError

_LARGEST: Final = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Updated:
    """What became of one list: the version that is now in use, or why the one before stays."""

    published: Published
    imported: Imported | None = None
    refused: str | None = None


def published_lists(ids: Iterable[str] = ()) -> tuple[Published, ...]:
    """The lists with these ids; without any, those that are usually fetched.

    >>> [each.id for each in published_lists()]
    ['ch-seco', 'eu', 'ofac-consolidated', 'ofac-sdn', 'uk', 'un', 'us-csl', 'us-denied']

    Raises:
        KeyError: an id is none of those known here.
    """
    known = {each.id: each for each in all_published()}
    wanted = list(ids)
    return tuple(known[each] for each in wanted) if wanted else tuple(each for each in known.values() if each.usual)


def update_list(
    store: ListStore, published: Published, *, on: date, address: str | None = None, shrunk: bool = False
) -> Updated:
    """Fetch one list from its publisher and keep it, or say why not; what is kept before is never touched.

    ``address`` is another https address to fetch from (plain http only on this machine itself); one that ends with a
    stroke is a folder, to which the names of the list's files are added. ``shrunk`` as for :meth:`ListStore.keep`.
    """
    try:
        lists = _fetched(published, _files(published, address))
        (imported,) = store.keep_lists(lists, on=on, shrunk=shrunk)
    except (UpdateRefused, UnreadableListError) as error:
        return Updated(published, refused=str(error))
    except OSError as error:
        return Updated(published, refused=f"{store.folder}: the list cannot be kept ({error.strerror}).")
    return Updated(published, imported=imported)


def _files(published: Published, address: str | None) -> tuple[tuple[str, str], ...]:
    if address is None:
        return published.files
    if address.endswith("/"):
        return tuple((name, address + name) for name, _ in published.files)
    if len(published.files) > 1:
        raise UpdateRefused(
            f"{address}: list {published.id} is {len(published.files)} files. Give the address of their folder, ending "
            "with a stroke."
        )
    return ((published.files[0][0], address),)


def _fetched(published: Published, files: tuple[tuple[str, str], ...]) -> WatchLists:
    with TemporaryDirectory(prefix="darvoza-") as folder:
        paths = [Path(folder, name) for name, _ in files]
        for path, (_, address) in zip(paths, files, strict=True):
            path.write_bytes(fetch(address, largest=_LARGEST))
        lists = load_lists(paths[:1])  # the first is the main file; the others complete it
    (found,) = lists.lists
    main = files[0][1]
    if found.id != published.list_id:
        raise UpdateRefused(f"{main}: this is list {found.id}, not {published.list_id}. Check the address.")
    if not found.entries:
        raise UpdateRefused(f"{main}: the list that came has no entries. Try again later.")
    return WatchLists((with_source(found, main),))
