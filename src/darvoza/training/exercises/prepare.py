"""Preparing an exercise: from a scenario and a seed to materials, and to the truth that is sealed."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import polars as pl

from darvoza import parties
from darvoza.assess import Assessed, Resources, Screening, assess
from darvoza.consignment import COLUMNS, ConsignmentBatch
from darvoza.training.exercises.kinds import MAKERS
from darvoza.training.exercises.made import written
from darvoza.training.exercises.materials import Hidden, Materials
from darvoza.training.exercises.scenario import Exercise
from darvoza.training.exercises.words import of
from darvoza.training.traffic import Traffic
from darvoza.training.writing import messages


@dataclass(frozen=True)
class Prepared:
    """An exercise ready to be run: ``materials`` for trainees, ``hidden`` to be sealed, and the traffic, if any.

    Traffic, its messages and its assessment carry neither seed nor truth. ``unseen`` are days that a profile is judged
    on, which trainees are not given. What takes long is done when first asked for.
    """

    materials: Materials
    hidden: Hidden
    days: tuple[Traffic, ...] = ()
    unseen: tuple[Traffic, ...] = ()

    @cached_property
    def batch(self) -> ConsignmentBatch:
        """All consignments, days one after the other; none for kinds without traffic."""
        return ConsignmentBatch.concat(day.batch for day in self.days)

    @cached_property
    def lodgings(self) -> pl.DataFrame:
        """In which message each consignment of the batch stands, and where it crosses (:class:`Traffic`)."""
        frames, start = [], 0
        for day in self.days:
            frames.append(day.lodgings.with_columns(pl.col("row") + start))
            start += len(day)
        return pl.concat(frames) if frames else pl.DataFrame()

    @property
    def watchlist(self) -> pl.DataFrame:
        """The invented watch list of the exercise, in the layout of an administration's own."""
        return self.days[0].watchlist if self.days else pl.DataFrame()

    def messages(self) -> Iterator[tuple[str, bytes]]:
        """The traffic as real message files: name and bytes, in a folder for each day where there are several."""
        for day in self.days:
            for name, data in messages(day):
                yield (f"{day.day.isoformat()}/{name}" if len(self.days) > 1 else name), data

    def assessed(self, resources: Resources | None = None) -> Assessed:
        """What the engine says of the traffic, as on the production screens; parties are held against the watch list.

        ``resources`` are used as they are when given.
        """
        return self._assessed if resources is None else assess(self.batch, resources)

    @cached_property
    def _assessed(self) -> Assessed:
        return assess(self.batch, self._resources)

    @cached_property
    def _resources(self) -> Resources:
        if self.watchlist.is_empty():
            return Resources()
        with TemporaryDirectory() as folder:
            path = Path(folder) / "watchlist.csv"
            self.watchlist.write_csv(path)
            return Resources(screening=Screening.of(parties.load_lists([path])))

    def digest(self) -> str:
        """A fingerprint of everything in it: the same for the same exercise, level and seed on every machine."""
        known = sha256(msgspec.msgpack.encode(self.materials) + msgspec.msgpack.encode(self.hidden))
        for table in COLUMNS:
            frame: pl.DataFrame = getattr(self.batch, table)
            known.update(frame.select(pl.selectors.exclude(pl.Binary)).write_ndjson().encode())
        return known.hexdigest()


def prepare(exercise: Exercise, seed: int, *, level: int = 1) -> Prepared:
    """The exercise at this level (1 to 3): the same bytes for the same seed.

    >>> from darvoza.training.exercises import ready
    >>> prepared = prepare(ready()[0], 7, level=1)
    >>> prepared.materials.level, bool(prepared.hidden.truths)
    (1, True)

    Raises:
        ValueError: no such level, or a negative seed.
    """
    if not 1 <= level <= len(exercise.levels):
        raise ValueError(f"an exercise has the levels 1 to {len(exercise.levels)}, not {level}")
    if seed < 0:
        raise ValueError(f"a seed is 0 or more, not {seed}")
    terms = exercise.levels[level - 1]
    made, own = MAKERS[exercise.kind](exercise, terms, seed), written(exercise, level)
    materials = Materials(
        exercise=exercise.id,
        kind=exercise.kind,
        level=level,
        minutes=terms.minutes,
        capacity=terms.capacity,
        title=exercise.title,
        briefing=exercise.briefing,
        goals=exercise.goals,
        roles=exercise.roles,
        weights=exercise.weights,
        items=made.items + own.items,
        sources=made.sources,
        tables=made.tables,
        usual=of("told", "usual"),
        hinted=len(exercise.hints) if terms.hints else 0,
    )
    hidden = Hidden(
        exercise=exercise.id,
        level=level,
        seed=seed,
        truths=made.truths + own.truths,
        answers=made.answers,
        coming=made.coming + own.coming,
        later=made.later + own.later,
        hints=exercise.hints if terms.hints else (),
    )
    return Prepared(materials, hidden, made.days, made.unseen)
