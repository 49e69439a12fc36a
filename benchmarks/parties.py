"""Names screened a second, on 54,062 listed names or, with ``--large``, on 1,000,000; others' matchers beside.

Each measurement is made in a fresh process: one by one and in batch on one thread, in batch on two, rapidfuzz's WRatio
over all names, and nomenklatura's logic-v2 over the ten best candidates of its own tokens, if ``NOMENKLATURA_PYTHON``
names a Python that has nomenklatura. Names and queries are those of the open evaluation kit where it is, else made up.

``per_s`` and ``ms`` are by the clock and so need a quiet machine; ``per_cpu_s`` and ``cpu_ms`` are by processor time,
and so are the ratios, but for that of two threads over one.
``--names=N`` lists so many names, ``--queries=N`` looks so many up in batch and a tenth of them one by one.
"""

import csv
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from rapidfuzz import fuzz, process, utils

from benchmarks import _names
from darvoza.consignment import Consignment, ConsignmentBatch, Lodgement, Party, Role
from darvoza.parties import NameIndex, screen, screen_name

WRATIO, LOGIC_V2, CANDIDATES = 20, 200, 10
_THREADS = ("POLARS_MAX_THREADS", "NUMBA_NUM_THREADS", "OMP_NUM_THREADS")
T = TypeVar("T")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Size:
    """How many names are listed and looked up."""

    names: int = _names.USUAL
    queries: int = 20_000
    measure: str = ""
    threads: int = 1

    @classmethod
    def of(cls, options: Sequence[str]) -> "Size":
        """As the options of the command say."""
        size = cls()
        for option in options:
            match option.removeprefix("--").split("="):
                case ["large"]:
                    size = replace(size, names=_names.LARGE)
                case ["names", number]:
                    size = replace(size, names=int(number))
                case ["queries", number]:
                    size = replace(size, queries=int(number))
                case ["threads", number]:
                    size = replace(size, threads=int(number))
                case ["measure", what]:
                    size = replace(size, measure=what)
                case _:
                    raise SystemExit(f"no option {option!r}: --large, --names=N, --queries=N")
        return size


def run(options: Sequence[str] = ()) -> dict[str, object]:
    """All measurements and their ratios; or, in a child, one of them."""
    size = Size.of(options)
    if size.measure in {"one by one", "batch"}:
        return _screening(size)
    if size.measure == "wratio":
        return _wratio(size)
    one, two = _child(size, "one by one", 1) | _child(size, "batch", 1), _child(size, "batch", 2)
    wratio, logic = _child(size, "wratio", 1), _logic_v2(size)
    rate, batch = float(str(one["one_by_one_per_cpu_s"])), float(str(one["batch_per_s"]))
    return {
        "names": size.names,
        "from": "evaluation kit" if _names.kit() else "made up",
        "one_thread": one,
        "two_threads": two,
        "wratio": wratio,
        "logic_v2": logic,
        "one_by_one_over_wratio": _ratio(rate, wratio.get("per_cpu_s")),
        "one_by_one_over_logic_v2": _ratio(rate, logic.get("one_by_one_per_cpu_s")),
        "batch_over_logic_v2": _ratio(float(str(one["batch_per_cpu_s"])), logic.get("one_by_one_per_cpu_s")),
        "two_threads_over_one": _ratio(float(str(two["batch_per_s"])), batch),
    }


def _ratio(ours: float, theirs: object) -> float | None:
    return round(ours / theirs, 2) if isinstance(theirs, (int, float)) and theirs else None


def _child(size: Size, measure: str, threads: int) -> dict[str, object]:
    """One measurement in a process of its own."""
    options = (f"--measure={measure}", f"--names={size.names}", f"--queries={size.queries}", f"--threads={threads}")
    done = subprocess.run(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-m", "benchmarks", "--here", "parties", *options],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env={**os.environ, **dict.fromkeys(_THREADS, str(threads))},
    )
    measured: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return measured


def _screening(size: Size) -> dict[str, object]:
    """Build the index, then look names up one by one or in batch: names it has never heard of."""
    lists = _names.watch_lists(_names.listed(size.names))
    queries = _names.asked(size.queries)
    before = _resident()
    index, built = _timed(lambda: NameIndex.build(lists))
    grown = _resident() - before
    screen(_batch(queries[:50]), index)  # whatever is compiled at first use is compiled
    measured: dict[str, object] = {
        "index_s": round(built[0], 2),
        "index_cpu_s": round(built[1], 2),
        "index_mb": round(grown / 2**20),
    }
    if size.measure == "one by one":
        return measured | _one_by_one(queries[: max(1, size.queries // 10)], index)
    batch = _batch(queries)
    _, took = _timed(lambda: screen(batch, index, workers=size.threads))
    return measured | {"batch_per_s": round(len(queries) / took[0]), "batch_per_cpu_s": round(len(queries) / took[1])}


def _one_by_one(queries: Sequence[str], index: NameIndex) -> dict[str, object]:
    for name in queries[:20]:
        screen_name(name, index, threshold=0.5)
    by_clock, by_cpu = [], []
    for name in queries:
        _, (clock, cpu) = _timed(partial(screen_name, name, index, threshold=0.5))
        by_clock.append(clock)
        by_cpu.append(cpu)
    by_clock.sort()
    by_cpu.sort()
    half, last = len(queries) // 2, int(0.99 * len(queries))
    return {
        "one_by_one_per_s": round(len(queries) / sum(by_clock)),
        "one_by_one_per_cpu_s": round(len(queries) / sum(by_cpu)),
        "p50_ms": round(1000 * by_clock[half], 2),
        "p99_ms": round(1000 * by_clock[last], 2),
        "p50_cpu_ms": round(1000 * by_cpu[half], 2),
        "p99_cpu_ms": round(1000 * by_cpu[last], 2),
    }


def _wratio(size: Size) -> dict[str, object]:
    """The WRatio of rapidfuzz for each name with every listed one."""
    names = [utils.default_process(each.name) for each in _names.listed(size.names)]
    count = max(3, WRATIO * _names.USUAL // size.names)
    queries = [utils.default_process(each) for each in _names.asked(size.queries)[:count]]

    def look_up() -> None:
        for each in queries:
            process.extract(each, names, scorer=fuzz.WRatio, limit=10)

    _, took = _timed(look_up)
    return {"per_s": round(len(queries) / took[0], 2), "per_cpu_s": round(len(queries) / took[1], 2)}


def _logic_v2(size: Size) -> dict[str, object]:
    """The figures of nomenklatura, from the Python that has it."""
    python = os.environ.get("NOMENKLATURA_PYTHON")
    if not python:
        return {"absent": "name a Python that has nomenklatura in NOMENKLATURA_PYTHON"}
    if shutil.which(python) is None:
        return {"absent": f"{python} is no program"}
    with tempfile.TemporaryDirectory() as folder:
        listed, asked = Path(folder) / "listed.csv", Path(folder) / "asked.csv"
        with listed.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows((each.entity_id, each.kind, each.name) for each in _names.listed(size.names))
        with asked.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows((name,) for name in _names.asked(size.queries)[:LOGIC_V2])
        script = Path(__file__).with_name("_logic_v2.py")
        done = subprocess.run(  # noqa: S603 - the Python that the user named
            [python, str(script), str(listed), str(asked), str(CANDIDATES)],
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
    if done.returncode:
        return {"absent": f"{python} could not run it: is nomenklatura installed there?"}
    measured: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return measured


def _timed(what: Callable[[], T]) -> tuple[T, tuple[float, float]]:
    """What it gives, and its seconds by the clock and of processors, children included."""
    began, began_cpu = time.perf_counter(), _cpu()
    result = what()
    return result, (time.perf_counter() - began, _cpu() - began_cpu)


def _cpu() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _resident() -> int:
    """Bytes of memory that this process holds now."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * _PAGE


def _batch(names: Sequence[str]) -> ConsignmentBatch:
    return ConsignmentBatch.of(
        [
            Consignment(
                id=str(number),
                message="benchmark",
                reference=str(number),
                lodgement=Lodgement.MANIFEST,
                parties=(Party(role=Role.CONSIGNEE, name=name),),
            )
            for number, name in enumerate(names)
        ]
    )
