"""The one pipeline: goods, parties and indicators speak on a batch, then their signals are scored."""

from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

import polars as pl

import darvoza
from darvoza import goods, history, risk
from darvoza.assess.enrich import with_countries, with_offices
from darvoza.assess.model import Assessed
from darvoza.assess.who import Screening, party_signals
from darvoza.consignment import ConsignmentBatch
from darvoza.signals import join_signals, no_signals


@dataclass(frozen=True, slots=True)
class Resources:
    """What an assessment is made with, loaded once for a run: control entries, watch lists, indicators, and the past.

    Without a screening no party is compared with watch lists; without baselines no indicator that rests on the past is
    asked; without a heading model no HS code is held against its description as a whole; without profiles no analyst's
    condition is; without records no indicator that rests on what the unit keeps is asked; without a model nothing is
    learned from findings, and without a calibration scores order consignments but are no probabilities.
    """

    entries: goods.ControlList = field(default_factory=goods.load_entries)
    screening: Screening | None = None
    baselines: history.Baselines | None = None
    headings: goods.HeadingModel | None = None
    profiles: risk.Profiles | None = None
    records: risk.Records | None = None
    model: risk.Model | None = None
    calibration: risk.Calibration | None = None

    def versions(self) -> tuple[tuple[str, str], ...]:
        """Name and version of everything used, for the record."""
        own = (
            ("darvoza", darvoza.__version__),
            ("control entries", f"{len(self.entries.entries)} as of {self.entries.on.isoformat()}"),
            ("indicators", str(len(risk.all_indicators()))),
            ("history", "none" if self.baselines is None else "used"),
            ("headings", "none" if self.headings is None else self.headings.version),
            ("profiles", "none" if self.profiles is None else self.profiles.version),
            ("model", "none" if self.model is None else self.model.version),
            ("scores", "not calibrated" if self.calibration is None else self.calibration.version),
        )
        lists = self.screening.lists.lists if self.screening else ()
        return own + tuple((each.id, each.sha256[:12]) for each in lists)


def assess(
    batch: ConsignmentBatch,
    resources: Resources,
    *,
    workers: int = 1,
    progress: Callable[[str], None] = lambda _: None,
) -> Assessed:
    """Everything that the rooms say of these consignments: a batch of columns in, frames of columns out.

    Signals between consignments (shared addresses, reused numbers, peers' prices) compare within the batch, so give it
    a whole shift or day. ``workers`` is how many threads may share what does not run on all cores by itself;
    ``progress`` is told each step's name (an English message) as it begins, or as those before it are done.
    """
    batch = with_countries(with_offices(batch))
    progress("What the goods are")
    # Three rooms that need nothing of each other: what one does on a single core leaves the other cores to the rest.
    with ThreadPoolExecutor(3) if workers > 1 else _Here() as rooms:
        identified = rooms.submit(_goods, batch, resources)
        screened = rooms.submit(_parties, batch, resources, workers)
        indicated = rooms.submit(risk.evaluate, batch, baselines=resources.baselines, records=resources.records)
        determinations, of_goods = identified.result()
        progress("Who the parties are")
        of_parties = screened.result()
        progress("Risk indicators")
        evaluation = indicated.result()
    joined = join_signals([*of_goods, *of_parties, evaluation.signals])
    with ThreadPoolExecutor(2) if workers > 1 else _Here() as rooms:  # neither looks at what the other says
        if resources.profiles is not None:
            progress("Risk profiles")
        of_profiles = rooms.submit(_of_profiles, batch, joined, resources, evaluation.past)
        learned = rooms.submit(_of_model, batch, joined, resources)
        said = [joined, of_profiles.result()]
        if resources.model is not None:
            progress("The learned model")
        joined = join_signals([*said, learned.result()])
    progress("Scores")
    scores = _scores(joined, len(batch), resources.calibration)
    return Assessed(
        batch=batch,
        signals=joined,
        typology_scores=scores.typologies,
        overall=scores.overall,
        gaps=evaluation.gaps,
        determinations=determinations.frame,
        versions=(*resources.versions(), ("assessed", datetime.now(UTC).strftime("%Y-%m-%dT%H:%MZ"))),
    )


_T = TypeVar("_T")


class _Here(Executor):
    """Does what it is given at once, in the thread that gives it."""

    def submit(self, fn: Callable[..., _T], /, *args: object, **kwargs: object) -> Future[_T]:
        """What came of it, as of something that was waited for."""
        done: Future[_T] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


def _goods(batch: ConsignmentBatch, resources: Resources) -> tuple[goods.Determinations, list[pl.DataFrame]]:
    """What the goods are, and the signals on them."""
    determinations = goods.identify(batch, resources.entries)
    signals = [goods.control_signals(determinations)]
    if resources.headings is not None:
        signals.append(goods.heading_signals(batch, resources.headings))
    return determinations, signals


def _parties(batch: ConsignmentBatch, resources: Resources, workers: int) -> list[pl.DataFrame]:
    """The signals on the parties, if there is anything to compare them with."""
    if resources.screening is None:
        return []
    return [party_signals(batch, resources.screening, workers=workers)]


def _of_model(batch: ConsignmentBatch, signals: pl.DataFrame, resources: Resources) -> pl.DataFrame:
    """What the learned model says, given the indicators that fired."""
    if resources.model is None:
        return no_signals()
    return risk.model_signals(batch, resources.model, signals=signals)


def _scores(signals: pl.DataFrame, rows: int, calibration: risk.Calibration | None) -> risk.Scores:
    """Signals added up: by how common they are on the day, or by what findings have shown them to be worth."""
    if calibration is None:
        return risk.score(risk.by_rarity(signals, rows), rows, contributions=False)
    return calibration.scores(signals, rows)


def _of_profiles(
    batch: ConsignmentBatch, signals: pl.DataFrame, resources: Resources, past: history.Features | None
) -> pl.DataFrame:
    """What the analysts' profiles are true of, given what fired before them."""
    profiles = resources.profiles
    if profiles is None:
        return no_signals()
    if past is None and resources.baselines is not None and profiles.ask_history:
        past = resources.baselines.look_up(batch)
    view = risk.consignment_view(
        batch,
        features=None if past is None else past.consignments,
        item_features=None if past is None else past.goods,
        signals=signals,
        scores=_scores(signals, len(batch), None).overall if "score" in profiles.shown else None,
        columns=profiles.shown,
    )
    return risk.profile_signals(view, profiles)
