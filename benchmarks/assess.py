"""The main job on a generated day with everything on: reading messages, assessing, deciding, writing and recording.

All control entries and indicators, 500 profiles, a history of 40,000 consignments, a model fitted to it, the records a
unit keeps, and watch lists: the published ones beside the repository (``DARVOZA_SHARED``) where they are, else a made
one of 20,000 entries; the day's own; and those that ``DARVOZA_LISTS`` names (separated as in PATH). ``DARVOZA_SIZES``
gives other sizes than 10,000 and 100,000; ``--plain`` leaves everything off but entries, indicators and the day's list.

``consignments_per_s`` counts all but making the day and loading what it is assessed with, by the clock;
``..._per_processor_s`` by the time of all processors. Steps are in seconds by the clock and of processors; goods,
parties and indicators speak at the same time, and the report is written while the history records. ``cores_busy`` is
how many processors worked on average. ``refit`` is of the learned model: a fit to the 40,000 rows of the past.
"""

import os
import resource
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from benchmarks import _everything
from darvoza.assess import assess, assessments, decide
from darvoza.cli.resources import Sources, load_lists, load_resources
from darvoza.consignment import ConsignmentBatch
from darvoza.history import History
from darvoza.intake import Context, find_messages, read_shared
from darvoza.report import Shift, messages_of, write_outputs
from darvoza.statistics import compare
from darvoza.training import Traffic, generate, write

SIZES = tuple(int(size) for size in os.environ.get("DARVOZA_SIZES", "10000,100000").split(","))
_DAY = date(2026, 11, 20)
_SCHEMES = 0.02
_SEED = 1


class _Clock:
    """Seconds by the clock and of processors, this process's and its workers', of each step in turn."""

    def __init__(self, first: str) -> None:
        self.steps: dict[str, list[float]] = {}
        self._name, self._since = first, self._now()

    @staticmethod
    def _now() -> tuple[float, float]:
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return time.perf_counter(), sum(each.ru_utime + each.ru_stime for each in used)

    def step(self, message: str) -> None:
        """The step before is over, and this one begins."""
        now = self._now()
        self.steps[self._name] = [round(one - other, 2) for one, other in zip(now, self._since, strict=True)]
        self._name, self._since = message, now


def _sources(folder: Path, batch: ConsignmentBatch, past: _everything.Past) -> tuple[Sources, list[Path]]:
    """Everything that can be had, made or found, for a day with this traffic."""
    sources = Sources(
        history=History(past.history),
        model=past.model,
        profiles=_everything.profiles(folder / "profiles", _DAY),
        records=_everything.records(folder / "records", [batch]),
    )
    return sources, _everything.published_lists() or [_everything.made_list(folder / "made.csv")]


def _one(consignments: int, *, everything: bool) -> dict[str, object]:
    """Rates of one day of this many consignments."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        traffic = generate(seed=_SEED, consignments=consignments, day=_DAY, schemes_share=_SCHEMES)
        write(traffic, folder, damage=0)
        named = [Path(path) for path in os.environ.get("DARVOZA_LISTS", "").split(os.pathsep) if path]
        if not everything:
            return _measured(folder, traffic, Sources(), [*named, folder / "watchlist.csv"])
        past = _everything.past(folder, _DAY, _SCHEMES)
        sources, lists = _sources(folder, traffic.batch, past)
        told = _measured(folder, traffic, sources, [*named, *lists, folder / "watchlist.csv"])
        return {**told, "refit": _everything.refitting(past)}


def _measured(folder: Path, traffic: Traffic, sources: Sources, paths: list[Path]) -> dict[str, object]:
    workers = os.cpu_count() or 1
    clock = _Clock("Loading")
    lists = load_lists(paths)
    resources = load_resources(sources, lists, lambda _: None)
    clock.step("Reading messages")
    read = list(read_shared(find_messages([folder / "messages"]), Context(), workers=workers))
    batch = ConsignmentBatch.concat([each.batch for each in read])
    clock.step("Filling in offices and countries")
    assessed = assess(batch, resources, workers=workers, progress=clock.step)
    clock.step("Selection")
    decided = decide(assessed, seed=_SEED)
    clock.step("Words")
    frame = assessments(assessed, decided.selection.rows)
    shift = Shift(
        assessments=frame,
        receipts=tuple(receipt for each in read for receipt in each.receipts),
        capacity=decided.capacity,
        random_share=0.05,
        seed=_SEED,
        post=None,
        elsewhere=0,
        made=datetime.now(UTC),
        lists=(),
    )
    clock.step("Writing the report, recording in the history")
    with ThreadPoolExecutor(1) as beside:
        written = beside.submit(write_outputs, shift, folder / "out")
        if sources.history is not None:
            sources.history.record(assessed.batch, frame, day=_DAY, run="benchmark", messages=messages_of(shift))
        written.result()
    clock.step("")
    wall, processor = (sum(took[at] for name, took in clock.steps.items() if name != "Loading") for at in (0, 1))
    breach = frame["reference"].is_in(traffic.truth["reference"].implode())
    return {
        "consignments": frame.height,
        "consignments_per_s": round(frame.height / wall),
        "consignments_per_processor_s": round(frame.height / processor),
        "cores_busy": round(processor / wall, 2),
        "steps_wall_and_processor_s": clock.steps,
        "signals": assessed.signals.height,
        "listed_entries": sum(len(each) for each in lists.lists) if lists else 0,
        "control_entries": len(resources.entries.entries),
        "profiles": 0 if resources.profiles is None else len(resources.profiles),
        "planted_found": round(
            compare(pl.DataFrame({"selected": frame["selected"], "breach": breach})).found.value or 0, 3
        ),
    }


def run(options: list[str] | None = None) -> dict[str, object]:
    """Every size, and how the rate changes from the first to the last."""
    everything = "--plain" not in (options or [])
    results = {str(size): _one(size, everything=everything) for size in SIZES}
    rates = [float(str(result["consignments_per_s"])) for result in results.values()]
    return {**results, "rate_large_over_small": round(rates[-1] / rates[0], 2)}
