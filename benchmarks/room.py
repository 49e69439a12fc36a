"""Twenty trainees at once in a training room that really runs: how long pages take, and what they cost.

The room is opened in a folder of its own (SQLite, and two processes for pages, as a room has unless told otherwise); a
desk exercise is laid on twenty desks. Then twenty trainees work through their queues by plain requests: queue,
scorecard, decision, each after the time in which a person reads, from half to one and a half of ``--pause``. Wall times
of pages are told beside the processor seconds that the server's processes used for each request, and beside how much of
the machine others took meanwhile, since it may be shared. ``--trainees 20 --rounds 6 --pause 5``.
"""

import argparse
import http.cookiejar
import json
import random
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

_PORT = 8797
_ROOT = f"http://127.0.0.1:{_PORT}"
_RUN = "from darvoza.cli.main import main; main()"
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_KEYS = re.compile(r'href="(/consignment/[^"]+)"')


class _Browser:
    """One person: cookies, and the wall time of each page by its kind."""

    def __init__(self) -> None:
        jar = http.cookiejar.CookieJar()
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar)).open
        self.times: list[tuple[str, float]] = []

    def get(self, path: str, kind: str = "") -> str:
        return self._asked(path, None, kind)

    def post(self, path: str, page: str, kind: str = "", **fields: str) -> str:
        found = _TOKEN.search(page)
        given = {"csrfmiddlewaretoken": found[1] if found else "", **fields}
        return self._asked(path, urllib.parse.urlencode(given, doseq=True).encode(), kind)

    def _asked(self, path: str, body: bytes | None, kind: str) -> str:
        began = time.perf_counter()
        with self._open(urllib.request.Request(_ROOT + path, body, {"Referer": _ROOT}), timeout=120) as answer:  # noqa: S310 - this machine's
            text: str = answer.read().decode()
            self.where = answer.url
        if kind:
            self.times.append((kind, time.perf_counter() - began))
        return text


def _signed_in(name: str, password: str) -> _Browser:
    browser = _Browser()
    browser.post("/sign-in", browser.get("/sign-in"), name=name, password=password)
    return browser


def _prepared(tells: _Browser, exercise: str) -> float:
    """Open a session for everybody, wait for the desks, start; how long the desks took."""
    page = tells.get(f"/room/exercise/{exercise}")
    unit = re.search(r'<option value="(\d+)"', page)
    tells.post("/room/open", page, exercise=exercise, unit=unit[1] if unit else "1", level="1", days="30")
    session = urllib.parse.urlsplit(tells.where).path
    page = tells.get(session)
    people = re.findall(r'name="trainee" type="checkbox" value="(\d+)"', page)
    began = time.perf_counter()
    tells.post(f"{session}/add", page, trainee=people)  # type: ignore[arg-type] # several values of one field
    while 'value="start"' not in (page := tells.get(session)):
        time.sleep(1)
    laid = time.perf_counter() - began
    tells.post(f"{session}/step", page, do="start")
    return laid


def _worked(browser: _Browser, rounds: int, pause: float, number: int) -> None:
    """A trainee's turn: the queue, a scorecard, a decision, again and again."""
    chance = random.Random(number)

    def read() -> None:
        time.sleep(pause * chance.uniform(0.5, 1.5))

    read()
    page = browser.get("/desk", "queue")
    for turn in range(rounds):
        keys = list(dict.fromkeys(_KEYS.findall(page)))
        if not keys:
            return
        read()
        card = browser.get(keys[0], "scorecard")
        read()
        fields = {"measure": "release", "reason": "As it should be.", "seen": "0", "sure": "80"}
        browser.post(urllib.parse.urlsplit(keys[0]).path + "/decision", card, "decision", **fields)
        page = browser.get("/desk", "queue")
        if turn % 3 == 0:
            browser.get("/room", "room")


def _used(pid: int) -> float:
    """Processor seconds of a process and all below it."""
    ticks, todo = 0, [pid]
    while todo:
        one = todo.pop()
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            todo += [int(each) for each in Path(f"/proc/{one}/task/{one}/children").read_text().split()]
        except OSError:
            continue
        ticks += int(fields[11]) + int(fields[12])
    return ticks / 100


def _busy() -> float:
    """Processor seconds that the whole machine has worked so far."""
    fields = [int(each) for each in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]]
    return (sum(fields[:3]) + sum(fields[5:8])) / 100


def run(options: list[str] | None = None) -> dict[str, object]:
    """Open the room, work in it, close it."""
    asked = argparse.ArgumentParser(prog="benchmarks room")
    asked.add_argument("--trainees", type=int, default=20)
    asked.add_argument("--rounds", type=int, default=6)
    asked.add_argument("--pause", type=float, default=5.0)
    asked.add_argument("--exercise", default="desk-precursors")
    given = asked.parse_args(options or [])
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", _RUN, "training", "room", "--home", folder, "--port", str(_PORT)]
        command += ["--trainees", str(given.trainees)]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - this program itself
        try:
            return _measured(Path(folder), server.pid, given)
        finally:
            server.terminate()
            server.wait(60)


def _measured(folder: Path, pid: int, given: argparse.Namespace) -> dict[str, object]:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{_ROOT}/health", timeout=5)  # noqa: S310 - this machine's
            break
        except OSError:
            time.sleep(1)
    rows = [line.split("\t") for line in (folder / "sign-ins.txt").read_text().splitlines()]
    with ThreadPoolExecutor(len(rows)) as pool:
        browsers = list(pool.map(lambda row: _signed_in(row[0], row[1]), rows))
    laid = _prepared(browsers[0], given.exercise)
    for browser in browsers[1:]:  # what is loaded with the first page of each kind is not what a page takes
        browser.get("/room")
        found = _KEYS.search(browser.get("/desk"))
        if found:
            browser.get(found[1])
    before, busy, began = _used(pid), _busy(), time.perf_counter()
    with ThreadPoolExecutor(len(rows)) as pool:
        list(pool.map(lambda one: _worked(browsers[one], given.rounds, given.pause, one), range(1, len(rows))))
    took, cost = time.perf_counter() - began, _used(pid) - before
    whole_machine = _busy() - busy
    times: dict[str, list[float]] = {}
    for browser in browsers[1:]:
        for kind, seconds in browser.times:
            times.setdefault(kind, []).append(seconds)
    whole = [each for kind in times.values() for each in kind]
    return {
        "trainees": len(rows) - 1,
        "desks laid in s": round(laid, 1),
        "requests": len(whole),
        "wall s": round(took, 1),
        "cpu ms a request": round(1000 * cost / len(whole), 1),
        "cores that others used": round(max(whole_machine - cost, 0.0) / took, 2),
        "p50 ms": round(1000 * float(np.quantile(whole, 0.5))),
        "p95 ms": round(1000 * float(np.quantile(whole, 0.95))),
        "p95 ms by page": {kind: round(1000 * float(np.quantile(each, 0.95))) for kind, each in times.items()},
    }


if __name__ == "__main__":
    print(json.dumps(run(sys.argv[1:]), indent=1))
