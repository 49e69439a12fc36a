"""Scoring a run: what was found and avoided, at which cost, how sure, how safely; each with an interval.

For learning, never for decisions about personnel: an exercise is a small sample of simulated cases.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec
import numpy as np

from darvoza.training.chance import Chance, Floats
from darvoza.training.exercises import Event, Phrase, Prepared, Standing, Weights, What, Words, standing, working
from darvoza.training.exercises.words import of, vocabulary
from darvoza.training.scoring.outcomes import Outcome, outcomes

NOT_FOR_PERSONNEL: Final = (
    "For learning only, never for decisions about personnel. A few simulated cases say little about an officer."
)

ENOUGH: Final = 30
"""With fewer cases than this a score warns that the sample is small."""

_DRAWS: Final = 400
_HOURS_A_STOP: Final = 1.0
_USELESS: Final = 0.2
"""How much a question that settles nothing counts against those that do."""

MEASURES: Final = (
    "found",
    "order",
    "recall",
    "precision",
    "answers",
    "reasons",
    "questions",
    "calibration",
    "procedure",
    "custody",
    "time",
)
"""The measures, each a share from 0 to 1; more is better.

``found`` is the harm avoided, less what hours and lawful stops cost, over the harm that was there; ``order`` says how
far up what was there stood among all, by what was stopped and how sure one was (0 as by chance, 1 above all that was
lawful): it hears near misses too, and so tells more from few cases; ``calibration`` is
one less the Brier score of the stated confidence; ``time`` the share of what was solved that was solved in time.
"""


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """A share, the interval it lies in (95 %, by resampling cases), and how many cases it rests on."""

    value: float
    low: float
    high: float
    cases: int


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """The score of one run. ``mark`` is the weighted mean of the measures (0 to 1).

    ``harm_avoided``, ``harm_there`` and ``utility`` are in units of one ordinary revenue offence; ``seconds`` is the
    median time from opening an item to deciding it, None where nothing was opened; ``brier`` None where nobody said
    how sure they were.
    """

    exercise: str
    level: int
    who: str
    mark: Measure
    measures: dict[str, Measure]
    outcomes: tuple[Outcome, ...]
    harm_avoided: float
    harm_there: float
    utility: float
    hours: float
    false_stops: int
    seconds: float | None
    brier: float | None
    unsafe: int
    hints: int

    @property
    def cases(self) -> int:
        """How many cases the mark rests on."""
        return self.mark.cases

    def notes(self) -> list[Phrase]:
        """What has to be said beside the score: what it is not for, and that few cases say little."""
        small = [of("warnings", "small", count=str(self.cases))] if self.cases < ENOUGH else []
        return [of("warnings", "personnel"), *small]


def score(prepared: Prepared, events: Sequence[Event], *, who: str | None = None) -> Score:
    """The score of a run: of one trainee, or of all together as a team."""
    now = standing(events, who=who)
    return scored(prepared, now, who=who or "", seconds=_seconds(events, who))


def scored(
    prepared: Prepared,
    now: Standing,
    *,
    who: str = "",
    seconds: float | None = None,
    only: frozenset[str] | None = None,
) -> Score:
    """The score of how things stand: what baselines and simulated trainees are scored by too.

    ``only`` limits it to these items.
    """
    found = [each for each in outcomes(prepared, now) if only is None or each.item in only]
    weights = prepared.materials.weights
    minutes = {source.id: source.minutes for source in prepared.materials.sources}
    asked = sum(minutes.get(source, 0.0) for _, source, _ in now.asked) / 60
    table = _table(prepared, found, now)
    stops = sum(each.right or not each.planted for each in found if each.ref)
    hours = asked + stops * _HOURS_A_STOP
    avoided = sum(each.harm for each in found if each.right)
    false = sum(not each.planted for each in found)
    there = sum(each.harm for each in found)
    sure = [each for each in found if each.confidence is not None]
    brier = float(np.mean([((each.confidence or 0.0) - each.right) ** 2 for each in sure])) if sure else None
    measures, mark = _measured(table, weights_of(prepared))
    return Score(
        exercise=prepared.materials.exercise,
        level=prepared.materials.level,
        who=who,
        mark=mark,
        measures=measures,
        outcomes=tuple(found),
        harm_avoided=avoided,
        harm_there=there,
        utility=avoided - weights.hour * hours - weights.stop * false,
        hours=hours,
        false_stops=false,
        seconds=seconds,
        brier=brier,
        unsafe=sum(each.unsafe or each.harmful for each in found),
        hints=now.hints,
    )


def weights_of(prepared: Prepared) -> Mapping[str, float]:
    """How much each measure counts; recall is told beside ``found`` but counts nothing of its own."""
    weights = prepared.materials.weights
    return {name: 0.0 if name == "recall" else float(getattr(weights, name)) for name in MEASURES}


def _table(prepared: Prepared, found: Sequence[Outcome], now: Standing) -> Floats:
    """For each case (rows) and measure: what it adds above and below the line. Every measure is a ratio of sums."""
    weights = prepared.materials.weights
    table = np.zeros((max(len(found), 1), len(MEASURES), 2))
    at = {name: place for place, name in enumerate(MEASURES)}

    def put(row: int, name: str, over: float, under: float = 1.0) -> None:
        table[row, at[name]] += (over, under)

    for row, each in enumerate(found):
        if each.ref:
            for name, over, under in _of_pick(each, weights):
                put(row, name, over, under)
        else:
            put(row, each.measures if each.measures in at else "answers", each.share)
        if each.right:
            put(row, "time", float(now.decided.get(each.item, 0.0) <= prepared.materials.minutes * 60))
        for name, share in (("reasons", each.reasons), ("questions", each.questions)):
            if share is not None:
                put(row, name, share)
        if each.confidence is not None:
            put(row, "calibration", 1 - (each.confidence - each.right) ** 2)
    useless = _useless(prepared, now)
    table[0, at["questions"], 1] += _USELESS * useless if table[:, at["questions"], 1].any() else 0.0
    return table


def _of_pick(each: Outcome, weights: Weights) -> Iterator[tuple[str, float, float]]:
    """What one thing that was, or should have been, picked adds to which measures."""
    stopped = each.right or not each.planted
    cost = weights.hour * _HOURS_A_STOP if stopped else 0.0
    lawful = 0.0 if each.planted else weights.stop
    yield "found", each.harm * each.right - cost - lawful, each.harm
    if each.order is not None:
        yield "order", 2 * each.order - 1, 1.0
    if each.planted:
        yield "recall", float(each.right), 1.0
    if stopped:
        yield "precision", float(each.right), 1.0


def _useless(prepared: Prepared, now: Standing) -> int:
    """How many questions were asked of things where they settle nothing."""
    count = 0
    for item, source, about in now.asked:
        truth = prepared.hidden.truth(item)
        settles = {name for mark in truth.marks if mark.ref == about for name in mark.settles} or set(truth.settles)
        count += source not in settles
    return count


def _measured(table: Floats, weights: Mapping[str, float]) -> tuple[dict[str, Measure], Measure]:
    """Each measure and the mark, with intervals from resampling the cases."""
    size = len(table)
    drawn = Chance(size, "resample").below(np.full((_DRAWS, size), size))
    sums = np.stack([np.bincount(row, minlength=size) for row in drawn]) @ table.reshape(size, -1)
    sums = np.vstack([table.reshape(1, size, -1).sum(axis=1), sums]).reshape(-1, len(MEASURES), 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.clip(sums[:, :, 0] / sums[:, :, 1], 0, 1)
    shares[sums[:, :, 1] <= 0] = np.nan
    weight = np.array([weights[name] for name in MEASURES])
    counted = np.where(np.isnan(shares), 0.0, shares) * weight
    under = (~np.isnan(shares) * weight).sum(axis=1)
    marks = np.divide(counted.sum(axis=1), under, out=np.zeros(len(shares)), where=under > 0)
    found = {
        name: _measure(shares[:, place], int((table[:, place, 1] > 0).sum()))
        for place, name in enumerate(MEASURES)
        if not np.isnan(shares[0, place])
    }
    return found, _measure(marks, size)


def _measure(draws: Floats, cases: int) -> Measure:
    """The first draw is the value; the others are its interval."""
    others = draws[1:][~np.isnan(draws[1:])]
    low, high = np.quantile(others, (0.025, 0.975)) if len(others) else (draws[0], draws[0])
    value = float(draws[0])
    return Measure(value=value, low=min(float(low), value), high=max(float(high), value), cases=cases)


def _seconds(events: Iterable[Event], who: str | None) -> float | None:
    """The median time from first opening an item to deciding it last."""
    opened: dict[str, float] = {}
    decided: dict[str, float] = {}
    for event in working(list(events)):
        if who is None or event.who == who:
            if event.what is What.OPENED:
                opened.setdefault(event.item, event.at)
            elif event.what is What.DECIDED:
                decided[event.item] = event.at
    times = [at - opened[item] for item, at in decided.items() if item in opened]
    return float(np.median(times)) if times else None


def named(measure: str) -> Words:
    """A measure's name, in every language."""
    return vocabulary()["measures"][measure]
