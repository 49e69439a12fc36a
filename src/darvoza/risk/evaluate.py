"""Evaluating indicators on a batch: which fired on which consignment, and what data the others lacked."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from darvoza.consignment import ConsignmentBatch
from darvoza.history import Baselines, Features
from darvoza.risk.indicator import Indicator
from darvoza.risk.left import NothingLeftError
from darvoza.risk.needs import Presence
from darvoza.risk.records import Records
from darvoza.risk.reference import Reference
from darvoza.risk.registry import all_indicators
from darvoza.risk.workings import Workings
from darvoza.signals import join_signals, no_signals

GAP_SCHEMA = pl.Schema({"row": pl.UInt32(), "indicator": pl.String(), "missing": pl.String()})
"""Gaps as columns: the consignment, the indicator that could not be judged on it, and the data it lacked."""


_MANY = 5_000
"""From this many consignments on, it pays to judge several indicators at a time."""

_SHARED = ("descriptions", "goods", "route", "addresses", "names", "sums")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What the indicators said of a batch.

    ``signals`` has :data:`darvoza.signals.SIGNAL_SCHEMA`. ``gaps`` has ``row``, ``indicator`` and ``missing`` (columns
    as the indicator names its needs, with commas), one row for each indicator that applies to a consignment but lacked
    data on it. Neither a signal nor a gap means that the indicator was judged and did not fire, or does not apply to
    that flow or mode. ``past`` is what the history says of the batch, where an indicator asked for it.
    """

    signals: pl.DataFrame
    gaps: pl.DataFrame
    past: Features | None = None


def evaluate(
    batch: ConsignmentBatch,
    *,
    indicators: Sequence[Indicator] | None = None,
    reference: Reference | None = None,
    baselines: Baselines | None = None,
    records: Records | None = None,
) -> Evaluation:
    """Which risk indicators fire on these consignments, on which evidence, and which could not be judged.

    All indicators unless some are named. Peers (prices, addresses, seals, documents) are those of the same batch. An
    indicator never fires on a consignment that lacks data it needs.

    ``baselines`` are what the history knows of the past, ``records`` the unit's own tables beside the messages. Without
    them the indicators that rest on them are not asked at all, unless they are named: then what they lack is told as a
    gap.

    >>> evaluate(ConsignmentBatch.empty()).signals.height
    0
    """
    chosen = sorted(all_indicators() if indicators is None else indicators, key=lambda each: each.id)
    batch = _finite(batch)
    past = None
    if baselines is not None and any(each.of_the_past for each in chosen):
        past = baselines.look_up(batch)
    elif indicators is None:
        chosen = [each for each in chosen if not each.of_the_past]
    kept = records.beside(batch) if records else {}
    if indicators is None:
        chosen = [each for each in chosen if each.records <= kept.keys()]
    workings = Workings(batch, reference or _PUBLISHED, past, kept, records.tables if records else {})
    presence = Presence(batch, past, kept)
    concerns = _Concerns(batch)
    gaps: list[_Gap] = []
    asked: list[tuple[Indicator, NDArray[np.bool_]]] = []
    for each in chosen:
        concerned = concerns.of(each)
        gap = _gap(each, presence, concerned)
        judged = concerned
        if gap is not None:
            gaps.append(gap)
            judged = concerned.copy()
            judged[gap.rows] = False
        if judged.any():
            asked.append((each, judged))
    signals = _raised(asked, workings, ahead=indicators is None and len(batch) > _MANY)
    return Evaluation(join_signals(signals), _written(gaps), past)


_PUBLISHED = Reference()
"""What is published, read once for all that is evaluated in this process."""


def _raised(asked: list[tuple[Indicator, NDArray[np.bool_]]], workings: Workings, *, ahead: bool) -> list[pl.DataFrame]:
    """The signals of each indicator on the consignments it can judge; for many, several indicators at a time.

    What many indicators share is worked out ``ahead``, so that they do not all begin with it. Should two still meet
    over the same thing, both come to the same answer.
    """
    if not ahead:
        return [_judge(each, workings, judged) for each, judged in asked]
    with ThreadPoolExecutor(pl.thread_pool_size()) as pool:
        list(pool.map(lambda name: getattr(workings, name), _SHARED))
        return list(pool.map(lambda one: _judge(one[0], workings, one[1]), asked))


def _judge(each: Indicator, workings: Workings, judged: NDArray[np.bool_]) -> pl.DataFrame:
    try:
        hits = each.find(workings)
    except NothingLeftError:
        return no_signals()
    if hits.is_empty():
        return no_signals()
    meant = judged[hits["row"].to_numpy()]
    if meant.all():
        return each.signals(hits)
    return each.signals(hits.filter(meant)) if meant.any() else no_signals()


def _finite(batch: ConsignmentBatch) -> ConsignmentBatch:
    """The batch with numbers that are none (NaN, infinity) as missing: engines hold NaN to be larger than anything."""

    def known(frame: pl.DataFrame) -> pl.DataFrame:
        numbers = pl.selectors.float()
        return frame.with_columns(pl.when(numbers.is_finite()).then(numbers))

    return replace(batch, consignments=known(batch.consignments), goods=known(batch.goods))


class _Concerns:
    """The consignments whose flow and mode an indicator holds for, or whose flow or mode is unknown."""

    def __init__(self, batch: ConsignmentBatch) -> None:
        self._batch = batch
        self._known: dict[tuple[object, ...], NDArray[np.bool_]] = {}
        self._numbers: dict[str, tuple[NDArray[np.integer], list[str]]] = {}

    def of(self, each: Indicator) -> NDArray[np.bool_]:
        """Those of one indicator; not to be written to, since many hold for the same."""
        limits = (each.flows, each.modes)
        if limits not in self._known:
            self._known[limits] = self._find(each)
        return self._known[limits]

    def _find(self, each: Indicator) -> NDArray[np.bool_]:
        concerned = np.ones(len(self._batch), dtype=np.bool_)
        for column, values in (("flow", each.flows), ("mode", each.modes)):
            if values:
                codes, kinds = self._filed(column)
                concerned &= np.array([*(kind in values for kind in kinds), True])[codes]
        return concerned

    def _filed(self, column: str) -> tuple[NDArray[np.integer], list[str]]:
        """A flow or mode as numbers, the number after the last kind where it is unknown, and the kinds."""
        if column not in self._numbers:
            filed = self._batch.consignments[column]
            kinds = filed.dtype.categories.to_list() if isinstance(filed.dtype, pl.Enum) else []
            self._numbers[column] = filed.to_physical().fill_null(len(kinds)).to_numpy(), kinds
        return self._numbers[column]


@dataclass(frozen=True, slots=True)
class _Gap:
    """The rows on which an indicator lacks data, and for each which of the ``texts`` says what it lacks."""

    indicator: str
    rows: NDArray[np.intp]
    texts: list[str]
    which: NDArray[np.intp]


def _gap(each: Indicator, presence: Presence, concerned: NDArray[np.bool_]) -> _Gap | None:
    """Where it applies but lacks data: each combination of what is missing is written out once."""
    needs = each.requirements
    lacking = np.zeros(concerned.shape, dtype=np.uint8)
    for bit, need in enumerate(needs):
        without = presence.lacking(need)
        if without is not None:
            lacking |= without.view(np.uint8) << bit
    lacking[~concerned] = 0
    rows = np.flatnonzero(lacking)
    if not rows.size:
        return None
    lacked = lacking[rows]
    combinations = np.flatnonzero(np.bincount(lacked))
    place = np.empty(_COMBINATIONS, dtype=np.intp)
    place[combinations] = np.arange(combinations.size)
    texts = [
        ", ".join(need for bit, need in enumerate(needs) if combination >> bit & 1)
        for combination in combinations.tolist()
    ]
    return _Gap(each.id, rows, texts, place[lacked])


_COMBINATIONS = 256
"""What a consignment lacks is the bits of one byte."""


def _written(gaps: Sequence[_Gap]) -> pl.DataFrame:
    """All gaps as columns, by consignment."""
    if not gaps:
        return pl.DataFrame(schema=GAP_SCHEMA)
    start = np.cumsum([0, *(len(each.texts) for each in gaps)])
    which = np.concatenate([each.which + first for each, first in zip(gaps, start, strict=False)])
    by_indicator = np.repeat(np.arange(len(gaps), dtype=np.uint32), [each.rows.size for each in gaps])
    return pl.DataFrame(
        {
            "row": np.concatenate([each.rows for each in gaps]).astype(np.uint32),
            "indicator": pl.Series([each.indicator for each in gaps], dtype=pl.String).gather(by_indicator),
            "missing": pl.Series([text for each in gaps for text in each.texts], dtype=pl.String).gather(
                which.astype(np.uint32)
            ),
        }
    ).sort("row", maintain_order=True)
