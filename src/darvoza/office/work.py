"""Work behind the pages, each kind in a process of its own: ``python -m darvoza.office.work intake``.

The intake does nothing but take messages from the line to the desk, so that no plan and no long task holds it up.
"""

import gc
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from django.core.management import call_command
from django.db import DatabaseError, connections

from darvoza.office.alone import alone
from darvoza.office.application import set_up, settled, start_sooner

_LOG = logging.getLogger("darvoza.office")
_LOOK: Final = 0.1
"""Seconds between looks at the line while it is empty."""
_GATHER: Final = 0.05
"""Seconds at most for which messages gather while they keep coming: most of what a stretch costs, it costs once."""
_PLANNED: Final = 0.5
"""Seconds between looks at which posts there is something to plan at."""
_OFTEN: Final = 12
"""How many times as long as the last plan took it stays as it is."""
_LONGEST_PLANNED: Final = 10.0
"""But no longer than so many seconds."""
_BEHIND: Final = 5
"""How far plans and tasks stand behind pages and messages where the machine is busy."""
_PAUSE: Final = 0.5
"""Seconds between looks for tasks."""
_PATIENCE: Final = 1.0
"""Seconds until the next attempt where the database does not answer or another process has the work."""


def intake(ended: threading.Event) -> None:
    """Take messages from the line to the desk until told to end; while another process does, wait for it to end.

    While messages come faster than they are assessed one by one they gather meanwhile, and are assessed together.
    """
    from darvoza.office.desk.resources import (  # noqa: PLC0415 - its models need Django set up
        keep_ready,
        read_a_name,
        resources,
        warm,
    )

    warm(resources())
    settled()
    threading.Thread(target=read_a_name, daemon=True).start()
    threading.Thread(target=keep_ready, args=(ended,), daemon=True).start()
    while not ended.is_set():
        try:
            with alone("intake") as mine:
                if mine:
                    _take(ended)
        except DatabaseError as error:
            _LOG.error("the database does not answer (%s): trying again", type(error).__name__)
            connections.close_all()
        ended.wait(_PATIENCE)


def _take(ended: threading.Event) -> None:
    from darvoza.office.desk.assessing import assess_some  # noqa: PLC0415 - with those that need Django set up

    while not ended.is_set():
        began = time.monotonic()
        try:
            stretch = assess_some()
        except DatabaseError:
            raise
        except Exception:  # noqa: BLE001 - the outermost door: tried again in smaller stretches, the others go on
            _LOG.exception("a stretch of messages came down")
            ended.wait(_LOOK)
            continue
        if not stretch.messages:
            ended.wait(_LOOK)
        elif not stretch.full:
            ended.wait(min(_GATHER, (time.monotonic() - began) / 2))


def plans(ended: threading.Event) -> None:
    """Plan posts where messages came or something was decided, until told to end.

    At most so often that it is little of the machine's work: the more waits at the posts, the longer a plan stands.
    """
    while not ended.is_set():
        try:
            with alone("plans") as mine:
                if mine:
                    _plan(ended)
        except DatabaseError as error:
            _LOG.error("the database does not answer (%s): trying again", type(error).__name__)
            connections.close_all()
        ended.wait(_PATIENCE)


def _plan(ended: threading.Event) -> None:
    from darvoza.office import clock  # noqa: PLC0415 - with those that need Django set up
    from darvoza.office.desk.planning import Decided, plan, unplanned  # noqa: PLC0415 - likewise

    decided = Decided(clock.now())
    while not ended.is_set():
        began = time.monotonic()
        offices = unplanned() | decided.since(clock.now())
        if offices:
            plan(offices, clock.now())
        ended.wait(max(_PLANNED, min(_OFTEN * (time.monotonic() - began), _LONGEST_PLANNED)))


def tasks(ended: threading.Event) -> None:
    """Do the tasks in line and those that come, until told to end; what was begun when it last stopped goes first."""
    from django_tasks_db.models import DBTaskResult  # noqa: PLC0415 - its models need Django set up

    from darvoza.office.examination.lessons import learn_each_night  # noqa: PLC0415 - likewise

    while not ended.is_set():
        with alone("tasks") as mine:
            if mine:
                DBTaskResult.objects.filter(status="RUNNING").update(status="READY", started_at=None)
                learn_each_night()
                call_command(
                    "db_worker", queue_name="*", interval=_PAUSE, startup_delay=False, reload=False, verbosity=0
                )
                return
        ended.wait(_PATIENCE)


KINDS: Final[dict[str, Callable[[threading.Event], None]]] = {"intake": intake, "plans": plans, "tasks": tasks}


def work(kind: str) -> None:
    """One kind of work until interrupted, or until the process that started it has gone."""
    if kind != "intake":
        os.nice(_BEHIND)  # first of all: where everything starts anew, messages wait for the intake alone
    gc.disable()  # until all is made: looking through it again and again takes a quarter of the start
    set_up()
    start_sooner()
    if kind != "intake":  # which has more to make
        settled()
    ended = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - as signals call
        ended.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    threading.Thread(target=_leave_with, args=(os.getppid(),), daemon=True).start()
    KINDS[kind](ended)


def _leave_with(parent: int) -> None:
    """End when the parent has: it was killed, and who starts it again starts this again."""
    while os.getppid() == parent:
        time.sleep(_PATIENCE)
    os._exit(1)


@contextmanager
def at_work() -> Iterator[None]:
    """A process for each kind of work, started again when it ends before the block does, and ended with it."""
    closed = threading.Event()
    tended: list[threading.Thread] = []
    try:
        for kind in KINDS:
            tended.append(threading.Thread(target=_tend, args=(kind, closed)))
            tended[-1].start()
        yield
    finally:
        closed.set()
        for each in tended:
            if each.ident is not None:
                each.join()


_starting = threading.Lock()
"""Held while a process is started, and while one is forked off this one, as the web server does.

What is forked off in the midst of a start keeps the pipe open by which the start is told of its success, which then is
waited for as long as that process lives, and work that ended is never begun again.
"""
os.register_at_fork(before=_starting.acquire, after_in_parent=_starting.release, after_in_child=_starting.release)


def _tend(kind: str, closed: threading.Event) -> None:
    while not closed.is_set():
        with _starting:
            process = subprocess.Popen(  # noqa: S603 - ours
                [sys.executable, "-m", "darvoza.office.work", kind],
                process_group=0,  # Ctrl+C is for the office, which tells its work once all answers are given
            )
        while process.poll() is None and not closed.wait(_PATIENCE):
            pass
        if process.returncode is None:
            process.terminate()
            try:
                process.wait(_LONGEST)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        elif not closed.wait(_PATIENCE):
            _LOG.error("the %s ended with %s and is started again", kind, process.returncode)


_LONGEST: Final = 30
"""Seconds that work may take to finish what it is doing when the office closes."""


if __name__ == "__main__":
    work(sys.argv[1])
