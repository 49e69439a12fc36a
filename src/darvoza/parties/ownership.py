"""The 50 per cent rule: what listed parties own half of or more is treated as listed, through any number of steps.

Shares of several listed owners add up, and what is so owned counts in full as an owner further down. Source: OFAC,
"Revised guidance on entities owned by persons whose property is blocked", 2014; the European Union asks for more than
half.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

import msgspec

from darvoza.parties.listed import WatchLists

HALF: Final = 0.5
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
    """The stakes that watch lists tell of: relations with a share, of the party that is owned."""
    return [
        Stake(relation.to, party.entity_id, relation.share)
        for _, party in lists
        for relation in party.relations
        if relation.share is not None
    ]
