"""A risk indicator: one computable sign of harm, with its source, the data it needs and when it misleads."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from darvoza.consignment import Flow, Mode
from darvoza.risk.records import RECORDS
from darvoza.signals import SignalKind, Typology, raise_signals

if TYPE_CHECKING:
    from darvoza.risk.workings import Workings

KEYS = ("row", "position", "weight", "reason")
"""Columns of hits that are not evidence: where the sign was seen, and its weight and reason when they differ by hit."""


_MOST_NEEDS = 8
"""What a consignment lacks is kept as the bits of one byte."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where an indicator comes from: a public document that anyone can look up."""

    name: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One computable sign with a definition, a public source, the data it needs and a known false-positive note.

    ``needs`` names canonical columns (``goods.hs_code``), of parties in a role (``parties[consignee].name``), or one of
    several (``consignments.value or goods.value``); ``past.consignee_seen`` and ``past_goods.heading_seen`` are columns
    of what the history says (:data:`darvoza.history.FEATURE_SCHEMA`); ``weighings.kg`` is one of a table of records
    (:data:`darvoza.risk.RECORDS`). A consignment that lacks one is reported as a gap
    and never fires. ``flows`` and ``modes`` limit where the sign means something; empty is everywhere. ``weight`` (0 to
    1) is what one hit adds to its typology. ``find`` gives the hits: ``row``, ``position`` if ``subject`` names a
    table, and the evidence as further columns; a ``weight`` or ``reason`` column overrides the indicator's own.
    """

    id: str
    title: str
    typology: Typology
    definition: str
    source: Source
    needs: tuple[str, ...]
    reason: str
    false_positives: str
    weight: float
    find: Callable[["Workings"], pl.DataFrame]
    subject: str | None = None
    flows: tuple[Flow, ...] = ()
    modes: tuple[Mode, ...] = ()

    def __post_init__(self) -> None:
        if len(self.requirements) > _MOST_NEEDS:
            raise ValueError(f"{self.id} needs more than {_MOST_NEEDS} things")

    @property
    def requirements(self) -> tuple[str, ...]:
        """Everything it needs, with the flow and mode when it holds for some of them only."""
        flow = ("consignments.flow",) if self.flows else ()
        mode = ("consignments.mode",) if self.modes else ()
        return (*self.needs, *flow, *mode)

    @property
    def of_the_past(self) -> bool:
        """Whether it rests on what the history knows."""
        return any(need.startswith("past") for need in self.needs)

    @property
    def records(self) -> frozenset[str]:
        """The tables of records that it rests on (:data:`darvoza.risk.RECORDS`)."""
        tables = {part.partition(".")[0].partition("[")[0] for need in self.needs for part in need.split(" or ")}
        return frozenset(tables & RECORDS.keys())

    def signals(self, hits: pl.DataFrame) -> pl.DataFrame:
        """The hits as signals."""
        return raise_signals(
            hits,
            kind=SignalKind.INDICATOR,
            id=self.id,
            typology=self.typology,
            weight=pl.col("weight") if "weight" in hits.columns else self.weight,
            reason=pl.col("reason") if "reason" in hits.columns else self.reason,
            evidence={name: pl.col(name) for name in hits.columns if name not in KEYS},
            subject=self.subject,
        )


def indicator(
    *,
    id: str,  # noqa: A002 - the indicator's own word
    title: str,
    typology: Typology,
    definition: str,
    source: Source,
    needs: tuple[str, ...],
    reason: str,
    false_positives: str,
    weight: float,
    subject: str | None = None,
    flows: tuple[Flow, ...] = (),
    modes: tuple[Mode, ...] = (),
) -> Callable[[Callable[["Workings"], pl.DataFrame]], Indicator]:
    """Declares the function below it as the ``find`` of an :class:`Indicator`."""

    def declare(find: Callable[["Workings"], pl.DataFrame]) -> Indicator:
        return Indicator(
            id=id,
            title=title,
            typology=typology,
            definition=definition,
            source=source,
            needs=needs,
            reason=reason,
            false_positives=false_positives,
            weight=weight,
            find=find,
            subject=subject,
            flows=flows,
            modes=modes,
        )

    return declare
