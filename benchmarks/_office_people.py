"""People at work in an office and systems that send it messages, over HTTP, each timed from outside."""

import http.client
import random
import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from html import unescape
from urllib.parse import quote, urlencode

_LINK = re.compile(rb'href="(/consignment/[^"?]+)(?:\?[^"]*)?" data-open')
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
_SEEN = re.compile(rb'name="seen" value="(\d+)"')
_STAMP = re.compile(rb'hx-get="(/desk/rows[^"]*)"')


Outage = tuple[str, float, float]
"""What was down, from when until when."""


class Times:
    """How long each kind of request took, and what answered."""

    def __init__(self) -> None:
        self.taken: dict[str, list[tuple[float, float]]] = defaultdict(list)
        self.failed: dict[str, list[float]] = defaultdict(list)
        self._lock = threading.Lock()

    def add(self, kind: str, began: float, *, ok: bool) -> None:
        """Note one request that ends now."""
        with self._lock:
            if ok:
                self.taken[kind].append((began, time.monotonic() - began))
            else:
                self.failed[kind].append(began)

    def told(self, outages: Sequence[Outage] = ()) -> dict[str, dict[str, float]]:
        """Count and quantiles in milliseconds of each kind; apart, how many were begun while something was down."""
        kinds = {
            kind: quantiles([took for began, took in taken if not down(began, outages)])
            for kind, taken in sorted(self.taken.items())
        }
        begun = [began for taken in self.taken.values() for began, _ in taken]
        missed = [began for each in self.failed.values() for began in each]
        while_down = sum(down(began, outages) for began in begun)
        failed_then = sum(down(began, outages) for began in missed)
        if outages:
            kinds["begun_while_down"] = {"answered": while_down, "failed": failed_then}
        if len(missed) > failed_then:
            kinds["failed"] = {
                kind: sum(not down(began, outages) for began in each) for kind, each in self.failed.items()
            }
        return kinds


def down(began: float, outages: Sequence[Outage]) -> bool:
    """Whether something was down when this began, or went down in the two seconds after."""
    return any(start - 2 <= began <= end for _, start, end in outages)


def quantiles(taken: Sequence[float]) -> dict[str, float]:
    """How many, the median, the 95th and 99th percentile and the longest, in milliseconds."""
    if not taken:
        return {"count": 0}
    ordered = sorted(taken)

    def at(share: float) -> int:
        return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000)

    return {
        "count": len(ordered),
        "p50_ms": at(0.5),
        "p95_ms": at(0.95),
        "p99_ms": at(0.99),
        "most_ms": round(ordered[-1] * 1000),
    }


class _Line:
    """A connection that is kept open, and opened again when it broke."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._open: http.client.HTTPConnection | None = None

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, bytes, http.client.HTTPMessage]:
        if self._open is None:
            self._open = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        try:
            self._open.request(method, path, body, headers or {})
            answer = self._open.getresponse()
            return answer.status, answer.read(), answer.headers
        except (OSError, http.client.HTTPException):
            self._open.close()
            self._open = None
            raise


def officer(port: int, session: str, seed: int, times: Times, ended: threading.Event) -> None:
    """One targeter: reads the queue, opens consignments in turn, and decides some as proposed."""
    chance = random.Random(seed)
    line = _Line(port)
    cookies = {"darvoza_session": session}

    def ask(kind: str, method: str, path: str, body: bytes | None = None, **more: str) -> bytes:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()), **more}
        started = time.monotonic()
        try:
            status, said, told = line.ask(method, path, body, headers)
        except (OSError, http.client.HTTPException):
            times.add(kind, started, ok=False)
            ended.wait(1)
            return b""
        times.add(kind, started, ok=status in {200, 204, 302})
        for set_cookie in told.get_all("Set-Cookie") or ():
            name, _, value = set_cookie.partition(";")[0].partition("=")
            cookies[name] = value
        return said

    ended.wait(chance.uniform(0, 8))
    while not ended.is_set():
        queue = ask("queue", "GET", "/desk")
        links = _LINK.findall(queue)
        ended.wait(chance.uniform(2, 6))
        for link in chance.sample(links, min(3, len(links))):
            if ended.is_set():
                break
            path = unescape(link.decode())
            card = ask("scorecard", "GET", path)
            ask("links", "GET", f"{path}/links", **{"HX-Request": "true"})
            ended.wait(chance.uniform(3, 9))
            token, seen = _TOKEN.search(card), _SEEN.search(card)
            if token and seen and chance.random() < 0.4:
                form = {"csrfmiddlewaretoken": token[1].decode(), "seen": seen[1].decode(), "measure": "release"}
                form["reason"] = "Nothing speaks against it."
                body = urlencode(form).encode()
                ask(
                    "decision",
                    "POST",
                    f"{path}/decision",
                    body,
                    **{"Content-Type": "application/x-www-form-urlencoded"},
                )
        if (rows := _STAMP.search(queue)) is not None:
            ask("live update", "GET", unescape(rows[1].decode()), **{"HX-Request": "true"})


class Sender:
    """Systems that send messages at a steady rate, and each message again until it was taken."""

    def __init__(
        self, port: int, token: str, rate: float, message: Callable[[int], tuple[str, bytes]], lines: int = 12
    ) -> None:
        self.sent: dict[str, float] = {}
        self.taken: dict[str, float] = {}
        self.times = Times()
        self.late = 0.0
        self._port, self._token, self._rate, self._message = port, token, rate, message
        self._next = 0
        self._first = int(time.time())
        self._began = 0.0
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._send, daemon=True) for _ in range(lines)]

    def start(self) -> None:
        """Begin to send."""
        self._began = time.monotonic()
        for each in self._threads:
            each.start()

    def end(self) -> None:
        """Send no new ones, and wait until those that were begun are taken."""
        self._ended.set()
        for each in self._threads:
            each.join(180)

    def _send(self) -> None:
        line = _Line(self._port)
        while not self._ended.is_set():
            with self._lock:
                number = self._next
                self._next += 1
            due = self._began + number / self._rate
            if self._ended.wait(max(0.0, due - time.monotonic())):
                return
            self.late = max(self.late, time.monotonic() - due)
            name, data = self._message(number)
            key = f"{self._first}-{number}"
            headers = {
                "Authorization": f"Bearer {self._token}",
                "Idempotency-Key": key,
                "Content-Type": "application/octet-stream",
            }
            self.sent[key] = time.monotonic()
            while True:
                started = time.monotonic()
                try:
                    status, _, _ = line.ask("POST", f"/api/v1/messages?name={quote(name)}", data, headers)
                except (OSError, http.client.HTTPException):
                    status = 0
                self.times.add("message", started, ok=status in {200, 202})
                if status in {200, 202}:
                    self.taken[key] = time.monotonic()
                    break
                if 400 <= status < 500:
                    raise ValueError(f"message {key} was refused with {status}")
                time.sleep(0.5)
