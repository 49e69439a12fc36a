"""What watch lists are called: a list of a unit's own goes by the title that its officers gave it, not by its id."""

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from darvoza import parties
from darvoza.office.desk.resources import LISTS
from darvoza.office.home import office_home

_OWN: Final = re.compile(r"unit\d{1,9}-.+")


def list_name(list_id: str) -> str:
    """The title of a unit's own list as it stands now; any other name, and one that is no longer kept, as it is."""
    if not _OWN.fullmatch(list_id):
        return list_id
    store = parties.ListStore(office_home() / LISTS)
    versions = store.versions(list_id) if list_id in store.list_ids() else []
    return (_title(versions[-1]) if versions else "") or list_id


def with_list_names(evidence: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Facts of a match, the list that it was found on called by its title."""
    return [
        fact | {"value": list_name(fact["value"])} if fact["name"] == "list" and fact["value"] else fact
        for fact in evidence
    ]


@lru_cache(maxsize=64)
def _title(version: Path) -> str:
    """The title in one version of a list, which never changes once it is kept."""
    return parties.load_lists([version]).lists[0].title
