"""An office closed as people do: by Ctrl+C just after it opened, with its terminal, or not with it where it stays."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from darvoza.office import apart

pytestmark = [
    pytest.mark.timeout(300),
    pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="this system does not tell who started whom"),
]
_SERVE = "import signal; signal.signal(signal.SIGHUP, signal.{hangup}); from darvoza.cli.main import main; main()"
Opened: TypeAlias = Callable[[str], tuple[subprocess.Popen[str], str]]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    """Opens an office that heeds a closed terminal ("SIG_DFL") or not ("SIG_IGN"), and tells where it answers."""
    started: list[subprocess.Popen[str]] = []

    def start(hangup: str) -> tuple[subprocess.Popen[str], str]:
        port = apart.free_port()
        command = (sys.executable, "-c", _SERVE.format(hangup=hangup), "serve", "--port", str(port))
        office = subprocess.Popen(  # noqa: S603 - this program itself
            command,
            env=apart.environment(DARVOZA_HOME=str(tmp_path / "home"), DARVOZA_OFFICE=str(tmp_path / "office")),
            start_new_session=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(office)
        assert apart.answers(office, f"http://127.0.0.1:{port}")
        return office, f"http://127.0.0.1:{port}"

    yield start
    for office in started:
        if office.poll() is None:
            for each in (office.pid, *_children(office.pid)):
                os.kill(each, signal.SIGKILL)
        office.communicate()


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGHUP])
@pytest.mark.parametrize("after", [0, 3])
def test_an_office_closes_whole_as_a_terminal_tells_it(opened: Opened, told: signal.Signals, after: float) -> None:
    office, _ = opened("SIG_DFL")
    time.sleep(after)
    processes = [office.pid, *_children(office.pid)]
    assert len(processes) >= 1 + 2, "the web processes at least"
    heard = [each for each in processes if os.getpgid(each) == office.pid]
    assert heard == [office.pid], "who hears the terminal and the office at once may stay"
    os.killpg(office.pid, told)
    told_us, _ = office.communicate(timeout=60)
    assert office.returncode == 0
    assert told_us.rstrip().endswith("Closed.")
    assert "started again" not in told_us
    assert not [each for each in processes if Path(f"/proc/{each}").exists()]


def test_an_office_that_was_started_to_stay_stays_when_its_terminal_is_closed(opened: Opened) -> None:
    office, address = opened("SIG_IGN")
    os.killpg(office.pid, signal.SIGHUP)
    time.sleep(2)
    assert apart.answers(office, address)
    office.terminate()
    told_us, _ = office.communicate(timeout=60)
    assert office.returncode == 0
    assert told_us.rstrip().endswith("Closed.")


def _children(parent: int) -> list[int]:
    """What each thread of a process started."""
    return [int(each) for task in Path(f"/proc/{parent}/task").glob("*/children") for each in task.read_text().split()]
