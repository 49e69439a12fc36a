"""The 50 per cent rule: what listed parties own half of or more is treated as listed, through any number of steps.

Shares of several listed owners add up, and what is so owned counts in full as an owner further down. Source: OFAC,
"Revised guidance on entities owned by persons whose property is blocked", 2014; the European Union asks for more than
half.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

import msgspec
import polars as pl

from darvoza.parties.lists.listed import LINKED, ListedParty, WatchList, WatchLists
from darvoza.parties.screening.raised import POSSIBLE
from darvoza.signals import SignalKind, Typology, no_signals, raise_signals

HALF: Final = 0.5
_OWNED: Final = "The {role} {declared} is {name}; listed parties own {percent} % of it: {path}."
_MAY_BE_OWNED: Final = "The {role} {declared} may be {name}; listed parties own {percent} % of it: {path}."
_SLACK: Final = 1e-9


class Stake(msgspec.Struct, frozen=True):
    """One step of ownership: ``owner`` holds this ``share`` (0 to 1) of ``owned``, all by their ids."""

    owner: str
    owned: str
    share: float


class OwnedParty(msgspec.Struct, frozen=True):
    """A party that listed parties own enough of: how much together, and the stakes that make it so, top down."""

    entity_id: str
    share: float
    path: tuple[Stake, ...]


def owned_by_listed(stakes: list[Stake], listed: frozenset[str], least: float = HALF) -> dict[str, OwnedParty]:
    """Who is owned, directly or through others, by listed parties; those that are listed themselves are left out.

    Two stakes of the same owner in the same party count once, the larger. Circles of ownership do no harm.

    >>> stakes = [
    ...     Stake("listed", "holding", 0.6),
    ...     Stake("holding", "trader", 0.3),
    ...     Stake("other listed", "trader", 0.2),
    ... ]
    >>> found = owned_by_listed(stakes, frozenset({"listed", "other listed"}))
    >>> found["trader"].share, [step.owner for step in found["trader"].path]
    (0.5, ['listed', 'holding', 'other listed'])
    """
    owners: dict[str, dict[str, Stake]] = defaultdict(dict)
    for stake in stakes:
        known = owners[stake.owned].get(stake.owner)
        if stake.owner != stake.owned and (known is None or stake.share > known.share):
            owners[stake.owned][stake.owner] = stake
    found: dict[str, OwnedParty] = {}
    growing = True
    while growing:
        growing = False
        for owned, by in owners.items():
            if owned in found or owned in listed:
                continue
            counting = [stake for owner, stake in by.items() if owner in listed or owner in found]
            share = sum(stake.share for stake in counting)
            if counting and share >= least - _SLACK:
                found[owned] = OwnedParty(owned, min(round(share, 9), 1.0), _path(counting, found))
                growing = True
    return found


def _path(counting: list[Stake], found: Mapping[str, OwnedParty]) -> tuple[Stake, ...]:
    steps: dict[Stake, None] = {}
    for stake in counting:
        if stake.owner in found:
            steps |= dict.fromkeys(found[stake.owner].path)
        steps[stake] = None
    return tuple(steps)


def stakes_of(lists: WatchLists) -> list[Stake]:
    """The stakes that watch lists tell of: relations with a share, of the party that is owned.

    An owner that is given by its name is put by its id when exactly one party of that list is so called; an owner that
    is on no list keeps its name, and can pass ownership on.
    """
    return [stake for each in lists.lists for stake in _stakes(each)]


def _stakes(watch_list: WatchList) -> list[Stake]:
    called: dict[str, set[str]] = defaultdict(set)
    ids = {party.entity_id for party in watch_list.entries}
    owned = [party for party in watch_list.entries if any(each.share is not None for each in party.relations)]
    if owned:
        for party in watch_list.entries:
            for name in party.names:
                called[name.text.casefold()].add(party.entity_id)
    stakes = []
    for party in owned:
        for relation in party.relations:
            if relation.share is None:
                continue
            known = called.get(relation.to.casefold(), set())
            owner = relation.to if relation.to in ids or len(known) != 1 else next(iter(known))
            stakes.append(Stake(owner, party.entity_id, relation.share))
    return stakes


def is_listed(party: ListedParty) -> bool:
    """Whether a party of a list is under measures itself, and is not there only because it is tied to one that is.

    Lists of publishers are of listed parties only. Entities in the FollowTheMoney model say by topics what they are.

    >>> from darvoza.parties.lists.listed import ListedName
    >>> tied = ListedParty(entity_id="1", names=(ListedName("Heron Trust"),), programmes=(LINKED,))
    >>> is_listed(tied), is_listed(ListedParty(entity_id="2", names=(ListedName("Ann Bee"),), programmes=("SDGT",)))
    (False, True)
    """
    return LINKED not in party.programmes


def owned_parties(lists: WatchLists, least: float = HALF) -> dict[tuple[str, str], OwnedParty]:
    """Who on these lists is not listed itself but owned by listed parties, by list and id.

    Each list is taken by itself, since the numbers of parties are its own.
    """
    found: dict[tuple[str, str], OwnedParty] = {}
    for each in lists.lists:
        listed = frozenset(party.entity_id for party in each.entries if is_listed(party))
        for number, owned in owned_by_listed(_stakes(each), listed, least).items():
            found[each.id, number] = owned
    return found


def ownership_signals(matches: pl.DataFrame, lists: WatchLists, *, least: float = HALF) -> pl.DataFrame:
    """Signals for declared parties that may be one that listed parties own half of or more, with the way of ownership.

    ``matches`` are those of :func:`~darvoza.parties.screen` with the same lists. A signal is mandatory when the match
    is certain: what is so owned is to be treated as listed.
    """
    owned = owned_parties(lists, least)
    if not owned or matches.is_empty():
        return no_signals()
    names = {(each.id, party.entity_id): party.name for each, party in lists}
    table = pl.DataFrame(
        [(name, number, each.share, _path_text(name, each, names)) for (name, number), each in owned.items()],
        schema={"list": pl.String, "entity_id": pl.String, "share": pl.Float64, "path": pl.String},
        orient="row",
    )
    hits = matches.join(table, on=["list", "entity_id"], how="inner", maintain_order="left")
    return raise_signals(
        hits,
        kind=SignalKind.PARTY_MATCH,
        id=pl.format("owned:{}:{}", "list", "entity_id"),
        typology=Typology.SANCTIONS,
        weight=pl.when("certain").then("score").otherwise(POSSIBLE * pl.col("score") ** 2),
        mandatory=pl.col("certain"),
        subject="parties",
        reason=pl.when("certain").then(pl.lit(_OWNED)).otherwise(pl.lit(_MAY_BE_OWNED)),
        evidence={
            "role": pl.col("role"),
            "declared": pl.col("declared"),
            "name": pl.col("name"),
            "percent": (pl.col("share") * 100).round(1),
            "path": pl.col("path"),
            "list": pl.col("list"),
            "entity_id": pl.col("entity_id"),
            "score": pl.col("score").round(2),
        },
    )


def _path_text(watch_list: str, owned: OwnedParty, names: Mapping[tuple[str, str], str]) -> str:
    """The stakes as ``owner → owned 60 %``, top down: it reads the same in every language."""
    return "; ".join(
        f"{names.get((watch_list, step.owner), step.owner)} → "
        f"{names.get((watch_list, step.owned), step.owned)} {100 * step.share:g} %"
        for step in owned.path
    )
