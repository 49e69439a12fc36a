"""Rows that are one party put together, for lists that give a party in several rows."""

from typing import Final

import msgspec

from darvoza.parties.lists.listed import ListedParty

_ADD_UP: Final = (
    "names",
    "identifiers",
    "birth_dates",
    "birth_places",
    "countries",
    "addresses",
    "programmes",
    "relations",
    "details",
)
_FIRST: Final = ("kind", "legal_form", "reason", "listed_on")


def merged(earlier: ListedParty, later: ListedParty) -> ListedParty:
    """The party of two rows: what both say once, the rest added; of what can only be one thing, the earlier."""
    added = {
        name: tuple(dict.fromkeys((*getattr(earlier, name), *getattr(later, name))))
        for name in _ADD_UP
        if getattr(later, name) != getattr(earlier, name)
    }
    first = {name: getattr(earlier, name) or getattr(later, name) for name in _FIRST}
    remarks = "; ".join(dict.fromkeys(text for text in (earlier.remarks, later.remarks) if text)) or None
    return msgspec.structs.replace(earlier, remarks=remarks, **added, **first)
