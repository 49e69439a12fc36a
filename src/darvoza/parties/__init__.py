"""Parties: who is it really? Declared parties screened against watch lists, across scripts, with reasons."""

from darvoza.parties.candidates.index import NameIndex
from darvoza.parties.likeness.match import PartyMatch, Reason, score_of
from darvoza.parties.lists.decisions import (
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
from darvoza.parties.lists.listed import (
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
from darvoza.parties.lists.listed_means import ListedMeans
from darvoza.parties.lists.load import load_lists
from darvoza.parties.lists.sources.registry import Published, all_published
from darvoza.parties.lists.sources.snapshot import write_snapshot
from darvoza.parties.lists.store import Imported, Kept, ListStore
from darvoza.parties.lists.unreadable import UnreadableListError
from darvoza.parties.lists.update import Updated, published_lists, update_list
from darvoza.parties.names.forms import form_of
from darvoza.parties.names.letters import in_latin
from darvoza.parties.screening.changes import ChangedParty, ListChanges, list_changes, rescreen
from darvoza.parties.screening.means import means_matches, means_signals
from darvoza.parties.screening.ownership import (
    OwnedParty,
    Stake,
    owned_by_listed,
    owned_parties,
    ownership_signals,
    stakes_of,
)
from darvoza.parties.screening.pair import compare_parties
from darvoza.parties.screening.queries import screen_queries
from darvoza.parties.screening.raised import match_signals
from darvoza.parties.screening.retroactive import RESCREEN_SCHEMA, Lookback, look_back
from darvoza.parties.screening.screened import MATCH_SCHEMA, THRESHOLD, screen, screen_name
from darvoza.parties.ties.clusters import Clusters, Tie, same_parties
from darvoza.parties.ties.known import SEIZED_SCHEMA, KnownParties
from darvoza.parties.ties.network import network_signals

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
