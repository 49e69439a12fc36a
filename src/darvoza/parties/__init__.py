"""Parties: who is it really? Declared parties screened against watch lists, across scripts, with reasons."""

from darvoza.parties.changes import ChangedParty, ListChanges, list_changes, rescreen
from darvoza.parties.clusters import Clusters, Tie, same_parties
from darvoza.parties.decisions import (
    ALLOWED_SCHEMA,
    Decision,
    DecisionError,
    Fallen,
    allow,
    read_decisions,
    standing,
    version_of,
    withdraw,
)
from darvoza.parties.forms import form_of
from darvoza.parties.index import NameIndex
from darvoza.parties.known import SEIZED_SCHEMA, KnownParties
from darvoza.parties.letters import in_latin
from darvoza.parties.listed import (
    LINKED,
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
from darvoza.parties.listed_means import ListedMeans
from darvoza.parties.load import load_lists
from darvoza.parties.match import PartyMatch, Reason, score_of
from darvoza.parties.means import means_matches, means_signals
from darvoza.parties.network import network_signals
from darvoza.parties.ownership import OwnedParty, Stake, owned_by_listed, owned_parties, ownership_signals, stakes_of
from darvoza.parties.pair import compare_parties
from darvoza.parties.queries import screen_queries
from darvoza.parties.raised import match_signals
from darvoza.parties.retroactive import RESCREEN_SCHEMA, Lookback, look_back
from darvoza.parties.screening import MATCH_SCHEMA, THRESHOLD, screen, screen_name
from darvoza.parties.sources.registry import Published, all_published
from darvoza.parties.sources.snapshot import write_snapshot
from darvoza.parties.store import Imported, Kept, ListStore
from darvoza.parties.unreadable import UnreadableListError
from darvoza.parties.update import Updated, published_lists, update_list

__all__ = [
    "ALLOWED_SCHEMA",
    "LINKED",
    "MATCH_SCHEMA",
    "RESCREEN_SCHEMA",
    "SEIZED_SCHEMA",
    "THRESHOLD",
    "ChangedParty",
    "Clusters",
    "Decision",
    "DecisionError",
    "Detail",
    "Fallen",
    "Identifier",
    "Imported",
    "Kept",
    "KnownParties",
    "ListChanges",
    "ListStore",
    "ListedAddress",
    "ListedMeans",
    "ListedName",
    "ListedParty",
    "Lookback",
    "NameIndex",
    "NameKind",
    "OwnedParty",
    "PartyKind",
    "PartyMatch",
    "Published",
    "Reason",
    "Relation",
    "Stake",
    "Tie",
    "UnreadableListError",
    "Updated",
    "WatchList",
    "WatchLists",
    "all_published",
    "allow",
    "compare_parties",
    "form_of",
    "in_latin",
    "list_changes",
    "load_lists",
    "look_back",
    "match_signals",
    "means_matches",
    "means_signals",
    "network_signals",
    "owned_by_listed",
    "owned_parties",
    "ownership_signals",
    "published_lists",
    "read_decisions",
    "rescreen",
    "same_parties",
    "score_of",
    "screen",
    "screen_name",
    "screen_queries",
    "stakes_of",
    "standing",
    "update_list",
    "version_of",
    "withdraw",
    "write_snapshot",
]
