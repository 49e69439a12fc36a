"""Parties: who is it really? Declared parties screened against watch lists, across scripts, with reasons."""

from darvoza.parties.changes import ChangedParty, ListChanges, list_changes, rescreen
from darvoza.parties.index import NameIndex
from darvoza.parties.listed import (
    Detail,
    Identifier,
    ListedAddress,
    ListedName,
    ListedParty,
    NameKind,
    PartyKind,
    Relation,
    WatchList,
    WatchLists,
)
from darvoza.parties.load import load_lists
from darvoza.parties.match import PartyMatch, Reason, score_of
from darvoza.parties.ownership import OwnedParty, Stake, owned_by_listed, stakes_of
from darvoza.parties.queries import screen_queries
from darvoza.parties.raised import match_signals
from darvoza.parties.screening import MATCH_SCHEMA, THRESHOLD, screen, screen_name
from darvoza.parties.sources.snapshot import write_snapshot
from darvoza.parties.store import Imported, ListStore
from darvoza.parties.unreadable import UnreadableListError

__all__ = [
    "MATCH_SCHEMA",
    "THRESHOLD",
    "ChangedParty",
    "Detail",
    "Identifier",
    "Imported",
    "ListChanges",
    "ListStore",
    "ListedAddress",
    "ListedName",
    "ListedParty",
    "NameIndex",
    "NameKind",
    "OwnedParty",
    "PartyKind",
    "PartyMatch",
    "Reason",
    "Relation",
    "Stake",
    "UnreadableListError",
    "WatchList",
    "WatchLists",
    "list_changes",
    "load_lists",
    "match_signals",
    "owned_by_listed",
    "rescreen",
    "score_of",
    "screen",
    "screen_name",
    "screen_queries",
    "stakes_of",
    "write_snapshot",
]
