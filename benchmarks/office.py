"""An office at work: very many consignments stored, people at their desks, messages coming, processes killed.

Everything is timed from outside, over HTTP against ``darvoza serve`` with two web processes, as it runs in a post: the
intake and the tasks beside, the database on the same machine, and the people and senders of this measurement too.

Each of the people reads the queue (2 to 6 seconds), opens three consignments of it one after the other (3 to 9 seconds
each, with their ties as a browser asks for them), decides four of ten as a release, looks whether the queue has
changed, and begins again. They are of all units in turn. Messages come evenly, one by one, each with a key of its own,
and are sent again until they are taken; every tenth of a second the database is asked which of them are on the desk.

After a warm-up that is not counted comes a quiet stretch (a message every two seconds), then the load, in which the
intake, a web process, and everything at once are killed. Times of what was begun while something was down are told
apart (``begun_while_down``); nothing else is left out. CPU is in cores, the database's with it.

Options: ``--database sqlite|postgresql`` (both), ``--consignments N`` (200,000), ``--people N`` (20), ``--rate N``
messages a second (50) for ``--minutes N`` (10) after ``--quiet N`` minutes (1), ``--warm-up N`` minutes (0.5),
``--no-kills``, ``--folder F`` to keep and use again what was stored. ``held`` says which of the aims were met.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks import _office_people as people
from benchmarks import _office_watched as watched

DAY = 400
"""Consignments of the day that is multiplied."""


def run(options: list[str] | None = None) -> dict[str, object]:
    """Measure on each database, in a process of its own."""
    parser = argparse.ArgumentParser(prog="benchmarks office")
    parser.add_argument("--database", choices=("sqlite", "postgresql"))
    parser.add_argument("--consignments", type=int, default=200_000)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--rate", type=float, default=50)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--quiet", type=float, default=1)
    parser.add_argument("--warm-up", type=float, default=0.5)
    parser.add_argument("--no-kills", action="store_true")
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args(options or [])
    if given.database:
        return _measured(given)
    told: dict[str, object] = {}
    for name in ("sqlite", "postgresql"):
        command = [sys.executable, "-m", "benchmarks", "--here", "office", "--database", name, *(options or [])]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603 - our own
        told[name] = json.loads(done.stdout.splitlines()[-1])
    return told


def _measured(given: argparse.Namespace) -> dict[str, object]:
    folder = given.folder / given.database if given.folder else Path(tempfile.mkdtemp(prefix="darvoza-office-"))
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["DARVOZA_HOME"] = str(folder / "home")
    os.environ["DARVOZA_OFFICE"] = str(folder / "office")
    server = watched.postgresql(folder) if given.database == "postgresql" else None
    try:
        return _at_work(given, folder)
    finally:
        if server is not None:
            server.cleanup()
        if given.folder is None:
            shutil.rmtree(folder, ignore_errors=True)


def _at_work(given: argparse.Namespace, folder: Path) -> dict[str, Any]:
    from darvoza.office.serve import prepare  # noqa: PLC0415 - reads the environment

    prepare()
    told: dict[str, Any] = {}
    _say("storing")
    told["stored"] = _stored(given.consignments)
    told["looked up"] = _explained()
    sessions, token = _signed_in(given.people), _token()
    corpus = _messages(folder / "messages")
    _say("opening")
    with watched.Running(folder) as office:
        told["ready_s"] = round(office.ready(), 1)
        told["first_message_s"] = _first(office, token, corpus)
        if given.warm_up:
            _say("warming up")
            _phase(office, sessions, token, lambda n: corpus(n + 5_000), 2, given.warm_up)
        if given.quiet:
            _say("quiet")
            told["quiet"] = _phase(office, sessions, token, lambda n: corpus(n + 10_000), 0.5, given.quiet)
        told["memory_mb"] = {
            kind: [round(watched.memory(pid)) for pid in pids] for kind, pids in office.processes().items()
        }
        if given.minutes:
            _say("under load")
            kills = not given.no_kills
            told["loaded"] = _phase(
                office, sessions, token, lambda n: corpus(n + 1_000_000), given.rate, given.minutes, kills=kills
            )
    from darvoza.office.audit.verify import verify  # noqa: PLC0415 - needs Django set up

    checked = verify()
    told["audit"] = {"entries": checked.entries, "whole": checked.fault is None}
    told["held"] = {name: _held(told[name]) for name in ("quiet", "loaded") if name in told}
    return told


_AIMS = {"queue": 300, "scorecard": 400, "on_the_desk": 1000}
"""Milliseconds within which 95 of 100 have to be done."""


def _held(phase: dict[str, dict[str, Any]]) -> dict[str, bool]:
    """Which aims a phase met; of messages also whether each is on the desk once."""
    times = phase["pages"] | {"on_the_desk": phase["messages"]["on_the_desk"]}
    met = {f"{name} p95 < {aim} ms": times.get(name, {}).get("p95_ms", aim) < aim for name, aim in _AIMS.items()}
    wrong = ("lost", "left_in_line", "without_consignment", "assessed_twice")
    return met | {"none lost, none twice": not any(phase["messages"][name] for name in wrong)}


def _say(what: str) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S} {what}", file=sys.stderr, flush=True)


def _stored(consignments: int) -> int:
    from benchmarks._office_stored import multiply  # noqa: PLC0415 - needs Django set up
    from darvoza.office.desk.models import Consignment  # noqa: PLC0415 - likewise
    from darvoza.office.filling import fill  # noqa: PLC0415 - likewise

    there = Consignment.objects.count()
    if there < DAY:
        fill(days=2, consignments=DAY, seed=1, last=datetime.now(UTC).date(), step=lambda _: None)
        there = Consignment.objects.count()
    return multiply(consignments) if there < consignments else there


def _explained() -> dict[str, object]:
    """The queue and a scorecard asked for here: how many queries, and which of them read a large table whole."""
    from django.db import connection  # noqa: PLC0415 - needs Django set up
    from django.test import Client  # noqa: PLC0415 - likewise
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - likewise

    from darvoza.office.desk.models import Consignment, State  # noqa: PLC0415 - likewise
    from darvoza.office.people.models import Officer  # noqa: PLC0415 - likewise

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(Officer.objects.get(name="dilshod"), backend="django.contrib.auth.backends.ModelBackend")
    at_post = Consignment.objects.filter(office="UZAYR")
    one = at_post.filter(state=State.WAITING).order_by("-pk").first() or at_post.order_by("-pk")[0]
    pages = {
        "queue": "/desk",
        "decided": "/desk?state=released",
        "scorecard": f"/consignment/{one.key}",
        "links": f"/consignment/{one.key}/links",
    }
    told: dict[str, object] = {}
    for name, path in pages.items():
        client.get(path)  # once before, for what is made once
        with CaptureQueriesContext(connection) as asked:
            started = time.process_time()
            status = client.get(path).status_code
            used = time.process_time() - started
        queries = [each["sql"] for each in asked.captured_queries if each["sql"].startswith("SELECT")]
        told[name] = {
            "status": status,
            "queries": len(queries),
            "cpu_ms_here": round(used * 1000),
            "database_ms": round(sum(float(each["time"]) for each in asked.captured_queries) * 1000),
            "whole": sorted({scan for sql in queries for scan in _scans(sql)}),
        }
    return told


_LARGE = ("desk_consignment", "desk_assessment", "desk_mention", "desk_decision", "desk_message", "examination_order")


def _scans(sql: str) -> list[str]:
    """Large tables that the database reads whole for this query."""
    from django.db import connection  # noqa: PLC0415 - needs Django set up

    with connection.cursor() as cursor:
        cursor.execute(
            ("EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN ") + sql.replace("%", "%%")
        )
        lines = [str(row[-1]) for row in cursor.fetchall()]
    return [
        f"{table}: {sql[:160]}"
        for line in lines
        for table in _LARGE
        if (line.startswith(f"SCAN {table}") and "USING" not in line) or f"Seq Scan on {table}" in line
    ]


def _signed_in(count: int) -> list[str]:
    """Sessions of targeters of the units in turn."""
    from django.test import Client  # noqa: PLC0415 - needs Django set up

    from darvoza.office.people.models import Membership, Officer, Role, Unit  # noqa: PLC0415 - likewise

    units = list(Unit.objects.filter(posts__isnull=False).distinct().order_by("pk"))
    made = []
    for number in range(count):
        officer = Officer.objects.filter(name=f"at-work-{number}").first()
        if officer is None:
            officer = Officer.objects.create(name=f"at-work-{number}", full_name=f"Officer {number}")
            unit = units[number % len(units)]
            Membership.objects.create(officer=officer, unit=unit, role=Role.TARGETER.value)
        client = Client()
        client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
        made.append(client.cookies["darvoza_session"].value)
    return made


def _token() -> str:
    from darvoza.office.api.models import Scope, Token  # noqa: PLC0415 - needs Django set up
    from darvoza.office.people.models import Unit  # noqa: PLC0415 - likewise

    unit = Unit.objects.get(code="UZ-TER")
    _, said = Token.make("measured", unit, [Scope.HAND_IN], datetime.now(UTC) + timedelta(days=30), None)
    return said


def _first(office: watched.Running, token: str, message: Callable[[int], tuple[str, bytes]]) -> float:
    """Seconds until a message is on the desk of an office that has just been opened."""
    desk, sender = _Desk(), people.Sender(office.port, token, 1, message, lines=1)
    started = time.monotonic()
    desk.start()
    sender.start()
    while not desk.seen and time.monotonic() - started < 240:
        time.sleep(0.1)
    took = time.monotonic() - started
    sender.end()
    desk.drain()
    return round(took, 1)


def _messages(folder: Path) -> Callable[[int], tuple[str, bytes]]:
    """Small messages of every format that the simulation writes, each made another by blanks at its end."""
    from darvoza.intake import Context, Status, read_message  # noqa: PLC0415 - after the environment is set
    from darvoza.intake import Message as File  # noqa: PLC0415 - likewise
    from darvoza.training import generate, write  # noqa: PLC0415 - likewise

    if not folder.exists():
        write(generate(seed=77, consignments=1500, day=date(2026, 11, 22), schemes_share=0.03), folder, damage=0)
    small = [path for path in sorted((folder / "messages").rglob("*")) if path.is_file() and path.stat().st_size < 6000]
    kept = []
    for path in small:
        data = path.read_bytes() + _blanks(1)
        receipt, _ = read_message(File.of(path.name, data), Context())
        if receipt.status is Status.ACCEPTED:
            kept.append((path.name, path.read_bytes()))
    stamp = int(time.time())

    def message(number: int) -> tuple[str, bytes]:
        name, data = kept[number % len(kept)]
        return name, data + _blanks(stamp * 10_000_000 + number)

    return message


def _blanks(number: int) -> bytes:
    """A number in spaces and line ends."""
    return b"\n" + f"{number:b}".replace("0", " ").replace("1", "\n").encode() + b"\n"


def _phase(
    office: watched.Running,
    sessions: list[str],
    token: str,
    message: Callable[[int], tuple[str, bytes]],
    rate: float,
    minutes: float,
    *,
    kills: bool = False,
) -> dict[str, Any]:
    """People at work and messages coming for some minutes, and whether all of these arrived."""
    times, ended = people.Times(), threading.Event()
    desk = _Desk()
    sender = people.Sender(office.port, token, rate, message)
    officers = [
        threading.Thread(target=people.officer, args=(office.port, session, number, times, ended), daemon=True)
        for number, session in enumerate(sessions)
    ]
    before, started, own = office.used(), time.monotonic(), time.process_time()
    for each in (*officers, desk):
        each.start()
    sender.start()
    outages = _kill(office, started, minutes * 60) if kills else []
    time.sleep(max(0.0, started + minutes * 60 - time.monotonic()))
    after, took = office.used(), time.monotonic() - started
    sender.end()
    ended.set()
    drained = desk.drain()
    for each in officers:
        each.join(40)
    told: dict[str, Any] = {
        "machine_load": round(os.getloadavg()[0], 1),
        "pages": times.told(outages),
        "messages": {
            "sent": len(sender.sent),
            "a_second": round(len(sender.taken) / took, 1),
            "taken": sender.times.told(outages).get("message", {}),
            "on_the_desk": people.quantiles(desk.latencies(sender.sent, outages)),
            "furthest_behind_s": round(sender.late, 1),
            "line_empty_after_s": round(drained, 1),
            **desk.arrived(sender.taken),
        },
    }
    if kills:
        told["kills"] = [
            {"what": what, "until_it_worked_again_s": round(end - start, 1)} for what, start, end in outages
        ]
    else:
        requests = sum(len(each) for each in times.taken.values()) + len(sender.taken)
        told["cpu"] = {kind: round((after[kind] - before.get(kind, 0)) / took, 3) for kind in after}
        told["cpu"]["people and senders"] = round((time.process_time() - own) / took, 3)
        told["web_cpu_ms_a_request"] = round((after["web"] - before["web"]) * 1000 / requests, 1)
        told["intake_cpu_ms_a_message"] = round(
            (after["intake"] - before["intake"]) * 1000 / max(1, len(sender.taken)), 1
        )
    return told


def _kill(office: watched.Running, started: float, seconds: float) -> list[tuple[str, float, float]]:
    """Kill the intake, a web process, and everything, each at its time; from when until when each was missed."""
    outages = []
    for share, what in ((0.25, "intake"), (0.45, "web"), (0.65, "everything")):
        time.sleep(max(0.0, started + share * seconds - time.monotonic()))
        _say(f"killing {what}")
        at = time.monotonic()
        if what == "everything":
            office.kill_all()
            time.sleep(1)
            office.start()
            office.ready()
        else:
            office.kill(what)
        _worked_again()
        outages.append((what, at, time.monotonic()))
    return outages


def _worked_again() -> None:
    """Wait until what was in line is on the desk: what waits is what came in the last seconds."""
    from darvoza.office.desk.models import Message  # noqa: PLC0415 - needs Django set up

    time.sleep(3)
    deadline = time.monotonic() + 240
    while Message.objects.filter(waiting=True).count() > 300 and time.monotonic() < deadline:
        time.sleep(0.25)


class _Desk(threading.Thread):
    """Looks into the database for messages whose consignments have come to the desk, every tenth of a second."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        from darvoza.office.desk.models import Message  # noqa: PLC0415 - needs Django set up

        self.seen: dict[str, float] = {}
        last = Message.objects.order_by("-pk").values_list("pk", flat=True).first()
        self._first = last or 0
        self._ended = threading.Event()

    def run(self) -> None:
        from django.db import DatabaseError, connection  # noqa: PLC0415 - needs Django set up

        from darvoza.office.desk.models import Message  # noqa: PLC0415 - likewise

        while not self._ended.is_set():
            try:
                waiting = set(Message.objects.filter(waiting=True, pk__gt=self._first).values_list("pk", flat=True))
                known = Message.objects.filter(pk__gt=self._first).order_by("pk")
                now = time.monotonic()
                for number, key in known.values_list("pk", "key")[:5000]:
                    if number not in waiting:
                        self.seen[key.partition(":")[2]] = now
                done = min(waiting, default=None)
                newest = known.values_list("pk", flat=True).last()
                self._first = (done - 1) if done else (newest if newest and not waiting else self._first)
            except DatabaseError:
                pass
            self._ended.wait(0.1)
        connection.close()

    def drain(self) -> float:
        """Seconds until nothing is in line."""
        from darvoza.office.desk.models import Message  # noqa: PLC0415 - needs Django set up

        started = time.monotonic()
        while Message.objects.filter(waiting=True).exists() and time.monotonic() - started < 300:
            time.sleep(0.2)
        time.sleep(0.5)
        self._ended.set()
        self.join(10)
        return time.monotonic() - started

    def latencies(self, sent: dict[str, float], outages: Sequence[people.Outage]) -> list[float]:
        """Seconds from sending to the desk, of messages that were not sent or under way while something was down."""
        return [self.seen[key] - at for key, at in sent.items() if key in self.seen and not people.down(at, outages)]

    def arrived(self, taken: dict[str, float]) -> dict[str, object]:
        """Of the messages that were taken: how many are not there, or gave nothing, or gave it twice."""
        from django.db.models import Count  # noqa: PLC0415 - needs Django set up

        from darvoza.office.desk.models import Assessment, Consignment, Message  # noqa: PLC0415 - likewise

        unit = Message.objects.order_by("-pk").values_list("unit_id", flat=True).first()
        keys = [f"{unit}:{key}" for key in taken]
        there: dict[str, tuple[int, bool, str]] = {}
        for start in range(0, len(keys), 500):
            found = Message.objects.filter(key__in=keys[start : start + 500])
            there |= {
                key: (pk, waiting, status)
                for key, pk, waiting, status in found.values_list("key", "pk", "waiting", "status")
            }
        numbers = [pk for pk, _, _ in there.values()]
        with_some: set[int] = set()
        twice = 0
        for start in range(0, len(numbers), 500):
            part = numbers[start : start + 500]
            given = Consignment.objects.filter(message__in=part)
            with_some |= set(given.values_list("message_id", flat=True))
            counted = Assessment.objects.filter(consignment__in=given).values("consignment").annotate(n=Count("pk"))
            twice += counted.filter(n__gt=1).count()
        return {
            "lost": len(keys) - len(there),
            "left_in_line": sum(waiting for _, waiting, _ in there.values()),
            "quarantined": sum(status == "quarantined" for *_, status in there.values()),
            "without_consignment": len(set(numbers) - with_some),
            "assessed_twice": twice,
        }
