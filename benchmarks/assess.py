"""The main job on a generated day: reading message files, assessing, deciding and writing, at two sizes.

Parties are screened against the day's own small list, and those that ``DARVOZA_LISTS`` names (files or folders,
separated as in PATH; for instance the OFAC SDN and UN consolidated lists). ``DARVOZA_SIZES`` gives other sizes.
"""

import os
import tempfile
import time
from datetime import date
from pathlib import Path

from rich.console import Console

from darvoza.cli import assess as command
from darvoza.report import write_outputs
from darvoza.training import generate, write

SIZES = tuple(int(size) for size in os.environ.get("DARVOZA_SIZES", "10000,100000").split(","))
_DAY = date(2026, 11, 20)


def _one(consignments: int) -> dict[str, object]:
    """Rates of one day of this many consignments."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        started = time.perf_counter()
        write(generate(seed=1, consignments=consignments, day=_DAY, schemes_share=0.02), folder, damage=0)
        generated = time.perf_counter() - started
        named = [Path(path) for path in os.environ.get("DARVOZA_LISTS", "").split(os.pathsep) if path]
        job = command.Job(
            inputs=[folder / "messages"],
            lists=[*named, folder / "watchlist.csv"],
            truth=folder / "truth.csv",
            seed=1,
        )
        started = time.perf_counter()
        shift = command.run(job, Console(quiet=True))
        assessed = time.perf_counter() - started
        write_outputs(shift, folder / "out")
        total = time.perf_counter() - started
    assert shift.comparison is not None  # noqa: S101 - the job names a truth
    return {
        "consignments": shift.assessments.height,
        "generate_s": round(generated, 2),
        "assess_s": round(assessed, 2),
        "write_s": round(total - assessed, 2),
        "consignments_per_s": round(shift.assessments.height / total),
        "listed_entries": sum(note.entries for note in shift.lists),
        "planted_found": round(shift.comparison.found.value or 0, 3),
    }


def run() -> dict[str, object]:
    """Both sizes, and how the rate changes from the smaller to the larger."""
    results = {str(size): _one(size) for size in SIZES}
    rates = [float(str(result["consignments_per_s"])) for result in results.values()]
    return {**results, "rate_large_over_small": round(rates[-1] / rates[0], 2)}
