"""Work behind the pages: begun again when it ends, whatever else is started meanwhile; plans follow decisions."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from darvoza.office import clock, work
from darvoza.office.desk.models import Consignment, Decision
from darvoza.office.desk.planning import Decided
from darvoza.office.people.models import Officer


def test_nothing_is_forked_off_while_work_is_being_started(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    begun, closed = threading.Event(), threading.Event()

    class Slow:
        returncode = 0

        def __init__(self, command: list[str], **_: object) -> None:
            told.append(command[-1])
            begun.set()
            threading.Event().wait(0.2)
            told.append("started")

        def poll(self) -> int:
            closed.set()
            return 0

    monkeypatch.setattr(subprocess, "Popen", Slow)
    tending = threading.Thread(target=work._tend, args=("intake", closed))
    tending.start()
    assert begun.wait(5)
    forked = os.fork()
    if not forked:
        os._exit(0)
    told.append("forked")
    os.waitpid(forked, 0)
    tending.join(10)
    assert told == ["intake", "started", "forked"]


_PREPARED = """
from pathlib import Path
from darvoza.office.serve import prepare
prepare()
import darvoza.office.wsgi
print(*sorted({(task / "comm").read_text().strip() for task in Path("/proc/self/task").iterdir()}), sep="\\n")
"""


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="this system does not tell the names of threads")
def test_no_columns_are_worked_on_before_the_web_processes_are_forked_off(tmp_path: Path) -> None:
    homes = {"DARVOZA_HOME": str(tmp_path / "home"), "DARVOZA_OFFICE": str(tmp_path / "office")}
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", _PREPARED], env=os.environ | homes, capture_output=True, text=True, check=True
    )
    threads = done.stdout.split()
    assert threads
    assert "polars-0" not in threads, "the threads that work on columns would be missing in the forked processes"


_WORKED_ON = """
import polars
from darvoza.office.serve import ForkedTooLateError, serve
polars.DataFrame({"mass": [2, 1]}).lazy().sort("mass").collect()
try:
    serve(port=0)
except ForkedTooLateError as error:
    print(error)
"""


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="this system does not tell the names of threads")
def test_an_office_is_not_opened_in_a_process_that_has_worked_on_columns(tmp_path: Path) -> None:
    homes = {"DARVOZA_HOME": str(tmp_path / "home"), "DARVOZA_OFFICE": str(tmp_path / "office")}
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", _WORKED_ON],
        env=os.environ | homes,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert "open the office in a process of its own" in done.stdout


def test_posts_are_planned_again_once_after_each_decision(
    consignment: Callable[..., Consignment], officer: Callable[..., Officer]
) -> None:
    now = clock.now()
    decided = Decided(now)
    assert decided.since(now) == set()
    row = consignment()
    Decision.objects.create(consignment=row, officer=officer(), made=now - timedelta(seconds=2), measure="release")
    assert decided.since(now) == {row.office}
    assert decided.since(now) == set()
    assert Decided(now).since(now) == {row.office}, "one who begins anew asks for the last hour"
