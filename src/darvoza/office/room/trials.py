"""A condition tried on the past of an exercise: what it would have stopped, and what of that was in breach."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import msgspec

from darvoza.consignment import Consignment, ConsignmentBatch
from darvoza.office.room.models import Session, Sheet
from darvoza.office.room.sealed import materials_of
from darvoza.statistics import Share, share
from darvoza.training.scoring import tried

SHOWN: Final = 40
_FINDINGS: Final = "findings"
"""The table of an exercise that says what was found in its past."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What a condition would have done to the past: ``selected`` of ``count``, and ``caught`` of ``known`` breaches.

    ``hits`` are the first references selected, each with what was found there, if anything; ``missed`` the breaches
    that were not. ``rate`` is the share of the selected that were in breach, with its interval.
    """

    count: int
    selected: int
    known: int
    caught: int
    rate: Share
    hits: tuple[tuple[str, str], ...]
    missed: tuple[tuple[str, str], ...]


def trial(session: Session, condition: str) -> Trial:
    """Try a condition on the consignments that lie open to a session's trainees.

    Raises:
        darvoza.risk.ConditionRefused: it cannot be read.
    """
    past = _past(session.pk)
    found = _found(session)
    hits = tried(past, condition)
    chosen = set(hits)
    caught = [ref for ref in hits if ref in found]
    return Trial(
        count=len(past),
        selected=len(hits),
        known=len(found),
        caught=len(caught),
        rate=share(len(caught), len(hits)),
        hits=tuple((ref, found.get(ref, "")) for ref in hits[:SHOWN]),
        missed=tuple((ref, what) for ref, what in found.items() if ref not in chosen)[:SHOWN],
    )


def _found(session: Session) -> dict[str, str]:
    """What was found in the past, by reference."""
    tables = (each for each in materials_of(session).tables if each.id == _FINDINGS)
    return {row[0]: row[1] for table in tables for row in table.rows}


@lru_cache(maxsize=4)
def _past(number: int) -> ConsignmentBatch:
    """The consignments of a session as columns; they never change."""
    filed = Sheet.objects.filter(session=number).order_by("place").values_list("filed", flat=True)
    return ConsignmentBatch.of([msgspec.convert(each, Consignment) for each in filed])
