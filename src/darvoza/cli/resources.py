"""What an assessment is made with, loaded from the files and folders that a command was given."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from darvoza import codes, goods, parties, risk
from darvoza.assess import Resources, Screening, seized_parties
from darvoza.cli.options import usage_errors
from darvoza.history import History
from darvoza.risk.model import Shelf, UnreadableModelError


@dataclass(frozen=True, slots=True)
class Sources:
    """Where everything is that may be used; None for what was not given."""

    decisions: Path | None = None
    history: History | None = None
    profiles: Path | None = None
    records: Path | None = None
    model: Path | None = None


def load_lists(paths: Sequence[Path]) -> parties.WatchLists | None:
    """The watch lists in these files and folders; None without any."""
    with usage_errors(parties.UnreadableListError):
        return parties.load_lists(paths) if paths else None


def load_resources(sources: Sources, lists: parties.WatchLists | None, step: Callable[[str], None]) -> Resources:
    """Everything loaded; ``step`` is told when the watch lists' turn comes."""
    with usage_errors(risk.RecordsError):
        records = risk.Records.read(sources.records) if sources.records else None
    with usage_errors(UnreadableModelError):
        model = Shelf(sources.model).load() if sources.model else None
    profiles = _profiles(sources.profiles) if sources.profiles else None
    baselines = sources.history.baselines() if sources.history else None
    screening = None
    seized = seized_parties(sources.history) if sources.history else None
    if lists is not None:
        step("Indexing watch lists")
        screening = Screening.of(lists, allowed=_allowed(sources.decisions, lists), seized=seized)
    elif seized is not None and not seized.is_empty():
        screening = Screening.of(parties.WatchLists(()), seized=seized)
    return Resources(
        screening=screening,
        baselines=baselines,
        headings=goods.load_headings(),
        profiles=profiles,
        records=records,
        model=model,
        calibration=risk.recorded_calibration(sources.history) if sources.history else None,
    )


def _profiles(folder: Path) -> risk.Profiles:
    with usage_errors(risk.RecordRefused, risk.StoreRefused):
        return risk.ProfileStore(folder).in_force(datetime.now().astimezone().date())


def _allowed(path: Path | None, lists: parties.WatchLists) -> pl.DataFrame | None:
    """The decisions on namesakes that stand today."""
    path = path or codes.home() / "decisions.jsonl"
    with usage_errors(parties.DecisionError):
        recorded = parties.read_decisions(path)
    if not recorded:
        return None
    allowed, _ = parties.standing(recorded, lists, on=datetime.now(UTC).date())
    return allowed
