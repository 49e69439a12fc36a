"""``python -m benchmarks [NAME ...] [OPTION ...]``: run each benchmark in a process of its own, print its JSON.

A benchmark is a module of this folder with ``run() -> dict``, or ``run(options) -> dict`` to be given the options. A
process of its own keeps one benchmark's memory and caches out of another's figures.
"""

import importlib
import json
import os
import pkgutil
import platform
import resource
import subprocess
import sys
import time
from contextlib import suppress

import benchmarks


def _names() -> list[str]:
    return sorted(
        module.name for module in pkgutil.iter_modules(benchmarks.__path__) if not module.name.startswith("_")
    )


def _measure(name: str, options: list[str]) -> dict[str, object]:
    """Run one benchmark here; add how long it took and the most memory that this process held."""
    started = time.perf_counter()
    run = importlib.import_module(f"benchmarks.{name}").run
    measured = run(options) if options else run()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {**measured, "wall_s": round(time.perf_counter() - started, 2), "peak_memory_mb": round(peak)}


def _machine() -> dict[str, object]:
    return {"python": platform.python_version(), "system": platform.system(), "cores": os.cpu_count()}


def _tell_usage(names: list[str]) -> None:
    """What these benchmarks measure and which options they have; of none in particular, which there are."""
    if not names:
        print(__doc__, f"Benchmarks: {', '.join(_names())}", sep="\n")
    for name in names:
        module = importlib.import_module(f"benchmarks.{name}")
        print(module.__doc__, flush=True)
        if hasattr(module, "argparse"):  # the text above tells the options of the others
            with suppress(SystemExit):
                module.run(["--help"])


def main(arguments: list[str]) -> int:
    """Run the named benchmarks, or all; 1 if one of them failed."""
    if arguments[:1] == ["--here"]:
        print(json.dumps(_measure(arguments[1], arguments[2:])))
        return 0
    first = next((place for place, each in enumerate(arguments) if each.startswith("-")), len(arguments))
    arguments, options = arguments[:first], arguments[first:]
    unknown = set(arguments) - set(_names())
    if unknown:
        print(f"no benchmark {min(unknown)!r}; there are: {', '.join(_names())}", file=sys.stderr)
        return 2
    if {"-h", "--help"} & set(options):
        _tell_usage(arguments)
        return 0
    results: dict[str, object] = {"machine": _machine()}
    failed = False
    for name in arguments or _names():
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", "benchmarks", "--here", name, *options],
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        failed = failed or done.returncode != 0
        results[name] = json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else "failed"
    print(json.dumps(results, indent=2))
    return int(failed)


if __name__ == "__main__":  # worker processes import this module, and must not run it
    sys.exit(main(sys.argv[1:]))
