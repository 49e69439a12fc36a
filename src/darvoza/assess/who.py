"""What is said of the parties: matches with watch lists, who owns them, and what ties them to listed or seized ones."""

from dataclasses import dataclass
from typing import Final

import polars as pl

from darvoza import parties
from darvoza.consignment import ConsignmentBatch, Role
from darvoza.history import History
from darvoza.signals import join_signals

_SERVING: Final = (Role.CARRIER, Role.DECLARANT, Role.FORWARDER)
"""Who serves many that have nothing to do with each other: to share a telephone with one of them says nothing."""


@dataclass(frozen=True, slots=True)
class Screening:
    """What parties are screened with: the lists and their index, and what officers and other lists say of entries.

    ``same`` tells which entries are one party on several lists; ``allowed`` are the decisions that a namesake is none
    (:data:`darvoza.parties.ALLOWED_SCHEMA`); ``known`` are those whom others may be tied to, the listed and the parties
    of earlier findings; ``means`` are the numbers of ships, aircraft, vehicles and boxes that the lists give.
    """

    lists: parties.WatchLists
    index: parties.NameIndex
    known: parties.KnownParties
    means: parties.ListedMeans
    same: parties.Clusters | None = None
    allowed: pl.DataFrame | None = None

    @classmethod
    def of(
        cls, lists: parties.WatchLists, *, allowed: pl.DataFrame | None = None, seized: pl.DataFrame | None = None
    ) -> "Screening":
        """Ready to screen with these lists: indexed, and their entries compared with each other.

        ``seized`` are the parties of earlier findings (:data:`darvoza.parties.SEIZED_SCHEMA`).
        """
        return cls(
            lists=lists,
            index=parties.NameIndex.build(lists),
            known=parties.KnownParties.of(lists, seized),
            means=parties.ListedMeans.of(lists),
            same=parties.same_parties(lists),
            allowed=allowed,
        )


def seized_parties(past: History) -> pl.DataFrame:
    """The parties of the history's findings, as :class:`Screening` takes them: whose goods were found in breach.

    Carriers, declarants and forwarders are left out.
    """
    found = past.parties_found()
    return found.filter(pl.col("role").is_null() | ~pl.col("role").is_in([role.value for role in _SERVING])).select(
        pl.col(name).cast(dtype) for name, dtype in parties.SEIZED_SCHEMA.items()
    )


def party_signals(batch: ConsignmentBatch, screening: Screening, *, workers: int = 1) -> pl.DataFrame:
    """The signals on the parties and means of transport of a batch: :data:`~darvoza.signals.SIGNAL_SCHEMA`."""
    matches = parties.screen(batch, screening.index, workers=workers)
    same, allowed = screening.same, screening.allowed
    return join_signals(
        [
            parties.match_signals(matches, allowed=allowed, same=same),
            parties.means_signals(batch, screening.means, screening.index, allowed=allowed, same=same),
            parties.ownership_signals(matches, screening.lists),
            parties.network_signals(batch, screening.known),
        ]
    )
